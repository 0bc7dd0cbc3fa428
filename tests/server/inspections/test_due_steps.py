"""When the next step of a round is due; nothing where a period or a day is not known."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.server.inspections.conftest import ENTERED, FED_BACK, Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.models import Register, Round, Step
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.rounds.due_steps import due_step, last_told, late_rounds_for
from zhunsheng.server.inspections.rounds.settings_forms import Steps
from zhunsheng.server.inspections.supervision.waiting import WaitingEntry

TODAY = date(2023, 7, 5)
PERIODS = Register(
    approved_days=7,
    formed_days=10,
    announced_days=5,
    entered_days=3,
    reported_days=60,
    fed_back_days=30,
    looked_back_days=180,
    archived_days=90,
)


@pytest.mark.parametrize(
    ("dates", "step", "words"),
    [
        ({"planned_on": date(2023, 6, 23)}, Step.APPROVED, "应于 2023-06-30，已过 5 天"),
        ({"approved_on": date(2023, 6, 25)}, Step.FORMED, "应于 2023-07-05，今天到期"),
        ({"formed_on": date(2023, 7, 1)}, Step.ANNOUNCED, "应于 2023-07-06，还有 1 天"),
        ({"announced_on": date(2023, 7, 1)}, Step.ENTERED, "应于 2023-07-04，已过 1 天"),
        ({"entered_on": date(2023, 5, 1)}, Step.REPORTED, "应于 2023-06-30，已过 5 天"),
        ({"reported_on": date(2023, 6, 1)}, Step.FED_BACK, "应于 2023-07-01，已过 4 天"),
        ({"fed_back_on": date(2023, 4, 1)}, Step.RECTIFIED, "应于 2023-06-30，已过 5 天"),
        ({"fed_back_on": date(2023, 4, 1), "period_days": 30}, Step.RECTIFIED, "应于 2023-05-01，已过 65 天"),
        ({"rectified_on": date(2023, 1, 1)}, Step.LOOKED_BACK, "应于 2023-06-30，已过 5 天"),
        ({"looked_back_on": date(2023, 4, 1)}, Step.ARCHIVED, "应于 2023-06-30，已过 5 天"),
        # 进驻 may be planned ahead; what was left out before it is past
        ({"planned_on": date(2023, 1, 1), "entered_on": date(2023, 8, 1)}, Step.REPORTED, "应于 2023-09-30，还有 87 天"),
    ],
)  # fmt: skip
def test_the_step_after_the_last_one_is_due(dates: dict[str, date], step: Step, words: str) -> None:
    due = due_step(PERIODS, Round(**dates), TODAY)
    assert due is not None
    assert (due.step, due.words, due.is_late) == (step, words, "已过" in words)


@pytest.mark.parametrize(
    ("register", "dates"),
    [
        (PERIODS, {}),
        (PERIODS, {"planned_on": date(2021, 1, 1), "archived_on": date(2022, 1, 1)}),
        (Register(), {"entered_on": date(2022, 1, 1)}),
        (Register(approved_days=7, fed_back_days=30), {"entered_on": date(2022, 1, 1)}),
    ],
)
def test_without_a_day_or_a_period_nothing_is_due(register: Register, dates: dict[str, date]) -> None:
    assert due_step(register, Round(**dates), TODAY) is None


def test_the_office_s_workbench_has_rounds_whose_step_is_late(inspections: Inspections) -> None:
    office, entry = inspections.office, inspections.round
    inspector = office.actor("inspector")
    assert late_rounds_for(inspector) == []
    round_actions.keep_register(inspector, unit=inspections.register.unit, reported_days=60)
    late = (timezone.localdate() - ENTERED).days - 60
    url = f"/inspections/rounds/{entry.pk}/"
    assert late_rounds_for(inspector) == [WaitingEntry("六届第三轮“报告”已过", late, "天", url, "red")]
    assert [late_rounds_for(office.actor(name)) for name in ("leading", "member", "jia_rectifier")] == [
        []
    ] * 3
    said = office.client("inspector").get("/").content.decode()
    assert "六届第三轮“报告”已过</span>" in said
    round_actions.date_steps(inspector, entry=entry, days={Step.REPORTED: timezone.localdate()})
    assert late_rounds_for(inspector) == []


def test_the_pages_of_rounds_say_it_to_the_office_and_the_leading_group(inspections: Inspections) -> None:
    office, entry = inspections.office, inspections.round
    round_actions.date_steps(office.actor("inspector"), entry=entry, days={Step.FED_BACK: FED_BACK})
    due_on = FED_BACK + timedelta(days=90)
    words = f"应于 {due_on}，已过 {(timezone.localdate() - due_on).days} 天"
    for name, told in (("inspector", True), ("leading", True), ("member", False), ("jia_rectifier", False)):
        client = office.client(name)
        pages = [f"/inspections/rounds/{entry.pk}/", "/inspections/rounds/"]
        said = [words in client.get(address).content.decode() for address in pages]
        assert said == [told, told], name


def test_a_round_fed_back_unit_by_unit_is_fed_back_on_the_last_of_their_days(
    inspections: Inspections,
) -> None:
    """As far as periods go; while one has no day, 反馈 itself is due."""
    office, entry = inspections.office, inspections.round
    inspector = office.actor("inspector")
    round_actions.keep_register(inspector, unit=inspections.register.unit, fed_back_days=30)
    round_actions.date_steps(inspector, entry=entry, days={Step.REPORTED: FED_BACK - timedelta(days=20)})
    later = FED_BACK + timedelta(days=7)
    round_actions.feed_back(inspector, inspectee=inspections.jia, on=FED_BACK)
    assert last_told(entry) is None
    [waiting] = late_rounds_for(inspector)
    assert waiting.title == "六届第三轮“反馈”已过"
    round_actions.feed_back(inspector, inspectee=inspections.yi, on=later)
    assert last_told(entry) == later
    due_on = later + timedelta(days=90)
    days = (timezone.localdate() - due_on).days
    url = f"/inspections/rounds/{entry.pk}/"
    assert late_rounds_for(inspector) == [WaitingEntry("六届第三轮“整改”已过", days, "天", url, "red")]
    assert f"应于 {due_on}，已过 {days} 天" in office.client("inspector").get(url).content.decode()


def test_the_round_s_own_day_of_feedback_goes_before_those_of_its_units(inspections: Inspections) -> None:
    entry, later = inspections.round, FED_BACK + timedelta(days=7)
    entry.fed_back_on = FED_BACK
    due = due_step(PERIODS, entry, TODAY, told_on=later)
    assert due is not None
    assert due.due_on == FED_BACK + timedelta(days=90)
    assert last_told(Round.objects.create(term=entry.term, number=9)) is None


def test_the_periods_are_settings_and_may_be_left_out(inspections: Inspections) -> None:
    inspector, client = inspections.office.actor("inspector"), inspections.office.client("inspector")
    stood = Steps(inspector, inspections.register).initial
    typed = {name: stood[name] for name in Steps.base_fields if stood[name] is not None}
    typed |= {"section": "steps", "reported_days": "60"}
    assert client.post("/inspections/settings/", typed).status_code == 302
    assert client.post("/inspections/settings/", typed | {"fed_back_days": "0"}).status_code == 400
    register = Register.objects.get()
    assert (register.reported_days, register.fed_back_days, register.archived_days) == (60, None, None)
    told = json.loads(Entry.objects.filter(verb="keep_register").latest("pk").details)
    assert told == {"unit": "示例区委巡察办", "reported_days": [None, 60]}
