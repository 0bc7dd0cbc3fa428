"""Reading 工作提示单: the office and the leading group all of them, a unit those issued to it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from zhunsheng.server.inspections.queries import reading_roles
from zhunsheng.server.inspections.supervision.models import NoticeSlip
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.subtrees import units_below
from zhunsheng.server.orgs.verdicts import YES, Verdict, no


def _unit_roles(actor: Actor) -> tuple[Role, ...]:
    """The head reads where the register lets heads read; 派驻纪检组 don't: a slip is no step of theirs."""
    return tuple(role for role in reading_roles(actor) if role is not Role.DISCIPLINE)


def may_follow_slips(actor: Actor) -> Verdict:
    if may_oversee(actor) or actor.has(*_unit_roles(actor)):
        return YES
    return no("提示单由巡察办下发，领导小组和收到的单位查看。")


def slips_visible_to(actor: Actor) -> QuerySet[NoticeSlip]:
    found = NoticeSlip.objects.filter(tenant_id=actor.tenant)
    if may_oversee(actor):
        return found
    return found.filter(unit_id__in=units_below(actor, *_unit_roles(actor)))


def slip_for(actor: Actor, slip_id: int) -> NoticeSlip:
    """Raises Http404 for one the actor may not see."""
    return get_object_or_404(slips_visible_to(actor).select_related("unit"), pk=slip_id)


def answers_for(actor: Actor, slip: NoticeSlip) -> bool:
    """Whether the actor answers in the unit's own name."""
    return slip.unit_id in units_below(actor, Role.RECTIFIER)


def may_answer(actor: Actor, slip: NoticeSlip) -> Verdict:
    """The unit itself, and put right until the slip is due; or the office for what came on paper."""
    if answers_for(actor, slip):
        return _may_answer_itself(slip)
    if not may_register(actor):
        return no("提示单由收到的单位答复，纸上来的由巡察办登记。")
    if slip.replied_on is not None and not slip.on_paper:
        return no("这个单位已经自己答复，巡察办不能代改。")
    return YES


def _may_answer_itself(slip: NoticeSlip) -> Verdict:
    if slip.replied_on is None:
        return YES
    if slip.on_paper:
        return no("巡察办已经登记纸上的答复，要改请联系巡察办。")
    if slip.reply_due_on is not None and slip.reply_due_on < timezone.localdate():
        return no("已经答复，过了答复期限不能再改。")
    return YES


def unanswered() -> Q:
    return Q(replied_on=None)


def late() -> Q:
    """Past its day and not answered."""
    return unanswered() & Q(reply_due_on__lt=timezone.localdate())


def is_late(slip: NoticeSlip) -> bool:
    """The same, for one."""
    due_on = slip.reply_due_on
    return slip.replied_on is None and due_on is not None and due_on < timezone.localdate()
