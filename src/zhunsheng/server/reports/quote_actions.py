"""Quoting a count of the register: its figure into the cell, its list among the evidence, its snapshot with the report."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.sources import CountedList, FactSource, Snapshot
from zhunsheng.kernel.targets import read_target
from zhunsheng.press.xlsx_list import list_xlsx, text_widths
from zhunsheng.server.files.storing import store_bytes
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.content import (
    REGISTER_CELL,
    ROW_CELL,
    TYPED,
    CellText,
    Content,
    content_from_json,
)
from zhunsheng.server.reports.evidence import EVIDENCE
from zhunsheng.server.reports.models import Evidence, Quote, UnitReport
from zhunsheng.server.reports.quotes import as_of_for, fact_sources, figure_text, source_text
from zhunsheng.server.reports.saving import locked_report, write
from zhunsheng.server.reports.workflow import may_edit


@transaction.atomic
def quote_count(actor: Actor, *, report_id: int, cell: str, key: str) -> Quote:
    """引用, and 更新 what was quoted before. `cell`: an indicator's actual value, or register.<title> for the text."""
    report = locked_report(report_id)
    require(may_edit(actor, report))
    content = content_from_json(report.content)
    source, snapshot = _asked(report, key)
    if snapshot.value is None:
        raise Refused(f"台账里还没有“{snapshot.title}”，不能引用。")
    if cell.startswith("register."):
        cell = f"register.{snapshot.title}"
    row = _row_of(cell, content)
    earlier = Quote.objects.filter(report=report, cell=cell).first()
    if earlier is not None and earlier.evidence is not None:
        earlier.evidence.delete()
    behind = source.listed(report.unit_id, report.campaign.fiscal_year, snapshot.as_of, key)
    evidence = _keep_list(actor, report, row, snapshot, behind or _without_list(snapshot))
    quote, _ = Quote.objects.update_or_create(
        report=report, cell=cell, defaults=_fields(snapshot, source, evidence, actor)
    )
    text = figure_text(snapshot.value, snapshot.unit, _wanted_unit(content, row))
    details = {
        "key": key,
        "value": plain_decimal(snapshot.value),
        "as_of": snapshot.as_of.isoformat(),
        "sha256": snapshot.sha256,
        "evidence": evidence.pk,
    }
    _put(actor, report, content, cell, text, quote, details)
    return quote


def _asked(report: UnitReport, key: str) -> tuple[FactSource, Snapshot]:
    for source in fact_sources():
        try:
            return source, source.snapshot(
                report.unit_id, report.campaign.fiscal_year, as_of_for(report), key
            )
        except KeyError:
            continue
    raise Refused("台账里没有这个数，请刷新后再试。")


def _row_of(cell: str, content: Content) -> str:
    """The indicator the count proves; empty for the text."""
    if REGISTER_CELL.match(cell):
        return ""
    match = ROW_CELL.match(cell)
    if match is None or match[2] != "actual":
        raise Refused("台账的数只能引用到指标的实际完成值或正文。")
    if content.row(match[1]) is None:
        raise Refused("这一行指标已经被删除，请刷新页面再试。")
    return match[1]


def _wanted_unit(content: Content, row: str) -> str:
    """Of the indicator's target, where that is measured at all: 3轮."""
    if not row:
        return ""
    return content.text(f"{row}.unit") or read_target(content.text(f"{row}.target")).unit


def _fields(snapshot: Snapshot, source: FactSource, evidence: Evidence, actor: Actor) -> dict[str, Any]:
    return {
        "source": source.name,
        "key": snapshot.key,
        "title": snapshot.title,
        "rule": snapshot.rule,
        "rule_name": snapshot.rule_name,
        "value": snapshot.value,
        "unit": snapshot.unit,
        "words": snapshot.words,
        "as_of": snapshot.as_of,
        "sha256": snapshot.sha256,
        "evidence": evidence,
        "by_id": actor.person,
    }


def _keep_list(
    actor: Actor, report: UnitReport, row: str, snapshot: Snapshot, behind: CountedList
) -> Evidence:
    """The list as a workbook, without any wording."""
    assert snapshot.value is not None
    figure = figure_text(snapshot.value, snapshot.unit)
    summary = f"{figure}。口径：{snapshot.rule}。截至 {snapshot.as_of}。清单校验码 {snapshot.sha256[:12]}。"
    data = list_xlsx(
        f"台账清单：{snapshot.title}",
        summary,
        behind.headings,
        behind.rows,
        text_widths(behind.headings, behind.rows),
        "台账清单",
    )
    file = store_bytes(actor, f"台账清单-{snapshot.title}-截至{snapshot.as_of}.xlsx", data)
    return Evidence.objects.create(
        report=report,
        row=row,
        kind=EVIDENCE,
        file=file,
        note="台账自动附上，不含问题文字",
        by_id=actor.person,
    )


def _without_list(snapshot: Snapshot) -> CountedList:
    """The list stayed with the register: what is known of it here."""
    assert snapshot.value is not None
    figure = figure_text(snapshot.value, snapshot.unit)
    headings = ("数", "值", "口径", "截至", "清单在台账一边，校验码")
    return CountedList(
        headings, ((snapshot.title, figure, snapshot.rule, snapshot.as_of.isoformat(), snapshot.sha256),)
    )


@transaction.atomic
def drop_quote(actor: Actor, *, report_id: int, cell: str) -> None:
    """取消引用: the figure stays as if it had been typed, the list goes out of the evidence."""
    report = locked_report(report_id)
    require(may_edit(actor, report))
    quote = Quote.objects.select_related("evidence").filter(report=report, cell=cell).first()
    if quote is None:
        raise Refused("这个引用已经取消。")
    content = content_from_json(report.content)
    if quote.evidence is not None:
        quote.evidence.delete()
    quote.delete()
    text = "" if REGISTER_CELL.match(cell) else content.text(cell)
    _put(actor, report, content, cell, text, None, {"key": quote.key})


def _put(
    actor: Actor,
    report: UnitReport,
    content: Content,
    cell: str,
    text: str,
    quote: Quote | None,
    details: dict[str, Any],
) -> None:
    """The cell with its source, even where it says what it said before."""
    source = source_text(quote.source, quote.title, quote.as_of) if quote is not None else TYPED
    before, now = content.text(cell), timezone.localtime().isoformat(timespec="seconds")
    content.cells[cell] = CellText(text, report.version + 1, source, actor.name, now)
    told = {"source": source, "cells": {cell: [before, text]}, **details}
    write(
        actor,
        report,
        content,
        "quote_count" if quote is not None else "drop_quote",
        told,
        judge(report, content),
    )
