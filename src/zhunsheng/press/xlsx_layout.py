"""Where each part of an annex stands on its sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from zhunsheng.kernel.form import FormTable, Line
from zhunsheng.press.filling import Filling
from zhunsheng.press.fitting import text_width
from zhunsheng.press.plans import plan_of
from zhunsheng.press.tables import drawn
from zhunsheng.press.tree import Kind, Table
from zhunsheng.press.wording import fact_keys, line_rows

_ENTRY = re.compile(r"([^{}]+)\{([^{}]+)\}")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_CHARACTER = 2.15
"""Millimetres of a half-width character in the sheet's lines."""
_ENTRY_ROOM = 13
"""Half-width characters to type into: 2024年12月30日."""


class Entry(NamedTuple):
    """One piece of a line of the sheet, from column `first` to `last` (exclusive)."""

    first: int
    last: int
    text: str
    keys: tuple[str, ...] = ()
    """The facts to be typed here."""
    alone: bool = False
    """Whether the fact has the cell to itself."""


@dataclass(slots=True)
class Layout:
    table: FormTable
    drawn: Table
    name: str
    above: list[list[Entry]]
    below: list[list[Entry]]
    first: int
    """Row of the sheet where the table begins."""
    addresses: dict[str, str] = field(default_factory=dict)
    """Fact → its cell, if it has one of its own."""
    columns: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """Column of the indicators → (column of the sheet, first row, last row)."""

    @property
    def width(self) -> int:
        return len(self.drawn.widths)

    def range_of(self, name: str) -> str | None:
        """The cells of one column of the indicators: $H$14:$H$30."""
        if name not in self.columns:
            return None
        column, first, last = self.columns[name]
        return str(xl_range_abs(first, column, last, column))


def layouts(tables: Sequence[FormTable], filling: Filling) -> list[Layout]:
    made = [_layout(table, filling) for table in tables]
    names: set[str] = set()
    for layout in made:
        layout.name = _sheet_name(layout.table, names)
        names.add(layout.name)
    return made


def _layout(table: FormTable, filling: Filling) -> Layout:
    widths = plan_of(table, filling.year, filling.report is None).widths
    above, below = (_entries(line, table, filling, widths) for line in (table.above, table.below))
    first = (1 if table.number else 0) + 1 + len(above)
    layout = Layout(table, drawn(table, filling), "", above, below, first)
    for number, row in enumerate(layout.drawn.rows, start=first):
        for cell in row.cells:
            if cell.kind is Kind.VALUE and cell.rows and len(cell.keys) == 1:
                layout.addresses.setdefault(cell.keys[0], xl_rowcol_to_cell(number, cell.column, True, True))
            if cell.field:
                _, start, _ = layout.columns.get(cell.field, (0, number, 0))
                layout.columns[cell.field] = (cell.column, start, number)
    return layout


def _sheet_name(table: FormTable, taken: set[str]) -> str:
    name = _FORBIDDEN.sub("", table.number or table.title)[:_LONGEST_NAME] or table.id
    if name not in taken:
        return name
    return f"{name[: _LONGEST_NAME - 3]}（{len(taken)}）"


# --- lines around the table ---------------------------------------------------------------------------


def _entries(line: Line, table: FormTable, filling: Filling, widths: Sequence[float]) -> list[list[Entry]]:
    """Rows of the sheet for the lines around a table. Label and value have cells of their own; entries
    that don't fit beside each other stand one below the other."""
    rows: list[list[Entry]] = []
    printed = {cell.label for row in table.rows for cell in row.cells} | set(table.optional)
    for parts in line_rows(line, filling.year):
        if any(label in printed for label, key in line.fields if f"{{{key}}}" in "".join(parts)):
            rows.append([_whole(parts, table, filling, len(widths))])
            continue
        pieces = [piece for part in parts for piece in _pieces(part, table, filling)]
        together = _placed(pieces, widths)
        if together is not None:
            rows.append(together)
        else:
            rows += [_placed(_pieces(part, table, filling), widths) or [] for part in parts]
    return [row for row in rows if row]


def _whole(parts: list[str], table: FormTable, filling: Filling, width: int) -> Entry:
    """A line in one cell: cut up, its labels would be taken for those of the table."""
    keys = tuple(key for part in parts for key in fact_keys(part))
    return Entry(0, width, "    ".join(filling.entry(part, table) for part in parts), keys)


def _pieces(part: str, table: FormTable, filling: Filling) -> list[Entry]:
    """One entry as label and value, not yet placed: `last` is the width it needs, in millimetres."""
    match = _ENTRY.fullmatch(part)
    if match is None:
        text = filling.entry(part, table)
        return [Entry(0, round(text_width(text) * _CHARACTER), text, tuple(fact_keys(part)))]
    label, text = match[1], filling.text(match[2], table)
    room = max(text_width(text), _ENTRY_ROOM)
    return [
        Entry(0, round(text_width(label) * _CHARACTER), label),
        Entry(0, round(room * _CHARACTER), text, (match[2],), alone=True),
    ]


def _placed(pieces: list[Entry], widths: Sequence[float]) -> list[Entry] | None:
    """The pieces on columns wide enough, the last one to the end; None if there are too few columns."""
    placed: list[Entry] = []
    at = 0
    for number, piece in enumerate(pieces, start=1):
        if at >= len(widths):
            return None
        end = at + 1
        while end < len(widths) and sum(widths[at:end]) < piece.last:
            end += 1
        if number == len(pieces):
            end = len(widths)
        if sum(widths[at:end]) < piece.last and len(pieces) > 2:
            return None
        placed.append(piece._replace(first=at, last=end))
        at = end
    return placed
