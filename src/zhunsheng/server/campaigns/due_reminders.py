"""Reminders the system sends by itself (自动催报), so many days before each unit's own deadline.

A reminder of n days belongs to the calendar day n days before the deadline, from the hour on at which sending
begins. Where no worker ran that day it goes out later, until the next one takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from zhunsheng.server.campaigns.models import Campaign, Reminder
from zhunsheng.server.campaigns.reminding import REMINDED, TEMPLATE, filled_in, keep_reminder
from zhunsheng.server.jobs.rounds import every_minute
from zhunsheng.server.orgs.actors import machine
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.saving import locked_report

SYSTEM = machine("系统")


@every_minute
def remind_due_units() -> None:
    if _is_quiet():
        return
    for report_id in _waiting():
        remind_if_due(report_id)


@transaction.atomic
def remind_if_due(report_id: int) -> Reminder | None:
    """With the report's row held: of two workers the second finds the reminder there."""
    report = locked_report(report_id)
    days = days_due(report)
    if days is None or _is_quiet():
        return None
    sent = Reminder.objects.filter(report=report, for_deadline=report.deadline, days_before=days)
    if sent.exists():
        return None
    return keep_reminder(SYSTEM, report, filled_in(TEMPLATE, report), days)


def days_due(report: UnitReport) -> int | None:
    """The reminder whose day has come: of several only the last. None where there is none to send.

    A unit that was told its deadline on that day or later, by the notice or an extension, knows it already.
    """
    if report.state not in REMINDED or report.campaign.state != Campaign.State.OPEN:
        return None
    if timezone.now() >= report.deadline:
        return None
    last_day = timezone.localtime(report.deadline).date()
    days_left = (last_day - timezone.localdate()).days
    days: int | None = min((days for days in _days() if days_left <= days), default=None)
    if days is None or report.deadline_set_at is None:
        return days
    told = timezone.localtime(report.deadline_set_at).date()
    return days if told < last_day - timedelta(days=days) else None


def _waiting() -> list[int]:
    """Reports with a reminder due and not sent."""
    now, days = timezone.now(), _days()
    if not days:
        return []
    near = UnitReport.objects.filter(
        campaign__state=Campaign.State.OPEN,
        state__in=REMINDED,
        deadline__gt=now,
        deadline__lt=now + timedelta(days=max(days) + 1),
    )
    sent = set(
        Reminder.objects.filter(report__in=near.values("pk"), days_before__isnull=False).values_list(
            "report_id", "for_deadline", "days_before"
        )
    )
    reports = near.select_related("campaign").defer("content").order_by("pk")
    return [
        report.pk
        for report in reports
        if (due := days_due(report)) is not None and (report.pk, report.deadline, due) not in sent
    ]


@dataclass(slots=True, frozen=True)
class Automatic:
    """How the system reminds, for the screen: the most days first."""

    days: tuple[int, ...]
    since: time
    until: time


def automatic() -> Automatic:
    options = settings.OPTIONS
    return Automatic(options["REMIND_DAYS"][::-1], options["REMIND_FROM"], options["REMIND_UNTIL"])


def _days() -> tuple[int, ...]:
    days: tuple[int, ...] = settings.OPTIONS["REMIND_DAYS"]
    return days


def _is_quiet() -> bool:
    """No reminder at night."""
    clock = timezone.localtime().time()
    return not settings.OPTIONS["REMIND_FROM"] <= clock < settings.OPTIONS["REMIND_UNTIL"]
