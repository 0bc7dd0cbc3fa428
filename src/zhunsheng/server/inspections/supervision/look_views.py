"""督查、回头看: the list, and each with its units, what it found on the spot and the issues it looked at."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.inspections.forms import form_page, taken, withdrawn
from zhunsheng.server.inspections.issues.late_entries import in_time
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.supervision import looks as supervision_looks
from zhunsheng.server.inspections.supervision.forms import FindingForm, SupervisionForm
from zhunsheng.server.inspections.supervision.link_requests import (
    Linking,
    link_asked,
    linking_of,
    unlink_asked,
)
from zhunsheng.server.inspections.supervision.looks import (
    Tally,
    findings_of,
    supervision_for,
    supervisions_visible_to,
    tallies_of,
)
from zhunsheng.server.inspections.supervision.models import Supervision
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest

_A_PAGE = 50


@require_GET
def looks(request: OfficeRequest) -> HttpResponse:
    require(may_oversee(request.actor))
    found = supervisions_visible_to(request.actor).select_related("round__term", "theme")
    kind = request.GET.get("kind", "")
    if kind in Supervision.Kind.values:
        found = found.filter(kind=kind)
    page = Paginator(found.prefetch_related("units"), _A_PAGE).get_page(request.GET.get("page"))
    tallies = tallies_of(page.object_list)
    context = {
        "part": "results",
        "here": "looks",
        "registers": bool(may_register(request.actor)),
        "kinds": Supervision.Kind.choices,
        "kind": kind,
        "page": page,
        "lines": [(entry, tallies.get(entry.pk, Tally())) for entry in page],
    }
    return render(request, "inspections/looks.html", context)


@require_GET
def look(request: OfficeRequest, supervision_id: int) -> HttpResponse:
    return _look_page(request, supervision_id)


def _look_page(request: OfficeRequest, supervision_id: int) -> HttpResponse:
    entry = supervision_for(request.actor, supervision_id)
    return _page(request, entry, linking_of(request, entry))


def _page(request: OfficeRequest, entry: Supervision, linking: Linking | None) -> HttpResponse:
    issues = entry.issues.select_related("unit", "round__term").order_by("unit__code", "number")
    there = set(findings_of(entry).values_list("pk", flat=True))
    found = [issue for issue in issues if issue.pk in there]
    context = {
        "part": "results",
        "registers": bool(may_register(request.actor)),
        "supervision": entry,
        "units": _lines_by_unit(entry, found),
        "found": found,
        "looked_at": [issue for issue in issues if issue.pk not in there],
        "linking": linking,
    }
    status = 400 if linking is not None and linking.refusal else 200
    return render(request, "inspections/look.html", context, status=status)


def _lines_by_unit(entry: Supervision, found: list[Issue]) -> list[tuple[str, int]]:
    """Each unit visited, and how much was found there."""
    return [
        (unit.name, sum(issue.unit_id == unit.pk for issue in found)) for unit in entry.units.order_by("code")
    ]


@require_http_methods(["GET", "POST"])
def new_look(request: OfficeRequest) -> HttpResponse:
    require(may_register(request.actor))
    form = SupervisionForm(request.actor, request.POST if request.method == "POST" else None)
    made: list[Supervision] = []
    if taken(form, lambda: made.append(supervision_looks.hold_supervision(request.actor, form.new))):
        messages.success(request, "已登记。当场发现的问题在这里登记、交办。")
        return redirect("look", supervision_id=made[0].pk)
    return form_page(request, form, "登记督查、回头看", "results")


@require_http_methods(["GET", "POST"])
def change_look(request: OfficeRequest, supervision_id: int) -> HttpResponse:
    entry = supervision_for(request.actor, supervision_id)
    require(may_register(request.actor))
    names = ("kind", "title", "since", "until", "joined_by", "round", "theme")
    kept = {name: getattr(entry, name) for name in names} | {"units": entry.units.all()}
    form = SupervisionForm(request.actor, request.POST if request.method == "POST" else None, initial=kept)
    act = lambda: supervision_looks.change_supervision(  # noqa: E731
        request.actor, supervision_id=entry.pk, new=form.new
    )
    if taken(form, act):
        messages.success(request, "已改好。")
        return redirect("look", supervision_id=entry.pk)
    return form_page(request, form, "修改督查、回头看", "results")


@require_http_methods(["GET", "POST"])
def withdraw_look(request: OfficeRequest, supervision_id: int) -> HttpResponse:
    entry = supervision_for(request.actor, supervision_id)
    require(may_register(request.actor))
    return withdrawn(
        request,
        lambda reason: supervision_looks.withdraw_supervision(
            request.actor, supervision_id=entry.pk, reason=reason
        ),
        f"作废 {entry.title}",
        part="results",
        back=redirect("looks"),
    )


@require_http_methods(["GET", "POST"])
def find(request: OfficeRequest, supervision_id: int) -> HttpResponse:
    """当场交办."""
    entry = supervision_for(request.actor, supervision_id)
    require(may_register(request.actor))
    form = FindingForm(request.actor, entry, request.POST if request.method == "POST" else None)
    made: list[Issue] = []
    act = lambda: supervision_looks.find_on_the_spot(  # noqa: E731
        request.actor, supervision_id=entry.pk, **form.cleaned_data
    )
    if taken(form, lambda: made.append(in_time(form, act))):
        messages.success(request, f"已登记 {made[0].number}，责任单位看得到了。")
        return redirect("look", supervision_id=entry.pk)
    return form_page(request, form, "登记当场交办的问题", "results")


@require_POST
def link(request: OfficeRequest, supervision_id: int) -> HttpResponse:
    entry = supervision_for(request.actor, supervision_id)
    refused = link_asked(request, entry)
    return _page(request, entry, refused) if refused else redirect("look", supervision_id=supervision_id)


@require_POST
@told_on(_look_page)
def unlink(request: OfficeRequest, supervision_id: int) -> HttpResponse:
    unlink_asked(request, supervision_for(request.actor, supervision_id))
    return redirect("look", supervision_id=supervision_id)
