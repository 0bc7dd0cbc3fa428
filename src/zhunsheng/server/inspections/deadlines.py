"""How near an issue's deadline is: its days left and its light (三色), by the register's own settings."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from django.utils import timezone

from zhunsheng.server.inspections.models import ENDED, Issue, Register, Round


class Light(StrEnum):
    NONE = "none"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"

    @property
    def label(self) -> str:
        return {"none": "", "green": "绿", "yellow": "黄", "red": "红"}[self.value]

    @property
    def look(self) -> str:
        """The colour of the tag that shows it."""
        return {"none": "", "green": "green", "yellow": "amber", "red": "red"}[self.value]


def days_left(issue: Issue, today: date) -> int | None:
    """Due today is 0; None where nothing is due any more, or no date is set."""
    return _days_left(issue.state, issue.due_on, today)


def _days_left(state: str, due_on: date | None, today: date) -> int | None:
    return None if due_on is None or state in ENDED else (due_on - today).days


def light(issue: Issue, register: Register, today: date) -> Light:
    return light_of(issue.state, issue.due_on, register, today)


def light_of(state: str, due_on: date | None, register: Register, today: date) -> Light:
    """Over 20 days none; 20 to 11 green; 10 to 0 yellow; past its day red. An ended issue has none."""
    left = _days_left(state, due_on, today)
    if left is None or left > register.green_days:
        return Light.NONE
    if left > register.yellow_days:
        return Light.GREEN
    return Light.YELLOW if left >= 0 else Light.RED


def time_left(issue: Issue, today: date) -> str:
    """剩 4 天, 今天到期, 超期 3 天; empty where nothing is due."""
    left = days_left(issue, today)
    if left is None:
        return ""
    if left == 0:
        return "今天到期"
    return f"剩 {left} 天" if left > 0 else f"超期 {-left} 天"


def fault_of_lights(green_days: int, yellow_days: int) -> str:
    """What is wrong with the days of the lights, for a person; empty where nothing is."""
    return "黄灯的天数不能多于绿灯的天数。" if yellow_days > green_days else ""


def fault_of_due(issue: Issue, due_on: date) -> str:
    """What is wrong with a deadline given to a registered issue, for a person; empty where nothing is."""
    if due_on < issue.found_on:
        return f"整改时限 {due_on} 早于发现日期 {issue.found_on}。"
    if issue.fed_back_on is not None and due_on < issue.fed_back_on:
        return f"整改时限 {due_on} 早于反馈日期 {issue.fed_back_on}。"
    return ""


def faults_of_measure(
    issue: Issue, *, due_on: date | None = None, done_on: date | None = None
) -> dict[str, str]:
    """What is wrong with a measure's new days, by column; a day that stays as it was is not given."""
    faults = {}
    if due_on is not None and issue.due_on is not None and due_on > issue.due_on:
        faults["due_on"] = f"完成时限 {due_on} 晚于问题的整改时限 {issue.due_on}。"
    elif due_on is not None and due_on < issue.found_on:
        faults["due_on"] = f"完成时限 {due_on} 早于发现日期 {issue.found_on}。"
    if done_on is not None and done_on > timezone.localdate():
        faults["done_on"] = f"完成日期 {done_on} 还没有到。"
    elif done_on is not None and done_on < issue.found_on:
        faults["done_on"] = f"完成日期 {done_on} 早于发现日期 {issue.found_on}。"
    return faults


def due_after_feedback(
    register: Register, found_by: Round | None, fed_back_on: date, immediate: bool
) -> date:
    """反馈 date + period: the round's, else the register's; 立行立改 has a short one of its own (X07)."""
    days = register.immediate_days if immediate else register.period_days
    if not immediate and found_by is not None and found_by.period_days is not None:
        days = found_by.period_days
    return fed_back_on + timedelta(days=days)
