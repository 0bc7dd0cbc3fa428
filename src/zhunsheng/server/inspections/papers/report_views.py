"""整改报告: which there are, with the ledger's counts, and each as .docx."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhunsheng.press.docx import docx_of
from zhunsheng.server.files.storing import clean_name, sent_bytes
from zhunsheng.server.inspections.papers.rectification_reports import (
    draw_report,
    reported_rounds,
    reports_for,
)
from zhunsheng.server.inspections.workflow import may_open, may_oversee, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest

EVERY_ROUND = "all"


@require_GET
def rectification_reports(request: OfficeRequest) -> HttpResponse:
    """One round; of everybody who has but few units, every round at first."""
    require(may_open(request.actor))
    rounds = reported_rounds(request.actor)
    first = EVERY_ROUND if not may_oversee(request.actor) else str(rounds[0].pk) if rounds else ""
    asked = request.GET.get("round", first)
    chosen = [entry for entry in rounds if str(entry.pk) == asked] or rounds
    context = {
        "part": "ledger",
        "rounds": [(str(entry.pk), entry.name) for entry in rounds],
        "chosen": str(chosen[0].pk) if len(chosen) == 1 else EVERY_ROUND,
        "reports": reports_for(request.actor, chosen),
        "registers": may_register(request.actor),
    }
    return render(request, "inspections/rectification_reports.html", context)


@require_GET
def rectification_report(request: OfficeRequest, round_id: int, unit_id: int) -> FileResponse:
    tree = draw_report(request.actor, round_id=round_id, unit_id=unit_id)
    return sent_bytes(clean_name(f"{tree.title}.docx"), docx_of(tree))
