"""The step of the report's text (报告正文): each section with its starter, its print, and what it may quote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhunsheng.intake.narrative import read_sections
from zhunsheng.kernel.facts import State
from zhunsheng.kernel.report import Report
from zhunsheng.press.headings import heading_text
from zhunsheng.server.reports.assessing import Judged
from zhunsheng.server.reports.content import REGISTER_CELL
from zhunsheng.server.reports.drawing import Field, SheetDrawer
from zhunsheng.server.reports.linked import COUNTED, figure, indicator_figures, token, with_figures
from zhunsheng.server.reports.schemes import FormSheet
from zhunsheng.server.reports.starters import starter


@dataclass(slots=True, frozen=True)
class PrintedLine:
    """A line as the document prints it. `level` is the heading's, 0 for a paragraph."""

    level: int
    text: str


@dataclass(slots=True)
class SectionEdit:
    number: str
    title: str
    field: Field
    starter: str
    starter_printed: str
    lines: list[PrintedLine]


@dataclass(slots=True, frozen=True)
class Chip:
    """A figure that can be quoted, with what it says now."""

    name: str
    text: str

    @property
    def token(self) -> str:
        return token(self.name)


def section_edits(
    judged: Judged, drawer: SheetDrawer, year: int, more: Mapping[str, str]
) -> list[SectionEdit]:
    """`more`: word in a section's title → what else its starter says."""
    report, sheet = judged.assessment.report, judged.sheet
    return [
        SectionEdit(
            number,
            sheet.sections[number],
            drawer.section(number, sheet.sections[number]),
            begun,
            with_figures(begun, report, sheet),
            printed_section(number, judged.content.text(f"section.{number}"), report, sheet),
        )
        for number, begun in starters(report, sheet, year, more).items()
    ]


def starters(report: Report, sheet: FormSheet, year: int, more: Mapping[str, str]) -> dict[str, str]:
    """Number of a section → its starter, empty where nothing is to be said yet. `more` as above."""
    found = {}
    for number, title in sheet.sections.items():
        also = [text for word, text in more.items() if word in title and text]
        found[number] = "\n".join(text for text in [*also, starter(title, report, sheet, year)] if text)
    return found


def printed_section(number: str, text: str, report: Report, sheet: FormSheet) -> list[PrintedLine]:
    """The section with its figures in place and its headings numbered by the system."""
    heading = f"{number}、{sheet.sections[number]}"
    paragraphs = [heading, *with_figures(text, report, sheet).split("\n")]
    _, sections = read_sections(paragraphs, tuple(sheet.sections.values()))
    lines = []
    for section in sections:
        lines.append(PrintedLine(section.number.count(".") + 1, heading_text(section)))
        lines += [PrintedLine(0, line) for line in section.text.split("\n") if line]
    return lines


def chips(report: Report, sheet: FormSheet) -> list[Chip]:
    """Figures of the tables that are given, then what the indicators reached."""
    given = [
        Chip(name, figure(key, report))
        for name, key in sheet.quotable.items()
        if report.state(key) is State.GIVEN
    ]
    quoted = [
        Chip(f"{COUNTED}{match[1]}", fact.text)
        for key, fact in report.facts.items()
        if (match := REGISTER_CELL.match(key)) and fact.text
    ]
    return given + quoted + [Chip(name, text) for name, text in indicator_figures(report)]
