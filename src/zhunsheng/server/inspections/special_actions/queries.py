"""Reading 专项行动: the office and the leading group; what may be tagged, and what is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from zhunsheng.server.inspections.directives.models import Directive
from zhunsheng.server.inspections.models import ENDED, IssueState
from zhunsheng.server.inspections.selfchecks.models import Checklist
from zhunsheng.server.inspections.special_actions.models import SpecialAction
from zhunsheng.server.inspections.supervision.models import Interview, NoticeSlip, Supervision
from zhunsheng.server.inspections.workflow import may_oversee
from zhunsheng.server.orgs.actors import Actor


def special_actions_visible_to(actor: Actor) -> QuerySet[SpecialAction]:
    found = SpecialAction.objects.filter(tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


def special_action_for(actor: Actor, special_action_id: int) -> SpecialAction:
    """Raises Http404 for one the actor may not see."""
    return get_object_or_404(special_actions_visible_to(actor), pk=special_action_id)


@dataclass(slots=True, frozen=True)
class Taggable:
    """A kind of record that is tagged on the action's page. Issues are tagged in the ledger, many at once."""

    name: str
    """Of the field of `SpecialAction`."""
    label: str
    model: type[Any]
    day: str
    """The column that says when it was."""
    units: str
    """The path to the unit or units concerned."""


TAGGABLE: Mapping[str, Taggable] = {
    kind.name: kind
    for kind in (
        Taggable("slips", "工作提示单", NoticeSlip, "issued_on", "unit"),
        Taggable("interviews", "约谈", Interview, "held_on", "unit"),
        Taggable("supervisions", "督查、回头看", Supervision, "since", "units"),
        Taggable("directives", "督办事项", Directive, "decided_on", "units"),
        Taggable("checklists", "自查清单", Checklist, "issued_on", "self_checks__unit"),
    )
}


def tagged(action: SpecialAction, kind: Taggable) -> QuerySet[Any]:
    found: QuerySet[Any] = getattr(action, kind.name).all()
    return found.prefetch_related(kind.units)


def to_offer(action: SpecialAction, kind: Taggable) -> QuerySet[Any]:
    """Of the region, what lies within the action's days, and whatever is tagged already."""
    within = Q(**{f"{kind.day}__gte": action.since})
    if action.until is not None:
        within &= Q(**{f"{kind.day}__lte": action.until})
    there = within | Q(pk__in=tagged(action, kind).values("pk"))
    found: QuerySet[Any] = kind.model.objects.filter(there, tenant=action.tenant_id)
    return found.prefetch_related(kind.units)


@dataclass(slots=True, frozen=True)
class ActionLine:
    action: SpecialAction
    issues: int
    closed: int
    open: int
    others: list[int]
    """How many of each taggable kind, in their order."""


def lines_of(actions: QuerySet[SpecialAction]) -> list[ActionLine]:
    """Each action with its counts: one query for the issues, one for each other kind."""
    others = [dict(_plain(actions).annotate(number=Count(kind))) for kind in TAGGABLE]
    closed, ended = (Q(issues__state__in=states) for states in ((IssueState.CLOSED,), ENDED))
    issues = {
        pk: (total, closed_ones, total - ended_ones)
        for pk, total, closed_ones, ended_ones in _plain(actions).annotate(
            total=Count("issues"),
            closed=Count("issues", filter=closed),
            ended=Count("issues", filter=ended),
        )
    }
    return [
        ActionLine(action, *issues[action.pk], [counted[action.pk] for counted in others])
        for action in actions
    ]


def _plain(actions: QuerySet[SpecialAction]) -> Any:
    return actions.order_by().values_list("pk")
