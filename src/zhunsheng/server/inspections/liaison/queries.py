"""Reading 联络与传达: the office and the leading group, of their own region."""

from __future__ import annotations

from django.db.models import QuerySet

from zhunsheng.server.inspections.liaison.models import AskedPaper, HigherTeam, LeadingReport, Relay
from zhunsheng.server.inspections.workflow import may_oversee
from zhunsheng.server.orgs.actors import Actor


def teams_visible_to(actor: Actor) -> QuerySet[HigherTeam]:
    found = HigherTeam.objects.filter(tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


def asked_papers_visible_to(actor: Actor) -> QuerySet[AskedPaper]:
    return AskedPaper.objects.filter(team__in=teams_visible_to(actor))


def relays_visible_to(actor: Actor) -> QuerySet[Relay]:
    found = Relay.objects.filter(tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


def leading_reports_visible_to(actor: Actor) -> QuerySet[LeadingReport]:
    found = LeadingReport.objects.filter(tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()
