"""Run by test_killed_import.py in processes of its own, on a database of its own.

prepare   tables, an inspection office, a 问题清单 of 300 rows waiting to be imported
work      the worker; within its third lot of rows, its transaction still open, it says so and waits to be
          killed, unless `finish` is added
tell      what is there, as JSON
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from tests.server.inspections.workbooks import upload, workbook  # noqa: E402

from zhunsheng.server.audit.models import Chain, Entry  # noqa: E402
from zhunsheng.server.audit.trail import verify  # noqa: E402
from zhunsheng.server.inspections.excel import tasks as import_tasks  # noqa: E402
from zhunsheng.server.inspections.excel.models import ImportedRow  # noqa: E402
from zhunsheng.server.inspections.models import Issue  # noqa: E402
from zhunsheng.server.inspections.rounds.actions import keep_register  # noqa: E402
from zhunsheng.server.jobs.models import Job  # noqa: E402
from zhunsheng.server.jobs.worker import Worker  # noqa: E402
from zhunsheng.server.orgs.actions import assign_duty, create_tenant, create_unit, create_user  # noqa: E402
from zhunsheng.server.orgs.actors import actor_of, machine  # noqa: E402
from zhunsheng.server.orgs.models import Role  # noqa: E402

ROWS, KILLED_WITHIN = 300, 3
HEAD = ("问题表述", "单位", "来源", "发现日期")


def prepare() -> None:
    call_command("migrate", verbosity=0)
    operator = machine("测试")
    tenant = create_tenant(operator, name="示例区", code="990000")
    unit = create_unit(operator, tenant=tenant, code="201", name="示例区甲局")
    user = create_user(operator, tenant=tenant, username="xcb", name="巡察办", password=None)
    assign_duty(operator, user=user, unit=unit, role=Role.INSPECTION, since=date(2022, 1, 1))
    rows = [(f"固定资产账实不符之{at}", "示例区甲局", "未巡先改", "2023-3-20") for at in range(ROWS)]
    actor = actor_of(user)
    source = import_tasks.begin_import(actor, upload=upload(workbook([HEAD, *rows])))
    keep_register(actor, unit=unit)
    import_tasks.start_import(actor, source=source)


def work() -> None:
    if "finish" not in sys.argv:
        _wait_within_a_lot()
    Worker().run(once=True)


def _wait_within_a_lot() -> None:
    register, lots = import_tasks.register_issues, 0

    def register_and_wait(*given: Any, **more: Any) -> list[Issue]:
        nonlocal lots
        issues, lots = register(*given, **more), lots + 1
        if lots == KILLED_WITHIN:
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            time.sleep(60)
        return issues

    import_tasks.register_issues = register_and_wait


def tell() -> None:
    told = {
        "state": Job.objects.get().state,
        "issues": Issue.objects.count(),
        "wordings": Issue.objects.values("wording").distinct().count(),
        "rows": ImportedRow.objects.count(),
        "traces": Entry.objects.filter(verb="register_issue").count(),
        "imports": Entry.objects.filter(verb="import_issues").count(),
        "breaks": [str(found) for chain in Chain.objects.all() for found in verify(chain)],
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    {"prepare": prepare, "work": work, "tell": tell}[sys.argv[1]]()
