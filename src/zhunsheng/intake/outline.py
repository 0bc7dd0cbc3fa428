"""The outline of a report's text: which lines are headings, at which position.

Numbering is often mixed or misprinted (3、 between 二、 and 四、, （2） after （一）). The position
counts, not the misprint: a number that fits the next heading of an upper level is taken there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.numerals import BLANKS, chinese_integer

_NUMERAL = "一二三四五六七八九十"
_CHINESE_NUMBER = re.compile(rf"([{_NUMERAL}]{{1,3}})\s*[、.．，,:：]\s*")
_PART = re.compile(rf"第([{_NUMERAL}]{{1,3}})部分\s*[、.．，,:：]?\s*")
_BRACKETED = re.compile(rf"[（(]\s*(?:([{_NUMERAL}]{{1,3}})|(\d{{1,2}}))\s*[）)]\s*[、.．]?\s*")
_ARABIC = re.compile(r"(\d{1,2})\s*[、.．）)]\s*(?!\d)")
_NUMERALS, _OPENING = frozenset(_NUMERAL), frozenset("（(")
_CHINESE = ("", *"一二三四五六七八九", "十", *(f"十{c}" for c in "一二三四五六七八九"), "二十")
_VALUES = {text: number for number, text in enumerate(_CHINESE)}
_SENTENCE_MARK, _TITLE_END, _DIGIT = re.compile("[。；;！？\n]"), re.compile("[。\n：:]"), re.compile(r"\d")
_LONGEST_TITLE = 30
_RUN_IN_TITLE = 24


@dataclass(slots=True)
class Heading:
    number: str
    title: str
    rest: str
    """Text of the same paragraph after the title."""


class Numbered(NamedTuple):
    level: int
    number: int
    body: str
    title: str | None
    """None for a numbered sentence."""
    rest: str
    """Text of the same paragraph after the title."""


def numbered(text: str) -> Numbered | None:
    """The numbering a line starts with, by its style: 第一部分 0, 一、 1, （一） 2, 1. 3, （1） 4."""
    return _numbered_title(text) if len(text) <= _LONGEST_TITLE else _numbered(text)


def _numbered(text: str) -> Numbered | None:
    line = text.lstrip(BLANKS)
    first = line[:1]
    if first in _NUMERALS:
        match, level, group = _CHINESE_NUMBER.match(line), 1, 1
    elif first == "第":
        match, level, group = _PART.match(line), 0, 1
    elif first in _OPENING:
        match = _BRACKETED.match(line)
        level, group = (2, 1) if match is None or match[1] else (4, 2)
    elif first.isdigit():
        match, level, group = _ARABIC.match(line), 3, 1
    else:
        return None
    if match is None:
        return None
    digits = match[group]
    value = int(digits) if level > 2 else _VALUES.get(digits) or chinese_integer(digits)
    body = line[match.end() :]
    title, end = _title(level, body)
    return Numbered(level, value or 0, body, title, body[end:].strip(BLANKS))


_numbered_title = lru_cache(maxsize=2000)(_numbered)
"""Most headings are those the scheme asks for, the same in every report."""


@lru_cache(maxsize=100)
def _compared(titles: tuple[str, ...]) -> frozenset[str]:
    return frozenset(compact(title) for title in titles)


class Outline:
    """Follows the headings of one report from top to bottom."""

    def __init__(self, titles: tuple[str, ...]) -> None:
        self.titles = _compared(titles)
        self.path: dict[int, int] = {}
        """Style level → number of the open headings, outermost first."""
        self.item: tuple[int, int] | None = None
        """Style and number of the numbered sentence last met, until the next heading."""

    def heading(self, found: Numbered) -> Heading | None:
        """The heading a numbered paragraph is or begins with, or None for a numbered sentence."""
        title = found.title
        if title is None or self._goes_on_a_list(found):
            self.item = (found.level, found.number)
            return None
        level = self._level(found, title)
        if level is None:
            return None
        self._open(level, max(found.number, self.last(level) + 1))
        self.item = None
        return Heading(self.number, title, found.rest)

    def _goes_on_a_list(self, found: Numbered) -> bool:
        """A short item right after a numbered sentence: 1.接收档案。 2.提供查阅"""
        return found.level >= 3 and self.item == (found.level, found.number - 1)

    @property
    def number(self) -> str:
        """Position of the innermost open heading: 二.2.1."""
        first, *others = self.path.values()
        head = _CHINESE[first] if first < len(_CHINESE) else str(first)
        return ".".join([head, *map(str, others)])

    def last(self, level: int) -> int:
        return self.path.get(level, 0)

    def _level(self, found: Numbered, title: str) -> int | None:
        if compact(title) in self.titles:
            return min(found.level, 1)
        if not self.path:
            return found.level if found.level <= 1 else None
        if found.number == self.last(found.level) + 1 or found.level <= 1:
            return found.level
        # Arabic numerals in place of Chinese ones are the usual misprint (3、 for 三、).
        for style, number in reversed(self.path.items()):
            if 3 <= found.level > style and found.number == number + 1 and self.last(found.level) == 0:
                return style
        return found.level

    def _open(self, level: int, number: int) -> None:
        self.path = {style: last for style, last in self.path.items() if style < level}
        self.path[level] = number


def _title(level: int, text: str) -> tuple[str | None, int]:
    """(title, where the rest of the paragraph begins), (None, 0) for a numbered sentence."""
    body = text.rstrip(BLANKS)
    bare = body.rstrip("。:：")
    if level <= 1 and body.endswith("。") and _DIGIT.search(bare):
        return None, 0  # 二、三季度共3次。
    one_sentence = len(bare) <= _LONGEST_TITLE and not _SENTENCE_MARK.search(bare)
    if one_sentence and body.endswith("。") and "，" in bare and _DIGIT.search(bare):
        return None, 0  # （一）自评得分96分，等级为优。
    if one_sentence and not body.endswith(("；", ";", "，")):
        if level >= 3 and body.endswith("。"):
            return None, 0
        return bare, len(text)
    if level <= 2:
        end = _TITLE_END.search(body)
        if end is not None and 0 < end.start() <= _RUN_IN_TITLE and "，" not in body[: end.start()]:
            return body[: end.start()], end.end()
    return None, 0
