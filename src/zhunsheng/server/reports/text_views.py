"""What the script of the text step asks for."""

from __future__ import annotations

from dataclasses import asdict

from django.http import JsonResponse
from django.views.decorators.http import require_POST

from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.assessment import figures_of
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.prose import printed_section
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
