"""Excel out and back, and starting from a Word, Excel or PDF file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.deliveries import deliver_snapshots
from zhunsheng.server.reports.document_views import attachment
from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.models import Evidence, State, UnitReport
from zhunsheng.server.reports.refill_actions import import_refill
from zhunsheng.server.reports.refill_workbook import annotated, workbook_of
from zhunsheng.server.reports.refilling import read_refill
from zhunsheng.server.reports.replacing import replace_content
from zhunsheng.server.reports.schemes import sheet_of
from zhunsheng.server.reports.sources import keep_source, may_take_in, reports_of, source_of
from zhunsheng.server.reports.understanding import FIELD, corrected, understanding_of
from zhunsheng.server.reports.workflow import may_edit
from zhunsheng.server.web.requests import OfficeRequest


@require_GET
def exchange(request: OfficeRequest, report_id: int) -> HttpResponse:
    """What can go out and come back."""
    return _exchange_page(request, report_for(request.actor, report_id))


def _exchange_page(request: OfficeRequest, report: UnitReport, refused: str = "") -> HttpResponse:
    """`refused`: why the snapshots weren't taken."""
    context = {"report": report, "editable": may_edit(request.actor, report), "refused": refused}
    return render(request, "reports/exchange.html", context, status=400 if refused else 200)


@require_GET
def download_excel(request: OfficeRequest, report_id: int) -> HttpResponse:
    report = report_for(request.actor, report_id)
    return attachment(
        f"{report.unit.name}{report.campaign.fiscal_year}自评填报表.xlsx", workbook_of(report, judge(report))
    )


@require_POST
def upload_source(request: OfficeRequest, report_id: int) -> HttpResponse:
    report = report_for(request.actor, report_id)
    entry = keep_source(request.actor, report_id=report.pk, upload=request.FILES.get("file"))
    page = "refill" if request.POST.get("purpose") == "refill" else "understand"
    return redirect(page, report_id=report.pk, source_id=entry.pk)


def _source(request: OfficeRequest, report_id: int, source_id: int) -> tuple[UnitReport, Evidence]:
    report = report_for(request.actor, report_id)
    entry = source_of(report, source_id)
    if entry is None:
        raise Http404
    return report, entry


# --- Excel back ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def refill(request: OfficeRequest, report_id: int, source_id: int) -> HttpResponse:
    """The changes cell by cell; then all of them, or those without a fault."""
    report, entry = _source(request, report_id, source_id)
    require(may_edit(request.actor, report))
    answers = _answers(request)
    if request.method == "POST" and request.POST.get("do") in ("all", "sound"):
        base = request.POST.get("version", "")
        imported = import_refill(
            request.actor,
            report_id=report.pk,
            entry=entry,
            base_version=int(base) if base.isdigit() else -1,
            answers=answers,
            only_sound=request.POST["do"] == "sound",
        )
        messages.success(request, f"已导入 {imported.count} 格。")
        for left in imported.left:
            messages.warning(request, f"没有导入：{left}")
        return redirect("fill", report_id=report.pk, step="self")
    found = read_refill(report, entry, answers)
    context: dict[str, Any] = {
        "report": report,
        "entry": entry,
        "refill": found,
        "answers": answers,
        "changes": [item for item in found.items if item.kind != "same"],
        "same": len(found.of_kind("same")),
        "new": len(found.of_kind("new")),
        "changed": len(found.of_kind("changed")),
    }
    return render(request, "reports/refill.html", context)


def _answers(request: OfficeRequest) -> dict[int, str]:
    """What was answered to indicators that were not recognised: number in the file → row."""
    given = {
        int(name.removeprefix("row:")): text
        for name, text in request.POST.items()
        if name.startswith("row:") and name.removeprefix("row:").isdigit()
    }
    return {number: str(text) for number, text in given.items() if text}


@require_GET
def annotated_copy(request: OfficeRequest, report_id: int, source_id: int) -> HttpResponse:
    report, entry = _source(request, report_id, source_id)
    require(may_edit(request.actor, report))
    found = read_refill(report, entry)
    if not found.has_ids:
        raise Refused("只有从本系统下载的填报表能在原表上标出错误。")
    return attachment(f"标注-{entry.file.name}", annotated(entry, found))


# --- a report from a file -----------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def understand(request: OfficeRequest, report_id: int, source_id: int) -> HttpResponse:
    """Every value beside its place, to be corrected; nothing is taken before 采用."""
    report, entry = _source(request, report_id, source_id)
    require(may_take_in(request.actor, report))
    found = reports_of(entry)
    asked = request.POST.get("number") or request.GET.get("number") or ("1" if len(found) == 1 else "")
    if not asked.isdigit() or not 1 <= int(asked) <= len(found):
        context = {"report": report, "entry": entry, "found": found}
        return render(request, "reports/which_report.html", context)
    made = understanding_of(report, found[int(asked) - 1], entry.file.name)
    if request.method == "POST":
        sheet = sheet_of(report.campaign.scheme)
        posted = {name: str(text) for name, text in request.POST.items()}
        content = corrected(request.actor, made, posted, sheet, report.version + 1)
        if report.state == State.NOT_STARTED:
            actions.start_from_content(request.actor, report_id=report.pk, content=content)
        else:
            replace_content(
                request.actor, report_id=report.pk, content=content, source=f"imported:{entry.file.name}"
            )
        messages.success(
            request, f"已采用“{entry.file.name}”里的 {len(list(content.filled()))} 格，原文件留在报告里。"
        )
        return redirect("fill", report_id=report.pk, step="self")
    context = {"report": report, "entry": entry, "made": made, "number": asked, "prefix": FIELD}
    return render(request, "reports/understand.html", context)


@require_POST
def take_snapshots(request: OfficeRequest, report_id: int) -> HttpResponse:
    """The file of a register kept on another machine."""
    report = report_for(request.actor, report_id)
    require(may_edit(request.actor, report))
    try:
        delivery = deliver_snapshots(request.actor, report_id=report_id, upload=request.FILES.get("file"))
    except Refused as refused:
        return _exchange_page(request, report, str(refused))
    messages.success(request, f"已带入台账的数，截至 {delivery.as_of}。请在自评表里引用。")
    return redirect("exchange", report_id=report_id)
