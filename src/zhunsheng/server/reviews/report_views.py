"""Reviewing one report (单家审核): reading it, pinning opinions, deciding."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.assessing import Judged, judge
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.differences import place_of
from zhunsheng.server.reports.drafts import last_returned
from zhunsheng.server.reports.drawing import SheetDrawer
from zhunsheng.server.reports.finding_reports import report_for
from zhunsheng.server.reports.models import Evidence, UnitReport
from zhunsheng.server.reports.workflow import Verb, verdicts
from zhunsheng.server.reviews import actions
from zhunsheng.server.reviews.filters import Filters, filters_from
from zhunsheng.server.reviews.models import Opinion
from zhunsheng.server.reviews.phrases import drop_phrase, keep_phrase, phrases_for
from zhunsheng.server.reviews.pinned import pinned
from zhunsheng.server.reviews.policy import may_keep_phrases, may_opine, may_review, may_take_over
from zhunsheng.server.reviews.queue import beside, filtered, gap_of, ids_in_order, next_to_act_on, reports_of
from zhunsheng.server.reviews.reading import Reading, read
from zhunsheng.server.web.requests import OfficeRequest

SELF, BASE, TEXT, EVIDENCE = "self", "base", "text", "evidence"
_PARTS = ((SELF, "自评表"), (BASE, "基础数据表"), (TEXT, "报告正文"), (EVIDENCE, "佐证材料"))


def reviewed_report(request: OfficeRequest, report_id: int) -> UnitReport:
    report = report_for(request.actor, report_id)
    require(may_review(request.actor, report.campaign))
    return report


@require_GET
def review(request: OfficeRequest, report_id: int) -> HttpResponse:
    report = reviewed_report(request, report_id)
    filters = filters_from(request.GET)
    judged = judge(report)
    opinions = list(Opinion.objects.filter(report=report).select_related("by", "answered_by"))
    returned = last_returned(report)
    drafted = [opinion for opinion in opinions if opinion.state == Opinion.State.DRAFT]
    reading = read(judged, content_from_json(returned.content) if returned is not None else None, drafted)
    tab, every_row = _tab(request, judged), request.GET.get("rows") == "all"
    ids = ids_in_order(_in_queue(request, report, filters), filters)
    before, after = beside(ids, report.pk)
    context = {
        "report": report,
        "filters": filters,
        "judged": judged,
        "reading": reading,
        "gap": gap_of(report),
        "returned": returned,
        "tab": tab,
        "parts": [(key, title) for key, title in _PARTS if key in _tabs_of(judged)],
        "every_row": every_row,
        "previous_id": before,
        "next_id": after,
        "place_in_queue": ids.index(report.pk) + 1 if report.pk in ids else None,
        "queue_length": len(ids),
        "drafted": [(opinion, _place(opinion, judged)) for opinion in drafted],
        "earlier": pinned(report, [entry for entry in opinions if entry not in drafted]),
        "may_opine": may_opine(request.actor, report),
        "may_take_over": may_take_over(request.actor, report),
        "verdicts": {str(verb): verdict for verb, verdict in verdicts(request.actor, report).items()},
        "phrases": phrases_for(request.actor),
        **_opine_at(request, judged),
        **_tab_content(tab, every_row, reading, judged, report),
    }
    return render(request, "reviews/review.html", context)


def _tabs_of(judged: Judged) -> list[str]:
    has_base = any(not table.indicator_columns for table in judged.sheet.form.tables)
    return [SELF, *([BASE] if has_base else []), *([TEXT] if judged.sheet.sections else []), EVIDENCE]


def _tab(request: OfficeRequest, judged: Judged) -> str:
    asked = request.GET.get("tab", "")
    return asked if asked in _tabs_of(judged) else SELF


def _tab_content(
    tab: str, every_row: bool, reading: Reading, judged: Judged, report: UnitReport
) -> dict[str, Any]:
    match tab:
        case "base":
            drawer = SheetDrawer(judged, {}, report.campaign.fiscal_year)
            tables = [table for table in judged.sheet.form.tables if not table.indicator_columns]
            return {
                "sheets": [drawer.draw(table) for table in tables],
                "cells": {fact.cell: fact for fact in reading.facts},
            }
        case "text":
            return {}
        case "evidence":
            found = Evidence.objects.filter(report=report).select_related("file", "by")
            names = {row.id: judged.content.text(f"{row.id}.name") for row in judged.content.rows}
            return {"evidence": [(entry, names.get(entry.row, "整份报告")) for entry in found]}
    return {
        "rows": [row for row in reading.rows if every_row or row.telling],
        "facts": [fact for fact in reading.facts if every_row or fact.telling],
    }


def _in_queue(request: OfficeRequest, report: UnitReport, filters: Filters) -> Any:
    return filtered(reports_of(request.actor, report.campaign), filters, request.actor)


def _place(opinion: Opinion, judged: Judged) -> str:
    return place_of(opinion.cell, judged.content, judged.sheet) if opinion.cell else "整份报告"


def _opine_at(request: OfficeRequest, judged: Judged) -> dict[str, str]:
    """The cell a new opinion is pinned to; by the address where no script runs."""
    cell = request.GET.get("opine", "")[:80]
    return {
        "opine": cell,
        "opine_place": place_of(cell, judged.content, judged.sheet) if cell else "整份报告",
    }


# --- deciding ------------------------------------------------------------------------------------------


@require_POST
def decide(request: OfficeRequest, report_id: int, verb: str) -> HttpResponse:
    """开始审核, 放回待审, 退回修改, 通过, 反审核."""
    report = reviewed_report(request, report_id)
    filters = filters_from(request.GET)
    following = _following(request, report, filters)
    reason = request.POST.get("reason", "")
    match verb:
        case Verb.OPEN_REVIEW:
            actions.open_review(request.actor, report_id=report.pk)
        case Verb.RELEASE:
            actions.release(request.actor, report_id=report.pk)
        case Verb.REOPEN:
            actions.reopen(request.actor, report_id=report.pk, reason=reason)
        case Verb.RETURN:
            actions.return_report(request.actor, report_id=report.pk, reason=reason)
        case Verb.ACCEPT:
            actions.accept(request.actor, report_id=report.pk)
        case _:
            raise Http404
    messages.success(request, f"{report.unit.name}：{_DONE[Verb(verb)]}")
    if verb in (Verb.OPEN_REVIEW, Verb.REOPEN):
        return redirect(_address(report.pk, filters))
    if verb == Verb.RELEASE or following is None:
        return redirect(f"/reviews/{report.campaign_id}/?{filters.here}")
    return redirect(_address(following, filters))


_DONE = {
    Verb.OPEN_REVIEW: "已开始审核，这一稿已锁定。",
    Verb.RELEASE: "已放回待审，写好的意见还在。",
    Verb.REOPEN: "已反审核，可以重新审核。",
    Verb.RETURN: "已退回修改。",
    Verb.ACCEPT: "已通过。",
}


def _following(request: OfficeRequest, report: UnitReport, filters: Filters) -> int | None:
    reports = _in_queue(request, report, filters)
    return next_to_act_on(reports, ids_in_order(reports, filters), report.pk, request.actor)


def _address(report_id: int, filters: Filters, **more: str) -> str:
    query = "&".join(part for part in (filters.here, urlencode(more)) if part)
    return f"/reviews/report/{report_id}/" + (f"?{query}" if query else "")


@require_POST
def take_over(request: OfficeRequest, report_id: int) -> HttpResponse:
    """转由我审核."""
    report = reviewed_report(request, report_id)
    actions.take_over(request.actor, report_id=report.pk)
    messages.success(request, f"{report.unit.name}：已转由您审核。")
    return redirect(_address(report.pk, filters_from(request.GET)))


# --- opinions ------------------------------------------------------------------------------------------


@require_POST
def add_opinion(request: OfficeRequest, report_id: int) -> HttpResponse:
    report = reviewed_report(request, report_id)
    text = request.POST.get("text", "")
    actions.add_opinion(request.actor, report_id=report.pk, cell=request.POST.get("cell", ""), text=text)
    if request.POST.get("keep") == "1":
        keep_phrase(request.actor, text=text)
    return _back(request, report)


@require_POST
def remove_opinion(request: OfficeRequest, opinion_id: int) -> HttpResponse:
    report = reviewed_report(request, _report_of_opinion(opinion_id))
    actions.remove_opinion(request.actor, opinion_id=opinion_id)
    return _back(request, report)


@require_POST
def settle_opinion(request: OfficeRequest, opinion_id: int) -> HttpResponse:
    report = reviewed_report(request, _report_of_opinion(opinion_id))
    settled = request.POST.get("settled") == "1"
    actions.settle_opinion(request.actor, opinion_id=opinion_id, settled=settled)
    return _back(request, report)


def _report_of_opinion(opinion_id: int) -> int:
    report_id = Opinion.objects.filter(pk=opinion_id).values_list("report_id", flat=True).first()
    if report_id is None:
        raise Http404
    return report_id


def _back(request: OfficeRequest, report: UnitReport) -> HttpResponse:
    """To the same rows of the same tab."""
    kept = {name: request.GET[name] for name in ("tab", "rows") if name in request.GET}
    return redirect(_address(report.pk, filters_from(request.GET), **kept) + "#opinions")


@require_http_methods(["GET", "POST"])
def phrases(request: OfficeRequest) -> HttpResponse:
    """常用意见: add one, drop one."""
    require(may_keep_phrases(request.actor))
    if request.method == "POST":
        if drop := request.POST.get("drop", ""):
            if not (drop.isascii() and drop.isdigit()):
                raise Refused("没有读懂要删除哪一条，请刷新页面再试。")
            drop_phrase(request.actor, phrase_id=int(drop))
        else:
            keep_phrase(request.actor, text=request.POST.get("text", ""))
        return redirect("phrases")
    return render(request, "reviews/phrases.html", {"phrases": phrases_for(request.actor)})
