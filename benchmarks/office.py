"""Server time of the office's pages with ten thousand reports, on SQLite and, where there is one, PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.office_data import environment, fill_in_process, fresh_postgresql
from benchmarks.printing import say, table

REPORTS = 10_000
ROUNDS = 60
POSTGRESQL = os.environ.get("ZHUNSHENG_TEST_POSTGRESQL", "postgresql:///postgres")


def run(reports: int = REPORTS) -> None:
    with TemporaryDirectory(prefix="zhunsheng-bench-") as folder:
        for name, database in (("SQLite", ""), ("PostgreSQL", available_postgresql())):
            if database is None:
                say(f"{name}：没有可用的服务器")
                continue
            data = Path(folder) / name
            fill_in_process(data, database, reports)
            printed = subprocess.run(
                [
                    sys.executable,
                    "-c",
                    "import django; django.setup()\nfrom benchmarks.office import measure\nmeasure()",
                ],
                env=environment(data, database),
                check=True,
                capture_output=True,
            )
            show(name, reports, json.loads(printed.stdout))


def available_postgresql() -> str | None:
    try:
        return fresh_postgresql(POSTGRESQL, "zhunsheng_bench")
    except Exception:
        return None


def show(name: str, reports: int, found: dict[str, Any]) -> None:
    rows = [
        [page, f"{entry['median']:.1f}", f"{entry['p99']:.1f}", str(entry["queries"])]
        for page, entry in found["pages"].items()
    ]
    title = f"办公系统，{name}，{reports:,} 份报告，{found['indicators']:,} 行指标：服务器用时（毫秒）"
    table(title, ["页面", "中位", "99%", "查询"], rows)


def measure() -> None:
    """In a process of its own: prints one JSON object."""
    from django.test import Client

    from zhunsheng.server.campaigns.models import Campaign
    from zhunsheng.server.orgs.models import User
    from zhunsheng.server.reports.models import IndicatorRow, UnitReport

    as_served()
    campaign = Campaign.objects.get(fiscal_year=2023)
    report = UnitReport.objects.get(campaign=campaign, unit__name="区委组织部")
    preparer, reviewer, auditor = (Client(SERVER_NAME="localhost") for _ in range(3))
    for client, username in ((preparer, "jb03"), (reviewer, "sh1"), (auditor, "sj")):
        client.force_login(User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    pages = {
        "审核总览（一万份里的一页）": lambda _: reviewer.get(f"/reviews/{campaign.pk}/"),
        "审核总览按单位查找（查到 10 家）": lambda _: reviewer.get(
            f"/reviews/{campaign.pk}/?state=all&search=单位0123"
        ),
        "审核总览按单位查找（一家没有）": lambda _: reviewer.get(
            f"/reviews/{campaign.pk}/?state=all&search=没有这家"
        ),
        "留痕（二十万条里的一页）": lambda _: auditor.get("/audit/"),
        "留痕按人员和动作": lambda _: auditor.get("/audit/?person=审核1&verb=accept"),
        "留痕按人员和动作（一条没有）": lambda _: auditor.get("/audit/?person=审核1&verb=reopen"),
        "留痕按单位": lambda _: auditor.get("/audit/?unit=单位0123"),
        "自评表": lambda _: preparer.get(f"/reports/{report.pk}/self/"),
        "基础数据表": lambda _: preparer.get(f"/reports/{report.pk}/base/"),
        "单家审核": lambda _: reviewer.get(f"/reviews/report/{report.pk}/"),
        "保存一格（连读、审、算）": lambda number: preparer.post(
            f"/reports/{report.pk}/cells/",
            {"base_version": 10**6, "changes": [{"cell": "r1.actual", "text": f"{52000 + number}件"}]},
            "application/json",
            headers={"Accept": "application/json"},
        ),
    }
    found = {name: measured(ask) for name, ask in pages.items()}
    print(json.dumps({"pages": found, "indicators": IndicatorRow.objects.count()}))


def as_served() -> None:
    """As the server has it: no test's watch over templates, nothing looked through for garbage that stays."""
    import zhunsheng.server.wsgi  # noqa: F401


def measured(ask: Any) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(5):
        response = ask(number)
        if response.status_code != 200:
            raise RuntimeError(f"{response.status_code}：{response.content[:300]!r}")
    with CaptureQueriesContext(connection) as queries:
        ask(5)
        count = len(queries)
    seconds = []
    for number in range(6, 6 + ROUNDS):
        began = perf_counter()
        ask(number)
        seconds.append((perf_counter() - began) * 1000)
    return {
        "median": sorted(seconds)[ROUNDS // 2],
        "p99": quantiles(seconds, n=100)[-1],
        "queries": count,
    }
