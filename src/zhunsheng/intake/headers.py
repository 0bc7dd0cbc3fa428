"""The column headers in force while a table is read from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhunsheng.intake.document import Cell
from zhunsheng.kernel.labels import Label


@dataclass(slots=True)
class Header:
    label: str
    offset: int | None
    """Its year relative to the newest year of the row."""
    order: int
    """How many equal headers stand left of it."""
    money: str
    """Unit of money in its brackets, else empty."""


@dataclass(slots=True)
class Headers:
    """A row of column headers. With a grid they hold for their columns, without for their position."""

    gridded: bool
    cells: int = 0
    by_column: dict[int, Header] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    """Printed in the row."""

    @classmethod
    def of(
        cls,
        gridded: bool,
        cells: Sequence[Cell],
        labels: Sequence[Label],
        names: Sequence[str],
        money: Sequence[str],
    ) -> Headers:
        years = frozenset(label.year for label in labels if label.year is not None)
        headers = cls(gridded, len(cells), years=years)
        offsets = _offsets(labels, names)
        seen: dict[str, int] = {}
        for position, (cell, label, name, unit) in enumerate(zip(cells, labels, names, money, strict=True)):
            text = name or label.key
            if not text:
                continue
            order = seen.get(text, 0)
            seen[text] = order + 1
            header = Header(text, offsets[position], order, unit)
            for column in headers._columns(cell, position):
                headers.by_column[column] = header
        return headers

    def _columns(self, cell: Cell, position: int) -> range:
        return range(cell.column, cell.column + cell.span) if self.gridded else range(position, position + 1)

    def over(self, cell: Cell, position: int, row_cells: int) -> Header | None:
        """The header of a cell. Without a grid a shorter row is counted from the right, a longer one has none."""
        if not self.gridded:
            return self.by_column.get(position + self.cells - row_cells) if row_cells <= self.cells else None
        if cell.span == 1:
            return self.by_column.get(cell.column)
        first = self.by_column.get(cell.column)
        if first is not None and first is self.by_column.get(cell.column + cell.span - 1):
            return first
        return self._over_span(cell.column, cell.column + cell.span)

    def all_over(self, cell: Cell) -> list[Header]:
        """Every header over a cell that is as wide as several columns."""
        columns = range(cell.column, cell.column + cell.span) if self.gridded and cell.span > 1 else ()
        return [header for column in columns if (header := self.by_column.get(column)) is not None]

    def _over_span(self, start: int, end: int) -> Header | None:
        """The first header over these columns; none where they are those of several headers."""
        get = self.by_column.get
        first = next((header for column in range(start, end) if (header := get(column)) is not None), None)
        last = get(end - 1)
        several = last is not first and last is not None and get(end) is not last
        return None if several and get(start - 1) is not first else first


def _offsets(labels: Sequence[Label], names: Sequence[str]) -> list[int | None]:
    """Years relative to the newest one printed; none where equal headers print the same (wrong) year."""
    newest = max((label.year for label in labels if label.year is not None), default=0)
    offsets = [label.offset if label.year is None else label.year - newest for label in labels]
    pairs = list(zip(names, offsets, strict=True))
    return [None if pairs.count(pair) > 1 else pair[1] for pair in pairs]
