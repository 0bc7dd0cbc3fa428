"""Base tables of subordinate units: the department's list, and the one page each unit fills."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.reports import subordinates
from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.models import SubordinateBase
from zhunsheng.server.reports.schemes import FormSheet, sheet_of
from zhunsheng.server.reports.workflow import may_edit
from zhunsheng.server.web.requests import OfficeRequest

_YEARS = {"prior": "上年决算数", "budget": "本年预算数", "final": "本年决算数"}


@dataclass(slots=True, frozen=True)
class BaseCell:
    key: str
    name: str
    text: str


@dataclass(slots=True)
class BaseLine:
    name: str
    cells: list[BaseCell | None]


@require_GET
def bases(request: OfficeRequest, report_id: int) -> HttpResponse:
    """Who has filled the table, whose is missing, and what the sum would be."""
    report = report_for(request.actor, report_id)
    context = {
        "report": report,
        "bases": SubordinateBase.objects.filter(report=report).select_related("unit").order_by("unit__code"),
        "below": subordinates.places_below(report),
        "sum": subordinates.sum_of(report),
        "editable": may_edit(request.actor, report),
    }
    return render(request, "reports/bases.html", context)


@require_POST
def begin_bases(request: OfficeRequest, report_id: int) -> HttpResponse:
    report_for(request.actor, report_id)
    count = subordinates.begin_bases(request.actor, report_id=report_id)
    messages.success(request, f"已给 {count} 个单位各开一张表，他们在工作台能看到。")
    return redirect("bases", report_id=report_id)


@require_POST
def sum_up(request: OfficeRequest, report_id: int) -> HttpResponse:
    report_for(request.actor, report_id)
    saved, found = subordinates.sum_up(request.actor, report_id=report_id)
    messages.success(request, f"已把 {len(found.counted)} 个单位的 {len(saved.acks)} 格汇总到基础数据表。")
    if found.missing:
        messages.warning(request, f"还缺 {'、'.join(found.missing)}，填完后请再汇总一次。")
    for cell, why in saved.refused.items():
        messages.warning(
            request, f"{sheet_of(saved.judged.sheet.scheme.id).label(cell) if saved.judged else cell}：{why}"
        )
    return redirect("fill", report_id=report_id, step="base")


@require_http_methods(["GET", "POST"])
def base(request: OfficeRequest, base_id: int) -> HttpResponse:
    """One unit's table."""
    found = (
        SubordinateBase.objects.select_related("report__campaign", "report__unit", "unit")
        .filter(pk=base_id)
        .first()
    )
    if found is None:
        raise Http404
    require(subordinates.may_see_base(request.actor, found))
    sheet = sheet_of(found.report.campaign.scheme)
    if request.method == "POST":
        version = request.POST.get("version", "")
        keys = [key for key in subordinates.base_keys(sheet) if key in request.POST]
        subordinates.save_base(
            request.actor,
            base_id=found.pk,
            version=int(version) if version.isdigit() else -1,
            texts={key: str(request.POST[key]) for key in keys},
            done=request.POST.get("done") == "1",
        )
        messages.success(request, "已保存。")
        return redirect("base", base_id=found.pk)
    context = {
        "base": found,
        "report": found.report,
        "lines": _lines(found, sheet),
        "heads": list(_YEARS.values()),
        "editable": subordinates.may_fill_base(request.actor, found),
    }
    return render(request, "reports/base.html", context)


def _lines(found: SubordinateBase, sheet: FormSheet) -> list[BaseLine]:
    """Figures of three years on one line; a single figure in the last column."""
    lines: dict[str, BaseLine] = {}
    for key in subordinates.base_keys(sheet):
        stem, _, suffix = key.rpartition(".")
        cell = BaseCell(key, sheet.label(key), found.cells.get(key, ""))
        if suffix not in _YEARS:
            lines[key] = BaseLine(sheet.label(key), [None, None, cell])
            continue
        name = sheet.label(key).replace(_YEARS[suffix], "")
        line = lines.setdefault(stem, BaseLine(name, [None, None, None]))
        line.cells[list(_YEARS).index(suffix)] = cell
    return list(lines.values())
