"""The register as a source of facts for the report of the unit that keeps it (FactSource)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from zhunsheng.kernel.sources import CountedList, Snapshot
from zhunsheng.server.inspections.models import Register
from zhunsheng.server.inspections.statistics.catalogue import catalogue
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.statistics.counts import Entry, badge_words, listed, values_of


class RegisterSource:
    """Asked for a unit that keeps no register, it has nothing to say."""

    name = "台账"

    def snapshots(self, unit_id: int, year: int, as_of: date) -> list[Snapshot]:
        scope = _scope(unit_id, year, as_of)
        if scope is None:
            return []
        entries = catalogue(scope)
        values = values_of(scope, entries)
        return [_snapshot(entry, values, as_of) for entry in entries]

    def snapshot(self, unit_id: int, year: int, as_of: date, key: str) -> Snapshot:
        scope = _scope(unit_id, year, as_of)
        if scope is None:
            raise KeyError(key)
        entries = {entry.key: entry for entry in catalogue(scope)}
        found = _snapshot(entries[key], values_of(scope, entries.values()), as_of)
        return replace(found, sha256=listed(scope, entries, key).sha256)

    def listed(self, unit_id: int, year: int, as_of: date, key: str) -> CountedList:
        scope = _scope(unit_id, year, as_of)
        if scope is None:
            raise KeyError(key)
        return listed(scope, {entry.key: entry for entry in catalogue(scope)}, key)


def _scope(unit_id: int, year: int, as_of: date) -> Scope | None:
    register = Register.objects.filter(unit_id=unit_id).first()
    return Scope(register, year, as_of) if register is not None else None


def _snapshot(entry: Entry, values: Mapping[str, Decimal | None], as_of: date) -> Snapshot:
    return Snapshot(
        key=entry.key,
        title=entry.title,
        value=values[entry.key],
        unit=entry.unit,
        rule=entry.rule,
        rule_name=entry.rule_name or entry.title,
        words=badge_words(entry, values),
        as_of=as_of,
        names=entry.names,
    )
