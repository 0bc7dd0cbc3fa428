"""Reading reports: what an actor may see, and nothing else."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.reports.models import Explanation, State, UnitReport

SEEING = (Role.PREPARER, Role.HEAD, Role.REVIEWER, Role.BUREAU, Role.AUDITOR)


def visible_to(actor: Actor, *roles: Role) -> QuerySet[UnitReport]:
    """The reports of units over which the actor holds a duty (one of `roles`, if named).

    The same rule as `workflow.may_see`, as a query.
    """
    within = Q(pk__in=())
    for unit_id in actor.units(*(roles or SEEING)):
        within |= Q(path__contains=f"/{unit_id}/")
    return UnitReport.objects.filter(within).select_related("campaign", "unit", "reviewer")


def explanations_of(report: UnitReport) -> dict[str, tuple[str, str]]:
    """Finding id → (message it was written for, text)."""
    rows = Explanation.objects.filter(report=report).values_list("finding", "message", "text")
    return {finding: (message, text) for finding, message, text in rows}


def previous_report(report: UnitReport) -> UnitReport | None:
    """The unit's report of the year before by the same scheme, once accepted."""
    return (
        UnitReport.objects.filter(
            unit_id=report.unit_id,
            campaign__fiscal_year=report.campaign.fiscal_year - 1,
            campaign__scheme=report.campaign.scheme,
            state=State.ACCEPTED,
        )
        .select_related("campaign", "unit")
        .first()
    )
