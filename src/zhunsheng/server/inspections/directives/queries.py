"""Reading 督办: whose matters somebody sees, and which of them the address asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.shortcuts import get_object_or_404

from zhunsheng.server.inspections.directives.models import (
    UNSAID,
    Directive,
    DirectiveFeedback,
    DirectiveState,
)
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role, Unit
from zhunsheng.server.orgs.subtrees import units_below
from zhunsheng.server.orgs.verdicts import YES, Verdict, no
from zhunsheng.server.web.listing import id_in

UNIT_ROLES = (Role.RECTIFIER, Role.DISCIPLINE, Role.JOINT)


def may_follow_directives(actor: Actor) -> Verdict:
    if actor.has(Role.INSPECTION, Role.LEADING, *UNIT_ROLES):
        return YES
    return no("督办由巡察办登记，领导小组和承办单位查看。")


def directives_visible_to(actor: Actor) -> QuerySet[Directive]:
    """巡察办 and 领导小组: all. A unit, its 派驻纪检组 and a department: what was sent to it."""
    found = Directive.objects.filter(tenant_id=actor.tenant)
    if actor.has(Role.INSPECTION, Role.LEADING):
        return found
    sent = Directive.units.through.objects.filter(unit_id__in=units_below(actor, *UNIT_ROLES))
    return found.filter(pk__in=sent.values("directive_id"))


def directive_for(actor: Actor, directive_id: int) -> Directive:
    """Raises Http404 for one the actor may not see."""
    return get_object_or_404(directives_visible_to(actor), pk=directive_id)


def feedback_visible_to(actor: Actor) -> QuerySet[DirectiveFeedback]:
    """A unit sees its own; what others reported on the same matter is theirs."""
    found = DirectiveFeedback.objects.filter(directive__in=directives_visible_to(actor))
    if actor.has(Role.INSPECTION, Role.LEADING):
        return found
    return found.filter(unit_id__in=units_below(actor, *UNIT_ROLES))


def units_reporting(actor: Actor, directive: Directive) -> QuerySet[Unit]:
    """Those of the matter's units for which the actor reports back."""
    return directive.units.filter(pk__in=units_below(actor, Role.RECTIFIER))


def may_report_back(actor: Actor, directive: Directive) -> Verdict:
    units = units_reporting(actor, directive)
    if not units.exists():
        return no("办理情况由承办单位的整改联络人反馈。")
    if directive.state == DirectiveState.DONE:
        return no("这件事已经办结，不用再反馈。")
    if not units.exclude(pk__in=units_waiting(directive)).exists():
        return no("上一份反馈还在等巡察办确认，确认以后再报。")
    return YES


def units_waiting(directive: Directive) -> QuerySet[DirectiveFeedback, int]:
    """Ids of those whose report the office has not answered yet."""
    waiting = directive.feedback.filter(state=DirectiveFeedback.State.HANDED_IN)
    return waiting.values_list("unit_id", flat=True)


def may_correct(feedback: DirectiveFeedback) -> Verdict:
    return YES if feedback.on_paper else no("单位自己报的反馈不能改，可以退回，也可以作废。")


def to_report_back(actor: Actor) -> QuerySet[Directive]:
    """Matters some unit of the actor's has said nothing about, or only what was returned or withdrawn."""
    sent = Directive.units.through.objects.filter(unit_id__in=units_below(actor, Role.RECTIFIER))
    said = DirectiveFeedback.objects.filter(directive=OuterRef("directive"), unit=OuterRef("unit")).exclude(
        state__in=UNSAID
    )
    silent = sent.filter(~Exists(said)).values("directive_id")
    return directives_visible_to(actor).filter(pk__in=silent, state=DirectiveState.OPEN)


def to_confirm() -> Q:
    """Some unit's report waits for the office."""
    waiting = DirectiveFeedback.objects.filter(state=DirectiveFeedback.State.HANDED_IN)
    return Q(pk__in=waiting.values("directive_id"))


def overdue(today: date) -> Q:
    """Past its date with a unit that has not reported back; what all have answered waits for the office."""
    return Q(due_on__lt=today, state=DirectiveState.OPEN)


def is_overdue(directive: Directive, today: date) -> bool:
    """The same, for one."""
    return (
        directive.due_on is not None and directive.due_on < today and directive.state == DirectiveState.OPEN
    )


PENDING, TO_CONFIRM, OVERDUE, ALL = "pending", "to_confirm", "overdue", "all"
"""未办结; 反馈待确认; 超期; 全部."""
STATES = (
    (PENDING, "未办结"),
    *DirectiveState.choices,
    (TO_CONFIRM, "反馈待确认"),
    (OVERDUE, "超期"),
    (ALL, "全部"),
)


@dataclass(slots=True, frozen=True)
class DirectiveFilters:
    """What is asked for, as it stands in the address; what can't be read is left out."""

    state: str
    origin: str
    unit: str

    def states(self, today: date) -> Q:
        match self.state:
            case "pending":
                return ~Q(state=DirectiveState.DONE)
            case "to_confirm":
                return to_confirm()
            case "overdue":
                return overdue(today)
            case "all":
                return Q()
            case state:
                return Q(state=state)

    def of(self, directives: QuerySet[Directive], today: date) -> QuerySet[Directive]:
        found = directives.filter(self.states(today))
        if self.origin:
            found = found.filter(origin=self.origin)
        return found.filter(units=int(self.unit)) if self.unit else found


def directive_filters(query: QueryDict) -> DirectiveFilters:
    state, origin, unit = (query.get(name, "") for name in ("state", "origin", "unit"))
    return DirectiveFilters(
        state=state if state in dict(STATES) else PENDING,
        origin=origin if origin in Directive.Origin.values else "",
        unit=id_in(unit),
    )
