"""出台的制度: the list, and each with the issues it came of."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.inspections.forms import form_page, taken
from zhunsheng.server.inspections.supervision import rules as issued_rules
from zhunsheng.server.inspections.supervision.forms import RuleForm
from zhunsheng.server.inspections.supervision.link_requests import (
    Linking,
    link_asked,
    linking_of,
    unlink_asked,
)
from zhunsheng.server.inspections.supervision.models import IssuedRule
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest

_A_PAGE = 50


@require_GET
def rules(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    found = issued_rules.rules_visible_to(request.actor).select_related("issued_by")
    latest_first = found.annotate(issue_count=Count("issues")).order_by("-issued_on", "-pk")
    context = {
        "part": "results",
        "here": "rules",
        "registers": bool(may_register(request.actor)),
        "page": Paginator(latest_first, _A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "inspections/issued_rules.html", context)


@require_http_methods(["GET", "POST"])
def new_rule(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = RuleForm(request.actor, request.POST if request.method == "POST" else None)
    made: list[IssuedRule] = []
    if taken(form, lambda: made.append(issued_rules.issue_rule(request.actor, **form.cleaned_data))):
        messages.success(request, "已登记。由哪些问题推动，在下面关联。")
        return redirect("issued_rule", rule_id=made[0].pk)
    return form_page(request, form, "登记制度", "results")


@require_GET
def rule(request: OfficeRequest, rule_id: int) -> HttpResponse:
    return _rule_page(request, rule_id)


def _rule_page(request: OfficeRequest, rule_id: int) -> HttpResponse:
    entry = issued_rules.rule_for(request.actor, rule_id)
    return _page(request, entry, linking_of(request, entry))


def _page(request: OfficeRequest, entry: IssuedRule, linking: Linking | None) -> HttpResponse:
    context = {
        "part": "results",
        "registers": bool(may_register(request.actor)),
        "rule": entry,
        "issues": entry.issues.select_related("unit", "round__term").order_by("unit__code", "number"),
        "linking": linking,
    }
    status = 400 if linking is not None and linking.refusal else 200
    return render(request, "inspections/issued_rule.html", context, status=status)


@require_POST
def link(request: OfficeRequest, rule_id: int) -> HttpResponse:
    entry = issued_rules.rule_for(request.actor, rule_id)
    refused = link_asked(request, entry)
    return _page(request, entry, refused) if refused else redirect("issued_rule", rule_id=rule_id)


@require_POST
@told_on(_rule_page)
def unlink(request: OfficeRequest, rule_id: int) -> HttpResponse:
    unlink_asked(request, issued_rules.rule_for(request.actor, rule_id))
    return redirect("issued_rule", rule_id=rule_id)
