"""A report that came back (退回修改): the bureau's opinions one by one, each to be answered before it is filed again."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.subjects import subject_of
from zhunsheng.server.reports.workflow import Verb, may_edit, verdict
from zhunsheng.server.reviews.actions import Unchanged, answer_opinion
from zhunsheng.server.reviews.models import Opinion
from zhunsheng.server.reviews.pinned import pinned
from zhunsheng.server.web.requests import OfficeRequest

_LONGEST_REPLY = 1_000


@require_GET
def returned(request: OfficeRequest, report_id: int) -> HttpResponse:
    report = report_for(request.actor, report_id)
    sent = Opinion.objects.filter(report=report).exclude(state=Opinion.State.DRAFT).select_related("by")
    entries = pinned(report, sent)
    current = [entry for entry in entries if entry.opinion.state != Opinion.State.SETTLED]
    context = {
        "report": report,
        "reason": _reason(report),
        "current": current,
        "settled": [entry for entry in entries if entry.opinion.state == Opinion.State.SETTLED],
        "waiting": sum(entry.is_open for entry in current),
        "editable": may_edit(request.actor, report),
        "submit": verdict(request.actor, report, Verb.SUBMIT),
    }
    return render(request, "reports/returned.html", context)


def _reason(report: UnitReport) -> str:
    """What the bureau wrote when it sent the report back last."""
    entries = Entry.objects.filter(subject=subject_of(report).key, verb=Verb.RETURN)
    entry = entries.order_by("-number").first()
    return str(json.loads(entry.details).get("reason", "")) if entry is not None else ""


@require_POST
def answer(request: OfficeRequest, report_id: int, opinion_id: int) -> HttpResponse:
    """已改, or why not."""
    report = report_for(request.actor, report_id)
    if not Opinion.objects.filter(pk=opinion_id, report=report).exclude(state=Opinion.State.DRAFT).exists():
        raise Http404
    reply = request.POST.get("reply", "")[:_LONGEST_REPLY]
    try:
        answer_opinion(request.actor, opinion_id=opinion_id, reply=reply)
    except Unchanged as error:
        messages.warning(request, str(error))
        return redirect("returned", report_id=report.pk)
    waiting = Opinion.objects.filter(report=report, state=Opinion.State.OPEN).values_list("pk", flat=True)
    told = f"已答复，还有 {len(waiting)} 条。" if waiting else "意见都已答复，可以核对报送了。"
    messages.success(request, told)
    here = reverse("returned", args=[report.pk])
    return redirect(f"{here}#opinion-{waiting[0]}" if waiting else here)
