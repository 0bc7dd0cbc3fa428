"""The queue and the worker: one holder a job, dead ones found, cancelling and stopping at the next step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.server.conftest import Office

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.files.storing import read_stored, store_bytes
from zhunsheng.server.jobs.actions import cancel_job, retry_job
from zhunsheng.server.jobs.kinds import Lost, Progress, job_kind
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.queue import HeldJob, enqueue, requeue_dead, take
from zhunsheng.server.jobs.worker import Worker
from zhunsheng.server.orgs.actors import actor_of
from zhunsheng.server.orgs.verdicts import Refused


@job_kind("test_count")
def count(job: Job, progress: Progress) -> StoredFile:
    """Counts to three and writes down how far it came; may be asked to disturb itself."""
    for number in range(1, 4):
        if job.parameters.get("cancel_at") == number:
            cancel_job(actor_of(job.by), job_id=job.pk)
        if job.parameters.get("fail_in_attempt", 0) >= job.attempts:
            raise ZeroDivisionError
        if job.parameters.get("refuse"):
            raise Refused("压缩包打不开，请重新压缩后再传。")
        progress(number, 3, f"第 {number} 步")
    return store_bytes(actor_of(job.by), "结果.txt", b"1 2 3")


def ask(office: Office, **parameters: object) -> Job:
    return enqueue(office.actor("bureau"), kind="test_count", title="数到三", parameters=parameters)


def work() -> None:
    Worker().run(once=True)


def test_a_job_is_done_and_its_result_kept(office: Office) -> None:
    job = ask(office)
    work()
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.message, job.attempts) == ("done", 3, 3, "已完成。", 1)
    assert job.result is not None
    assert read_stored(job.result) == b"1 2 3"


def test_an_unknown_kind_is_not_taken_in(office: Office) -> None:
    with pytest.raises(Refused, match="没有“nothing”这种后台任务。"):
        enqueue(office.actor("bureau"), kind="nothing", title="无", parameters={})


def test_the_oldest_is_taken_first_and_by_one_worker_only(office: Office) -> None:
    first, second = ask(office), ask(office)
    taken = [job.pk if job is not None else None for job in (take("甲"), take("乙"), take("丙"))]
    assert taken == [first.pk, second.pk, None]


def test_what_is_refused_fails_at_once_in_its_own_words(office: Office) -> None:
    job = ask(office, refuse=True)
    work()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.message) == ("failed", 1, "压缩包打不开，请重新压缩后再传。")


def test_a_passing_fault_is_tried_again(office: Office) -> None:
    job = ask(office, fail_in_attempt=2)
    work()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 3)


def test_a_lasting_fault_is_given_up_after_three_attempts_and_can_be_retried(office: Office) -> None:
    job = ask(office, fail_in_attempt=3)
    work()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 3)
    assert job.message == f"程序出错，已经试了 3 次。请把任务编号 {job.pk} 告诉系统管理员。"
    job = retry_job(office.actor("bureau"), job_id=job.pk)
    assert (job.state, job.attempts, job.message) == ("queued", 0, "")


def test_a_waiting_job_is_cancelled_at_once(office: Office) -> None:
    job = cancel_job(office.actor("bureau"), job_id=ask(office).pk)
    assert job.state == "cancelled"
    work()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("cancelled", 0)


def test_a_running_job_is_cancelled_at_its_next_step(office: Office) -> None:
    job = ask(office, cancel_at=2)
    work()
    job.refresh_from_db()
    assert (job.state, job.done, job.result) == ("cancelled", 2, None)


def _hold_silent(job: Job, **fields: object) -> Job:
    """Taken by a worker that was never heard of again."""
    assert take("失踪") is not None
    Job.objects.filter(pk=job.pk).update(heartbeat=timezone.now() - timedelta(seconds=181), **fields)
    return Job.objects.get(pk=job.pk)


def test_a_silent_workers_job_waits_again_and_the_worker_has_lost_it(office: Office) -> None:
    job = ask(office)
    held = HeldJob(_hold_silent(job))
    assert requeue_dead() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 1)
    with pytest.raises(Lost):
        held(1, 3)


def test_a_worker_heard_of_lately_keeps_its_job(office: Office) -> None:
    job = ask(office)
    assert take("在办") is not None
    assert requeue_dead() == 0
    job.refresh_from_db()
    assert job.state == "running"


def test_a_job_that_killed_three_workers_is_given_up(office: Office) -> None:
    job = _hold_silent(ask(office), attempts=3)
    requeue_dead()
    job.refresh_from_db()
    assert (job.state, job.message) == (
        "failed",
        "办理它的进程中断了 3 次，不再自动重做。请把服务器日志交系统管理员查看。",
    )


def test_a_dead_workers_job_that_was_cancelled_stays_cancelled(office: Office) -> None:
    job = _hold_silent(ask(office), cancel_requested=True)
    requeue_dead()
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_stopping_worker_puts_its_job_back_without_counting_the_attempt(office: Office) -> None:
    job = ask(office)
    worker = Worker()

    @job_kind("test_count")
    def stopped(job: Job, progress: Progress) -> None:
        worker._stop(15, None)
        progress(1, 3)
        raise AssertionError("办到了停下之后")

    try:
        worker.run()
    finally:
        job_kind("test_count")(count)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.message) == ("queued", 0, "服务正在重启，已重新排队。")


def test_every_handling_leaves_a_trace(office: Office) -> None:
    job = ask(office)
    cancel_job(office.actor("bureau"), job_id=job.pk)
    retry_job(office.actor("bureau"), job_id=job.pk)
    verbs = Entry.objects.filter(subject=f"job/{job.pk}").values_list("verb", flat=True)
    assert list(verbs) == ["enqueue_job", "cancel_job", "retry_job"]
