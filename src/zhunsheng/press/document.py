"""A report as a formal document: title, text under proper numbers, annexes drawn from the form."""

from __future__ import annotations

from collections.abc import Iterator

from zhunsheng.kernel.form import Form, FormTable
from zhunsheng.kernel.report import FRONT, SIGN_OFF, Report, Section
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.press.filling import Filling
from zhunsheng.press.headings import heading_text, title_lines, title_of
from zhunsheng.press.tables import drawn
from zhunsheng.press.tree import Page, Role, Table, Text, Tree
from zhunsheng.press.wording import with_year

_BRACKETS = ("（", "）")


def report_tree(report: Report, form: Form, scheme: Scheme | None = None) -> Tree:
    """The formal report. One without text (a project's form) is its tables alone."""
    filling = Filling.of(report)
    annexes = [annex(table, filling) for table in form.tables]
    if not report.sections:
        return Tree(report.title or with_year(form.tables[0].title, report.fiscal_year), annexes)
    title = title_of(report, form)
    return Tree(
        title,
        [
            Page(
                [
                    *_front(title, report),
                    *_prose(report.sections),
                    *_annex_list(form, scheme, filling.year),
                    *_sign_off(report),
                ]
            ),
            *annexes,
        ],
    )


def annex(table: FormTable, filling: Filling) -> Page:
    """Number, title and line above the table, the table, its note and the line below."""
    drawing = drawn(table, filling)
    blocks: list[Text | Table] = []
    if table.number:
        blocks.append(Text(table.number, Role.ANNEX_NUMBER))
    blocks.append(Text(with_year(table.title, filling.year), Role.TABLE_TITLE))
    blocks += [_above(line) for line in filling.lines(table.above, table)]
    blocks.append(drawing)
    blocks += _lines(with_year(table.note, filling.year), Role.NOTE)
    blocks += [Text(line, Role.SIGNATURE) for line in filling.lines(table.below, table)]
    return Page(blocks, drawing.landscape)


def _above(line: str) -> Text:
    return Text(
        line, Role.SUBTITLE if line.startswith(_BRACKETS[0]) and line.endswith(_BRACKETS[1]) else Role.LINE
    )


def _front(title: str, report: Report) -> Iterator[Text]:
    """The title, and what the report has below it before the text begins."""
    for line in title_lines(title):
        yield Text(line, Role.TITLE)
    lines = _outside(report, FRONT)
    for at in range(len(lines) + 1):
        if "".join(lines[:at]) == report.title:
            yield from (Text(line, Role.SUBTITLE) for line in lines[at:])
            return


def _sign_off(report: Report) -> Iterator[Text]:
    for line in _outside(report, SIGN_OFF):
        yield Text(line, Role.SIGN_OFF)


def _outside(report: Report, name: str) -> list[str]:
    found = next((section.text for section in report.outside if section.number == name), "")
    return found.split("\n") if found else []


def _prose(sections: list[Section]) -> Iterator[Text]:
    for section in sections:
        yield Text(heading_text(section), Role.HEADING, section.number.count(".") + 1)
        yield from _lines(section.text, Role.BODY)


def _annex_list(form: Form, scheme: Scheme | None, year: int | None) -> Iterator[Text]:
    titles = (scheme.annexes if scheme is not None else ()) or tuple(table.title for table in form.tables)
    yield Text("附件：", Role.LIST_HEAD)
    for number, title in enumerate(titles, start=1):
        yield Text(f"{number}.{with_year(title, year)}", Role.LIST_ITEM)


def _lines(text: str, role: Role) -> Iterator[Text]:
    """A text's lines as paragraphs; nothing for an empty text."""
    for line in text.split("\n"):
        if line:
            yield Text(line, role)
