"""催报: whom, with which words, and the slip to print."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.campaigns.models import Message, Reminder
from zhunsheng.server.campaigns.policy import may_remind
from zhunsheng.server.campaigns.queries import campaign_for, reports_of, to_remind
from zhunsheng.server.campaigns.reminding import (
    LONGEST,
    REMINDED,
    TEMPLATE,
    filled_in,
    read_reminder,
    remind_many,
)
from zhunsheng.server.campaigns.sending import resend
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest

KINDS = (("unfiled", "未报"), ("due", "临期（3 天内）"), ("returned", "退回未改"))


@require_http_methods(["GET", "POST"])
def remind(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    """Picks the units (GET), shows each its text (POST preview), sends (POST send)."""
    campaign = campaign_for(request.actor, campaign_id)
    require(may_remind(request.actor, campaign))
    template = request.POST.get("template", TEMPLATE)
    ids = [int(text) for text in request.POST.getlist("report") if text.isdigit()]
    if request.method == "POST" and request.POST.get("step") == "send":
        outcome = remind_many(request.actor, campaign=campaign, report_ids=ids, template=template)
        for reason in outcome.skipped:
            messages.warning(request, reason)
        if outcome.sent:
            messages.success(request, f"已催报 {len(outcome.sent)} 个单位，可以打印催报单。")
            slips = urlencode([("id", entry.pk) for entry in outcome.sent])
            return redirect(f"/campaigns/{campaign.pk}/sent/?{slips}")
        return redirect("remind", campaign_id=campaign.pk)
    if request.method == "POST" and ids and template.strip():
        chosen = reports_of(campaign).filter(pk__in=ids, state__in=REMINDED)
        texts = [(report, filled_in(template, report)) for report in chosen]
        context = {"campaign": campaign, "texts": texts, "template": template, "longest": LONGEST}
        return render(request, "campaigns/remind_preview.html", context)
    if request.method == "POST":
        messages.warning(request, "请至少选一个单位，并写好催报内容。")
    kind = request.GET.get("kind", "unfiled")
    context = {
        "campaign": campaign,
        "kind": kind,
        "kinds": [(name, label, to_remind(campaign, name).count()) for name, label in KINDS],
        "reports": to_remind(campaign, kind),
        "template": template,
        "longest": LONGEST,
    }
    return render(request, "campaigns/remind.html", context)


def _reminders(request: OfficeRequest, campaign_id: int) -> list[Reminder]:
    campaign = campaign_for(request.actor, campaign_id)
    require(may_remind(request.actor, campaign))
    ids = [int(text) for text in request.GET.getlist("id") if text.isdigit()]
    found = Reminder.objects.filter(report__campaign=campaign, pk__in=ids)
    reminders = list(
        found.select_related("report__unit", "report__campaign__organizer", "by", "message").order_by("id")
    )
    if not reminders:
        raise Http404
    return reminders


@require_GET
def sent(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    reminders = _reminders(request, campaign_id)
    context = {"campaign": reminders[0].report.campaign, "reminders": reminders, "reminds": True}
    return render(request, "campaigns/sent.html", context)


@require_GET
def slips(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    """催报单 to print, a page for each unit."""
    reminders = _reminders(request, campaign_id)
    context = {"campaign": reminders[0].report.campaign, "reminders": reminders}
    return render(request, "campaigns/slips.html", context)


@require_POST
def read(request: OfficeRequest, reminder_id: int) -> HttpResponse:
    if not Reminder.objects.filter(pk=reminder_id).exists():
        raise Http404
    read_reminder(request.actor, reminder_id=reminder_id)
    return redirect("workbench")


@require_POST
def resend_message(request: OfficeRequest, message_id: int) -> HttpResponse:
    if not Message.objects.filter(pk=message_id).exists():
        raise Http404
    report = resend(request.actor, message_id=message_id).reminder.report
    messages.success(request, "已交后台重发，一分钟内有结果。")
    return redirect("campaign_unit", campaign_id=report.campaign_id, report_id=report.pk)
