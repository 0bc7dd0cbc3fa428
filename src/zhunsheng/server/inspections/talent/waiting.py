"""What waits for the office about its teams, for the workbench: members who by now must avoid."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from zhunsheng.server.inspections.models import Round, TeamMember
from zhunsheng.server.inspections.supervision.waiting import WaitingEntry
from zhunsheng.server.inspections.talent.avoidance import conflicts_in
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor


def teams_waiting_for(actor: Actor) -> list[WaitingEntry]:
    """Somebody moved, or declared a relation, after they joined; found even if nobody opens the round's page."""
    return list(_of_office(actor)) if may_register(actor) else []


def _of_office(actor: Actor) -> Iterator[WaitingEntry]:
    staffed = Round.objects.filter(
        pk__in=TeamMember.objects.values("team__round"), term__tenant_id=actor.tenant, fed_back_on=None
    )
    for entry in staffed.select_related("term"):
        members = list(TeamMember.objects.filter(team__round=entry).select_related("talent"))
        avoiding = sum(bool(grounds) for grounds in conflicts_in(entry, members).values())
        if avoiding:
            url = reverse("round", kwargs={"round_id": entry.pk})
            yield WaitingEntry(f"{entry.name}组员要回避", avoiding, "人", url, "red")
