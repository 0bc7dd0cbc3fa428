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
        self._definitions: _Definitions | None = None
        self._lists: dict[str, _List | None] = {}

    def label(self, list_id: str, level: int | None, style_id: str) -> str:
        """The number Word shows before the paragraph, with a blank behind it where one is needed."""
        is_new = list_id not in self._lists
        if is_new:
            self._lists[list_id] = self._find(list_id)
        numbered = self._lists[list_id]
        if numbered is None:
            return ""
        if is_new:
            _start_anew(numbered)
        if level is None:
            level = _level_of_style(numbered, style_id)
        definition = _level(numbered, level)
        if definition is None:
            return ""
        _count(numbered, level, definition)
        if definition.format in ("bullet", "none"):
            return ""
        text = _PLACEHOLDER.sub(
            lambda match: _shown(numbered, int(match[1]) - 1, definition), definition.text
        )
        return text + " " if definition.suffix != "nothing" and text[-1:].isalnum() else text

    def _find(self, list_id: str) -> _List | None:
        if self._definitions is None:
            self._definitions = _Definitions(self._package.part_or_none("word/numbering.xml"))
        return self._definitions.list(list_id)


def _start_anew(numbered: _List) -> None:
    """A list may override where its abstract list starts, from its first use on."""
    for level, start in numbered.starts.items():
        numbered.abstract.counters[level] = start - 1


def _count(numbered: _List, level: int, definition: _Level) -> None:
    counters = numbered.abstract.counters
    counter = counters[level]
    counters[level] = definition.start if counter is None else counter + 1
    for deeper in range(level + 1, _LEVELS):
        if counters[deeper] is not None:
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


class _Definitions:
    """numbering.xml, of which only the lists that are used are looked at closely."""

    def __init__(self, data: bytes | None) -> None:
        self._lists: dict[str, etree._Element] = {}
        self._abstract_elements: dict[str, etree._Element] = {}
        self._abstracts: dict[str, _Abstract] = {}
        if data:
            from zhunsheng.intake.readers.safexml import parse  # lxml, needed for numbered documents only

            root = parse(data.replace(_STRICT, _W[1:-1].encode()))
            self._lists = {one.get(_W + "numId", ""): one for one in root.iterchildren(_W + "num")}
            self._abstract_elements = {
                one.get(_W + "abstractNumId", ""): one for one in root.iterchildren(_W + "abstractNum")
            }

    def list(self, list_id: str) -> _List | None:
        element = self._lists.get(list_id)
        if element is None:
            return None
        abstract = self._abstract(_value(element, "abstractNumId", ""))
        return None if abstract is None else _read_list(element, abstract)

    def _abstract(self, abstract_id: str) -> _Abstract | None:
        element = self._abstract_elements.get(abstract_id)
        if element is None:
            return None
        link = _value(element, "numStyleLink", "")
        if link:
            linked = (
                key
                for key, one in self._abstract_elements.items()
                if _value(one, "styleLink", "") == link and key != abstract_id
            )
            abstract_id = next(linked, abstract_id)
        if abstract_id not in self._abstracts:
            levels = self._abstract_elements[abstract_id].iterchildren(_W + "lvl")
            self._abstracts[abstract_id] = _Abstract(dict(map(_read_level, levels)))
        return self._abstracts[abstract_id]


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
