"""How long it takes to bring in a 问题清单: reading and previewing it, and registering every row.

Into an empty register and into a large one, on SQLite and, where there is one, PostgreSQL.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.inspections_data import add_issues, settle
from benchmarks.issue_lists import issue_list
from benchmarks.office import as_served, available_postgresql
from benchmarks.office_data import run_beside
from benchmarks.printing import against, say, table

ROWS = (762, 1_000)
FULL = 100_000
"""Issues of other years that are in the register already, in the second half of the cases."""
MOST_SECONDS = 5
ROUNDS = 3


def run() -> None:
    for name in ("SQLite", "PostgreSQL"):
        if name == "PostgreSQL" and available_postgresql() is None:
            say("PostgreSQL：没有可用的服务器")
            continue
        rows = [row for count in ROWS for row in _rows(name, count, 0, ROUNDS)]
        rows += _rows(name, ROWS[-1], FULL, 1)
        table(f"问题清单导入，{name}：秒", ["步骤", "中位", "最小–最大"], rows)


def _rows(name: str, count: int, beside: int, rounds: int) -> list[list[str]]:
    found = [_once(name, count, beside) for _ in range(rounds)]
    what = f"{count} 行" + (f"，台账里已有 {beside:,} 个问题" if beside else "")
    rows = []
    for step, title in _STEPS.items():
        seconds = sorted(entry[step] for entry in found)
        rows.append(
            [f"{what}：{title}", f"{seconds[rounds // 2]:.2f}", f"{seconds[0]:.2f}–{seconds[-1]:.2f}"]
        )
    whole = sorted(sum(entry[step] for step in _STEPS) for entry in found)[rounds // 2]
    rows.append([f"{what}：合计", f"{whole:.2f}", against(whole, MOST_SECONDS)])
    say(f"{name}，{what}：登记了 {found[0]['issues']} 个问题、{found[0]['measures']} 条措施")
    return rows


_STEPS = {"upload": "上传、读取", "preview": "预览页", "job": "后台登记"}


def _once(name: str, count: int, beside: int) -> dict[str, float]:
    database = available_postgresql() if name == "PostgreSQL" else ""
    with TemporaryDirectory(prefix="zhunsheng-bench-") as folder:
        code = f"from benchmarks.issue_import import measure\nmeasure({count}, {beside})"
        found: dict[str, float] = json.loads(run_beside(Path(folder), database or "", code))
    return found


def measure(count: int, beside: int) -> None:
    """In a process of its own: prints one JSON object."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command
    from django.test import Client

    from zhunsheng.server.inspections.models import Issue, Measure
    from zhunsheng.server.jobs.rounds import go_round
    from zhunsheng.server.jobs.worker import Worker

    as_served()
    call_command("migrate", verbosity=0)
    inspector, units = _office()
    data = issue_list(
        count, round_name="六届第三轮", units=units, categories=["三个聚焦·作风", "一个落实·整改"]
    )
    if beside:
        add_issues(beside)
        settle()
    go_round()  # what a worker does every minute is not the import
    before = Issue.objects.count(), Measure.objects.count()
    client = Client(SERVER_NAME="localhost")
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
    after = Issue.objects.count(), Measure.objects.count()
    seconds |= {"issues": after[0] - before[0], "measures": after[1] - before[1]}
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
