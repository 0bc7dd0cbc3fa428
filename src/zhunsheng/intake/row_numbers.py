"""Columns that only number the rows of a table (行次, 序号): they hold nothing of the form and are left out."""

from __future__ import annotations

import re
from collections.abc import Set

from zhunsheng.intake.document import Table
from zhunsheng.kernel.numerals import BLANKS

_ANYWHERE = frozenset({"行次", "行号", "栏次"})
"""Headers of such a column wherever it stands."""
_HEADERS = _ANYWHERE | {"序号"}
"""序号 right of the first column numbers indicators, whose reader knows it."""
_NUMBER = re.compile(r"\d{1,3}[.．、]?").fullmatch
_UNDER_HEADER = re.compile(r"[\d一二三四五六七八九十.．、()（）\-－—]{1,8}").fullmatch
_BEGINNINGS = frozenset("0123456789行栏序")
_ROWS_OF_HEADERS = 10
"""The header of such a column stands among the first rows."""
_FEWEST = 3
"""So many rows must count 1, 2, 3 where no header says what the column is."""


def without_row_numbers(tables: list[Table]) -> list[Table]:
    """The tables without columns that number the rows; a table may go on counting where the last one stopped."""
    found: list[Table] = []
    last = 0
    for table in tables:
        texts = _column(table, 0) if _may_number(table) else {}
        header = _header(texts, _HEADERS)
        rows, last = _headed(table, texts, header) if header >= 0 else _counting(table, texts, last)
        if rows:
            table = _without_cells(table, 0, rows)
        found.append(_without_headed_columns(table))
    return found


def _without_headed_columns(table: Table) -> Table:
    """Without the columns under 行次 right of the first. Where there is no grid nothing says what stands under it."""
    if not table.gridded:
        return table
    top = table.rows[:_ROWS_OF_HEADERS]
    for column in {cell.column for cells in top for cell in cells[1:] if cell.text in _ANYWHERE}:
        texts = _column(table, column)
        rows, _ = _headed(table, texts, _header(texts, _ANYWHERE))
        table = _without_cells(table, column, rows)
    return table


def _may_number(table: Table) -> bool:
    """Whether some row begins with a number or with the header of such numbers; most tables have none."""
    return any(
        cells and (text := cells[0].text) and (text[0] in _BEGINNINGS or text.strip(BLANKS).isdecimal())
        for cells in table.rows
    )


def _column(table: Table, column: int) -> dict[int, str]:
    """Row → text of the cells of a column that are no wider."""
    return {
        row: cell.text.strip(BLANKS)
        for row, cells in enumerate(table.rows)
        for cell in (cells[:1] if column == 0 else cells)
        if cell.column == column and cell.span == 1
    }


def _header(texts: dict[int, str], headers: Set[str]) -> int:
    return next((row for row, text in texts.items() if text and "".join(text.split()) in headers), -1)


def _headed(table: Table, texts: dict[int, str], header: int) -> tuple[set[int], int]:
    """The rows from a header to the last number below it, and that number; none where something else follows."""
    numbered: list[int] = []
    for row, text in texts.items():
        if row <= header or not text:
            continue
        if _UNDER_HEADER(text):
            numbered.append(row)
        elif not _is_line(table, row):
            break
    if not numbered:
        return set(), 0
    last = texts[numbered[-1]]
    inside = {row for row, text in texts.items() if header < row <= numbered[-1] and not text}
    return {header, *inside, *numbered}, int(last) if last.isdecimal() else 0


def _counting(table: Table, texts: dict[int, str], before: int) -> tuple[set[int], int]:
    """The rows of a first column without a header that counts 1, 2, 3, or on from the table before it."""
    numbered = [row for row, text in texts.items() if _NUMBER(text)]
    numbers = [int(texts[row].rstrip(".．、")) for row in numbered]
    goes_on = bool(before) and numbers[:1] == [before + 1]
    start = before + 1 if goes_on else 1
    if numbers != list(range(start, start + len(numbers))) or len(numbers) < (1 if goes_on else _FEWEST):
        return set(), 0
    others = [row for row, text in texts.items() if text and not _NUMBER(text) and not _is_line(table, row)]
    if any(numbered[0] < row < numbered[-1] for row in others):
        return set(), 0
    # A blank beside the headers, or beside a last row that has no number, is of the same column.
    above = max((row for row in others if row < numbered[0]), default=-1)
    below = min((row for row in others if row > numbered[-1]), default=len(table.rows))
    blanks = {row for row, text in texts.items() if above < row < below and not text}
    return {*blanks, *numbered}, numbers[-1]


def _is_line(table: Table, row: int) -> bool:
    """Whether a row holds one text: a title, a note."""
    return sum(bool(cell.text.strip(BLANKS)) for cell in table.rows[row]) == 1


def _without_cells(table: Table, column: int, rows: set[int]) -> Table:
    kept = [
        [cell for cell in cells if cell.column != column or cell.span > 1] if row in rows else cells
        for row, cells in enumerate(table.rows)
    ]
    return Table(kept, table.gridded, table.name)
