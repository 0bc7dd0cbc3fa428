"""目录样本: the list every round is filed by."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.inspections.archive import items
from zhunsheng.server.inspections.archive.forms import ItemForm
from zhunsheng.server.inspections.forms import form_page, taken
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest

_FIELDS = tuple(ItemForm.base_fields)


@require_GET
def archive_items(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    context = {"part": "archive", "here": "items", "items": items.items_of(request.actor.tenant)}
    return render(request, "inspections/archive_items.html", context)


@require_POST
def adopt_archive_items(request: OfficeRequest) -> HttpResponse:
    many = items.adopt_items(request.actor)
    messages.success(request, f"已采用 {many} 项，请按本地做法逐项修改保管期限。")
    return redirect("archive_items")


@require_http_methods(["GET", "POST"])
def add_archive_item(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    last = items.items_of(request.actor.tenant).last()
    form = ItemForm(
        request.POST if request.method == "POST" else None, initial={"place": last.place + 1 if last else 1}
    )
    if taken(form, lambda: items.add_item(request.actor, form.new)):
        messages.success(request, "已加上。")
        return redirect("archive_items")
    return form_page(request, form, "加一项材料", "archive")


@require_http_methods(["GET", "POST"])
def change_archive_item(request: OfficeRequest, archive_item_id: int) -> HttpResponse:
    require(may_register(request.actor))
    item = get_object_or_404(items.items_of(request.actor.tenant), pk=archive_item_id)
    kept = {name: getattr(item, name) for name in _FIELDS}
    form = ItemForm(request.POST if request.method == "POST" else None, initial=kept)
    if taken(form, lambda: items.change_item(request.actor, item_id=item.pk, new=form.new)):
        messages.success(request, "已改好。已经归档的案卷不变。")
        return redirect("archive_items")
    return form_page(request, form, "修改材料", "archive")
