"""The lights (三色) of many issues, as the database tells them: the same rule as `deadlines.light`."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from zhunsheng.server.inspections.deadlines import Light
from zhunsheng.server.inspections.models import STILL_OPEN, Register


def light_is(light: Light, register: Register, today: date) -> Q:
    last = last_days(register, today)
    due = {
        Light.RED: Q(due_on__lte=last[Light.RED]),
        Light.YELLOW: Q(due_on__gt=last[Light.RED], due_on__lte=last[Light.YELLOW]),
        Light.GREEN: Q(due_on__gt=last[Light.YELLOW], due_on__lte=last[Light.GREEN]),
        Light.NONE: Q(due_on__isnull=True) | Q(due_on__gt=last[Light.GREEN]),
    }
    return Q(state__in=STILL_OPEN) & due[light]


def last_days(register: Register, today: date) -> dict[Light, date]:
    """The last day an open issue that shows the light may be due on; the next light begins after it."""
    return {
        Light.RED: today - timedelta(days=1),
        Light.YELLOW: today + timedelta(days=register.yellow_days),
        Light.GREEN: today + timedelta(days=register.green_days),
    }
