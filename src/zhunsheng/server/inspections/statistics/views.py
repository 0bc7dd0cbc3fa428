"""统计回流: every count with its rule and the list behind it, the breakdowns, and the register looked through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from zhunsheng.press.xlsx_list import list_xlsx, text_widths
from zhunsheng.server.files.storing import sent_bytes
from zhunsheng.server.inspections.models import Register
from zhunsheng.server.inspections.statistics.breakdown import (
    EVERY_SOURCE,
    PARTS,
    WAYS,
    lines_of,
    picture_of,
    total_of,
)
from zhunsheng.server.inspections.statistics.catalogue import catalogue
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.statistics.counts import Entry, listed, value_words, values_of
from zhunsheng.server.inspections.statistics.register_checks import look_through
from zhunsheng.server.inspections.statistics.tallies import cells_of
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.requests import OfficeRequest

_FIRST_YEAR, _YEARS_SHOWN = 2000, 6


@dataclass(slots=True, frozen=True)
class Row:
    entry: Entry
    value: str


@require_GET
def statistics(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    if not Register.objects.filter(tenant_id=request.actor.tenant).exists():
        return redirect("register_settings")
    scope = _scope(request)
    way = request.GET.get("by", "round")
    way = way if way in WAYS else "round"
    entries, cells = catalogue(scope), cells_of(scope)
    values = values_of(scope, entries, cells)
    groups: dict[str, list[Row]] = {}
    for entry in entries:
        row = Row(entry, value_words(entry, values[entry.key]))
        groups.setdefault(entry.group, []).append(row)
    lines = lines_of(scope, way, cells)
    context = {
        "part": "statistics",
        "here": "statistics",
        "registers": may_register(request.actor),
        "scope": scope,
        "years": _years(),
        "groups": groups,
        "ways": WAYS,
        "way": way,
        "lines": lines,
        "total": total_of(lines),
        "every_source": way in EVERY_SOURCE,
        "picture": picture_of(lines, way),
        "parts": PARTS,
    }
    return render(request, "inspections/statistics.html", context)


@require_GET
def register_check(request: OfficeRequest) -> HttpResponse:
    """台账自查: what doesn't hold in the register of that year."""
    require(may_oversee(request.actor))
    scope = _scope(request)
    context = {
        "part": "statistics",
        "here": "register_check",
        "scope": scope,
        "years": _years(),
        "checked": look_through(scope),
    }
    return render(request, "inspections/register_check.html", context)


@require_GET
def counted(request: OfficeRequest, count_key: str) -> HttpResponseBase:
    """The list behind a count (明细), on the screen or as Excel; it has no wording."""
    require(may_oversee(request.actor))
    scope = _scope(request)
    entries = {entry.key: entry for entry in catalogue(scope)}
    if count_key not in entries:
        raise Http404
    entry, found = entries[count_key], listed(scope, entries, count_key)
    value = value_words(entry, values_of(scope, entries.values())[count_key])
    if request.GET.get("as") == "xlsx":
        said = f"{value}。口径：{entry.rule}。截至 {scope.as_of}。"
        widths = text_widths(found.headings, found.rows)
        data = list_xlsx(entry.title, said, found.headings, found.rows, widths, "清单")
        return sent_bytes(f"{entry.title}-截至{scope.as_of}.xlsx", data)
    context = {"part": "statistics", "scope": scope, "entry": entry, "value": value, "found": found}
    return render(request, "inspections/counted.html", context)


def _years() -> range:
    this_year = timezone.localdate().year
    return range(this_year, this_year - _YEARS_SHOWN, -1)


def _scope(request: OfficeRequest) -> Scope:
    """The year asked for, else this one; at its last day, else today."""
    register = Register.objects.select_related("unit").filter(tenant_id=request.actor.tenant).first()
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
