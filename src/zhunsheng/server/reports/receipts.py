"""The receipt: who has the report now, until when, and how to take it back."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from zhunsheng.server.orgs.models import Duty, Role
from zhunsheng.server.reports.models import State, UnitReport

_SATURDAY = 5


def working_days_after(start: date, days: int) -> date:
    """Mondays to Fridays counted; holidays are not known here and come on top."""
    day = start
    while days:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY:
            days -= 1
    return day


def heads_of(report: UnitReport) -> list[str]:
    """Who may approve it today: the heads of the nearest unit that has any."""
    today = timezone.localdate()
    in_force = Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today))
    above = [int(part) for part in re.findall(r"\d+", report.path)]
    found: dict[int, list[str]] = {}
    duties = Duty.objects.filter(in_force, unit_id__in=above, role=Role.HEAD, user__is_active=True)
    for unit_id, name in duties.order_by("id").values_list("unit_id", "user__name"):
        found.setdefault(unit_id, []).append(name)
    return next((found[unit_id] for unit_id in reversed(above) if unit_id in found), [])


def in_charge(report: UnitReport) -> str:
    """Who has it now."""
    if report.state == State.WITH_HEAD:
        return "、".join(heads_of(report)) or "单位负责人（还没有指定）"
    if report.state in (State.WITH_BUREAU, State.UNDER_REVIEW):
        return report.reviewer.name if report.reviewer is not None else "财政局（还没有分给承办人）"
    return ""


def expected_by(report: UnitReport) -> date | None:
    """The last working day by which the bureau usually answers."""
    if report.state not in (State.WITH_BUREAU, State.UNDER_REVIEW) or report.filed_at is None:
        return None
    return working_days_after(timezone.localdate(report.filed_at), report.campaign.review_days)
