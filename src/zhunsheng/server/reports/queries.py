"""Reading reports: what an actor may see, and nothing else."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from zhunsheng.server.campaigns.models import Intake
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.reports.models import Explanation, HintReading, State, UnitReport

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


def hint_readings_of(report: UnitReport) -> dict[str, HintReading]:
    """By finding id, with who has read it."""
    rows = HintReading.objects.filter(report=report).select_related("by")
    return {reading.finding: reading for reading in rows}


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


def files_collected(report: UnitReport) -> list[Intake]:
    """The files a report was taken in from (代收): all of the last zip that had any of it."""
    found = Intake.objects.filter(
        campaign_id=report.campaign_id, unit_id=report.unit_id, match=Intake.Match.SURE
    ).defer("content")
    last = found.order_by("-job_id").first()
    return list(found.filter(job=last.job_id).select_related("file").order_by("id")) if last else []


def collected_doubts(report: UnitReport) -> list[str]:
    """Where the files of a report taken in say different things."""
    return [doubt for intake in files_collected(report) for doubt in intake.doubts]
