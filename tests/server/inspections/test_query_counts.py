"""Pages of the register ask the database as often for many issues as for few."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.server.inspections.conftest import FED_BACK, Inspections

from zhunsheng.server.inspections.ledger.alert_models import Alert
from zhunsheng.server.inspections.ledger.alerting import alert_deadlines
from zhunsheng.server.inspections.models import Category, Issue, Source, Theme

YEAR = FED_BACK.year
PAGES = (
    "/inspections/?state=all",
    "/inspections/board/",
    "/inspections/units/",
    "/inspections/reports/",
    "/inspections/rounds/",
    f"/inspections/appraisals/?year={YEAR}",
    f"/inspections/statistics/?year={YEAR}",
    f"/inspections/statistics/?year={YEAR}&by=unit",
    f"/inspections/statistics/?year={YEAR}&by=category",
    f"/inspections/statistics/?year={YEAR}&by=month",
    f"/inspections/statistics/self-check/?year={YEAR}",
)


def _add_issues(inspections: Inspections, count: int, first: int) -> None:
    office, now = inspections.office, timezone.now()
    tenant = office.tenant
    categories = [
        Category.objects.create(tenant=tenant, group="三个聚焦", name=f"类别{first + n}") for n in range(3)
    ]
    theme = Theme.objects.create(tenant=tenant, name=f"主题{first}")
    Issue.objects.bulk_create(
        Issue(
            tenant=tenant,
            number=f"XC2023-3-{number:03}",
            wording="会议记录不全。",
            source=Source.ROUTINE,
            round=inspections.round,
            unit=(office.jia_unit, office.yi_unit)[number % 2],
            category=categories[number % 3],
            theme=theme,
            found_on=date(YEAR, 4 + number % 3, 1),
            fed_back_on=FED_BACK,
            due_on=date(YEAR, 9, 1),
            state_since=now,
        )
        for number in range(first, first + count)
    )


def _asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(queries)


@pytest.mark.parametrize("address", PAGES)
def test_as_many_queries_for_many_issues_as_for_few(inspections: Inspections, address: str) -> None:
    client = inspections.office.client("inspector")
    _add_issues(inspections, 4, 500)
    client.get(address)
    few = _asked(client, address)
    _add_issues(inspections, 40, 600)
    assert _asked(client, address) == few


def test_the_alerts_of_many_issues_take_as_many_queries_as_those_of_few(inspections: Inspections) -> None:
    taken = []
    for count, first in ((4, 500), (40, 600)):
        _add_issues(inspections, count, first)
        with CaptureQueriesContext(connection) as queries:
            alert_deadlines()
        taken.append(len(queries))
    assert Alert.objects.count() == 44
    assert taken == [taken[0]] * 2
