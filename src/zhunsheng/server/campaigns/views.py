"""A campaign as the bureau runs it: opening, progress, more time, closing."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.campaigns import actions
from zhunsheng.server.campaigns.due_reminders import automatic
from zhunsheng.server.campaigns.forms import CampaignForm, ExtensionForm, NewCampaignForm
from zhunsheng.server.campaigns.models import Campaign, KnownFigure
from zhunsheng.server.campaigns.policy import may_remind, may_run
from zhunsheng.server.campaigns.queries import (
    campaign_for,
    filtered,
    report_in,
    reports_of,
    standing,
    visible_to,
    with_counts,
)
from zhunsheng.server.campaigns.trees import tree_of
from zhunsheng.server.orgs.models import Role, Unit
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.models import FILED_SHARE, State, UnitReport
from zhunsheng.server.reports.schemes import rulebook, sheet_of
from zhunsheng.server.web.requests import OfficeRequest

_A_PAGE = 100


@require_GET
def campaigns(request: OfficeRequest) -> HttpResponse:
    may_look_at_any(request)
    context = {
        "campaigns": with_counts(visible_to(request.actor)),
        "may_open": request.actor.has(Role.BUREAU),
        "filed_share": FILED_SHARE,
    }
    return render(request, "campaigns/list.html", context)


def may_look_at_any(request: OfficeRequest) -> None:
    if not request.actor.has(Role.BUREAU, Role.REVIEWER):
        raise Refused("年度任务由财政管理员和财政审核查看。")


@require_http_methods(["GET", "POST"])
def new(request: OfficeRequest) -> HttpResponse:
    if not request.actor.has(Role.BUREAU):
        raise Refused("只有财政管理员可以开展年度任务。")
    form = NewCampaignForm(request.actor, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            campaign = actions.create_campaign(request.actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "任务已经建好，还没有发布。选好单位再发布。")
            return redirect("campaign_units", campaign_id=campaign.pk)
    return _form_page(request, form, "开展新的年度", "下一步：选单位")


def _form_page(
    request: OfficeRequest, form: Form, title: str, button: str, campaign: Campaign | None = None
) -> HttpResponse:
    status = 400 if form.is_bound else 200
    context = {"form": form, "title": title, "button": button, "campaign": campaign}
    return render(request, "campaigns/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def change(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    campaign = campaign_for(request.actor, campaign_id)
    require(may_run(request.actor, campaign))
    initial = {"title": campaign.title, "deadline": campaign.deadline, "notice": campaign.notice}
    form = CampaignForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_campaign(request.actor, campaign=campaign, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已改好。")
            return redirect("campaign", campaign_id=campaign.pk)
    return _form_page(request, form, "修改任务", "保存", campaign)


@require_http_methods(["GET", "POST"])
def units(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    """Picking who reports; opening the campaign, or adding to it."""
    campaign = campaign_for(request.actor, campaign_id)
    require(may_run(request.actor, campaign))
    if request.method == "POST":
        ids = [int(text) for text in request.POST.getlist("unit") if text.isdigit()]
        chosen = Unit.objects.filter(pk__in=ids, tenant_id=campaign.tenant_id)
        opened = actions.open_campaign(request.actor, campaign=campaign, units=chosen)
        messages.success(request, f"通知已发给 {len(opened)} 个单位。")
        return redirect("campaign", campaign_id=campaign.pk)
    context = {"campaign": campaign, "tree": tree_of(campaign), "draft": campaign.state == "draft"}
    return render(request, "campaigns/units.html", context)


@require_GET
def progress(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    """How far everybody is; the filters are in the address."""
    campaign = campaign_for(request.actor, campaign_id)
    query = {name: request.GET.get(name, "") for name in ("q", "state", "late", "unsent", "sort")}
    page = Paginator(filtered(reports_of(campaign), query), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "campaign": campaign,
        "scheme": rulebook().schemes[campaign.scheme],
        "standing": standing(campaign),
        "filed_share": FILED_SHARE,
        "page": page,
        "query": query,
        "states": State.choices,
        "runs": may_run(request.actor, campaign),
        "reminds": may_remind(request.actor, campaign),
        "automatic": automatic(),
    }
    return render(request, "campaigns/progress.html", context)


@require_GET
def unit(request: OfficeRequest, campaign_id: int, report_id: int) -> HttpResponse:
    """One unit in the campaign: its deadline, what it was granted, how often it was reminded."""
    return _unit_page(request, campaign_id, report_id, ExtensionForm())


def _unit_page(request: OfficeRequest, campaign_id: int, report_id: int, form: Form) -> HttpResponse:
    campaign = campaign_for(request.actor, campaign_id)
    report = report_in(campaign, report_id)
    context = {
        "campaign": campaign,
        "report": report,
        "extensions": report.extensions.select_related("by").order_by("-id"),
        "reminders": report.reminders.select_related("by", "message").order_by("-id"),
        "reminds": may_remind(request.actor, campaign),
        "figures": _figures(report),
        "runs": may_run(request.actor, campaign),
        "form": form,
    }
    return render(request, "campaigns/unit.html", context, status=400 if form.is_bound else 200)


def _figures(report: UnitReport) -> list[tuple[KnownFigure, str]]:
    """What is known of the unit, each with its label."""
    sheet = sheet_of(report.campaign.scheme)
    known = KnownFigure.objects.filter(campaign_id=report.campaign_id, unit_id=report.unit_id).order_by("id")
    return [(figure, sheet.label(figure.key)) for figure in known]


@require_POST
def extend(request: OfficeRequest, campaign_id: int, report_id: int) -> HttpResponse:
    campaign = campaign_for(request.actor, campaign_id)
    report = report_in(campaign, report_id)
    require(may_run(request.actor, campaign))
    form = ExtensionForm(request.POST)
    if form.is_valid():
        try:
            actions.extend(request.actor, report_id=report.pk, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{report.unit.name}已延期。")
            return redirect("campaign_unit", campaign_id=campaign.pk, report_id=report.pk)
    return _unit_page(request, campaign_id, report_id, form)


@require_POST
def close(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    campaign = campaign_for(request.actor, campaign_id)
    actions.close_campaign(request.actor, campaign=campaign)
    messages.success(request, f"“{campaign.title}”已结束，各单位不能再改。结束错了可以恢复。")
    return redirect("campaign", campaign_id=campaign.pk)


@require_POST
def reopen(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    campaign = campaign_for(request.actor, campaign_id)
    actions.reopen_campaign(request.actor, campaign=campaign, reason=request.POST.get("reason", ""))
    messages.success(request, f"“{campaign.title}”已恢复填报。")
    return redirect("campaign", campaign_id=campaign.pk)
