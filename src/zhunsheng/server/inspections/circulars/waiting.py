"""What waits in 通报, for the workbench: those a unit has to report on or to read; for the office, units that are late."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from zhunsheng.server.inspections.circulars.models import CircularRecipient
from zhunsheng.server.inspections.circulars.queries import (
    REPORTING,
    may_follow_circulars,
    recipients_visible_to,
    silent,
    unread,
)
from zhunsheng.server.inspections.supervision.waiting import WaitingEntry
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.subtrees import units_below


def circulars_waiting_for(actor: Actor) -> list[WaitingEntry]:
    return list(_waiting(actor)) if may_follow_circulars(actor) else []


def _waiting(actor: Actor) -> Iterator[WaitingEntry]:
    late, address = Q(circular__due_on__lt=timezone.localdate()), reverse("circulars")
    received = CircularRecipient.objects.filter(unit_id__in=units_below(actor, *REPORTING))
    to_report_on = received.filter(silent())
    for title, found, look in (
        ("收到的通报，超期未报", to_report_on.filter(late), "red"),
        ("收到的通报", to_report_on.exclude(late), "amber"),
        ("抄送的通报，未阅", received.filter(unread()), "blue"),
    ):
        number = found.count()
        if number:
            yield WaitingEntry(title, number, "份", address, look)
    if may_register(actor):
        number = recipients_visible_to(actor).filter(silent(), late).count()
        if number:
            yield WaitingEntry("通报超期未报", number, "家", address, "red")
