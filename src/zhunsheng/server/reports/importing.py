"""A report read from a file as the texts of cells: what goes where, and what found no cell."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhunsheng.kernel.facts import Fact, State
from zhunsheng.kernel.numerals import NOT_APPLICABLE_TEXTS
from zhunsheng.kernel.report import Indicator, Report, Section
from zhunsheng.press.classes import grouped
from zhunsheng.press.headings import heading_text
from zhunsheng.press.indicator_rows import indicator_text
from zhunsheng.press.values import value_text
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.server.reports.content import CellText, Content, Row
from zhunsheng.server.reports.saving import tidy
from zhunsheng.server.reports.schemes import FormSheet


@dataclass(slots=True)
class Taken:
    """Rows with their classes as in the form, and the text of every cell."""

    rows: list[Row] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    indicators: dict[str, int] = field(default_factory=dict)
    """Row id → number of the indicator in the report read."""


def taken_from(report: Report, sheet: FormSheet) -> Taken:
    taken = Taken()
    for key, fact in report.facts.items():
        if fact.state is not State.BLANK and sheet.is_cell(key):
            taken.texts[key] = tidy(key, _written(fact, key, sheet), sheet)
    _take_indicators(report.indicators, sheet, taken)
    _take_sections(report.sections, sheet, taken)
    return taken


def _written(fact: Fact, key: str, sheet: FormSheet) -> str:
    """The value in the form's notation. “无政府性基金预算收入和支出” in the text is 无 in a cell."""
    if fact.value is not None:
        return value_text(fact.value, kind_of(key), sheet.money_of(key))
    if fact.state is State.NOT_APPLICABLE and fact.text not in NOT_APPLICABLE_TEXTS:
        return "无"
    return fact.text


def _take_indicators(indicators: list[Indicator], sheet: FormSheet, taken: Taken) -> None:
    """Every class of the form keeps at least one row to fill."""
    table = sheet.indicator_table
    if table is None:
        return
    for group in grouped(indicators, table.classes, table.synonyms):
        for part in group.parts:
            for number in part.members or [-1]:
                row = Row(f"r{len(taken.rows) + 1}", group.name, part.name)
                taken.rows.append(row)
                if number >= 0:
                    taken.indicators[row.id] = number
                    _take_indicator(indicators[number], row, sheet, taken)


def _take_indicator(indicator: Indicator, row: Row, sheet: FormSheet, taken: Taken) -> None:
    for column in sheet.indicator_columns:
        text = indicator_text(indicator, column)
        if text:
            cell = f"{row.id}.{column}"
            taken.texts[cell] = tidy(cell, text, sheet)


def _take_sections(sections: list[Section], sheet: FormSheet, taken: Taken) -> None:
    """The text under each first heading, with the headings below it."""
    for section in sections:
        head = section.number.partition(".")[0]
        cell = f"section.{head}"
        if not sheet.is_cell(cell):
            continue
        lines = [section.text] if section.number == head else [heading_text(section), section.text]
        text = "\n".join(line for line in lines if line)
        taken.texts[cell] = "\n".join(part for part in (taken.texts.get(cell, ""), text) if part)


def content_of(taken: Taken, version: int, source: str, by: str, at: str) -> Content:
    cells = {cell: CellText(text, version, source, by, at) for cell, text in taken.texts.items()}
    return Content(cells, list(taken.rows), len(taken.rows) + 1)
