"""抽查复核: samples of a year, one sample with its statistics, the sheet of one re-check."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.workflow import may_see
from zhunsheng.server.reviews.access import campaign_for
from zhunsheng.server.reviews.models import Recheck, RecheckScore, Sample
from zhunsheng.server.reviews.policy import may_recheck, may_review
from zhunsheng.server.reviews.rechecking import (
    Scored,
    describe_sample,
    deviation_of,
    doubts_of,
    draw_sample,
    drawn_again,
    lines_of,
    population_of,
    save_recheck,
    statistics,
)
from zhunsheng.server.reviews.sampling import RANDOM, RISK
from zhunsheng.server.web.requests import OfficeRequest


@require_GET
def samples(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    campaign = campaign_for(request.actor, campaign_id)
    drawn = Sample.objects.filter(campaign=campaign).select_related("by").order_by("-pk")
    context = {
        "campaign": campaign,
        "samples": drawn,
        "population": len(population_of(request.actor, campaign)),
    }
    return render(request, "reviews/samples.html", context)


@require_POST
def new_sample(request: OfficeRequest, campaign_id: int) -> HttpResponse:
    campaign = campaign_for(request.actor, campaign_id)
    size = request.POST.get("size", "")
    sample = draw_sample(
        request.actor,
        campaign=campaign,
        method=RISK if request.POST.get("method") == RISK else RANDOM,
        size=int(size) if size.isascii() and size.isdigit() and len(size) < 7 else 0,
        seed=request.POST.get("seed", ""),
        note=request.POST.get("note", ""),
        scale=request.POST.get("scale", ""),
        scale_published=_published(request),
    )
    messages.success(request, f"已抽取 {sample.size} 家，抽签号 {sample.seed} 已存。")
    return redirect("sample", sample_id=sample.pk)


def _published(request: OfficeRequest) -> date | None:
    text = request.POST.get("scale_published", "").strip()
    if not text:
        return None
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise Refused("公布日期没有读懂，请按 2024-08-31 这样填。")
    return found


@require_http_methods(["GET", "POST"])
def sample(request: OfficeRequest, sample_id: int) -> HttpResponse:
    found = get_object_or_404(Sample.objects.select_related("campaign", "by"), pk=sample_id)
    require(may_review(request.actor, found.campaign))
    if request.method == "POST":
        describe_sample(
            request.actor,
            sample=found,
            note=request.POST.get("note", ""),
            scale=request.POST.get("scale", ""),
            scale_published=_published(request),
        )
        return redirect("sample", sample_id=found.pk)
    without_content = UnitReport.objects.select_related("unit").defer("content")
    rechecks = list(
        Recheck.objects.filter(sample=found)
        .select_related("reviewer")
        .prefetch_related("scores", Prefetch("report", without_content))
        .order_by("pk")
    )
    seen = [recheck for recheck in rechecks if may_see(request.actor, recheck.report)]
    rows = [(recheck, deviation_of(recheck)) for recheck in seen]
    context = {
        "sample": found,
        "rows": rows,
        "statistics": statistics(entry for recheck, entry in rows if entry and recheck.done_at),
        "doubts": doubts_of(found, seen),
        "same_again": sorted(drawn_again(found)) == sorted(recheck.report_id for recheck in rechecks),
    }
    return render(request, "reviews/sample.html", context)


@require_http_methods(["GET", "POST"])
def recheck(request: OfficeRequest, recheck_id: int) -> HttpResponse:
    """Every indicator with its self score, the re-check, the reason and the kind of deduction."""
    found = get_object_or_404(
        Recheck.objects.select_related("sample__campaign", "report__campaign", "report__unit"), pk=recheck_id
    )
    require(may_review(request.actor, found.sample.campaign))
    require(may_see(request.actor, found.report))
    lines = lines_of(found)
    if request.method == "POST":
        scores = [
            Scored(
                line.row,
                *(
                    request.POST.get(f"{column}.{line.row}", "")
                    for column in ("score", "reason", "situation")
                ),
            )
            for line in lines
        ]
        finish = request.POST.get("finish") == "1"
        save_recheck(request.actor, recheck_id=found.pk, scores=scores, finish=finish)
        messages.success(request, f"{found.report.unit.name}的复核已{'办结' if finish else '保存'}。")
        return redirect("sample", sample_id=found.sample_id) if finish else redirect("recheck", found.pk)
    given = {score.row: score for score in found.scores.all()}
    context = {
        "recheck": found,
        "lines": [(line, given.get(line.row)) for line in lines],
        "allowed": may_recheck(request.actor, found),
        "deviation": deviation_of(found),
        "situations": _situations(found),
    }
    return render(request, "reviews/recheck.html", context)


def _situations(found: Recheck) -> list[str]:
    """What deductions of this sample have been called so far, to be called the same again."""
    named = RecheckScore.objects.filter(recheck__sample=found.sample).exclude(situation="")
    return list(named.values_list("situation", flat=True).distinct().order_by("situation"))
