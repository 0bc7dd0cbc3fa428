"""追责问责: the counts entered, a form for more."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.inspections.forms import form_page, taken
from zhunsheng.server.inspections.supervision import accountability
from zhunsheng.server.inspections.supervision.forms import AccountabilityForm
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest

_A_PAGE = 50


@require_GET
def noted(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    found = accountability.accountability_visible_to(request.actor).select_related("round__term", "unit")
    context = {
        "part": "results",
        "here": "accountability",
        "registers": bool(may_register(request.actor)),
        "page": Paginator(found, _A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "inspections/accountability.html", context)


@require_http_methods(["GET", "POST"])
def note(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = AccountabilityForm(request.actor, request.POST if request.method == "POST" else None)
    if taken(form, lambda: accountability.note_accountability(request.actor, **form.cleaned_data)):
        messages.success(request, "已登记，这个单位这一轮的整改报告会填上合计数。")
        return redirect("accountability")
    return form_page(request, form, "登记问责件数", "results")


@require_POST
def remove(request: OfficeRequest, accountability_id: int) -> HttpResponse:
    accountability.remove_accountability(request.actor, accountability_id=accountability_id)
    messages.success(request, "已删去。")
    return redirect("accountability")
