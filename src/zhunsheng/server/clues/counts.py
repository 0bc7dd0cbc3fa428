"""The one thing that leaves: how many clues were transferred in a year. Never which, never what."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from zhunsheng.server.clues.models import CountRelease, Kind, Record


@dataclass(slots=True, frozen=True)
class CountOut:
    """None while a small count waits to be looked at: so few could tell who is meant."""

    count: int | None

    @property
    def held_back(self) -> bool:
        return self.count is None


def transferred_in(tenant_id: int, year: int) -> int:
    """By the date on the paper."""
    found = Record.objects.filter(tenant_id=tenant_id, kind=Kind.CLUE, transferred_on__year=year)
    return found.count()


def count_out(tenant_id: int, year: int) -> CountOut:
    """移交问题线索 of a year, for statistics and reports. None at all is told; a few wait for a leader."""
    count = transferred_in(tenant_id, year)
    if 0 < count < settings.OPTIONS["SMALL_COUNT"]:
        released = CountRelease.objects.filter(tenant_id=tenant_id, year=year, count=count)
        if not released.exists():
            return CountOut(None)
    return CountOut(count)
