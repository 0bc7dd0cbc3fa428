"""Saving cells: each change is taken, refused with a reason, or found to conflict; nothing is half saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhunsheng.kernel.facts import Kind, State
from zhunsheng.kernel.numerals import BLANKS, read_value
from zhunsheng.press.values import value_text
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.server.audit.trail import record
from zhunsheng.server.campaigns.models import KnownFigure
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.assessing import Judged, judge, summary_of
from zhunsheng.server.reports.content import (
    ROW_CELL,
    TYPED,
    CellText,
    Content,
    content_from_json,
    content_to_json,
)
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.percents import Question, percent_questions
from zhunsheng.server.reports.quotes import offers_lately
from zhunsheng.server.reports.schemes import FormSheet, sheet_of
from zhunsheng.server.reports.subjects import chain_of, subject_of
from zhunsheng.server.reports.workflow import may_edit

LONGEST_CELL = 2_000
LONGEST_SECTION = 50_000


@dataclass(slots=True, frozen=True)
class Change:
    cell: str
    text: str


@dataclass(slots=True)
class Conflict:
    """A cell somebody changed since the version the change started from."""

    cell: str
    theirs: str
    by: str
    at: str
    mine: str


@dataclass(slots=True)
class Saved:
    version: int
    acks: dict[str, str] = field(default_factory=dict)
    """Cell → its text as kept."""
    conflicts: list[Conflict] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """Cell → why it was not taken."""
    news: dict[str, str] = field(default_factory=dict)
    """Cells others changed since the base version, with their text: whoever saves sees them."""
    questions: list[Question] = field(default_factory=list)
    """What is asked of the cells just changed, once."""
    judged: Judged | None = None


def locked_report(report_id: int) -> UnitReport:
    """The report with its row held until the transaction ends."""
    held = UnitReport.objects.select_for_update(of=("self",)).select_related("campaign", "unit", "reviewer")
    return held.get(pk=report_id)


def save_cells(
    actor: Actor,
    *,
    report_id: int,
    base_version: int,
    changes: Iterable[Change],
    source: str = TYPED,
    overwrite: bool = False,
) -> Saved:
    """Take what can be taken. `overwrite` is the answer 用我的 to a conflict shown before.

    Reading, checking and scoring hold no lock; only the write does. Whoever was overtaken starts again,
    the second time with the report held.
    """
    wanted = list(changes)
    try:
        return _save_once(actor, report_id, base_version, wanted, source, overwrite)
    except Overtaken:
        with transaction.atomic():
            locked_report(report_id)
            return _save_once(actor, report_id, base_version, wanted, source, overwrite)


class Overtaken(Refused):
    """Somebody wrote the report between reading and writing it."""


def _save_once(
    actor: Actor, report_id: int, base_version: int, changes: list[Change], source: str, overwrite: bool
) -> Saved:
    report = UnitReport.objects.select_related("campaign", "unit", "reviewer").get(pk=report_id)
    require(may_edit(actor, report))
    sheet, content = sheet_of(report.campaign.scheme), content_from_json(report.content)
    saved = Saved(report.version)
    saved.news = {cell: held.text for cell, held in content.cells.items() if held.version > base_version}
    taken = _sort_out(saved, changes, content, sheet, report, base_version, overwrite)
    before = apply_texts(content, taken, report.version + 1, source, actor)
    saved.judged = judge(report, content, offers=offers_lately(report))
    saved.questions = percent_questions(before, content, saved.judged.assessment)
    if before:
        with transaction.atomic():
            write(actor, report, content, "save_cells", {"source": source, "cells": before}, saved.judged)
    saved.version = report.version
    for cell in saved.acks:
        saved.news.pop(cell, None)
    return saved


def _sort_out(
    saved: Saved,
    changes: list[Change],
    content: Content,
    sheet: FormSheet,
    report: UnitReport,
    base_version: int,
    overwrite: bool,
) -> dict[str, str]:
    """The changes that can be taken, cell → text; the others are noted in `saved`."""
    locked = locked_cells(report)
    taken = {}
    for change in changes:
        reason = _why_not(change, content, sheet, locked)
        if reason:
            saved.refused[change.cell] = reason
            continue
        text = tidy(change.cell, change.text, sheet)
        held = content.cells.get(change.cell)
        if held is not None and held.version > base_version and held.text != text and not overwrite:
            saved.conflicts.append(Conflict(change.cell, held.text, held.by, held.at, text))
            continue
        saved.acks[change.cell] = text
        taken[change.cell] = text
    return taken


def _why_not(change: Change, content: Content, sheet: FormSheet, locked: dict[str, str]) -> str:
    if change.cell in sheet.computed:
        return "这一格由系统计算，不用填。"
    if not sheet.is_cell(change.cell):
        return "表上没有这一格。"
    row = ROW_CELL.match(change.cell)
    if row is not None and content.row(row[1]) is None:
        return "这一行指标已经被删除。"
    if change.cell in locked:
        return f"这个数来自{locked[change.cell]}，不能在这里改；有误请联系财政局。"
    longest = LONGEST_SECTION if change.cell.startswith("section.") else LONGEST_CELL
    if len(change.text) > longest:
        return f"文字有 {len(change.text)} 个字，超过这一格的上限 {longest} 个。"
    return ""


def locked_cells(report: UnitReport) -> dict[str, str]:
    """Cells the bureau knows already, with where from (一数一源)."""
    rows = KnownFigure.objects.filter(campaign_id=report.campaign_id, unit_id=report.unit_id)
    return dict(rows.values_list("key", "source"))


def tidy(cell: str, text: str, sheet: FormSheet) -> str:
    """The text as kept: trimmed, a number in the form's notation. What is no number stays as typed."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip(BLANKS)
    row = ROW_CELL.match(cell)
    if row is not None:
        kind = Kind.POINTS if row[2] in ("weight", "score") else Kind.TEXT
    else:
        kind = Kind.TEXT if cell.startswith("section.") else kind_of(cell)
    if kind is Kind.TEXT or not text:
        return text
    money = sheet.money_of(cell)
    state, value = read_value(text, kind, money)
    if state is State.GIVEN and isinstance(value, Decimal):
        return value_text(value, kind, money)
    return text


def apply_texts(
    content: Content, texts: dict[str, str], version: int, source: str, actor: Actor
) -> dict[str, list[str]]:
    """Put the texts in; returns cell → [before, after] of what really changed."""
    now = timezone.localtime().isoformat(timespec="seconds")
    changed = {}
    for cell, text in texts.items():
        before = content.text(cell)
        if before == text:
            continue
        changed[cell] = [before, text]
        content.cells[cell] = CellText(text, version, source, actor.name, now)
    return changed


def changed_texts(before: Content, after: Content) -> dict[str, list[str]]:
    """Cell → [before, after] of all that differs, as the trace keeps it."""
    cells = dict.fromkeys([*before.cells, *after.cells])
    both = {cell: [before.text(cell), after.text(cell)] for cell in cells}
    return {cell: texts for cell, texts in both.items() if texts[0] != texts[1]}


def write(
    actor: Actor,
    report: UnitReport,
    content: Content,
    verb: str,
    details: dict[str, Any],
    judged: Judged | None = None,
) -> None:
    """The content as the report's next version, with its trace and what lists show of it.

    Raises Overtaken if the report is no longer the version, or in the state, it was read in.
    """
    old = report.version
    fields: dict[str, Any] = {
        "version": old + 1,
        "content": content_to_json(content),
        "changed_at": timezone.now(),
        **(summary_of(judged) if judged is not None else {}),
    }
    if not UnitReport.objects.filter(pk=report.pk, version=old, state=report.state).update(**fields):
        raise Overtaken("这份报告刚刚被别人改过，请刷新后再试。")
    for name, value in fields.items():
        setattr(report, name, value)
    record(actor, verb, subject_of(report), {"version": report.version, **details}, chain_of(report))
