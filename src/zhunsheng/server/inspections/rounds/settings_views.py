"""The register's settings: who keeps it, its days and lights, the dictionaries of categories and themes."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.inspections.forms import taken
from zhunsheng.server.inspections.models import Category, Theme
from zhunsheng.server.inspections.queries import register_or_plain
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.rounds.forms import CategoryForm, RegisterForm, ThemeForm
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.requests import OfficeRequest


@require_http_methods(["GET", "POST"])
def register_settings(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    register = register_or_plain(request.actor)
    form = RegisterForm(request.actor, register, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            round_actions.keep_register(request.actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已保存。天数只管以后定的时限，已经定的不变；三色今天起按新的算。")
            return redirect("register_settings")
    context = {"part": "settings", "form": form}
    return render(request, "inspections/settings.html", context, status=400 if form.is_bound else 200)


@require_GET
def dictionaries(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    return _dictionaries_page(request)


def _dictionaries_page(request: OfficeRequest, failed: Form | None = None) -> HttpResponse:
    tenant = request.actor.tenant
    context = {
        "part": "settings",
        "categories": Category.objects.filter(tenant_id=tenant),
        "themes": Theme.objects.filter(tenant_id=tenant),
        "category_form": failed if isinstance(failed, CategoryForm) else CategoryForm(),
        "theme_form": failed if isinstance(failed, ThemeForm) else ThemeForm(auto_id="theme-%s"),
    }
    status = 400 if failed is not None else 200
    return render(request, "inspections/dictionaries.html", context, status=status)


@require_POST
def add_category(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = CategoryForm(request.POST)
    if not taken(form, lambda: round_actions.add_category(request.actor, **form.cleaned_data)):
        return _dictionaries_page(request, form)
    messages.success(request, "已加上。")
    return redirect("dictionaries")


@require_POST
def add_theme(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = ThemeForm(request.POST, auto_id="theme-%s")
    if not taken(form, lambda: round_actions.add_theme(request.actor, **form.cleaned_data)):
        return _dictionaries_page(request, form)
    messages.success(request, "已加上。")
    return redirect("dictionaries")


@require_POST
def use_category(request: OfficeRequest, category_id: int) -> HttpResponse:
    category = get_object_or_404(Category, pk=category_id, tenant_id=request.actor.tenant)
    wanted = request.POST.get("use") == "1"
    round_actions.use_category(request.actor, category=category, is_active=wanted)
    messages.success(request, f"{category}{'恢复使用' if wanted else '不再使用，已登记的问题不变'}。")
    return redirect("dictionaries")


@require_POST
def use_theme(request: OfficeRequest, theme_id: int) -> HttpResponse:
    theme = get_object_or_404(Theme, pk=theme_id, tenant_id=request.actor.tenant)
    wanted = request.POST.get("use") == "1"
    round_actions.use_theme(request.actor, theme=theme, is_active=wanted)
    messages.success(request, f"{theme}{'恢复使用' if wanted else '不再使用，已登记的问题不变'}。")
    return redirect("dictionaries")
