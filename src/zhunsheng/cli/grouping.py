"""Findings sorted by where they stand: table by table, then the text section by section."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhunsheng.kernel.findings import AtDimension, AtFact, AtIndicator, AtPlace, AtSection, Finding, Target
from zhunsheng.kernel.form import Form, FormTable
from zhunsheng.kernel.places import CellPlace, Place, TextPlace
from zhunsheng.kernel.report import Report

_TEXT, _WHOLE = 1, 2
"""Tables come first, then the text, then what concerns the report as a whole."""


@dataclass(slots=True)
class Group:
    title: str
    findings: list[Finding] = field(default_factory=list)


Position = tuple[int, int, int, int]
"""Kind of place, table or section, row or character, column."""


def grouped(report: Report, form: Form | None, findings: list[Finding]) -> list[Group]:
    """Groups from top to bottom of the report, their findings likewise."""
    places = [(_position(finding, report, form), finding) for finding in findings]
    groups: dict[tuple[int, int], Group] = {}
    for position, finding in sorted(places, key=lambda entry: (entry[0], entry[1].severity.rank)):
        group = groups.setdefault(position[:2], Group(_title(position, report, form)))
        group.findings.append(finding)
    return list(groups.values())


def _position(finding: Finding, report: Report, form: Form | None) -> Position:
    place = _place(finding.targets[0], report) if finding.targets else None
    if isinstance(place, CellPlace):
        return 0, place.table, place.row, place.column
    if isinstance(place, TextPlace):
        return _text_position(place, report, form)
    if finding.targets and isinstance(finding.targets[0], AtFact):
        return _unplaced_position(finding.targets[0].key, report, form)
    return _WHOLE, 0, 0, 0


def _place(target: Target, report: Report) -> Place | None:
    match target:
        case AtFact(key):
            fact = report.facts.get(key)
            return fact.place if fact is not None else None
        case AtIndicator(row, column) if row < len(report.indicators):
            indicator = report.indicators[row]
            return indicator.columns.get(column, indicator.place)
        case AtSection(number, start, end):
            return TextPlace(number, start, end)
        case AtPlace(place):
            return place
        case AtDimension() | AtIndicator():
            return None


def _text_position(place: TextPlace, report: Report, form: Form | None) -> Position:
    """Lines above and below a table (附件1-1) go with the table."""
    for seen in report.tables:
        if form is not None and place.section == _number(form.table(seen.id)):
            return 0, seen.table, -1, place.start
    numbers = [section.number for section in (*report.outside, *report.sections)]
    order = numbers.index(place.section) if place.section in numbers else len(numbers)
    return _TEXT, order, place.start, 0


def _unplaced_position(key: str, report: Report, form: Form | None) -> Position:
    """A figure the file has no place for goes with the table that should hold it."""
    for seen in report.tables:
        if form is not None and key in form.table(seen.id).keys:
            return 0, seen.table, -1, 0
    return _WHOLE, 0, 0, 0


def _number(table: FormTable) -> str:
    return table.number or table.title


def _title(position: Position, report: Report, form: Form | None) -> str:
    kind, order, *_ = position
    if kind == _WHOLE:
        return "整份报告"
    if kind == _TEXT:
        sections = [*report.outside, *report.sections]
        return (
            section_title(sections[order].number, sections[order].title) if order < len(sections) else "正文"
        )
    return table_title(order, report, form)


def section_title(number: str, title: str) -> str:
    """“正文 二.1 基本支出情况”; text that belongs to no section keeps its name (卷首)."""
    return f"正文 {number} {title}" if number[0] in "一二三四五六七八九十" else number


def table_title(table: int, report: Report, form: Form | None) -> str:
    seen = next((seen for seen in report.tables if seen.table == table), None)
    if seen is None or form is None:
        return f"第 {table + 1} 张表"
    own = form.table(seen.id)
    return f"{own.number} {own.title}".strip()
