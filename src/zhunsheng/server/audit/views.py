"""审计查阅: the trace to read, to verify, to take along; timeline and source on a report."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from zhunsheng.server.audit.exporting import MOST_ROWS, file_of, trace_xlsx
from zhunsheng.server.audit.models import Chain, Entry
from zhunsheng.server.audit.policy import may_read_trace, may_take_file, sees_internal
from zhunsheng.server.audit.queries import (
    PAGE,
    chain_visible,
    filtered,
    filters_from,
    visible_entries,
)
from zhunsheng.server.audit.reading import (
    cell_changes,
    note_reading,
    past_of,
    placed,
    plain_details,
    source_words,
    timeline,
    told,
)
from zhunsheng.server.audit.trail import Subject, holds, verify
from zhunsheng.server.audit.words import VERBS, verb_words
from zhunsheng.server.files.storing import sent_bytes
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.assessing import Judged, judge
from zhunsheng.server.reports.content import ROW_CELL, content_from_json
from zhunsheng.server.reports.differences import place_of
from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.models import Evidence, UnitReport
from zhunsheng.server.reports.schemes import sheet_of
from zhunsheng.server.reports.subjects import chain_of, subject_of
from zhunsheng.server.web.requests import OfficeRequest

_THE_TRACE = Subject("audit", 0, "留痕")


@require_GET
def trace(request: OfficeRequest) -> HttpResponse:
    """No count of all there is: the trace is long, and the next page is all one needs."""
    require(may_read_trace(request.actor))
    filters = filters_from(request.GET)
    first = (filters.page - 1) * PAGE
    found = list(filtered(visible_entries(request.actor), filters, request.actor)[first : first + PAGE + 1])
    note_reading(request.actor, "read_audit", _THE_TRACE, {"query": filters.address(filters.page)})
    context = {
        "filters": filters,
        "entries": [(entry, told(entry)) for entry in found[:PAGE]],
        "verbs": VERBS,
        "earlier": filters.address(filters.page - 1) if filters.page > 1 else None,
        "later": filters.address(filters.page + 1) if len(found) > PAGE else None,
        "here": filters.address(),
    }
    return render(request, "audit/trace.html", context)


@require_GET
def entry(request: OfficeRequest, entry_id: int) -> HttpResponse:
    """One entry with before and after, and whether its hash is right."""
    require(may_read_trace(request.actor))
    found = get_object_or_404(visible_entries(request.actor), pk=entry_id)
    note_reading(request.actor, "read_audit", _THE_TRACE, {"entry": found.pk})
    context = {
        "entry": found,
        "what": verb_words(found.verb),
        "details": plain_details(found),
        "changes": _placed(found),
        "holds": holds(found),
    }
    return render(request, "audit/entry.html", context)


def _placed(found: Entry) -> list[Any]:
    """Changes with the words of their places, where the entry is about a report."""
    changes = cell_changes(found)
    kind, _, number = found.subject.partition("/")
    report = None
    if changes and kind == "report" and number.isdigit():
        report = UnitReport.objects.select_related("campaign").filter(pk=int(number)).first()
    if report is None:
        return [(change.cell, change) for change in changes]
    return placed(changes, content_from_json(report.content), sheet_of(report.campaign.scheme))


@require_GET
def chain(request: OfficeRequest, chain_id: int) -> HttpResponse:
    """核验: every entry of a chain worked out anew."""
    require(may_read_trace(request.actor))
    found = get_object_or_404(Chain, pk=chain_id)
    if not chain_visible(request.actor, found):
        raise Refused("这条校验链不在您的查阅范围内。")
    breaks = verify(found)
    details = {"chain": found.name, "breaks": len(breaks)}
    note_reading(request.actor, "verify_chain", _THE_TRACE, details)
    return render(request, "audit/chain.html", {"chain": found, "breaks": breaks})


@require_GET
def export(request: OfficeRequest) -> HttpResponseBase:
    """What the filters leave, as a workbook."""
    require(may_read_trace(request.actor))
    filters = filters_from(request.GET)
    found = list(filtered(visible_entries(request.actor), filters, request.actor)[: MOST_ROWS + 1])
    if len(found) > MOST_ROWS:
        raise Refused(f"超过 {MOST_ROWS} 条，请按单位或时间筛选后再导出。")
    details = {"query": filters.address(), "entries": len(found)}
    note_reading(request.actor, "export_audit", _THE_TRACE, details)
    return sent_bytes("留痕.xlsx", trace_xlsx("留痕", found))


# --- on a report ----------------------------------------------------------------------------------------


@require_GET
def report_timeline(request: OfficeRequest, report_id: int) -> HttpResponse:
    """办理留痕: short, or with every change."""
    report = report_for(request.actor, report_id)
    whole = request.GET.get("whole") == "1"
    internal = sees_internal(request.actor, report)
    context = {
        "report": report,
        "whole": whole,
        "internal": internal,
        "steps": timeline(chain_of(report), whole=whole, internal=internal),
    }
    return render(request, "audit/timeline.html", context)


@require_GET
def source(request: OfficeRequest, report_id: int, cell: str) -> HttpResponse:
    """来源 of a cell: who, when, from what, proven by which file, scored by which rule."""
    report = report_for(request.actor, report_id)
    judged = judge(report)
    if not judged.sheet.is_cell(cell) and cell not in judged.sheet.computed:
        raise Http404
    held = judged.content.cells.get(cell)
    row = ROW_CELL.match(cell)
    context = {
        "report": report,
        "cell": cell,
        "place": place_of(cell, judged.content, judged.sheet),
        "held": held,
        "source": source_words(held.source) if held is not None else "",
        "computed": judged.assessment.computed.get(cell),
        "formula": judged.sheet.formulas.get(cell, ""),
        "past": [(entry, source_words(entry.source)) for entry in past_of(chain_of(report), cell)],
        "evidence": Evidence.objects.filter(report=report, row=row[1] if row else "").select_related("file"),
        "score": _score_of(judged, row[1] if row else cell),
    }
    return render(request, "audit/source.html", context)


def _score_of(judged: Judged, row: str) -> Any:
    """The line of the scorecard: its steps and its basis."""
    rows = judged.assessment.rows
    for line in judged.assessment.scorecard.lines:
        if line.fact == row or (line.indicator is not None and rows[line.indicator] == row):
            return line
    return None


@require_GET
def whole_file(request: OfficeRequest, report_id: int) -> HttpResponseBase:
    """整套档案."""
    report = report_for(request.actor, report_id)
    require(may_take_file(request.actor, report))
    note_reading(request.actor, "export_file", subject_of(report), {}, chain_of(report))
    name = f"{report.unit.name}{report.campaign.fiscal_year}年度自评档案.zip"
    return FileResponse(file_of(report), as_attachment=True, filename=name)
