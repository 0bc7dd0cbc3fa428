"""Plan beside fact: which of the planned objects have been inspected, which not yet, and what was not planned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import F, Q, QuerySet

from zhunsheng.server.inspections.models import Inspectee, Round
from zhunsheng.server.inspections.plans.models import Plan, PlannedObject, PlanVersion
from zhunsheng.server.inspections.plans.queries import objects_of
from zhunsheng.server.inspections.rounds.coverage import Covered, coverage_of


@dataclass(slots=True, frozen=True)
class PlannedLine:
    planned: PlannedObject
    inspectee: Inspectee | None
    """What carries it out: one of a round that has moved in, or that is being prepared."""
    done: bool
    """The team has moved in (进驻), as coverage counts it."""
    late: bool
    """Not done, and its year, or the plan's period, is over."""

    @property
    def state(self) -> str:
        if self.done:
            return "已巡察"
        return "还没有安排" if self.inspectee is None else "已列入轮次"

    @property
    def look(self) -> str:
        """The colour of the tag that shows it."""
        if self.done:
            return "green"
        return "amber" if self.inspectee is None else "blue"


@dataclass(slots=True, frozen=True)
class Comparison:
    lines: list[PlannedLine]
    unplanned: list[Inspectee]
    """Inspected within the period, and not in the plan."""
    unlisted: list[Covered]
    """Of a term's plan: units the term should cover and the plan leaves out."""
    rounds: int
    """Begun within the period."""

    @property
    def done(self) -> list[PlannedLine]:
        return [line for line in self.lines if line.done]

    @property
    def placed(self) -> list[PlannedLine]:
        """In a round that hasn't moved in yet."""
        return [line for line in self.lines if line.inspectee is not None and not line.done]

    @property
    def waiting(self) -> list[PlannedLine]:
        """In no round."""
        return [line for line in self.lines if line.inspectee is None]

    @property
    def by_slot(self) -> list[tuple[str, list[PlannedLine]]]:
        """The lines of each year or stage, as the plan orders them."""
        return [
            (name, list(lines))
            for name, lines in groupby(self.lines, key=lambda line: line.planned.slot_name)
        ]

    @property
    def units_done(self) -> int:
        """Units, for a target is in units: one inspected twice counts once."""
        return len({line.planned.unit_id or line.planned.elsewhere for line in self.done})


def compare(version: PlanVersion, today: date) -> Comparison:
    """Each planned object takes the earliest inspection of its unit and kind that no other has taken."""
    plan = version.plan
    begun = rounds_begun(plan, plan.term.rounds.all(), today)
    free = list(_inspected(begun, plan, today))
    lines = []
    for planned in objects_of(version):
        taken = next((inspectee for inspectee in free if _carries_out(inspectee, planned)), None)
        if taken is not None:
            free.remove(taken)
        done = taken is not None and _entered(taken.round, today)
        lines.append(PlannedLine(planned, taken, done, not done and _is_over(plan, planned, today)))
    unplanned = [inspectee for inspectee in free if _entered(inspectee.round, today)]
    return Comparison(lines, unplanned, _unlisted(version, lines, today), len(begun))


def _is_over(plan: Plan, planned: PlannedObject, today: date) -> bool:
    if plan.kind == Plan.Kind.TERM and planned.slot is not None:
        return planned.slot < today.year
    return plan.until < today


def _carries_out(inspectee: Inspectee, planned: PlannedObject) -> bool:
    """The same unit and kind; the theme too, where the plan has one. Which villages is settled in the round."""
    same = (inspectee.unit_id, inspectee.elsewhere, inspectee.kind) == (
        planned.unit_id,
        planned.elsewhere,
        planned.kind,
    )
    return same and planned.theme_id in (None, inspectee.theme_id)


def _entered(entry: Round, today: date) -> bool:
    return entry.entered_on is not None and entry.entered_on <= today


def rounds_begun(plan: Plan, of_term: Iterable[Round], today: date) -> list[Round]:
    """Of the rounds of its term, those that moved in within the plan's period, and those opened from it."""
    opened = {entry.pk for entry in plan.rounds.all()}

    def belongs(entry: Round) -> bool:
        within = entry.entered_on is not None and plan.since <= entry.entered_on <= plan.until
        return within or entry.pk in opened or plan.kind == Plan.Kind.TERM

    return [entry for entry in of_term if _entered(entry, today) and belongs(entry)]


def _inspected(begun: list[Round], plan: Plan, today: date) -> QuerySet[Inspectee]:
    """Those of the rounds begun, in their order; then those of rounds of the term still being prepared."""
    prepared = Q(round__entered_on=None) | Q(round__entered_on__gt=today)
    found = Inspectee.objects.filter(Q(round__in=begun) | prepared, round__term=plan.term)
    return found.select_related("round__term", "unit", "theme").order_by(
        F("round__entered_on").asc(nulls_last=True), "id"
    )


def _unlisted(version: PlanVersion, lines: list[PlannedLine], today: date) -> list[Covered]:
    if version.plan.kind != Plan.Kind.TERM:
        return []
    listed = {line.planned.unit_id for line in lines}
    return [entry for entry in coverage_of(version.plan.term, today).units if entry.unit.pk not in listed]
