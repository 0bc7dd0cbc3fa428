"""Filled forms as files: a form table drawn on a grid, bent as offices bend it, written in each format."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import docx
import openpyxl
from tests.intake.readers import making
from tests.intake.readers.making import p, tbl, tc

from zhunsheng.intake.document import Document, Paragraph
from zhunsheng.intake.readers import read_bytes
from zhunsheng.intake.reading import Intake
from zhunsheng.kernel.form import FormRow, FormTable, fill_year
from zhunsheng.kernel.report import Report
from zhunsheng.rulebook.loading import load_rulebook

YEAR = 2023
INTAKE = Intake(load_rulebook())
Texts = Mapping[str, str]


@dataclass(slots=True)
class Box:
    """A cell of the grid; `rows` > 1 spans rows, 0 is covered by the cell above."""

    text: str
    span: int = 1
    rows: int = 1
    header: str = ""
    """On value cells of indicator rows: the column they are in."""


@dataclass(slots=True)
class Sheet:
    """A drawn table with the lines around it."""

    rows: list[list[Box]]
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)

    def texts(self) -> list[list[str]]:
        return [[box.text for box in row] for row in self.rows]

    def find(self, start: str) -> int:
        """The row with a cell whose text, blanks aside, begins so."""
        bare = [["".join(text.split()) for text in row] for row in self.texts()]
        return next(i for i, row in enumerate(bare) if any(text.startswith(start) for text in row))


def form_table(form: str, table: str = "self") -> FormTable:
    return load_rulebook().forms[form].table(table)


def drawn(table: FormTable, facts: Texts, indicators: Sequence[Texts] = (), **lines: list[str]) -> Sheet:
    """The form with texts for its facts and rows of indicators."""
    rows: list[list[Box]] = []
    for row in table.rows:
        if row.indicator_columns:
            rows += _indicator_rows(row, indicators)
        else:
            rows.append([_box(cell.text, cell.span, cell.continued, facts) for cell in row.cells])
    _set_heights(rows)
    above = [table.title, *filter(None, [_filled(line, facts) for line in table.above.text.split("\n")])]
    below = [_filled(table.below.text, facts)] if table.below.text else []
    return Sheet(rows, lines.get("above", above), lines.get("below", below))


def _box(text: str, span: int, continued: bool, facts: Texts) -> Box:
    return Box("", span, 0) if continued else Box(_filled(text, facts), span)


def _filled(text: str, facts: Texts) -> str:
    text = fill_year(text, YEAR)
    while "{" in text:
        head, _, rest = text.partition("{")
        key, _, tail = rest.partition("}")
        text = head + facts.get(key, "") + tail
    return text


def _indicator_rows(row: FormRow, indicators: Sequence[Texts]) -> list[list[Box]]:
    rows = []
    above: Texts = {}
    for indicator in indicators:
        boxes = [Box("", rows=0)]
        for name in row.indicator_columns:
            same = name in ("level1", "level2") and indicator[name] == above.get(name)
            same = same and indicator["level1"] == above.get("level1")
            boxes.append(Box("" if same else indicator.get(name, ""), rows=0 if same else 1, header=name))
        rows.append(boxes)
        above = indicator
    return rows


def _set_heights(rows: list[list[Box]]) -> None:
    """A cell reaches down over the covered cells below it."""
    for number, row in enumerate(rows):
        at = 0
        for box in row:
            if box.rows:
                height = 1
                while number + height < len(rows) and _covered(rows[number + height], at):
                    height += 1
                box.rows = height
            at += box.span


def _covered(row: list[Box], column: int) -> bool:
    at = 0
    for box in row:
        if at == column:
            return box.rows == 0
        at += box.span
    return False


# --- the same table in each format -------------------------------------------------------------------


def as_docx(*sheets: Sheet, prose: Sequence[str] = ()) -> bytes:
    body = [p(html.escape(line)) for line in prose]
    for sheet in sheets:
        body += [p(html.escape(line)) for line in sheet.above]
        body.append(tbl(*("".join(_word_cell(box) for box in row) for row in sheet.rows)))
        body += [p(html.escape(line)) for line in sheet.below]
    return making.docx("".join(body))


def _word_cell(box: Box) -> str:
    span = f'<w:gridSpan w:val="{box.span}"/>' if box.span > 1 else ""
    merge = '<w:vMerge w:val="restart"/>' if box.rows > 1 else "<w:vMerge/>" if not box.rows else ""
    return tc("".join(p(html.escape(line)) for line in box.text.split("\n")), span + merge)


def as_word(*sheets: Sheet, prose: Sequence[str] = ()) -> bytes:
    """A Word file made by python-docx, template, styles and all."""
    document = docx.Document()
    for line in prose:
        document.add_paragraph(line)
    for sheet in sheets:
        for line in sheet.above:
            document.add_paragraph(line)
        width = max(sum(box.span for box in row) for row in sheet.rows)
        table = document.add_table(len(sheet.rows), width, "Table Grid")
        for top, left, bottom, right, text in _merges(sheet.rows):
            cell = table.cell(top, left)
            if (bottom, right) != (top, left):
                cell = cell.merge(table.cell(bottom, right))
            cell.text = text
        for line in sheet.below:
            document.add_paragraph(line)
    return _saved(document.save)


def as_xlsx(*sheets: Sheet, prose: Sequence[str] = (), stacked: bool = False) -> bytes:
    """One sheet a table, or all in one sheet; the lines around a table are rows of the sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    page = book.create_sheet("表")
    row = 0
    for number, sheet in enumerate(sheets):
        if number and not stacked:
            page, row = book.create_sheet(f"表{number + 1}"), 0
        width = max(sum(box.span for box in line) for line in sheet.rows)
        for line in [*(prose if not number else ()), *sheet.above]:
            row = _wide_row(page, row, width, line)
        for top, left, bottom, right, text in _merges(sheet.rows):
            page.cell(row + top + 1, left + 1).value = text or None
            if (bottom, right) != (top, left):
                page.merge_cells(
                    start_row=row + top + 1,
                    start_column=left + 1,
                    end_row=row + bottom + 1,
                    end_column=right + 1,
                )
        row += len(sheet.rows)
        for line in sheet.below:
            row = _wide_row(page, row, width, line)
    return _saved(book.save)


def _wide_row(page: openpyxl.worksheet.worksheet.Worksheet, row: int, width: int, text: str) -> int:
    page.cell(row + 1, 1).value = text
    page.merge_cells(start_row=row + 1, start_column=1, end_row=row + 1, end_column=width)
    return row + 1


def as_html(*sheets: Sheet, prose: Sequence[str] = ()) -> bytes:
    parts = ["<html><head><meta charset='utf-8'></head><body>"]
    parts += [f"<p>{html.escape(line)}</p>" for line in prose]
    for sheet in sheets:
        parts += [f"<p>{html.escape(line)}</p>" for line in sheet.above]
        parts.append("<table>")
        for row in sheet.rows:
            cells = [_html_cell(box) for box in row if box.rows]
            parts.append(f"<tr>{''.join(cells)}</tr>")
        parts.append("</table>")
        parts += [f"<p>{html.escape(line)}</p>" for line in sheet.below]
    return "".join([*parts, "</body></html>"]).encode()


def _html_cell(box: Box) -> str:
    text = html.escape(box.text).replace("\n", "<br>")
    return f'<td colspan="{box.span}" rowspan="{box.rows}">{text}</td>'


def as_txt(*sheets: Sheet, prose: Sequence[str] = ()) -> bytes:
    """As government websites flatten a Word table: a cell a line, a blank line between rows."""
    lines = list(prose)
    for sheet in sheets:
        lines += ["", *sheet.above]
        for row in sheet.rows:
            lines += [*(f"\t{box.text}" for box in row), ""]
        lines += ["", *sheet.below]
    return "\n".join(lines).encode()


def as_csv(*sheets: Sheet, prose: Sequence[str] = ()) -> bytes:
    """A sheet saved as text: every line has all columns, the covered cells of merges are empty."""
    lines = [[line] for line in prose]
    for sheet in sheets:
        lines += [[line] for line in sheet.above]
        lines += [[part for box in row for part in (box.text, *[""] * (box.span - 1))] for row in sheet.rows]
        lines += [[line] for line in sheet.below]
    width = max(map(len, lines))
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(line + [""] * (width - len(line)) for line in lines)
    return buffer.getvalue().encode("gb18030")


def as_ods(*sheets: Sheet, prose: Sequence[str] = ()) -> bytes:
    """A sheet a table, the lines around it rows of one wide cell."""
    tables = []
    for number, sheet in enumerate(sheets):
        width = max(sum(box.span for box in line) for line in sheet.rows)
        rows = [[Box(line, width)] for line in [*(() if number else prose), *sheet.above]]
        rows += [*sheet.rows, *([Box(line, width)] for line in sheet.below)]
        cells = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        tables.append(f'<table:table table:name="表{number + 1}">{cells}</table:table>')
    return making.ods("".join(tables))


def _ods_cell(box: Box) -> str:
    covered = f'<table:covered-table-cell table:number-columns-repeated="{box.span - bool(box.rows)}"/>'
    if not box.rows:
        return covered
    lines = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in box.text.split("\n"))
    spans = f'table:number-columns-spanned="{box.span}" table:number-rows-spanned="{box.rows}"'
    cell = f"<table:table-cell {spans}>{lines}</table:table-cell>"
    return cell + covered if box.span > 1 else cell


FORMATS: dict[str, Callable[..., bytes]] = {"docx": as_docx, "xlsx": as_xlsx, "html": as_html, "txt": as_txt}
WORKBOOKS: dict[str, Callable[..., bytes]] = {"ods": as_ods, "csv": as_csv}


def _merges(rows: list[list[Box]]) -> list[tuple[int, int, int, int, str]]:
    found = []
    for top, row in enumerate(rows):
        left = 0
        for box in row:
            if box.rows:
                found.append((top, left, top + box.rows - 1, left + box.span - 1, box.text))
            left += box.span
    return found


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


def sheets_of(document: Document) -> list[Sheet]:
    """The tables of a file with the lines around them, to be written in another format; no other text."""
    sheets: list[Sheet] = []
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
            continue
        rows = [[Box(cell.text, cell.span, int(not cell.continued)) for cell in row] for row in block.rows]
        _set_heights(rows)
        if sheets:
            end = next(n for n, line in enumerate(lines) if line.lstrip().startswith("填表人")) + 1
            sheets[-1].below, lines = lines[:end], lines[end:]
        sheets.append(Sheet(rows, lines[-3:]))
        lines = []
    sheets[-1].below = lines
    return sheets


# --- bending -----------------------------------------------------------------------------------------


def reshaped(sheet: Sheet, change: Callable[[list[list[Box]]], list[list[Box]]]) -> Sheet:
    """The sheet with its rows changed; heights are worked out again."""
    rows = change([[replace(box, rows=min(box.rows, 1)) for box in row] for row in sheet.rows])
    _set_heights(rows)
    return replace(sheet, rows=rows)


def without_column(sheet: Sheet, column: int) -> Sheet:
    """A grid column dropped: cells over it get narrower or go."""

    def drop(rows: list[list[Box]]) -> list[list[Box]]:
        return [[box for box in _narrowed(row, column) if box.span] for row in rows]

    return reshaped(sheet, drop)


def _narrowed(row: list[Box], column: int) -> list[Box]:
    found, at = [], 0
    for box in row:
        inside = at <= column < at + box.span
        found.append(replace(box, span=box.span - inside))
        at += box.span
    return found


def cells_unmerged(sheet: Sheet) -> Sheet:
    """Vertical merges dissolved: what was covered are empty cells."""

    def dissolve(rows: list[list[Box]]) -> list[list[Box]]:
        return [[replace(box, rows=1) for box in row] for row in rows]

    rows = dissolve(sheet.rows)
    return replace(sheet, rows=rows)


# --- reading back ------------------------------------------------------------------------------------


def read(data: bytes, name: str = "自评表") -> list[Report]:
    return INTAKE.read(read_bytes(data, name))


def read_one(data: bytes) -> Report:
    (report,) = read(data)
    return report
