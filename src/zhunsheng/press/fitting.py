"""How much room text takes in a cell: lines, row heights, even line breaks in narrow labels."""

from __future__ import annotations

from zhunsheng.press.tree import Align, Row, Table

MM_PER_POINT = 0.3528
PADDING = 2.0
"""Millimetres left and right of the text of a cell, together."""
LINE = 1.3
"""Height of a line of text in a table, in font sizes."""
CENTERED = 24
"""Half-width characters up to which a text stands in the middle of its cell."""


def text_width(text: str) -> int:
    """Half-width characters: every character outside ASCII is taken for a full-width one."""
    return len(text.encode("gb18030", "replace"))


def alignment(text: str) -> Align:
    """Figures and short texts in the middle, sentences from the left."""
    if len(text) * 2 <= CENTERED or ("\n" not in text and text_width(text) <= CENTERED):
        return Align.CENTER
    return Align.LEFT


def capacity(millimetres: float, points: float) -> int:
    """Half-width characters on a line of a cell."""
    return max(2, int((millimetres - PADDING) / (points * MM_PER_POINT / 2)))


def line_count(text: str, room: int) -> int:
    """Lines a text takes where `room` half-width characters fit on one."""
    if len(text) * 2 <= room and "\n" not in text:
        return 1
    return sum(max(1, -(-text_width(line) // room)) for line in text.split("\n"))


def balanced(text: str, room: int) -> str:
    """A short label broken into lines of like length; “指标” is never torn apart: 经济效益⏎指标."""
    if "\n" in text or text_width(text) <= room:
        return text
    for count in range(-(-len(text) * 2 // room), len(text) + 1):
        size = -(-len(text) // count)
        stem = text.removesuffix("指标")
        if stem and stem != text and -(-len(stem) // size) < count:
            return "\n".join([*_pieces(stem, count - 1), "指标"])
        if size * 2 <= room:
            return "\n".join(_pieces(text, count))
    return text


def _pieces(text: str, count: int) -> list[str]:
    """A text in `count` parts of like length, the longer ones first."""
    size, longer = divmod(len(text), count)
    ends = [size * (i + 1) + min(i + 1, longer) for i in range(count)]
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def column_widths(table: Table, total: float) -> list[float]:
    """The table's relative widths as parts of `total`."""
    whole = sum(table.widths)
    return [width * total / whole for width in table.widths]


def row_heights(table: Table, total: float, points: float, least: float) -> list[float]:
    """Millimetres each row needs when the table is `total` wide and no row is lower than `least`."""
    widths = column_widths(table, total)
    line = points * MM_PER_POINT * LINE
    rooms: dict[tuple[int, int], int] = {}
    return [max(least, _row_lines(row, widths, points, rooms) * line + 1.0) for row in table.rows]


def _row_lines(row: Row, widths: list[float], points: float, rooms: dict[tuple[int, int], int]) -> float:
    """Lines of the fullest cell; a cell over several rows needs its share in each."""
    most = 1.0
    for cell in row.cells:
        text = cell.text
        if len(text) < 3 and "\n" not in text:
            continue
        place = (cell.column, cell.span)
        room = rooms.get(place)
        if room is None:
            room = rooms[place] = capacity(sum(widths[cell.column : cell.column + cell.span]), points)
        lines = line_count(text, max(2, room - cell.indent)) / (cell.rows or 1)
        if lines > most:
            most = lines
    return most


def comfortable(table: Table, total: float, height: float, points: float, heights: tuple[float, ...]) -> float:
    """The largest of `heights` (descending) as the least height of a row with which the table fits into
    `height`; the middle one where none does and the table takes several pages anyway."""
    natural = row_heights(table, total, points, 0)
    for least in heights:
        if sum(max(least, row) for row in natural) <= height:
            return least
    return heights[len(heights) // 2]
