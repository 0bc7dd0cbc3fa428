"""Where an issue may go, who may send it there, and why not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.server.conftest import OPERATOR
from tests.server.inspections.conftest import FED_BACK, Advance, Inspections, rectified

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.issues import actions as issue_actions
from zhunsheng.server.inspections.issues.actions import NewIssue
from zhunsheng.server.inspections.issues.batches import move_many
from zhunsheng.server.inspections.issues.sheet import sheet_of
from zhunsheng.server.inspections.ledger.selection import waiting_for
from zhunsheng.server.inspections.models import Handling, Inspectee, Issue, Source, Step
from zhunsheng.server.inspections.queries import visible_to
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.workflow import MOVES, Verb, may_see, verdict
from zhunsheng.server.orgs.actions import assign_duty
from zhunsheng.server.orgs.models import Duty, Role
from zhunsheng.server.orgs.verdicts import Refused

PEOPLE = (
    "inspector",
    "leading",
    "jia_rectifier",
    "yi_rectifier",
    "jia_discipline",
    "member",
    "other_member",
    "keeper",
    "jia",
    "jia_head",
    "reviewer",
    "bureau",
    "auditor",
    "admin",
)


def test_an_issue_gets_number_deadline_and_state(issue: Issue) -> None:
    assert (issue.number, issue.state, issue.fed_back_on, issue.due_on) == (
        "XC2023-3-001", "unclaimed", FED_BACK, date(2023, 8, 8),
    )  # fmt: skip


def test_before_feedback_only_office_leading_group_and_team_see_it(
    inspections: Inspections, issue: Issue
) -> None:
    round_actions.date_steps(
        inspections.office.actor("inspector"), entry=inspections.round, days={Step.FED_BACK: None}
    )
    issue.refresh_from_db()
    assert issue.due_on is None
    assert _who_sees(inspections, issue) == {"inspector", "leading", "member"}


def test_after_feedback_the_unit_and_its_discipline_group_see_it_too(
    inspections: Inspections, issue: Issue
) -> None:
    assert _who_sees(inspections, issue) == {
        "inspector",
        "leading",
        "member",
        "jia_rectifier",
        "jia_discipline",
    }


def test_a_unit_that_helps_sees_it(inspections: Inspections, issue: Issue) -> None:
    inspector = inspections.office.actor("inspector")
    issue_actions.add_support(inspector, issue_id=issue.pk, unit=inspections.office.yi_unit, on=FED_BACK)
    assert "yi_rectifier" in _who_sees(inspections, issue)


def _who_sees(inspections: Inspections, issue: Issue) -> set[str]:
    """By the rule for one issue and by the query; the two must agree."""
    by_rule = {name for name in PEOPLE if may_see(inspections.office.actor(name), issue)}
    by_query = {
        name for name in PEOPLE if visible_to(inspections.office.actor(name)).filter(pk=issue.pk).exists()
    }
    assert by_rule == by_query
    return by_rule


@pytest.mark.parametrize("state", ["rectifying", "with_discipline", "with_office", "to_close", "closed"])
def test_each_step_is_open_to_those_the_table_names(
    inspections: Inspections, issue: Issue, bring: Advance, state: str
) -> None:
    bring(issue, state)
    holders = {
        Role.INSPECTION: "inspector", Role.LEADING: "leading", Role.RECTIFIER: "jia_rectifier",
        Role.DISCIPLINE: "jia_discipline",
    }  # fmt: skip
    wanted = {
        (holders[role], move.verb) for move in MOVES if move.origin == issue.state for role in move.roles
    }
    found = {
        (name, verb)
        for name in PEOPLE
        for verb in Verb
        if verdict(inspections.office.actor(name), issue, verb)
    }
    assert found == wanted


def test_the_whole_way_leaves_a_trace_without_a_word_of_the_issue(
    inspections: Inspections, issue: Issue, bring: Advance
) -> None:
    bring(issue, "with_office")
    inspector = inspections.office.actor("inspector")
    issue_actions.move(inspector, issue_id=issue.pk, verb=Verb.RETURN, words="盘点表没有盖章")
    issue.refresh_from_db()
    assert (issue.state, issue.returns) == ("rectifying", 1)
    entries = Entry.objects.filter(chain__name=f"issue/{issue.pk}").order_by("number")
    assert [entry.verb for entry in entries] == [
        "register_issue", "claim_issue", "add_measure", "add_proof", "change_measure", "submit_issue",
        "pass_discipline", "return_issue",
    ]  # fmt: skip
    told = " ".join(entry.details + entry.subject_name for entry in Entry.objects.all())
    assert [word for word in ("固定资产", "逐件盘点", "没有盖章") if word in told] == []
    assert list(Handling.objects.filter(issue=issue).values_list("words", flat=True)) == [
        "", "", "", "盘点表没有盖章",
    ]  # fmt: skip


def test_a_return_needs_words(inspections: Inspections, issue: Issue, bring: Advance) -> None:
    bring(issue, "with_discipline")
    with pytest.raises(Refused, match="退回整改要写明理由"):
        issue_actions.move(
            inspections.office.actor("jia_discipline"), issue_id=issue.pk, verb=Verb.RETURN, words=" "
        )


def test_nothing_is_handed_in_without_evidence_on_every_measure(
    inspections: Inspections, issue: Issue
) -> None:
    rectified(inspections, issue)
    actor = inspections.office.actor("jia_rectifier")
    issue_actions.add_measure(
        actor, issue_id=issue.pk, text="修订管理办法", leader="", department="", person="", due_on=None
    )
    with pytest.raises(Refused, match="措施 2 还没有佐证，不能报请核验"):
        issue_actions.move(actor, issue_id=issue.pk, verb=Verb.SUBMIT)


@pytest.mark.parametrize("name", ["inspector", "leading"])
@pytest.mark.parametrize("state", ["rectifying", "with_office", "to_close"])
def test_what_is_kept_for_long_needs_a_reason_and_is_not_closed(
    inspections: Inspections, issue: Issue, bring: Advance, state: str, name: str
) -> None:
    bring(issue, state)
    actor = inspections.office.actor(name)
    with pytest.raises(Refused, match="转长期坚持要写明理由。"):
        issue_actions.move(actor, issue_id=issue.pk, verb=Verb.KEEP)
    kept = issue_actions.move(actor, issue_id=issue.pk, verb=Verb.KEEP, words="制度性工作，年年要做")
    assert (kept.state, kept.closed_on, kept.first_closed_on) == ("long_term", None, None)
    last = Handling.objects.filter(issue=issue).last()
    assert last is not None
    assert (last.verb, last.origin, last.target, last.words) == (
        "keep_long_term", state, "long_term", "制度性工作，年年要做",
    )  # fmt: skip


@pytest.mark.parametrize("state", ["with_discipline", "closed"])
def test_nowhere_else_may_it_be_kept_for_long(
    inspections: Inspections, issue: Issue, bring: Advance, state: str
) -> None:
    bring(issue, state)
    with pytest.raises(Refused, match="不能转长期坚持。"):
        issue_actions.move(
            inspections.office.actor("leading"), issue_id=issue.pk, verb=Verb.KEEP, words="制度性工作"
        )


@pytest.mark.parametrize(
    ("state", "turn", "waited_for"),
    [
        ("rectifying", {"jia_rectifier"}, "整改联络人"),
        ("with_discipline", {"jia_discipline"}, "派驻纪检组"),
        ("with_office", {"inspector"}, "巡察办"),
        ("to_close", {"inspector", "leading"}, "巡察办、巡察领导小组"),
    ],
)
def test_what_may_be_kept_for_long_waits_for_nobody_on_that_account(
    inspections: Inspections, issue: Issue, bring: Advance, state: str, turn: set[str], waited_for: str
) -> None:
    bring(issue, state)
    office = inspections.office
    mine = {name for name in PEOPLE if Issue.objects.filter(waiting_for(office.actor(name)))}
    sheet = sheet_of(office.actor("inspector"), issue, inspections.register)
    assert (mine, sheet.waits_for) == (turn, waited_for)


@pytest.mark.parametrize("role", [Role.RECTIFIER, Role.HEAD, Role.PREPARER])
def test_nobody_of_the_unit_verifies(
    inspections: Inspections, issue: Issue, bring: Advance, role: Role
) -> None:
    bring(issue, "to_close")
    both = inspections.office.people["leading"]
    assign_duty(OPERATOR, user=both, unit=inspections.office.jia_unit, role=role, since=date(2022, 1, 1))
    with pytest.raises(Refused, match="整改单位的人不能核验自己单位的问题"):
        issue_actions.move(inspections.office.actor("leading"), issue_id=issue.pk, verb=Verb.CLOSE)


def test_a_duty_in_another_unit_does_not_keep_from_verifying(
    inspections: Inspections, issue: Issue, bring: Advance
) -> None:
    bring(issue, "to_close")
    both, other = inspections.office.people["leading"], inspections.office.yi_unit
    assign_duty(OPERATOR, user=both, unit=other, role=Role.HEAD, since=date(2022, 1, 1))
    closed = issue_actions.move(inspections.office.actor("leading"), issue_id=issue.pk, verb=Verb.CLOSE)
    assert closed.state == "closed"


@pytest.mark.parametrize(
    ("state", "role", "verb"),
    [
        ("with_discipline", Role.DISCIPLINE, Verb.PASS_DISCIPLINE),
        ("with_office", Role.INSPECTION, Verb.PASS_OFFICE),
        ("to_close", Role.LEADING, Verb.CLOSE),
        ("to_close", Role.LEADING, Verb.KEEP),
    ],
)
def test_who_once_reported_it_does_not_verify_it_in_a_later_duty(
    inspections: Inspections, issue: Issue, bring: Advance, state: str, role: Role, verb: Verb
) -> None:
    office = inspections.office
    bring(issue, state)
    moved = office.people["jia_rectifier"]
    Duty.objects.filter(user=moved).update(until=timezone.localdate() - timedelta(days=1))
    Duty.objects.create(user=moved, unit=office.root, role=role, since=timezone.localdate())
    actor, words = office.actor("jia_rectifier"), "要长期坚持的制度性工作"
    with pytest.raises(Refused, match="这个问题是您报请核验的，不能由您核验"):
        issue_actions.move(actor, issue_id=issue.pk, verb=verb, words=words)
    outcome = move_many(actor, issue_ids=[issue.pk], verb=verb, words=words)
    assert outcome.skipped == [(issue, "这个问题是您报请核验的，不能由您核验，请由其他人办理。")]


def test_reopening_keeps_the_first_closing_date(
    inspections: Inspections, issue: Issue, bring: Advance
) -> None:
    bring(issue, "closed")
    first = issue.first_closed_on
    assert first is not None
    issue_actions.move(
        inspections.office.actor("inspector"), issue_id=issue.pk, verb=Verb.REOPEN, words="回头看发现反弹"
    )
    issue.refresh_from_db()
    assert (issue.state, issue.closed_on, issue.first_closed_on, issue.reopened) == (
        "rectifying",
        None,
        first,
        1,
    )


def test_a_deadline_given_stays_when_feedback_moves(inspections: Inspections, issue: Issue) -> None:
    inspector = inspections.office.actor("inspector")
    issue_actions.change_issue(inspector, issue_id=issue.pk, due_on=date(2023, 6, 1))
    round_actions.date_steps(inspector, entry=inspections.round, days={Step.FED_BACK: date(2023, 5, 20)})
    issue.refresh_from_db()
    assert (issue.fed_back_on, issue.due_on) == (date(2023, 5, 20), date(2023, 6, 1))


def test_an_immediate_issue_has_a_short_deadline(inspections: Inspections) -> None:
    inspector = inspections.office.actor("inspector")
    found = issue_actions.register_issue(
        inspector,
        NewIssue(
            wording="食堂账目未公示",
            source=Source.SUPERVISION,
            unit=inspections.office.yi_unit,
            found_on=date(2023, 6, 1),
            immediate=True,
        ),
    )
    assert (found.number, found.fed_back_on, found.due_on) == (
        "DC2023-001",
        date(2023, 6, 1),
        date(2023, 7, 1),
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({Step.REPORTED: date(2023, 2, 1)}, "“报告”2023-02-01 早于“进驻”2023-03-01"),
        ({Step.ANNOUNCED: date(2023, 3, 2)}, "“进驻”2023-03-01 早于“公告”2023-03-02"),
    ],
)
def test_steps_come_in_their_order(inspections: Inspections, days: dict[Step, date], words: str) -> None:
    with pytest.raises(Refused, match=words):
        round_actions.date_steps(inspections.office.actor("inspector"), entry=inspections.round, days=days)


def test_a_special_inspection_names_its_theme(inspections: Inspections) -> None:
    with pytest.raises(Refused, match="专项巡察要写明主题"):
        round_actions.add_inspectee(
            inspections.office.actor("inspector"),
            entry=inspections.round,
            team=inspections.team,
            kind=Inspectee.Kind.SPECIAL,
            unit=inspections.office.yi_unit,
        )
