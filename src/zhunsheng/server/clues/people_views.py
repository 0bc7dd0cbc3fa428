"""Who is named for a record, who is named in it, who complained."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.clues import actions
from zhunsheng.server.clues.queries import identity_for, record_for
from zhunsheng.server.clues.views import record_page
from zhunsheng.server.inspections.forms import typed_ids
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import User
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest


def _chosen(request: OfficeRequest) -> list[User]:
    ids = typed_ids(request.POST.getlist("user"))
    found = list(User.objects.filter(pk__in=ids, tenant_id=request.actor.tenant))
    if not found:
        raise Refused("请先选择人员。")
    return found


@require_POST
def name_handler(request: OfficeRequest, record_id: int) -> HttpResponse:
    user = _chosen(request)[0]
    actions.add_handler(request.actor, record_id=record_id, user=user)
    messages.success(request, f"已指定{user.name}为经办人。")
    return _back(request, record_id)


@require_POST
def remove_handler(request: OfficeRequest, record_id: int, user_id: int) -> HttpResponse:
    actions.remove_handler(request.actor, record_id=record_id, user_id=user_id)
    messages.success(request, "已移出，此人不再看得到。")
    return _back(request, record_id)


def _sees(actor: Actor, record_id: int) -> bool:
    try:
        record_for(actor, record_id)
    except Http404:
        return False
    return True


def _back(request: OfficeRequest, record_id: int) -> HttpResponse:
    """To the record, or to the list where one doesn't see it (any more)."""
    return redirect("clue", record_id=record_id) if _sees(request.actor, record_id) else redirect("clues")


@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def name_subjects(request: OfficeRequest, record_id: int) -> HttpResponse:
    record_for(request.actor, record_id)
    actions.name_subjects(request.actor, record_id=record_id, users=_chosen(request))
    messages.success(request, "已登记，被举报的人现在看不到这件举报。")
    return redirect("clue", record_id=record_id)


@sensitive_post_parameters()
@sensitive_variables()
@require_POST
@told_on(lambda request, record_id, user_id: record_page(request, record_id))
def withdraw_subject(request: OfficeRequest, record_id: int, user_id: int) -> HttpResponse:
    record_for(request.actor, record_id)
    reason = request.POST.get("reason", "")
    actions.withdraw_subject(request.actor, record_id=record_id, user_id=user_id, reason=reason)
    messages.success(request, "已撤回，此人不再是被举报人。")
    return redirect("clue", record_id=record_id)


@require_GET
@sensitive_variables()
def identity(request: OfficeRequest, record_id: int) -> HttpResponse:
    entry, told = identity_for(request.actor, record_id)
    handlers = entry.handlers.select_related("user")
    return render(request, "clues/identity.html", {"entry": entry, "told": told, "handlers": handlers})


@require_POST
def show_identity(request: OfficeRequest, record_id: int, user_id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=user_id, tenant_id=request.actor.tenant)
    sees = request.POST.get("sees") == "1"
    actions.let_see_identity(request.actor, record_id=record_id, user_id=user.pk, sees=sees)
    messages.success(request, f"{user.name}{'可以' if sees else '不再能'}看举报人的身份。")
    return redirect("clue", record_id=record_id)
