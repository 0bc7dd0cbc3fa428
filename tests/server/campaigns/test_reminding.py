"""催报: each unit's own words, who is left out and why, what the unit sees, the slip."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.server.conftest import Advance, Office

from zhunsheng.server.campaigns.models import Campaign, Reminder
from zhunsheng.server.campaigns.queries import to_remind
from zhunsheng.server.campaigns.reminding import read_reminder, remind, remind_many
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.models import UnitReport

WORDS = "〔单位〕的〔任务〕〔状态〕，请抓紧。"


def test_the_blanks_are_each_units_own(office: Office, report: UnitReport) -> None:
    entry = remind(office.actor("reviewer"), report_id=report.pk, template=WORDS)
    assert (entry.number, entry.text) == (
        1,
        "示例区甲局的2023 年度部门整体支出绩效自评未开始，请抓紧。",
    )
    assert remind(office.actor("bureau"), report_id=report.pk).number == 2
    report.refresh_from_db()
    assert report.reminder_count == 2


def test_the_usual_words_do_not_name_the_unit_twice_on_its_slip(office: Office, report: UnitReport) -> None:
    text = remind(office.actor("bureau"), report_id=report.pk).text
    assert text.startswith("您单位的2023 年度部门整体支出绩效自评目前未开始，截止时间 ")
    assert text.endswith("请登录系统办理；确有困难，请向财政局申请延期。")


def test_who_has_filed_is_skipped_with_the_reason(
    office: Office, campaign: Campaign, advance: Advance
) -> None:
    advance("with_bureau")
    ids = list(UnitReport.objects.values_list("pk", flat=True))
    outcome = remind_many(office.actor("bureau"), campaign=campaign, report_ids=ids, template=WORDS)
    assert [entry.report.unit.name for entry in outcome.sent] == ["示例区乙局"]
    assert outcome.skipped == ["示例区甲局的报告已经报送，不用催报。"]


@pytest.mark.parametrize(
    ("state", "hours_left", "kinds"),
    [
        ("filling", 100, ["unfiled"]),
        ("filling", 70, ["unfiled", "due"]),
        ("filling", -1, ["unfiled"]),
        ("returned", 100, ["returned"]),
        ("returned", 70, ["due", "returned"]),
        ("with_bureau", 70, []),
    ],
)
def test_whom_each_list_holds(
    office: Office, campaign: Campaign, advance: Advance, state: str, hours_left: int, kinds: list[str]
) -> None:
    report = advance(state)
    deadline = timezone.now() + timedelta(hours=hours_left)
    UnitReport.objects.filter(pk=report.pk).update(deadline=deadline)
    found = [kind for kind in ("unfiled", "due", "returned") if report in to_remind(campaign, kind)]
    assert found == kinds


def test_nothing_is_sent_before_it_was_seen(office: Office, campaign: Campaign, report: UnitReport) -> None:
    client = office.client("bureau")
    typed = {"report": [report.pk], "template": WORDS, "step": "preview"}
    preview = client.post(f"/campaigns/{campaign.pk}/remind/", typed).content.decode()
    assert "示例区甲局的2023 年度部门整体支出绩效自评未开始，请抓紧。" in preview
    assert not Reminder.objects.exists()
    answer = client.post(f"/campaigns/{campaign.pk}/remind/", typed | {"step": "send"})
    entry = Reminder.objects.get()
    assert answer["Location"] == f"/campaigns/{campaign.pk}/sent/?id={entry.pk}"
    assert "示例区甲局" in client.get(answer["Location"]).content.decode()
    slip = client.get(f"/campaigns/{campaign.pk}/slips/?id={entry.pk}").content.decode()
    assert f"编号 2023-{report.pk}-1" in slip
    for who in ("jia", "auditor", "admin"):
        slips = office.client(who).get(f"/campaigns/{campaign.pk}/slips/?id={entry.pk}")
        assert slips.status_code == 403


def test_the_unit_sees_it_until_somebody_has_read_it(office: Office, report: UnitReport) -> None:
    entry = remind(office.actor("bureau"), report_id=report.pk, template=WORDS)
    with pytest.raises(Refused, match="催报由被催的单位签收。"):
        read_reminder(office.actor("yi"), reminder_id=entry.pk)
    client = office.client("jia")
    assert entry.text in client.get("/").content.decode()
    client.post(f"/campaigns/reminders/{entry.pk}/read/")
    assert entry.text not in client.get("/").content.decode()
    entry.refresh_from_db()
    assert entry.read_at is not None


def test_slips_of_another_campaign_are_not_found(office: Office, campaign: Campaign) -> None:
    assert office.client("bureau").get(f"/campaigns/{campaign.pk}/slips/?id=999").status_code == 404
