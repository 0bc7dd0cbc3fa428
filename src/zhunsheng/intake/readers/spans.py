"""Rows of cells with column and row spans (.html, .odt) to a grid of cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from zhunsheng.intake.document import Cell
from zhunsheng.intake.readers import limits
from zhunsheng.intake.readers.package import too_large


class Spanning(NamedTuple):
    text: str
    columns: int
    rows: int


class _Hanging(NamedTuple):
    """A cell that reaches down: into how many more rows, how many columns wide."""

    rows: int
    columns: int


def grid(rows: Iterable[list[Spanning]]) -> list[list[Cell]]:
    """Place the cells; what a row span covers is listed again, `continued`."""
    placed: list[list[Cell]] = []
    hanging: dict[int, _Hanging] = {}
    total = 0
    for row in rows:
        cells: list[Cell] = []
        reaching: dict[int, _Hanging] = {}
        column = _hang(cells, hanging, 0)
        for text, columns, height in row:
            cells.append(Cell(text, column, columns))
            if height > 1:
                reaching[column] = _Hanging(height - 1, columns)
            column = _hang(cells, hanging, column + columns)
        left = {at: _Hanging(rows - 1, columns) for at, (rows, columns) in hanging.items() if rows > 1}
        hanging = left | reaching
        total += len(cells)
        if total > limits.MAX_TABLE_CELLS:
            raise too_large()
        placed.append(cells)
    return placed


def _hang(cells: list[Cell], hanging: dict[int, _Hanging], column: int) -> int:
    """List what hangs down at this column; the next free column."""
    while column in hanging:
        cells.append(Cell("", column, hanging[column].columns, continued=True))
        column += hanging[column].columns
    return column
