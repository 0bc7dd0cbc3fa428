"""Filling a report, step by step, and what is done with it as a whole."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.answers import judged_answer, saved_answer
from zhunsheng.server.reports.assessing import Judged, judge
from zhunsheng.server.reports.colleagues import colleagues_of, nav_of
from zhunsheng.server.reports.commitments import starters_of
from zhunsheng.server.reports.drawing import SheetDrawer
from zhunsheng.server.reports.evidence import proven_rows, signed_scans
from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.findings import Shown, takes_explanation
from zhunsheng.server.reports.last_year import last_year_texts, movements
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.prose import chips, section_edits
from zhunsheng.server.reports.queries import collected_doubts, previous_report
from zhunsheng.server.reports.quote_lines import panel_of, text_panel_of
from zhunsheng.server.reports.recap import recap
from zhunsheng.server.reports.receipts import expected_by, heads_of, in_charge
from zhunsheng.server.reports.saving import Change, locked_cells, save_cells
from zhunsheng.server.reports.schemes import sheet_of
from zhunsheng.server.reports.steps import (
    BASE,
    BASIC,
    BUDGET,
    CHECK,
    EVIDENCE,
    SELF,
    TEXT,
    basic_cells,
    budget_cells,
    step_of_cell,
    steps_of,
)
from zhunsheng.server.reports.workflow import Verb, may_edit, may_sign, unanswered, verdicts
from zhunsheng.server.web.rates import limited
from zhunsheng.server.web.requests import OfficeRequest, json_body

MOST_CHANGES = 2_000
"""In one save: more than the largest table has cells."""


@require_GET
def overview(request: OfficeRequest, report_id: int) -> HttpResponse:
    """Where a report's address leads: to its first step, or to the ways of starting."""
    report = report_for(request.actor, report_id)
    if report.state == "not_started":
        return render(request, "reports/start.html", _start_context(request, report))
    if report.state == "returned" and may_edit(request.actor, report):
        return redirect("returned", report_id=report.pk)
    return redirect("fill", report_id=report.pk, step=SELF)


def _start_context(request: OfficeRequest, report: UnitReport) -> dict[str, Any]:
    allowed = verdicts(request.actor, report)
    return {"report": report, "start": allowed[Verb.START], "previous": previous_report(report)}


@require_POST
def start(request: OfficeRequest, report_id: int) -> HttpResponse:
    report = report_for(request.actor, report_id)
    if request.POST.get("way") == "previous":
        actions.start_from_previous(request.actor, report_id=report.pk)
    else:
        actions.start_blank(request.actor, report_id=report.pk)
    return redirect("fill", report_id=report.pk, step=BASIC)


@require_GET
def fill(request: OfficeRequest, report_id: int, step: str) -> HttpResponse:
    report = report_for(request.actor, report_id)
    judged = judge(report)
    context = _fill_context(request, report, judged, step)
    if step not in {entry.id for entry in context["steps"]}:
        raise Http404
    return render(request, f"reports/{_TEMPLATES.get(step, 'sheet')}.html", context)


_TEMPLATES = {BASIC: "fields", BUDGET: "fields", TEXT: "text", CHECK: "check", EVIDENCE: "evidence"}


@require_GET
def at_cell(request: OfficeRequest, report_id: int, cell: str) -> HttpResponse:
    """Where a cell is filled (定位): an address opinions, messages and lists can carry."""
    report = report_for(request.actor, report_id)
    sheet = sheet_of(report.campaign.scheme)
    if not sheet.is_cell(cell) and cell not in sheet.computed:
        raise Http404
    return redirect(f"{reverse('fill', args=[report.pk, step_of_cell(cell, sheet)])}#{cell}")


def _fill_context(request: OfficeRequest, report: UnitReport, judged: Judged, step: str) -> dict[str, Any]:
    editable = may_edit(request.actor, report)
    answer = judged_answer(judged)
    drawer = SheetDrawer(judged, locked_cells(report), report.campaign.fiscal_year)
    return {
        "report": report,
        "judged": judged,
        "step": step,
        "steps": steps_of(judged.sheet),
        "nav": nav_of(report, steps_of(judged.sheet)),
        "colleagues": colleagues_of(report) if editable else [],
        "step_errors": answer["steps"],
        "editable": editable,
        "collected_doubts": collected_doubts(report) if report.state == "collected" else [],
        "unanswered": unanswered(report) if report.state == "returned" else 0,
        "verdicts": {str(verb): verdict for verb, verdict in verdicts(request.actor, report).items()},
        "state_json": {
            "keeps_drafts": not request.user.shared_computer,
            "version": report.version,
            "money_decimals": settings.OPTIONS["MONEY_DECIMALS"],
            "editable": editable.allowed,
            "why": editable.reason,
            **answer,
            **_beside(report, judged, step),
        },
        **_step_content(report, judged, drawer, step),
    }


def _beside(report: UnitReport, judged: Judged, step: str) -> dict[str, Any]:
    """Last year's figures and the register's, for the tables."""
    if step not in (BASE, SELF):
        return {}
    last_year = last_year_texts(report, judged.content)
    panel = panel_of(judged) if step == SELF else None
    return {
        "last_year": last_year,
        "moved": movements(judged.content, last_year),
        "register": panel.badges if panel is not None else {},
    }


def _step_content(report: UnitReport, judged: Judged, drawer: SheetDrawer, step: str) -> dict[str, Any]:
    if step in (BASE, SELF):
        tables = [t for t in judged.sheet.form.tables if bool(t.indicator_columns) is (step == SELF)]
        classes = judged.sheet.indicator_table.classes if judged.sheet.indicator_table is not None else ()
        return {
            "sheets": [drawer.draw(table) for table in tables],
            "classes": classes if step == SELF else (),
            "register_panel": panel_of(judged) if step == SELF else None,
        }
    if step in (BASIC, BUDGET):
        cells = basic_cells(judged.sheet) if step == BASIC else budget_cells(judged.sheet)
        return {"fields": [drawer.fact(cell) for cell in cells]}
    if step == TEXT:
        return {
            "sections": section_edits(judged, drawer, report.campaign.fiscal_year, starters_of(report)),
            "chips": chips(judged.assessment.report, judged.sheet),
            "register_panel": text_panel_of(judged),
        }
    if step == EVIDENCE:
        proven = proven_rows(report, judged.content)
        return {"proven": proven, "lacking": [entry for entry in proven if entry.lacks]}
    if step == CHECK:
        return _check_content(report, judged)
    return {}


def _check_content(report: UnitReport, judged: Judged) -> dict[str, Any]:
    by_severity: dict[str, list[Shown]] = {"error": [], "warning": [], "hint": []}
    for finding in judged.findings:
        by_severity["warning" if takes_explanation(finding) else finding.severity].append(finding)
    unread = [finding for finding in by_severity["hint"] if not finding.read]
    return {
        "groups": recap(judged),
        "to_mend": by_severity["error"],
        "to_explain": by_severity["warning"],
        "to_read": by_severity["hint"],
        "unread": unread,
        "lacking": [entry for entry in proven_rows(report, judged.content) if entry.lacks],
        "heads": heads_of(report),
    }


# --- what the sheet's script calls --------------------------------------------------------------------


@require_POST
@limited("SAVES_PER_MINUTE")
def save(request: OfficeRequest, report_id: int) -> HttpResponse:
    """{"base_version", "changes": [{"cell", "text"}], "overwrite"} → see answers.py."""
    data = json_body(request)
    report_for(request.actor, report_id)
    changes = data.get("changes")
    if not isinstance(changes, list) or len(changes) > MOST_CHANGES or not all(map(_is_change, changes)):
        raise Refused("没有读懂这次保存，请刷新页面再试。")
    if not isinstance(data.get("base_version"), int):
        raise Refused("没有读懂这次保存，请刷新页面再试。")
    saved = save_cells(
        request.actor,
        report_id=report_id,
        base_version=data["base_version"],
        changes=[Change(change["cell"], change["text"]) for change in changes],
        overwrite=data.get("overwrite") is True,
    )
    return JsonResponse(saved_answer(saved))


def _is_change(change: object) -> bool:
    return (
        isinstance(change, dict)
        and isinstance(change.get("cell"), str)
        and isinstance(change.get("text"), str)
        and len(change["cell"]) <= 80
    )


@require_GET
def state(request: OfficeRequest, report_id: int) -> JsonResponse:
    """The report as it stands, for a page that was away: every cell with its version, and the findings."""
    report = report_for(request.actor, report_id)
    judged = judge(report)
    cells = {cell: [held.text, held.version] for cell, held in judged.content.cells.items()}
    return JsonResponse({"version": report.version, "cells": cells, **judged_answer(judged)})


@require_POST
def add_row(request: OfficeRequest, report_id: int) -> HttpResponse:
    report_for(request.actor, report_id)
    level1, _, level2 = request.POST.get("class", "").partition("/")
    row = actions.add_indicator(request.actor, report_id=report_id, level1=level1, level2=level2)
    return redirect(f"/reports/{report_id}/{SELF}/#{row.id}.name")


@require_POST
def remove_row(request: OfficeRequest, report_id: int, row_id: str) -> HttpResponse:
    report_for(request.actor, report_id)
    actions.remove_indicator(request.actor, report_id=report_id, row_id=row_id)
    return redirect("fill", report_id=report_id, step=SELF)


@require_POST
def explain(request: OfficeRequest, report_id: int) -> JsonResponse:
    data = json_body(request)
    report_for(request.actor, report_id)
    finding, text = data.get("finding"), data.get("text")
    if not isinstance(finding, str) or not isinstance(text, str) or len(text) > 1_000:
        raise Refused("说明最多 1000 个字。")
    judged = actions.explain(request.actor, report_id=report_id, finding_id=finding, text=text)
    return JsonResponse(judged_answer(judged))


@require_POST
def read_hints(request: OfficeRequest, report_id: int) -> HttpResponse:
    report = report_for(request.actor, report_id)
    actions.read_hints(request.actor, report_id=report.pk, finding_ids=request.POST.getlist("hint"))
    return redirect("fill", report_id=report.pk, step=CHECK)


# --- the whole report ---------------------------------------------------------------------------------


@require_POST
def act(request: OfficeRequest, report_id: int, verb: str) -> HttpResponse:
    """报送, 同意, 退回经办人, 撤回: one address a verb."""
    report = report_for(request.actor, report_id)
    reason = request.POST.get("reason", "")
    match verb:
        case Verb.SUBMIT:
            version = request.POST.get("version", "")
            expected = int(version) if version.isdigit() else None
            actions.submit(request.actor, report_id=report.pk, expected_version=expected)
        case Verb.CONFIRM:
            actions.confirm_collected(request.actor, report_id=report.pk)
            messages.success(request, "已确认。内容可以修改，改好后报送。")
            return redirect("fill", report_id=report.pk, step=SELF)
        case Verb.APPROVE:
            draft = request.POST.get("draft", "")
            actions.approve(
                request.actor, report_id=report.pk, draft_number=int(draft) if draft.isdigit() else 0
            )
        case Verb.SEND_BACK:
            actions.send_back(request.actor, report_id=report.pk, reason=reason)
        case Verb.WITHDRAW:
            actions.withdraw(request.actor, report_id=report.pk, reason=reason)
        case _:
            raise Http404
    report.refresh_from_db()
    messages.success(request, _DONE[Verb(verb)].format(receipt=report.receipt))
    return redirect("receipt", report_id=report.pk)


_DONE = {
    Verb.SUBMIT: "已报送单位负责人审核。",
    Verb.APPROVE: "已报送财政局，编号 {receipt}。审核开始前可以撤回。",
    Verb.SEND_BACK: "已退回经办人。",
    Verb.WITHDRAW: "已撤回，可以继续修改。",
}


@require_GET
def receipt(request: OfficeRequest, report_id: int) -> HttpResponse:
    """Number, time, who has it now, how long it may take, how to take it back."""
    report = report_for(request.actor, report_id)
    allowed = {str(verb): verdict for verb, verdict in verdicts(request.actor, report).items()}
    context = {
        "report": report,
        "verdicts": allowed,
        "in_charge": in_charge(report),
        "expected_by": expected_by(report),
        "signed": signed_scans(report),
        "may_sign": may_sign(request.actor, report),
    }
    return render(request, "reports/receipt.html", context)
