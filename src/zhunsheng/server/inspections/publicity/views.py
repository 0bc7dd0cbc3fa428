"""信息宣传: the list of a year with its counts by month and by channel, and a form for each piece."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.files.storing import download
from zhunsheng.server.inspections.forms import taken
from zhunsheng.server.inspections.publicity import actions as publicity_actions
from zhunsheng.server.inspections.publicity.forms import PublicityForm
from zhunsheng.server.inspections.publicity.models import PublicityItem
from zhunsheng.server.inspections.publicity.queries import (
    by_channel,
    by_month,
    channels_used,
    publicity_filters,
    publicity_visible_to,
)
from zhunsheng.server.inspections.statistics.asked import years_offered
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest

_A_PAGE = 50


@require_GET
def publicity(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    filters = publicity_filters(request.GET, timezone.localdate())
    seen = publicity_visible_to(request.actor)
    of_year = filters.of_year(seen)
    found = filters.narrowed(seen).select_related("file")
    context = {
        "part": "archive",
        "here": "publicity",
        "filters": filters,
        "page": Paginator(found, _A_PAGE).get_page(filters.page),
        "years": years_offered(),
        "kinds": PublicityItem.Kind.choices,
        "levels": [choice for choice in PublicityItem.Level.choices if choice[0]],
        "months": by_month(of_year),
        "channels": by_channel(of_year),
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/publicity.html", context)


@require_http_methods(["GET", "POST"])
def add_publicity(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = _form(request)
    if taken(form, lambda: publicity_actions.add_publicity(request.actor, form.new)):
        messages.success(request, "已登记。")
        return _to_year_of(form)
    return _form_page(request, form, "登记信息宣传")


@require_http_methods(["GET", "POST"])
def change_publicity(request: OfficeRequest, publicity_id: int) -> HttpResponse:
    require(may_register(request.actor))
    item = get_object_or_404(publicity_visible_to(request.actor), pk=publicity_id)
    form = _form(request, item)
    if taken(form, lambda: publicity_actions.change_publicity(request.actor, item_id=item.pk, new=form.new)):
        messages.success(request, "已改好。")
        return _to_year_of(form)
    return _form_page(request, form, "修改信息宣传", item)


def _form(request: OfficeRequest, item: PublicityItem | None = None) -> PublicityForm:
    sent = request.method == "POST"
    names = [name for name in PublicityForm.base_fields if name != "upload"]
    kept = {name: getattr(item, name) for name in names} if item is not None else {}
    return PublicityForm(request.POST if sent else None, request.FILES if sent else None, initial=kept)


def _to_year_of(form: PublicityForm) -> HttpResponse:
    """The list of its year, where it stands."""
    response = redirect("publicity")
    response["Location"] += f"?year={form.new.published_on.year}"
    return response


def _form_page(
    request: OfficeRequest, form: PublicityForm, title: str, item: PublicityItem | None = None
) -> HttpResponse:
    context = {
        "part": "archive",
        "form": form,
        "title": title,
        "item": item,
        "channels": channels_used(request.actor),
    }
    status = 400 if form.is_bound else 200
    return render(request, "inspections/publicity_item.html", context, status=status)


@require_POST
def remove_publicity(request: OfficeRequest, publicity_id: int) -> HttpResponse:
    publicity_actions.remove_publicity(request.actor, item_id=publicity_id)
    messages.success(request, "已删去。")
    return redirect("publicity")


@require_GET
def publicity_file(request: OfficeRequest, publicity_id: int) -> FileResponse:
    item = get_object_or_404(publicity_visible_to(request.actor).select_related("file"), pk=publicity_id)
    if item.file is None:
        raise Http404
    return download(item.file)
