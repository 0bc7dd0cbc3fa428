"""成批办理: which of the filtered or ticked issues, what to change, the plan before, the result after."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.inspections.excel.importing import read_day
from zhunsheng.server.inspections.forms import active_units, typed_id, typed_ids
from zhunsheng.server.inspections.issues.bulk_changes import (
    MOST_AT_ONCE,
    TAGGING,
    Change,
    Kind,
    carry_out,
    plan_of,
)
from zhunsheng.server.inspections.issues.bulk_models import IssueBatch
from zhunsheng.server.inspections.ledger.filters import Filters, filters_from
from zhunsheng.server.inspections.ledger.selection import filtered, ordered
from zhunsheng.server.inspections.models import Category, Issue, Theme
from zhunsheng.server.inspections.queries import register_or_plain, visible_to
from zhunsheng.server.inspections.special_actions.queries import special_actions_visible_to
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest

_FIELDS = ("kind", "due_on", "category", "theme", "unit", "tag", "untag")


@require_GET
def bulk(request: OfficeRequest) -> HttpResponse:
    """The issues ticked in the ledger, else those its filters find, and what may be changed of them."""
    return _bulk_page(request)


def _bulk_page(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    actor, filters = request.actor, filters_from(request.GET)
    by_ticks = "ticked" in request.GET
    found = ordered(_ticked(request) if by_ticks else _filtered(actor, filters), filters)
    number = found.count()
    issues = found.select_related("unit", "category", "theme")[:MOST_AT_ONCE]
    actions = list(special_actions_visible_to(actor))
    context = {
        "filters": filters,
        "by_ticks": by_ticks,
        "number": number,
        "most": MOST_AT_ONCE,
        "issues": issues,
        "kinds": [kind for kind in Kind if actions or kind not in TAGGING],
        "categories": Category.objects.filter(tenant_id=actor.tenant, is_active=True),
        "themes": Theme.objects.filter(tenant_id=actor.tenant, is_active=True),
        "units": active_units(actor),
        "actions": actions,
        "ticked": typed_ids(request.POST.getlist("issue")),
        "part": "ledger",
    }
    return render(request, "inspections/bulk.html", context)


def _ticked(request: OfficeRequest) -> QuerySet[Issue]:
    ids = typed_ids(request.GET.getlist("ticked"))
    if not ids:
        raise Refused("还没有勾选问题，请回到台账勾选。")
    return visible_to(request.actor).filter(pk__in=ids)


def _filtered(actor: Actor, filters: Filters) -> QuerySet[Issue]:
    return filtered(visible_to(actor), filters, actor, register_or_plain(actor), timezone.localdate())


@require_POST
@told_on(_bulk_page)
def carry_out_bulk(request: OfficeRequest) -> HttpResponse:
    """Without `sure` the plan; with it, done."""
    change = _change(request)
    ids = typed_ids(request.POST.getlist("issue"))
    filters = filters_from(request.GET)
    if request.POST.get("sure") == "1":
        batch = carry_out(request.actor, change, ids)
        return redirect("bulk_result", issue_batch_id=batch.pk)
    plan = plan_of(request.actor, change, ids)
    chosen = [(name, request.POST.get(name, "")) for name in _FIELDS]
    context = {"plan": plan, "change": change, "filters": filters, "chosen": chosen, "part": "ledger"}
    return render(request, "inspections/bulk_plan.html", context)


def _change(request: OfficeRequest) -> Change:
    """What the form asks for; anything of another region isn't found."""
    tenant, posted = request.actor.tenant, request.POST
    if posted.get("kind") not in list(Kind):
        raise Http404
    kind = Kind(posted["kind"])

    def picked(name: str) -> int:
        return typed_id(posted.get(name, "")) or 0

    return Change(
        kind,
        due_on=read_day(posted.get("due_on", "")),
        category=Category.objects.filter(tenant_id=tenant, pk=picked("category")).first(),
        theme=Theme.objects.filter(tenant_id=tenant, pk=picked("theme")).first(),
        unit=Unit.objects.filter(tenant_id=tenant, pk=picked("unit")).first()
        if kind is Kind.SUPPORT
        else None,
        action=special_actions_visible_to(request.actor).filter(pk=picked(kind)).first()
        if kind in TAGGING
        else None,
    )


@require_GET
def bulk_result(request: OfficeRequest, issue_batch_id: int) -> HttpResponse:
    require(may_register(request.actor))
    found = IssueBatch.objects.filter(pk=issue_batch_id, tenant_id=request.actor.tenant)
    batch = found.select_related("by").first()
    if batch is None:
        raise Http404
    reasons: dict[int, str] = dict(batch.skipped)
    skipped = [
        (issue, reasons[issue.pk])
        for issue in Issue.objects.filter(pk__in=reasons).select_related("unit").order_by("number")
    ]
    context = {
        "batch": batch,
        "label": Kind(batch.change).label,
        "done": Issue.objects.filter(pk__in=batch.done).select_related("unit").order_by("number"),
        "skipped": skipped,
        "part": "ledger",
    }
    return render(request, "inspections/bulk_result.html", context)
