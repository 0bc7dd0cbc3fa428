"""Slips, interviews, supervisions and rules: what is asked for, what is refused, what the trace never says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.supervision import actions
from zhunsheng.server.inspections.supervision.looks import NewLook, hold_supervision
from zhunsheng.server.inspections.supervision.models import Interview, NoticeSlip, Supervision
from zhunsheng.server.orgs.verdicts import Refused

DAY = date(2023, 9, 4)
SECRET = "第三季度进展没有报送"


def test_slips_are_numbered_within_their_year(inspections: Inspections) -> None:
    inspector, unit = inspections.office.actor("inspector"), inspections.office.jia_unit
    numbers = [
        actions.issue_slip(inspector, unit=unit, issued_on=day, matter=SECRET).number
        for day in (DAY, DAY, date(2024, 1, 5))
    ]
    assert numbers == ["TS2023-001", "TS2023-002", "TS2024-001"]


def test_a_reply_comes_after_the_slip(inspections: Inspections) -> None:
    inspector, unit = inspections.office.actor("inspector"), inspections.office.jia_unit
    slip = actions.issue_slip(inspector, unit=unit, issued_on=DAY, matter=SECRET)
    with pytest.raises(Refused, match="答复日期 2023-09-01 早于下发日期 2023-09-04。"):
        actions.note_reply(inspector, slip_id=slip.pk, replied_on=date(2023, 9, 1))
    actions.note_reply(inspector, slip_id=slip.pk, replied_on=date(2023, 9, 12))
    assert NoticeSlip.objects.get().replied_on == date(2023, 9, 12)


def test_what_is_missing_or_to_come_is_refused(inspections: Inspections) -> None:
    inspector, unit = inspections.office.actor("inspector"), inspections.office.jia_unit
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match=f"下发日期 {tomorrow} 还没有到。"):
        actions.issue_slip(inspector, unit=unit, issued_on=tomorrow, matter=SECRET)
    with pytest.raises(Refused, match="约谈事由至少写 4 个字。"):
        actions.hold_interview(inspector, unit=unit, held_on=DAY, matter="")
    with pytest.raises(Refused, match="请选择被督查的单位。"):
        hold_supervision(inspector, NewLook(Supervision.Kind.SUPERVISION, "专项督查", DAY))
    with pytest.raises(Refused, match="结束日期 2023-09-01 早于开始日期 2023-09-04。"):
        hold_supervision(
            inspector,
            NewLook(Supervision.Kind.SUPERVISION, "专项督查", DAY, date(2023, 9, 1), units=[unit]),
        )


@pytest.mark.parametrize("name", ["leading", "jia_rectifier", "jia_discipline", "member", "bureau", "admin"])
def test_only_the_office_enters_them(inspections: Inspections, name: str) -> None:
    with pytest.raises(Refused, match="台账由巡察办登记。"):
        actions.hold_interview(
            inspections.office.actor(name), unit=inspections.office.jia_unit, held_on=DAY, matter=SECRET
        )
    assert not Interview.objects.exists()


def test_the_trace_has_no_words(inspections: Inspections, issue: Issue) -> None:
    inspector, unit = inspections.office.actor("inspector"), inspections.office.jia_unit
    actions.issue_slip(inspector, unit=unit, issued_on=DAY, matter=SECRET)
    actions.hold_interview(inspector, unit=unit, held_on=DAY, matter=SECRET, outcome=SECRET)
    hold_supervision(inspector, NewLook(Supervision.Kind.COMMON, SECRET, DAY, units=[unit]), [issue])
    told = "".join(Entry.objects.values_list("details", flat=True))
    told += "".join(Entry.objects.values_list("subject_name", flat=True))
    assert SECRET not in told
    assert {"issue_slip", "hold_interview", "hold_supervision"} <= set(
        Entry.objects.values_list("verb", flat=True)
    )
