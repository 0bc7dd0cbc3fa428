"""The list, one record with the steps open to its reader, registering, the paper, the count that may leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.clues import actions
from zhunsheng.server.clues.actions import NewRecord, Said
from zhunsheng.server.clues.counts import count_out, transferred_in
from zhunsheng.server.clues.forms import RegisterForm, StepForm
from zhunsheng.server.clues.models import Kind, Record
from zhunsheng.server.clues.policy import (
    STAFF,
    may_name,
    may_register,
    may_see_identity,
    may_show_identity,
    may_withdraw_subject,
    staff,
    subjects_of,
)
from zhunsheng.server.clues.queries import listed, opened_for, paper_for, readings_of, record_for
from zhunsheng.server.clues.retention import has_passed, kept_until, may_decide
from zhunsheng.server.clues.workflow import ENDED, MOVES, move_of, open_moves
from zhunsheng.server.inspections.queries import register_of
from zhunsheng.server.orgs.models import Role, User
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.listing import Addressed, page_in
from zhunsheng.server.web.requests import OfficeRequest

PAGE = 50


@dataclass(slots=True, frozen=True)
class ListFilters(Addressed):
    number: str = ""
    page: int = 1


def _filters(request: OfficeRequest) -> ListFilters:
    page = request.GET.get("page", "")
    return ListFilters(
        request.GET.get("number", "").strip()[:30],
        page_in(page),
    )


@require_GET
def listing(request: OfficeRequest) -> HttpResponse:
    actor, filters = request.actor, _filters(request)
    found = listed(actor, filters.number)
    number = len(found.mine)
    first = min((filters.page - 1) * PAGE, max(number - 1, 0) // PAGE * PAGE)
    year = timezone.localdate().year
    leads = actor.has(Role.LEADING)
    context = {
        "part": "list",
        "found": found,
        "filters": filters,
        "lines": found.mine[first : first + PAGE],
        "number": number,
        "first": first + 1 if number else 0,
        "last": min(first + PAGE, number),
        "earlier": filters.address(page=filters.page - 1) if first else None,
        "later": filters.address(page=filters.page + 1) if first + PAGE < number else None,
        "passed": [(entry, kept_until(entry)) for entry in found.mine if has_passed(entry)],
        "may_register": {kind.value: may_register(actor, kind) for kind in Kind},
        "staff": staff(actor.tenant, *STAFF) if found.orphans else [],
        "counts": [
            (past, transferred_in(actor.tenant, past), count_out(actor.tenant, past))
            for past in (year, year - 1)
        ]
        if leads
        else [],
    }
    return render(request, "clues/list.html", context)


@require_POST
def release_count(request: OfficeRequest) -> HttpResponse:
    year = request.POST.get("year", "")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Refused("请写明是哪一年的件数。")
    actions.release_count(request.actor, year=int(year))
    messages.success(request, f"{year} 年的件数可以对外提供了。")
    return redirect("clues")


# --- registering ---------------------------------------------------------------------------------------


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def new_clue(request: OfficeRequest) -> HttpResponse:
    return _register(request, Kind.CLUE)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def new_complaint(request: OfficeRequest) -> HttpResponse:
    return _register(request, Kind.COMPLAINT)


@sensitive_variables()
def _register(request: OfficeRequest, kind: Kind) -> HttpResponse:
    require(may_register(request.actor, kind))
    form = RegisterForm(
        kind, staff(request.actor.tenant, *STAFF), request.POST if request.method == "POST" else None
    )
    if form.is_bound and form.is_valid():
        typed = dict(form.cleaned_data)
        typed["subjects"] = tuple(typed.get("subjects", ()))
        try:
            entry = actions.register_record(request.actor, NewRecord(kind=kind, **typed))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, f"已登记，编号 {entry.number}。现在只有您看得到，需要他人办理请指定经办人。"
            )
            return redirect("clue", record_id=entry.pk)
    context = {"kind": kind, "form": form}
    return render(request, "clues/register.html", context, status=400 if form.is_bound else 200)


# --- one record ----------------------------------------------------------------------------------------


@require_GET
def clue(request: OfficeRequest, record_id: int) -> HttpResponse:
    return record_page(request, record_id)


@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def step(request: OfficeRequest, record_id: int, verb: str) -> HttpResponse:
    """A step of the table; what was typed comes back with what is wrong with it."""
    entry = record_for(request.actor, record_id)
    known = [move for move in MOVES if (move.kind, move.verb) == (entry.kind, verb)]
    if not known:
        raise Http404
    # Somebody else may have taken the step meanwhile: the action says so, and what was typed stays.
    move = move_of(entry, known[0].verb) or known[0]
    form = StepForm(move, _leaders(request), request.POST)
    if form.is_valid():
        try:
            actions.move(
                request.actor, record_id=record_id, verb=move.verb, said=Said(**_given(form.cleaned_data))
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{entry.number} 已办理：{move.verb.label}。")
            return redirect("clue", record_id=record_id)
    return record_page(request, record_id, form)


@sensitive_variables()
def _given(cleaned: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in cleaned.items() if value is not None}


@sensitive_variables()
def record_page(request: OfficeRequest, record_id: int, bound: StepForm | None = None) -> HttpResponse:
    actor = request.actor
    opened = opened_for(actor, record_id)
    entry = opened.record
    handlers = list(entry.handlers.select_related("user"))
    subjects = subjects_of(entry)
    context = {
        "entry": entry,
        "opened": opened,
        "forms": _forms(request, entry, bound),
        "bound": bound is not None,
        "ended": entry.state in ENDED,
        "passed": has_passed(entry),
        "may_decide": may_decide(actor, entry),
        "handlers": handlers,
        "may_name": may_name(actor, entry),
        "sees_identity": entry.kind == Kind.COMPLAINT and may_see_identity(actor, entry),
        "may_show_identity": entry.kind == Kind.COMPLAINT and may_show_identity(actor, entry),
        "others": _others(entry, {handler.user_id for handler in handlers} | subjects),
        "subjects": User.objects.filter(pk__in=subjects).order_by("username"),
        "withdrawn": opened.texts.get("withdrawn", "").splitlines(),
        "may_withdraw": entry.kind == Kind.COMPLAINT and may_withdraw_subject(actor, entry),
        "accusable": _others(entry, subjects | {actor.person}) if entry.kind == Kind.COMPLAINT else [],
        "readings": readings_of(entry),
    }
    return render(request, "clues/record.html", context, status=400 if bound is not None else 200)


def _forms(request: OfficeRequest, entry: Record, bound: StepForm | None) -> list[StepForm]:
    """One for each step open to the reader; the one just sent back first, even if it is open no more."""
    open_now = [
        StepForm(move, _leaders(request))
        for move in open_moves(request.actor, entry)
        if bound is None or bound.move.verb != move.verb
    ]
    return open_now if bound is None else [bound, *open_now]


def _leaders(request: OfficeRequest) -> Any:
    return staff(request.actor.tenant, Role.LEADING).exclude(pk=request.actor.person)


def _others(entry: Record, without: set[int] | frozenset[int]) -> Any:
    return staff(entry.tenant_id, *STAFF).exclude(pk__in=without)


@require_GET
@sensitive_variables()
def paper(request: OfficeRequest, record_id: int) -> HttpResponse:
    """移交函, to be printed and sent."""
    opened = paper_for(request.actor, record_id)
    register = register_of(request.actor)
    context = {
        "entry": opened.record,
        "opened": opened,
        "keeper": register.unit.name if register is not None else "",
    }
    return render(request, "clues/paper.html", context)
