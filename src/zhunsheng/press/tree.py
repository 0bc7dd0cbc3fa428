"""A formal document without a file format: texts with a role, and tables with real merged cells."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    """What a line of text is; each format knows how it looks."""

    TITLE = "title"
    HEADING = "heading"
    ADDRESSEE = "addressee"
    """To whom a letter goes (主送机关): at the margin."""
    BODY = "body"
    LIST_HEAD = "list-head"
    """The word 附件： before the list of annexes."""
    LIST_ITEM = "list-item"
    SIGN_OFF = "sign-off"
    """Who signs the report and when, at its end."""
    ANNEX_NUMBER = "annex-number"
    TABLE_TITLE = "table-title"
    SUBTITLE = "subtitle"
    """In brackets under the title of a table: （2023年度）."""
    LINE = "line"
    """Text right above a table. Tabs part what is spread over the width."""
    NOTE = "note"
    SIGNATURE = "signature"
    """The line below a table, likewise."""


class Text(NamedTuple):
    text: str
    role: Role
    level: int = 0
    """Of a heading, from 1."""


class Kind(StrEnum):
    """What a cell is to the person who fills the form."""

    HEAD = "head"
    """Names the column below."""
    LABEL = "label"
    """Names the row."""
    VALUE = "value"
    MIXED = "mixed"
    """A label with room for its value in the same cell."""
    EMPTY = "empty"
    """Printed empty, nothing goes there."""


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"


class Cell(NamedTuple):
    column: int
    """Grid column from 0."""
    span: int
    text: str
    kind: Kind = Kind.VALUE
    align: Align = Align.CENTER
    indent: int = 0
    """Half-width characters."""
    keys: tuple[str, ...] = ()
    """The facts it holds."""
    field: str = ""
    """The column of the indicator it holds."""
    rows: int = 1
    """Rows it spans; 0 for a cell covered by the one above."""


class Row(NamedTuple):
    cells: tuple[Cell, ...]
    head: bool = False
    """Names the columns below it."""
    indicator: int = -1
    """Number of the indicator in the report; -1 for every other row."""


@dataclass(slots=True)
class Table:
    widths: tuple[float, ...]
    """Relative to each other."""
    rows: list[Row]
    title: str = ""
    landscape: bool = False
    """Needs the width of a turned page."""


def plain_table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[float],
    left: Collection[str] = (),
) -> Table:
    """A table without joined cells. `left`: headings of the columns that hold sentences."""
    aligned = [Align.LEFT if heading in left else Align.CENTER for heading in headings]
    head = Row(tuple(Cell(at, 1, heading, Kind.HEAD) for at, heading in enumerate(headings)), head=True)
    body = (
        Row(tuple(Cell(at, 1, text, align=aligned[at]) for at, text in enumerate(texts))) for texts in rows
    )
    return Table(tuple(map(float, widths)), [head, *body])


@dataclass(slots=True)
class Page:
    """Texts and tables that start on a new page."""

    blocks: list[Text | Table] = field(default_factory=list)
    landscape: bool = False


@dataclass(slots=True)
class Tree:
    title: str
    pages: list[Page]
    mark: str = ""
    """Written across every page of what is not final: 草稿."""


def with_spans(rows: list[Row]) -> list[Row]:
    """The rows with `Cell.rows` counted: a covered cell (0) lengthens the one above it."""
    covered: dict[int, int] = {}
    result: list[Row] = []
    for row in reversed(rows):
        cells = row.cells
        if covered or any(not cell.rows for cell in cells):
            cells = tuple(_counted(cell, covered) for cell in cells)
            row = row._replace(cells=cells)
        result.append(row)
    result.reverse()
    return result


def _counted(cell: Cell, covered: dict[int, int]) -> Cell:
    if not cell.rows:
        covered[cell.column] = covered.get(cell.column, 0) + 1
        return cell
    below = covered.pop(cell.column, 0)
    return cell._replace(rows=1 + below) if below else cell


def cut_below(rows: list[Row], at: int) -> tuple[Row, list[Row]]:
    """The row to repeat, and the rows after it. A cell that goes on below it is cut there: its text stays above."""
    head, body = rows[at], rows[at + 1 :]
    going_on = {cell.column: cell.rows - 1 for cell in head.cells if cell.rows > 1}
    if not body or not going_on:
        return head, body
    first = body[0]._replace(
        cells=tuple(
            cell._replace(rows=going_on[cell.column]) if cell.column in going_on else cell
            for cell in body[0].cells
        )
    )
    return head._replace(cells=tuple(cell._replace(rows=min(cell.rows, 1)) for cell in head.cells)), [
        first,
        *body[1:],
    ]


def heading_row(rows: list[Row]) -> int | None:
    """The row to repeat on every page: the one above the indicators, else a single heading on top."""
    first = next((i for i, row in enumerate(rows) if any(cell.field for cell in row.cells)), None)
    if first is not None:
        return first - 1 if first and rows[first - 1].head else None
    heads = [i for i, row in enumerate(rows) if row.head]
    return 0 if heads == [0] else None
