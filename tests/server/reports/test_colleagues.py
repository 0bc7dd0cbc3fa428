"""Steps handed to colleagues; last year's figures and promises beside this year's."""

from __future__ import annotations

from datetime import date

import pytest
from tests.server.conftest import OPERATOR, PASSWORD, Advance, Office

from zhunsheng.server.orgs.actions import assign_duty, create_user
from zhunsheng.server.orgs.models import Role, User
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import commitments
from zhunsheng.server.reports.colleagues import (
    Handed,
    colleagues_of,
    hand_step,
    handed_to,
    mark_step,
    marks_of,
)
from zhunsheng.server.reports.commitments import promised_in, starters_of
from zhunsheng.server.reports.content import CellText, Content
from zhunsheng.server.reports.last_year import movements
from zhunsheng.server.reports.models import Commitment, StepMark, UnitReport


@pytest.fixture
def accountant(office: Office) -> User:
    user = create_user(
        OPERATOR, tenant=office.tenant, username="kuaiji", name="会计", password=PASSWORD, must_change=False
    )
    assign_duty(OPERATOR, user=user, unit=office.jia_unit, role=Role.PREPARER, since=date(2022, 1, 1))
    office.people["kuaiji"] = user
    return user


@pytest.fixture
def filling(advance: Advance) -> UnitReport:
    return advance("filling")


def test_a_step_handed_over_waits_on_the_colleague_s_workbench(
    office: Office, filling: UnitReport, accountant: User
) -> None:
    assert [user.name for user in colleagues_of(filling)] == ["jia", "会计"]
    hand_step(office.actor("jia"), report_id=filling.pk, step="base", assignee_id=accountant.pk)
    waiting = {filling.pk: [Handed("base", "③基础数据表")]}
    assert handed_to(office.actor("kuaiji"), [filling]) == waiting
    assert handed_to(office.actor("jia"), [filling]) == {}
    assert "分给您" in office.client("kuaiji").get("/").content.decode()
    mark_step(office.actor("kuaiji"), report_id=filling.pk, step="base", done=True)
    assert handed_to(office.actor("kuaiji"), [filling]) == {}
    assert marks_of(filling)["base"].done_by == accountant
    assert "✓ 会计" in office.client("jia").get(f"/reports/{filling.pk}/base/").content.decode()


def test_a_mark_is_taken_back(office: Office, filling: UnitReport) -> None:
    client = office.client("jia")
    client.post(f"/reports/{filling.pk}/steps/text/mark/", {"done": "1"})
    client.post(f"/reports/{filling.pk}/steps/text/mark/", {"done": "0"})
    mark = StepMark.objects.get(report=filling, step="text")
    assert (mark.done_by, mark.done_at) == (None, None)


@pytest.mark.parametrize(
    ("step", "who", "why"), [("base", "yi", "本单位的经办人"), ("nonsense", "jia", "没有这一步")]
)
def test_whom_a_step_may_not_be_handed_to(
    office: Office, filling: UnitReport, step: str, who: str, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        hand_step(office.actor("jia"), report_id=filling.pk, step=step, assignee_id=office.people[who].pk)


# --- last year ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prior", "final", "words"),
    [
        ("10", "12", "比上年的 10 增 20%，请写明原因"),
        ("10", "11.99", ""),
        ("12", "9", "比上年的 12 减 25%，请写明原因"),
        ("0", "9", ""),
        ("", "9", ""),
        ("——", "9", ""),
        ("4.5", "6", "比上年的 4.5 增 33.3%，请写明原因"),
    ],
)
def test_a_fifth_up_or_down_asks_for_a_reason(prior: str, final: str, words: str) -> None:
    stem = "three_public.total"
    content = Content({f"{stem}.prior": CellText(prior, 1), f"{stem}.final": CellText(final, 1)})
    assert movements(content, {}) == ({f"{stem}.final": words} if words else {})


def test_an_indicator_is_compared_with_last_year_s_actual() -> None:
    content = Content({"r1.actual": CellText("65件", 1), "staffing.actual": CellText("25", 1)})
    last_year = {"r1.actual": "50件", "staffing.actual": "25"}
    assert movements(content, last_year) == {"r1.actual": "比上年的 50件 增 30%，请写明原因"}


def test_the_page_hands_last_year_s_figures_to_the_sheet(office: Office, filling: UnitReport) -> None:
    answer = office.client("jia").get(f"/reports/{filling.pk}/moved/")
    assert set(answer.json()) == {"moved"}
    assert '"last_year": {}' in office.client("jia").get(f"/reports/{filling.pk}/base/").content.decode()


# --- promises -----------------------------------------------------------------------------------------


def test_promises_are_read_with_owner_and_deadline() -> None:
    text = (
        "（一）加快点位建设\n"
        "由综合股督办乙街道的2个点位，2024年6月30日前建成并验收。\n"
        "由数据应用股牵头完成电子表单改造，2024年9月前上线。\n"
        "加强学习，进一步提高认识和水平。"
    )
    assert [(owner, due) for _, owner, due in promised_in(text)] == [
        ("综合股", date(2024, 6, 30)),
        ("数据应用股", date(2024, 9, 30)),
        ("", None),
    ]


def test_promises_of_last_year_come_once_and_feed_the_text(office: Office, filling: UnitReport) -> None:
    actor = office.actor("jia")
    brought = commitments.bring_commitments(actor, report_id=filling.pk, previous=filling)
    assert brought == Commitment.objects.count() > 1
    with pytest.raises(Refused, match="已经列出来了"):
        commitments.bring_commitments(actor, report_id=filling.pk, previous=filling)
    first = Commitment.objects.order_by("id")[0]
    with pytest.raises(Refused, match="说明落实情况"):
        commitments.follow_up(actor, report_id=filling.pk, commitment_id=first.pk, done=True, note=" ")
    commitments.follow_up(
        actor, report_id=filling.pk, commitment_id=first.pk, done=True, note="2024年3月已上线。"
    )
    said = starters_of(filling)
    left = brought - 1
    assert said["问题"] == f"上年提出的改进措施{brought}项，已落实1项，未落实{left}项。"
    assert len(said["措施"].split("\n")) == left
    assert said["问题"] in office.client("jia").get(f"/reports/{filling.pk}/text/").content.decode()


def test_promises_are_followed_up_on_their_page(office: Office, filling: UnitReport) -> None:
    client = office.client("jia")
    client.post(
        f"/reports/{filling.pk}/promised/add/", {"text": "完善台账。", "owner": "综合股", "due": "2024-06-30"}
    )
    entry = Commitment.objects.get()
    client.post(f"/reports/{filling.pk}/promised/{entry.pk}/", {"status": "open", "note": "正在建。"})
    page = client.get(f"/reports/{filling.pk}/promised/").content.decode()
    assert "2024年6月30日" in page
    assert "正在建。" in page
    assert (
        client.post(f"/reports/{filling.pk}/promised/add/", {"text": "甲", "due": "明年"}).status_code == 403
    )
    assert client.post(f"/reports/{filling.pk}/promised/bring/").status_code == 403
