"""Reading 专项行动: the office and the leading group; what may be tagged, and what is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from zhunsheng.server.inspections.circulars.models import Circular
from zhunsheng.server.inspections.directives.models import Directive
from zhunsheng.server.inspections.liaison.models import Relay
from zhunsheng.server.inspections.models import ENDED, IssueState, Round
from zhunsheng.server.inspections.selfchecks.models import Checklist
from zhunsheng.server.inspections.special_actions.models import SpecialAction
from zhunsheng.server.inspections.superior.models import SuperiorFeedback
from zhunsheng.server.inspections.supervision.models import Interview, NoticeSlip, Supervision
from zhunsheng.server.inspections.sweeps.models import Sweep
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
    beside: tuple[str, ...]
    """The paths to what its row shows beside it: the units concerned."""
    columns: tuple[str, ...] = ("编号", "单位", "日期", "事项")
    """The heads of its row; what stands under them is in tagged_row.html."""
    tenant: str = "tenant"
    """The path to the region it is of."""
    only: Mapping[str, Any] = field(default_factory=dict)
    """What is offered, where some of the kind are withdrawn."""


TAGGABLE: Mapping[str, Taggable] = {
    kind.name: kind
    for kind in (
        Taggable("slips", "工作提示单", NoticeSlip, "issued_on", ("unit",)),
        Taggable("interviews", "约谈", Interview, "held_on", ("unit",), ("单位", "日期", "事由", "结果")),
        Taggable(
            "supervisions", "督查、回头看", Supervision, "since", ("units",), ("方式", "单位", "日期", "事项")
        ),
        Taggable("directives", "督办事项", Directive, "decided_on", ("units",)),
        Taggable("checklists", "自查清单", Checklist, "issued_on", ("self_checks__unit",)),
        Taggable("circulars", "通报", Circular, "issued_on", ("recipients__unit",)),
        Taggable("sweeps", "大起底", Sweep, "begun_on", ("themes",), ("名称", "会同部门", "日期", "方面")),
        Taggable(
            "superiors",
            "上级反馈",
            SuperiorFeedback,
            "given_on",
            ("aspects",),
            ("方式", "巡视巡察组", "日期", "方面"),
        ),
        Taggable(
            "rounds",
            "轮次",
            Round,
            "entered_on",
            ("term", "inspectees"),
            ("轮次", "被巡察对象", "进驻", "反馈"),
            tenant="term__tenant",
        ),
        Taggable(
            "relays",
            "传达贯彻",
            Relay,
            "relayed_on",
            (),
            ("日期", "文件或精神", "传达范围"),
            only={"withdrawn_on": None},
        ),
    )
}


def tagged(action: SpecialAction, kind: Taggable) -> QuerySet[Any]:
    found: QuerySet[Any] = getattr(action, kind.name).all()
    return found.prefetch_related(*kind.beside)


def to_offer(action: SpecialAction, kind: Taggable) -> QuerySet[Any]:
    """Of the region, what lies within the action's days, and whatever is tagged already."""
    within = Q(**{f"{kind.day}__gte": action.since})
    if action.until is not None:
        within &= Q(**{f"{kind.day}__lte": action.until})
    there = within | Q(pk__in=tagged(action, kind).values("pk"))
    found: QuerySet[Any] = kind.model.objects.filter(there, **{kind.tenant: action.tenant_id}, **kind.only)
    return found.prefetch_related(*kind.beside)


@dataclass(slots=True, frozen=True)
class ActionLine:
    action: SpecialAction
    issues: int
    closed: int
    open: int
    others: list[tuple[Taggable, int]]
    """How many of each taggable kind that any of is tagged, in their order."""


def lines_of(actions: QuerySet[SpecialAction]) -> list[ActionLine]:
    """Each action with its counts: one query for the issues, one for each other kind."""
    others = [(kind, dict(_plain(actions).annotate(number=Count(name)))) for name, kind in TAGGABLE.items()]
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
        ActionLine(
            action,
            *issues[action.pk],
            [(kind, counted[action.pk]) for kind, counted in others if counted[action.pk]],
        )
        for action in actions
    ]


def _plain(actions: QuerySet[SpecialAction]) -> Any:
    return actions.order_by().values_list("pk")
