"""Signs on a PDF page to lines, and lines back to the paragraphs they were broken from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

Char = dict[str, Any]
"""As pdfplumber gives it: text, x0, x1, top, bottom, size."""

_COMPATIBILITY = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
"""Radicals and look-alikes some fonts give for common signs: ⾏ for 行."""
_OPENING, _CLOSING = r"（《〈【〔「『“‘(\[{", r"，。、；：！？）》〉】〕」』”’…—％%),.;:!?\]}"
_SIGN = rf"(?:[A-Za-z0-9.,%:/+-]+|.)[{_CLOSING}]*"
_UNIT = re.compile(rf"[{_OPENING}]*{_SIGN}(?:[“‘][{_OPENING}]*{_SIGN}|(?<=[”’]){_SIGN})*", re.S)
"""What is never broken: a word, a sign with the brackets that open before and the commas after it; LibreOffice
breaks on neither side of a quotation mark.
"""
_NEVER_FIRST = tuple("，。、；：！？）》〉】〕」』％")
_BLANK_WIDTH: Final = 0.5
_SAME_LINE: Final = 0.5
_LOOSE: Final = 0.3
"""How much room may be left though the next sign didn't fit; these three in heights of a sign."""
_LATIN_ENDS = re.compile(r"[A-Za-z0-9,;.]$")
_NUMBER_ENDS = re.compile(r"\d[,.]?$")
_LATIN_STARTS = re.compile(r"^[A-Za-z0-9]")


@dataclass(slots=True)
class Line:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    first: float
    """Width of what had to move to this line as a whole: a sign, a word, a sign with a comma."""


def to_lines(chars: Iterable[Char]) -> list[Line]:
    """Lines from top to bottom, each from left to right."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=_middle):
        if rows and _middle(char) - _middle(rows[-1][0]) < _SAME_LINE * max(_height(rows[-1][0]), 1):
            rows[-1].append(char)
        else:
            rows.append([char])
    lines = [_line(sorted(row, key=lambda char: char["x0"])) for row in rows]
    return [line for line in lines if line.text.strip()]


def _middle(char: Char) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _height(char: Char) -> float:
    return float(char["bottom"] - char["top"])


def _line(chars: list[Char]) -> Line:
    pieces: list[str] = []
    for at, char in enumerate(chars):
        if (
            at
            and char["x0"] - chars[at - 1]["x1"] > _BLANK_WIDTH * _height(char)
            and pieces[-1].strip()
            and char["text"].strip()
        ):
            pieces.append(" ")
        pieces.append(char["text"])
    inked = [char for char in chars if char["text"].strip()] or chars
    text = _COMPATIBILITY.sub(lambda match: unicodedata.normalize("NFKC", match[0]), "".join(pieces)).rstrip()
    return Line(
        text,
        inked[0]["x0"],
        inked[-1]["x1"],
        min(char["top"] for char in inked),
        max(char["bottom"] for char in inked),
        max(_height(char) for char in inked),
        _first_width(inked),
    )


def _first_width(chars: Sequence[Char]) -> float:
    match = _UNIT.match("".join(char["text"] for char in chars))
    count = min(max(match.end() if match else 1, 1), len(chars))
    return float(chars[count - 1]["x1"] - chars[0]["x0"])


def was_broken(line: Line, following: Line, right: float) -> bool:
    """Whether `following` stands on a line of its own only because it didn't fit on this one."""
    return following.text.startswith(_NEVER_FIRST) or line.x1 + following.first > right - _LOOSE * line.size


def joined(text: str, following: str) -> str:
    """Two parts of a broken text: with a blank between Latin words, without one between Chinese signs."""
    blank = (
        " "
        if _LATIN_ENDS.search(text) and _LATIN_STARTS.search(following) and not _NUMBER_ENDS.search(text)
        else ""
    )
    return text + blank + following.lstrip(" ")


def cell_text(lines: Sequence[Line], right: float) -> str:
    """The text of a cell whose text area ends at `right`."""
    if not lines:
        return ""
    text = lines[0].text
    for line, following in pairwise(lines):
        text = (
            joined(text, following.text)
            if was_broken(line, following, right)
            else f"{text}\n{following.text}"
        )
    return text
