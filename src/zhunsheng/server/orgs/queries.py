"""Reading units and people: one's own tenant's."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Delegation, Duty, Placement, Role, Unit, User
from zhunsheng.server.orgs.policy import may_look_at_people, may_manage
from zhunsheng.server.orgs.verdicts import require


def units_of(actor: Actor) -> QuerySet[Unit]:
    return Unit.objects.filter(tenant_id=actor.tenant)


def unit_for(actor: Actor, unit_id: int) -> Unit:
    """Raises Refused for another tenant's, Http404 for none at all."""
    unit = Unit.objects.select_related("tenant").filter(pk=unit_id).first()
    if unit is None:
        raise Http404
    require(may_manage(actor, unit.tenant_id))
    return unit


def person_for(actor: Actor, user_id: int) -> User:
    user = User.objects.select_related("tenant").filter(pk=user_id).first()
    if user is None:
        raise Http404
    require(may_look_at_people(actor, user.tenant_id))
    return user


def years_of(actor: Actor) -> list[int]:
    """The years with a hierarchy, the latest first."""
    years = Placement.objects.filter(unit__tenant_id=actor.tenant).values_list("fiscal_year", flat=True)
    return sorted(set(years), reverse=True)


@dataclass(slots=True, frozen=True)
class Placed:
    unit: Unit
    name: str
    level: int
    """0 for the top."""


def hierarchy(actor: Actor, year: int) -> list[Placed]:
    """The units of a year, each below its parent, in the order of their codes."""
    found = Placement.objects.filter(unit__tenant_id=actor.tenant, fiscal_year=year).select_related("unit")
    entries = {entry.unit_id: entry for entry in found}

    def order(entry: Placement) -> list[str]:
        ids = [int(part) for part in entry.path.strip("/").split("/")]
        return [entries[unit_id].unit.code if unit_id in entries else "" for unit_id in ids]

    ordered = sorted(entries.values(), key=order)
    return [Placed(entry.unit, entry.name_then, entry.path.count("/") - 2) for entry in ordered]


def people_of(actor: Actor, words: str = "", role: str = "", inactive: bool = False) -> QuerySet[User]:
    """With their duties in force; `words` in the name, the account or the unit of a duty."""
    today = timezone.localdate()
    in_force = Duty.objects.filter(Q(until__isnull=True) | Q(until__gte=today)).select_related("unit")
    people = User.objects.filter(tenant_id=actor.tenant, is_active=not inactive).prefetch_related(
        Prefetch("duties", queryset=in_force.order_by("id"), to_attr="present_duties")
    )
    if words.strip():
        fits = Q(name__icontains=words.strip()) | Q(username__icontains=words.strip())
        people = people.filter(fits | Q(duties__unit__name__icontains=words.strip())).distinct()
    if role in Role.values:
        people = people.filter(duties__in=in_force.filter(role=role)).distinct()
    return people.order_by("username")


def head_duties_of(actor: Actor) -> list[Duty]:
    """The head's duties somebody holds themselves: what can be handed over."""
    today = timezone.localdate()
    in_force = Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today))
    duties = Duty.objects.filter(in_force, user_id=actor.person, role=Role.HEAD)
    return list(duties.select_related("unit", "user").order_by("id"))


def delegations_of(actor: Actor) -> QuerySet[Delegation]:
    return (
        Delegation.objects.filter(duty__user_id=actor.person)
        .select_related("duty__unit", "duty__user", "deputy")
        .order_by("-until", "-id")
    )


def deputies_for(duties: list[Duty]) -> QuerySet[User]:
    """Who may stand in: the people of the same units."""
    units = [duty.unit_id for duty in duties]
    holders = [duty.user_id for duty in duties]
    return (
        User.objects.filter(duties__unit__in=units, is_active=True)
        .exclude(pk__in=holders)
        .distinct()
        .order_by("username")
    )
