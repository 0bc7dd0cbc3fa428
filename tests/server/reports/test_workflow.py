"""Where a report may go, by whom: the whole table, and the words for why not."""

from __future__ import annotations

import pytest
from tests.server.conftest import STAGES, Advance, Office

from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.saving import Change, save_cells
from zhunsheng.server.reports.workflow import Verb, may_edit, verdicts
from zhunsheng.server.reviews import actions as reviews

ALLOWED = {
    "not_started": {"jia": {"start"}},
    "filling": {"jia": {"submit"}},
    "with_head": {"jia": {"withdraw"}, "jia_head": {"approve", "send_back"}},
    "with_bureau": {
        "jia": {"withdraw"},
        "jia_head": {"withdraw"},
        "reviewer": {"open_review"},
        "other_reviewer": {"open_review"},
    },
    "under_review": {"reviewer": {"release", "return", "accept"}},
    "returned": {"jia": {"submit"}},
    "accepted": {"bureau": {"reopen"}},
}
EVERYBODY = ("jia", "jia_head", "yi", "yi_head", "reviewer", "other_reviewer", "bureau", "auditor", "admin")


@pytest.mark.parametrize("state", STAGES)
def test_who_may_do_what_in_each_state(office: Office, advance: Advance, state: str) -> None:
    report = advance(state)
    found = {
        name: {str(verb) for verb, verdict in verdicts(office.actor(name), report).items() if verdict}
        for name in EVERYBODY
    }
    assert {name: verbs for name, verbs in found.items() if verbs} == ALLOWED[state]


@pytest.mark.parametrize("state", STAGES)
def test_only_the_preparer_types_and_only_while_it_is_with_the_unit(
    office: Office, advance: Advance, state: str
) -> None:
    report = advance(state)
    typing = [name for name in EVERYBODY if may_edit(office.actor(name), report)]
    assert typing == (["jia"] if state in ("filling", "returned") else [])


def test_a_refusal_says_why(office: Office, advance: Advance) -> None:
    report = advance("with_bureau")
    assert (
        may_edit(office.actor("jia"), report).reason
        == "这份自评报告已报送财政局，等待审核，现在不能改。需要修改请先“撤回”。"
    )
    verdict = verdicts(office.actor("yi"), report)[Verb.WITHDRAW]
    assert verdict.reason == "撤回由本单位管辖范围内的经办人、单位负责人办理。"
    with pytest.raises(Refused, match="这份自评报告已报送财政局，等待审核，现在不能通过。"):
        reviews.accept(office.actor("reviewer"), report_id=report.pk)


def test_sending_back_and_returning_need_a_reason(office: Office, advance: Advance) -> None:
    report = advance("with_head")
    with pytest.raises(Refused, match="退回经办人要写明理由。"):
        actions.send_back(office.actor("jia_head"), report_id=report.pk, reason=" ")
    actions.send_back(office.actor("jia_head"), report_id=report.pk, reason="总体目标写得太长")
    report.refresh_from_db()
    assert report.state == "filling"


def test_withdrawing_is_over_once_the_review_is_open(office: Office, advance: Advance) -> None:
    report = advance("under_review")
    with pytest.raises(Refused, match="财政局正在审核，暂时锁定，现在不能撤回"):
        actions.withdraw(office.actor("jia"), report_id=report.pk)


def test_what_another_reviewer_has_open_is_theirs(office: Office, advance: Advance) -> None:
    report = advance("under_review")
    with pytest.raises(Refused, match="由reviewer承办"):
        reviews.accept(office.actor("other_reviewer"), report_id=report.pk)


def test_filing_waits_for_what_must_be_put_right(office: Office, report: UnitReport) -> None:
    actions.start_blank(office.actor("jia"), report_id=report.pk)
    with pytest.raises(Refused, match=r"还有 \d+ 处必须改，改好才能报送。"):
        actions.submit(office.actor("jia"), report_id=report.pk)


def test_a_returned_report_waits_for_every_opinion_to_be_answered(office: Office, advance: Advance) -> None:
    report = advance("under_review")
    opinion = reviews.add_opinion(
        office.actor("reviewer"), report_id=report.pk, cell="r1.actual", text="请补充完成值的佐证。"
    )
    reviews.return_report(office.actor("reviewer"), report_id=report.pk, reason="见意见")
    with pytest.raises(Refused, match="还有 1 条财政局意见没有答复"):
        actions.submit(office.actor("jia"), report_id=report.pk)
    reviews.answer_opinion(office.actor("jia"), opinion_id=opinion.pk, reply="已补传办件台账。")
    assert actions.submit(office.actor("jia"), report_id=report.pk).number == 2


def test_each_filing_freezes_a_draft_that_stays(office: Office, advance: Advance) -> None:
    report = advance("with_head")
    first = report.drafts.get(number=1)
    said = dict(first.content["cells"])
    actions.withdraw(office.actor("jia"), report_id=report.pk)
    report.refresh_from_db()
    save_cells(
        office.actor("jia"),
        report_id=report.pk,
        base_version=report.version,
        changes=[Change("thrift.measures", "会议合并召开，资料电子化。")],
    )
    second = actions.submit(office.actor("jia"), report_id=report.pk)
    first.refresh_from_db()
    assert (second.number, first.content["cells"]) == (2, said)
    assert first.sha256 != second.sha256
