"""Lines as wide as the terminal shows them: a Chinese character takes two columns."""

from __future__ import annotations

import unicodedata

_NOT_FIRST = "，。；：、？！）》”’】〕,.;:!?)]}%"


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def padded(text: str, columns: int) -> str:
    return text + " " * max(0, columns - width(text))


def wrapped(text: str, columns: int) -> list[str]:
    """Lines no wider than `columns`. Words of letters stay whole, punctuation never starts a line."""
    lines, line = [], ""
    for piece in _pieces(text):
        if width(line + piece) > columns and line.strip() and piece not in _NOT_FIRST:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    """Single Chinese characters, and whole runs of anything else that isn't a blank."""
    pieces: list[str] = []
    for char in text:
        breaks = width(char) == 2 or char.isspace()
        if pieces and not breaks and width(pieces[-1][-1]) == 1 and not pieces[-1][-1].isspace():
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces
