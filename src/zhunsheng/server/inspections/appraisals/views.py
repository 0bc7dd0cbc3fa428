"""四个纳入: all units of a year, one unit over the years, the papers handed over and what came of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.press.docx import docx_of
from zhunsheng.server.files.storing import clean_name, download, sent_bytes
from zhunsheng.server.inspections.appraisals import actions as appraisal_actions
from zhunsheng.server.inspections.appraisals.documents import appraisals_xlsx, letter_of
from zhunsheng.server.inspections.appraisals.facts import FIGURES, facts_of, words_of
from zhunsheng.server.inspections.appraisals.forms import AdoptionForm, HandoverForm, HandoverReceiptForm
from zhunsheng.server.inspections.appraisals.models import Handover
from zhunsheng.server.inspections.appraisals.queries import (
    SHOWN,
    SORTS,
    Line,
    handover_for,
    handovers_visible_to,
    lines_of,
)
from zhunsheng.server.inspections.forms import taken, typed_ids
from zhunsheng.server.inspections.statistics.asked import scope_asked, years_offered
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.queries import units_of
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest

_A_PAGE = 50
_YEARS_BESIDE = 3
"""A unit's page shows the year asked for and those before it."""


@require_GET
def appraisals(request: OfficeRequest) -> HttpResponse:
    """The units of a year with their figures; a column sorts, a counter filters."""
    require(may_oversee(request.actor))
    scope = scope_asked(request)
    lines = lines_of(request.actor, scope)
    sort, only = request.GET.get("sort", ""), request.GET.get("only", "")
    sort, only = sort if sort in SORTS else "unit", only if only in SHOWN else "all"
    chosen = sorted(filter(SHOWN[only][1], lines), key=SORTS[sort])
    page = Paginator(chosen, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        **_context(request, "appraisals"),
        "scope": scope,
        "years": years_offered(),
        "figures": FIGURES,
        "page": page,
        "rows": [(line, _cells(line)) for line in page],
        "counters": [
            (key, title, sum(map(test, lines)), key == only) for key, (title, test) in SHOWN.items()
        ],
        "sort": sort,
    }
    return render(request, "inspections/appraisals.html", context)


def _cells(line: Line) -> list[str]:
    return [*words_of(line.facts).values()]


def _context(request: OfficeRequest, here: str) -> dict[str, Any]:
    return {"part": "results", "here": here, "registers": bool(may_register(request.actor))}


@require_GET
def appraisals_workbook(request: OfficeRequest) -> FileResponse:
    scope = scope_asked(request)
    data = appraisals_xlsx(request.actor, scope)
    return sent_bytes(f"{scope.year}年度巡察整改情况-截至{scope.as_of}.xlsx", data)


@require_GET
def appraised_unit(request: OfficeRequest, appraised_id: int) -> HttpResponse:
    """One unit: its figures year by year with their rules, and every paper its facts went out with."""
    require(may_oversee(request.actor))
    unit = get_object_or_404(units_of(request.actor), pk=appraised_id)
    scope = scope_asked(request)
    scopes = [scope, *(_whole_year(scope, scope.year - back) for back in range(1, _YEARS_BESIDE))]
    facts = [facts_of(entry, [unit.pk])[unit.pk] for entry in scopes]
    words = [words_of(entry) for entry in facts]
    context = {
        **_context(request, "appraisals"),
        "unit": unit,
        "scope": scope,
        "scopes": scopes,
        "rows": [(figure, [entry[figure.key] for entry in words]) for figure in FIGURES],
        "worked_out": facts[0].rate_worked_out,
        "handovers": handovers_visible_to(request.actor)
        .filter(lines__unit=unit)
        .select_related("recipient")
        .prefetch_related("adoptions"),
    }
    return render(request, "inspections/appraised_unit.html", context)


def _whole_year(scope: Scope, year: int) -> Scope:
    return replace(scope, year=year, as_of=date(year, 12, 31))


# --- handing over ------------------------------------------------------------------------------------------


@require_GET
def handovers(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    found = handovers_visible_to(request.actor).select_related("recipient").prefetch_related("adoptions")
    latest_first = found.annotate(units=Count("lines")).order_by("-handed_on", "-pk")
    page = Paginator(latest_first, _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "inspections/handovers.html", {**_context(request, "handovers"), "page": page})


@require_http_methods(["GET", "POST"])
def new_handover(request: OfficeRequest) -> HttpResponse:
    """Of the year and day in the address; `unit` there is ticked already, `all` ticks every one with a figure.

    A unit without any is offered too: that nothing was found there is a fact as well.
    """
    require(may_register(request.actor))
    scope = scope_asked(request)
    with_facts = list(facts_of(scope))
    offered = units_of(request.actor).filter(Q(is_active=True) | Q(pk__in=with_facts)).order_by("code")
    ticked = with_facts if "all" in request.GET else typed_ids(request.GET.getlist("unit"))
    sent = request.POST if request.method == "POST" else None
    form = HandoverForm(request.actor, offered, sent, initial={"units": ticked})
    made: list[Handover] = []
    act = lambda: made.append(  # noqa: E731
        appraisal_actions.hand_over_facts(request.actor, scope=scope, **form.cleaned_data)
    )
    if taken(form, act):
        messages.success(request, f"已登记移交 {made[0].number}，数已定住。移交函可以下载。")
        return redirect("handover", handover_id=made[0].pk)
    context = {**_context(request, "handovers"), "form": form, "scope": scope}
    return render(request, "inspections/new_handover.html", context, status=400 if form.is_bound else 200)


@require_GET
def handover(request: OfficeRequest, handover_id: int) -> HttpResponse:
    return _page(request, handover_for(request.actor, handover_id))


def _page(request: OfficeRequest, entry: Handover, failed: Form | None = None) -> HttpResponse:
    lines = entry.lines.select_related("unit")
    keys = [figure["key"] for figure in entry.figures]
    context = {
        **_context(request, "handovers"),
        "handover": entry,
        "rows": [(line.unit, [line.values[key] for key in keys]) for line in lines],
        "adoptions": entry.adoptions.all(),
        "receipt_form": HandoverReceiptForm(entry),
        "adoption_form": AdoptionForm(),
    }
    if failed is not None:
        context["adoption_form" if isinstance(failed, AdoptionForm) else "receipt_form"] = failed
    return render(request, "inspections/handover.html", context, status=400 if failed is not None else 200)


@require_POST
def note_receipt(request: OfficeRequest, handover_id: int) -> HttpResponse:
    entry = handover_for(request.actor, handover_id)
    require(may_register(request.actor))
    form = HandoverReceiptForm(entry, request.POST, request.FILES)
    act = lambda: appraisal_actions.note_handover_receipt(  # noqa: E731
        request.actor, handover_id=entry.pk, **form.cleaned_data
    )
    if not taken(form, act):
        return _page(request, entry, form)
    messages.success(request, "已登记回执。")
    return redirect("handover", handover_id=entry.pk)


@require_POST
def note_adoption(request: OfficeRequest, handover_id: int) -> HttpResponse:
    entry = handover_for(request.actor, handover_id)
    require(may_register(request.actor))
    form = AdoptionForm(request.POST)
    act = lambda: appraisal_actions.note_adoption(  # noqa: E731
        request.actor, handover_id=entry.pk, **form.cleaned_data
    )
    if not taken(form, act):
        return _page(request, entry, form)
    messages.success(request, "已登记采用情况。")
    return redirect("handover", handover_id=entry.pk)


@require_POST
def withdraw(request: OfficeRequest, handover_id: int) -> HttpResponse:
    appraisal_actions.withdraw_handover(request.actor, handover_id=handover_id)
    messages.success(request, "已删去，编号不再使用。")
    return redirect("handovers")


@require_GET
def handover_letter(request: OfficeRequest, handover_id: int) -> FileResponse:
    """移交函 with its annex and the slip to send back, as .docx."""
    entry = handover_for(request.actor, handover_id)
    tree = letter_of(request.actor, entry)
    return sent_bytes(clean_name(f"{entry.number}{tree.title}.docx"), docx_of(tree))


@require_GET
def receipt_file(request: OfficeRequest, handover_id: int) -> FileResponse:
    file = handover_for(request.actor, handover_id).receipt_file
    if file is None:
        raise Http404
    return download(file)
