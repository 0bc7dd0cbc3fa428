"""The automatic numbers of lists and headings in an OpenDocument text."""

from __future__ import annotations

from collections import defaultdict
from typing import Final, NamedTuple

from lxml import etree

from zhunsheng.intake.readers.numerals import numeral
from zhunsheng.intake.readers.package import Package
from zhunsheng.intake.readers.safexml import parse

_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OUTLINE: Final = "outline"
"""Our name for the list all headings are in."""
_LEVELS: Final = 10
_NUMERALS: Final = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "一": "chineseCounting",
    "①": "decimalEnclosedCircle", "壹": "chineseLegalSimplified", "甲": "ideographTraditional",
    "子": "ideographZodiac", "１": "decimalFullWidth",
}  # fmt: skip
"""By the first sign of `style:num-format`, which is an example: "一, 二, 三, ..."."""


class _Level(NamedTuple):
    format: str = ""
    prefix: str = ""
    suffix: str = ""
    shown: int = 1
    """How many levels the number shows: 2 for 1.1."""
    start: int = 1


class Lists:
    """Ask for numbers in document order."""

    def __init__(self, content: etree._Element, package: Package) -> None:
        self._package = package
        self._styles = _read_styles(content)
        self._all_read = False
        self._counters: dict[str, list[int]] = defaultdict(lambda: [0] * (_LEVELS + 1))
        self._style_of: dict[str, str] = {}
        """Lists by their xml:id, for those that continue another."""

    def enter(self, element: etree._Element, path: list[str]) -> str:
        """Begin a list; the name of its style. Lists without one have that of the list around."""
        style = element.get(_TEXT + "style-name") or (path[-1] if path else "")
        continues = (
            element.get(_TEXT + "continue-numbering") == "true" or _TEXT + "continue-list" in element.attrib
        )
        if not path and not continues:
            self._counters.pop(style, None)
        elif path and not continues:
            self._forget_below(style, len(path))
        return style

    def number(self, item: etree._Element, path: list[str]) -> str:
        return self._count(path[-1], len(path), item.get(_TEXT + "start-value"))

    def heading_number(self, heading: etree._Element) -> str:
        level = heading.get(_TEXT + "outline-level", "1")
        if heading.get(_TEXT + "is-list-header") == "true" or not level.isdecimal():
            return ""
        return self._count(_OUTLINE, min(int(level), _LEVELS), None)

    def _count(self, style: str, depth: int, start: str | None) -> str:
        depth = min(max(depth, 1), _LEVELS)
        level = self._level(style, depth)
        counters = self._counters[style]
        first = counters[depth] == 0
        counters[depth] = level.start if first else counters[depth] + 1
        if start and start.isdecimal() and len(start) < 7:
            counters[depth] = int(start)
        self._forget_below(style, depth)
        if not level.format:
            return ""
        shown = [self._shown(style, at) for at in range(max(depth - level.shown + 1, 1), depth + 1)]
        number = level.prefix + ".".join(text for text in shown if text) + level.suffix
        return number + " " if number[-1:].isalnum() else number

    def _shown(self, style: str, depth: int) -> str:
        level = self._level(style, depth)
        return (
            numeral(self._counters[style][depth] or level.start, _NUMERALS.get(level.format[:1], "decimal"))
            if level.format
            else ""
        )

    def _forget_below(self, style: str, depth: int) -> None:
        counters = self._counters[style]
        counters[depth + 1 :] = [0] * (_LEVELS - depth)

    def _level(self, style: str, depth: int) -> _Level:
        if style not in self._styles and not self._all_read:
            self._all_read = True
            data = self._package.part_or_none("styles.xml")
            if data:
                self._styles = _read_styles(parse(data)) | self._styles
        return self._styles.get(style, {}).get(depth, _Level())


def _read_styles(root: etree._Element) -> dict[str, dict[int, _Level]]:
    styles = {
        element.get(_STYLE + "name", ""): _read_levels(element, "list-level-style-number")
        for element in root.iter(_TEXT + "list-style")
    }
    for outline in root.iter(_TEXT + "outline-style"):
        styles[_OUTLINE] = _read_levels(outline, "outline-level-style")
    return styles


def _read_levels(element: etree._Element, name: str) -> dict[int, _Level]:
    return {
        _integer(level.get(_TEXT + "level")): _Level(
            level.get(_STYLE + "num-format", ""),
            level.get(_STYLE + "num-prefix", ""),
            level.get(_STYLE + "num-suffix", ""),
            _integer(level.get(_TEXT + "display-levels")),
            _integer(level.get(_TEXT + "start-value")),
        )
        for level in element.iterchildren(_TEXT + name)
    }


def _integer(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else 1
