"""A report that came back (退回修改): the bureau's opinions one by one, each to be answered before it is filed again."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.reports.content import Content, content_from_json
from zhunsheng.server.reports.differences import place_of
from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.models import Draft, UnitReport
from zhunsheng.server.reports.schemes import FormSheet, sheet_of
from zhunsheng.server.reports.subjects import subject_of
from zhunsheng.server.reports.workflow import Verb, may_edit, verdict
from zhunsheng.server.reviews.actions import answer_opinion
from zhunsheng.server.reviews.models import Opinion
from zhunsheng.server.web.requests import OfficeRequest

_LONGEST_REPLY = 1_000


@dataclass(slots=True)
class Pinned:
    """An opinion with the cell it is about, as it was filed and as it is."""

    opinion: Opinion
    place: str
    cell: str
    then: str
    now: str

    @property
    def is_open(self) -> bool:
        return self.opinion.state == Opinion.State.OPEN

    @property
    def untouched(self) -> bool:
        """Answered as done although the cell says what it said."""
        return bool(self.cell) and self.then == self.now


@require_GET
def returned(request: OfficeRequest, report_id: int) -> HttpResponse:
    report = report_for(request.actor, report_id)
    sheet, content = sheet_of(report.campaign.scheme), content_from_json(report.content)
    sent = Opinion.objects.filter(report=report).exclude(state=Opinion.State.DRAFT).select_related("by")
    drafts = {draft.number: content_from_json(draft.content) for draft in Draft.objects.filter(report=report)}
    pinned = [_pinned(opinion, drafts.get(opinion.draft_number, content), content, sheet) for opinion in sent]
    current = [entry for entry in pinned if entry.opinion.state != Opinion.State.SETTLED]
    context = {
        "report": report,
        "reason": _reason(report),
        "current": current,
        "settled": [entry for entry in pinned if entry.opinion.state == Opinion.State.SETTLED],
        "waiting": sum(entry.is_open for entry in current),
        "editable": may_edit(request.actor, report),
        "submit": verdict(request.actor, report, Verb.SUBMIT),
    }
    return render(request, "reports/returned.html", context)


def _pinned(opinion: Opinion, then: Content, now: Content, sheet: FormSheet) -> Pinned:
    cell = opinion.cell if sheet.is_cell(opinion.cell) or opinion.cell in sheet.computed else ""
    place = place_of(opinion.cell, now, sheet) if cell else "整份报告"
    return Pinned(opinion, place, cell, then.text(cell), now.text(cell))


def _reason(report: UnitReport) -> str:
    """What the bureau wrote when it sent the report back last."""
    entries = Entry.objects.filter(subject=subject_of(report).key, verb=Verb.RETURN)
    entry = entries.order_by("-number").first()
    return str(json.loads(entry.details).get("reason", "")) if entry is not None else ""


@require_POST
def answer(request: OfficeRequest, report_id: int, opinion_id: int) -> HttpResponse:
    """已改."""
    report = report_for(request.actor, report_id)
    if not Opinion.objects.filter(pk=opinion_id, report=report).exclude(state=Opinion.State.DRAFT).exists():
        raise Http404
    reply = request.POST.get("reply", "")[:_LONGEST_REPLY]
    answer_opinion(request.actor, opinion_id=opinion_id, reply=reply)
    waiting = Opinion.objects.filter(report=report, state=Opinion.State.OPEN).count()
    messages.success(request, f"已答复，还有 {waiting} 条。" if waiting else "意见都已答复，可以核对报送了。")
    return redirect("returned", report_id=report.pk)
