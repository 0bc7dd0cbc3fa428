"""Drafts of a report, two of them compared, and the hash printed on a document looked up."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.reports.differences import differences, place_of
from zhunsheng.server.reports.drafts import (
    NOW,
    SHORT_HASH,
    content_at,
    drafts_with_hash,
    last_returned,
    restore_cell,
)
from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.models import Draft, UnitReport
from zhunsheng.server.reports.schemes import sheet_of
from zhunsheng.server.reports.workflow import may_edit
from zhunsheng.server.web.requests import OfficeRequest

_HASH = re.compile(rf"[0-9a-f]{{{SHORT_HASH},64}}")


@require_GET
def drafts(request: OfficeRequest, report_id: int) -> HttpResponse:
    report = report_for(request.actor, report_id)
    filed = Draft.objects.filter(report=report).select_related("filed_by").defer("content", "findings")
    returned = last_returned(report)
    sheet = sheet_of(report.campaign.scheme)
    changed = None
    if returned is not None:
        changed = differences(content_at(report, returned.number), content_at(report, NOW), sheet).count
    context = {"report": report, "drafts": list(filed), "returned": returned, "changed": changed}
    return render(request, "reports/drafts.html", context)


@require_GET
def diff(request: OfficeRequest, report_id: int, before: int, after: int) -> HttpResponse:
    """Draft `before` against `after`; 0 is the report as it stands."""
    report = report_for(request.actor, report_id)
    sheet = sheet_of(report.campaign.scheme)
    context = {
        "report": report,
        "before": before,
        "after": after,
        "before_name": _name(before),
        "after_name": _name(after),
        "differences": differences(content_at(report, before), content_at(report, after), sheet),
        "restorable": after == NOW and before != NOW and bool(may_edit(request.actor, report)),
    }
    return render(request, "reports/diff.html", context)


def _name(number: int) -> str:
    return "现在" if number == NOW else f"第 {number} 稿"


@require_POST
def restore(request: OfficeRequest, report_id: int, number: int) -> HttpResponse:
    report = report_for(request.actor, report_id)
    cell = request.POST.get("cell", "")[:80]
    saved = restore_cell(request.actor, report_id=report.pk, number=number, cell=cell)
    if saved.judged is not None:
        place = place_of(cell, saved.judged.content, saved.judged.sheet)
        messages.success(request, f"{place}已恢复为第 {number} 稿的内容。")
    return redirect("diff", report_id=report.pk, before=number, after=NOW)


@require_GET
def verify(request: OfficeRequest) -> HttpResponse:
    """Whether a draft with the hash printed on a document exists. Nothing of what it says is shown."""
    text = re.sub(r"[\s-]", "", request.GET.get("hash", "")).lower()[:64]
    readable = _HASH.fullmatch(text) is not None
    found = drafts_with_hash(request.actor.tenant, text) if readable else []
    context = {
        "asked": text,
        "readable": readable,
        "found": found,
        "latest": _latest(found),
        "least": SHORT_HASH,
    }
    return render(request, "reports/verify.html", context)


def _latest(found: list[Draft]) -> list[UnitReport]:
    """Reports of which the draft found is the one filed last."""
    return [draft.report for draft in found if draft.number == draft.report.draft_number]
