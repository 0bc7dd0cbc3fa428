"""制度建设: the list with its search, one rule with its earlier and later versions, and the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.files.storing import download
from zhunsheng.server.inspections.forms import form_page, taken
from zhunsheng.server.inspections.own_rules import actions as rule_actions
from zhunsheng.server.inspections.own_rules.forms import AbolishForm, ChangeRuleForm, FileForm, OwnRuleForm
from zhunsheng.server.inspections.own_rules.models import OwnRule, Standing, standing_is
from zhunsheng.server.inspections.own_rules.queries import (
    ALL,
    RuleFilters,
    chain_of_versions,
    may_read_rules,
    rule_filters,
    rule_for,
    rules_visible_to,
)
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.listing import Counter
from zhunsheng.server.web.requests import OfficeRequest

PAGE = 50


@require_GET
def own_rules(request: OfficeRequest) -> HttpResponse:
    require(may_read_rules(request.actor))
    filters, today = rule_filters(request.GET), timezone.localdate()
    seen = rules_visible_to(request.actor)
    page = Paginator(filters.of(seen, today), PAGE).get_page(filters.page)
    context = {
        "part": "rounds",
        "filters": filters,
        "counters": _counters(request, filters),
        "lines": [(rule, rule.standing(today)) for rule in page],
        "page": page,
        "earlier": filters.address(page=page.number - 1) if page.has_previous() else None,
        "later": filters.address(page=page.number + 1) if page.has_next() else None,
        "registers": bool(may_register(request.actor)),
    }
    return render(request, "inspections/own_rules.html", context)


def _counters(request: OfficeRequest, filters: RuleFilters) -> list[Counter]:
    """Of what the search finds, how many are of each standing, in one query."""
    today, found = timezone.localdate(), filters.searched(rules_visible_to(request.actor)).order_by()
    wanted = {standing.value: Count("pk", filter=standing_is(standing, today)) for standing in Standing}
    numbers = found.aggregate(**wanted, all=Count("pk"))
    titles = [(standing.value, standing.label, standing.look) for standing in Standing]
    return [
        Counter(title, numbers[name], filters.address(standing=name), name == filters.standing, look)
        for name, title, look in [*titles, (ALL, "全部", "grey")]
    ]


@require_http_methods(["GET", "POST"])
def new_own_rule(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    sent = request.method == "POST"
    form = OwnRuleForm(request.actor, request.POST if sent else None, request.FILES if sent else None)
    made: list[OwnRule] = []
    if taken(form, lambda: made.append(rule_actions.enter_rule(request.actor, **form.cleaned_data))):
        messages.success(request, "已登记。")
        return redirect("own_rule", own_rule_id=made[0].pk)
    return form_page(request, form, "登记巡察制度", "rounds")


@require_http_methods(["GET", "POST"])
def change_own_rule(request: OfficeRequest, own_rule_id: int) -> HttpResponse:
    rule = rule_for(request.actor, own_rule_id)
    require(may_register(request.actor))
    kept = {name: getattr(rule, name) for name in ChangeRuleForm.base_fields}
    form = ChangeRuleForm(request.POST if request.method == "POST" else None, initial=kept)
    act = lambda: rule_actions.change_rule(request.actor, own_rule_id=rule.pk, **form.cleaned_data)  # noqa: E731
    if taken(form, act):
        messages.success(request, "已改好。")
        return redirect("own_rule", own_rule_id=rule.pk)
    return form_page(request, form, "修改登记", "rounds")


@require_GET
def own_rule(request: OfficeRequest, own_rule_id: int) -> HttpResponse:
    return _page(request, rule_for(request.actor, own_rule_id))


def _page(request: OfficeRequest, rule: OwnRule, failed: Form | None = None) -> HttpResponse:
    today = timezone.localdate()
    context: dict[str, Any] = {
        "part": "rounds",
        "rule": rule,
        "standing": rule.standing(today),
        "versions": [(entry, entry.standing(today)) for entry in chain_of_versions(rule)],
        "registers": bool(may_register(request.actor)),
        "abolish_form": AbolishForm(initial={"abolished_on": rule.abolished_on}),
        "file_form": FileForm(),
    }
    if failed is not None:
        context["file_form" if isinstance(failed, FileForm) else "abolish_form"] = failed
    return render(request, "inspections/own_rule.html", context, status=400 if failed is not None else 200)


def _answer(request: OfficeRequest, rule: OwnRule, form: Form, act: Callable[[], object]) -> HttpResponse:
    if not taken(form, act):
        return _page(request, rule, form)
    messages.success(request, "已保存。")
    return redirect("own_rule", own_rule_id=rule.pk)


@require_POST
def abolish_own_rule(request: OfficeRequest, own_rule_id: int) -> HttpResponse:
    rule, form = rule_for(request.actor, own_rule_id), AbolishForm(request.POST)
    act = lambda: rule_actions.abolish_rule(request.actor, own_rule_id=rule.pk, **form.cleaned_data)  # noqa: E731
    return _answer(request, rule, form, act)


@require_POST
def attach_own_rule_file(request: OfficeRequest, own_rule_id: int) -> HttpResponse:
    rule, form = rule_for(request.actor, own_rule_id), FileForm(request.POST, request.FILES)
    act = lambda: rule_actions.attach_file(request.actor, own_rule_id=rule.pk, **form.cleaned_data)  # noqa: E731
    return _answer(request, rule, form, act)


@require_GET
def own_rule_file(request: OfficeRequest, own_rule_id: int) -> FileResponse:
    rule = rule_for(request.actor, own_rule_id)
    if rule.file is None:
        raise Http404
    return download(rule.file)
