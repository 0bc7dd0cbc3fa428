"""What people do to a report. Every function takes the actor, asks the workflow, and leaves a trace."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhunsheng.kernel.checks import has_reason
from zhunsheng.server.audit.trail import record
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import User
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.assessing import Judged, judge, note_summary
from zhunsheng.server.reports.content import (
    KNOWN,
    PREVIOUS,
    Content,
    Row,
    content_from_json,
    content_to_json,
    fingerprint,
)
from zhunsheng.server.reports.findings import is_hint, takes_explanation
from zhunsheng.server.reports.known import known_of
from zhunsheng.server.reports.models import (
    EDITABLE,
    Draft,
    Explanation,
    HintReading,
    IndicatorRow,
    State,
    UnitReport,
)
from zhunsheng.server.reports.queries import previous_report
from zhunsheng.server.reports.saving import apply_texts, changed_texts, locked_report, tidy, write
from zhunsheng.server.reports.schemes import FormSheet, sheet_of
from zhunsheng.server.reports.subjects import chain_of, subject_of
from zhunsheng.server.reports.workflow import Verb, may_edit, steps_of, verdict


def move(
    actor: Actor,
    report: UnitReport,
    verb: Verb,
    reason: str = "",
    batch: int | None = None,
    **fields: Any,
) -> None:
    """Take the step the workflow's table says. The report's row must be held; `fields` change with it.

    `batch`: of the batch (批量) the step belongs to, for the trace.
    """
    require(verdict(actor, report, verb))
    step = next(step for step in steps_of(verb, report.state) if actor.holds(step.role, report.path))
    reason = reason.strip()
    if step.needs_reason and not reason:
        raise Refused(f"{verb.label}要写明理由。")
    before = report.state
    changes = {"state": step.target, "state_since": timezone.now(), **fields}
    moved = UnitReport.objects.filter(pk=report.pk, state=before).update(**changes)
    if not moved:
        raise Refused("这份报告刚刚被别人办理过，请刷新后再看。")
    for name, value in changes.items():
        setattr(report, name, value)
    details = {"from": before, "to": step.target, "reason": reason, "draft": report.draft_number}
    if batch is not None:
        details["batch"] = batch
    record(actor, verb, subject_of(report), details, chain_of(report))
    if step.origin != State.NOT_STARTED and step.target in EDITABLE:
        apply_known(actor, report)


# --- starting ----------------------------------------------------------------------------------------


@transaction.atomic
def start_blank(actor: Actor, *, report_id: int) -> UnitReport:
    """The empty form, with one row a class and what the bureau knows already."""
    report = locked_report(report_id)
    sheet = sheet_of(report.campaign.scheme)
    _begin(actor, report, sheet, blank_content(sheet))
    return report


@transaction.atomic
def start_from_previous(actor: Actor, *, report_id: int) -> UnitReport:
    """Last year's indicators with their targets and weights; results, scores and reasons stay empty."""
    report = locked_report(report_id)
    previous = previous_report(report)
    if previous is None:
        raise Refused("系统里没有上一年度通过审核的自评报告，请选择其他开始方式。")
    sheet, old = sheet_of(report.campaign.scheme), content_from_json(previous.content)
    content, texts = carried_over(old, sheet)
    apply_texts(content, texts, report.version + 1, f"{PREVIOUS}:{previous.campaign.fiscal_year}", actor)
    _begin(actor, report, sheet, content)
    return report


@transaction.atomic
def start_from_content(actor: Actor, *, report_id: int, content: Content) -> UnitReport:
    """What was read from a file, as somebody looked it through."""
    report = locked_report(report_id)
    _begin(actor, report, sheet_of(report.campaign.scheme), content)
    return report


def carried_over(old: Content, sheet: FormSheet) -> tuple[Content, dict[str, str]]:
    """What last year's report gives to this year's: rows, and the texts of cells."""
    carried = {
        f"{row.id}.{column}": old.text(f"{row.id}.{column}")
        for row in old.rows
        for column in ("name", "direction", "target_value", "unit", "target", "weight")
        if column in sheet.indicator_columns
    }
    prior = {
        key: old.text(f"{key.removesuffix('.prior')}.final")
        for key in sheet.typed_keys
        if key.endswith(".prior")
    }
    texts = {cell: text for cell, text in (carried | prior).items() if text}
    return Content(next_row=old.next_row, rows=list(old.rows)), texts


def blank_content(sheet: FormSheet) -> Content:
    content = Content()
    classes = sheet.indicator_table.classes if sheet.indicator_table is not None else ()
    for level in classes:
        for part in level.parts or ("",):
            content.rows.append(Row(f"r{content.next_row}", level.name, part))
            content.next_row += 1
    return content


def _begin(actor: Actor, report: UnitReport, sheet: FormSheet, content: Content) -> None:
    now = timezone.now()
    move(actor, report, Verb.START, started_at=now)
    fill_known(actor, report, sheet, content)
    cells = changed_texts(Content(), content)
    write(actor, report, content, "begin_content", {"cells": cells}, judge(report, content))


def fill_known(actor: Actor, report: UnitReport, sheet: FormSheet, content: Content) -> dict[str, list[str]]:
    """What the bureau brought in goes into its cells; returns cell → [before, after]."""
    changed: dict[str, list[str]] = {}
    for known in known_of(report):
        if sheet.is_cell(known.key):
            texts = {known.key: tidy(known.key, known.text, sheet)}
            changed |= apply_texts(content, texts, report.version + 1, f"{KNOWN}:{known.source}", actor)
    return changed


def apply_known(actor: Actor, report: UnitReport) -> dict[str, list[str]]:
    """A report being filled takes over what the bureau knows; what was typed stays in the trace.

    The report's row must be held.
    """
    sheet, content = sheet_of(report.campaign.scheme), content_from_json(report.content)
    changed = fill_known(actor, report, sheet, content)
    if changed:
        write(actor, report, content, "apply_known", {"cells": changed}, judge(report, content))
    return changed


# --- rows and explanations ---------------------------------------------------------------------------


@transaction.atomic
def add_indicator(actor: Actor, *, report_id: int, level1: str, level2: str) -> Row:
    report = locked_report(report_id)
    require(may_edit(actor, report))
    sheet, content = sheet_of(report.campaign.scheme), content_from_json(report.content)
    classes = sheet.indicator_table.classes if sheet.indicator_table is not None else ()
    if not any(level.name == level1 and level2 in (level.parts or ("",)) for level in classes):
        raise Refused(f"表样里没有“{level1}”下的“{level2}”这一类。")
    row = content.add_row(level1, level2)
    write(actor, report, content, "add_indicator", {"row": row.id, "level1": level1, "level2": level2})
    return row


@transaction.atomic
def remove_indicator(actor: Actor, *, report_id: int, row_id: str) -> Judged:
    report = locked_report(report_id)
    require(may_edit(actor, report))
    content = content_from_json(report.content)
    if content.row(row_id) is None:
        raise Refused("这一行已经被删除。")
    gone = content.remove_row(row_id)
    judged = judge(report, content)
    write(actor, report, content, "remove_indicator", {"row": row_id, "cells": gone}, judged)
    return judged


@transaction.atomic
def explain(actor: Actor, *, report_id: int, finding_id: str, text: str) -> Judged:
    """A reason for a 请核实. “核实无误” is none."""
    report = locked_report(report_id)
    require(may_edit(actor, report))
    finding = next((f for f in judge(report).findings if f.id == finding_id), None)
    if finding is None:
        raise Refused("这一条已经不在了，可能刚刚改好。")
    if not takes_explanation(finding):
        raise Refused("这一条必须改，写说明不能代替。")
    if text.strip() and not has_reason(text):
        raise Refused(f"说明只写了“{text.strip()[:10]}”，请写清原因，例如“本年新增办案租车 31.2 万元”。")
    user = User.objects.get(pk=actor.person)
    if text.strip():
        Explanation.objects.update_or_create(
            report=report,
            finding=finding_id,
            defaults={"message": finding.message, "text": text.strip(), "by": user},
        )
    else:
        Explanation.objects.filter(report=report, finding=finding_id).delete()
    details = {"finding": finding_id, "message": finding.message, "text": text.strip()}
    record(actor, "explain", subject_of(report), details, chain_of(report))
    judged = judge(report)
    note_summary(report, judged)
    return judged


@transaction.atomic
def read_hints(actor: Actor, *, report_id: int, finding_ids: Collection[str]) -> Judged:
    """看过提示: who read which, with what it said. What was read before keeps its first reader."""
    report = locked_report(report_id)
    require(may_edit(actor, report))
    now, user = timezone.now(), User.objects.get(pk=actor.person)
    hints = [f for f in judge(report).findings if is_hint(f) and not f.read and f.id in finding_ids]
    for hint in hints:
        HintReading.objects.update_or_create(
            report=report, finding=hint.id, defaults={"message": hint.message, "by": user, "at": now}
        )
    if hints:
        read = [{"finding": hint.id, "message": hint.message} for hint in hints]
        record(actor, "read_hints", subject_of(report), {"hints": read}, chain_of(report))
    return judge(report)


@transaction.atomic
def confirm_collected(actor: Actor, *, report_id: int) -> UnitReport:
    """核对并确认: what the bureau took in is the unit's own now, to change and to file."""
    report = locked_report(report_id)
    move(actor, report, Verb.CONFIRM)
    return report


# --- the unit's side ---------------------------------------------------------------------------------


@transaction.atomic
def submit(actor: Actor, *, report_id: int, expected_version: int | None = None) -> Draft:
    """报送单位负责人: freezes the next draft. Raises Refused while something must still be put right."""
    report = locked_report(report_id)
    require(verdict(actor, report, Verb.SUBMIT))
    if expected_version is not None and expected_version != report.version:
        raise Refused("您核对之后报告又有改动，请重新核对一遍再报送。")
    judged = judge(report)
    if judged.counts.errors:
        raise Refused(f"还有 {judged.counts.errors} 处必须改，改好才能报送。")
    if judged.counts.unexplained:
        raise Refused(f"还有 {judged.counts.unexplained} 处请核实没有写说明。")
    if judged.counts.unread:
        raise Refused(f"还有 {judged.counts.unread} 条提示没有看，请在核对报送里看过再报送。")
    draft = freeze(actor, report, judged)
    move(actor, report, Verb.SUBMIT, draft_number=draft.number)
    note_summary(report, judged)
    return draft


def freeze(actor: Actor, report: UnitReport, judged: Judged) -> Draft:
    """The report as it stands as 第 n 稿, with what was said of it."""
    card = judged.assessment.scorecard
    draft = Draft.objects.create(
        report=report,
        number=report.draft_number + 1,
        content=content_to_json(judged.content),
        sha256=fingerprint(judged.content),
        version=report.version,
        filed_by_id=actor.person,
        filed_at=timezone.now(),
        filed_total=judged.assessment.report.number("score.total"),
        computed_total=card.total,
        findings=[finding.plain() for finding in judged.findings],
    )
    _note_indicators(report, judged)
    return draft


def _note_indicators(report: UnitReport, judged: Judged) -> None:
    lines = {line.indicator: line for line in judged.assessment.scorecard.lines if line.indicator is not None}
    IndicatorRow.objects.filter(report=report).delete()
    IndicatorRow.objects.bulk_create(
        IndicatorRow(
            report=report,
            row=judged.assessment.rows[number],
            level1=indicator.level1[:40],
            level2=indicator.level2[:40],
            name=indicator.name[:200],
            target=indicator.target[:200],
            actual=indicator.actual[:200],
            weight=indicator.weight,
            filed=indicator.score,
            computed=lines[number].computed if number in lines else None,
        )
        for number, indicator in enumerate(judged.assessment.report.indicators)
    )


@transaction.atomic
def approve(actor: Actor, *, report_id: int, draft_number: int) -> UnitReport:
    """同意报送: the head sends the draft seen on to the bureau; a receipt number is given."""
    report = locked_report(report_id)
    require(verdict(actor, report, Verb.APPROVE))
    if draft_number != report.draft_number:
        raise Refused("您看的不是最新一稿，请刷新后再审。")
    receipt = report.receipt or f"ZP{report.campaign.fiscal_year}-{report.pk:04d}"
    move(actor, report, Verb.APPROVE, receipt=receipt, filed_at=timezone.now())
    return report


@transaction.atomic
def send_back(actor: Actor, *, report_id: int, reason: str) -> UnitReport:
    report = locked_report(report_id)
    move(actor, report, Verb.SEND_BACK, reason)
    return report


@transaction.atomic
def withdraw(actor: Actor, *, report_id: int, reason: str = "") -> UnitReport:
    """撤回: possible until the bureau opens its review."""
    report = locked_report(report_id)
    move(actor, report, Verb.WITHDRAW, reason)
    return report
