"""整改台账: the table with one issue beside it, the board, and the issues unit by unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.files.storing import sent_bytes
from zhunsheng.server.inspections.deadlines import Light, light, time_left
from zhunsheng.server.inspections.excel.progress_import import may_report_progress
from zhunsheng.server.inspections.issues.sheet import sheet_of
from zhunsheng.server.inspections.ledger import alerting
from zhunsheng.server.inspections.ledger.exporting import export
from zhunsheng.server.inspections.ledger.filters import ALL, LIGHTS, OPEN, VERIFYING, Filters, filters_from
from zhunsheng.server.inspections.ledger.selection import (
    PAGE,
    choices_for,
    in_state,
    narrowed,
    ordered,
    page_ids,
    rows_of,
    waiting_for,
)
from zhunsheng.server.inspections.ledger.totals import (
    Totals,
    UnitLine,
    together,
    totals_by,
    totals_of,
    unit_lines,
)
from zhunsheng.server.inspections.models import ENDED, TO_VERIFY, Issue, IssueState, Register, Source
from zhunsheng.server.inspections.queries import register_or_plain, shown_issue, visible_to
from zhunsheng.server.inspections.workflow import may_open, may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.figures import percent
from zhunsheng.server.web.listing import Column, Counter
from zhunsheng.server.web.requests import OfficeRequest


@dataclass(slots=True, frozen=True)
class Line:
    issue: Issue
    left: str
    look: str
    address: str
    """Of the list with this issue in the pane."""
    current: bool
    next_step: str
    """What the link to the issue says: what this person is to do about it, else 查看."""


_COUNTERS = (
    ("未办结", OPEN, "blue"),
    ("待认领", IssueState.UNCLAIMED.value, "blue"),
    ("整改中", IssueState.RECTIFYING.value, "amber"),
    ("待核验", VERIFYING, "blue"),
    ("已销号", IssueState.CLOSED.value, "green"),
    ("长期坚持", IssueState.LONG_TERM.value, "grey"),
    ("全部", ALL, "grey"),
)
_COLUMNS = (
    ("编号", "number", False),
    ("问题", "", False),
    ("被巡察单位", "unit", False),
    ("类别", "", False),
    ("状态", "state", False),
    ("整改时限", "due", False),
    ("措施", "", False),
    ("佐证", "", True),
    ("操作", "", False),
)


@require_GET
def ledger(request: OfficeRequest) -> HttpResponse:
    if request.actor.has(Role.JOINT) and not may_open(request.actor):
        return redirect("papers")  # the part of the register that is theirs
    require(may_open(request.actor))
    actor, filters = request.actor, filters_from(request.GET)
    register, today = register_or_plain(actor), timezone.localdate()
    within = narrowed(visible_to(actor), filters, actor)
    totals = totals_of(within, register, today, searching=bool(filters.search))
    chosen = in_state(within, filters, register, today)
    found = _found(totals, filters)
    first = min((filters.page - 1) * PAGE, max(found - 1, 0) // PAGE * PAGE)
    ids = page_ids(ordered(chosen, filters), first, found)
    waiting = set(Issue.objects.filter(waiting_for(actor), pk__in=ids).values_list("pk", flat=True))
    context = {
        **_shared(request, filters, totals, "table"),
        **_pane(actor, filters, register),
        "columns": _columns(filters),
        "lines": [_line(issue, filters, register, today, issue.pk in waiting) for issue in rows_of(ids)],
        "found": found,
        "first": first + 1 if found else 0,
        "last": min(first + PAGE, found),
        "earlier": filters.address(page=filters.page - 1) if first else None,
        "later": filters.address(page=filters.page + 1) if first + PAGE < found else None,
    }
    return render(request, "inspections/ledger.html", context)


def _pane(actor: Actor, filters: Filters, register: Register) -> dict[str, object]:
    """The issue beside the list, be it in the list or not; nothing for one this person may not see."""
    entry = shown_issue(actor, int(filters.issue)) if filters.issue else None
    return {} if entry is None else {"issue": entry, "sheet": sheet_of(actor, entry, register)}


def _found(totals: Totals, filters: Filters) -> int:
    if filters.light:
        return totals.lit(filters.light, *filters.states)
    return totals.of(*filters.states)


def _shared(request: OfficeRequest, filters: Filters, totals: Totals, view: str) -> dict[str, object]:
    """What the head of the table, the board and the units shows."""
    return {
        "part": "ledger",
        "view": view,
        "filters": filters,
        "totals": totals,
        "counters": _counters(totals, filters),
        "lights": _lights(totals, filters),
        "choices": choices_for(request.actor),
        "states": _state_choices(),
        "sources": Source.choices,
        "registers": may_register(request.actor),
        "rectifies": may_report_progress(request.actor),
    }


def _state_choices() -> list[tuple[str, str]]:
    return [(OPEN, "未办结"), (ALL, "全部"), (VERIFYING, "待核验"), *IssueState.choices]


def _counters(totals: Totals, filters: Filters) -> list[Counter]:
    return [
        Counter(
            title,
            totals.of(*Filters(state=state).states),
            filters.address(state=state, light="", issue=""),
            filters.state == state and not filters.light,
            look,
        )
        for title, state, look in _COUNTERS
    ]


def _lights(totals: Totals, filters: Filters) -> list[Counter]:
    titles = {Light.RED: "红 · 已超期", Light.YELLOW: "黄 · 临近", Light.GREEN: "绿 · 提醒"}
    return [
        Counter(
            titles[Light(shown)],
            totals.lit(shown),
            filters.address(state=OPEN, light=shown, issue=""),
            filters.light == shown,
            Light(shown).look,
        )
        for shown in LIGHTS
    ]


def _columns(filters: Filters) -> list[Column]:
    columns = []
    for title, sort, numeric in _COLUMNS:
        current = filters.sort == sort
        falling = current and not filters.falling
        said = ("descending" if filters.falling else "ascending") if current else ""
        columns.append(
            Column(title, filters.address(sort=sort, falling=falling) if sort else "", said, numeric)
        )
    return columns


_NEXT_STEPS = {
    IssueState.UNCLAIMED: "认领",
    IssueState.RECTIFYING: "整改",
    IssueState.WITH_DISCIPLINE: "审核",
    IssueState.WITH_OFFICE: "核验",
    IssueState.TO_CLOSE: "销号",
}


def _line(issue: Issue, filters: Filters, register: Register, today: date, waits: bool) -> Line:
    return Line(
        issue,
        time_left(issue, today),
        light(issue, register, today).look,
        filters.address(page=filters.page, issue=str(issue.pk)),
        filters.issue == str(issue.pk),
        _NEXT_STEPS[IssueState(issue.state)] if waits else "查看",
    )


# --- the board -----------------------------------------------------------------------------------------

A_COLUMN = 20
MOST_CARDS = 200
"""Of a column; the table has the rest."""
_BOARD = (
    ("待认领", IssueState.UNCLAIMED.value, (IssueState.UNCLAIMED,)),
    ("整改中", IssueState.RECTIFYING.value, (IssueState.RECTIFYING,)),
    ("待核验", VERIFYING, TO_VERIFY),
    ("已销号、长期坚持", "ended", ENDED),
)


@dataclass(slots=True, frozen=True)
class BoardColumn:
    title: str
    number: int
    lines: list[Line]
    more: str
    """The address with twenty more of this column; empty where all are shown, or as many as ever are."""


@require_GET
def board(request: OfficeRequest) -> HttpResponse:
    """Every state at once: the state asked for elsewhere has no say here, the light has."""
    require(may_open(request.actor))
    actor, filters = request.actor, filters_from(request.GET)
    register, today = register_or_plain(actor), timezone.localdate()
    within = narrowed(visible_to(actor), filters, actor)
    totals = totals_of(within, register, today, searching=bool(filters.search))
    everything = replace(filters, state=ALL)
    chosen = in_state(within, everything, register, today)
    columns = []
    for title, key, states in _BOARD:
        number = totals.lit(filters.light, *states) if filters.light else totals.of(*states)
        most = _cards_asked_for(request, key)
        ids = ordered(chosen.filter(state__in=states), filters).values_list("pk", flat=True)[:most]
        lines = [_line(issue, everything, register, today, waits=False) for issue in rows_of(ids)]
        more = f"{filters.shared}&{key}={most + A_COLUMN}" if number > most < MOST_CARDS else ""
        columns.append(BoardColumn(title, number, lines, more))
    context = {**_shared(request, filters, totals, "board"), "columns": columns}
    return render(request, "inspections/board.html", context)


def _cards_asked_for(request: OfficeRequest, key: str) -> int:
    text = request.GET.get(key, "")
    most = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else A_COLUMN
    return min(max(most, A_COLUMN), MOST_CARDS)


# --- by unit, and as a workbook ------------------------------------------------------------------------


@require_GET
def ledger_by_unit(request: OfficeRequest) -> HttpResponse:
    require(may_open(request.actor))
    actor, filters = request.actor, filters_from(request.GET)
    register, today = register_or_plain(actor), timezone.localdate()
    within = narrowed(visible_to(actor), filters, actor)
    totals = totals_by(within, register, today, "unit_id", searching=bool(filters.search))
    found = {unit_id: of_unit for (unit_id,), of_unit in totals.items()}
    whole = filters.address(state=ALL, unit="", issue="")
    context = {
        **_shared(request, filters, together(found.values()), "units"),
        "lines": [
            (line.unit.name, f"{whole}&unit={line.unit.pk}", _cells(line)) for line in unit_lines(found)
        ],
    }
    return render(request, "inspections/ledger_by_unit.html", context)


def _cells(line: UnitLine) -> list[object]:
    """In the order of the table's columns."""
    numbers = (line.total, line.closed, line.in_time, line.overdue, line.long_term)
    return [*numbers, percent(line.closed_share)]


@require_GET
def export_ledger(request: OfficeRequest) -> HttpResponseBase:
    require(may_open(request.actor))
    name, data = export(request.actor, filters_from(request.GET))
    return sent_bytes(name, data)


@require_POST
def read_alerts(request: OfficeRequest) -> HttpResponse:
    """知道了, on the workbench."""
    until = request.POST.get("until", "")
    if until.isascii() and until.isdigit() and len(until) < 19:
        alerting.read_alerts(request.actor, until=int(until))
    return redirect("workbench")
