"""zhunsheng check: one report in full, or many at a line each with a summary."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhunsheng.cli.exits import BUG, DONE, FINDINGS, UNREADABLE, debugging
from zhunsheng.cli.opening import folders_of, rulebook_of
from zhunsheng.cli.output import say, write_lines
from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.report import Report
from zhunsheng.portfolio.batch import (
    FileDigest,
    Job,
    Tally,
    Unread,
    default_jobs,
    digest,
    digest_path,
    examine_path,
)
from zhunsheng.portfolio.folders import Files, find_files
from zhunsheng.portfolio.sources import intake, reports_at

_IN_FULL = 5
"""So many files, named one by one, are shown in full; more get a line each."""


@dataclass(slots=True, frozen=True)
class Request:
    """The command line of a check."""

    files: list[Path]
    as_json: bool
    fail_on: str
    publish: bool
    typesetting: bool
    previous: Path | None
    scheme: str | None
    schemes: Path | None
    jobs: int | None


def run_check(request: Request) -> int:
    rulebook_of(request.schemes, request.scheme)
    total = Tally()
    job = _job(request, total)
    files = find_files(request.files)
    for unread in files.unread:
        _take_unread(unread, total, request)
    in_full = len(request.files) <= _IN_FULL and not any(path.is_dir() for path in request.files)
    if in_full and not request.as_json:
        _check_in_full(files, job, total)
    else:
        _check_many(files, job, total, request)
    return _exit_code(total, request.fail_on)


def _job(request: Request, total: Tally) -> Job:
    """What the workers need; last year's report is read once, here."""
    previous = _previous(request, total)
    only_file = len(request.files) == 1 and not request.files[0].is_dir()
    return Job(
        request.scheme,
        folders_of(request.schemes),
        request.publish,
        previous,
        only_file,
        request.typesetting,
    )


def _previous(request: Request, total: Tally) -> tuple[Report, ...]:
    if request.previous is None:
        return ()
    try:
        return tuple(reports_at(request.previous, intake(*folders_of(request.schemes))))
    except UnreadableFile as error:
        _take_unread(Unread(str(request.previous), error.code, error.message), total, request)
        return ()


def _take_unread(unread: Unread, total: Tally, request: Request) -> None:
    _take(digest(unread, unread.file, request.as_json), total, request)


def _take(entry: FileDigest, total: Tally, request: Request) -> None:
    total.add(entry)
    if request.as_json:
        write_lines(entry.lines)
    elif entry.unread is not None:
        say(f"{entry.file}：{entry.unread.message}")


def _check_in_full(files: Files, job: Job, total: Tally) -> None:
    from zhunsheng.cli.findings_view import show_check

    for path in files.paths:
        examined = examine_path(path, job)
        total.add(digest(examined, str(path), with_lines=False))
        if isinstance(examined, Unread):
            say(f"{path}：{examined.message}")
            continue
        for entry in examined:
            show_check(entry, job.rulebook, str(path))


def _check_many(files: Files, job: Job, total: Tally, request: Request) -> None:
    digests = _digests(files, job, request)
    if len(files.paths) == 1 and request.as_json:
        for entry in digests:
            _take(entry, total, request)
        return
    if not files.paths:
        say("没有找到可以读的文件。")
    _show_many(digests, files, total, request)


def _digests(files: Files, job: Job, request: Request) -> Iterator[FileDigest]:
    jobs = request.jobs or default_jobs(len(files.paths))
    if jobs == 1:
        return (digest_path(path, job, request.as_json) for path in files.paths)
    from zhunsheng.portfolio.workers import check_files

    return check_files(files.paths, job, jobs, request.as_json)


def _show_many(digests: Iterator[FileDigest], files: Files, total: Tally, request: Request) -> None:
    from zhunsheng.cli.overview import Overview

    overview = Overview(len(files.paths), lines=not request.as_json)
    try:
        with overview:
            for entry in digests:
                total.add(entry)
                if request.as_json:
                    write_lines(entry.lines)
                overview.add(entry)
    except KeyboardInterrupt:  # what was done so far still counts
        overview.summary(total, files.skipped)
        raise
    overview.summary(total, files.skipped)


def _exit_code(total: Tally, fail_on: str) -> int:
    if total.has_bug:
        _report_bug(total)
        return BUG
    if total.unread or not total.files:
        return UNREADABLE
    return FINDINGS if fail_on != "never" and total.reaches(fail_on) else DONE


def _report_bug(total: Tally) -> None:
    say("有规则或文件在程序里出了错，不是报告的问题；请把 ZHUNSHENG_DEBUG=1 运行的输出告诉准绳的维护人。")
    if debugging():
        for detail in (*total.crashes, *(unread.trace for unread in total.unread if unread.trace)):
            print(detail, file=sys.stderr)
