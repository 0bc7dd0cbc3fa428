"""The step of evidence: uploading, looking, removing, counting questionnaires."""

from __future__ import annotations

from dataclasses import fields

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.files.previews import page_picture, pages_of
from zhunsheng.server.files.storing import download
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import evidence, surveys
from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.models import Evidence
from zhunsheng.server.web.requests import OfficeRequest


@require_POST
def upload_evidence(request: OfficeRequest, report_id: int) -> HttpResponse:
    report_for(request.actor, report_id)
    added = evidence.add_evidence(
        request.actor,
        report_id=report_id,
        row=request.POST.get("row", ""),
        uploads=request.FILES.getlist("files"),
        note=request.POST.get("note", ""),
    )
    if added.kept:
        messages.success(request, f"已收到 {len(added.kept)} 个文件。")
    for note in added.notes:
        messages.warning(request, note)
    return redirect("fill", report_id=report_id, step="evidence")


@require_POST
def remove_evidence(request: OfficeRequest, report_id: int, evidence_id: int) -> HttpResponse:
    report_for(request.actor, report_id)
    evidence.remove_evidence(request.actor, report_id=report_id, evidence_id=evidence_id)
    messages.success(request, "已移出这份报告，留痕里有记录。")
    return redirect("fill", report_id=report_id, step="evidence")


def _entry(request: OfficeRequest, report_id: int, evidence_id: int) -> Evidence:
    report = report_for(request.actor, report_id)
    entry = Evidence.objects.select_related("file", "by").filter(pk=evidence_id, report=report).first()
    if entry is None:
        raise Http404
    entry.report = report
    return entry


@require_GET
def download_evidence(request: OfficeRequest, report_id: int, evidence_id: int) -> FileResponse:
    return download(_entry(request, report_id, evidence_id).file)


@require_GET
def look_at_evidence(request: OfficeRequest, report_id: int, evidence_id: int) -> HttpResponse:
    """The pages of a PDF, or a picture, as pictures the server drew."""
    entry = _entry(request, report_id, evidence_id)
    context = {
        "entry": entry,
        "report": entry.report,
        **pages_of(entry.file),
    }
    return render(request, "reports/evidence_pages.html", context)


@require_GET
def evidence_page(request: OfficeRequest, report_id: int, evidence_id: int, page: int) -> HttpResponse:
    return page_picture(_entry(request, report_id, evidence_id).file, page)


@require_POST
def save_survey(request: OfficeRequest, report_id: int, row_id: str) -> HttpResponse:
    report_for(request.actor, report_id)
    counts = surveys.Counts(**{f.name: _whole(request.POST.get(f.name, "")) for f in fields(surveys.Counts)})
    surveys.save_survey(request.actor, report_id=report_id, row=row_id, counts=counts)
    messages.success(request, f"已记下问卷，{surveys.formula_text(counts)}，并填入实际完成值。")
    return redirect("fill", report_id=report_id, step="evidence")


def _whole(text: str) -> int:
    if not text.strip().isdecimal():
        raise Refused(f"“{text[:20]}”不是份数，请填整数，没有的填 0。")
    return int(text)


@require_POST
def remove_survey(request: OfficeRequest, report_id: int, row_id: str) -> HttpResponse:
    report_for(request.actor, report_id)
    surveys.remove_survey(request.actor, report_id=report_id, row=row_id)
    messages.success(request, "已删除这项问卷，实际完成值没有动。")
    return redirect("fill", report_id=report_id, step="evidence")
