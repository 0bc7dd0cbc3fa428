"""工作提示单 and 约谈 as lists, with a page to add each and the slip to print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.inspections.forms import form_page, taken
from zhunsheng.server.inspections.models import Register
from zhunsheng.server.inspections.supervision import actions as supervision_actions
from zhunsheng.server.inspections.supervision.forms import InterviewForm, ReplyForm, SlipForm
from zhunsheng.server.inspections.supervision.models import Interview, NoticeSlip
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.requests import OfficeRequest

_MOST = 200
"""Of each list; all of them are behind their count."""
_KINDS: dict[str, tuple[str, type[Any], Callable[..., object]]] = {
    "slip": ("下发工作提示单", SlipForm, supervision_actions.issue_slip),
    "interview": ("登记约谈", InterviewForm, supervision_actions.hold_interview),
}


@require_GET
def supervision(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    slips, interviews = (
        kind.objects.filter(tenant_id=request.actor.tenant)
        .select_related("unit")
        .prefetch_related("special_actions")[:_MOST]
        for kind in (NoticeSlip, Interview)
    )
    context = {
        "part": "supervision",
        "here": "slips",
        "registers": may_register(request.actor),
        "additions": [(f"add_{kind}", title) for kind, (title, _, _) in _KINDS.items()],
        "slips": slips,
        "interviews": interviews,
        "reply": ReplyForm(auto_id=False),
    }
    return render(request, "inspections/supervision.html", context)


@require_http_methods(["GET", "POST"])
def add(request: OfficeRequest, kind: str) -> HttpResponse:
    """An address of its own for each of the two: slip, interview."""
    require(may_register(request.actor))
    title, form_class, act = _KINDS[kind]
    form = form_class(request.actor, request.POST if request.method == "POST" else None)
    if taken(form, lambda: act(request.actor, **form.cleaned_data)):
        messages.success(request, "已登记。")
        return redirect("supervision")
    return form_page(request, form, title, "supervision")


@require_POST
def reply_slip(request: OfficeRequest, slip_id: int) -> HttpResponse:
    form = ReplyForm(request.POST)
    if not form.is_valid():
        raise Refused("请填写答复日期。")
    supervision_actions.note_reply(request.actor, slip_id=slip_id, **form.cleaned_data)
    messages.success(request, "已记下答复日期。")
    return redirect("supervision")


@require_GET
def print_slip(request: OfficeRequest, slip_id: int) -> HttpResponse:
    """工作提示单 to print, with the receipt the unit sends back."""
    require(may_oversee(request.actor))
    slips = NoticeSlip.objects.select_related("unit").filter(tenant_id=request.actor.tenant, pk=slip_id)
    slip = slips.first()
    if slip is None:
        raise Http404
    register = Register.objects.select_related("unit").filter(tenant_id=request.actor.tenant).first()
    return render(request, "inspections/notice_slip.html", {"slip": slip, "register": register})
