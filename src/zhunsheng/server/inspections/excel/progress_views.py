"""整改情况 by Excel, the unit's own side: the table out, the upload, what it changes, changing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from zhunsheng.server.files.storing import sent_bytes
from zhunsheng.server.inspections.excel.progress_import import (
    begin_progress,
    being_rectified,
    carry_out,
    marked,
    plan_of,
    progress_for,
    to_rectify,
    waiting_to_be_claimed,
)
from zhunsheng.server.inspections.excel.progress_workbook import workbook
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest


def _progress_page(request: OfficeRequest) -> HttpResponse:
    context = {
        "issues": being_rectified(request.actor).count(),
        "unclaimed": waiting_to_be_claimed(request.actor),
    }
    return render(request, "inspections/import_progress_page.html", context)


@require_http_methods(["GET", "POST"])
@told_on(_progress_page)
def progress(request: OfficeRequest) -> HttpResponse:
    if request.method == "POST":
        source = begin_progress(request.actor, upload=request.FILES.get("file"))
        return redirect("progress_preview", progress_id=source.pk)
    return _progress_page(request)


@require_GET
def progress_workbook(request: OfficeRequest) -> FileResponse:
    issues = to_rectify(request.actor)
    if not issues:
        raise Refused("现在没有正在整改的问题。待认领的请先认领。")
    return sent_bytes(f"整改情况-{timezone.localdate():%Y%m%d}.xlsx", workbook(issues))


@require_http_methods(["GET", "POST"])
def progress_preview(request: OfficeRequest, progress_id: int) -> HttpResponse:
    """What the Excel changes; with POST, its good rows are taken over."""
    source = progress_for(request.actor, progress_id)
    if request.method == "POST":
        plan = carry_out(request.actor, source=source)
        left = f"，{len(plan.faulty)} 行有错没有导入" if plan.faulty else ""
        messages.success(request, f"已导入 {len(plan.news)} 条措施的改动{left}。")
        return redirect("progress_preview", progress_id=progress_id)
    context = {"source": source, "plan": plan_of(request.actor, source)}
    return render(request, "inspections/import_progress_preview.html", context)


@require_GET
def marked_progress(request: OfficeRequest, progress_id: int) -> FileResponse:
    source = progress_for(request.actor, progress_id)
    data = marked(source, plan_of(request.actor, source))
    return sent_bytes(f"标注-整改情况-{timezone.localdate():%Y%m%d}.xlsx", data)
