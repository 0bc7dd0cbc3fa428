"""整改报告: which there are, with the ledger's counts, and each as .docx."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhunsheng.press.docx import docx_of
from zhunsheng.server.files.storing import clean_name, sent_bytes
from zhunsheng.server.inspections.papers.rectification_reports import draw_report, reports_for
from zhunsheng.server.inspections.workflow import may_open, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest


@require_GET
def rectification_reports(request: OfficeRequest) -> HttpResponse:
    require(may_open(request.actor))
    context = {
        "part": "ledger",
        "reports": reports_for(request.actor),
        "registers": may_register(request.actor),
    }
    return render(request, "inspections/rectification_reports.html", context)


@require_GET
def rectification_report(request: OfficeRequest, round_id: int, unit_id: int) -> FileResponse:
    tree = draw_report(request.actor, round_id=round_id, unit_id=unit_id)
    return sent_bytes(clean_name(f"{tree.title}.docx"), docx_of(tree))
