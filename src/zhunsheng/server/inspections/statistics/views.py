"""统计回流: every count with its rule and the list behind it, the breakdowns, and the register looked through."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from zhunsheng.press.xlsx_list import list_xlsx, text_widths
from zhunsheng.server.files.storing import sent_bytes
from zhunsheng.server.inspections.models import Register
from zhunsheng.server.inspections.statistics.asked import scope_asked, years_offered
from zhunsheng.server.inspections.statistics.breakdown import (
    EVERY_SOURCE,
    PARTS,
    WAYS,
    Line,
    lines_of,
    picture_of,
    total_of,
)
from zhunsheng.server.inspections.statistics.catalogue import catalogue
from zhunsheng.server.inspections.statistics.counts import Entry, listed, value_words, values_of
from zhunsheng.server.inspections.statistics.register_checks import look_through
from zhunsheng.server.inspections.statistics.tallies import cells_of
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.figures import percent
from zhunsheng.server.web.requests import OfficeRequest


@dataclass(slots=True, frozen=True)
class Row:
    entry: Entry
    value: str


@require_GET
def statistics(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    if not Register.objects.filter(tenant_id=request.actor.tenant).exists():
        return redirect("register_settings")
    scope = scope_asked(request)
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
        "years": years_offered(),
        "groups": groups,
        "ways": WAYS,
        "way": way,
        "lines": [_shown(line) for line in lines],
        "total": _shown(total_of(lines)),
        "every_source": way in EVERY_SOURCE,
        "picture": picture_of(lines, way),
        "parts": PARTS,
    }
    return render(request, "inspections/statistics.html", context)


def _shown(line: Line) -> tuple[str, list[object]]:
    """The numbers of a tally are in the order of the table's columns, the rate is the last."""
    return line.name, [*line.tally, percent(line.rate)]


@require_GET
def register_check(request: OfficeRequest) -> HttpResponse:
    """台账自查: what doesn't hold in the register of that year."""
    require(may_oversee(request.actor))
    scope = scope_asked(request)
    context = {
        "part": "statistics",
        "here": "register_check",
        "scope": scope,
        "years": years_offered(),
        "checked": look_through(scope),
    }
    return render(request, "inspections/register_check.html", context)


@require_GET
def counted(request: OfficeRequest, count_key: str) -> HttpResponseBase:
    """The list behind a count (明细), on the screen or as Excel; it has no wording."""
    require(may_oversee(request.actor))
    scope = scope_asked(request)
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
