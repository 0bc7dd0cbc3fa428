"""专项行动: the list with its counts, one of them with what is tagged, and the pages that enter and tag."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhunsheng.server.inspections.forms import form_page, taken, typed_ids
from zhunsheng.server.inspections.special_actions import actions as special_actions
from zhunsheng.server.inspections.special_actions.forms import SpecialActionForm
from zhunsheng.server.inspections.special_actions.models import SpecialAction
from zhunsheng.server.inspections.special_actions.queries import (
    TAGGABLE,
    lines_of,
    special_action_for,
    special_actions_visible_to,
    tagged,
    to_offer,
)
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest


@require_GET
def special_action_list(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    context = {
        "part": "supervision",
        "here": "special_actions",
        "lines": lines_of(special_actions_visible_to(request.actor)),
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/special_actions.html", context)


@require_http_methods(["GET", "POST"])
def new_special_action(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = SpecialActionForm(request.POST if request.method == "POST" else None)
    made: list[SpecialAction] = []
    if taken(
        form, lambda: made.append(special_actions.enter_special_action(request.actor, **form.cleaned_data))
    ):
        messages.success(request, "已登记。问题在台账里“成批办理”标，其余的在这里标。")
        return redirect("special_action", special_action_id=made[0].pk)
    return form_page(request, form, "登记专项行动", "supervision")


@require_http_methods(["GET", "POST"])
def change_special_action(request: OfficeRequest, special_action_id: int) -> HttpResponse:
    action = special_action_for(request.actor, special_action_id)
    require(may_register(request.actor))
    kept = {name: getattr(action, name) for name in SpecialActionForm.base_fields}
    form = SpecialActionForm(request.POST if request.method == "POST" else None, initial=kept)
    act = lambda: special_actions.change_special_action(  # noqa: E731
        request.actor, special_action_id=action.pk, **form.cleaned_data
    )
    if taken(form, act):
        messages.success(request, "已改好。")
        return redirect("special_action", special_action_id=action.pk)
    return form_page(request, form, "修改专项行动", "supervision")


@require_GET
def special_action(request: OfficeRequest, special_action_id: int) -> HttpResponse:
    action = special_action_for(request.actor, special_action_id)
    context = {
        "part": "supervision",
        "line": lines_of(SpecialAction.objects.filter(pk=action.pk))[0],
        "parts": [
            (kind, reverse(f"tag_{kind.name}", args=[action.pk]), tagged(action, kind))
            for kind in TAGGABLE.values()
        ],
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/special_action.html", context)


@require_http_methods(["GET", "POST"])
def tag_records(request: OfficeRequest, special_action_id: int, kind: str) -> HttpResponse:
    """All that lies within the action's days, with a tick on what is tagged."""
    action, taggable = special_action_for(request.actor, special_action_id), TAGGABLE[kind]
    require(may_register(request.actor))
    if request.method == "POST":
        ids = typed_ids(request.POST.getlist("record"))
        special_actions.tag_records(request.actor, special_action_id=action.pk, kind=kind, ids=ids)
        messages.success(request, f"{taggable.label}的标记已保存。")
        return redirect("special_action", special_action_id=action.pk)
    ticked = set(tagged(action, taggable).values_list("pk", flat=True))
    context = {
        "part": "supervision",
        "action": action,
        "kind": taggable,
        "offered": [(entry, entry.pk in ticked) for entry in to_offer(action, taggable)],
    }
    return render(request, "inspections/tag_records.html", context)
