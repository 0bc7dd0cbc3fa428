"""Reading 约谈: the office and the leading group alone."""

from __future__ import annotations

from django.db.models import QuerySet

from zhunsheng.server.inspections.supervision.models import Interview
from zhunsheng.server.inspections.workflow import may_oversee
from zhunsheng.server.orgs.actors import Actor


def interviews_visible_to(actor: Actor) -> QuerySet[Interview]:
    found = Interview.objects.filter(tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()
