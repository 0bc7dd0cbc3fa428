"""A large register in a database: four hundred units, twenty rounds, issues with three measures each."""

from __future__ import annotations

import os
from datetime import date, timedelta
from random import Random

UNITS, ROUNDS, CATEGORIES, THEMES = 400, 20, 16, 6
MEASURES = 3
TAGGED_EVERY = 10
"""Every so manieth issue is tagged with a 专项行动."""
_WORDS = (
    "固定资产盘点账实不符",
    "惠民补贴发放名册与银行回单不一致",
    "项目招投标资料未归档",
    "会议记录缺少末位表态",
    "安全隐患排查整改未闭环",
    "专项资金滞留超过一年",
)
_REST = "，涉及多个年度，责任人不明确，未按要求建立台账，相关资料缺失，需逐项核对并限期补齐。"


def fill(issues: int) -> None:
    """The made-up district, and beside it so many issues in every state; seven of ten are closed."""
    from django.core.management import call_command

    call_command("demo", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
    add_issues(issues)
    settle()


def settle() -> None:
    """What PostgreSQL's autovacuum does by itself within minutes, and a worker for SQLite once a day."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def add_issues(issues: int) -> None:
    from django.utils import timezone

    from zhunsheng.server.inspections.models import (
        Category,
        Inspectee,
        Issue,
        Measure,
        Round,
        Source,
        Team,
        Term,
        Theme,
    )
    from zhunsheng.server.inspections.special_actions.models import SpecialAction
    from zhunsheng.server.inspections.statistics.count_rows import start_of
    from zhunsheng.server.orgs.models import Placement, Tenant, Unit

    tenant = Tenant.objects.get()
    root = Unit.objects.get(code="000")
    units = Unit.objects.bulk_create(
        Unit(tenant=tenant, code=f"9{number:05}", name=f"示例单位{number:03}") for number in range(UNITS)
    )
    Placement.objects.bulk_create(
        Placement(
            unit=unit, fiscal_year=2023, parent=root, path=f"/{root.pk}/{unit.pk}/", name_then=unit.name
        )
        for unit in units
    )
    term = Term.objects.create(tenant=tenant, number=7, since=date(2026, 9, 1), until=date(2031, 8, 31))
    rounds = Round.objects.bulk_create(Round(term=term, number=number + 1) for number in range(ROUNDS))
    teams = Team.objects.bulk_create(Team(round=entry, name="第一巡察组") for entry in rounds)
    inspectees = Inspectee.objects.bulk_create(
        Inspectee(round=teams[number % ROUNDS].round, team=teams[number % ROUNDS], unit=unit)
        for number, unit in enumerate(units)
    )
    categories = Category.objects.bulk_create(
        Category(tenant=tenant, group="三个聚焦", name=f"类别{number}") for number in range(CATEGORIES)
    )
    themes = Theme.objects.bulk_create(Theme(tenant=tenant, name=f"主题{number}") for number in range(THEMES))
    today, random = timezone.localdate(), Random(1)
    states = ("closed",) * 12 + (
        "long_term", "unclaimed", "rectifying", "rectifying", "with_discipline", "with_office", "to_close",
        "rectifying",
    )  # fmt: skip
    made = []
    for number in range(issues):
        inspectee = inspectees[random.randrange(UNITS)]
        state = states[number % len(states)]
        fed_back = today - timedelta(days=random.randrange(60, 1500 if state == "closed" else 110))
        ended = state in ("closed", "long_term")
        closed_on = min(fed_back + timedelta(days=80), today)
        done = MEASURES if ended or state.startswith(("with", "to")) else number % MEASURES
        made.append(
            Issue(
                tenant=tenant,
                number=f"XC2026-{inspectee.round.number}-{number:06}",
                wording=f"{_WORDS[number % len(_WORDS)]}（{number}）{_REST}",
                source=Source.ROUTINE,
                round=inspectee.round,
                inspectee=inspectee,
                unit=inspectee.unit,
                category=categories[number % CATEGORIES],
                theme=themes[number % THEMES] if number % 5 == 0 else None,
                immediate=number % 11 == 0,
                found_on=fed_back - timedelta(days=40),
                fed_back_on=fed_back,
                due_on=fed_back + timedelta(days=90),
                state=state,
                state_since=start_of(closed_on if ended else max(fed_back, today - timedelta(days=20))),
                closed_on=closed_on if state == "closed" else None,
                first_closed_on=closed_on if state == "closed" else None,
                measures_total=MEASURES,
                measures_done=done,
                evidence_total=done,
            )
        )
    rows = Issue.objects.bulk_create(made, batch_size=2000)
    action = SpecialAction.objects.create(
        tenant=tenant, name="专项行动示例", ordered_by="市委巡察办", since=date(2026, 9, 1)
    )
    action.issues.add(*rows[::TAGGED_EVERY])
    Measure.objects.bulk_create(
        (
            Measure(
                issue=issue,
                text="逐项核对，补登台账，修订办法。",
                person="业务股股长",
                due_on=issue.due_on,
                done_on=issue.due_on if order < issue.measures_done else None,
            )
            for issue in rows
            for order in range(MEASURES)
        ),
        batch_size=5000,
    )
