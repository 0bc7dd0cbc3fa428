"""A plain list as a workbook: a title, a sentence, a table with a heading that stays in sight."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from zhunsheng.press import official, xlsx_looks
from zhunsheng.press.characters import printable
from zhunsheng.press.fitting import capacity, line_count
from zhunsheng.press.xlsx_looks import CellLook, Looks
from zhunsheng.press.xlsx_workbook import new_workbook

_LINE_POINTS = 15.0
_SHORT = 3
"""So many columns at the left hold short marks and stand in the middle."""


def text_widths(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Of each column, by its longest text."""
    return [max(4, *map(len, column)) for column in zip(headings, *rows, strict=True)]


def list_xlsx(
    title: str,
    summary: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    sheet_name: str = "审核意见",
    notes: Sequence[str] = (),
) -> bytes:
    """`notes` stand below the table, a line each."""
    buffer = BytesIO()
    workbook = new_workbook(buffer, title)
    looks = Looks(workbook)
    sheet = workbook.add_worksheet(sheet_name)
    total = official.text_box(True)[0]
    columns = [width * total / sum(widths) for width in widths]
    last = len(headings) - 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.freeze_panes(3, 0)
    sheet.set_footer('&C&"宋体"&14— &P —')
    for number, width in enumerate(columns):
        sheet.set_column_pixels(number, number, round(width * 96 / 25.4))
    for row, text, look in ((0, title, xlsx_looks.TITLE), (1, summary, xlsx_looks.NOTE)):
        if last:
            sheet.merge_range(row, 0, row, last, printable(text), looks.of(look))
        else:
            sheet.write_string(row, 0, printable(text), looks.of(look))
    sheet.set_row(0, 36)
    sheet.set_row(1, 24)
    sheet.set_row(2, 22)
    for column, heading in enumerate(headings):
        sheet.write_string(2, column, heading, looks.of(CellLook(bold=True, fill=xlsx_looks.COMPUTED)))
    for number, cells in enumerate(rows, start=3):
        lines = max(line_count(text, capacity(width)) for text, width in zip(cells, columns, strict=True))
        sheet.set_row(number, max(22.0, lines * _LINE_POINTS + 4))
        for column, text in enumerate(cells):
            sheet.write_string(number, column, printable(text), looks.of(CellLook(left=column >= _SHORT)))
    for row, note in enumerate(notes, start=3 + len(rows)):
        sheet.merge_range(row, 0, row, last, printable(note), looks.of(xlsx_looks.NOTE))
    if rows:
        sheet.autofilter(2, 0, 2 + len(rows), last)
    workbook.close()
    return buffer.getvalue()
