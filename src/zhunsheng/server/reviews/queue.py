"""The bureau's queue: rows, counters and charts of one campaign, from the summary columns alone.

The content of a report is large. Nothing here reads it: lists first find the ids they show in an index
that holds every column asked for, then fetch those rows without the content.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, F, FloatField, IntegerField, Q, QuerySet
from django.db.models.expressions import CombinedExpression, OrderBy
from django.db.models.functions import Abs, Cast, Round
from django.utils import timezone

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Duty, Role, Unit, User
from zhunsheng.server.orgs.name_search import name_has
from zhunsheng.server.reports.models import FILED, State, UnitReport
from zhunsheng.server.reports.queries import visible_to
from zhunsheng.server.reviews.filters import ALL, MINE, NOBODY, WAITING, Filters

PAGE = 50
WAITING_STATES = (State.WITH_BUREAU, State.UNDER_REVIEW)
FAR = Decimal(5)
"""A difference of so many points is shown in red."""

Reports = QuerySet[UnitReport]


def reports_of(actor: Actor, campaign: Campaign) -> Reports:
    """The campaign's reports this reviewer is concerned with."""
    return visible_to(actor, Role.REVIEWER, Role.BUREAU).filter(campaign=campaign)


def filtered(reports: Reports, filters: Filters, actor: Actor) -> Reports:
    if filters.state == WAITING:
        reports = reports.filter(state__in=WAITING_STATES)
    elif filters.state != ALL:
        reports = reports.filter(state=filters.state)
    if filters.reviewer == MINE:
        reports = reports.filter(reviewer_id=actor.id)
    elif filters.reviewer == NOBODY:
        reports = reports.filter(reviewer=None)
    elif filters.reviewer:
        reports = reports.filter(reviewer_id=int(filters.reviewer))
    if filters.least_gap is not None:
        # Rounded: SQLite subtracts in binary, where 92.4 − 87.4 falls short of 5.
        reports = reports.annotate(far=Round(Abs(_GAP), precision=2)).filter(far__gte=filters.least_gap)
    if filters.faulty:
        reports = reports.filter(errors__gt=0)
    if filters.search:
        reports = _of_units(reports, filters.search, actor)
    return reports


def _of_units(reports: Reports, words: str, actor: Actor) -> Reports:
    """Those of units so called. A few are looked up once, for the counts and the page, and their reports by the
    index that holds unit and campaign: else each row would be read with its content to see whose it is.
    """
    named = Q(name_has("name", words)) | Q(code=words)
    units = Unit.objects.filter(named, tenant_id=actor.tenant).order_by().values_list("pk", flat=True)
    few = list(units[: _FEW + 1])
    if len(few) > _FEW:
        return reports.filter(Q(name_has("unit__name", words)) | Q(unit__code=words))
    return reports.filter(pk__in=list(reports.filter(unit__in=few).order_by().values_list("pk", flat=True)))


_FEW = 500
_GAP = F("filed_total") - F("computed_total")
_SORTS: dict[str, list[F | CombinedExpression]] = {
    "risk": [F("risk")],
    "unit": [F("unit__code")],
    "state": [F("state")],
    "filed": [F("filed_total")],
    "computed": [F("computed_total")],
    "gap": [_GAP],
    "rate": [F("execution_rate")],
    "checks": [F("errors"), F("warnings")],
    "stay": [F("state_since")],
    "reviewer": [F("reviewer__name")],
}
_LONGER_IS_EARLIER = "stay"


def ordered(reports: Reports, filters: Filters) -> Reports:
    rising = filters.rising != (filters.sort == _LONGER_IS_EARLIER)
    terms = [OrderBy(term, descending=not rising, nulls_last=True) for term in _SORTS[filters.sort]]
    return reports.order_by(*terms, "pk")


def ids_in_order(reports: Reports, filters: Filters) -> list[int]:
    return list(ordered(reports, filters).values_list("pk", flat=True))


def rows_of(ids: Iterable[int]) -> list[UnitReport]:
    """The reports of these ids, in their order, without content."""
    wanted = list(ids)
    found = UnitReport.objects.filter(pk__in=wanted).select_related("unit", "reviewer").defer("content")
    by_id = {report.pk: report for report in found}
    return [by_id[pk] for pk in wanted if pk in by_id]


def gap_of(report: UnitReport) -> Decimal | None:
    """自评 − 测算."""
    if report.filed_total is None or report.computed_total is None:
        return None
    return report.filed_total - report.computed_total


# --- counters ------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Totals:
    by_state: dict[str, int]

    @property
    def all(self) -> int:
        return sum(self.by_state.values())

    def of(self, *states: str) -> int:
        return sum(self.by_state.get(state, 0) for state in states)

    @property
    def reported_share(self) -> Decimal | None:
        return self._share(self.of(*FILED))

    @property
    def accepted_share(self) -> Decimal | None:
        return self._share(self.of(State.ACCEPTED))

    def _share(self, part: int) -> Decimal | None:
        if not self.all:
            return None
        return (Decimal(part) / self.all).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def totals_of(reports: Reports) -> Totals:
    rows = reports.order_by().values_list("state").annotate(number=Count("pk"))
    return Totals(dict(rows))


@dataclass(slots=True, frozen=True)
class WaitingReports:
    """What waits at the bureau, by whose it is."""

    theirs: int
    """The asking person's own."""
    unassigned: int
    others: int

    @property
    def all(self) -> int:
        return self.theirs + self.unassigned + self.others


def waiting_for_review(actor: Actor) -> WaitingReports:
    """Over all years under way."""
    reports = visible_to(actor, Role.REVIEWER, Role.BUREAU).filter(
        state__in=WAITING_STATES, campaign__state=Campaign.State.OPEN
    )
    found = dict(reports.order_by().values_list("reviewer_id").annotate(Count("pk")))
    theirs, unassigned = found.pop(actor.id, 0), found.pop(None, 0)
    return WaitingReports(theirs, unassigned, sum(found.values()))


# --- charts --------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Spot:
    """So many reports at a place of the scatter, in half points."""

    filed: int
    computed: int
    reports: int


def spots_of(reports: Reports) -> list[Spot]:
    """Counted in half points by the database: as many rows as the picture has places, not as there are reports."""
    scored = reports.filter(state__in=FILED, filed_total__isnull=False, computed_total__isnull=False)
    rows = (
        scored.order_by()
        .annotate(filed_half=_half_points("filed_total"), computed_half=_half_points("computed_total"))
        .values_list("filed_half", "computed_half")
        .annotate(number=Count("pk"))
        .order_by("filed_half", "computed_half")
    )
    return [Spot(filed, computed, number) for filed, computed, number in rows]


def _half_points(column: str) -> Cast:
    return Cast(Round(Cast(F(column), FloatField()) * 2), IntegerField())


# --- going through it ----------------------------------------------------------------------------------


def beside(ids: list[int], report_id: int) -> tuple[int | None, int | None]:
    """The reports before and after one in the queue. One that has left it stands at its beginning."""
    at = ids.index(report_id) if report_id in ids else -1
    before = ids[at - 1] if at > 0 else None
    return before, ids[at + 1] if at + 1 < len(ids) else None


def next_to_act_on(reports: Reports, ids: list[int], report_id: int, actor: Actor) -> int | None:
    """The next in the queue that waits for a decision this reviewer may take: theirs, or nobody's yet."""
    after = ids[ids.index(report_id) + 1 :] if report_id in ids else ids
    theirs = Q(reviewer_id=actor.id) | Q(reviewer=None)
    open_to = set(reports.filter(theirs, state__in=WAITING_STATES).values_list("pk", flat=True))
    return next((pk for pk in after if pk in open_to), None)


def next_to_review(reports: Reports, actor: Actor) -> int | None:
    """What this reviewer has begun, then what is theirs, then what is nobody's; the riskiest first."""
    mine = reports.filter(reviewer_id=actor.id)
    for choice in (
        mine.filter(state=State.UNDER_REVIEW),
        mine.filter(state=State.WITH_BUREAU),
        reports.filter(reviewer=None, state=State.WITH_BUREAU),
    ):
        found = choice.order_by("-risk", "pk").values_list("pk", flat=True).first()
        if found is not None:
            return found
    return None


def reviewers_of(campaign: Campaign) -> list[User]:
    """Who may be given a report of the campaign."""
    today = timezone.localdate()
    in_force = Duty.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today),
        role=Role.REVIEWER,
        since__lte=today,
        unit__tenant_id=campaign.tenant_id,
    )
    people = User.objects.filter(pk__in=in_force.values("user_id"), is_active=True)
    return list(people.order_by("name", "pk"))
