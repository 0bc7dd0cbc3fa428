"""Reading the register: what an actor may see, and nothing else."""

from __future__ import annotations

import re
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from zhunsheng.server.inspections.models import Inspectee, Issue, Register, Round, Support, Team
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.subtrees import units_below
from zhunsheng.server.orgs.verdicts import Refused

Row = TypeVar("Row", bound=Model)


def visible_to(actor: Actor) -> QuerySet[Issue]:
    """巡察办 and 领导小组: all of the region. 巡察组: what their team inspects. A unit, those that help it and
    its 派驻纪检组, its head if so set: after 反馈. Everybody else: none. The same rule as `workflow.may_see`, as a query.
    """
    issues = Issue.objects.filter(tenant_id=actor.tenant)
    if actor.has(Role.INSPECTION, Role.LEADING):
        return issues
    fed_back = told_to_units()
    within = Q(pk__in=())
    own = units_below(actor, *reading_roles(actor))
    if own:
        within |= fed_back & Q(unit_id__in=own)
    within |= fed_back & helped_by(actor)
    if actor.has(Role.TEAM):
        within |= Q(inspectee__team__in=teams_of(actor))
    return issues.filter(within)


def told_to_units() -> Q:
    """What has been fed back; of anything else no unit may hear, on paper either."""
    return Q(fed_back_on__lte=timezone.localdate())


def teams_of(actor: Actor) -> QuerySet[Team]:
    """Those somebody serves on."""
    return Team.objects.filter(members__talent__user_id=actor.person)


def reading_roles(actor: Actor) -> tuple[Role, ...]:
    """Whose holders read their units' issues after 反馈: the head only where the register is so set."""
    roles = (Role.RECTIFIER, Role.DISCIPLINE)
    if actor.has(Role.HEAD) and Register.objects.filter(tenant_id=actor.tenant, heads_read=True).exists():
        return (*roles, Role.HEAD)
    return roles


def supports_of(actor: Actor) -> QuerySet[Support]:
    """What the actor's units were asked to help with, from the day each was told."""
    told = Support.objects.filter(sent_on__lte=timezone.localdate())
    return told.filter(unit_id__in=units_below(actor, Role.RECTIFIER))


def helped_by(actor: Actor) -> Q:
    """By their ids, asked for first: they are few, and within the OR PostgreSQL would read through all issues."""
    asked = list(supports_of(actor).values_list("issue_id", flat=True)) if actor.has(Role.RECTIFIER) else []
    return Q(pk__in=asked)


def locked(seen: QuerySet[Row], pk: int) -> Row:
    """The row of one of those an actor sees, held until the transaction ends. Raises Http404 for any other.

    It is locked by its own key: PostgreSQL refuses a lock over the outer joins of a visibility rule.
    """
    row = seen.model._default_manager.select_for_update().filter(pk=pk).first()
    if row is None or not seen.filter(pk=pk).exists():
        raise Http404
    return row


def issue_for(actor: Actor, issue_id: int) -> Issue:
    """Raises Http404 for one the actor may not see: its existence is told to nobody."""
    issue = shown_issue(actor, issue_id)
    if issue is None:
        raise Http404
    return issue


def issues_numbered(actor: Actor, text: str) -> list[Issue]:
    """Those whose numbers were typed, apart by blanks, commas or lines. Raises Refused where there is none such."""
    numbers = list(dict.fromkeys(filter(None, _BETWEEN_NUMBERS.split(text))))
    either = {*numbers, *(number.upper() for number in numbers)}
    found = {issue.number: issue for issue in visible_to(actor).filter(number__in=either)}
    for number in numbers:
        if number not in found and number.upper() not in found:
            raise Refused(f"台账里没有编号 {number[:30]} 的问题，请核对后再填。")
    return list(found.values())


_BETWEEN_NUMBERS = re.compile(r"[\s,，、;；]+")


def shown_issue(actor: Actor, issue_id: int) -> Issue | None:
    found = visible_to(actor).select_related("unit", "round__term", "category", "theme", "inspectee__team")
    return found.filter(pk=issue_id).first()


def register_of(actor: Actor) -> Register | None:
    return Register.objects.select_related("unit").filter(tenant_id=actor.tenant).first()


def register_or_plain(actor: Actor) -> Register:
    """For reading: where none has been set up yet, one with the usual days."""
    return register_of(actor) or Register()


def rounds_visible_to(actor: Actor) -> QuerySet[Round]:
    """The office and the leading group see every round, a team its own, a unit those that inspected it and
    have been fed back."""
    rounds = Round.objects.filter(term__tenant_id=actor.tenant).select_related("term")
    if actor.has(Role.INSPECTION, Role.LEADING):
        return rounds
    return rounds.filter(pk__in=inspectees_visible_to(actor).values("round_id"))


def round_for(actor: Actor, round_id: int) -> Round:
    return get_object_or_404(rounds_visible_to(actor), pk=round_id)


def inspected_by_us(tenant_id: int) -> QuerySet[Inspectee]:
    """Units of the region's own that its own teams inspected: their papers are for this office to file and publish.

    Where a higher team works here, or ours elsewhere, that is the business of the other office.
    """
    found = Inspectee.objects.filter(round__term__tenant_id=tenant_id).exclude(unit=None)
    return found.exclude(team__origin=Team.Origin.RECEIVED)


def inspectees_visible_to(actor: Actor) -> QuerySet[Inspectee]:
    found = Inspectee.objects.filter(round__term__tenant_id=actor.tenant)
    if actor.has(Role.INSPECTION, Role.LEADING):
        return found
    within = Q(pk__in=())
    own = units_below(actor, *reading_roles(actor))
    if own:
        today = timezone.localdate()
        told = Q(fed_back_on__lte=today) | Q(fed_back_on=None, round__fed_back_on__lte=today)
        within |= told & Q(unit_id__in=own)
    if actor.has(Role.TEAM):
        within |= Q(team__in=teams_of(actor))
    return found.filter(within)
