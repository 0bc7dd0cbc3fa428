"""纳入巡察的主题: which themes each round looks at again, from where, and what it found."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.inspections.forms import form_page, taken
from zhunsheng.server.inspections.supervision import themes
from zhunsheng.server.inspections.supervision.forms import CarryForm
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest


@require_GET
def carried_themes(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    context = {
        "part": "results",
        "here": "themes",
        "registers": bool(may_register(request.actor)),
        "lines": themes.carried_lines(request.actor),
    }
    return render(request, "inspections/carried_themes.html", context)


@require_http_methods(["GET", "POST"])
def carry(request: OfficeRequest) -> HttpResponse:
    """`problem` in the address: the common problem it comes from."""
    require(may_register(request.actor))
    sent = request.POST if request.method == "POST" else None
    form = CarryForm(request.actor, sent, initial={"problem": request.GET.get("problem", "")})
    if taken(form, lambda: themes.carry_theme(request.actor, **form.cleaned_data)):
        messages.success(request, "已纳入。这一轮在这个主题下发现的问题，列在这里。")
        return redirect("carried_themes")
    return form_page(request, form, "主题纳入巡察", "results")


@require_POST
def drop(request: OfficeRequest, carried_id: int) -> HttpResponse:
    themes.drop_carried_theme(request.actor, carried_id=carried_id)
    messages.success(request, "已移出，问题的主题不变。")
    return redirect("carried_themes")
