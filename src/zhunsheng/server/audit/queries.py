"""Reading the trace: what an actor may see of it, filtered by unit, period, person and verb."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode

from zhunsheng.server.audit.models import Chain, Entry
from zhunsheng.server.audit.policy import reads_site
from zhunsheng.server.audit.trail import SITE
from zhunsheng.server.audit.words import VERBS
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Placement, Role, Unit, User
from zhunsheng.server.orgs.name_search import name_has
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.queries import visible_to
from zhunsheng.server.web.listing import page_in

PAGE = 50
_LONGEST = 60
_FEW_PEOPLE, _FEW_REPORTS, _MOST_IDS = 20, 50, 20_000


@dataclass(slots=True, frozen=True)
class TraceFilters:
    unit: str = ""
    """Part of the name the subject had then."""
    person: str = ""
    verb: str = ""
    since: str = ""
    until: str = ""
    page: int = 1

    def address(self, page: int = 1) -> str:
        pairs = {name: value for name, value in asdict(self).items() if value and name != "page"}
        if page > 1:
            pairs["page"] = page
        return urlencode(pairs)


def filters_from(query: QueryDict) -> TraceFilters:
    """What can't be read is left out."""
    verb, page = query.get("verb", ""), query.get("page", "")
    return TraceFilters(
        unit=query.get("unit", "").strip()[:_LONGEST],
        person=query.get("person", "").strip()[:_LONGEST],
        verb=verb if verb in VERBS else "",
        since=_day_text(query.get("since", "")),
        until=_day_text(query.get("until", "")),
        page=page_in(page),
    )


def _day_text(text: str) -> str:
    found = _day(text.strip())
    return found.isoformat() if found is not None else ""


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def visible_entries(actor: Actor) -> QuerySet[Entry]:
    """Of the reports audited; and of the site, for who may read that."""
    reports = visible_to(actor, Role.AUDITOR).order_by()
    within = Q(subject__in=_keys("report", reports))
    if reads_site(actor):
        people = User.objects.filter(tenant_id=actor.tenant).values("pk")
        about = Q(actor_id__in=people)
        for kind, model in (("unit", Unit), ("user", User), ("campaign", Campaign)):
            about |= Q(subject__in=_keys(kind, model._default_manager.filter(tenant_id=actor.tenant)))
        within |= about & ~Q(subject__startswith="report/")
    return Entry.objects.filter(within).select_related("chain")


def _keys(kind: str, found: QuerySet[Any]) -> QuerySet[Any]:
    """The subjects' names in the trace, report/12, as a subquery."""
    name = Concat(Value(f"{kind}/"), Cast("pk", CharField()), output_field=CharField())
    keys: QuerySet[Any] = found.annotate(subject_key=name).values("subject_key")
    return keys


def filtered(entries: QuerySet[Entry], filters: TraceFilters, actor: Actor) -> QuerySet[Entry]:
    if filters.unit:
        entries = entries.filter(_about(filters.unit, actor))
    if filters.person:
        entries = entries.filter(_by(filters.person, actor))
    if filters.verb:
        entries = entries.filter(verb=filters.verb)
    since, until = _day(filters.since), _day(filters.until)
    if since is not None:
        entries = entries.filter(at__gte=_midnight(since))
    if until is not None:
        entries = entries.filter(at__lt=_midnight(until + timedelta(days=1)))
    return entries.order_by("-at", "-pk")


def _about(words: str, actor: Actor) -> Q:
    """Named so now or in any year. Of few units, the entries about their reports are looked up first, by the index
    of the subject, and those about no report in their own chain: asked for all at once and ordered by time, the
    database would read the whole trace.
    """
    placed = Placement.objects.filter(name_has("name_then", words)).values("unit_id")
    units = Unit.objects.filter(Q(name_has("name", words)) | Q(pk__in=placed), tenant_id=actor.tenant)
    reports = UnitReport.objects.filter(unit__in=units).order_by().values_list("pk", flat=True)
    few = list(reports[: _FEW_REPORTS + 1])
    if len(few) > _FEW_REPORTS:
        return Q(name_has("subject_name", words))
    ids: list[int] = []
    for found in (
        Q(subject__in=[f"report/{pk}" for pk in few]),
        Q(name_has("subject_name", words), chain__name=SITE),
    ):
        ids += Entry.objects.filter(found).order_by().values_list("pk", flat=True)[: _MOST_IDS + 1]
    return Q(pk__in=ids) if len(ids) <= _MOST_IDS else Q(name_has("subject_name", words))


def _by(words: str, actor: Actor) -> Q:
    """Of few people, by the index of who did it; what a command of the machine did is named only in the entry.

    Where many are called so, as 经办人 are, the latest entries have enough of theirs.
    """
    named = User.objects.filter(name_has("name", words), tenant_id=actor.tenant)
    people = list(named.values_list("pk", flat=True)[: _FEW_PEOPLE + 1])
    if len(people) > _FEW_PEOPLE:
        return Q(name_has("actor_name", words))
    return Q(actor_id__in=people) | Q(name_has("actor_name", words), actor_id=None)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def chain_visible(actor: Actor, chain: Chain) -> bool:
    return visible_entries(actor).filter(chain=chain).exists()
