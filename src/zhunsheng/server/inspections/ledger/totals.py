"""How many issues of which state and light: the ledger's counters, and the issues unit by unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from zhunsheng.server.inspections.deadlines import Light, light_of
from zhunsheng.server.inspections.ledger.lights import last_days
from zhunsheng.server.inspections.models import STILL_OPEN, Issue, IssueState, Register
from zhunsheng.server.orgs.models import Unit


@dataclass(slots=True, frozen=True)
class Totals:
    counted: Mapping[tuple[str, str], int]
    """(state, light) → issues; what there is none of is left out."""

    @property
    def all(self) -> int:
        return sum(self.counted.values())

    def of(self, *states: str) -> int:
        return sum(number for (state, _), number in self.counted.items() if state in states)

    def lit(self, light: str, *states: str) -> int:
        """Of these states, those that show the light; of all where none is named."""
        return sum(
            number
            for (state, shown), number in self.counted.items()
            if shown == light and (not states or state in states)
        )

    @property
    def closed_share(self) -> Decimal | None:
        """已销号 ÷ 全部; 长期坚持 is not closed."""
        return share_of(self.of(IssueState.CLOSED), self.all)


def share_of(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP) if whole else None


def totals_of(issues: QuerySet[Issue], register: Register, today: date, *, searching: bool = False) -> Totals:
    if searching:
        return together(totals_by(issues, register, today, searching=True).values())
    # As an index has them, day by day: no light is compared with every issue, only with every day.
    counted: Counter[tuple[str, str]] = Counter()
    days = issues.order_by().values_list("state", "due_on").annotate(number=Count("*"))
    for state, due_on, number in days:
        counted[state, light_of(state, due_on, register, today).value] += number
    return Totals(dict(counted))


def together(found: Iterable[Totals]) -> Totals:
    """Their sum."""
    counted: Counter[tuple[str, str]] = Counter()
    for totals in found:
        counted.update(totals.counted)
    return Totals(dict(counted))


def totals_by(
    issues: QuerySet[Issue], register: Register, today: date, *columns: str, searching: bool = False
) -> dict[tuple[Any, ...], Totals]:
    """Values of those columns → the totals. By state in the order of an index: the database needn't sort.

    No other column is named than the index has, not even the id: PostgreSQL would open every row for it.

    A search reads every wording; there the index would only lead criss-cross through the table, and an
    expression in the place of a column keeps the database from following it.
    """
    grouped = [Coalesce(name, name) if searching else F(name) for name in (*columns, "state")]
    # One comparison a light: due up to its last day. What the light before it has is taken off after.
    due = {
        f"by_{light}": Count("state", filter=Q(due_on__lte=day))
        for light, day in last_days(register, today).items()
    }
    rows = issues.order_by().values_list(*grouped).annotate(number=Count("*"), **due)
    found: dict[tuple[Any, ...], dict[tuple[str, str], int]] = defaultdict(dict)
    for *values, state, number, by_red, by_yellow, by_green in rows:
        lit = (by_red, by_yellow - by_red, by_green - by_yellow)
        found[tuple(values)] |= _by_light(state, number, *lit)
    return {values: Totals(counted) for values, counted in found.items()}


_SHOWN = (Light.RED.value, Light.YELLOW.value, Light.GREEN.value)
_NO_LIGHT = Light.NONE.value


def _by_light(state: str, number: int, *lit: int) -> dict[tuple[str, str], int]:
    """`lit`: how many are due as `_SHOWN` says, which shows on open issues only."""
    if state not in STILL_OPEN:
        return {(state, _NO_LIGHT): number}
    counted = ((_NO_LIGHT, number - sum(lit)), *zip(_SHOWN, lit, strict=True))
    return {(state, light): of_light for light, of_light in counted if of_light}


# --- by unit -------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class UnitLine:
    """One unit's issues: 已销号 + 期内整改 + 超期未完成 + 长期坚持 = 问题数."""

    unit: Unit
    total: int
    closed: int
    in_time: int
    overdue: int
    long_term: int

    @property
    def closed_share(self) -> Decimal | None:
        return share_of(self.closed, self.total)


def unit_line(unit: Unit, totals: Totals) -> UnitLine:
    closed, overdue, long_term, total = 0, 0, 0, 0
    for (state, light), number in totals.counted.items():
        total += number
        closed += number * (state == IssueState.CLOSED)
        long_term += number * (state == IssueState.LONG_TERM)
        overdue += number * (light == Light.RED)
    return UnitLine(unit, total, closed, total - closed - overdue - long_term, overdue, long_term)


def unit_lines(found: Mapping[int, Totals]) -> list[UnitLine]:
    """Unit → its totals; the most overdue comes first."""
    lines = [unit_line(unit, found[unit.pk]) for unit in Unit.objects.filter(pk__in=found)]
    return sorted(lines, key=lambda line: (-line.overdue, line.unit.code))
