"""培训: the list, and a form to enter one or put it right."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.inspections.forms import taken
from zhunsheng.server.inspections.talent import actions as talent_actions
from zhunsheng.server.inspections.talent.forms import TrainingForm
from zhunsheng.server.inspections.talent.models import Training
from zhunsheng.server.inspections.talent.queries import trainings_visible_to
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest

_A_PAGE = 50


@require_GET
def trainings(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    found = trainings_visible_to(request.actor).annotate(people=Count("talents")).order_by("-held_on", "-id")
    context = {
        "part": "rounds",
        "here": "trainings",
        "page": Paginator(found, _A_PAGE).get_page(request.GET.get("page")),
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/trainings.html", context)


@require_http_methods(["GET", "POST"])
def new_training(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    return _kept(request, None)


@require_http_methods(["GET", "POST"])
def training(request: OfficeRequest, training_id: int) -> HttpResponse:
    entry = get_object_or_404(trainings_visible_to(request.actor), pk=training_id)
    require(may_register(request.actor))
    return _kept(request, entry)


def _kept(request: OfficeRequest, entry: Training | None) -> HttpResponse:
    form = TrainingForm(request.actor, request.POST if request.method == "POST" else None, training=entry)
    if taken(form, lambda: talent_actions.keep_training(request.actor, form.new, training=entry)):
        messages.success(request, "已登记培训。")
        return redirect("trainings")
    context = {"part": "rounds", "here": "trainings", "form": form, "training": entry}
    return render(request, "inspections/training.html", context, status=400 if form.is_bound else 200)


@require_POST
def remove_training(request: OfficeRequest, training_id: int) -> HttpResponse:
    entry = get_object_or_404(trainings_visible_to(request.actor), pk=training_id)
    talent_actions.remove_training(request.actor, training=entry)
    messages.success(request, "已删去这次培训。")
    return redirect("trainings")
