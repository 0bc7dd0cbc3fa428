"""The one thing that leaves: how many clues were transferred in a year. Never which, never what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from zhunsheng.server.clues.models import CountRelease, Kind, Record
from zhunsheng.server.inspections.statistics import count_rows
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.statistics.counts import Count


@dataclass(slots=True, frozen=True)
class CountOut:
    """None while a small count waits to be looked at: so few could tell who is meant."""

    count: int | None

    @property
    def held_back(self) -> bool:
        return self.count is None


def transferred(tenant_id: int, since: date, until: date) -> QuerySet[Record]:
    """By the date on the paper."""
    return Record.objects.filter(tenant_id=tenant_id, kind=Kind.CLUE, transferred_on__range=(since, until))


def transferred_in(tenant_id: int, year: int, until: date | None = None) -> int:
    return transferred(tenant_id, date(year, 1, 1), until or date(year, 12, 31)).count()


def count_out(tenant_id: int, year: int, until: date | None = None) -> CountOut:
    """移交问题线索 of a year, for statistics and reports. None at all is told; a few wait for a leader."""
    count = transferred_in(tenant_id, year, until)
    if 0 < count < settings.OPTIONS["SMALL_COUNT"]:
        released = CountRelease.objects.filter(tenant_id=tenant_id, year=year, count=count)
        if not released.exists():
            return CountOut(None)
    return CountOut(count)


# --- in the register's catalogue of counts --------------------------------------------------------------

_CLUES = count_rows.Kind(
    name="clues",
    rows=lambda scope: transferred(scope.tenant_id, *scope.days),
    headings=("类别",),
    columns=("kind",),
    words=lambda column, value: Kind(value).label,
)
"""Listed, it is a row for each and nothing more: no number, no day, no unit."""


def contribution(scope: Scope) -> list[Count]:
    """Left out while it is held back."""
    if count_out(scope.tenant_id, scope.year, scope.last).held_back:
        return []
    return [
        Count(
            key="clues.transferred",
            title="移交的问题线索",
            unit="件",
            group="问题线索",
            rule="本年移交有关单位的问题线索，按移交函的日期；只有件数，没有清单",
            kind=_CLUES,
            where=Q(),
            rule_name="已移交",
            names=("移交 线索", "问题线索 移交"),
        )
    ]
