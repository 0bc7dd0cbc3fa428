"""How much room text takes in a cell: lines, row and column sizes, even line breaks in narrow labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from zhunsheng.press.official import MM_PER_POINT, TABLE_LINE, TABLE_PADDING, TABLE_POINTS
from zhunsheng.press.tree import Align, Cell, Table

CENTERED = 24
"""Half-width characters up to which a text stands in the middle of its cell."""
_HALF = TABLE_POINTS * MM_PER_POINT / 2
"""Millimetres of a half-width character."""
_LINE_MM = TABLE_LINE * MM_PER_POINT
TEXT_INSET = 0.5
"""Millimetres above and below the text of a cell, at least."""
_SURELY_ONE_LINE = 4
_SLACK = 0.5
"""Millimetres by which fonts and programs differ."""
_LEAST_SHARE = 0.75
"""No column gives away more than the rest of its own width."""
_WORDS = (
    *("满意度指标", "效益指标", "影响指标", "指标值", "完成值", "预算数", "决算数", "执行数", "控制率"),
    *("指标", "情况", "原因"),
)
_LAST_BRACKET = re.compile(r"(?<=.)[（(][^（(]*[）)]$")
_PIECES = re.compile(r"[（(]?[0-9A-Za-z.%*/+-]+[）)]?|[（(]?.[）)]?", re.DOTALL)
_YEAR = re.compile(r"\d{4}年度?(?=.)")


def text_width(text: str) -> int:
    """Half-width characters: every character outside ASCII is taken for a full-width one."""
    return len(text.encode("gb18030", "replace"))


def alignment(text: str) -> Align:
    """Figures and short texts in the middle, sentences from the left."""
    if len(text) * 2 <= CENTERED or ("\n" not in text and text_width(text) <= CENTERED):
        return Align.CENTER
    return Align.LEFT


def capacity(millimetres: float) -> int:
    """Half-width characters on a line of a cell."""
    return max(2, int((millimetres - TABLE_PADDING) / _HALF + 0.01))


def millimetres(characters: int) -> float:
    """The width of a cell with room for so many half-width characters."""
    return characters * _HALF + TABLE_PADDING + _SLACK


def line_count(text: str, room: int) -> int:
    """Lines a text takes where `room` half-width characters fit on one."""
    if len(text) * 2 <= room and "\n" not in text:
        return 1
    return sum(max(1, -(-text_width(line) // room)) for line in text.split("\n"))


@lru_cache(maxsize=5000)
def balanced(text: str, room: int) -> str:
    """A label broken into lines of like length: its last word, figures and brackets stay in one piece."""
    if "\n" in text or text_width(text) <= room:
        return text
    year = _YEAR.match(text)
    if year is not None and text_width(text[year.end() :]) <= room:
        return f"{year.group()}\n{text[year.end() :]}"
    bracket = _LAST_BRACKET.search(text)
    if bracket is not None and text_width(bracket.group()) <= room:
        return f"{balanced(text[: bracket.start()], room)}\n{bracket.group()}"
    word = next((word for word in _WORDS if text.endswith(word) and word != text), "")
    stem = text.removesuffix(word)
    if word and text_width(word) <= room and len(_even_lines(stem, room)) < len(_even_lines(text, room)):
        return "\n".join([*_even_lines(stem, room), word])
    return "\n".join(_even_lines(text, room))


def _even_lines(text: str, room: int) -> list[str]:
    """As few lines as can be, none much shorter than the others."""
    pieces = _PIECES.findall(text)
    for limit in range(room - room % 2, 0, -2):
        lines = _filled_lines(pieces, limit)
        if len(lines) > len(_filled_lines(pieces, room)):
            return _filled_lines(pieces, limit + 2)
    return pieces


def _filled_lines(pieces: list[str], room: int) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and text_width(lines[-1]) + text_width(piece) > room:
            lines.append("")
        lines[-1] += piece
    return lines


# --- columns ------------------------------------------------------------------------------------------


def fitted_widths(widths: Sequence[float], wants: Sequence[float], floors: Sequence[float]) -> list[float]:
    """Widths with which as many columns as possible have what they want.

    A column that has more than it wants gives away, but nothing below its floor: there a label of its
    own would need another line.
    """
    lacks = [max(0.0, want - width) for width, want in zip(widths, wants, strict=True)]
    spare = [
        max(0.0, width - max(floor, want, width * _LEAST_SHARE))
        for width, want, floor in zip(widths, wants, floors, strict=True)
    ]
    moved = min(sum(lacks), sum(spare))
    if not moved:
        return list(widths)
    gain, loss = moved / sum(lacks), moved / sum(spare)
    return [width + lack * gain - more * loss for width, lack, more in zip(widths, lacks, spare, strict=True)]


def floor_of(text: str, width: float) -> float:
    """The least width at which a label takes no more lines than at `width`."""
    room = capacity(width)
    needed = (-(-line // -(-line // room)) for line in map(text_width, text.split("\n")) if line)
    return max((millimetres(half + half % 2) for half in needed), default=0.0)


# --- rows ---------------------------------------------------------------------------------------------


def column_widths(table: Table, total: float) -> list[float]:
    """The table's relative widths as parts of `total`."""
    whole = sum(table.widths)
    return [width * total / whole for width in table.widths]


def row_heights(table: Table, total: float) -> list[float]:
    """Millimetres each row needs when the table is `total` wide."""
    widths = column_widths(table, total)
    rooms: dict[tuple[int, int], int] = {}
    return [_row_lines(row.cells, widths, rooms) * _LINE_MM + 2 * TEXT_INSET for row in table.rows]


def _row_lines(cells: tuple[Cell, ...], widths: list[float], rooms: dict[tuple[int, int], int]) -> float:
    """Lines of the fullest cell; a cell over several rows needs its share in each."""
    most = 1.0
    for column, span, text, _, _, indent, _, _, rows in cells:
        if len(text) < _SURELY_ONE_LINE and "\n" not in text:
            continue
        room = rooms.get((column, span))
        if room is None:
            room = rooms[column, span] = capacity(sum(widths[column : column + span]))
        if len(text) * 2 + indent > room or "\n" in text:
            most = max(most, line_count(text, max(2, room - indent)) / (rows or 1))
    return most


def room_of(cell: Cell, widths: Sequence[float]) -> int:
    return capacity(sum(widths[cell.column : cell.column + cell.span]))
