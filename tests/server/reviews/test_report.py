"""单家审核: what the reviewer sees of one report, opinions at their cells, and the decision."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from lxml import html
from tests.server.conftest import Advance, Office
from tests.server.reviews.conftest import AddReport

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import actions as filling
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.drafts import content_at
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.saving import Change, save_cells
from zhunsheng.server.reviews import actions
from zhunsheng.server.reviews.filters import filters_from
from zhunsheng.server.reviews.models import Opinion, Phrase
from zhunsheng.server.reviews.phrases import drop_phrase, keep_phrase, phrases_for
from zhunsheng.server.reviews.queue import filtered, ids_in_order, next_to_act_on, reports_of
from zhunsheng.server.reviews.reading import read


def _refiled(office: Office, report: UnitReport, cell: str, text: str) -> UnitReport:
    """The report changed by its unit after a return and filed again, up to the bureau."""
    jia = office.actor("jia")
    save_cells(jia, report_id=report.pk, base_version=report.version, changes=[Change(cell, text)])
    for opinion in Opinion.objects.filter(report=report, state="open"):
        actions.answer_opinion(jia, opinion_id=opinion.pk, reply="已补充。")
    draft = filling.submit(jia, report_id=report.pk)
    filling.approve(office.actor("jia_head"), report_id=report.pk, draft_number=draft.number)
    report.refresh_from_db()
    return report


# --- reading -------------------------------------------------------------------------------------------


def test_only_rows_with_problems_and_changes_are_telling(office: Office, advance: Advance) -> None:
    report = _refiled(office, advance("returned"), "r1.reason", "年中增设两个窗口，办件量上升。")
    judged = judge(report)
    reading = read(judged, content_at(report, 1), [])
    assert reading.changes == 1
    assert [row.id for row in reading.rows if row.telling] == ["r1"]
    cell = next(cell for cell in reading.rows[0].cells if cell.cell == "r1.reason")
    assert (cell.before, cell.text) == ("", "年中增设两个窗口，办件量上升。")
    assert cell.place == "「窗口办件量」偏差原因分析及改进措施"


def test_a_first_filing_has_nothing_to_compare_with(office: Office, advance: Advance) -> None:
    reading = read(judge(advance("with_bureau")), None, [])
    assert reading.changes is None
    assert [row.id for row in reading.rows if row.telling] == []


def test_a_cell_with_a_problem_and_one_with_an_opinion_are_telling(office: Office, advance: Advance) -> None:
    report = advance("filling")
    change = [Change("r1.score", "1")]
    save_cells(office.actor("jia"), report_id=report.pk, base_version=report.version, changes=change)
    report.refresh_from_db()
    opinion = Opinion(cell="r4.actual")
    reading = read(judge(report), None, [opinion])
    telling = {
        row.id: [(c.cell, c.severity, c.opinions) for c in row.cells if c.telling] for row in reading.rows
    }
    assert ("r1.score", "error", 0) in telling["r1"]
    assert telling["r4"] == [("r4.actual", "", 1)]


def test_changed_paragraphs_keep_their_old_words(office: Office, advance: Advance) -> None:
    report = advance("returned")
    old = content_at(report, 1)
    new = content_at(report, 1)
    text = old.text("section.七")
    new.cells["section.七"].text = f"{text}\n另需说明的问题。"
    section = next(s for s in read(judge(report, new), old, []).sections if s.cell == "section.七")
    assert section.changes == 1
    assert [(piece.kind, piece.text) for piece in section.paragraphs[-1]] == [("new", "另需说明的问题。")]


# --- the page ------------------------------------------------------------------------------------------


def test_opening_is_a_button_and_locks_the_draft(office: Office, advance: Advance) -> None:
    report = advance("with_bureau")
    client = office.client("reviewer")
    assert "开始审核" in client.get(f"/reviews/report/{report.pk}/").content.decode()
    report.refresh_from_db()
    assert report.state == "with_bureau"
    answer = client.post(f"/reviews/report/{report.pk}/open_review/?state=all")
    assert answer["Location"] == f"/reviews/report/{report.pk}/?state=all"
    with pytest.raises(Refused, match="暂时锁定"):
        filling.withdraw(office.actor("jia"), report_id=report.pk)


def test_an_opinion_is_pinned_to_the_cell_clicked_and_kept_as_a_phrase(
    office: Office, advance: Advance
) -> None:
    report = advance("under_review")
    client = office.client("reviewer")
    page = client.get(f"/reviews/report/{report.pk}/?opine=r1.score&rows=all").content.decode()
    assert '新意见：<b id="opine-place">「窗口办件量」自评得分</b>' in page
    answer = client.post(
        f"/reviews/report/{report.pk}/opinions/add/?rows=all",
        {"cell": "r1.score", "text": "请补充佐证材料。", "keep": "1"},
    )
    assert answer["Location"] == f"/reviews/report/{report.pk}/?rows=all#opinions"
    assert Opinion.objects.values_list("cell", "text", "state").get() == (
        "r1.score",
        "请补充佐证材料。",
        "draft",
    )
    assert Phrase.objects.get().text == "请补充佐证材料。"


def test_an_opinion_not_sent_yet_is_the_reviewers_alone(office: Office, advance: Advance) -> None:
    report = advance("under_review")
    actions.add_opinion(office.actor("reviewer"), report_id=report.pk, cell="", text="待核实。")
    assert office.client("jia").get(f"/reviews/report/{report.pk}/").status_code == 403


def test_passing_leads_to_the_next_of_the_same_queue(office: Office, advance: Advance) -> None:
    report = advance("under_review")
    other = UnitReport.objects.exclude(pk=report.pk).get()
    UnitReport.objects.filter(pk=other.pk).update(state="with_bureau")
    answer = office.client("reviewer").post(f"/reviews/report/{report.pk}/accept/?sort=unit&rising=1")
    assert answer["Location"] == f"/reviews/report/{other.pk}/?sort=unit&rising=1"
    report.refresh_from_db()
    assert report.state == "accepted"


def test_after_the_last_comes_the_overview(office: Office, advance: Advance) -> None:
    report = advance("under_review")
    answer = office.client("reviewer").post(f"/reviews/report/{report.pk}/accept/")
    assert answer["Location"] == f"/reviews/{report.campaign_id}/?"


def test_passing_leaves_out_what_others_deal_with_and_what_is_decided(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    me, other = office.people["reviewer"], office.people["other_reviewer"]
    queued("一局", "under_review", reviewer=me)
    queued("二局", reviewer=other)
    queued("三局", "under_review", reviewer=other)
    queued("四局", "accepted", reviewer=me)
    queued("五局", "with_bureau")
    queued("六局", "with_bureau", reviewer=me)
    filters = filters_from(QueryDict("state=all&sort=unit&rising=1"))
    actor = office.actor("reviewer")
    reports = filtered(reports_of(actor, campaign), filters, actor)
    ids = ids_in_order(reports, filters)
    names = dict(UnitReport.objects.values_list("pk", "unit__name"))
    found = [next_to_act_on(reports, ids, pk, actor) for pk in ids]
    assert [names.get(pk) for pk in found] == ["五局", "五局", "五局", "五局", "六局", None]


@pytest.mark.parametrize("state", ["with_bureau", "under_review"])
def test_opening_takes_nothing_over_from_another_reviewer(
    office: Office, advance: Advance, state: str
) -> None:
    report = advance(state)
    actions.assign(office.actor("bureau"), report_id=report.pk, reviewer_id=office.people["reviewer"].pk)
    client, address = office.client("other_reviewer"), f"/reviews/report/{report.pk}/"
    page = html.fromstring(client.get(address).content.decode())
    shown = [button.text_content().strip() for button in page.xpath("//main//button | //footer//button")]
    assert [label for label in shown if label] == ["转由我审核", "快捷键 ?"]
    assert "由 reviewer 承办" in page.text_content()
    assert client.post(f"{address}open_review/").status_code == 403
    report.refresh_from_db()
    assert (report.state, report.reviewer) == (state, office.people["reviewer"])

    assert client.post(f"{address}take_over/?sort=unit")["Location"] == f"{address}?sort=unit"
    report.refresh_from_db()
    assert (report.state, report.reviewer) == (state, office.people["other_reviewer"])
    entry = Entry.objects.filter(verb="assign").latest("pk")
    assert (entry.actor_name, entry.details) == (
        "other_reviewer",
        '{"from":"reviewer","to":"other_reviewer"}',
    )
    assert office.client("reviewer").post(f"{address}accept/").status_code == 403


@pytest.mark.parametrize(
    ("who", "state", "why"),
    [
        ("bureau", "under_review", "转由自己审核由财政审核办理。"),
        ("reviewer", "under_review", "这份报告没有别人承办，不用转。"),
        ("other_reviewer", "accepted", "这份报告现在不在审核，不用转。"),
    ],
)
def test_what_is_not_taken_over(office: Office, advance: Advance, who: str, state: str, why: str) -> None:
    report = advance(state)
    with pytest.raises(Refused) as refused:
        actions.take_over(office.actor(who), report_id=report.pk)
    assert str(refused.value) == why


def test_somebody_elses_review_is_not_decided(office: Office, advance: Advance) -> None:
    report = advance("under_review")
    answer = office.client("other_reviewer").post(f"/reviews/report/{report.pk}/accept/")
    assert (answer.status_code, "由reviewer承办" in answer.content.decode()) == (403, True)


# --- returning ------------------------------------------------------------------------------------------


def test_returning_needs_an_opinion_or_a_reason(office: Office, advance: Advance) -> None:
    report = advance("under_review")
    reviewer = office.actor("reviewer")
    with pytest.raises(Refused, match="退回修改要写明理由。"):
        actions.return_report(reviewer, report_id=report.pk, reason=" ")
    actions.add_opinion(reviewer, report_id=report.pk, cell="r1.score", text="请补充佐证。")
    actions.return_report(reviewer, report_id=report.pk, reason="")
    assert '"reason":"请按 1 条审核意见修改。"' in Entry.objects.get(verb="return").details
    assert Opinion.objects.get().state == "open"


def test_what_was_not_put_right_is_asked_for_again(office: Office, advance: Advance) -> None:
    report, reviewer = advance("under_review"), office.actor("reviewer")
    for cell in ("r1.reason", "r2.actual"):
        actions.add_opinion(reviewer, report_id=report.pk, cell=cell, text="请补充。")
    actions.return_report(reviewer, report_id=report.pk, reason="")
    report.refresh_from_db()
    report = _refiled(office, report, "r1.reason", "年中增设两个窗口，办件量上升。")
    actions.open_review(reviewer, report_id=report.pk)
    first, second = Opinion.objects.order_by("id")
    actions.settle_opinion(reviewer, opinion_id=first.pk, settled=True)
    actions.settle_opinion(reviewer, opinion_id=second.pk, settled=False)
    found = list(Opinion.objects.order_by("id").values_list("cell", "state", "text", "reply"))
    assert found == [
        ("r1.reason", "settled", "请补充。", "已补充。"),
        ("r2.actual", "unsettled", "请补充。", "已补充。"),
        ("r2.actual", "draft", "上轮意见未整改：请补充。", ""),
    ]
    with pytest.raises(Refused, match="这条意见现在不用判断。"):
        actions.settle_opinion(reviewer, opinion_id=second.pk, settled=True)


# --- phrases ---------------------------------------------------------------------------------------------


def test_phrases_are_sorted_by_use(office: Office, advance: Advance) -> None:
    report, reviewer = advance("under_review"), office.actor("reviewer")
    seldom = keep_phrase(reviewer, text="请写明时限。")
    often = keep_phrase(reviewer, text="请补充佐证。")
    assert keep_phrase(reviewer, text=" 请补充佐证。 ") == often
    actions.add_opinion(reviewer, report_id=report.pk, cell="", text="请补充佐证。")
    assert [(phrase.pk, phrase.used) for phrase in phrases_for(reviewer)] == [(often.pk, 1), (seldom.pk, 0)]
    drop_phrase(reviewer, phrase_id=often.pk)
    assert list(phrases_for(reviewer)) == [seldom]


def test_phrases_are_kept_by_reviewers(office: Office) -> None:
    assert office.client("reviewer").post("/reviews/phrases/", {"text": "请补充佐证。"}).status_code == 302
    assert office.client("bureau").get("/reviews/phrases/").status_code == 403
    with pytest.raises(Refused, match="最多 300 个字"):
        keep_phrase(office.actor("reviewer"), text="长" * 301)
