"""The register's settings: who keeps it, its days and lights, the dictionaries of categories and themes."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.inspections.forms import failed_or, taken
from zhunsheng.server.inspections.models import Category, Theme
from zhunsheng.server.inspections.queries import register_of, register_or_plain
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.rounds.forms import CategoryForm, ThemeForm
from zhunsheng.server.inspections.rounds.settings_forms import SECTIONS, Section
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.requests import OfficeRequest


@require_http_methods(["GET", "POST"])
def register_settings(request: OfficeRequest) -> HttpResponse:
    """Sections, each saved by itself; the page comes back at the one that was."""
    require(may_register(request.actor))
    sent = _section_sent(request) if request.method == "POST" else None
    if sent is None:
        return _settings_page(request)
    if not taken(sent, lambda: _keep(request.actor, sent)):
        return _settings_page(request, sent)
    messages.success(request, sent.said, extra_tags=sent.anchor)
    return redirect(f"{reverse('register_settings')}#{sent.anchor}")


def _section_sent(request: OfficeRequest) -> Section:
    register = register_or_plain(request.actor)
    for kind in _offered(request.actor):
        if kind.anchor == request.POST.get("section"):
            return kind(request.actor, register, request.POST)
    raise Refused("没有这一节设置，请打开台账设置重新保存。")


def _keep(actor: Actor, sent: Section) -> None:
    given = dict(sent.cleaned_data)
    unit = given.pop("unit", None) or round_actions.register_for(actor).unit
    round_actions.keep_register(actor, unit=unit, **given)


def _offered(actor: Actor) -> tuple[type[Section], ...]:
    """Until it is said who keeps the register, nothing else can be set."""
    return SECTIONS if register_of(actor) is not None else SECTIONS[:1]


def _settings_page(request: OfficeRequest, failed: Section | None = None) -> HttpResponse:
    actor, register = request.actor, register_or_plain(request.actor)
    sections = [failed_or(failed, kind, partial(kind, actor, register)) for kind in _offered(actor)]
    context = {"part": "settings", "sections": sections}
    return render(request, "inspections/settings.html", context, status=400 if failed is not None else 200)


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
