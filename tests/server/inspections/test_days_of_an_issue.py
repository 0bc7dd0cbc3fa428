"""整改时限 and the days of measures: what they may be changed to, and when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.server.inspections.conftest import Advance, Inspections, rectified

from zhunsheng.server.inspections.issues.actions import add_measure, change_issue, change_measure
from zhunsheng.server.inspections.models import Issue, IssueState, Measure
from zhunsheng.server.orgs.verdicts import Refused

DUE = date(2023, 8, 8)
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.mark.parametrize("state", [IssueState.CLOSED, IssueState.LONG_TERM])
@pytest.mark.parametrize("change", [{"due_on": date(2023, 12, 31)}, {"due_on": None}, {"immediate": True}])
def test_what_has_ended_keeps_its_deadline(
    inspections: Inspections, issue: Issue, state: IssueState, change: dict[str, Any]
) -> None:
    Issue.objects.filter(pk=issue.pk).update(state=state)
    with pytest.raises(Refused) as refused:
        change_issue(inspections.office.actor("inspector"), issue_id=issue.pk, **change)
    assert str(refused.value) == f"{state.label}的问题不能再改整改时限和立行立改，要改请先重新打开。"
    changed = change_issue(
        inspections.office.actor("inspector"), issue_id=issue.pk, due_on=DUE, immediate=False, person="主任"
    )
    assert (changed.due_on, changed.person) == (DUE, "主任")


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2023, 3, 19), "整改时限 2023-03-19 早于发现日期 2023-03-20。"),
        (date(2023, 5, 9), "整改时限 2023-05-09 早于反馈日期 2023-05-10。"),
    ],
)
def test_nothing_is_due_before_it_was_told(
    inspections: Inspections, issue: Issue, day: date, why: str
) -> None:
    with pytest.raises(Refused) as refused:
        change_issue(inspections.office.actor("inspector"), issue_id=issue.pk, due_on=day)
    assert str(refused.value) == why


def test_on_the_day_it_was_told_something_may_be_due(inspections: Inspections, issue: Issue) -> None:
    told = issue.fed_back_on
    assert change_issue(inspections.office.actor("inspector"), issue_id=issue.pk, due_on=told).due_on == told


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"text": "盘点"}, "整改措施至少写 4 个字。"),
        ({"due_on": date(2023, 8, 9)}, "完成时限 2023-08-09 晚于问题的整改时限 2023-08-08。"),
        ({"due_on": date(2023, 3, 19)}, "完成时限 2023-03-19 早于发现日期 2023-03-20。"),
        ({"done_on": TOMORROW}, f"完成日期 {TOMORROW} 还没有到。"),
        ({"done_on": date(2023, 3, 19)}, "完成日期 2023-03-19 早于发现日期 2023-03-20。"),
    ],
)
def test_a_changed_measure_is_checked_as_a_new_one(
    inspections: Inspections, issue: Issue, change: dict[str, Any], why: str
) -> None:
    rectified(inspections, issue)
    rectifier, measure = inspections.office.actor("jia_rectifier"), Measure.objects.get(issue=issue)
    with pytest.raises(Refused) as refused:
        change_measure(rectifier, measure_id=measure.pk, **change)
    assert str(refused.value) == why
    if "done_on" not in change:
        given = {"text": "逐件盘点，补登台账", "leader": "", "department": "", "person": "", "due_on": None}
        with pytest.raises(Refused, match=why):
            add_measure(rectifier, issue_id=issue.pk, **given | change)


def test_a_measure_keeps_the_days_it_had_while_the_rest_is_changed(
    inspections: Inspections, issue: Issue, bring: Advance
) -> None:
    bring(issue, "rectifying")
    Issue.objects.filter(pk=issue.pk).update(due_on=date(2023, 6, 1))
    measure = Measure.objects.get(issue=issue)
    days = {"due_on": measure.due_on, "done_on": measure.done_on}
    changed = change_measure(
        inspections.office.actor("jia_rectifier"), measure_id=measure.pk, text="逐件盘点，重新登记", **days
    )
    assert (changed.text, changed.due_on, changed.done_on) == (
        "逐件盘点，重新登记", date(2023, 7, 1), date(2023, 6, 20),
    )  # fmt: skip
