"""Server time of the register's pages with a hundred thousand issues, on SQLite and, where there is one, PostgreSQL."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.inspections_data import MEASURES
from benchmarks.office import as_served, available_postgresql, measured
from benchmarks.office_data import run_beside
from benchmarks.printing import say, table

ISSUES = 100_000


def run(issues: int = ISSUES) -> None:
    with TemporaryDirectory(prefix="zhunsheng-bench-") as folder:
        for name, database in (("SQLite", ""), ("PostgreSQL", available_postgresql())):
            if database is None:
                say(f"{name}：没有可用的服务器")
                continue
            data = Path(folder) / name
            run_beside(data, database, f"from benchmarks.inspections_data import fill\nfill({issues})")
            printed = run_beside(data, database, "from benchmarks.inspections import measure\nmeasure()")
            show(name, issues, json.loads(printed))


def show(name: str, issues: int, found: dict[str, Any]) -> None:
    rows = [
        [page, f"{entry['median']:.1f}", f"{entry['p99']:.1f}", str(entry["queries"])]
        for page, entry in found.items()
    ]
    title = f"整改台账，{name}，{issues:,} 个问题，{issues * MEASURES:,} 条措施：服务器用时（毫秒）"
    table(title, ["页面", "中位", "99%", "查询"], rows)


def measure() -> None:
    """In a process of its own: prints one JSON object."""
    from django.test import Client

    from zhunsheng.server.inspections.models import Category, Issue, Round, Theme
    from zhunsheng.server.inspections.special_actions.models import SpecialAction
    from zhunsheng.server.inspections.statistics.breakdown import WAYS
    from zhunsheng.server.orgs.models import Unit, User

    as_served()
    office, rectifier = (Client(SERVER_NAME="localhost") for _ in range(2))
    for client, username in ((office, "xcb1"), (rectifier, "zg11")):
        client.force_login(User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    # Somebody with issues of their own among very many of others.
    own = User.objects.get(username="zg11").duties.get().unit
    Issue.objects.filter(unit__code="900007").update(unit=own)
    round_id, unit_id = Round.objects.latest("pk").pk, Unit.objects.get(code="900011").pk
    category_id, theme_id = Category.objects.latest("pk").pk, Theme.objects.latest("pk").pk
    action_id = SpecialAction.objects.latest("pk").pk
    issue = Issue.objects.filter(state="to_close").latest("pk")
    year = issue.found_on.year
    pages = {
        "工作台（巡察办）": (office, "/"),
        "台账：未办结，按时限": (office, "/inspections/"),
        "台账：全部": (office, "/inspections/?state=all"),
        "台账：全部，最后一页": (office, "/inspections/?state=all&page=2000"),
        "台账：旁边一个问题": (office, f"/inspections/?issue={issue.pk}"),
        "台账：一轮": (office, f"/inspections/?round={round_id}&state=all"),
        "台账：一个单位": (office, f"/inspections/?unit={unit_id}&state=all"),
        "台账：类别、主题": (office, f"/inspections/?category={category_id}&theme={theme_id}"),
        "台账：一个专项行动": (office, f"/inspections/?action={action_id}&state=all"),
        "专项行动": (office, "/inspections/actions/"),
        "台账：超期": (office, "/inspections/?light=red"),
        "台账：待我办": (office, "/inspections/?mine=1"),
        "台账：按单位排": (office, "/inspections/?state=all&sort=unit"),
        "台账：按编号排": (office, "/inspections/?state=all&sort=number&falling=1"),
        "台账：搜编号": (office, f"/inspections/?search={issue.number}&state=all"),
        "台账：搜表述，个个都有": (office, "/inspections/?search=台账&state=all"),
        "台账：搜表述，六分之一": (office, "/inspections/?search=招投标&state=all"),
        "台账：搜表述，很少": (office, "/inspections/?search=（99999）&state=all"),
        "看板": (office, "/inspections/board/"),
        "整改报告": (office, "/inspections/reports/"),
        "按单位": (office, "/inspections/units/"),
        "问题详情": (office, f"/inspections/issues/{issue.pk}/"),
        "问题旁边的相近问题": (office, f"/inspections/issues/{issue.pk}/alike/"),
        **{
            f"统计回流，{way}": (office, f"/inspections/statistics/?year={year}&by={key}")
            for key, way in WAYS.items()
        },
        "统计回流，上一年": (office, f"/inspections/statistics/?year={year - 1}"),
        "台账自查": (office, f"/inspections/statistics/self-check/?year={year}"),
        "四个纳入": (office, f"/inspections/appraisals/?year={year}"),
        "轮次": (office, "/inspections/rounds/"),
        "台账（整改联络人）": (rectifier, "/inspections/"),
        "工作台（整改联络人）": (rectifier, "/"),
    }
    found = {name: measured(_asking(client, address)) for name, (client, address) in pages.items()}
    print(json.dumps(found))


def _asking(client: Any, address: str) -> Any:
    return lambda _number: client.get(address)
