"""Lines as wide as the terminal shows them: a Chinese character takes two columns."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_NOT_FIRST = frozenset("，。；：、？！）》”’】〕…,.;:!?)]}%℃")
"""Punctuation that never starts a line."""
_NOT_LAST = frozenset("（《“‘【〔([{→")
_PIECE = re.compile(r"[!-~\u00a1-\u024f]+|\s+|.", re.DOTALL)
"""A word of letters or a number stays whole; Chinese may break after any character."""


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def padded(text: str, columns: int) -> str:
    return text + " " * max(0, columns - width(text))


def breaks(text: str, columns: int) -> list[int]:
    """Where a line without line breaks of its own is to be broken to fit `columns`."""
    found: list[int] = []
    start, used = 0, 0
    allowed = 0
    for match in _PIECE.finditer(text):
        size = width(match.group())
        if _may_break(text, match.start()):
            allowed = match.start()
        if used + size > columns and match.group().strip() and allowed > start:
            found.append(allowed)
            start, used = allowed, width(text[allowed : match.start()])
        used += size
    return found


def wrapped(text: str, columns: int) -> list[str]:
    """Lines no wider than `columns`, as far as words allow."""
    cuts = [0, *breaks(text, columns), len(text)]
    return [text[a:b].rstrip() for a, b in pairwise(cuts)]


def _may_break(text: str, at: int) -> bool:
    return at > 0 and text[at] not in _NOT_FIRST and text[at - 1] not in _NOT_LAST and not text[at].isspace()
