"""All text of a report as one string, so that a pattern runs over it once, and the way back to the place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import Any

from zhunsheng.kernel.checks import Case
from zhunsheng.kernel.facts import State
from zhunsheng.kernel.findings import AtFact, AtIndicator, AtPlace, AtSection, Target
from zhunsheng.kernel.places import Place, TextPlace
from zhunsheng.kernel.report import Report
from zhunsheng.kernel.sentences import sentence_before, sentence_end

PROSE_COLUMNS = ("name", "target", "actual", "reason")
_LONG_NUMBER = re.compile(r"[0-9][0-9 \-]{9,}[0-9]")
_LONG_WIDE_NUMBER = re.compile(r"[0-9０-９][0-9０-９ \-—－]{9,}[0-9０-９]")
_WIDE_DIGITS = "０１２３４５６７８９"


class Passages:
    """Indicators first, then other cells, then sections with their headings and the text around the tables."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._texts: list[str] = []
        self._where: list[tuple[Callable[..., Target], *tuple[Any, ...]]] = []
        """For each text what makes a target of it, and with what besides the characters."""
        self._add_indicators()
        self.after_indicators = sum(map(len, self._texts)) + len(self._texts)
        """Where the texts that are no indicator's begin."""
        self._add_cells()
        for section in report.sections:
            self._add(section.heading, _at_heading, section.number)
            self._add(section.text, AtSection, section.number)
        for section in report.outside:
            self._add(section.text, _at_outside, report, section.number)
        self.text = "\n".join(self._texts)

    def _add(self, text: str, target: Callable[..., Target], *where: Any) -> None:
        if text:
            self._texts.append(text)
            self._where.append((target, *where))

    def _add_indicators(self) -> None:
        for row, indicator in enumerate(self.report.indicators):
            for column in PROSE_COLUMNS:
                self._add(getattr(indicator, column), _at_indicator, row, column)

    def _add_cells(self) -> None:
        """Texts of cells: a fact that stands in a line of text comes with that line."""
        for key, fact in self.report.facts.items():
            if fact.text and fact.number is None and not isinstance(fact.place, TextPlace):
                self._add(fact.text, _at_fact, key)
        for unread in self.report.unread:
            self._add(unread.text, _at_place, unread.place)

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate([len(text) + 1 for text in self._texts], initial=0))

    def target(self, start: int, end: int) -> Target:
        """Where characters `start` to `end` of the whole text stand in the report."""
        index = bisect_right(self._starts, start) - 1
        begin = self._starts[index]
        target, *where = self._where[index]
        return target(*where, start - begin, end - begin)

    @cached_property
    def long_numbers(self) -> list[tuple[int, int]]:
        """Runs of digits, blanks and hyphens at least eleven characters long."""
        wide = any(digit in self.text for digit in _WIDE_DIGITS)
        return [match.span() for match in (_LONG_WIDE_NUMBER if wide else _LONG_NUMBER).finditer(self.text)]

    def find_in_long_numbers(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        for start, end in self.long_numbers:
            yield from pattern.finditer(self.text, start, min(end + 1, len(self.text)))

    def find(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Target]]:
        for match in pattern.finditer(self.text):
            yield match, self.target(*match.span())


def passages(case: Case) -> Passages:
    """The passages of a case, put together once for all rules."""
    memo = vars(case)
    if "passages" not in memo:
        memo["passages"] = Passages(case.report)
    made: Passages = memo["passages"]
    return made


def around(text: str, start: int, end: int, reach: int = 8) -> str:
    """A hit with a few characters of its sentence on either side, for the message."""
    first = start - min(reach, len(sentence_before(text, start)))
    return text[first : min(end + reach, sentence_end(text, end))]


def _at_heading(number: str, _start: int, _end: int) -> Target:
    return AtSection(number, 0, 0)


def _at_fact(key: str, _start: int, _end: int) -> Target:
    return AtFact(key)


def _at_indicator(row: int, column: str, _start: int, _end: int) -> Target:
    return AtIndicator(row, column)


def _at_place(place: Place, _start: int, _end: int) -> Target:
    return AtPlace(place)


def _at_outside(report: Report, name: str, start: int, end: int) -> Target:
    """The fact a line around a table states there, else the characters themselves."""
    for key, fact in report.facts.items():
        place = fact.place
        if fact.state is State.BLANK or not isinstance(place, TextPlace) or place.section != name:
            continue
        if place.start <= start and end <= place.end:
            return AtFact(key)
    return AtPlace(TextPlace(name, start, end))
