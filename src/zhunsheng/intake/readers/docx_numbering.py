"""Word's automatic numbers, which stand nowhere in the text: "一、", "（二）", "1.1".

A list (`w:num`) points at an abstract list that holds nine levels and, while we read, their
counters. Lists of one abstract list count on together unless they override a start.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from zhunsheng.intake.readers.numerals import numeral
from zhunsheng.intake.readers.package import Package

if TYPE_CHECKING:
    from lxml import etree

_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL: Final = _W + "val"
_LEVELS: Final = 9
_PLACEHOLDER = re.compile("%([1-9])")


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    legal: bool = False
    """Show all numbers of the label as 1, 2, 3."""
    restart: int | None = None
    """0: never starts again; n: after a paragraph of level n (from 1) or above; None: of any above."""
    style: str = ""


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, _Level]
    counters: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


@dataclass(slots=True)
class _List:
    abstract: _Abstract
    own_levels: dict[int, _Level]
    starts: dict[int, int]
    """Counters this list sets when it is first used."""


class Numbering:
    """The lists of one document. Ask for labels in document order, once a paragraph."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._lists: dict[str, _List] | None = None
        self._used: set[str] = set()

    def label(self, list_id: str, level: int | None, style_id: str) -> str:
        """The number Word shows before the paragraph, with a blank behind it where one is needed."""
        if self._lists is None:
            self._lists = _read_part(self._package.part_or_none("word/numbering.xml"))
        numbered = self._lists.get(list_id)
        if numbered is None:
            return ""
        if level is None:
            level = _level_of_style(numbered, style_id)
        definition = _level(numbered, level)
        if definition is None:
            return ""
        self._count(list_id, numbered, level, definition)
        if definition.format in ("bullet", "none"):
            return ""
        text = _PLACEHOLDER.sub(
            lambda match: _shown(numbered, int(match[1]) - 1, definition), definition.text
        )
        return text + " " if definition.suffix != "nothing" and text[-1:].isalnum() else text

    def _count(self, list_id: str, numbered: _List, level: int, definition: _Level) -> None:
        counters = numbered.abstract.counters
        if list_id not in self._used:
            self._used.add(list_id)
            for overridden, start in numbered.starts.items():
                counters[overridden] = start - 1
        counter = counters[level]
        counters[level] = definition.start if counter is None else counter + 1
        for deeper in range(level + 1, _LEVELS):
            below = _level(numbered, deeper)
            if below is None or below.restart is None or level < below.restart:
                counters[deeper] = None


def _level(numbered: _List, level: int) -> _Level | None:
    return numbered.own_levels.get(level) or numbered.abstract.levels.get(level)


def _level_of_style(numbered: _List, style_id: str) -> int:
    return next((at for at, level in numbered.abstract.levels.items() if level.style == style_id), 0)


def _shown(numbered: _List, level: int, labelled: _Level) -> str:
    definition = _level(numbered, level) or _Level()
    counter = numbered.abstract.counters[level]
    value = definition.start if counter is None else counter
    return numeral(value, "decimal" if labelled.legal else definition.format)


def _read_part(data: bytes | None) -> dict[str, _List]:
    if not data:
        return {}
    from zhunsheng.intake.readers.safexml import parse  # lxml, needed for numbered documents only

    return _read_lists(parse(data.replace(_STRICT, _W[1:-1].encode())))


def _read_lists(root: etree._Element) -> dict[str, _List]:
    abstracts: dict[str, _Abstract] = {}
    by_style: dict[str, _Abstract] = {}
    links: dict[str, str] = {}
    for element in root.iterchildren(_W + "abstractNum"):
        abstract_id = element.get(_W + "abstractNumId", "")
        abstract = _Abstract(dict(map(_read_level, element.iterchildren(_W + "lvl"))))
        abstracts[abstract_id] = abstract
        by_style[_value(element, "styleLink", "")] = abstract
        links[abstract_id] = _value(element, "numStyleLink", "")
    lists: dict[str, _List] = {}
    for element in root.iterchildren(_W + "num"):
        abstract_id = _value(element, "abstractNumId", "")
        linked = by_style.get(links.get(abstract_id) or "-", abstracts.get(abstract_id))
        if linked is not None:
            lists[element.get(_W + "numId", "")] = _read_list(element, linked)
    return lists


def _read_list(element: etree._Element, abstract: _Abstract) -> _List:
    numbered = _List(abstract, {}, {})
    for override in element.iterchildren(_W + "lvlOverride"):
        level = _number(override.get(_W + "ilvl"), 0)
        start = override.find(_W + "startOverride")
        if start is not None and level < _LEVELS:
            numbered.starts[level] = _number(start.get(_VAL), 1)
        own = override.find(_W + "lvl")
        if own is not None:
            numbered.own_levels[level] = _read_level(own)[1]
    return numbered


def _read_level(element: etree._Element) -> tuple[int, _Level]:
    restart = element.find(_W + "lvlRestart")
    legal = element.find(_W + "isLgl")
    return min(_number(element.get(_W + "ilvl"), 0), _LEVELS - 1), _Level(
        start=_number(_value(element, "start", "1"), 1),
        format=_value(element, "numFmt", "decimal"),
        text=_value(element, "lvlText", ""),
        suffix=_value(element, "suff", "tab"),
        legal=legal is not None and legal.get(_VAL) not in ("0", "false"),
        restart=None if restart is None else _number(restart.get(_VAL), 0),
        style=_value(element, "pStyle", ""),
    )


def _value(element: etree._Element, name: str, default: str) -> str:
    child = element.find(_W + name)
    return default if child is None else child.get(_VAL, default)


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 7 else default
