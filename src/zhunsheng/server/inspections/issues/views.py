"""One issue (问题详情): registering and changing it, its steps, the units that help."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.inspections.forms import (
    ChangeMeasureForm,
    IssueForm,
    NewIssueForm,
    NewMeasureForm,
    PeopleForm,
    SupportForm,
    failed_or,
    failed_or_same,
    taken,
)
from zhunsheng.server.inspections.issues import actions as issue_actions
from zhunsheng.server.inspections.issues.actions import CHANGEABLE, NewIssue
from zhunsheng.server.inspections.issues.late_entries import in_time
from zhunsheng.server.inspections.issues.sheet import sheet_of
from zhunsheng.server.inspections.ledger.filters import filters_from
from zhunsheng.server.inspections.models import Issue, Source
from zhunsheng.server.inspections.queries import issue_for, register_or_plain
from zhunsheng.server.inspections.selfchecks.queries import found_by_self_check
from zhunsheng.server.inspections.supervision.linking import links_of
from zhunsheng.server.inspections.sweeps.queries import swept_visible_to
from zhunsheng.server.inspections.workflow import Verb, may_name_people, may_register, writing_units
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.refusals import told_on
from zhunsheng.server.web.requests import OfficeRequest


@require_GET
def issue(request: OfficeRequest, issue_id: int) -> HttpResponse:
    return issue_page(request, issue_id)


def issue_page(request: OfficeRequest, issue_id: int, failed: Form | None = None) -> HttpResponse:
    """The page; `failed`: a form on it that could not be taken, with what was typed."""
    entry = issue_for(request.actor, issue_id)
    sheet = sheet_of(request.actor, entry, register_or_plain(request.actor))
    registers = may_register(request.actor)
    context: dict[str, Any] = {
        "part": "ledger",
        "sheet": sheet,
        "issue": entry,
        "registers": registers,
        "today": timezone.localdate(),
        "supports": entry.supports.select_related("unit"),
        "links": links_of(request.actor, entry),
        "self_check": found_by_self_check(request.actor, entry),
        "swept": swept_visible_to(request.actor).filter(issue=entry).select_related("sweep", "theme"),
        "support_form": failed_or(failed, SupportForm, lambda: SupportForm(request.actor)),
        "names_people": may_name_people(request.actor, entry),
        "people_form": failed_or(failed, PeopleForm, lambda: PeopleForm.of(entry)),
        "measure_forms": {
            str(line.measure.pk): failed_or_same(failed, ChangeMeasureForm.of(line.measure))
            for line in sheet.measures
            if line.changes
        },
    }
    if sheet.rectifies:
        context["measure_form"] = failed_or(
            failed, NewMeasureForm, lambda: NewMeasureForm(writing_units(request.actor, [entry])[entry.pk])
        )
    return render(request, "inspections/issue.html", context, status=400 if failed is not None else 200)


# --- registering and changing --------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def new_issue(request: OfficeRequest) -> HttpResponse:
    """登记问题; what the last one had in common with the next is brought along in the address."""
    require(may_register(request.actor))
    if request.method != "POST":
        return _new_page(request, NewIssueForm(request.actor, initial=request.GET.dict()))
    form = NewIssueForm(request.actor, request.POST)
    made: list[Issue] = []
    act = lambda: issue_actions.register_issue(request.actor, _new_issue(form))  # noqa: E731
    if not taken(form, lambda: made.append(in_time(form, act))):
        return _new_page(request, form)
    entry = made[0]
    messages.success(request, f"已登记 {entry.number}。")
    if "another" not in request.POST:
        return redirect("issue", issue_id=entry.pk)
    common = {
        name: request.POST.get(name, "")
        for name in ("source", "inspectee", "unit", "found_on", "fed_back_on")
    }
    kept = urlencode({name: value for name, value in common.items() if value})
    return redirect(f"{reverse('new_issue')}?{kept}")


def _new_issue(form: NewIssueForm) -> NewIssue:
    given = dict(form.cleaned_data)
    return NewIssue(**{**given, "source": Source(given["source"])})


def _new_page(request: OfficeRequest, form: NewIssueForm) -> HttpResponse:
    context = {"part": "ledger", "form": form, "title": "登记问题"}
    return render(request, "inspections/new_issue.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def change_issue(request: OfficeRequest, issue_id: int) -> HttpResponse:
    entry = issue_for(request.actor, issue_id)
    require(may_register(request.actor))
    kept = {name: getattr(entry, name) for name in CHANGEABLE} | {
        "category": entry.category_id,
        "theme": entry.theme_id,
    }
    form = IssueForm(request.actor, request.POST if request.method == "POST" else None, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            issue_actions.change_issue(request.actor, issue_id=entry.pk, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已改好，改了哪几栏留痕里有。")
            return redirect("issue", issue_id=entry.pk)
    context = {"part": "ledger", "form": form, "issue": entry}
    return render(request, "inspections/change_issue.html", context, status=400 if form.is_bound else 200)


# --- the steps -----------------------------------------------------------------------------------------


@require_POST
@told_on(lambda request, issue_id, verb: issue_page(request, issue_id))
def move_issue(request: OfficeRequest, issue_id: int, verb: str) -> HttpResponse:
    if verb not in [step.value for step in Verb]:
        raise Http404
    entry = issue_actions.move(
        request.actor,
        issue_id=issue_id,
        verb=Verb(verb),
        words=request.POST.get("words", "")[:2000],
        origin=request.POST.get("origin"),
    )
    messages.success(request, f"{entry.number}：已{Verb(verb).label.removeprefix('已')}。")
    filters = filters_from(request.GET)
    if filters.issue:
        return redirect(f"{reverse('ledger')}?{filters.here}")
    return redirect("issue", issue_id=entry.pk)


@require_POST
def name_people(request: OfficeRequest, issue_id: int) -> HttpResponse:
    """责任领导、责任部门、责任人, by the unit; with `claim` the issue is claimed with it."""
    entry = issue_for(request.actor, issue_id)
    require(may_name_people(request.actor, entry))
    form = PeopleForm.of(entry, request.POST)

    @transaction.atomic
    def act() -> None:
        issue_actions.name_people(request.actor, issue_id=issue_id, **form.cleaned_data)
        if "claim" in request.POST:
            issue_actions.move(request.actor, issue_id=issue_id, verb=Verb.CLAIM)

    if not taken(form, act):
        return issue_page(request, issue_id, form)
    messages.success(request, "已认领，责任人已写明。" if "claim" in request.POST else "已写明责任人。")
    return redirect("issue", issue_id=issue_id)


@require_POST
def add_support(request: OfficeRequest, issue_id: int) -> HttpResponse:
    issue_for(request.actor, issue_id)
    require(may_register(request.actor))
    form = SupportForm(request.actor, request.POST)
    act = lambda: issue_actions.add_support(  # noqa: E731
        request.actor, issue_id=issue_id, **form.cleaned_data
    )
    if not taken(form, act):
        return issue_page(request, issue_id, form)
    messages.success(request, f"已送{form.cleaned_data['unit'].name}配合。")
    return redirect("issue", issue_id=issue_id)


@require_POST
def remove_support(request: OfficeRequest, support_id: int) -> HttpResponse:
    entry = issue_actions.remove_support(request.actor, support_id=support_id)
    messages.success(request, "已不再请这个单位配合。")
    return redirect("issue", issue_id=entry.pk)
