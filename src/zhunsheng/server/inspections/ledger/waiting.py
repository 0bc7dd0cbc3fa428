"""What waits for a person in the register, for the workbench: counts with the list behind each, and alerts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from zhunsheng.server.inspections.deadlines import Light, light, time_left
from zhunsheng.server.inspections.ledger.alerting import MOST_SHOWN, unread
from zhunsheng.server.inspections.ledger.filters import Filters
from zhunsheng.server.inspections.ledger.lights import light_is
from zhunsheng.server.inspections.ledger.selection import waiting_for
from zhunsheng.server.inspections.models import IssueState
from zhunsheng.server.inspections.queries import register_or_plain, visible_to
from zhunsheng.server.inspections.workflow import may_open
from zhunsheng.server.orgs.actors import Actor


@dataclass(slots=True, frozen=True)
class Waiting:
    title: str
    number: int
    address: str
    """Of the ledger's list that has as many."""
    look: str


def waiting_in_register(actor: Actor) -> list[Waiting] | None:
    """By state what is this person's to do, then what is overdue; None for whom the register is of no use."""
    if not may_open(actor):
        return None
    return [*_to_do(actor), *_overdue(actor)]


def _to_do(actor: Actor) -> Iterator[Waiting]:
    found = visible_to(actor).filter(waiting_for(actor)).order_by().values_list("state")
    numbers = dict(found.annotate(number=Count("*")))
    for state in IssueState:
        if state in numbers:
            address = Filters(state=state.value, mine=True).address()
            yield Waiting(state.label, numbers[state], address, state.look)


def _overdue(actor: Actor) -> Iterator[Waiting]:
    red = light_is(Light.RED, register_or_plain(actor), timezone.localdate())
    number = visible_to(actor).filter(red).count()
    if number:
        yield Waiting("超期", number, Filters(light=Light.RED.value).address(), "red")


@dataclass(slots=True, frozen=True)
class AlertLine:
    number: str
    unit: str
    left: str
    look: str
    address: str
    """Empty for who may not see the issue itself: a head is told that, not what."""


@dataclass(slots=True, frozen=True)
class Alerts:
    lines: list[AlertLine]
    more: int
    until: int
    """The last one, for 知道了."""


def alerts_for(actor: Actor) -> Alerts | None:
    """None where there are none."""
    found = list(unread(actor))
    if not found:
        return None
    register, today = register_or_plain(actor), timezone.localdate()
    issues = [delivery.alert.issue for delivery in found[:MOST_SHOWN]]
    seen = set(visible_to(actor).filter(pk__in=[issue.pk for issue in issues]).values_list("pk", flat=True))
    lines = [
        AlertLine(
            issue.number,
            issue.unit.name,
            time_left(issue, today),
            light(issue, register, today).look,
            f"/inspections/issues/{issue.pk}/" if issue.pk in seen else "",
        )
        for issue in issues
    ]
    return Alerts(lines, len(found) - len(lines), max(delivery.pk for delivery in found))
