"""What waits in 未巡先改, for the workbench: lists a unit has to answer; for the office, units that are late."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from zhunsheng.server.inspections.selfchecks.models import SelfCheck
from zhunsheng.server.inspections.selfchecks.queries import (
    may_follow_self_checks,
    pending,
    self_checks_visible_to,
)
from zhunsheng.server.inspections.supervision.waiting import WaitingEntry
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.subtrees import units_below


def self_checks_waiting_for(actor: Actor) -> list[WaitingEntry]:
    """Nothing for those who only read."""
    return [*_to_answer(actor), *_late_units(actor)] if may_follow_self_checks(actor) else []


def _to_answer(actor: Actor) -> Iterator[WaitingEntry]:
    own = SelfCheck.objects.filter(pending(), unit_id__in=units_below(actor, Role.RECTIFIER))
    open_ = own.exclude(state=SelfCheck.State.RETURNED)
    today, address = timezone.localdate(), reverse("self_checks")
    for title, found, look in (
        ("自查超期未报", open_.filter(checklist__due_on__lt=today), "red"),
        ("自查清单待上报", open_.filter(checklist__due_on__gte=today), "amber"),
        ("退回补充", own.filter(state=SelfCheck.State.RETURNED), "red"),
    ):
        number = found.count()
        if number:
            yield WaitingEntry(title, number, "张", address, look)


def _late_units(actor: Actor) -> Iterator[WaitingEntry]:
    if not may_register(actor):
        return
    late = self_checks_visible_to(actor).filter(pending(), checklist__due_on__lt=timezone.localdate())
    number = late.count()
    if number:
        yield WaitingEntry("自查超期未报", number, "家", reverse("self_checks"), "red")
