"""代收: a unit's report taken in from its file by the bureau, to be confirmed by the unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhunsheng.server.audit.trail import record
from zhunsheng.server.campaigns.joining import belong_together, joined
from zhunsheng.server.campaigns.models import Campaign, Intake
from zhunsheng.server.campaigns.policy import may_run
from zhunsheng.server.campaigns.subjects import subject_of as campaign_subject
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.content import Content, content_from_json
from zhunsheng.server.reports.models import State, UnitReport
from zhunsheng.server.reports.saving import changed_texts, locked_report, write
from zhunsheng.server.reports.schemes import sheet_of
from zhunsheng.server.reports.subjects import chain_of, subject_of

_REPLACEABLE = (State.NOT_STARTED, State.COLLECTED)


@transaction.atomic
def collect(
    actor: Actor,
    *,
    report_id: int,
    content: Content,
    file: StoredFile,
    name: str,
    doubts: Sequence[str] = (),
) -> UnitReport:
    """The content becomes the unit's report, as it was written: figures the bureau knows otherwise show as L17."""
    report = locked_report(report_id)
    require(may_run(actor, report.campaign))
    if report.campaign.state != Campaign.State.OPEN:
        raise Refused("这项任务不在填报中，不能代收。")
    if report.state not in _REPLACEABLE:
        raise Refused(f"{report.unit.name}已经在网上办理（{State(report.state).label}），没有收这份文件。")
    cells = changed_texts(content_from_json(report.content), content)
    report.state = State.COLLECTED
    UnitReport.objects.filter(pk=report.pk).update(
        state=State.COLLECTED, state_since=timezone.now(), started_at=timezone.now(), collected=True
    )
    details: dict[str, Any] = {"file": name, "sha256": file.sha256, "cells": cells}
    if doubts:
        details["doubts"] = list(doubts)
    write(actor, report, content, "collect", details, judge(report, content))
    return report


@transaction.atomic
def put_in(actor: Actor, *, intake: Intake, unit: Unit, content: Content) -> UnitReport:
    """The file as the unit's report, or as a part of it beside the other files of the same zip.

    The intake says afterwards what became of it; who calls keeps it.
    """
    report = locked_report(UnitReport.objects.get(campaign=intake.campaign, unit=unit).pk)
    taken = Intake.objects.filter(job=intake.job, unit=unit, match=Intake.Match.SURE).exclude(pk=intake.pk)
    beside = list(taken.order_by("id"))
    parts = frozenset(intake.parts)
    version = next((one for one in beside if not belong_together(frozenset(one.parts), parts)), None)
    if version is not None:
        raise Refused(f"这个单位已经收下“{version.name}”，这个文件没有再收。")
    intake.message, intake.doubts = "", []
    if beside:
        sheet = sheet_of(report.campaign.scheme)
        held = content_from_json(report.content)
        both = joined(held, [frozenset(one.parts) for one in beside], content, parts, sheet)
        content, intake.doubts = both.content, both.doubts
        intake.message = f"和“{'”“'.join(one.name for one in beside)}”并成一份报告。"[:300]
    assert intake.file is not None
    collected = collect(
        actor, report_id=report.pk, content=content, file=intake.file, name=intake.name, doubts=intake.doubts
    )
    intake.match, intake.unit = Intake.Match.SURE, unit
    return collected


@transaction.atomic
def choose_unit(actor: Actor, *, intake_id: int, unit: Unit) -> UnitReport:
    """Whose the report is, where it was not sure."""
    intake = (
        Intake.objects.select_for_update(of=("self",)).select_related("campaign", "file").get(pk=intake_id)
    )
    require(may_run(actor, intake.campaign))
    if intake.match != Intake.Match.UNSURE or intake.file is None:
        raise Refused(f"“{intake.name}”已经办过了。")
    if not UnitReport.objects.filter(campaign=intake.campaign, unit=unit).exists():
        raise Refused(f"{unit.name}不在这项任务里。")
    collected = put_in(actor, intake=intake, unit=unit, content=content_from_json(intake.content))
    intake.content = {}
    intake.save()
    return collected


@transaction.atomic
def skip_intake(actor: Actor, *, intake_id: int) -> Intake:
    """不收: a file that is nobody's report here."""
    intake = Intake.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=intake_id)
    require(may_run(actor, intake.campaign))
    if intake.match != Intake.Match.UNSURE:
        raise Refused(f"“{intake.name}”已经办过了。")
    intake.match, intake.message, intake.content = Intake.Match.SKIPPED, "财政局不收。", {}
    intake.save(update_fields=["match", "message", "content"])
    record(actor, "skip_intake", campaign_subject(intake.campaign), {"file": intake.name})
    return intake


@transaction.atomic
def undo_collect(actor: Actor, *, report_id: int, reason: str) -> UnitReport:
    """A report given to the wrong unit: its report is not begun again, the trace keeps what it said."""
    report = locked_report(report_id)
    require(may_run(actor, report.campaign))
    if report.state != State.COLLECTED:
        raise Refused(f"{report.unit.name}的报告不是待确认的代收报告，不能撤销。")
    if not reason.strip():
        raise Refused("请写明撤销的原因。")
    details = {"reason": reason.strip(), "before": dict(content_from_json(report.content).filled())}
    UnitReport.objects.filter(pk=report.pk).update(
        state=State.NOT_STARTED,
        state_since=timezone.now(),
        started_at=None,
        collected=False,
        content={},
        version=report.version + 1,
        filed_total=None,
        computed_total=None,
        execution_rate=None,
        full_year_funds=None,
        grade="",
        errors=0,
        warnings=0,
        hints=0,
        risk=0,
    )
    record(actor, "undo_collect", subject_of(report), details, chain_of(report))
    report.refresh_from_db()
    return report
