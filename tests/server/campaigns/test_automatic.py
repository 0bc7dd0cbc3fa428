"""自动催报: on which day, at which hour, how often; and the messages that go out with a reminder."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from tests.server.conftest import Advance, Office

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.audit.reading import timeline
from zhunsheng.server.campaigns.actions import close_campaign, extend
from zhunsheng.server.campaigns.due_reminders import remind_due_units, remind_if_due
from zhunsheng.server.campaigns.models import Campaign, Message, Reminder
from zhunsheng.server.campaigns.reminding import remind
from zhunsheng.server.campaigns.sending import give_up_interrupted, resend, send, send_waiting
from zhunsheng.server.jobs.worker import Worker
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.subjects import chain_of

LAST_DAY = date(2024, 6, 28)
Clock = Callable[[int, str], None]


def at(days_before: int, clock: str) -> datetime:
    """So many days before the last day, by the clock on the wall."""
    day = LAST_DAY - timedelta(days=days_before)
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    def to(days_before: int, clock: str) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at(days_before, clock))

    return to


@pytest.fixture
def june(campaign: Campaign) -> Campaign:
    """Both units were told in May that the deadline is 17:30 on June 28."""
    campaign.deadline = at(0, "17:30")
    campaign.save()
    told = {"deadline": campaign.deadline, "deadline_set_at": at(40, "09:00")}
    UnitReport.objects.filter(campaign=campaign).update(**told)
    return campaign


def sent() -> list[tuple[str, int | None]]:
    found = Reminder.objects.order_by("pk").values_list("report__unit__name", "days_before")
    return list(found)


def days_sent() -> list[int | None]:
    """To 甲局."""
    return [days for unit, days in sent() if unit == "示例区甲局"]


@pytest.mark.parametrize(
    ("days_before", "clock", "expected"),
    [
        (8, "19:59", []),
        (7, "07:59", []),
        (7, "08:00", [7]),
        (7, "19:59", [7]),
        (7, "20:00", []),
        (6, "08:00", [7]),  # no worker ran the day before
        (3, "08:00", [3]),
        (1, "08:00", [1]),
        (0, "17:29", [1]),
        (0, "17:30", []),
        (-1, "09:00", []),
    ],
)
def test_the_day_and_the_hour(
    june: Campaign, set_clock: Clock, days_before: int, clock: str, expected: list[int]
) -> None:
    set_clock(days_before, clock)
    remind_due_units()
    assert days_sent() == expected


def test_each_goes_out_once_however_often_is_looked(june: Campaign, set_clock: Clock) -> None:
    for days_before in range(10, -3, -1):
        for clock in ("00:30", "08:00", "08:01", "12:00", "23:00"):
            set_clock(days_before, clock)
            remind_due_units()
    assert sent() == [
        ("示例区甲局", 7),
        ("示例区乙局", 7),
        ("示例区甲局", 3),
        ("示例区乙局", 3),
        ("示例区甲局", 1),
        ("示例区乙局", 1),
    ]


def test_days_and_hours_are_settings(
    june: Campaign, set_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"REMIND_DAYS": (2, 5), "REMIND_FROM": time(9), "REMIND_UNTIL": time(10)}.items():
        monkeypatch.setitem(settings.OPTIONS, name, value)
    for days_before in range(8, -1, -1):
        for clock in ("08:59", "10:00"):
            set_clock(days_before, clock)
            remind_due_units()
    assert days_sent() == []
    for days_before in range(8, -1, -1):
        set_clock(days_before, "09:00")
        remind_due_units()
    assert days_sent() == [5, 2]
    monkeypatch.setitem(settings.OPTIONS, "REMIND_DAYS", ())
    set_clock(2, "09:00")
    Reminder.objects.all().delete()
    remind_due_units()
    assert days_sent() == []


def test_an_extension_has_days_of_its_own(
    office: Office, june: Campaign, report: UnitReport, set_clock: Clock
) -> None:
    set_clock(3, "08:00")
    remind_due_units()
    set_clock(1, "09:00")
    extend(office.actor("bureau"), report_id=report.pk, until=at(-2, "17:30"), reason="系统升级")
    for days_before in (1, 0, -1, -2):  # 3, 2, 1, 0 days before the later deadline
        set_clock(days_before, "10:00")
        remind_due_units()
    # Told on the very day of the third day before the new deadline: that one is not sent.
    assert sent() == [
        ("示例区甲局", 3),
        ("示例区乙局", 3),
        ("示例区乙局", 1),
        ("示例区甲局", 1),
    ]


@pytest.mark.parametrize(
    ("state", "expected"),
    [("filling", [3]), ("with_head", [3]), ("returned", [3]), ("with_bureau", []), ("accepted", [])],
)
def test_who_has_filed_gets_none(
    june: Campaign, advance: Advance, set_clock: Clock, state: str, expected: list[int]
) -> None:
    advance(state)
    set_clock(3, "08:00")
    remind_due_units()
    assert days_sent() == expected


def test_a_closed_year_is_left_in_peace(office: Office, june: Campaign, set_clock: Clock) -> None:
    close_campaign(office.actor("bureau"), campaign=june)
    set_clock(3, "08:00")
    remind_due_units()
    assert sent() == []


def test_a_second_worker_finds_it_sent(june: Campaign, report: UnitReport, set_clock: Clock) -> None:
    """Both found the report waiting; the second gets its row when the first is done."""
    set_clock(3, "08:00")
    assert remind_if_due(report.pk) is not None
    assert remind_if_due(report.pk) is None
    assert days_sent() == [3]


def test_the_worker_finds_it_and_everybody_sees_whose_it_is(
    office: Office, june: Campaign, report: UnitReport, set_clock: Clock
) -> None:
    set_clock(3, "08:00")
    Worker().run(once=True)
    entry = Entry.objects.get(verb="remind", subject=f"report/{report.pk}")
    assert (entry.actor_id, entry.actor_name) == (None, "系统")
    [step] = timeline(chain_of(report), whole=False, internal=False)
    assert (step.who, step.what) == ("系统", "催报")
    words = (
        "您单位的2023 年度部门整体支出绩效自评目前未开始，截止时间 6月28日 17:30，还剩 3 天 9 小时。"
        "请登录系统办理；确有困难，请向财政局申请延期。"
    )
    assert Reminder.objects.get(report=report).text == words
    page = office.client("bureau").get(f"/campaigns/{june.pk}/units/{report.pk}/").content.decode()
    assert "第 1 次 · 6月25日 08:00 系统（截止前 3 天自动催报）" in page
    assert words in office.client("jia").get("/").content.decode()
    progress = office.client("bureau").get(f"/campaigns/{june.pk}/").content.decode()
    assert "截止前 7、3、1 天，每天 08:00 到 20:00 之间" in progress


# --- messages ----------------------------------------------------------------------------------------


@pytest.fixture
def letterbox(tmp_path: Path) -> Path:
    return tmp_path / "sent.jsonl"


@pytest.fixture
def _with_command(letterbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that appends what it is told to a file."""
    script = "import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read())"
    monkeypatch.setitem(settings.OPTIONS, "MESSAGE_COMMAND", [sys.executable, "-c", script, str(letterbox)])


def delivered(letterbox: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, letterbox.read_text("utf-8").splitlines())


def fail_with(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setitem(settings.OPTIONS, "MESSAGE_COMMAND", [sys.executable, "-c", script])


@pytest.mark.usefixtures("_with_command")
def test_the_command_gets_a_line_for_each_message_once(
    june: Campaign, report: UnitReport, set_clock: Clock, letterbox: Path
) -> None:
    set_clock(3, "08:00")
    Worker().run(once=True)
    Worker().run(once=True)
    first, second = delivered(letterbox)
    message = Message.objects.get(reminder__report=report)
    assert first == {
        "id": message.pk,
        "unit": "示例区甲局",
        "unit_code": "201",
        "matter": "催报",
        "campaign": "2023 年度部门整体支出绩效自评",
        "deadline": "2024-06-28T17:30+08:00",
        "duty": "经办人",
        "number": 1,
        "text": message.reminder.text,
    }
    assert second["unit"] == "示例区乙局"
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.usefixtures("_with_command")
def test_what_waits_for_the_head_is_the_head_s(office: Office, advance: Advance, letterbox: Path) -> None:
    remind(office.actor("bureau"), report_id=advance("with_head").pk)
    send_waiting()
    assert [line["duty"] for line in delivered(letterbox)] == ["单位负责人"]


def test_without_a_command_nothing_waits(office: Office, report: UnitReport) -> None:
    remind(office.actor("bureau"), report_id=report.pk)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("script", "trouble"),
    [
        ("import sys; sys.exit(3)", "发送命令返回 3"),
        (
            "import sys; sys.stderr.write('旧的一行\\n139 0000 1234 停机\\n'); sys.exit(1)",
            "发送命令返回 1：…… 停机",
        ),
        ("import time; time.sleep(60)", "发送命令 1 秒没有结束，不能确定是否发出。"),
    ],
)
def test_a_failure_is_kept_and_shown_and_blocks_nothing(
    office: Office,
    campaign: Campaign,
    report: UnitReport,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    trouble: str,
) -> None:
    fail_with(monkeypatch, script)
    monkeypatch.setitem(settings.OPTIONS, "MESSAGE_SECONDS", 1)
    remind(office.actor("bureau"), report_id=report.pk)
    send_waiting()
    send_waiting()
    assert list(Message.objects.values_list("state", "trouble")) == [("failed", trouble)]
    client = office.client("reviewer")
    assert trouble in client.get(f"/campaigns/{campaign.pk}/units/{report.pk}/").content.decode()
    progress = client.get(f"/campaigns/{campaign.pk}/").content.decode()
    assert 'href="?unsent=1"><span class="tag tag-red">消息没有发出</span> <b>1</b>' in progress
    listed = client.get(f"/campaigns/{campaign.pk}/?unsent=1").content.decode()
    assert "示例区甲局" in listed
    assert "示例区乙局" not in listed
    entries = Entry.objects.filter(verb="send_message")
    assert [json.loads(entry.details) for entry in entries] == [{"result": "没有发出", "reason": trouble}]


def test_a_command_that_is_not_there_is_said_so(
    office: Office, report: UnitReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.OPTIONS, "MESSAGE_COMMAND", ["/nowhere/send"])
    remind(office.actor("bureau"), report_id=report.pk)
    send_waiting()
    assert Message.objects.get().trouble == "发送命令不能运行：No such file or directory。"


@pytest.mark.usefixtures("_with_command")
def test_what_was_cut_off_is_shown_and_sent_again_only_by_a_person(
    office: Office, june: Campaign, report: UnitReport, set_clock: Clock, letterbox: Path
) -> None:
    set_clock(3, "08:00")
    entry = remind(office.actor("bureau"), report_id=report.pk)
    Message.objects.filter(reminder=entry).update(state="sending", changed_at=at(3, "08:00"))
    set_clock(3, "08:01")
    send_waiting()
    assert not letterbox.exists()
    set_clock(3, "08:02")
    give_up_interrupted()
    message = Message.objects.get()
    assert (message.state, message.trouble) == ("failed", "发送时进程中断，不能确定是否发出。")
    with pytest.raises(Refused):
        resend(office.actor("jia"), message_id=message.pk)
    office.client("reviewer").post(f"/campaigns/messages/{message.pk}/resend/")
    send_waiting()
    assert [line["id"] for line in delivered(letterbox)] == [message.pk]
    assert Message.objects.get().state == "sent"
    with pytest.raises(Refused, match="这条消息没有发送失败，不用重发。"):
        resend(office.actor("bureau"), message_id=message.pk)


@pytest.mark.usefixtures("_with_command")
def test_of_two_workers_one_sends(office: Office, report: UnitReport, letterbox: Path) -> None:
    entry = remind(office.actor("bureau"), report_id=report.pk)
    send(entry.message.pk)
    send(entry.message.pk)
    assert len(list(delivered(letterbox))) == 1


def test_the_command_is_not_told_our_passwords(
    office: Office, report: UnitReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHUNSHENG_DATABASE_URL", "postgresql://u:secret@/x")
    fail_with(monkeypatch, "import os, sys; sys.exit(any('ZHUNSHENG' in name for name in os.environ))")
    remind(office.actor("bureau"), report_id=report.pk)
    send_waiting()
    assert Message.objects.get().state == "sent"
