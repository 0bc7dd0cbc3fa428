"""How long it takes to bring in a 问题清单: reading and previewing it, and registering every row."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.issue_lists import issue_list
from benchmarks.office_data import environment
from benchmarks.printing import against, say, table

ROWS = (762, 1_000)
MOST_SECONDS = 5
ROUNDS = 3


def run() -> None:
    rows = []
    for count in ROWS:
        found = [_once(count) for _ in range(ROUNDS)]
        for name in ("upload", "preview", "job"):
            seconds = sorted(entry[name] for entry in found)
            rows.append(
                [
                    f"{count} 行：{_NAMES[name]}",
                    f"{seconds[ROUNDS // 2]:.2f}",
                    f"{seconds[0]:.2f}–{seconds[-1]:.2f}",
                ]
            )
        whole = sorted(sum(entry[name] for name in _NAMES) for entry in found)[ROUNDS // 2]
        rows.append([f"{count} 行：合计", f"{whole:.2f}", against(whole, MOST_SECONDS)])
        say(f"{count} 行登记了 {found[0]['issues']} 个问题、{found[0]['measures']} 条措施")
    table("问题清单导入，SQLite：秒", ["步骤", "中位", "最小–最大"], rows)


_NAMES = {"upload": "上传、读取", "preview": "预览页", "job": "后台登记"}


def _once(count: int) -> dict[str, float]:
    with TemporaryDirectory(prefix="zhunsheng-bench-") as folder:
        code = f"import django; django.setup()\nfrom benchmarks.issue_import import measure\nmeasure({count})"
        printed = subprocess.run(
            [sys.executable, "-c", code], env=environment(Path(folder), ""), check=True, capture_output=True
        )
    found: dict[str, float] = json.loads(printed.stdout)
    return found


def measure(count: int) -> None:
    """In a process of its own: prints one JSON object."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    from zhunsheng.server.inspections.models import Issue, Measure
    from zhunsheng.server.jobs.worker import Worker

    setup_test_environment()
    call_command("migrate", verbosity=0)
    inspector, units = _office()
    data = issue_list(
        count, round_name="六届第三轮", units=units, categories=["三个聚焦·作风", "一个落实·整改"]
    )
    client = Client()
    client.force_login(inspector, "django.contrib.auth.backends.ModelBackend")
    client.get("/inspections/imports/")
    seconds: dict[str, float] = {}

    def timed(name: str, step: Callable[[], object]) -> None:
        began = perf_counter()
        step()
        seconds[name] = perf_counter() - began

    upload = SimpleUploadedFile("清单.xlsx", data)
    timed("upload", lambda: client.post("/inspections/imports/", {"file": upload}))
    timed("preview", lambda: client.get("/inspections/imports/1/"))
    client.post("/inspections/imports/1/start/")
    timed("job", lambda: Worker().run(once=True))
    seconds |= {"issues": Issue.objects.count(), "measures": Measure.objects.count()}
    sys.stdout.write(json.dumps(seconds))


def _office() -> tuple[Any, list[str]]:
    """The inspection office of a made-up district of 40 units, with a round to register for."""
    from zhunsheng.server.inspections.models import Inspectee
    from zhunsheng.server.inspections.rounds import actions as round_actions
    from zhunsheng.server.orgs.actions import assign_duty, create_tenant, create_unit, create_user, place_unit
    from zhunsheng.server.orgs.actors import actor_of, machine
    from zhunsheng.server.orgs.models import Role

    operator = machine("测试")
    tenant = create_tenant(operator, name="示例区", code="990000")
    root = create_unit(operator, tenant=tenant, code="000", name="示例区")
    place_unit(operator, unit=root, fiscal_year=2023, parent=None)
    units = [
        create_unit(operator, tenant=tenant, code=f"{200 + at}", name=f"示例区第{at}局") for at in range(40)
    ]
    user = create_user(
        operator, tenant=tenant, username="xcb", name="巡察办", password="shili-2023-demo", must_change=False
    )
    assign_duty(operator, user=user, unit=root, role=Role.INSPECTION)
    actor = actor_of(user)
    round_actions.keep_register(actor, unit=root)
    term = round_actions.create_term(actor, number=6, since=date(2021, 9, 1), until=date(2026, 8, 31))
    entry = round_actions.create_round(actor, term=term, number=3)
    for unit in units[:28]:
        round_actions.add_inspectee(actor, entry=entry, team=None, kind=Inspectee.Kind.ROUTINE, unit=unit)
    for group, name in (("三个聚焦", "作风"), ("一个落实", "整改")):
        round_actions.add_category(actor, group=group, name=name)
    return user, [unit.name for unit in units[:28]]
