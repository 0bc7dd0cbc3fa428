"""What the script of the text step asks for."""

from __future__ import annotations

from dataclasses import asdict

from django.http import JsonResponse
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.assessment import figures_of
from zhunsheng.server.reports.commitments import starters_of
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.linked import with_figures
from zhunsheng.server.reports.prose import chips, printed_section, starters
from zhunsheng.server.reports.saving import LONGEST_SECTION
from zhunsheng.server.reports.schemes import sheet_of
from zhunsheng.server.web.requests import OfficeRequest, json_body


@require_POST
def preview_section(request: OfficeRequest, report_id: int) -> JsonResponse:
    """{"section": "七", "text"} → {"lines": [{"level", "text"}]} as the document would print it. Keeps nothing."""
    data = json_body(request)
    report = report_for(request.actor, report_id)
    sheet = sheet_of(report.campaign.scheme)
    number, text = data.get("section"), data.get("text")
    if number not in sheet.sections or not isinstance(text, str) or len(text) > LONGEST_SECTION:
        raise Refused(f"没有读懂这一段。每段最多 {LONGEST_SECTION} 个字。")
    content = content_from_json(report.content)
    figures = figures_of(content, sheet, report.campaign.fiscal_year, report.unit.name)
    lines = printed_section(str(number), text, figures, sheet)
    return JsonResponse({"lines": [asdict(line) for line in lines]})


@require_GET
def starting_sentences(request: OfficeRequest, report_id: int) -> JsonResponse:
    """{"version", "sections": {"七": {"starter", "printed"}}, "chips"}: what the tables say now."""
    report = report_for(request.actor, report_id)
    sheet, year = sheet_of(report.campaign.scheme), report.campaign.fiscal_year
    figures = figures_of(content_from_json(report.content), sheet, year, report.unit.name)
    said = starters(figures, sheet, year, starters_of(report))
    sections = {
        number: {"starter": begun, "printed": with_figures(begun, figures, sheet)}
        for number, begun in said.items()
    }
    offered = [{"name": chip.name, "text": chip.text, "token": chip.token} for chip in chips(figures, sheet)]
    return JsonResponse({"version": report.version, "sections": sections, "chips": offered})
