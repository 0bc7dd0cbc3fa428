"""The light of an issue by the days it has left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from zhunsheng.server.inspections.deadlines import Light, days_left, light
from zhunsheng.server.inspections.models import Issue, IssueState, Register

TODAY = date(2023, 8, 1)


@pytest.mark.parametrize(
    ("left", "wanted"),
    [
        (21, Light.NONE), (20, Light.GREEN), (11, Light.GREEN), (10, Light.YELLOW), (1, Light.YELLOW),
        (0, Light.YELLOW), (-1, Light.RED),
    ],
)  # fmt: skip
def test_the_light_of_an_open_issue(left: int, wanted: Light) -> None:
    issue = Issue(state=IssueState.RECTIFYING, due_on=TODAY + timedelta(days=left))
    assert (days_left(issue, TODAY), light(issue, Register(), TODAY)) == (left, wanted)


@pytest.mark.parametrize("state", [IssueState.CLOSED, IssueState.LONG_TERM])
def test_an_ended_issue_has_none(state: IssueState) -> None:
    issue = Issue(state=state, due_on=TODAY - timedelta(days=30))
    assert (days_left(issue, TODAY), light(issue, Register(), TODAY)) == (None, Light.NONE)


def test_without_a_date_nothing_is_due() -> None:
    assert days_left(Issue(state=IssueState.RECTIFYING, due_on=None), TODAY) is None


def test_the_days_are_the_registers() -> None:
    issue = Issue(state=IssueState.RECTIFYING, due_on=TODAY + timedelta(days=20))
    assert light(issue, Register(green_days=15, yellow_days=7), TODAY) is Light.NONE
