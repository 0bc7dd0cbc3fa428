"""What changed between two texts: paragraph by paragraph, and within one, character by character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_LONGEST_BY_CHARACTER = 1_500
"""Beyond it a paragraph is shown whole, old and new: comparing takes the square of the length."""
_ALIKE = 0.4


@dataclass(slots=True, frozen=True)
class Piece:
    """Part of a paragraph: kept, gone or new."""

    kind: str
    """same, old, new"""
    text: str


def changed_paragraphs(before: Sequence[str], after: Sequence[str]) -> list[tuple[Piece, ...]]:
    """Paragraphs that went, came, or changed; one that moved went and came."""
    found = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for n in range(max(i2 - i1, j2 - j1)):
            was = before[i1 + n] if i1 + n < i2 else ""
            now = after[j1 + n] if j1 + n < j2 else ""
            if was != now:
                found.append(pieces_of(was, now))
    return found


def pieces_of(before: str, after: str) -> tuple[Piece, ...]:
    """The new paragraph with what went out of the old one; two that have little in common stay apart."""
    if max(len(before), len(after)) > _LONGEST_BY_CHARACTER:
        return _apart(before, after)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return _apart(before, after)
    pieces = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", before[i1:i2]))
            continue
        pieces += _apart(before[i1:i2], after[j1:j2])
    return tuple(pieces)


def _apart(before: str, after: str) -> tuple[Piece, ...]:
    return tuple(piece for piece in (Piece("old", before), Piece("new", after)) if piece.text)
