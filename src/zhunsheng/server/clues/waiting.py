"""What waits for a person in clues and complaints, for the workbench: counts, of those they may see alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from zhunsheng.server.clues.models import Record, State
from zhunsheng.server.clues.queries import seen_by
from zhunsheng.server.clues.workflow import Verb, verdict
from zhunsheng.server.orgs.actors import Actor


@dataclass(slots=True, frozen=True)
class Waiting:
    title: str
    number: int
    look: str


_APPROVING = {State.ROUTING: Verb.APPROVE_ROUTING, State.DECIDING: Verb.APPROVE}


def clues_waiting_for(actor: Actor) -> list[Waiting]:
    """Approvals that are this person's to give, and 督办 whose day has passed without an answer."""
    late = Q(state=State.IN_HAND, due_on__lt=timezone.localdate())
    found = seen_by(actor, late | Q(state__in=_APPROVING))
    lines = [
        Waiting("督办超期", sum(entry.is_late for entry in found), "red"),
        *(
            Waiting(state.label, sum(_approves(actor, entry, state) for entry in found), "amber")
            for state in _APPROVING
        ),
    ]
    return [line for line in lines if line.number]


def _approves(actor: Actor, entry: Record, state: State) -> bool:
    return entry.state == state and bool(verdict(actor, entry, _APPROVING[state]))
