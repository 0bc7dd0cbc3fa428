"""A file's reports, whether it is a document or a report's own .json."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from zhunsheng.intake.readers import docx_styles, read_bytes, read_traces
from zhunsheng.intake.readers.opening import read_file
from zhunsheng.intake.reading import Intake
from zhunsheng.intake.typesetting import typeset_lines
from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.exchange import ExchangeError, report_from_dict
from zhunsheng.kernel.facts import blank
from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.report import Doubt, Report, Trace
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.rulebook.loading import Rulebook, load_rulebook

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BLANKS = re.compile(r"\s*")


@cache
def intake(*folders: Path) -> Intake:
    """The reader with the package's rulebook and the user's folders, prepared once."""
    return Intake(load_rulebook(*folders))


@dataclass(slots=True, frozen=True)
class Extras:
    """What is read of a file besides what it says: each takes longer than the report itself."""

    traces: bool = False
    """Authors, comments and whatever else must not be published."""
    typesetting: bool = False
    """Fonts and line spacing of a .docx."""


NO_EXTRAS = Extras()


def reports_at(
    path: Path, reader: Intake, scheme: str | None = None, extras: Extras = NO_EXTRAS
) -> list[Report]:
    """The reports of a file. Raises UnreadableFile where there is none."""
    return reports_in(read_file(path), path.name, reader, scheme, extras)


def reports_in(
    data: bytes, name: str, reader: Intake, scheme: str | None = None, extras: Extras = NO_EXTRAS
) -> list[Report]:
    """The same for bytes already in memory."""
    if _is_json(data):
        return [_adopted(report, reader.rulebook, scheme) for report in _from_json(data)]
    document = read_bytes(data, name)
    reports = reader.read(document, scheme)
    if extras.traces:
        traces = [Trace(found.kind, found.detail) for found in read_traces(data)]
        for report in reports:
            report.traces = traces
    if extras.typesetting and document.format == "docx":
        styles = docx_styles(data)
        for report in reports:
            report.typesetting = typeset_lines(report, document, styles)
    return reports


def scheme_for(report: Report, rulebook: Rulebook) -> Scheme | None:
    """The scheme to check and score by: the report's own, else that of the nearest form."""
    if report.scheme is not None:
        return rulebook.schemes[report.scheme]
    return rulebook.schemes[rulebook.scheme_of_form(report.form)] if report.form else None


def previous_of(report: Report, candidates: tuple[Report, ...], chosen: bool = False) -> Report | None:
    """Last year's report of the same unit; one the user chose for this very report needs no name."""
    if chosen and len(candidates) == 1:
        return candidates[0]
    unit = compact(report.unit)
    same = [candidate for candidate in candidates if unit and compact(candidate.unit) == unit]
    fitting = [candidate for candidate in same if candidate.form == report.form]
    return next(iter(fitting or same), None)


# --- a report's own .json --------------------------------------------------------------------------


def _is_json(data: bytes) -> bool:
    start = data.removeprefix(_BYTE_ORDER_MARK)[:1000].lstrip()
    return start.startswith(b"{") and not start.startswith(b"{\\rtf")


def _from_json(data: bytes) -> list[Report]:
    try:
        reports = [report_from_dict(entry) for entry in _objects(data) if "error" not in entry]
    except ExchangeError as error:
        raise UnreadableFile(
            "not_a_report", "这份 JSON 不是准绳写出的报告，请确认是否选错了文件。"
        ) from error
    if not reports:
        raise UnreadableFile("not_a_report", "这份 JSON 里没有报告，请确认是否选错了文件。")
    return reports


def _objects(data: bytes) -> Iterator[dict[str, Any]]:
    """Every object of the file: one, or several one after the other as `check --json` prints them."""
    decoder = json.JSONDecoder()
    try:
        text = data.removeprefix(_BYTE_ORDER_MARK).decode().strip()
        at = 0
        while at < len(text):
            entry, end = decoder.raw_decode(text, at)
            if not isinstance(entry, dict):
                raise ExchangeError("不是对象")
            yield entry
            at = _BLANKS.match(text, end).end()  # type: ignore[union-attr]
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("damaged", "JSON 文件不完整或写法有误，请重新导出。") from error


def _adopted(report: Report, rulebook: Rulebook, scheme: str | None) -> Report:
    """The report in the terms of this rulebook, which need not be the one it was written with."""
    if scheme is not None:
        report.scheme, report.form = scheme, rulebook.schemes[scheme].form
    if report.scheme is not None and report.scheme not in rulebook.schemes:
        report.doubts.append(Doubt(f"没有方案“{report.scheme}”，是否要用 --schemes 指明它所在的文件夹？"))
        report.scheme = None
    if report.form not in rulebook.forms:
        report.form = None
    if report.form is not None:
        report.facts = {key: blank() for key in rulebook.forms[report.form].keys} | report.facts
    return report
