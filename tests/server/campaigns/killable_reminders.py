"""Run by test_killed_reminders.py in processes of its own, on a database of its own; it is 8:00, three days before.

prepare   a bureau, thirty units, a campaign
die       the worker; in the middle of the third reminder's transaction it is killed (SIGKILL)
work      the worker
tell      what is there, as JSON
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from zhunsheng.server.audit.models import Chain, Entry  # noqa: E402
from zhunsheng.server.audit.trail import verify  # noqa: E402
from zhunsheng.server.campaigns import due_reminders  # noqa: E402
from zhunsheng.server.campaigns.actions import create_campaign, open_campaign  # noqa: E402
from zhunsheng.server.campaigns.models import Reminder  # noqa: E402
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

DEADLINE = datetime(2024, 6, 28, 9, 30, tzinfo=UTC)
EIGHT_O_CLOCK = datetime(2024, 6, 25, 0, 0, tzinfo=UTC)


def set_clock(moment: datetime) -> None:
    timezone.now = lambda: moment


def prepare() -> None:
    set_clock(DEADLINE - timedelta(days=40))
    call_command("migrate", verbosity=0)
    operator = machine("测试")
    tenant = create_tenant(operator, name="示例区", code="990000")
    root = create_unit(operator, tenant=tenant, code="000", name="示例区")
    place_unit(operator, unit=root, fiscal_year=2023, parent=None)
    for number in range(30):
        unit = create_unit(operator, tenant=tenant, code=f"{200 + number}", name=f"示例区第{number}局")
        place_unit(operator, unit=unit, fiscal_year=2023, parent=root)
    user = create_user(operator, tenant=tenant, username="bureau", name="财政", password=None)
    assign_duty(operator, user=user, unit=root, role=Role.BUREAU, since=date(2022, 1, 1))
    campaign = create_campaign(
        actor_of(user),
        organizer=root,
        fiscal_year=2023,
        scheme="hunan-overall",
        title="2023 年度自评",
        deadline=DEADLINE,
    )
    open_campaign(actor_of(user), campaign=campaign, units=Unit.objects.exclude(pk=root.pk))


def die_at_the_third() -> None:
    keep, calls = due_reminders.keep_reminder, []

    def killed(*args: Any, **named: Any) -> Reminder:
        entry = keep(*args, **named)
        calls.append(entry)
        if len(calls) == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return entry

    due_reminders.keep_reminder = killed
    work()


def work() -> None:
    set_clock(EIGHT_O_CLOCK)
    Worker().run(once=True)


def tell() -> None:
    told = {
        "reminders": list(Reminder.objects.order_by("report").values_list("report__unit__code", "number")),
        "traces": Entry.objects.filter(verb="remind").count(),
        "breaks": [str(found) for chain in Chain.objects.all() for found in verify(chain)],
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    {"prepare": prepare, "die": die_at_the_third, "work": work, "tell": tell}[sys.argv[1]]()
