"""汇总分析 on the screen, as a workbook and as a report."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhunsheng.server.files.storing import sent_bytes
from zhunsheng.server.reports.models import FILED_SHARE
from zhunsheng.server.reviews.access import campaign_for
from zhunsheng.server.reviews.summary import Summary, summary_of
from zhunsheng.server.reviews.summary_documents import summary_docx, summary_xlsx
from zhunsheng.server.web.requests import OfficeRequest

_KINDS: dict[str, tuple[str, Callable[[Summary], bytes]]] = {
    "xlsx": ("汇总表", summary_xlsx),
    "docx": ("审核汇总报告", summary_docx),
}


@require_GET
def summary(request: OfficeRequest, campaign_id: int) -> HttpResponseBase:
    campaign = campaign_for(request.actor, campaign_id)
    found = summary_of(request.actor, campaign)
    largest = max((number for _, number in found.grades), default=1)
    context = {"campaign": campaign, "summary": found, "largest": largest, "filed_share": FILED_SHARE}
    return render(request, "reviews/summary.html", context)


@require_GET
def summary_document(request: OfficeRequest, campaign_id: int, kind: str) -> HttpResponseBase:
    campaign = campaign_for(request.actor, campaign_id)
    if kind not in _KINDS:
        raise Http404
    name, make = _KINDS[kind]
    return sent_bytes(f"{campaign.title}{name}.{kind}", make(summary_of(request.actor, campaign)))
