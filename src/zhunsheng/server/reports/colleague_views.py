"""Handing steps to colleagues; following up what was promised last year."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import colleagues, commitments
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.last_year import last_year_texts, movements
from zhunsheng.server.reports.models import Commitment
from zhunsheng.server.reports.queries import previous_report
from zhunsheng.server.reports.workflow import may_edit
from zhunsheng.server.web.requests import OfficeRequest


@require_POST
def hand_step(request: OfficeRequest, report_id: int, step: str) -> HttpResponse:
    report_for(request.actor, report_id)
    assignee = request.POST.get("assignee", "")
    colleagues.hand_step(
        request.actor,
        report_id=report_id,
        step=step,
        assignee_id=int(assignee) if assignee.isdigit() else None,
    )
    messages.success(request, "分工已记下，对方在工作台能看到。" if assignee else "已收回。")
    return redirect("fill", report_id=report_id, step=step)


@require_POST
def mark_step(request: OfficeRequest, report_id: int, step: str) -> HttpResponse:
    report_for(request.actor, report_id)
    done = request.POST.get("done") == "1"
    colleagues.mark_step(request.actor, report_id=report_id, step=step, done=done)
    return redirect("fill", report_id=report_id, step=step)


@require_GET
def moved(request: OfficeRequest, report_id: int) -> JsonResponse:
    """{"moved": {cell: words}} of the report as it stands: figures far from last year's."""
    report = report_for(request.actor, report_id)
    content = content_from_json(report.content)
    return JsonResponse({"moved": movements(content, last_year_texts(report, content))})


# --- what was promised last year ----------------------------------------------------------------------


@require_GET
def promised(request: OfficeRequest, report_id: int) -> HttpResponse:
    report = report_for(request.actor, report_id)
    context = {
        "report": report,
        "entries": Commitment.objects.filter(report=report).order_by("id"),
        "previous": previous_report(report),
        "editable": may_edit(request.actor, report),
    }
    return render(request, "reports/promised.html", context)


@require_POST
def bring_promised(request: OfficeRequest, report_id: int) -> HttpResponse:
    report = report_for(request.actor, report_id)
    previous = previous_report(report)
    if previous is None:
        raise Refused("系统里没有上一年度通过审核的自评报告，请自己添上措施。")
    count = commitments.bring_commitments(request.actor, report_id=report.pk, previous=previous)
    messages.success(request, f"从上年报告列出 {count} 项改进措施，请逐项写明落实情况。")
    return redirect("promised", report_id=report.pk)


@require_POST
def add_promised(request: OfficeRequest, report_id: int) -> HttpResponse:
    report_for(request.actor, report_id)
    commitments.add_commitment(
        request.actor,
        report_id=report_id,
        text=request.POST.get("text", ""),
        owner=request.POST.get("owner", ""),
        due=_day(request.POST.get("due", "")),
    )
    return redirect("promised", report_id=report_id)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused("完成时限要写成日期，例如 2024-06-30。") from error


@require_POST
def follow_up(request: OfficeRequest, report_id: int, commitment_id: int) -> HttpResponse:
    report_for(request.actor, report_id)
    commitments.follow_up(
        request.actor,
        report_id=report_id,
        commitment_id=commitment_id,
        done=request.POST.get("status") == Commitment.Status.DONE,
        note=request.POST.get("note", ""),
    )
    messages.success(request, "已记下落实情况。")
    return redirect("promised", report_id=report_id)
