"""What waits in 大起底, for the workbench: papers to sign and to answer; for the office, replies that are late."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from zhunsheng.server.inspections.supervision.waiting import WaitingEntry
from zhunsheng.server.inspections.sweeps.models import SweepRecipient
from zhunsheng.server.inspections.sweeps.queries import (
    ANSWERING,
    may_follow_sweeps,
    recipients_visible_to,
    unanswered,
)
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.subtrees import units_below


def sweeps_waiting_for(actor: Actor) -> list[WaitingEntry]:
    return list(_waiting(actor)) if may_follow_sweeps(actor) else []


def _waiting(actor: Actor) -> Iterator[WaitingEntry]:
    late, address = Q(paper__reply_due_on__lt=timezone.localdate()), reverse("sweeps")
    own = SweepRecipient.objects.filter(unanswered(), unit_id__in=units_below(actor, *ANSWERING))
    for title, found, look in (
        ("移交超期未回复", own.filter(late), "red"),
        ("移交待签收", own.filter(received_on=None).exclude(late), "amber"),
        ("移交待回复", own.filter(received_on__isnull=False).exclude(late), "blue"),
    ):
        number = found.count()
        if number:
            yield WaitingEntry(title, number, "份", address, look)
    if may_register(actor):
        number = recipients_visible_to(actor).filter(unanswered(), late).count()
        if number:
            yield WaitingEntry("移交超期未回复", number, "家", address, "red")
