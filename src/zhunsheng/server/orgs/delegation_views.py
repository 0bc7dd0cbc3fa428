"""委托: a head hands the duty to a colleague for some days."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from zhunsheng.server.orgs import actions
from zhunsheng.server.orgs.forms import DelegationForm
from zhunsheng.server.orgs.models import Delegation, Duty
from zhunsheng.server.orgs.queries import delegations_of, deputies_for, head_duties_of
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.web.requests import OfficeRequest


@require_http_methods(["GET", "POST"])
def delegations(request: OfficeRequest) -> HttpResponse:
    duties = head_duties_of(request.actor)
    if not duties:
        raise Refused("委托由单位负责人办理，您没有这项职责。")
    own = Duty.objects.filter(pk__in=[duty.pk for duty in duties]).select_related("unit")
    form = DelegationForm(own, deputies_for(duties), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.delegate(request.actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已委托{entry.deputy.name}，到期自动收回。")
            return redirect("delegations")
    context = {"form": form, "entries": delegations_of(request.actor), "today": timezone.localdate()}
    return render(request, "orgs/delegations.html", context, status=400 if form.is_bound else 200)


@require_POST
def end(request: OfficeRequest, delegation_id: int) -> HttpResponse:
    entry = Delegation.objects.select_related("duty__user", "deputy").filter(pk=delegation_id).first()
    if entry is None:
        raise Http404
    actions.end_delegation(request.actor, delegation=entry)
    messages.success(request, f"已收回对{entry.deputy.name}的委托。")
    return redirect("delegations")
