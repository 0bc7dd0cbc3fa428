"""Tables whose merges were dissolved by writing the text into every cell of the merge (WPS 取消合并并填充).

Only neighbours in a row are put together again: a label or class repeated down the rows reads as it is. Two columns
may hold the same figure, though: figures are one cell only where the header above them is one, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from zhunsheng.intake.document import Cell, Table
from zhunsheng.kernel.labels import is_figure
from zhunsheng.kernel.numerals import BLANKS, NOT_APPLICABLE_TEXTS

IsLabel = Callable[[str], bool]

_SIGNS = 2
"""So many rows must repeat a label, or one text all over: one could be chance."""
_HEADERS = 3
"""A row with so many labels is one of headers: its other texts are headers, too."""
_WHOLE_ROW = 3


def with_merges(table: Table, is_label: IsLabel) -> Table:
    """The table with repeated cells put together; the very same where nothing was dissolved."""
    if not _was_dissolved(table, is_label):
        return table
    gridded = table.gridded or len({len(cells) for cells in table.rows if cells}) == 1
    if not gridded:
        return table
    rows = _Rows(is_label)
    return Table([rows.merged(number, cells) for number, cells in enumerate(table.rows)], True, table.name)


def _was_dissolved(table: Table, is_label: IsLabel) -> bool:
    signs = 0
    for cells in table.rows:
        before = ""
        for cell in cells:
            text = cell.text
            if text and text == before and _is_sign(text, cells, is_label):
                signs += 1
                if signs == _SIGNS:
                    return True
                break
            before = text
    return False


def _is_sign(text: str, cells: list[Cell], is_label: IsLabel) -> bool:
    return not _is_bare(text) and (is_label(text) or _fills(text, cells))


def _is_bare(text: str) -> bool:
    """Whether a text is a figure or stands for one that doesn't apply: neighbours may well be equal."""
    text = text.strip(BLANKS)
    return text in NOT_APPLICABLE_TEXTS or is_figure(text) is not None


def _fills(text: str, cells: list[Cell]) -> bool:
    return len(cells) >= _WHOLE_ROW and all(cell.text == text for cell in cells)


@dataclass(slots=True)
class _Rows:
    """Reads the rows from the top, remembering the headers above each column."""

    is_label: IsLabel
    headers: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Column → the header above it: its row and its first column."""

    def merged(self, number: int, cells: list[Cell]) -> list[Cell]:
        runs = [list(run) for _, run in groupby(cells, key=lambda cell: (cell.text, cell.continued))]
        labels = [self.is_label(run[0].text) for run in runs]
        found: list[Cell] = []
        for at, run in enumerate(runs):
            ends = at + 1 == len(runs) or labels[at + 1]
            beside = at > 0 and labels[at - 1] and ends
            for part in self._parts(number, run, labels[at], beside or len(runs) == 1):
                found.append(_one(part))
        self._note_headers(number, runs, labels)
        return found

    def _parts(self, number: int, run: list[Cell], is_label: bool, is_alone: bool) -> Iterator[list[Cell]]:
        """The cells of equal text that were one each."""
        text = run[0].text
        if len(run) == 1 or not text.strip(BLANKS):
            yield from ([cell] for cell in run)
        elif is_label or (is_alone and not _is_bare(text) and not self._is_below_headers(number, run)):
            yield run
        else:
            for _, part in groupby(run, key=lambda cell: self.headers.get(cell.column)):
                yield list(part)

    def _is_below_headers(self, number: int, run: list[Cell]) -> bool:
        """Whether the row right above has headers over all of these cells: the same text may stand under two."""
        return all(self.headers.get(cell.column, (-1, 0))[0] == number - 1 for cell in run)

    def _note_headers(self, number: int, runs: list[list[Cell]], labels: list[bool]) -> None:
        are_headers = sum(labels) >= _HEADERS
        for run, is_label in zip(runs, labels, strict=True):
            if is_label or (are_headers and not _is_bare(run[0].text)):
                for cell in run:
                    self.headers[cell.column] = (number, run[0].column)


def _one(cells: list[Cell]) -> Cell:
    return cells[0] if len(cells) == 1 else replace(cells[0], span=sum(cell.span for cell in cells))
