"""What waits of 规划和计划, for the workbench: plans to approve for the leading group, what it sent back for the office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse

from zhunsheng.server.inspections.plans.models import PlanSubmission
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role


@dataclass(slots=True, frozen=True)
class WaitingPlan:
    title: str
    sent: PlanSubmission
    url: str
    """Of the draft on the plan's page."""
    look: str


def plans_waiting_for(actor: Actor) -> list[WaitingPlan]:
    return [
        *(_to_approve(actor) if actor.has(Role.LEADING) else ()),
        *(_sent_back(actor) if may_register(actor) else ()),
    ]


def _to_approve(actor: Actor) -> Iterator[WaitingPlan]:
    found = PlanSubmission.objects.filter(ended_on=None, version__plan__term__tenant_id=actor.tenant)
    for sent in found.select_related("version__plan__term"):
        yield WaitingPlan("等批准的计划", sent, _draft_page(sent), "amber")


def _sent_back(actor: Actor) -> Iterator[WaitingPlan]:
    """Until it is sent up again, dropped, or noted as approved."""
    later = PlanSubmission.objects.filter(version=OuterRef("version"), pk__gt=OuterRef("pk"))
    found = PlanSubmission.objects.filter(
        ~Exists(later),
        outcome=PlanSubmission.Outcome.RETURNED,
        version__approved_on=None,
        version__plan__term__tenant_id=actor.tenant,
    )
    for sent in found.select_related("version__plan__term"):
        yield WaitingPlan("退回的计划", sent, _draft_page(sent), "red")


def _draft_page(sent: PlanSubmission) -> str:
    return f"{reverse('plan', kwargs={'plan_id': sent.version.plan_id})}?draft"
