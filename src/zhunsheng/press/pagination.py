"""How a table falls on its pages, and how high its rows may be so that it does so well."""

from __future__ import annotations

from typing import NamedTuple

from zhunsheng.press import official
from zhunsheng.press.fitting import line_count, row_heights
from zhunsheng.press.tree import Page, Role, Table, Text, heading_row

_ROW_HEIGHTS = (9.5, 8.5, 7.5, 7.0, 6.5, 6.0, 5.6)
"""Millimetres, the most comfortable first."""
_ONE_PAGE = (1, False)
_RESERVE = 6.0
"""Millimetres of each page kept free, for programs measure a little differently."""
_TALL = {
    Role.TITLE: 12.4,
    Role.ANNEX_NUMBER: 10.3,
    Role.TABLE_TITLE: 13.1,
    Role.SUBTITLE: 7.5,
    Role.LINE: 8.5,
    Role.SIGNATURE: 7.5,
}
_NOTE_LINE, _NOTE_ROOM = 5.3, 84
"""Height of a line of a note, half-width characters on it."""
_BODY_ROOM = official.CHARACTERS * 2


class Room(NamedTuple):
    """What a page leaves for its table, in millimetres."""

    width: float
    height: float
    above: float
    """Taken by the lines before the table, on its first page."""
    below: float
    """Taken by the lines after it, on its last page."""


def room_on(page: Page) -> Room:
    at = next((i for i, block in enumerate(page.blocks) if isinstance(block, Table)), len(page.blocks))
    above, below = (sum(map(_height, blocks)) for blocks in (page.blocks[:at], page.blocks[at:]))
    return Room(*official.text_box(page.landscape), above, below)


def _height(block: Text | Table) -> float:
    if isinstance(block, Table):
        return 0.0
    if block.role is Role.NOTE:
        return line_count(block.text, _NOTE_ROOM) * _NOTE_LINE + 1.5
    if block.role is Role.BODY:
        return line_count(block.text, _BODY_ROOM) * official.TEXT[1] / official.LINES
    return _TALL.get(block.role, 0.0)


def row_height(table: Table, room: Room, natural: list[float] | None = None) -> float:
    """The largest least height of a row with which the table takes no page more than it must, and the
    lines below it don't stand on a page alone."""
    natural = row_heights(table, room.width) if natural is None else natural
    heading = heading_row(table.rows)
    repeated = natural[heading] if heading is not None else 0.0
    falls: list[tuple[int, bool]] = []
    for least in _ROW_HEIGHTS:
        falls.append(_fall([max(least, row) for row in natural], room, repeated))
        if falls[-1] == _ONE_PAGE:
            return least
    return _ROW_HEIGHTS[falls.index(min(falls))]


def _fall(rows: list[float], room: Room, repeated: float) -> tuple[int, bool]:
    """(pages, whether the last one has nothing but the lines below the table)."""
    pages, used = 1, room.above
    whole = room.height - _RESERVE
    for row in rows:
        if used + row > whole and used > repeated:
            pages, used = pages + 1, repeated
        used += row
    return (pages + 1, True) if used + room.below > whole else (pages, False)
