"""Reading 规划和计划: the office and the leading group, of their own region."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from zhunsheng.server.inspections.models import Term
from zhunsheng.server.inspections.plans.models import Plan, PlannedObject, PlanVersion
from zhunsheng.server.inspections.workflow import may_oversee
from zhunsheng.server.orgs.actors import Actor


def plans_visible_to(actor: Actor) -> QuerySet[Plan]:
    found = Plan.objects.filter(term__tenant_id=actor.tenant).select_related("term")
    return found if may_oversee(actor) else found.none()


def plan_for(actor: Actor, plan_id: int) -> Plan:
    """Raises Http404 for one the actor may not see."""
    return get_object_or_404(plans_visible_to(actor), pk=plan_id)


def in_force(plan: Plan) -> PlanVersion | None:
    """The latest approved version."""
    return plan.versions.filter(approved_on__isnull=False).last()


def draft_of(plan: Plan) -> PlanVersion | None:
    """The version that is being written or lies with the leading group, if any."""
    return plan.versions.filter(approved_on=None).prefetch_related("submissions").last()


def above(plan: Plan) -> Plan | None:
    """The plan this one carries out: the year's of a stage, the term's of a year."""
    kinds = {Plan.Kind.ANNUAL: Plan.Kind.TERM, Plan.Kind.STAGE: Plan.Kind.ANNUAL}
    kind = kinds.get(Plan.Kind(plan.kind))
    if kind is None:
        return None
    year = plan.year if kind is Plan.Kind.ANNUAL else None
    return Plan.objects.filter(term=plan.term, kind=kind, year=year).first()


def objects_of(version: PlanVersion) -> QuerySet[PlannedObject]:
    return version.objects_planned.select_related("unit", "theme")


def planned_of(term: Term) -> dict[int, list[str]]:
    """Unit → the years the term's plan in force has it in; for the page of coverage."""
    plan = Plan.objects.filter(term=term, kind=Plan.Kind.TERM).first()
    version = in_force(plan) if plan is not None else None
    years: dict[int, list[str]] = {}
    for planned in objects_of(version) if version is not None else ():
        years.setdefault(planned.unit_id or 0, []).append(planned.slot_name)
    return years
