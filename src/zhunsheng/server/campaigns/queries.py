"""Reading campaigns: which ones, how far their reports are, whom to remind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from zhunsheng.server.campaigns.models import Campaign, Message
from zhunsheng.server.campaigns.policy import may_look
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.reports.models import FILED, State, UnitReport

UNFILED = (State.NOT_STARTED, State.FILLING, State.COLLECTED, State.WITH_HEAD)
DUE_SOON = timedelta(days=3)
"""临期."""


def visible_to(actor: Actor) -> QuerySet[Campaign]:
    """The same rule as policy.may_look, as a query."""
    return Campaign.objects.filter(
        tenant_id=actor.tenant, organizer_id__in=actor.units(Role.BUREAU, Role.REVIEWER)
    ).select_related("organizer")


def with_counts(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    return campaigns.annotate(
        expected=Count("reports"), filed=Count("reports", filter=Q(reports__state__in=FILED))
    )


def campaign_for(actor: Actor, campaign_id: int) -> Campaign:
    """Raises Refused for another bureau's, Http404 for none at all."""
    campaign = Campaign.objects.select_related("organizer").filter(pk=campaign_id).first()
    if campaign is None:
        raise Http404
    require(may_look(actor, campaign))
    return campaign


def report_in(campaign: Campaign, report_id: int) -> UnitReport:
    report = reports_of(campaign).filter(pk=report_id).first()
    if report is None:
        raise Http404
    return report


def reports_of(campaign: Campaign) -> QuerySet[UnitReport]:
    """Without the contents: lists don't need them."""
    return (
        UnitReport.objects.filter(campaign=campaign)
        .select_related("campaign", "unit", "reviewer")
        .defer("content")
        .order_by("unit__code", "id")
    )


@dataclass(slots=True, frozen=True)
class StateCount:
    state: str
    label: str
    count: int


@dataclass(slots=True, frozen=True)
class Standing:
    """How far a campaign is."""

    states: list[StateCount]
    expected: int
    filed: int
    accepted: int
    late: int
    """Past their deadline and not filed."""
    unsent: int
    """Units with a reminder whose message was not sent."""


def standing(campaign: Campaign) -> Standing:
    rows = UnitReport.objects.filter(campaign=campaign).values_list("state").annotate(Count("pk"))
    found = dict(rows)
    return Standing(
        [StateCount(state.value, state.label, found.get(state.value, 0)) for state in State],
        sum(found.values()),
        sum(found.get(state.value, 0) for state in FILED),
        found.get(State.ACCEPTED.value, 0),
        late(UnitReport.objects.filter(campaign=campaign)).count(),
        unsent(UnitReport.objects.filter(campaign=campaign)).count(),
    )


def late(reports: QuerySet[UnitReport]) -> QuerySet[UnitReport]:
    return reports.filter(state__in=UNFILED, deadline__lt=timezone.now())


def unsent(reports: QuerySet[UnitReport]) -> QuerySet[UnitReport]:
    failed = Message.objects.filter(state=Message.State.FAILED)
    return reports.filter(pk__in=failed.values("reminder__report_id"))


def filtered(reports: QuerySet[UnitReport], query: Mapping[str, str]) -> QuerySet[UnitReport]:
    """The filters of the address: q 单位名称, state 状态, late 已过截止未报, unsent 消息没有发出, sort."""
    words = query.get("q", "").strip()
    if words:
        reports = reports.filter(unit__name__icontains=words)
    if query.get("state") in State.values:
        reports = reports.filter(state=query["state"])
    if query.get("late"):
        reports = late(reports)
    if query.get("unsent"):
        reports = unsent(reports)
    return reports.order_by(*SORTS.get(query.get("sort", ""), ("unit__code", "id")))


SORTS = {
    "deadline": ("deadline", "unit__code"),
    "reminded": ("-reminder_count", "unit__code"),
    "since": ("state_since", "unit__code"),
}


def to_remind(campaign: Campaign, kind: str) -> QuerySet[UnitReport]:
    """未报 unfiled, 临期 due, 退回未改 returned."""
    reports = reports_of(campaign)
    if kind == "returned":
        return reports.filter(state=State.RETURNED)
    if kind == "due":
        now = timezone.now()
        return reports.filter(
            state__in=(*UNFILED, State.RETURNED), deadline__gte=now, deadline__lt=now + DUE_SOON
        )
    return reports.filter(state__in=UNFILED)
