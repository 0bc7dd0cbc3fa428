"""批量: the plan before, the result after, and undoing."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reviews.access import campaign_for
from zhunsheng.server.reviews.batches import VERBS, carry_out, may_undo, plan, undo
from zhunsheng.server.reviews.filters import filters_from
from zhunsheng.server.reviews.models import Batch
from zhunsheng.server.reviews.policy import may_review
from zhunsheng.server.reviews.queue import reports_of, rows_of
from zhunsheng.server.reviews.views import ticked
from zhunsheng.server.web.requests import OfficeRequest

_LATEST = 100


@require_POST
def batch(request: OfficeRequest, campaign_id: int, verb: str) -> HttpResponse:
    """Without `sure` the plan: which go, which are skipped and why. With it, done."""
    campaign = campaign_for(request.actor, campaign_id)
    if verb not in VERBS:
        raise Http404
    filters = filters_from(request.GET)
    ids = ticked(request, campaign, filters)
    if request.POST.get("sure") == "1":
        reason = request.POST.get("reason", "")
        made = carry_out(
            request.actor, campaign=campaign, verb=VERBS[verb], report_ids=ids, reason=reason[:300]
        )
        return redirect(f"/reviews/batches/{made.pk}/?{filters.here}")
    rows = rows_of(ids)
    for report in rows:
        report.campaign = campaign
    context = {
        "campaign": campaign,
        "filters": filters,
        "verb": verb,
        "label": VERBS[verb].label,
        "plan": plan(request.actor, VERBS[verb], rows),
    }
    return render(request, "reviews/batch.html", context)


@dataclass(slots=True, frozen=True)
class Outcome:
    report: UnitReport
    what: str
    look: str


@require_GET
def batch_result(request: OfficeRequest, batch_id: int) -> HttpResponse:
    made = _batch(request, batch_id)
    context = {
        "batch": made,
        "label": VERBS[made.verb].label,
        "filters": filters_from(request.GET),
        "outcomes": _outcomes(request, made),
        "undo": may_undo(request.actor, made),
    }
    return render(request, "reviews/batch_result.html", context)


def _outcomes(request: OfficeRequest, made: Batch) -> list[Outcome]:
    """Only of reports this person may see."""
    skipped = {line["report"]: line["reason"] for line in made.skipped}
    ids = [line["report"] for line in made.done] + list(skipped)
    seen = set(reports_of(request.actor, made.campaign).filter(pk__in=ids).values_list("pk", flat=True))
    outcomes = []
    for report in rows_of(pk for pk in ids if pk in seen):
        if report.pk in skipped:
            outcomes.append(Outcome(report, f"没有办：{skipped[report.pk]}", "amber"))
        elif report.pk in made.undone:
            outcomes.append(Outcome(report, "已撤销", "grey"))
        elif made.undone_at is not None:
            outcomes.append(Outcome(report, "没有撤销：之后又办理过", "amber"))
        else:
            outcomes.append(Outcome(report, f"已{VERBS[made.verb].label}", "green"))
    return outcomes


@require_POST
def undo_batch(request: OfficeRequest, batch_id: int) -> HttpResponse:
    made = undo(request.actor, batch_id=_batch(request, batch_id).pk)
    messages.success(request, f"已撤销 {len(made.undone)} 家，{len(made.done) - len(made.undone)} 家没有动。")
    return redirect(f"/reviews/batches/{made.pk}/?{filters_from(request.GET).here}")


def _batch(request: OfficeRequest, batch_id: int) -> Batch:
    made = get_object_or_404(Batch.objects.select_related("campaign", "by"), pk=batch_id)
    require(may_review(request.actor, made.campaign))
    return made


@require_GET
def batches(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    campaign = campaign_for(request.actor, campaign_id)
    made = Batch.objects.filter(campaign=campaign).select_related("by").order_by("-pk")[:_LATEST]
    context = {"campaign": campaign, "batches": [(entry, VERBS[entry.verb].label) for entry in made]}
    return render(request, "reviews/batches.html", context)
