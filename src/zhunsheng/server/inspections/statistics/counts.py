"""What a count (数) is: rows of one kind under one condition. Its value and its list both follow from that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import reduce
from operator import or_

from django.db.models import Count as CountOf
from django.db.models import Q, Sum
from django.db.models.aggregates import Aggregate

from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.scoring import rounded
from zhunsheng.kernel.sources import CountedList
from zhunsheng.server.inspections.models import ENDED, IssueState, Source
from zhunsheng.server.inspections.statistics.count_rows import ISSUES, Kind, Scope, issues_then
from zhunsheng.server.inspections.statistics.tallies import Cell, Cells, cells_of

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
        rows = self.kind.rows(scope).filter(self.where)
        return CountedList(self.kind.headings, self.kind.listed(rows, scope.as_of))


@dataclass(slots=True, frozen=True, kw_only=True)
class IssueCount(Entry):
    """Issues of some sources and what of them: all, those fed back, or one of the four outcomes.

    All such counts follow from one read of the issues (`tallies`); each list is a query of its own.
    """

    sources: tuple[Source, ...]
    part: str = "total"
    """A field of `Tally`."""
    only_immediate: bool = False
    carried: frozenset[tuple[int, int]] | None = None
    """Only issues of a round and a theme that was carried into it: both by their id."""
    themes: bool = False
    """How many different themes they have, not how many they are."""

    def value(self, cells: Cells) -> int:
        if self.themes:
            return len({cell.theme_id for cell in cells if self._takes(cell)} - {None})
        return sum(getattr(tally, self.part) for cell, tally in cells.items() if self._takes(cell))

    def listed(self, scope: Scope) -> CountedList:
        issues = issues_then(scope).filter(self._where(), _part(scope, self.part))
        return CountedList(ISSUES.headings, ISSUES.listed(issues, scope.as_of))

    def _takes(self, cell: Cell) -> bool:
        return (
            cell.source in self.sources
            and (cell.immediate or not self.only_immediate)
            and (self.carried is None or (cell.round_id, cell.theme_id) in self.carried)
        )

    def _where(self) -> Q:
        """The same condition, for the list."""
        where = Q(source__in=self.sources)
        if self.only_immediate:
            where &= Q(immediate=True)
        if self.carried is not None:
            pairs = (Q(round=round_id, theme=theme_id) for round_id, theme_id in self.carried)
            where &= reduce(or_, pairs, Q(pk__in=()))
        return where


def outcomes(scope: Scope) -> dict[str, Q]:
    """The four that make up a total: 已销号 + 期内整改 + 超期未完成 + 长期坚持 (X01)."""
    late = Q(due_on__lt=scope.as_of)
    open_then = ~Q(state_then__in=ENDED)
    return {
        "closed": Q(state_then=IssueState.CLOSED),
        "in_time": open_then & (Q(due_on=None) | ~late),
        "overdue": open_then & Q(due_on__isnull=False) & late,
        "long_term": Q(state_then=IssueState.LONG_TERM),
    }


def _part(scope: Scope, name: str) -> Q:
    """The issues a field of `Tally` counts."""
    if name == "told":
        return Q(fed_back_on__lte=scope.as_of)
    return Q() if name == "total" else outcomes(scope)[name]


@dataclass(slots=True, frozen=True, kw_only=True)
class Share(Entry):
    """One count of another, as a ratio; nothing of nothing is no figure. Its list is that of the whole."""

    part: str
    whole: str


def values_of(
    scope: Scope, entries: Iterable[Entry], cells: Cells | None = None
) -> dict[str, Decimal | None]:
    """Key → value of every entry: one read of the issues (none where `cells` are given), and a query for
    each other kind of row."""
    found = list(entries)
    values: dict[str, Decimal | None] = {}
    by_kind: dict[str, list[Count]] = {}
    for entry in found:
        if isinstance(entry, Count):
            by_kind.setdefault(entry.kind.name, []).append(entry)
        elif isinstance(entry, IssueCount):
            cells = cells_of(scope) if cells is None else cells
            values[entry.key] = Decimal(entry.value(cells))
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
    if not isinstance(entry, Count | IssueCount):
        raise KeyError(key)
    return entry.listed(scope)
