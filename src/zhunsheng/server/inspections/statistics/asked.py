"""Which year of the register somebody asks for, and as of which day."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from zhunsheng.server.inspections.forms import typed_id
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
    asked = year_asked(request.GET.get("year", ""), today)
    try:
        as_of = date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        as_of = date(asked, 12, 31)
    return Scope(register, asked, min(max(as_of, date(asked, 1, 1)), today))


def year_asked(text: str, today: date) -> int:
    """As it stands in an address; this year for what can't be one."""
    year = typed_id(text)
    return year if year is not None and _FIRST_YEAR <= year <= today.year else today.year


def years_offered() -> range:
    this_year = timezone.localdate().year
    return range(this_year, this_year - _YEARS_SHOWN, -1)
