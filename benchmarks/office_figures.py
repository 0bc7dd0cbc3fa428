"""Bringing in the known figures of two thousand units: the preview, and the job until its end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.office import available_postgresql
from benchmarks.office_data import environment, fill_in_process
from benchmarks.printing import say, table

UNITS = 2_000


def run(units: int = UNITS) -> None:
    rows = []
    with TemporaryDirectory(prefix="zhunsheng-bench-") as folder:
        for name, database in (("SQLite", ""), ("PostgreSQL", available_postgresql())):
            if database is None:
                say(f"{name}：没有可用的服务器")
                continue
            data = Path(folder) / name
            fill_in_process(data, database, units)
            code = "import django; django.setup()\nfrom benchmarks.office_figures import measure\nmeasure()"
            printed = subprocess.run(
                [sys.executable, "-c", code],
                env=environment(data, database),
                check=True,
                capture_output=True,
            )
            found = json.loads(printed.stdout)
            rows.append([name, *(f"{found[key]:,.1f}" for key in ("preview", "job", "step"))])
    title = f"已知数：{units:,} 个已开始填报的单位，每家 18 个数（秒）"
    table(title, ["数据库", "预览", "后台导入", "每步 20 家"], rows)


def measure() -> None:
    """In a process of its own: prints one JSON object."""
    from zhunsheng.server.campaigns.figure_jobs import ask_to_import
    from zhunsheng.server.campaigns.figure_workbook import read_table, template
    from zhunsheng.server.campaigns.figures import keys_of, plan_of
    from zhunsheng.server.campaigns.models import Campaign, KnownFigure
    from zhunsheng.server.files.storing import store_bytes
    from zhunsheng.server.jobs.worker import Worker
    from zhunsheng.server.orgs.actors import actor_of
    from zhunsheng.server.orgs.models import Role, Unit, User
    from zhunsheng.server.reports.schemes import sheet_of

    campaign = Campaign.objects.get(fiscal_year=2023)
    bureau = actor_of(User.objects.filter(duties__role=Role.BUREAU)[0])
    KnownFigure.objects.filter(campaign=campaign).delete()
    sheet = sheet_of(campaign.scheme)
    keys = keys_of(sheet)
    units = Unit.objects.filter(reports__campaign=campaign, name__startswith="示例单位").order_by("code")
    figures = [
        (unit.code, unit.name, {key: str(100 + number % 50) for key in keys})
        for number, unit in enumerate(units)
    ]
    data = template(keys, sheet, figures)
    began = perf_counter()
    plan = plan_of(campaign, read_table(data, keys, sheet))
    preview = perf_counter() - began
    assert plan.all_news == len(keys) * len(figures)
    file = store_bytes(bureau, "已知数.xlsx", data)
    job = ask_to_import(bureau, campaign=campaign, file=file, only_clean=False)
    began = perf_counter()
    Worker().run(once=True)
    seconds = perf_counter() - began
    job.refresh_from_db()
    assert job.state == "done", job.message
    print(json.dumps({"preview": preview, "job": seconds, "step": seconds * 20 / len(figures)}))
