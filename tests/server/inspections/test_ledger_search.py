"""What is typed into the ledger's search: words, each of which stands in the wording, the number or the unit's name."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.inspections.ledger.selection import searched
from zhunsheng.server.inspections.models import Issue, IssueState, Source
from zhunsheng.server.orgs.models import Tenant, Unit


@pytest.fixture
def issues(inspections: Inspections) -> Inspections:
    office = inspections.office
    Issue.objects.bulk_create(
        Issue(
            tenant=office.tenant,
            number=number,
            wording=wording,
            source=Source.ROUTINE,
            unit=unit,
            found_on=date(2023, 4, 1),
            state=IssueState.RECTIFYING,
            state_since=timezone.now(),
        )
        for number, wording, unit in (
            ("XC-1", "固定资产盘点账实不符。", office.jia_unit),
            ("XC-2", "固定资产盘点账实不符。", office.yi_unit),
            ("XC-3", "会议记录缺失，甲局之外也有。", office.yi_unit),
        )
    )
    return inspections


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("固定资产", ["XC-1", "XC-2"]),
        ("固定资产 账实", ["XC-1", "XC-2"]),
        ("账实　固定资产", ["XC-1", "XC-2"]),
        ("固定资产 记录", []),
        ("甲局", ["XC-1", "XC-3"]),
        ("示例区甲局", ["XC-1"]),
        ("甲局 账实", ["XC-1"]),
        ("示例区 账实", ["XC-1", "XC-2"]),
        ("xc-2", ["XC-2"]),
        ("xc 乙局 账实", ["XC-2"]),
        ("丙局", []),
        ("%", []),
    ],
)
def test_each_word_has_to_occur(issues: Inspections, text: str, expected: list[str]) -> None:
    tenant = issues.office.tenant
    found = searched(Issue.objects.filter(tenant=tenant), text, tenant.pk).order_by("number")
    assert list(found.values_list("number", flat=True)) == expected


def test_the_names_are_those_of_one_s_own_region(issues: Inspections) -> None:
    """Read once, however many words there are; the issues are read without another table beside them."""
    other = Tenant.objects.create(code="another", name="乙区")
    Unit.objects.create(tenant=other, code="900", name="丙局")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = searched(Issue.objects.all(), "丙局 账实", issues.office.tenant.pk)
    assert (list(found), len(asked)) == ([], 2)
    assert "JOIN" not in asked[1]["sql"]
