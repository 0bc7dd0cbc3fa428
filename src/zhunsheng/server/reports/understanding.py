"""“我读懂了什么”: each value of a file beside its place, to be looked through before it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from zhunsheng.kernel.places import Place
from zhunsheng.kernel.report import Report
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.actions import carried_over
from zhunsheng.server.reports.content import IMPORTED, TYPED, CellText, Content
from zhunsheng.server.reports.differences import COLUMN_TITLES
from zhunsheng.server.reports.importing import Taken, content_of, taken_from
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.refill_names import place_words
from zhunsheng.server.reports.saving import LONGEST_CELL, LONGEST_SECTION, tidy
from zhunsheng.server.reports.schemes import FormSheet, sheet_of

FIELD = "cell:"
"""Before the name of a cell in the form that is sent back."""


@dataclass(slots=True, frozen=True)
class ReadValue:
    cell: str
    name: str
    text: str
    written: str
    """As it stands in the file."""
    place: str


@dataclass(slots=True)
class ReadRow:
    """An indicator as read."""

    level1: str
    level2: str
    place: str
    values: list[ReadValue]


@dataclass(slots=True)
class Question:
    """A doubt of the reader, with the cell it is about where there is one."""

    question: str
    place: str
    candidates: list[str]
    cell: str = ""


@dataclass(slots=True)
class Understanding:
    unit: str
    year: int | None
    title: str
    content: Content
    as_previous: bool
    """Last year's report: indicators, targets, weights and final figures come along, results don't."""
    facts: list[ReadValue] = field(default_factory=list)
    rows: list[ReadRow] = field(default_factory=list)
    sections: list[ReadValue] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def understanding_of(report: UnitReport, found: Report, name: str) -> Understanding:
    """Raises Refused for a file in which the form of this year's task was not recognised."""
    sheet, year = sheet_of(report.campaign.scheme), report.campaign.fiscal_year
    if found.form != sheet.form.id:
        raise Refused(f"没有在“{name}”里认出“{sheet.form.title}”的表，请换一个文件，或从空白开始。")
    taken = taken_from(found, sheet)
    as_previous = found.fiscal_year == year - 1
    content = _content(taken, name, as_previous, sheet)
    made = Understanding(found.unit, found.fiscal_year, found.title, content, as_previous)
    for cell, text in content.filled():
        if not cell.startswith("section.") and content.row(cell.partition(".")[0]) is None:
            origin = cell.replace(".prior", ".final") if as_previous else cell
            fact = found.facts.get(origin)
            place = place_words(fact.place) if fact is not None else ""
            written = fact.text if fact is not None else ""
            made.facts.append(ReadValue(cell, sheet.label(cell), text, written, place))
    made.rows = _rows(content, found, taken, sheet)
    made.sections = [
        ReadValue(cell, sheet.label(cell), text, "", f"正文 {cell.partition('.')[2]}")
        for cell, text in content.filled()
        if cell.startswith("section.")
    ]
    made.questions = _questions(found, content, taken)
    made.unread = [(entry.text, place_words(entry.place)) for entry in found.unread]
    made.warnings = list(found.notes) + _warnings(report, found)
    return made


def _content(taken: Taken, name: str, as_previous: bool, sheet: FormSheet) -> Content:
    content = content_of(taken, 1, f"{IMPORTED}:{name}", "", "")
    if not as_previous:
        return content
    carried, texts = carried_over(content, sheet)
    carried.cells = {cell: CellText(text, 1, f"{IMPORTED}:{name}") for cell, text in texts.items()}
    return carried


def _rows(content: Content, found: Report, taken: Taken, sheet: FormSheet) -> list[ReadRow]:
    rows = []
    for row in content.rows:
        number = taken.indicators.get(row.id)
        if number is None:
            continue
        indicator = found.indicators[number]
        values = [
            ReadValue(
                f"{row.id}.{column}",
                COLUMN_TITLES[column],
                content.text(f"{row.id}.{column}"),
                "",
                place_words(indicator.columns.get(column, indicator.place)),
            )
            for column in sheet.indicator_columns
        ]
        rows.append(ReadRow(row.level1, row.level2, place_words(indicator.place), values))
    return rows


def _questions(found: Report, content: Content, taken: Taken) -> list[Question]:
    cells: dict[Place, str] = {
        fact.place: key
        for key, fact in found.facts.items()
        if fact.place is not None and key in content.cells
    }
    for row, number in taken.indicators.items():
        for column, place in found.indicators[number].columns.items():
            cells[place] = f"{row}.{column}"
    return [
        Question(
            doubt.question,
            place_words(doubt.place) if doubt.place is not None else "",
            list(doubt.candidates),
            cells.get(doubt.place, "") if doubt.place is not None else "",
        )
        for doubt in found.doubts
    ]


def _warnings(report: UnitReport, found: Report) -> list[str]:
    year, warnings = report.campaign.fiscal_year, []
    if found.fiscal_year not in (None, year, year - 1):
        warnings.append(f"文件写的是 {found.fiscal_year} 年度，这里填的是 {year} 年度，请确认没有选错文件。")
    if found.unit and found.unit not in report.unit.name and report.unit.name not in found.unit:
        warnings.append(f"文件里的单位是“{found.unit}”，这里是“{report.unit.name}”，请确认没有选错文件。")
    return warnings


def corrected(
    actor: Actor, made: Understanding, posted: Mapping[str, str], sheet: FormSheet, version: int
) -> Content:
    """The content as the person left it: what was changed by hand counts as typed."""
    content, now = made.content, timezone.localtime().isoformat(timespec="seconds")
    for field_name, text in posted.items():
        cell = field_name.removeprefix(FIELD)
        row = content.row(cell.partition(".")[0])
        if not field_name.startswith(FIELD) or not sheet.is_cell(cell):
            continue
        if row is None and cell not in content.cells:
            continue
        longest = LONGEST_SECTION if cell.startswith("section.") else LONGEST_CELL
        if len(text) > longest:
            raise Refused(f"“{sheet.label(cell)}”有 {len(text)} 个字，超过上限 {longest} 个。")
        kept = tidy(cell, text, sheet)
        if kept != content.text(cell):
            content.cells[cell] = CellText(kept, version, TYPED)
    for held in content.cells.values():
        held.version, held.by, held.at = version, actor.name, now
    return content
