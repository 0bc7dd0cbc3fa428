"""The same step for many issues: each judged by itself, each with its own trace and its own day."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.server.inspections.conftest import PROOF, Advance, Inspections

from zhunsheng.server.audit.models import Chain, Entry
from zhunsheng.server.audit.trail import verify
from zhunsheng.server.inspections.issues import actions as issue_actions
from zhunsheng.server.inspections.issues.actions import NewIssue, NewMeasure, register_issues
from zhunsheng.server.inspections.issues.batches import Outcome, move_many, prove_many
from zhunsheng.server.inspections.models import Handling, Issue, Source, Step
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.workflow import Verb
from zhunsheng.server.orgs.verdicts import Refused

FED_BACK, CLAIMED, PROVEN = date(2023, 5, 10), date(2023, 5, 22), date(2023, 6, 20)


@pytest.fixture
def issues(inspections: Inspections) -> list[Issue]:
    """Three at 甲局 and one at 乙局, each with one measure, fed back."""
    inspector = inspections.office.actor("inspector")
    found = [
        NewIssue(
            f"资产登记不全（第 {number} 条）",
            Source.ROUTINE,
            inspectee.unit,
            date(2023, 3, 20),
            inspectee=inspectee,
            measures=(NewMeasure("逐件盘点，补登台账"),),
        )
        for number, inspectee in enumerate((*[inspections.jia] * 3, inspections.yi))
        if inspectee.unit is not None
    ]
    registered = register_issues(inspector, found)
    round_actions.date_steps(inspector, entry=inspections.round, days={Step.FED_BACK: FED_BACK})
    return registered


def _ids(issues: list[Issue]) -> list[int]:
    return [issue.pk for issue in issues]


def _states(issues: list[Issue]) -> list[str]:
    return list(Issue.objects.filter(pk__in=_ids(issues)).order_by("pk").values_list("state", flat=True))


def _days(issue: Issue) -> list[tuple[str, date]]:
    return [(step.verb, timezone.localdate(step.at)) for step in Handling.objects.filter(issue=issue)]


def test_a_unit_moves_its_own_and_is_not_told_of_others(
    inspections: Inspections, issues: list[Issue]
) -> None:
    rectifier = inspections.office.actor("jia_rectifier")
    outcome = move_many(rectifier, issue_ids=_ids(issues), verb=Verb.CLAIM, on=CLAIMED)
    assert (_ids(outcome.done), outcome.skipped) == (_ids(issues)[:3], [])
    assert _states(issues) == ["rectifying", "rectifying", "rectifying", "unclaimed"]
    assert _days(issues[0]) == [("claim_issue", CLAIMED)]
    entry = Entry.objects.get(subject=f"issue/{issues[0].pk}", verb="claim_issue")
    assert entry.details == '{"from":"unclaimed","on":"2023-05-22","to":"rectifying"}'
    assert timezone.localdate(entry.at) == timezone.localdate()


def test_what_cannot_go_on_is_skipped_with_its_reason(inspections: Inspections, issues: list[Issue]) -> None:
    rectifier = inspections.office.actor("jia_rectifier")
    issue_actions.move(rectifier, issue_id=issues[0].pk, verb=Verb.CLAIM)
    outcome = move_many(rectifier, issue_ids=_ids(issues), verb=Verb.CLAIM)
    assert _ids(outcome.done) == _ids(issues[1:3])
    assert [(issue.pk, why) for issue, why in outcome.skipped] == [
        (issues[0].pk, "这个问题现在是“整改中”，不能认领。")
    ]
    nothing = move_many(rectifier, issue_ids=_ids(issues), verb=Verb.SUBMIT)
    assert {why for _, why in nothing.skipped} == {"措施 1 还没有佐证，不能报请核验。"}
    assert nothing.done == []


def _prove(inspections: Inspections, issues: list[Issue]) -> Outcome:
    upload = SimpleUploadedFile("盘点表.pdf", PROOF)
    rectifier = inspections.office.actor("jia_rectifier")
    return prove_many(rectifier, issue_ids=_ids(issues), upload=upload, effective_on=PROVEN)


def test_one_document_proves_the_open_measures_of_many(inspections: Inspections, issues: list[Issue]) -> None:
    rectifier = inspections.office.actor("jia_rectifier")
    move_many(rectifier, issue_ids=_ids(issues), verb=Verb.CLAIM, on=CLAIMED)
    outcome = _prove(inspections, issues)
    assert _ids(outcome.done) == _ids(issues)[:3]
    first = Issue.objects.get(pk=issues[0].pk)
    assert (first.measures_done, first.evidence_total) == (1, 1)
    measure = first.measures.get()
    assert (measure.done_on, measure.proofs.get().effective_on) == (PROVEN, PROVEN)
    again = _prove(inspections, issues)
    assert {why for _, why in again.skipped} == {"没有还没完成的措施。"}
    assert move_many(rectifier, issue_ids=_ids(issues), verb=Verb.SUBMIT).done == issues[:3]
    for issue in issues:
        assert verify(Chain.objects.get(name=f"issue/{issue.pk}")) == []


def test_a_document_older_than_the_issue_proves_nothing_was_done_about_it(
    inspections: Inspections, issues: list[Issue]
) -> None:
    rectifier = inspections.office.actor("jia_rectifier")
    move_many(rectifier, issue_ids=_ids(issues), verb=Verb.CLAIM, on=CLAIMED)
    outcome = prove_many(
        rectifier,
        issue_ids=_ids(issues[:1]),
        upload=SimpleUploadedFile("盘点表.pdf", PROOF),
        effective_on=date(2023, 3, 19),
    )
    assert (outcome.done, outcome.skipped) == (
        [],
        [(issues[0], "完成日期 2023-03-19 早于发现日期 2023-03-20。")],
    )


def test_a_day_on_paper_is_not_before_the_last_step_nor_to_come(
    inspections: Inspections, issue: Issue, bring: Advance
) -> None:
    rectifier = inspections.office.actor("jia_rectifier")
    with pytest.raises(Refused, match="办理日期 2023-03-01 早于上一步的 2023-03-20。"):
        issue_actions.move(rectifier, issue_id=issue.pk, verb=Verb.CLAIM, on=date(2023, 3, 1))
    with pytest.raises(Refused, match="办理日期 9999-01-01 还没有到。"):
        issue_actions.move(rectifier, issue_id=issue.pk, verb=Verb.CLAIM, on=date(9999, 1, 1))
    bring(issue, "to_close")
    leading = inspections.office.actor("leading")
    outcome = move_many(leading, issue_ids=[issue.pk], verb=Verb.CLOSE, on=date(2023, 8, 1))
    assert [why for _, why in outcome.skipped] == [
        f"办理日期 2023-08-01 早于上一步的 {timezone.localdate()}。"
    ]
    with pytest.raises(Refused, match="转长期坚持要写明理由。"):
        move_many(leading, issue_ids=[issue.pk], verb=Verb.KEEP)
