"""Reading 四个纳入: the office and the leading group, of their own region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from zhunsheng.server.inspections.appraisals.facts import Facts, facts_of
from zhunsheng.server.inspections.appraisals.models import HandedUnit, Handover, Use
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.workflow import may_oversee
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit


def handovers_visible_to(actor: Actor) -> QuerySet[Handover]:
    found = Handover.objects.filter(tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


def handover_for(actor: Actor, handover_id: int) -> Handover:
    """Raises Http404 for one the actor may not see."""
    return get_object_or_404(
        handovers_visible_to(actor).select_related("recipient", "receipt_file"), pk=handover_id
    )


@dataclass(slots=True, frozen=True)
class Line:
    unit: Unit
    facts: Facts
    uses: list[str]
    """What its facts of the year have been handed over for."""


SORTS: dict[str, Callable[[Line], tuple[bool, Decimal | int, str]]] = {
    "unit": lambda line: (False, 0, line.unit.code),
    "rate": lambda line: (line.facts.rate is None, line.facts.rate or 0, line.unit.code),
    "overdue": lambda line: (False, -line.facts.overdue, line.unit.code),
}
"""By code; the lowest rate first; the most overdue first."""
SHOWN: dict[str, tuple[str, Callable[[Line], bool]]] = {
    "all": ("全部单位", lambda line: True),
    "overdue": ("现在有超期", lambda line: line.facts.overdue > 0),
    "untold": ("还没有移交", lambda line: not line.uses),
}


def lines_of(actor: Actor, scope: Scope) -> list[Line]:
    """Every unit there is anything to tell of in the year."""
    facts = facts_of(scope)
    uses = _uses(actor, scope.year)
    units = Unit.objects.filter(tenant_id=actor.tenant, pk__in=facts).order_by("code")
    return [Line(unit, facts[unit.pk], uses.get(unit.pk, [])) for unit in units]


def _uses(actor: Actor, year: int) -> dict[int, list[str]]:
    handed = HandedUnit.objects.filter(
        handover__in=handovers_visible_to(actor), handover__fiscal_year=year
    ).order_by()
    pairs = set(handed.values_list("unit_id", "handover__use"))
    found: dict[int, list[str]] = {}
    for use in Use:
        for unit_id in (unit_id for unit_id, of in pairs if of == use):
            found.setdefault(unit_id, []).append(use.label)
    return found
