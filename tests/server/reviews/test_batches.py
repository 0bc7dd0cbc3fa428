"""批量: the plan, each report by itself, the result, and undoing what hasn't moved since."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.server.conftest import Advance, Office
from tests.server.reviews.conftest import AddReport

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.workflow import Verb
from zhunsheng.server.reviews import actions
from zhunsheng.server.reviews.batches import carry_out, may_undo, plan, undo
from zhunsheng.server.reviews.models import Batch, Opinion


def _states() -> dict[str, str]:
    return dict(UnitReport.objects.values_list("unit__name", "state"))


def test_the_plan_says_which_go_and_why_the_others_do_not(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    other = office.people["other_reviewer"]
    reports = [
        queued("甲局"),
        queued("乙局", errors=2),
        queued("丙局", "filling"),
        queued("丁局", "under_review", reviewer=other),
        queued("戊局", reviewer=other),
    ]
    found = plan(office.actor("reviewer"), Verb.ACCEPT, reports)
    assert [report.unit.name for report in found.goes] == ["甲局"]
    assert {report.unit.name: why for report, why in found.skipped} == {
        "乙局": "还有 2 处必须改，要逐家审核。",
        "丙局": "这份自评报告正在填报，现在不能通过。",
        "丁局": "这份报告由other_reviewer承办，要办理请先“转由我审核”。",
        "戊局": "这份报告由other_reviewer承办，要办理请先“转由我审核”。",
    }


def test_what_has_errors_may_be_returned_together(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    found = plan(office.actor("reviewer"), Verb.RETURN, [queued("甲局", errors=2)])
    assert [report.unit.name for report in found.goes] == ["甲局"]


def test_each_report_goes_by_itself_with_the_batch_in_its_trace(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    waiting, faulty = queued("甲局"), queued("乙局", errors=1)
    reviewer = office.actor("reviewer")
    batch = carry_out(reviewer, campaign=campaign, verb=Verb.ACCEPT, report_ids=[waiting.pk, faulty.pk])
    assert _states() == {"甲局": "accepted", "乙局": "with_bureau"}
    assert batch.skipped == [{"report": faulty.pk, "reason": "还有 1 处必须改，要逐家审核。"}]
    entries = Entry.objects.filter(subject=f"report/{waiting.pk}").order_by("number")
    assert [(entry.verb, json.loads(entry.details)["batch"]) for entry in entries] == [
        ("open_review", batch.pk),
        ("accept", batch.pk),
    ]


def test_a_report_of_another_year_is_not_carried_along(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    report = queued("甲局")
    other = Campaign.objects.create(
        tenant=office.tenant,
        organizer=office.root,
        fiscal_year=2022,
        scheme="hunan-overall",
        title="2022",
        deadline=campaign.deadline,
    )
    batch = carry_out(office.actor("reviewer"), campaign=other, verb=Verb.ACCEPT, report_ids=[report.pk])
    assert (batch.done, _states()) == ([], {"甲局": "with_bureau"})


def test_returning_together_needs_a_reason(office: Office, campaign: Campaign, queued: AddReport) -> None:
    with pytest.raises(Refused, match="批量退回要写明理由"):
        carry_out(
            office.actor("reviewer"), campaign=campaign, verb=Verb.RETURN, report_ids=[queued("甲局").pk]
        )


# --- undoing --------------------------------------------------------------------------------------------


def test_undoing_puts_back_states_reviewers_and_opinions(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    waiting = queued("甲局")
    begun = queued("乙局", "under_review", reviewer=office.people["reviewer"])
    reviewer = office.actor("reviewer")
    opinion = actions.add_opinion(reviewer, report_id=begun.pk, cell="", text="请补充。")
    before = {
        report.pk: (report.state, report.reviewer_id, report.state_since) for report in (waiting, begun)
    }
    batch = carry_out(
        reviewer, campaign=campaign, verb=Verb.RETURN, report_ids=list(before), reason="统一补充佐证。"
    )
    opinion.refresh_from_db()
    assert (opinion.state, _states()) == ("open", {"甲局": "returned", "乙局": "returned"})
    undo(reviewer, batch_id=batch.pk)
    opinion.refresh_from_db()
    after = {r.pk: (r.state, r.reviewer_id, r.state_since) for r in UnitReport.objects.all()}
    assert (opinion.state, after) == ("draft", before)
    entry = Entry.objects.filter(subject=f"report/{begun.pk}").latest("number")
    assert json.loads(entry.details) == {"batch": batch.pk, "from": "returned", "to": "under_review"}


def test_what_moved_on_stays(office: Office, campaign: Campaign, queued: AddReport) -> None:
    reports = [queued("甲局"), queued("乙局"), queued("丙局")]
    reviewer = office.actor("reviewer")
    batch = carry_out(
        reviewer,
        campaign=campaign,
        verb=Verb.RETURN,
        report_ids=[report.pk for report in reports],
        reason="统一补充佐证。",
    )
    UnitReport.objects.filter(unit__name="甲局").update(version=7)
    UnitReport.objects.filter(unit__name="乙局").update(state="with_head", state_since=timezone.now())
    assert undo(reviewer, batch_id=batch.pk).undone == [reports[2].pk]
    assert _states() == {"甲局": "returned", "乙局": "with_head", "丙局": "with_bureau"}


def test_undoing_is_for_who_did_it_once_and_soon(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    reviewer = office.actor("reviewer")
    batch = carry_out(reviewer, campaign=campaign, verb=Verb.ACCEPT, report_ids=[queued("甲局").pk])
    assert may_undo(office.actor("other_reviewer"), batch).reason == "批量办理由办的人撤销。"
    assert may_undo(reviewer, batch)
    Batch.objects.update(at=timezone.now() - timedelta(minutes=10, seconds=1))
    batch.refresh_from_db()
    assert may_undo(reviewer, batch).reason == "已经超过 10 分钟，不能撤销；请逐家反审核。"
    Batch.objects.update(at=timezone.now())
    assert may_undo(reviewer, undo(reviewer, batch_id=batch.pk)).reason == "已经撤销过。"


def test_a_returned_report_whose_opinion_was_answered_stays(
    office: Office, campaign: Campaign, advance: Advance
) -> None:
    report, reviewer = advance("under_review"), office.actor("reviewer")
    opinion = actions.add_opinion(reviewer, report_id=report.pk, cell="", text="请补充。")
    batch = carry_out(
        reviewer, campaign=campaign, verb=Verb.RETURN, report_ids=[report.pk], reason="请补充佐证。"
    )
    actions.answer_opinion(office.actor("jia"), opinion_id=opinion.pk, reply="已补传办件台账。")
    assert undo(reviewer, batch_id=batch.pk).undone == []
    assert Opinion.objects.get().state == "answered"


# --- pages ----------------------------------------------------------------------------------------------


def test_first_the_plan_then_the_result_and_the_filters_survive(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    going, faulty = queued("甲局"), queued("乙局", errors=1)
    client, address = office.client("reviewer"), f"/reviews/{campaign.pk}/batch/accept/?state=all&sort=unit"
    ticked = {"report": [going.pk, faulty.pk]}
    page = client.post(address, ticked).content.decode()
    assert "1 家会办，1 家跳过" in page
    assert _states() == {"甲局": "with_bureau", "乙局": "with_bureau"}
    answer = client.post(address, {"report": [going.pk], "sure": "1"})
    batch = Batch.objects.get()
    assert answer["Location"] == f"/reviews/batches/{batch.pk}/?state=all&sort=unit"
    page = client.get(answer["Location"]).content.decode()
    assert (f"/reviews/{campaign.pk}/?state=all&amp;sort=unit" in page, "撤销这次批量办理" in page) == (
        True,
        True,
    )
    client.post(f"/reviews/batches/{batch.pk}/undo/?state=all")
    assert _states() == {"甲局": "with_bureau", "乙局": "with_bureau"}


def test_all_that_the_filters_leave_may_be_taken(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    for name in ("甲镇", "乙镇", "丙局"):
        queued(name)
    page = office.client("reviewer").post(f"/reviews/{campaign.pk}/batch/accept/?search=镇", {"all": "1"})
    assert "2 家会办，0 家跳过" in page.content.decode()


def test_nothing_ticked(office: Office, campaign: Campaign) -> None:
    answer = office.client("reviewer").post(f"/reviews/{campaign.pk}/batch/accept/")
    assert (answer.status_code, "还没有勾选单位" in answer.content.decode()) == (403, True)
