"""Reading and checking many files: pure functions over one file, and what to keep of each.

`check_path` and `check_bytes` are all an engine needs: map them over files (Ray's map_batches,
Spark's mapInPandas) and get the plain results that `check --json` prints. `workers` maps them
over the cores of this machine.
"""

from __future__ import annotations

import json
import os
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from zhunsheng.intake.reading import Intake
from zhunsheng.kernel.checks import Checker
from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.exchange import Plain, error_to_dict, report_to_dict
from zhunsheng.kernel.findings import CheckResult
from zhunsheng.kernel.report import Report
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.portfolio.sources import Extras, intake, previous_of, reports_at, reports_in, scheme_for
from zhunsheng.rulebook.loading import Rulebook
from zhunsheng.rulebook.rules import checker

SEVERITIES = ("error", "warning", "hint")
INTERNAL = "internal_error"
"""Code of a file that our own fault kept from being read."""
_FEW = 100
"""Below so many files other processes cost more than they bring."""
_MOST_CRASHES = 100
"""Kept of a run; a rule that is broken breaks on every report."""


@dataclass(slots=True, frozen=True)
class Job:
    """How files are read and checked. Plain data: it travels to other processes and machines."""

    scheme: str | None = None
    folders: tuple[Path, ...] = ()
    """The user's own schemes and forms."""
    publish: bool = False
    previous: tuple[Report, ...] = ()
    """Reports of the year before; each report is compared with that of its unit."""
    previous_chosen: bool = False
    """Whether the user named the previous report for this very file."""
    typesetting: bool = False
    """Whether fonts and line spacing of a .docx are checked too."""

    @property
    def reader(self) -> Intake:
        return intake(*self.folders)

    @property
    def extras(self) -> Extras:
        return Extras(traces=self.publish, typesetting=self.typesetting)

    @property
    def rulebook(self) -> Rulebook:
        return self.reader.rulebook


@dataclass(slots=True, frozen=True)
class Unread:
    """A file no report could be read from. `trace` is there when the fault is ours."""

    file: str
    code: str
    message: str
    trace: str = ""


@dataclass(slots=True)
class Checked:
    """One report with what the rules say of it; no scheme where nothing was recognised."""

    report: Report
    scheme: Scheme | None
    result: CheckResult
    rules: Checker | None = None

    def explained(self) -> CheckResult:
        """The result with the sums behind its findings, for showing."""
        if self.rules is not None:
            self.rules.explain(self.report, self.result)
        return self.result


# --- one file --------------------------------------------------------------------------------------


def check_path(path: Path, job: Job) -> list[Plain]:
    """The plain results of a file: one per report, or one that says why there is none."""
    return plain_results(
        examine(lambda: reports_at(path, job.reader, job.scheme, job.extras), str(path), job), str(path)
    )


def check_bytes(data: bytes, name: str, job: Job) -> list[Plain]:
    """The same for the bytes of a file."""
    return plain_results(
        examine(lambda: reports_in(data, name, job.reader, job.scheme, job.extras), name, job), name
    )


def examine_path(path: Path, job: Job) -> list[Checked] | Unread:
    """The checked reports of a file as objects, or why there is none."""
    return examine(lambda: reports_at(path, job.reader, job.scheme, job.extras), str(path), job)


def examine(read: Callable[[], list[Report]], file: str, job: Job) -> list[Checked] | Unread:
    """Read and check, whatever the file holds: a bad file never stops the others."""
    try:
        reports = read()
        return [check(report, job, chosen=job.previous_chosen and len(reports) == 1) for report in reports]
    except UnreadableFile as error:
        return Unread(file, error.code, error.message)
    except MemoryError:
        return Unread(file, "out_of_memory", "内存不够，读不了这个文件，请关闭其他程序后再试。")
    except Exception:
        return Unread(file, INTERNAL, "程序自身出错，这个文件没有审核。", traceback.format_exc())


def check(report: Report, job: Job, chosen: bool = False) -> Checked:
    """Every rule of the report's scheme, or of the nearest form's where it has none.

    `chosen` says that last year's report was named for this very one.
    """
    scheme = scheme_for(report, job.rulebook)
    if scheme is None:
        return Checked(report, None, CheckResult())
    previous = previous_of(report, job.previous, chosen)
    rules = checker(job.rulebook, scheme, report.fiscal_year)
    return Checked(report, scheme, rules.check(report, previous, job.publish), rules)


def plain_results(examined: list[Checked] | Unread, file: str) -> list[Plain]:
    if isinstance(examined, Unread):
        return [error_to_dict(file, examined.code, examined.message)]
    results = [report_to_dict(entry.report, file, entry.explained()) for entry in examined]
    return numbered(results)


def numbered(results: list[Plain]) -> list[Plain]:
    """Several reports of one file told apart by `report` 1, 2."""
    if len(results) > 1:
        for number, result in enumerate(results, start=1):
            result["report"] = number
    return results


def json_line(result: Plain) -> bytes:
    """One line of UTF-8. A file name that isn't Unicode goes out escaped, so that it can be found again."""
    try:
        return json.dumps(result, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(result).encode() + b"\n"


# --- many files ------------------------------------------------------------------------------------


@dataclass(slots=True)
class ReportDigest:
    """What an overview shows of one report."""

    unit: str
    fiscal_year: int | None
    counts: Counter[str]
    """Findings by severity."""
    codes: Counter[str]


@dataclass(slots=True)
class FileDigest:
    """What is kept of one file after it was checked: little, so that a million files fit."""

    file: str
    reports: list[ReportDigest] = field(default_factory=list)
    unread: Unread | None = None
    crashes: list[str] = field(default_factory=list)
    lines: bytes = b""
    """The JSON lines, where they were asked for."""


def digest_path(path: Path, job: Job, with_lines: bool) -> FileDigest:
    """A file checked and boiled down to what the overview needs."""
    return digest(examine_path(path, job), str(path), with_lines)


def digest(examined: list[Checked] | Unread, file: str, with_lines: bool) -> FileDigest:
    lines = b"".join(json_line(result) for result in plain_results(examined, file)) if with_lines else b""
    if isinstance(examined, Unread):
        return FileDigest(file, unread=examined, lines=lines)
    crashes = [crash for entry in examined for crash in entry.result.crashes]
    return FileDigest(file, [_digest(entry) for entry in examined], None, crashes, lines)


def digest_chunk(paths: list[Path], job: Job, with_lines: bool) -> list[FileDigest]:
    """The unit of work of a worker: a task per file would spend its time on talking."""
    return [digest_path(path, job, with_lines) for path in paths]


def default_jobs(files: int) -> int:
    """As many processes as cores, where it pays."""
    if files < _FEW:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _digest(entry: Checked) -> ReportDigest:
    findings = entry.result.findings
    return ReportDigest(
        entry.report.unit,
        entry.report.fiscal_year,
        Counter(finding.severity.value for finding in findings),
        Counter(finding.code for finding in findings),
    )


@dataclass(slots=True)
class Tally:
    """The sums of a run."""

    files: int = 0
    reports: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    """Reports a rule fired on."""
    unread: list[Unread] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)

    def add(self, digest: FileDigest) -> None:
        self.files += 1
        self.reports += len(digest.reports)
        self.crashes += digest.crashes[: _MOST_CRASHES - len(self.crashes)]
        if digest.unread is not None:
            self.unread.append(digest.unread)
        for report in digest.reports:
            self.counts += report.counts
            self.codes += Counter(report.codes.keys())

    @property
    def has_bug(self) -> bool:
        return bool(self.crashes) or any(unread.code == INTERNAL for unread in self.unread)

    def reaches(self, severity: str) -> bool:
        """Whether anything is at or above a severity."""
        return any(self.counts[name] for name in SEVERITIES[: SEVERITIES.index(severity) + 1])


def tally(digests: Iterable[FileDigest]) -> Tally:
    total = Tally()
    for digest in digests:
        total.add(digest)
    return total
