"""The ledger's counters: the same whether the index is followed or, for a search, the table read through."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.inspections.ledger.totals import Totals, totals_of
from zhunsheng.server.inspections.models import Issue, IssueState, Source

TODAY = date(2023, 8, 1)
DUE = (None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=15), TODAY + timedelta(days=40))


def test_a_search_counts_as_the_index_does(inspections: Inspections) -> None:
    office, register, now = inspections.office, inspections.register, timezone.now()
    states = (IssueState.RECTIFYING, IssueState.CLOSED)
    Issue.objects.bulk_create(
        Issue(
            tenant=office.tenant,
            number=f"XC2023-3-{number:03}",
            wording="会议记录不全。",
            source=Source.ROUTINE,
            unit=office.jia_unit,
            found_on=date(2023, 4, 1),
            due_on=DUE[number % 5],
            state=states[number % 2],
            state_since=now,
        )
        for number in range(20)
    )
    issues = Issue.objects.filter(number__startswith="XC2023-3-")
    expected = Totals(
        {
            ("rectifying", "none"): 4,
            ("rectifying", "red"): 2,
            ("rectifying", "yellow"): 2,
            ("rectifying", "green"): 2,
            ("closed", "none"): 10,
        }
    )
    assert totals_of(issues, register, TODAY) == expected
    assert totals_of(issues, register, TODAY, searching=True) == expected
