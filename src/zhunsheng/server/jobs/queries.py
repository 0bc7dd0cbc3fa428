"""Reading jobs: one's own, without those that have pages of their own."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from zhunsheng.server.jobs.kinds import kinds_apart
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.policy import may_handle
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import require


def visible_to(actor: Actor) -> QuerySet[Job]:
    own = Job.objects.filter(by_id=actor.person, tenant_id=actor.tenant)
    return own.exclude(kind__in=kinds_apart()).select_related("result")


UNDER_WAY = (Job.State.QUEUED, Job.State.RUNNING)


def progress_of(job: Job) -> dict[str, object]:
    """What a page that shows a job asks for every two seconds (static/office/job.js)."""
    return {
        "state": job.state,
        "label": job.get_state_display(),
        "done": job.done,
        "total": job.total,
        "message": job.message,
        "ended": job.state not in UNDER_WAY,
    }


def job_for(actor: Actor, job_id: int) -> Job:
    """Raises Refused for another's, Http404 for none at all."""
    job = Job.objects.select_related("result").filter(pk=job_id).first()
    if job is None or job.kind in kinds_apart():
        raise Http404
    require(may_handle(actor, job))
    return job
