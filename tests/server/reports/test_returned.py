"""What came back is answered opinion by opinion before it is filed again."""

from __future__ import annotations

import pytest
from tests.server.conftest import Advance, Office

from zhunsheng.server.files.storing import store_bytes
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.models import Evidence, UnitReport
from zhunsheng.server.reports.saving import Change, save_cells
from zhunsheng.server.reviews import actions as reviews
from zhunsheng.server.reviews.models import Opinion


@pytest.fixture
def back(office: Office, advance: Advance) -> UnitReport:
    report = advance("under_review")
    reviewer = office.actor("reviewer")
    reviews.add_opinion(reviewer, report_id=report.pk, cell="r2.reason", text="请写明完成时限。")
    reviews.add_opinion(reviewer, report_id=report.pk, cell="", text="请补充佐证材料。")
    reviews.return_report(reviewer, report_id=report.pk, reason="请按意见修改。")
    report.refresh_from_db()
    return report


def _page(office: Office, who: str, report: UnitReport) -> str:
    return office.client(who).get(f"/reports/{report.pk}/returned/").content.decode()


def test_a_returned_report_opens_on_its_opinions(office: Office, back: UnitReport) -> None:
    answer = office.client("jia").get(f"/reports/{back.pk}/")
    assert answer["Location"] == f"/reports/{back.pk}/returned/"
    page = _page(office, "jia", back)
    assert "财政局的 2 条意见" in page
    assert "请按意见修改。" in page
    assert f'href="/reports/{back.pk}/at/r2.reason/"' in page
    assert "还没有改动" in page
    assert "整份报告" in page


def test_filing_waits_for_the_last_answer(office: Office, back: UnitReport) -> None:
    client = office.client("jia")
    first, second = Opinion.objects.order_by("id")
    client.post(f"/reports/{back.pk}/returned/{first.pk}/answer/", {"reply": "已补充时限。"})
    with pytest.raises(Refused, match="还有 1 条财政局意见没有答复"):
        actions.submit(office.actor("jia"), report_id=back.pk)
    assert "还有 1 条意见没有答复" in client.get(f"/reports/{back.pk}/self/").content.decode()
    client.post(f"/reports/{back.pk}/returned/{second.pk}/answer/", {"reply": "已补传办件台账。"})
    assert actions.submit(office.actor("jia"), report_id=back.pk).number == 2
    first.refresh_from_db()
    assert (first.state, first.reply) == ("answered", "已补充时限。")


def test_an_answer_leads_to_the_next_opinion(office: Office, back: UnitReport) -> None:
    client, page = office.client("jia"), f"/reports/{back.pk}/returned/"
    first, second = Opinion.objects.order_by("id")
    reply = {"reply": "已补传办件台账。"}
    answers = [client.post(f"{page}{opinion.pk}/answer/", reply)["Location"] for opinion in (first, second)]
    assert answers == [f"{page}#opinion-{second.pk}", page]


def test_the_page_shows_what_was_changed(office: Office, back: UnitReport) -> None:
    before = content_from_json(back.content).text("r2.reason")
    change = [Change("r2.reason", "2024年6月底前建成。")]
    save_cells(office.actor("jia"), report_id=back.pk, base_version=back.version, changes=change)
    page = _page(office, "jia", back)
    assert f"<del>{before}</del>" in page
    assert "<ins>2024年6月底前建成。</ins>" in page


@pytest.mark.parametrize(
    ("number", "reply", "said"),
    [
        (
            0,
            "",
            "「规范化建设基层便民服务点数量」偏差原因分析及改进措施还没有改动，请先改，或在答复里写明不改的原因。",
        ),
        (
            0,
            "核实无误",
            "「规范化建设基层便民服务点数量」偏差原因分析及改进措施还没有改动，答复只写了“核实无误”，请写明不改的原因。",
        ),
        (1, "已改", "整份报告还没有改动，答复只写了“已改”，请写明不改的原因。"),
    ],
)
def test_what_was_not_changed_is_not_done_without_a_reason(
    office: Office, back: UnitReport, number: int, reply: str, said: str
) -> None:
    opinion = Opinion.objects.order_by("id")[number]
    address = f"/reports/{back.pk}/returned/{opinion.pk}/answer/"
    page = office.client("jia").post(address, {"reply": reply}, follow=True).content.decode()
    assert said in page
    opinion.refresh_from_db()
    assert (opinion.state, opinion.reply) == ("open", "")


def test_what_was_changed_is_done_without_a_word(office: Office, back: UnitReport) -> None:
    """The pinned cell; and with it the report as a whole."""
    jia = office.actor("jia")
    change = [Change("r2.reason", "2024年6月底前建成。")]
    save_cells(jia, report_id=back.pk, base_version=back.version, changes=change)
    for opinion in Opinion.objects.order_by("id"):
        reviews.answer_opinion(jia, opinion_id=opinion.pk)
    assert list(Opinion.objects.values_list("state", "reply")) == [("answered", "")] * 2


def test_a_change_elsewhere_does_not_answer_a_pinned_opinion(office: Office, back: UnitReport) -> None:
    jia = office.actor("jia")
    change = [Change("r1.reason", "年中增设两个窗口。")]
    save_cells(jia, report_id=back.pk, base_version=back.version, changes=change)
    pinned, _ = Opinion.objects.order_by("id")
    with pytest.raises(reviews.Unchanged, match="还没有改动"):
        reviews.answer_opinion(jia, opinion_id=pinned.pk)


def test_evidence_answers_an_opinion_on_the_whole_report(office: Office, back: UnitReport) -> None:
    jia = office.actor("jia")
    Evidence.objects.create(
        report=back, row="r1", file=store_bytes(jia, "台账.txt", b"1"), by=office.people["jia"]
    )
    pinned, whole = Opinion.objects.order_by("id")
    reviews.answer_opinion(jia, opinion_id=whole.pk)
    with pytest.raises(reviews.Unchanged, match="还没有改动"):
        reviews.answer_opinion(jia, opinion_id=pinned.pk)


def test_a_computed_cell_is_changed_by_what_it_is_computed_from(office: Office, advance: Advance) -> None:
    report, jia = advance("under_review"), office.actor("jia")
    opinion = reviews.add_opinion(
        office.actor("reviewer"), report_id=report.pk, cell="staffing.control_rate", text="请核对。"
    )
    reviews.return_report(office.actor("reviewer"), report_id=report.pk, reason="")
    with pytest.raises(reviews.Unchanged, match="控制率还没有改动"):
        reviews.answer_opinion(jia, opinion_id=opinion.pk)
    report.refresh_from_db()
    change = [Change("staffing.actual", "1")]
    save_cells(jia, report_id=report.pk, base_version=report.version, changes=change)
    assert reviews.answer_opinion(jia, opinion_id=opinion.pk).state == "answered"


def test_the_reviewer_sees_what_was_answered_without_a_change(office: Office, back: UnitReport) -> None:
    opinion = Opinion.objects.order_by("id")[0]
    reviews.answer_opinion(office.actor("jia"), opinion_id=opinion.pk, reply="时限已写在正文第五部分。")
    page = office.client("reviewer").get(f"/reviews/report/{back.pk}/").content.decode()
    assert "偏差原因分析及改进措施 · <b>已答复</b>" in page
    assert "答复：时限已写在正文第五部分。 <b>没有改动</b>" in page


@pytest.mark.parametrize("who", ["jia_head", "reviewer", "auditor"])
def test_only_who_fills_it_answers(office: Office, back: UnitReport, who: str) -> None:
    opinion = Opinion.objects.order_by("id")[0]
    address = f"/reports/{back.pk}/returned/{opinion.pk}/answer/"
    assert office.client(who).post(address).status_code == 403
    assert "</textarea>" not in _page(office, who, back)


def test_an_opinion_not_yet_sent_is_the_bureau_s_own(office: Office, advance: Advance) -> None:
    report = advance("under_review")
    opinion = reviews.add_opinion(
        office.actor("reviewer"), report_id=report.pk, cell="r1.score", text="得分偏高。"
    )
    assert "得分偏高" not in _page(office, "jia", report)
    address = f"/reports/{report.pk}/returned/{opinion.pk}/answer/"
    assert office.client("jia").post(address).status_code == 404
