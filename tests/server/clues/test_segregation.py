"""X08: what leaves the register names no clue and no complaint."""

from __future__ import annotations

from datetime import date

import pytest
from tests.server.inspections.conftest import Inspections

from zhunsheng.rulebook.register_rules import X08
from zhunsheng.server.inspections.circulars.models import Circular
from zhunsheng.server.inspections.disclosure.models import Disclosure, Manner, Matter
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.statistics.register_checks import look_through

COUNTED = "全年移交问题线索 3 件。"


def _told(inspections: Inspections, as_of: date = date(2023, 6, 1)) -> list[str]:
    scope = Scope(inspections.register, 2023, as_of)
    return next(messages for rule, messages in look_through(scope) if rule is X08)


@pytest.mark.parametrize("named", ["XS2023-001", "JB2023-7K3F", "巡移〔2023〕2号"])
def test_an_issue_names_none(inspections: Inspections, issue: Issue, named: str) -> None:
    Issue.objects.update(wording=COUNTED)
    assert _told(inspections) == []
    Issue.objects.update(wording=f"有关情况已另行登记，见 {named}。")
    assert _told(inspections) == ["1 个问题写了线索、举报或移交函的编号，请删去：XC2023-3-001。"]


def test_a_circular_names_none(inspections: Inspections) -> None:
    circular = Circular.objects.create(
        tenant=inspections.office.tenant,
        number="TB2023-001",
        title="关于往来款清理的通报",
        issued_on=date(2023, 5, 20),
        text=COUNTED,
        request="请于月底前报送。",
    )
    assert _told(inspections) == []
    Circular.objects.filter(pk=circular.pk).update(request="线索 XS2023-001 的办理情况一并报送。")
    assert _told(inspections) == ["1 份通报写了线索、举报或移交函的编号，请删去：TB2023-001。"]


def test_what_is_published_names_none(inspections: Inspections) -> None:
    text = Disclosure.objects.create(
        round=inspections.round,
        unit=inspections.office.jia_unit,
        matter=Matter.FEEDBACK,
        manner=Manner.PUBLIC,
        approver="书记",
        approved_on=date(2023, 5, 20),
        published_on=date(2023, 5, 22),
        text=COUNTED,
        by=inspections.office.people["inspector"],
    )
    assert _told(inspections) == []
    Disclosure.objects.filter(pk=text.pk).update(text="线索 XS2023-001 已移交。")
    assert _told(inspections) == [
        "1 份公开的文本写了线索、举报或移交函的编号，请删去：示例区甲局反馈情况社会公开。"
    ]
    Disclosure.objects.filter(pk=text.pk).update(withdrawn_on=date(2023, 5, 30))
    assert _told(inspections) == []
