"""The worker: takes jobs one after the other, until told to stop."""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
import uuid
from types import FrameType

from django.conf import settings
from django.db import close_old_connections

from zhunsheng.server.audit.request_ids import request_id
from zhunsheng.server.jobs.kinds import Cancelled, Lost, Stopped, work_of
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.queue import MOST_ATTEMPTS, HeldJob, requeue_dead, take
from zhunsheng.server.jobs.rounds import SECONDS, go_round
from zhunsheng.server.orgs.verdicts import Refused

_log = logging.getLogger("zhunsheng.jobs")


class Worker:
    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:6]}"
        self.stopping = False
        self.held: HeldJob | None = None
        self.next_round = time.monotonic()

    def stop_on_signals(self) -> None:
        """SIGTERM and Ctrl+C: the job at hand goes back into the queue at its next step."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True
        if self.held is not None:
            self.held.stopping = True

    def run(self, *, once: bool = False) -> None:
        """Until told to stop; `once`: until nothing waits any more."""
        while not self.stopping:
            requeue_dead()
            self._go_round()
            job = take(self.name)
            if job is not None:
                self._do(job)
            elif once:
                return
            else:
                self._rest()

    def _go_round(self) -> None:
        if time.monotonic() >= self.next_round:
            go_round()
            self.next_round = time.monotonic() + SECONDS

    def _rest(self) -> None:
        """In short naps: a signal doesn't wake a sleeper. A connection that idles may be gone afterwards."""
        until = time.monotonic() + float(settings.OPTIONS["JOB_POLL_SECONDS"])
        while not self.stopping and time.monotonic() < until:
            time.sleep(0.2)
        close_old_connections()

    def _do(self, job: Job) -> None:
        self.held = HeldJob(job)
        self.held.stopping = self.stopping
        token = request_id.set(f"job-{job.pk}")
        try:
            self._attempt(job, self.held)
        except Lost:
            _log.warning("job lost", extra={"job": job.pk, "worker": self.name})
        finally:
            self.held = None
            request_id.reset(token)

    def _attempt(self, job: Job, held: HeldJob) -> None:
        work = work_of(job.kind)
        if work is None:
            held.finish(Job.State.FAILED, f"这个版本不认识“{job.kind}”这种任务。")
            return
        try:
            result = work(job, held)
        except Cancelled:
            held.finish(Job.State.CANCELLED, "已取消。")
        except Stopped:
            held.put_back("服务正在重启，已重新排队。", counts=False)
        except Refused as refused:
            held.finish(Job.State.FAILED, str(refused))
        except Lost:
            raise
        except Exception:
            _log.exception("job failed", extra={"job": job.pk, "kind": job.kind})
            _give_another_try(job, held)
        else:
            held.finish(Job.State.DONE, "已完成。", result)


def _give_another_try(job: Job, held: HeldJob) -> None:
    """A disturbed database or disk may be well again; our own mistake won't."""
    if job.attempts < MOST_ATTEMPTS:
        held.put_back("程序出错，稍后自动再试。", counts=True)
    else:
        message = f"程序出错，已经试了 {job.attempts} 次。请把任务编号 {job.pk} 告诉系统管理员。"
        held.finish(Job.State.FAILED, message)
