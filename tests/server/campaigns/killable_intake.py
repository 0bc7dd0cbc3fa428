"""Run by test_killed_intake.py in processes of its own, on a database of its own.

prepare   a bureau, six units, a campaign, and a zip with a report of each waiting to be taken in
die       the worker; in the middle of the third report's transaction it is killed (SIGKILL)
work      the worker
tell      what is there, as JSON
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import date, timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.server.campaigns.test_collecting import report_text  # noqa: E402
from tests.server.files.test_archives import packed  # noqa: E402

from zhunsheng.server.audit.models import Chain, Entry  # noqa: E402
from zhunsheng.server.audit.trail import verify  # noqa: E402
from zhunsheng.server.campaigns import intake  # noqa: E402
from zhunsheng.server.campaigns.actions import create_campaign, open_campaign  # noqa: E402
from zhunsheng.server.campaigns.models import Intake  # noqa: E402
from zhunsheng.server.files.models import StoredFile  # noqa: E402
from zhunsheng.server.files.storing import store_bytes  # noqa: E402
from zhunsheng.server.jobs.models import Job  # noqa: E402
from zhunsheng.server.jobs.worker import Worker  # noqa: E402
from zhunsheng.server.orgs.actions import (  # noqa: E402
    assign_duty,
    create_tenant,
    create_unit,
    create_user,
    place_unit,
)
from zhunsheng.server.orgs.actors import actor_of, machine  # noqa: E402
from zhunsheng.server.orgs.models import Role, Unit  # noqa: E402
from zhunsheng.server.reports.models import UnitReport  # noqa: E402

NAMES = [f"示例区{sign}局" for sign in "甲乙丙丁戊己"]


def prepare() -> None:
    call_command("migrate", verbosity=0)
    operator = machine("测试")
    tenant = create_tenant(operator, name="示例区", code="990000")
    root = create_unit(operator, tenant=tenant, code="000", name="示例区")
    place_unit(operator, unit=root, fiscal_year=2023, parent=None)
    for number, name in enumerate(NAMES):
        unit = create_unit(operator, tenant=tenant, code=f"{200 + number}", name=name)
        place_unit(operator, unit=unit, fiscal_year=2023, parent=root)
    user = create_user(operator, tenant=tenant, username="bureau", name="财政", password=None)
    assign_duty(operator, user=user, unit=root, role=Role.BUREAU, since=date(2022, 1, 1))
    bureau = actor_of(user)
    campaign = create_campaign(
        bureau,
        organizer=root,
        fiscal_year=2023,
        scheme="hunan-overall",
        title="2023 年度自评",
        deadline=timezone.now() + timedelta(days=10),
    )
    open_campaign(bureau, campaign=campaign, units=Unit.objects.exclude(pk=root.pk))
    data = packed(*((f"{name}.txt", report_text(name)) for name in NAMES))
    intake.ask_to_take_in(bureau, campaign=campaign, file=store_bytes(bureau, "报告.zip", data))


def die_at_the_third() -> None:
    put_in, calls = intake.put_in, []

    def killed(*args: Any, **named: Any) -> UnitReport:
        report = put_in(*args, **named)
        calls.append(report)
        if len(calls) == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return report

    intake.put_in = killed
    Worker().run(once=True)


def tell() -> None:
    told = {
        "job": Job.objects.get().state,
        "taken in": list(Intake.objects.values_list("name", flat=True)),
        "collected": list(
            UnitReport.objects.filter(state="collected").order_by("pk").values_list("unit__name", flat=True)
        ),
        "traces": list(
            Entry.objects.filter(verb="collect").order_by("id").values_list("subject_name", flat=True)
        ),
        "breaks": [str(found) for chain in Chain.objects.all() for found in verify(chain)],
        "files": StoredFile.objects.count(),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    {"prepare": prepare, "die": die_at_the_third, "work": lambda: Worker().run(once=True), "tell": tell}[
        sys.argv[1]
    ]()
