"""A sheet's cells and merges to a Table: the same for every format of workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zhunsheng.intake.document import Cell, Paragraph, Table
from zhunsheng.intake.readers import limits
from zhunsheng.intake.readers.package import too_large

Texts = dict[tuple[int, int], str]
"""Row and column, from 0, to what is written there."""

_WIDEST_MERGE = 100
"""Somebody merged a whole row of 16,384 columns: that doesn't make the sheet any wider."""


class Merge(NamedTuple):
    top: int
    left: int
    bottom: int
    right: int


class _Covered(NamedTuple):
    """A place under a merge; `span` is 0 for those that aren't the leftmost of their row."""

    span: int
    continued: bool


def sheet_blocks(name: str, texts: Texts, merges: Sequence[Merge]) -> list[Paragraph | Table]:
    """One Table from the sheet's first row on; Paragraphs if all text stands in one column."""
    texts = {place: text for place, text in texts.items() if text.strip()}
    if not texts:
        return []
    if len({column for _, column in texts}) == 1:
        lines = [line for _, text in sorted(texts.items()) for line in text.split("\n")]
        return [Paragraph(line) for line in lines if line.strip()]
    height, width = _used_range(texts, merges)
    if height * width > limits.MAX_TABLE_CELLS:
        raise too_large()
    covered = _covered(merges, height, width)
    return [Table([_row(row, width, texts, covered) for row in range(height)], name=name)]


def _used_range(texts: Texts, merges: Sequence[Merge]) -> tuple[int, int]:
    """Up to the last text, with the whole merge it stands in."""
    height = max(row for row, _ in texts) + 1
    width = max(column for _, column in texts) + 1
    for merge in merges:
        if (merge.top, merge.left) in texts:
            height = max(height, merge.bottom + 1)
            if merge.right - merge.left < _WIDEST_MERGE:
                width = max(width, merge.right + 1)
    return height, width


def _covered(merges: Sequence[Merge], height: int, width: int) -> dict[tuple[int, int], _Covered]:
    covered: dict[tuple[int, int], _Covered] = {}
    area = 0
    for top, left, bottom, right in merges:
        right = min(right, width - 1)
        bottom = min(bottom, height - 1)
        area += max(bottom - top + 1, 0) * max(right - left + 1, 0)
        if area > limits.MAX_TABLE_CELLS:
            raise too_large()
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                span = right - left + 1 if column == left else 0
                covered[row, column] = _Covered(span, row > top)
    return covered


def _row(row: int, width: int, texts: Texts, covered: dict[tuple[int, int], _Covered]) -> list[Cell]:
    cells: list[Cell] = []
    for column in range(width):
        merge = covered.get((row, column))
        if merge is None:
            cells.append(Cell(texts.get((row, column), ""), column))
        elif merge.span:
            text = "" if merge.continued else texts.get((row, column), "")
            cells.append(Cell(text, column, merge.span, merge.continued))
    return cells
