"""出台的制度: rules that came of inspections, and the issues they came from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from zhunsheng.server.audit.trail import record
from zhunsheng.server.inspections.entry_checks import happened, own, words
from zhunsheng.server.inspections.models import Issue, Round
from zhunsheng.server.inspections.supervision.linking import link_issues, subject_of
from zhunsheng.server.inspections.supervision.models import IssuedRule
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import require


def rules_visible_to(actor: Actor) -> QuerySet[IssuedRule]:
    found = IssuedRule.objects.filter(tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


def rule_for(actor: Actor, rule_id: int) -> IssuedRule:
    """Raises Http404 for one the actor may not see."""
    return get_object_or_404(rules_visible_to(actor).select_related("issued_by"), pk=rule_id)


def rules_after(entry: Round, unit: Unit, told: date | None) -> list[IssuedRule]:
    """What the unit issued for what the round found there: linked to one of these issues; or to none at all,
    and issued since it was told of them."""
    of_these = Q(issues__round=entry, issues__unit=unit)
    if told is not None:
        of_these |= Q(issues=None, issued_on__gte=told)
    found = IssuedRule.objects.filter(of_these, issued_by=unit)
    return list(found.distinct().order_by("issued_on", "pk"))


@transaction.atomic
def issue_rule(
    actor: Actor,
    *,
    name: str,
    issued_by: Unit,
    issued_on: date,
    document_number: str = "",
    issues: Iterable[Issue] = (),
) -> IssuedRule:
    """登记 a rule, method or regulation that came of an inspection, perhaps of some of its findings."""
    require(may_register(actor))
    own(actor, issued_by.tenant_id)
    happened(issued_on, "印发日期")
    rule = IssuedRule.objects.create(
        tenant_id=actor.tenant,
        name=words(name, "制度名称"),
        document_number=document_number.strip(),
        issued_by=issued_by,
        issued_on=issued_on,
    )
    details = {"unit": issued_by.name, "issued_on": issued_on.isoformat()}
    record(actor, "issue_rule", subject_of(rule), details)
    came_from = list(issues)
    if came_from:
        link_issues(actor, entry=rule, issues=came_from)
    return rule
