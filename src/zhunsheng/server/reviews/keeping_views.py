"""Keeping, opening and deleting filter sets; taking along what they leave."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.files.storing import sent_bytes
from zhunsheng.server.reviews.access import campaign_for
from zhunsheng.server.reviews.exporting import ask_for_documents, queue_xlsx
from zhunsheng.server.reviews.filters import filters_from
from zhunsheng.server.reviews.saved_views import drop_view, keep_view, view_for
from zhunsheng.server.reviews.views import ticked
from zhunsheng.server.web.requests import OfficeRequest


@require_POST
def keep(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    """The filters of the address under the name typed."""
    campaign = campaign_for(request.actor, campaign_id)
    filters = filters_from(request.GET)
    shared = request.POST.get("shared") == "1"
    view = keep_view(request.actor, name=request.POST.get("name", ""), filters=filters, shared=shared)
    who = "同事也能用" if shared else "只有您看得到"
    messages.success(request, f"已存为“{view.name}”，{who}。")
    return redirect(f"/reviews/{campaign.pk}/?{filters.here}")


@require_GET
def open_view(request: OfficeRequest, campaign_id: int, view_id: int) -> HttpResponse:
    """An address short enough to be sent to a colleague."""
    campaign = campaign_for(request.actor, campaign_id)
    return redirect(f"/reviews/{campaign.pk}/?{view_for(request.actor, view_id).query}")


@require_POST
def drop(request: OfficeRequest, campaign_id: int, view_id: int) -> HttpResponse:
    campaign = campaign_for(request.actor, campaign_id)
    view = drop_view(request.actor, view_id=view_id)
    messages.success(request, f"已删去“{view.name}”。")
    return redirect(f"/reviews/{campaign.pk}/?{filters_from(request.GET).here}")


@require_GET
def export(request: OfficeRequest, campaign_id: int) -> FileResponse:
    campaign = campaign_for(request.actor, campaign_id)
    data = queue_xlsx(request.actor, campaign, filters_from(request.GET))
    return sent_bytes(f"{campaign.title}审核队列.xlsx", data)


@require_POST
def documents(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    campaign = campaign_for(request.actor, campaign_id)
    ids = ticked(request, campaign, filters_from(request.GET))
    job = ask_for_documents(request.actor, campaign=campaign, report_ids=ids)
    messages.success(request, f"{len(ids)} 家的成套文件已交后台制作，做好在这里下载。")
    return redirect("job", job_id=job.pk)
