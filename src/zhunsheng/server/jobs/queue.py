"""The queue: putting work in, taking it out by one worker only, and finding what a dead worker left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from zhunsheng.server.audit.trail import record
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.jobs.kinds import Cancelled, Lost, Stopped, work_of
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.subjects import subject_of
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused

MOST_ATTEMPTS = 3


@transaction.atomic
def enqueue(actor: Actor, *, kind: str, title: str, parameters: dict[str, Any]) -> Job:
    """Whether the actor may have this done is the caller's to ask."""
    if work_of(kind) is None:
        raise Refused(f"没有“{kind}”这种后台任务。")
    job = Job.objects.create(
        tenant_id=actor.tenant, kind=kind, title=title[:200], parameters=parameters, by_id=actor.person
    )
    record(actor, "enqueue_job", subject_of(job), {"kind": kind})
    return job


@transaction.atomic
def take(worker: str) -> Job | None:
    """The job that has waited longest, now held by this worker; None where none waits.

    PostgreSQL passes over rows another worker is taking; on SQLite the update alone decides.
    """
    job = (
        Job.objects.select_for_update(skip_locked=True).filter(state=Job.State.QUEUED).order_by("id").first()
    )
    if job is None:
        return None
    now = timezone.now()
    taken = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING,
        worker=worker,
        attempts=F("attempts") + 1,
        started_at=now,
        heartbeat=now,
        message="",
    )
    if not taken:
        return None
    job.refresh_from_db()
    _log(job, f"第 {job.attempts} 次开始")
    return job


class HeldJob:
    """A job as the worker that holds it sees it. Called, it tells the progress (see kinds.Progress)."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.stopping = False

    def __call__(self, done: int, total: int, message: str = "") -> None:
        self._update(heartbeat=timezone.now(), done=done, total=total, message=message[:300])
        if Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise Cancelled
        if self.stopping:
            raise Stopped

    def finish(self, state: Job.State, message: str, result: StoredFile | None = None) -> None:
        self._update(state=state, ended_at=timezone.now(), message=message[:300], result=result)
        _log(self.job, message)

    def put_back(self, message: str, *, counts: bool) -> None:
        """Into the queue again; `counts` says whether the attempt is one of those allowed."""
        attempts = self.job.attempts if counts else self.job.attempts - 1
        self._update(state=Job.State.QUEUED, attempts=attempts, message=message[:300])
        _log(self.job, message)

    def _update(self, **fields: Any) -> None:
        mine = Job.objects.filter(pk=self.job.pk, state=Job.State.RUNNING, worker=self.job.worker)
        if not mine.update(**fields):
            raise Lost


def requeue_dead() -> int:
    """Jobs whose worker has been silent too long wait again, or are given up; returns how many there were."""
    silent = timezone.now() - timedelta(seconds=settings.OPTIONS["JOB_SILENCE_SECONDS"])
    dead = list(Job.objects.filter(state=Job.State.RUNNING, heartbeat__lt=silent))
    return sum(_requeue(job) for job in dead)


def _requeue(job: Job) -> bool:
    """Compare-and-swap on the heartbeat: a worker that spoke in the meantime keeps its job."""
    state, message = Job.State.QUEUED, "办理它的进程中断了，已重新排队。"
    if job.cancel_requested:
        state, message = Job.State.CANCELLED, "已取消。"
    elif job.attempts >= MOST_ATTEMPTS:
        state = Job.State.FAILED
        message = f"办理它的进程中断了 {job.attempts} 次，不再自动重做。请把服务器日志交系统管理员查看。"
    ended = None if state == Job.State.QUEUED else timezone.now()
    unchanged = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, heartbeat=job.heartbeat)
    if not unchanged.update(state=state, message=message, ended_at=ended):
        return False
    _log(job, message)
    return True


def _log(job: Job, line: str) -> None:
    job.log += f"{timezone.localtime():%m-%d %H:%M:%S} {line}\n"
    Job.objects.filter(pk=job.pk).update(log=job.log)
