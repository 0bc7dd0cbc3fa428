"""Looking at, printing and downloading the formal documents; deciding on them as the head."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import quote

from csp.constants import SELF
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.press.docx import docx_of
from zhunsheng.press.html import STYLE, html_of
from zhunsheng.press.tree import Tree
from zhunsheng.server.files.kinds import content_type_of
from zhunsheng.server.reports import evidence
from zhunsheng.server.reports.approval import PHRASES, summary_of
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.documents import (
    ALL,
    DOCUMENTS,
    SLIP,
    parts_of,
    slip_tree,
    stamp_of,
    tree_of,
)
from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.workflow import Verb, may_sign, verdict, verdicts
from zhunsheng.server.web.requests import OfficeRequest

_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
"""The page of the press carries its one style block: allowed by what it says, nothing else is."""


_PROGRAMS = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel"}
"""What people call the kinds they may download."""


@require_GET
def print_preview(request: OfficeRequest, report_id: int) -> HttpResponse:
    """Which part to print, and the part in a frame as it will be printed."""
    report = report_for(request.actor, report_id)
    judged = judge(report)
    parts = parts_of(judged)
    part = request.GET.get("part", ALL)
    if part not in parts:
        raise Http404
    context = {
        "report": report,
        "parts": parts,
        "part": part,
        "stamp": stamp_of(report, judged),
        "kinds": _PROGRAMS,
    }
    return render(request, "reports/print.html", context)


@require_GET
def print_page(request: OfficeRequest, report_id: int, part: str) -> HttpResponse:
    """The press's own page of one part."""
    report = report_for(request.actor, report_id)
    if part == SLIP:
        summary = summary_of(report)
        return _press_page(slip_tree(report, summary, stamp_of(report, summary.judged)))
    judged = judge(report)
    return _press_page(tree_of(judged, stamp_of(report, judged), part))


def _press_page(tree: Tree) -> HttpResponse:
    response = HttpResponse(html_of(tree))
    # What csp.decorators.csp_update does, whose types know no request of ours.
    response._csp_update = {"style-src": [SELF, f"'sha256-{_STYLE_HASH}'"]}  # type: ignore[attr-defined]
    return response


@require_GET
def download_document(request: OfficeRequest, report_id: int, kind: str) -> HttpResponse:
    report = report_for(request.actor, report_id)
    if kind not in DOCUMENTS:
        raise Http404
    judged = judge(report)
    stamp = stamp_of(report, judged)
    draft = "" if stamp.final else "（草稿）"
    return attachment(f"{judged.assessment.report.title}{draft}.{kind}", DOCUMENTS[kind](judged, stamp))


@require_GET
def download_slip(request: OfficeRequest, report_id: int) -> HttpResponse:
    report = report_for(request.actor, report_id)
    summary = summary_of(report)
    data = docx_of(slip_tree(report, summary, stamp_of(report, summary.judged)))
    return attachment(f"{report.unit.name}审签单.docx", data)


def attachment(name: str, data: bytes) -> HttpResponse:
    content_type = "text/html; charset=utf-8" if name.endswith(".html") else content_type_of(name)
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


# --- the head's page ----------------------------------------------------------------------------------


@require_GET
def approval(request: OfficeRequest, report_id: int) -> HttpResponse:
    """One page to decide on; the whole report behind a tab."""
    report = report_for(request.actor, report_id)
    context: dict[str, Any] = {
        "report": report,
        "verdicts": {str(verb): verdict for verb, verdict in verdicts(request.actor, report).items()},
        "whole": request.GET.get("tab") == "whole",
        "summary": summary_of(report),
        "phrases": PHRASES,
        "signed": evidence.signed_scans(report),
        "may_sign": may_sign(request.actor, report),
    }
    return render(request, "reports/approval.html", context)


@require_GET
def agree(request: OfficeRequest, report_id: int) -> HttpResponse:
    """What is about to be filed, named once more before it goes."""
    report = report_for(request.actor, report_id)
    if not verdict(request.actor, report, Verb.APPROVE):
        return redirect("approval", report_id=report.pk)
    context = {"report": report, "summary": summary_of(report), "signed": evidence.signed_scans(report)}
    return render(request, "reports/agree.html", context)


@require_POST
def upload_signed(request: OfficeRequest, report_id: int) -> HttpResponse:
    report: UnitReport = report_for(request.actor, report_id)
    added = evidence.add_signed(request.actor, report_id=report.pk, uploads=request.FILES.getlist("files"))
    if added.kept:
        messages.success(request, "已收到签好的审签单。")
    for note in added.notes:
        messages.warning(request, note)
    return redirect("approval", report_id=report.pk)
