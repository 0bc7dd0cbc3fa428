"""Run by test_killed.py in processes of its own, on a database of its own.

prepare   tables, a person, one job of 20 steps
work      the worker; after the fifth step it says so and waits to be killed, unless `finish` is added
tell      what is there, as JSON
"""

from __future__ import annotations

import json
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from zhunsheng.server.audit.models import Chain, Entry  # noqa: E402
from zhunsheng.server.audit.trail import Subject, record, verify  # noqa: E402
from zhunsheng.server.files.models import StoredFile  # noqa: E402
from zhunsheng.server.files.storing import store_bytes  # noqa: E402
from zhunsheng.server.jobs.kinds import Progress, job_kind  # noqa: E402
from zhunsheng.server.jobs.models import Job  # noqa: E402
from zhunsheng.server.jobs.queue import enqueue  # noqa: E402
from zhunsheng.server.jobs.worker import Worker  # noqa: E402
from zhunsheng.server.orgs.actions import create_tenant, create_user  # noqa: E402
from zhunsheng.server.orgs.actors import actor_of, machine  # noqa: E402

STEPS, KILLED_AFTER = 20, 5
worker = Worker()


@job_kind("twenty_steps")
def twenty_steps(job: Job, progress: Progress) -> StoredFile:
    for number in range(1, STEPS + 1):
        _step(job, number)
        progress(number, STEPS)
        if number == KILLED_AFTER and "finish" not in sys.argv:
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            _wait_for_a_signal()
    return store_bytes(actor_of(job.by), "完成.txt", b"ok")


def _wait_for_a_signal() -> None:
    """SIGKILL ends the process here; after SIGTERM the next step finds it is to stop."""
    for _ in range(600):
        if worker.stopping:
            return
        time.sleep(0.1)


@transaction.atomic
def _step(job: Job, number: int) -> None:
    subject = Subject("step", number, "一步")
    if not Entry.objects.filter(subject=subject.key).exists():
        record(actor_of(job.by), "step", subject, {"attempt": job.attempts})


def prepare() -> None:
    call_command("migrate", verbosity=0)
    operator = machine("测试")
    tenant = create_tenant(operator, name="示例区", code="990000")
    user = create_user(operator, tenant=tenant, username="bureau", name="财政", password=None)
    enqueue(actor_of(user), kind="twenty_steps", title="二十步", parameters={})


def tell() -> None:
    job = Job.objects.get()
    steps = Entry.objects.filter(verb="step").order_by("id").values_list("subject", "details")
    told = {
        "state": job.state,
        "attempts": job.attempts,
        "done": job.done,
        "steps": [[subject, json.loads(details)["attempt"]] for subject, details in steps],
        "breaks": [str(found) for chain in Chain.objects.all() for found in verify(chain)],
        "results": StoredFile.objects.count(),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    match sys.argv[1]:
        case "prepare":
            prepare()
        case "work":
            worker.stop_on_signals()
            worker.run(once=True)
        case "tell":
            tell()
