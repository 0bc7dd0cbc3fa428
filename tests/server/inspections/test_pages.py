"""The ledger's pages: read from the nearer end, together they are the whole list in its order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.inspections.ledger.filters import Filters
from zhunsheng.server.inspections.ledger.selection import PAGE, ordered, page_ids
from zhunsheng.server.inspections.models import Issue, Source

DUE = (None, date(2023, 8, 1), date(2023, 9, 1))


@pytest.fixture
def issues(inspections: Inspections) -> int:
    """Of two units, with the same few deadlines and without any: 230, so that the fifth page is short."""
    office, now = inspections.office, timezone.now()
    Issue.objects.bulk_create(
        Issue(
            tenant=office.tenant,
            number=f"XC2023-3-{number:03}",
            wording="会议记录不全。",
            source=Source.ROUTINE,
            unit=(office.jia_unit, office.yi_unit)[number % 2],
            found_on=date(2023, 4, 1) + timedelta(days=number % 9),
            due_on=DUE[number % 3],
            state_since=now,
        )
        for number in range(230)
    )
    return 230


@pytest.mark.parametrize("falling", [False, True])
@pytest.mark.parametrize("sort", ["due", "number", "unit", "state"])
def test_the_pages_are_the_list(issues: int, sort: str, falling: bool) -> None:
    rows = ordered(Issue.objects.all(), replace(Filters(), sort=sort, falling=falling))
    pages = [page_ids(rows, first, issues) for first in range(0, issues, PAGE)]
    assert [len(page) for page in pages] == [50, 50, 50, 50, 30]
    assert [pk for page in pages for pk in page] == list(rows.values_list("pk", flat=True))
