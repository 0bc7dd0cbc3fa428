"""Who is told of which light, on which day, once; by the worker, though nobody looks (B14)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from django.utils import timezone
from lxml import html
from tests.server.conftest import add_person
from tests.server.inspections.conftest import FED_BACK, Advance, Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.issues.actions import add_support, change_issue, remove_support
from zhunsheng.server.inspections.ledger.alert_models import Alert, Delivery
from zhunsheng.server.inspections.ledger.alerting import alert_deadlines
from zhunsheng.server.inspections.models import Issue, Register, Support
from zhunsheng.server.inspections.rounds.actions import keep_register
from zhunsheng.server.jobs.worker import Worker
from zhunsheng.server.orgs.models import Role

UNIT, HEAD, OFFICE, HELPER = {"jia_rectifier"}, {"jia_head"}, {"inspector"}, {"yi_rectifier"}
At = Callable[[int], date]


@pytest.fixture
def at(issue: Issue, monkeypatch: pytest.MonkeyPatch) -> At:
    """Stops the clock so many days before the issue's deadline."""

    def stop(days: int) -> date:
        assert issue.due_on is not None
        day = issue.due_on - timedelta(days=days)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
        monkeypatch.setattr(timezone, "now", lambda: noon)
        return day

    return stop


def _told(issue: Issue) -> dict[str, set[str]]:
    """Level → names of those told."""
    found: dict[str, set[str]] = {}
    for delivery in Delivery.objects.filter(alert__issue=issue).select_related("alert", "user"):
        found.setdefault(delivery.alert.level, set()).add(delivery.user.name)
    return found


@pytest.mark.parametrize(
    ("left", "wanted"),
    [
        (21, {}),
        (20, {"green": UNIT}),
        (11, {"green": UNIT}),
        (10, {"yellow": UNIT | HEAD}),
        (1, {"yellow": UNIT | HEAD}),
        (0, {"yellow": UNIT | HEAD}),
        (-1, {"red": UNIT | HEAD | OFFICE}),
    ],
)
def test_who_is_told_on_which_day(issue: Issue, at: At, left: int, wanted: dict[str, set[str]]) -> None:
    at(left)
    alert_deadlines()
    assert _told(issue) == wanted


def test_who_is_told_is_what_the_register_says(inspections: Inspections, issue: Issue, at: At) -> None:
    office = inspections.office
    keep_register(
        office.actor("inspector"),
        unit=inspections.register.unit,
        told_green=["discipline"],
        told_yellow=[],
        told_red=["rectifier", "leading"],
    )
    told = {}
    for left in (20, 10, -1):
        at(left)
        alert_deadlines()
        told[left] = _told(issue)
    assert told == {
        20: {"green": {"jia_discipline"}},
        10: {"green": {"jia_discipline"}},
        -1: {"green": {"jia_discipline"}, "red": {"jia_rectifier", "leading"}},
    }
    assert list(Alert.objects.order_by("pk").values_list("level", flat=True)) == ["green", "yellow", "red"]
    assert "整改时限提醒" in office.client("leading").get("/").content.decode()
    assert "整改时限提醒" not in office.client("jia_head").get("/").content.decode()


def test_it_is_set_with_boxes_and_the_trace_tells_what_changed(inspections: Inspections) -> None:
    client = inspections.office.client("inspector")
    page = html.fromstring(client.get("/inspections/settings/").content.decode())
    ticked = {
        light: page.xpath(f"//input[@name='told_{light}'][@checked]/@value")
        for light in ("green", "yellow", "red")
    }
    assert ticked == {
        "green": ["rectifier"],
        "yellow": ["rectifier", "helper", "head"],
        "red": ["rectifier", "helper", "head", "inspection"],
    }  # fmt: skip
    form = next(form for form in page.forms if form.xpath(".//input[@name='told_red']"))
    typed = [*form.form_values(), ("told_yellow", "discipline")]
    data = {name: [value for key, value in typed if key == name] for name, _ in typed}
    assert client.post("/inspections/settings/", data).status_code == 302
    register = Register.objects.get()
    assert (register.told_green, register.told_yellow, register.told_red) == (
        ["rectifier"],
        ["rectifier", "helper", "head", "discipline"],
        ["rectifier", "helper", "head", "inspection"],
    )  # fmt: skip
    entry = Entry.objects.filter(verb="keep_register").latest("pk")
    assert json.loads(entry.details) == {
        "unit": inspections.register.unit.name,
        "told_yellow": [["rectifier", "helper", "head"], ["rectifier", "helper", "head", "discipline"]],
    }
    refused = client.post("/inspections/settings/", {**data, "told_red": ["admin"]})
    assert (refused.status_code, "红灯告诉谁请从列出的里面选。" in refused.content.decode()) == (400, True)


def test_each_light_is_told_once_while_the_days_go_by(issue: Issue, at: At) -> None:
    days = {left: at(left) for left in range(25, -5, -1)}
    for left in days:
        at(left)
        alert_deadlines()
        alert_deadlines()
    assert list(Alert.objects.order_by("pk").values_list("level", "on")) == [
        ("green", days[20]),
        ("yellow", days[10]),
        ("red", days[-1]),
    ]
    assert Delivery.objects.count() == 1 + 2 + 3


def test_the_worker_does_it_though_nobody_looks(issue: Issue, at: At) -> None:
    at(-1)
    Worker().run(once=True)
    assert _told(issue) == {"red": UNIT | HEAD | OFFICE}


def test_another_deadline_may_be_missed_anew(inspections: Inspections, issue: Issue, at: At) -> None:
    today = at(-1)
    alert_deadlines()
    change_issue(inspections.office.actor("inspector"), issue_id=issue.pk, due_on=today + timedelta(days=5))
    alert_deadlines()
    assert sorted(_told(issue)) == ["red", "yellow"]


def test_an_ended_issue_is_left_in_peace(issue: Issue, bring: Advance, at: At) -> None:
    bring(issue, "closed")
    at(-1)
    alert_deadlines()
    assert _told(issue) == {}


def test_nobody_is_told_before_feedback(issue: Issue, at: At) -> None:
    at(-1)
    Issue.objects.update(fed_back_on=F("due_on") + timedelta(days=9))
    alert_deadlines()
    assert _told(issue) == {}


# --- 配合单位 ----------------------------------------------------------------------------------------------


def _help(inspections: Inspections, issue: Issue, on: date = FED_BACK) -> Support:
    """乙局 is asked to help."""
    inspector = inspections.office.actor("inspector")
    return add_support(inspector, issue_id=issue.pk, unit=inspections.office.yi_unit, on=on)


@pytest.mark.parametrize(
    ("left", "wanted"),
    [
        (11, {"green": UNIT}),
        (10, {"yellow": UNIT | HEAD | HELPER}),
        (-1, {"red": UNIT | HEAD | OFFICE | HELPER}),
    ],
)
def test_units_that_help_are_told_from_yellow_on(
    inspections: Inspections, issue: Issue, at: At, left: int, wanted: dict[str, set[str]]
) -> None:
    _help(inspections, issue)
    at(left)
    alert_deadlines()
    assert _told(issue) == wanted


def test_that_too_is_what_the_register_says(inspections: Inspections, issue: Issue, at: At) -> None:
    keep_register(
        inspections.office.actor("inspector"),
        unit=inspections.register.unit,
        told_green=["helper"],
        told_yellow=["rectifier"],
    )
    _help(inspections, issue)
    for left in (20, 10):
        at(left)
        alert_deadlines()
    assert _told(issue) == {"green": HELPER, "yellow": UNIT}


def test_a_unit_that_helps_is_told_from_the_day_it_was_sent_to(
    inspections: Inspections, issue: Issue, at: At
) -> None:
    _help(inspections, issue, on=at(-1))
    for left in (10, -1):
        at(left)
        alert_deadlines()
    assert _told(issue) == {"yellow": UNIT | HEAD, "red": UNIT | HEAD | OFFICE | HELPER}


def test_no_unit_that_helps_is_told_before_feedback(inspections: Inspections, issue: Issue, at: At) -> None:
    _help(inspections, issue)
    at(-1)
    Issue.objects.update(fed_back_on=F("due_on") + timedelta(days=9))
    alert_deadlines()
    assert _told(issue) == {}


def test_a_unit_that_no_longer_helps_is_not_told_and_what_it_was_told_is_gone(
    inspections: Inspections, issue: Issue, at: At
) -> None:
    support, client = _help(inspections, issue), inspections.office.client("yi_rectifier")
    at(10)
    alert_deadlines()
    shown = client.get("/").content.decode()
    remove_support(inspections.office.actor("inspector"), support_id=support.pk)
    gone = client.get("/").content.decode()
    at(-1)
    alert_deadlines()
    assert ("整改时限提醒" in shown, issue.number in gone) == (True, False)
    assert _told(issue) == {"yellow": UNIT | HEAD | HELPER, "red": UNIT | HEAD | OFFICE}


def test_who_writes_for_both_is_told_once_and_not_because_of_the_helping(
    inspections: Inspections, issue: Issue, at: At
) -> None:
    office, support = inspections.office, _help(inspections, issue)
    add_person(office, "clerk", office.root, Role.RECTIFIER)
    at(10)
    alert_deadlines()
    alert_deadlines()
    told = Delivery.objects.order_by("user__name").values_list("user__name", "as_helper")
    assert list(told) == [
        ("clerk", False), ("jia_head", False), ("jia_rectifier", False), ("yi_rectifier", True),
    ]  # fmt: skip
    remove_support(office.actor("inspector"), support_id=support.pk)
    assert "整改时限提醒" in office.client("clerk").get("/").content.decode()


# --- as a person has them ----------------------------------------------------------------------------------


def test_the_workbench_shows_number_and_days_and_they_can_be_put_away(
    inspections: Inspections, issue: Issue, at: At
) -> None:
    at(10)
    alert_deadlines()
    office = inspections.office
    for name, linked in (("jia_rectifier", True), ("jia_head", False)):
        client = office.client(name)
        page = client.get("/").content.decode()
        assert ("XC2023-3-001" in page, "剩 10 天" in page) == (True, True)
        assert (f"/inspections/issues/{issue.pk}/" in page) is linked
        assert issue.wording not in page
        client.post("/inspections/alerts/read/", {"until": Delivery.objects.latest("pk").pk})
        assert "整改时限提醒" not in client.get("/").content.decode()
    assert "整改时限提醒" not in office.client("yi_rectifier").get("/").content.decode()


def test_the_trace_tells_how_many(issue: Issue, at: At) -> None:
    at(0)
    alert_deadlines()
    entry = Entry.objects.get(verb="alert_deadlines")
    assert (entry.actor_name, entry.details) == ("系统", '{"yellow":1}')
