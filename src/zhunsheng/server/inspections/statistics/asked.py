"""Which year of the register somebody asks for, and as of which day."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from zhunsheng.server.inspections.queries import register_of
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.web.requests import OfficeRequest

_FIRST_YEAR, _YEARS_SHOWN = 2000, 6


def scope_asked(request: OfficeRequest) -> Scope:
    """The year asked for, else this one; at its last day, else today."""
    register = register_of(request.actor)
    if register is None:
        raise Refused("还没有设置台账由哪个单位管理，请先设置。")
    today = timezone.localdate()
    year = request.GET.get("year", "")
    asked = int(year) if year.isdecimal() and _FIRST_YEAR <= int(year) <= today.year else today.year
    try:
        as_of = date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        as_of = date(asked, 12, 31)
    return Scope(register, asked, min(max(as_of, date(asked, 1, 1)), today))


def years_offered() -> range:
    this_year = timezone.localdate().year
    return range(this_year, this_year - _YEARS_SHOWN, -1)
