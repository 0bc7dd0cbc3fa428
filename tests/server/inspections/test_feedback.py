"""反馈: until its day a unit sees nothing of what was found; what the day may be, and when it may be taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.server.inspections.conftest import FED_BACK, Advance, Inspections

from zhunsheng.server.inspections.issues.actions import NewIssue, register_issue
from zhunsheng.server.inspections.models import Inspectee, Issue, Round, Source, Step
from zhunsheng.server.inspections.queries import visible_to
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.orgs.verdicts import Refused

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


# --- what the day may be -----------------------------------------------------------------------------------

TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2023, 2, 28), "反馈日期 2023-02-28 早于进驻日期 2023-03-01。"),
        (TOMORROW, f"反馈日期 {TOMORROW} 还没有到。"),
        (date.max, "反馈日期 9999-12-31 还没有到。"),
    ],
)
def test_a_unit_is_told_after_the_team_moved_in_and_not_in_days_to_come(
    inspections: Inspections, issue: Issue, day: date, why: str
) -> None:
    before = _days(issue)
    with pytest.raises(Refused) as refused:
        round_actions.feed_back(inspections.office.actor("inspector"), inspectee=inspections.jia, on=day)
    assert (str(refused.value), _days(issue)) == (why, before)


def test_a_unit_may_be_told_on_a_day_of_its_own(inspections: Inspections, issue: Issue) -> None:
    inspector, day = inspections.office.actor("inspector"), date(2023, 3, 1)
    round_actions.feed_back(inspector, inspectee=inspections.jia, on=day)
    assert _days(issue) == (day, date(2023, 5, 30))


@pytest.mark.parametrize("step", [Step.FED_BACK, Step.RECTIFIED, Step.ARCHIVED])
def test_a_step_with_consequences_is_dated_once_it_is_taken(inspections: Inspections, step: Step) -> None:
    inspector, entry = inspections.office.actor("inspector"), inspections.round
    with pytest.raises(Refused, match=f"“{step.label}” {TOMORROW} 还没有到。"):
        round_actions.date_steps(inspector, entry=entry, days={step: TOMORROW})
    today = timezone.localdate()
    assert round_actions.date_steps(inspector, entry=entry, days={step: today}).date_of(step) == today


def test_moving_in_may_be_planned_ahead_and_is_not_reached_yet(
    inspections: Inspections, client: Client
) -> None:
    days = {Step.FORMED: date(2023, 2, 1), Step.ENTERED: TOMORROW}
    round_actions.date_steps(inspections.office.actor("inspector"), entry=inspections.round, days=days)
    client.force_login(inspections.office.people["inspector"])
    [(_, reached, *_)] = client.get("/inspections/rounds/").context["lines"]
    assert reached == Step.FORMED


def test_where_the_dates_are_refused_the_period_stays(inspections: Inspections, client: Client) -> None:
    client.force_login(inspections.office.people["inspector"])
    address = f"/inspections/rounds/{inspections.round.pk}/dates/"

    def sent(fed_back: date) -> int:
        given = {"entered": "2023-03-01", "fed_back": fed_back.isoformat(), "period_days": "60"}
        return client.post(address, given).status_code

    refused = sent(date(2023, 2, 1)), Round.objects.get(pk=inspections.round.pk).period_days
    issue = _found(inspections, Source.ROUTINE, inspections.jia)
    taken = sent(FED_BACK), Round.objects.get(pk=inspections.round.pk).period_days
    assert (refused, taken, _days(issue)) == ((400, None), (302, 60), (FED_BACK, date(2023, 7, 9)))


# --- taking it back ----------------------------------------------------------------------------------------


def test_feedback_is_not_taken_back_once_a_unit_has_begun(
    inspections: Inspections, issue: Issue, bring: Advance
) -> None:
    bring(issue, "rectifying")
    before = _days(issue)
    with pytest.raises(Refused) as refused:
        _feed_back_round(inspections, None)
    assert str(refused.value) == "有 1 个问题单位已经认领，反馈日期不能去掉，只能改成对的日期。"
    assert _days(issue) == before
    _feed_back_round(inspections, date(2023, 5, 12))
    assert _days(issue) == (date(2023, 5, 12), date(2023, 8, 10))


def test_a_units_own_feedback_is_not_taken_back_either_once_it_has_begun(
    inspections: Inspections, issue: Issue, bring: Advance
) -> None:
    inspector = inspections.office.actor("inspector")
    round_actions.feed_back(inspector, inspectee=inspections.jia, on=FED_BACK)
    _feed_back_round(inspections, None)
    inspections.jia.refresh_from_db()
    bring(issue, "rectifying")
    with pytest.raises(Refused, match="有 1 个问题单位已经认领"):
        round_actions.feed_back(inspector, inspectee=inspections.jia, on=None)
    _feed_back_round(inspections)
    inspections.jia.refresh_from_db()
    assert round_actions.feed_back(inspector, inspectee=inspections.jia, on=None).fed_back_on is None


def test_an_archived_round_keeps_its_feedback(inspections: Inspections, issue: Issue) -> None:
    inspector = inspections.office.actor("inspector")
    round_actions.date_steps(inspector, entry=inspections.round, days={Step.ARCHIVED: date(2023, 12, 1)})
    with pytest.raises(Refused, match="六届第三轮已经归档，反馈日期不能去掉"):
        _feed_back_round(inspections, None)


def test_while_nothing_is_begun_feedback_may_be_taken_back(inspections: Inspections, issue: Issue) -> None:
    _feed_back_round(inspections, None)
    assert _days(issue) == (None, None)
