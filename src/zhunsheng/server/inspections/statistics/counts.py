"""What a count (数) is: rows of one kind under one condition. Its value and its list both follow from that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Count as CountOf
from django.db.models import Q, Sum
from django.db.models.aggregates import Aggregate

from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.scoring import rounded
from zhunsheng.kernel.sources import CountedList
from zhunsheng.server.inspections.statistics.count_rows import Kind, Scope

_NAMED = re.compile(r"\{([a-z_.0-9]+)\}")


class Inside(StrEnum):
    """Whether what is counted lies inside the total of issues the year's rounds found."""

    YES = "计入发现问题总数"
    NO = "不计入发现问题总数"
    NO_ISSUE = "不是问题数"


@dataclass(slots=True, frozen=True, kw_only=True)
class Entry:
    """What every count says of itself."""

    key: str
    title: str
    unit: str
    group: str
    rule: str
    """口径, in words."""
    inside: Inside = Inside.NO_ISSUE
    rule_name: str = ""
    """The rule in a word: 已反馈. Empty: the title says it."""
    words: str = ""
    """What a badge says; {rounds.done} stands for the value of that count. Empty: title, value, unit."""
    names: tuple[str, ...] = ()
    """What an indicator or a text calls it (see kernel/sources.py)."""


@dataclass(slots=True, frozen=True, kw_only=True)
class Count(Entry):
    """The rows of a kind that fulfil a condition; or how many different ones they have of something
    (`distinct`), or what they have of it in sum (`summed`)."""

    kind: Kind
    where: Q
    distinct: str = ""
    summed: str = ""

    def expression(self) -> Aggregate:
        if self.summed:
            return Sum(self.summed, filter=self.where, default=0)
        return CountOf(self.distinct or "pk", filter=self.where, distinct=bool(self.distinct))

    def listed(self, scope: Scope) -> CountedList:
        return CountedList(self.kind.headings, self.kind.listed(self.kind.rows(scope).filter(self.where)))


@dataclass(slots=True, frozen=True, kw_only=True)
class Share(Entry):
    """One count of another, as a ratio; nothing of nothing is no figure. Its list is that of the whole."""

    part: str
    whole: str


def values_of(scope: Scope, entries: Iterable[Entry]) -> dict[str, Decimal | None]:
    """Key → value of every entry: one query for each kind of row."""
    found = list(entries)
    by_kind: dict[str, list[Count]] = {}
    for entry in found:
        if isinstance(entry, Count):
            by_kind.setdefault(entry.kind.name, []).append(entry)
    values: dict[str, Decimal | None] = {}
    for counts in by_kind.values():
        expressions = {f"n{number}": count.expression() for number, count in enumerate(counts)}
        row = counts[0].kind.rows(scope).order_by().aggregate(**expressions)
        values |= {count.key: Decimal(row[f"n{number}"]) for number, count in enumerate(counts)}
    for entry in found:
        if isinstance(entry, Share):
            values[entry.key] = _ratio(values[entry.part], values[entry.whole])
    return values


def _ratio(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return rounded(part / whole * 100) / 100 if part is not None and whole else None


def value_words(entry: Entry, value: Decimal | None) -> str:
    """59 份, 93.5%; 无 where there is no figure."""
    if value is None:
        return "无"
    if isinstance(entry, Share):
        return f"{plain_decimal(value * 100)}%"
    return f"{plain_decimal(value)} {entry.unit}"


def badge_words(entry: Entry, values: Mapping[str, Decimal | None]) -> str:
    """已完成 2 轮、进行中 1 轮."""
    if not entry.words:
        return f"{entry.title} {value_words(entry, values[entry.key])}"
    return _NAMED.sub(lambda match: _plain(values[match[1]]), entry.words)


def _plain(value: Decimal | None) -> str:
    return "—" if value is None else plain_decimal(value)


def listed(scope: Scope, entries: Mapping[str, Entry], key: str) -> CountedList:
    """What the count of that key counted. Raises KeyError for an unknown one."""
    entry = entries[key]
    if isinstance(entry, Share):
        entry = entries[entry.whole]
    if not isinstance(entry, Count):
        raise KeyError(key)
    return entry.listed(scope)
