"""Whose a job is."""

from __future__ import annotations

from zhunsheng.server.jobs.models import Job
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import YES, Verdict, no


def may_handle(actor: Actor, job: Job) -> Verdict:
    """Looking at it, cancelling, fetching its result: who asked for it. The same rule as queries.visible_to."""
    if actor.id is not None and actor.id == job.by_id and actor.tenant_id == job.tenant_id:
        return YES
    return no("这件事是别人交办的，您不能查看。")
