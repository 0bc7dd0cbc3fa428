"""A province's worth of made-up reports in a database: units, reports, indicator rows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SETTINGS = "zhunsheng.server.settings"


def environment(data: Path, database: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHUNSHENG_")}
    more = {"ZHUNSHENG_DATABASE_URL": database} if database else {}
    return kept | {
        "ZHUNSHENG_DATA_DIR": str(data),
        "ZHUNSHENG_LOG_LEVEL": "ERROR",
        "ZHUNSHENG_SAVES_PER_MINUTE": "100000",
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        **more,
    }


def fresh_postgresql(url: str, name: str) -> str:
    """An empty database beside the one named; returns its address."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{url.rpartition('/')[0]}/{name}"


def fill_in_process(data: Path, database: str, reports: int) -> None:
    """Runs `fill` in a process of its own."""
    run_beside(data, database, f"from benchmarks.office_data import fill\nfill({reports})")


def run_beside(data: Path, database: str, code: str) -> bytes:
    """Runs code with the office set up on this data, in a process of its own; returns what it printed."""
    program = f"import django; django.setup()\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(data, database), check=True, stdout=subprocess.PIPE
    )
    return done.stdout


def fill(reports: int) -> None:
    """The made-up district, and beside it `reports` units with a filled report each, in varied states."""
    from django.core.management import call_command

    call_command("demo", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
    add_reports(reports)
    add_trace()


def add_reports(reports: int) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from zhunsheng.server.campaigns.models import Campaign
    from zhunsheng.server.demo.contents import texts_of
    from zhunsheng.server.orgs.models import Placement, Unit
    from zhunsheng.server.reports.assessing import judge, summary_of
    from zhunsheng.server.reports.content import content_to_json
    from zhunsheng.server.reports.importing import content_of
    from zhunsheng.server.reports.models import IndicatorRow, UnitReport

    campaign = Campaign.objects.get(fiscal_year=2023)
    root = campaign.organizer
    units = Unit.objects.bulk_create(
        Unit(tenant=campaign.tenant, code=f"9{number:05}", name=f"示例单位{number:05}")
        for number in range(reports)
    )
    Placement.objects.bulk_create(
        Placement(
            unit=unit, fiscal_year=2023, parent=root, path=f"/{root.pk}/{unit.pk}/", name_then=unit.name
        )
        for unit in units
    )
    now = timezone.now()
    contents = [
        content_of(texts_of(number, "示例单位", 2023), 1, "imported", "示例", "") for number in range(12)
    ]
    any_report = UnitReport.objects.select_related("campaign", "unit").filter(campaign=campaign)[0]
    judged = [judge(any_report, content) for content in contents]
    states = ("filling", "with_head", "with_bureau", "under_review", "accepted", "returned")
    rows = UnitReport.objects.bulk_create(
        [
            UnitReport(
                campaign=campaign,
                unit=unit,
                path=f"/{root.pk}/{unit.pk}/",
                state=states[number % len(states)],
                state_since=now - timedelta(days=number % 9),
                version=1,
                content=content_to_json(contents[number % len(contents)]),
                draft_number=1,
                deadline=campaign.deadline,
                started_at=now,
                **summary_of(judged[number % len(contents)]),
            )
            for number, unit in enumerate(units)
        ],
        batch_size=500,
    )
    IndicatorRow.objects.bulk_create(
        (
            IndicatorRow(
                report=row,
                row=row_id,
                level1=indicator.level1,
                level2=indicator.level2,
                name=indicator.name,
                target=indicator.target,
                actual=indicator.actual,
                weight=indicator.weight,
                filed=indicator.score,
                computed=indicator.score,
            )
            for number, row in enumerate(rows)
            for row_id, indicator in zip(
                judged[number % len(contents)].assessment.rows,
                judged[number % len(contents)].assessment.report.indicators,
                strict=True,
            )
        ),
        batch_size=2000,
    )


_STEPS = (
    "start",
    *["save_cells"] * 12,
    "explain",
    "add_evidence",
    "submit",
    "approve",
    "open_review",
    "accept",
)
"""What became of a report, as its trace tells it: the last two are the bureau's."""


def add_trace() -> None:
    """Entries for every report that has none: nineteen each. Their hashes are not worked out."""
    from datetime import timedelta

    from django.utils import timezone

    from zhunsheng.server.audit.models import Chain, Entry
    from zhunsheng.server.orgs.models import Role, User
    from zhunsheng.server.reports.models import UnitReport
    from zhunsheng.server.reports.subjects import chain_of

    reports = UnitReport.objects.select_related("unit", "campaign").defer("content").order_by("pk")
    had = set(Chain.objects.values_list("name", flat=True))
    bare = [report for report in reports if chain_of(report) not in had]
    chains = Chain.objects.bulk_create(
        (Chain(name=chain_of(report), length=len(_STEPS)) for report in bare), batch_size=2000
    )
    preparers = list(User.objects.filter(duties__role=Role.PREPARER).order_by("pk"))
    reviewers = list(User.objects.filter(duties__role=Role.REVIEWER).order_by("pk"))
    began = timezone.now() - timedelta(days=60)
    Entry.objects.bulk_create(
        (
            Entry(
                chain=chain,
                number=step + 1,
                at=began + timedelta(minutes=number * 7 + step * 31),
                actor_id=who.pk,
                actor_name=who.name,
                verb=verb,
                subject=chain.name,
                subject_name=f"{report.unit.name} {report.campaign.fiscal_year}",
                details='{"cells":{"r1.actual":["52000件","53000件"]}}',
                algorithm="sha256",
                previous="",
                hash=f"{number:032x}{step:032x}",
            )
            for number, (report, chain) in enumerate(zip(bare, chains, strict=True))
            for step, verb in enumerate(_STEPS)
            for who in [
                reviewers[number % len(reviewers)]
                if step >= len(_STEPS) - 2
                else preparers[number % len(preparers)]
            ]
        ),
        batch_size=2000,
    )
