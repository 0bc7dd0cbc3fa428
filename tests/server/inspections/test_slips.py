"""工作提示单 at the unit: who reads one, who answers, what waits on the workbench."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.rounds.actions import keep_register
from zhunsheng.server.inspections.supervision import actions
from zhunsheng.server.inspections.supervision.models import Interview, NoticeSlip
from zhunsheng.server.inspections.supervision.slips import slips_visible_to
from zhunsheng.server.inspections.supervision.waiting import supervision_waiting_for
from zhunsheng.server.orgs.verdicts import Refused

ISSUED, ANSWERED = date(2023, 9, 4), date(2023, 9, 8)
REPLY = "已经补报第三季度进展。"
PAGES = "/inspections/supervision/"


@pytest.fixture
def slip(inspections: Inspections) -> NoticeSlip:
    """To 甲局, due tomorrow."""
    return _issue(inspections, timezone.localdate() + timedelta(days=1))


def _issue(inspections: Inspections, due_on: date | None) -> NoticeSlip:
    office = inspections.office
    return actions.issue_slip(
        office.actor("inspector"),
        unit=office.jia_unit,
        issued_on=ISSUED,
        matter="请报送第三季度进展。",
        reply_due_on=due_on,
    )


def _answer(inspections: Inspections, who: str, slip: NoticeSlip, reply: str = REPLY) -> NoticeSlip:
    actor = inspections.office.actor(who)
    return actions.note_reply(actor, slip_id=slip.pk, replied_on=ANSWERED, reply=reply)


def test_the_unit_it_was_issued_to_reads_it(inspections: Inspections, slip: NoticeSlip) -> None:
    office = inspections.office
    names = ("inspector", "leading", "jia_rectifier", "yi_rectifier", "jia_discipline", "member", "jia_head")

    def seen() -> list[str]:
        return [name for name in names if slips_visible_to(office.actor(name)).exists()]

    assert seen() == ["inspector", "leading", "jia_rectifier"]
    keep_register(office.actor("inspector"), unit=inspections.register.unit, heads_read=True)
    assert seen() == ["inspector", "leading", "jia_rectifier", "jia_head"]
    for name, status in (("jia_rectifier", 200), ("jia_head", 200), ("yi_rectifier", 404)):
        client = office.client(name)
        addresses = (f"{PAGES}slips/{slip.pk}/", f"{PAGES}slips/{slip.pk}/print/")
        assert [client.get(address).status_code for address in addresses] == [status] * 2, name
        assert (slip.number in client.get(PAGES).content.decode()) == (status == 200), name


def test_the_unit_answers_on_its_page(inspections: Inspections, slip: NoticeSlip) -> None:
    client, address = inspections.office.client("jia_rectifier"), f"{PAGES}slips/{slip.pk}/"
    refused = client.post(f"{address}reply/", {"replied_on": "2023-09-08", "reply": ""})
    assert (refused.status_code, "请填写办理情况。" in refused.content.decode()) == (400, True)
    answered = client.post(f"{address}reply/", {"replied_on": "2023-09-08", "reply": REPLY})
    assert (answered.status_code, answered["Location"]) == (302, address)
    slip.refresh_from_db()
    assert (slip.replied_on, slip.reply, slip.on_paper) == (ANSWERED, REPLY, False)
    for name in ("jia_rectifier", "inspector", "leading"):
        assert REPLY in inspections.office.client(name).get(address).content.decode()
    assert REPLY in client.get(f"{address}print/").content.decode()
    entry = Entry.objects.get(verb="answer_slip")
    assert (entry.subject_name, REPLY in entry.details) == (slip.number, False)


def test_an_answer_is_put_right_until_the_slip_is_due(inspections: Inspections, slip: NoticeSlip) -> None:
    _answer(inspections, "jia_rectifier", slip)
    assert _answer(inspections, "jia_rectifier", slip, "另附说明。。").reply == "另附说明。。"
    late = _issue(inspections, timezone.localdate() - timedelta(days=1))
    _answer(inspections, "jia_rectifier", late)
    with pytest.raises(Refused, match="已经答复，过了答复期限不能再改。"):
        _answer(inspections, "jia_rectifier", late)


def test_paper_is_the_offices_and_what_a_unit_wrote_its_own(
    inspections: Inspections, slip: NoticeSlip
) -> None:
    by_day_alone = _answer(inspections, "inspector", slip, "")
    assert (by_day_alone.reply, by_day_alone.on_paper) == ("", True)
    assert _answer(inspections, "inspector", slip).reply == REPLY
    with pytest.raises(Refused, match="巡察办已经登记纸上的答复"):
        _answer(inspections, "jia_rectifier", slip)
    own = _answer(inspections, "jia_rectifier", _issue(inspections, None))
    with pytest.raises(Refused, match="已经自己答复，巡察办不能代改"):
        _answer(inspections, "inspector", own)
    with pytest.raises(Refused, match="纸上来的由巡察办登记"):
        _answer(inspections, "leading", own)


def test_the_workbench_has_it_until_it_is_answered(inspections: Inspections, slip: NoticeSlip) -> None:
    late = _issue(inspections, timezone.localdate() - timedelta(days=1))

    def waiting(name: str) -> list[tuple[str, int]]:
        found = supervision_waiting_for(inspections.office.actor(name))
        return [(entry.title, entry.number) for entry in found]

    assert waiting("jia_rectifier") == [("提示单，超期未答复", 1), ("待答复的提示单", 1)]
    assert waiting("inspector") == [("提示单超期未答复", 1)]
    assert waiting("leading") == waiting("yi_rectifier") == waiting("jia_discipline") == []
    for entry in (slip, late):
        _answer(inspections, "jia_rectifier", entry)
    assert waiting("jia_rectifier") == waiting("inspector") == []


# --- putting right ---------------------------------------------------------------------------------------


def test_the_office_puts_a_slip_right(inspections: Inspections, slip: NoticeSlip) -> None:
    office = inspections.office
    typed = {
        "unit": office.yi_unit.pk,
        "issued_on": "2023-09-05",
        "matter": "请报送整改进展。",
        "reply_due_on": "2023-09-20",
        "replied_on": "2023-09-08",
    }
    changed = office.client("inspector").post(f"{PAGES}slips/{slip.pk}/change/", typed)
    assert changed.status_code == 302
    slip.refresh_from_db()
    kept = (slip.number, slip.unit, slip.issued_on, slip.reply_due_on, slip.replied_on, slip.on_paper)
    assert kept == ("TS2023-001", office.yi_unit, date(2023, 9, 5), date(2023, 9, 20), ANSWERED, True)
    assert Entry.objects.filter(verb="change_slip", subject_name="TS2023-001").count() == 1


def test_what_a_unit_answered_itself_stays(inspections: Inspections, slip: NoticeSlip) -> None:
    office = inspections.office
    _answer(inspections, "jia_rectifier", slip)
    for unit, replied_on in ((office.yi_unit, ANSWERED), (office.jia_unit, None)):
        with pytest.raises(Refused, match="已经自己答复，单位不能换，答复日期不能空着"):
            actions.change_slip(
                office.actor("inspector"),
                slip_id=slip.pk,
                unit=unit,
                issued_on=ISSUED,
                matter=slip.matter,
                replied_on=replied_on,
            )
    slip.refresh_from_db()
    assert (slip.unit, slip.replied_on, slip.reply) == (office.jia_unit, ANSWERED, REPLY)


def test_a_slip_is_withdrawn_with_a_reason(inspections: Inspections, slip: NoticeSlip) -> None:
    client, address = inspections.office.client("inspector"), f"{PAGES}slips/{slip.pk}/withdraw/"
    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": "单位选错了。"}).status_code == 302
    assert not NoticeSlip.objects.exists()
    entry = Entry.objects.get(verb="withdraw_slip")
    details = {"unit": "示例区甲局", "issued_on": "2023-09-04", "reason": "单位选错了。"}
    assert (entry.subject_name, json.loads(entry.details)) == ("TS2023-001", details)
    assert _issue(inspections, None).number == "TS2023-002"


def test_what_came_of_an_interview_is_added_later(inspections: Inspections) -> None:
    office = inspections.office
    inspector = office.actor("inspector")
    held = actions.hold_interview(inspector, unit=office.jia_unit, held_on=ISSUED, matter="整改迟缓")
    address = f"{PAGES}interviews/{held.pk}/"
    typed = {
        "unit": office.jia_unit.pk,
        "held_on": "2023-09-04",
        "matter": "整改迟缓",
        "outcome": "限期完成",
    }
    assert office.client("inspector").post(f"{address}change/", typed).status_code == 302
    held.refresh_from_db()
    assert held.outcome == "限期完成"
    assert office.client("inspector").post(f"{address}withdraw/", {"reason": "登记重复"}).status_code == 302
    assert not Interview.objects.exists()
    assert list(Entry.objects.filter(verb__endswith="_interview").values_list("verb", flat=True)) == [
        "hold_interview",
        "change_interview",
        "withdraw_interview",
    ]


def test_the_page_is_of_a_year_and_what_waits_of_all(inspections: Inspections, slip: NoticeSlip) -> None:
    office = inspections.office
    old = actions.issue_slip(
        office.actor("inspector"),
        unit=office.yi_unit,
        issued_on=date(2022, 9, 1),
        matter="请报送进展。",
        reply_due_on=date(2022, 9, 20),
    )

    def shown(address: str) -> list[bool]:
        page = office.client("leading").get(f"{PAGES}{address}").content.decode()
        return [entry.number in page for entry in (slip, old)]

    assert shown("") == [True, False]
    assert shown("?year=2022") == [False, True]
    assert shown("?show=unanswered") == [True, True]
    assert shown("?show=late") == [False, True]


def test_long_lists_are_read_page_by_page(inspections: Inspections) -> None:
    office = inspections.office
    NoticeSlip.objects.bulk_create(
        NoticeSlip(
            tenant=office.tenant,
            number=f"TS2023-{number:03}",
            unit=office.jia_unit,
            issued_on=ISSUED,
            matter="请报送进展。",
        )
        for number in range(1, 61)
    )
    Interview.objects.bulk_create(
        Interview(tenant=office.tenant, unit=office.jia_unit, held_on=ISSUED, matter=f"整改迟缓{number:03}")
        for number in range(1, 71)
    )

    def shown(who: str, address: str) -> tuple[int, int]:
        page = office.client(who).get(f"{PAGES}{address}").content.decode()
        return (
            sum(page.count(f">TS2023-{number:03}</a>") for number in range(1, 61)),
            sum(f"整改迟缓{number:03}" in page for number in range(1, 71)),
        )

    assert shown("leading", "?year=2023") == (50, 50)
    assert shown("leading", "?year=2023&page=2") == (10, 50)
    assert shown("leading", "?year=2023&interviews=2") == (50, 20)
    assert shown("leading", "?show=unanswered&page=2") == (10, 50)
    assert shown("jia_rectifier", "") == (50, 0)
    assert shown("jia_rectifier", "?page=2") == (10, 0)
    page = office.client("leading").get(f"{PAGES}?year=2023").content.decode()
    assert [words in page for words in ("共 60 条", "共 70 条", "约谈 <b>70</b>")] == [True, True, True]


def test_what_is_of_an_earlier_year_leads_back_to_that_year(
    inspections: Inspections, slip: NoticeSlip
) -> None:
    office = inspections.office
    client, unit = office.client("inspector"), office.jia_unit.pk
    typed = {"unit": unit, "issued_on": "2021-09-01", "matter": "请报送进展。"}
    added = client.post(f"{PAGES}add/slip/", typed)
    old = NoticeSlip.objects.get(issued_on=date(2021, 9, 1))
    changed = client.post(f"{PAGES}slips/{old.pk}/change/", typed | {"issued_on": "2020-09-01"})
    withdrawn = client.post(f"{PAGES}slips/{old.pk}/withdraw/", {"reason": "登记重复"})
    held = client.post(
        f"{PAGES}add/interview/", {"unit": unit, "held_on": "2022-03-01", "matter": "整改迟缓"}
    )
    assert [page["Location"] for page in (added, changed, withdrawn, held)] == [
        f"{PAGES}?year=2021",
        f"{PAGES}?year=2020",
        f"{PAGES}?year=2020",
        f"{PAGES}?year=2022#interviews",
    ]
