"""What who asked for a job may still do with it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from zhunsheng.server.audit.trail import record
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.policy import may_handle
from zhunsheng.server.jobs.subjects import subject_of
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require


@transaction.atomic
def cancel_job(actor: Actor, *, job_id: int) -> Job:
    """One that waits is cancelled at once, one under way at its next step."""
    job = Job.objects.select_for_update().get(pk=job_id)
    require(may_handle(actor, job))
    if job.state == Job.State.QUEUED:
        job.state, job.ended_at, job.message = Job.State.CANCELLED, timezone.now(), "已取消。"
    elif job.state == Job.State.RUNNING:
        job.cancel_requested = True
    else:
        raise Refused("这项任务已经结束，不用取消。")
    job.save(update_fields=["state", "ended_at", "message", "cancel_requested"])
    record(actor, "cancel_job", subject_of(job))
    return job


@transaction.atomic
def retry_job(actor: Actor, *, job_id: int) -> Job:
    job = Job.objects.select_for_update().get(pk=job_id)
    require(may_handle(actor, job))
    if job.state not in (Job.State.FAILED, Job.State.CANCELLED):
        raise Refused("只有没有完成或已取消的任务可以重做。")
    job.state, job.attempts, job.cancel_requested = Job.State.QUEUED, 0, False
    job.done, job.message, job.ended_at = 0, "", None
    job.save(update_fields=["state", "attempts", "cancel_requested", "done", "message", "ended_at"])
    record(actor, "retry_job", subject_of(job))
    return job
