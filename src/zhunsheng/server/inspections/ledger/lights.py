"""The lights (三色) of many issues, as the database tells them: the same rule as `deadlines.light`."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from zhunsheng.server.inspections.deadlines import Light
from zhunsheng.server.inspections.models import STILL_OPEN, Register


def light_is(light: Light, register: Register, today: date) -> Q:
    return Q(state__in=STILL_OPEN) & due_of_lights(register, today)[light]


def due_of_lights(register: Register, today: date) -> dict[Light, Q]:
    """When an open issue that shows the light is due."""
    yellow, green = (today + timedelta(days=days) for days in (register.yellow_days, register.green_days))
    return {
        Light.RED: Q(due_on__lt=today),
        Light.YELLOW: Q(due_on__gte=today, due_on__lte=yellow),
        Light.GREEN: Q(due_on__gt=yellow, due_on__lte=green),
        Light.NONE: Q(due_on__isnull=True) | Q(due_on__gt=green),
    }
