"""反馈: until its day a unit sees nothing of what was found; what the day may be, and when it may be taken back."""

from __future__ import annotations

from datetime import date

import pytest
from tests.server.inspections.conftest import FED_BACK, Inspections

from zhunsheng.server.inspections.issues.actions import NewIssue, register_issue
from zhunsheng.server.inspections.models import Inspectee, Issue, Round, Source, Step
from zhunsheng.server.inspections.queries import visible_to
from zhunsheng.server.inspections.rounds import actions as round_actions

FOUND, FOUND_LATER = date(2023, 3, 20), date(2023, 6, 1)
BESIDE_ROUNDS = (Source.LOOK_BACK, Source.ESCALATED, Source.SUPERVISION, Source.OLD)


def _found(
    inspections: Inspections,
    source: Source,
    inspectee: Inspectee | None = None,
    entry: Round | None = None,
    on: date = FOUND,
) -> Issue:
    new = NewIssue(
        "往来款长期挂账未清理", source, inspections.office.jia_unit, on, inspectee=inspectee, round=entry
    )
    return register_issue(inspections.office.actor("inspector"), new)


def _feed_back_round(inspections: Inspections, day: date | None = FED_BACK) -> None:
    inspector = inspections.office.actor("inspector")
    round_actions.date_steps(inspector, entry=inspections.round, days={Step.FED_BACK: day})


def _days(issue: Issue) -> tuple[date | None, date | None]:
    issue.refresh_from_db()
    return issue.fed_back_on, issue.due_on


@pytest.mark.parametrize("source", [Source.ROUTINE, *BESIDE_ROUNDS])
def test_an_issue_of_a_round_waits_for_its_feedback_whatever_its_source(
    inspections: Inspections, source: Source
) -> None:
    of_unit = _found(inspections, source, inspections.jia)
    of_round = _found(inspections, source, entry=inspections.round)
    unit = inspections.office.actor("jia_rectifier")
    assert (_days(of_unit), _days(of_round), list(visible_to(unit))) == ((None, None), (None, None), [])
    _feed_back_round(inspections)
    assert (_days(of_unit), _days(of_round)) == ((FED_BACK, date(2023, 8, 8)), (FED_BACK, date(2023, 8, 8)))
    assert set(visible_to(unit)) == {of_unit, of_round}


def test_what_is_found_beside_the_rounds_is_told_on_the_day(inspections: Inspections) -> None:
    assert _days(_found(inspections, Source.LOOK_BACK)) == (FOUND, date(2023, 6, 18))


def test_what_is_found_at_a_unit_told_already_is_told_on_the_day_and_stays_told(
    inspections: Inspections,
) -> None:
    _feed_back_round(inspections)
    inspections.jia.round.refresh_from_db()
    later = _found(inspections, Source.LOOK_BACK, inspections.jia, on=FOUND_LATER)
    assert _days(later) == (FOUND_LATER, date(2023, 8, 30))
    _feed_back_round(inspections, date(2023, 5, 20))
    assert _days(later) == (FOUND_LATER, date(2023, 8, 30))
