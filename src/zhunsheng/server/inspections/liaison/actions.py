"""Entering 联络与传达. The trace has days, units and receipts; what was asked, passed on or reported is not in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.files.storing import store_upload
from zhunsheng.server.inspections.entry_checks import (
    filled,
    happened,
    in_order,
    nothing_hangs,
    own,
    own_units,
    words,
)
from zhunsheng.server.inspections.liaison.models import (
    AskedPaper,
    HigherTeam,
    LeadingReport,
    Relay,
    Withdrawable,
)
from zhunsheng.server.inspections.liaison.queries import (
    asked_papers_visible_to,
    leading_reports_visible_to,
    relays_visible_to,
    teams_visible_to,
)
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.subjects import iso
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require

Entry = TypeVar("Entry", bound=Withdrawable)


@transaction.atomic
def receive_team(
    actor: Actor,
    *,
    name: str,
    since: date,
    contact: str,
    until: date | None = None,
    units: Iterable[Unit] = (),
) -> HigherTeam:
    """A higher team comes to work here."""
    require(may_register(actor))
    team = HigherTeam(tenant_id=actor.tenant)
    details = _keep_team(actor, team, name, since, until, contact, units)
    record(actor, "receive_team", _subject(team), details)
    return team


@transaction.atomic
def note_asked_paper(
    actor: Actor, *, team: HigherTeam, what: str, asked_on: date, due_on: date | None = None
) -> AskedPaper:
    require(may_register(actor))
    own(actor, team.tenant_id)
    _in_force(team)
    paper = AskedPaper(team=team)
    details = _keep_asked_paper(paper, what, asked_on, due_on)
    record(actor, "note_asked_paper", _subject(team), details)
    return paper


@transaction.atomic
def hand_over_paper(
    actor: Actor,
    *,
    paper_id: int,
    handed_on: date,
    receipt: str = "",
    upload: UploadedFile[bytes] | None = None,
) -> AskedPaper:
    """The paper is handed over against a receipt: its number, a scan of it, or both."""
    require(may_register(actor))
    found = AskedPaper.objects.select_for_update().filter(pk=paper_id, team__tenant_id=actor.tenant)
    paper = found.first()
    if paper is None:
        raise Http404
    _in_force(paper)
    if paper.handed_on is not None:
        raise Refused(f"这份资料 {paper.handed_on} 已经移交。")
    happened(handed_on, "移交日期")
    in_order(paper.asked_on, "提出日期", handed_on, "移交日期")
    if not receipt.strip() and upload is None:
        raise Refused("请填写回执编号或上传回执。")
    paper.handed_on, paper.receipt = handed_on, receipt.strip()
    paper.receipt_file = store_upload(actor, upload, guarded=True) if upload is not None else None
    paper.save(update_fields=["handed_on", "receipt", "receipt_file"])
    details = {"paper": paper.pk, "handed_on": handed_on.isoformat(), "receipt": paper.receipt}
    record(actor, "hand_over_paper", _subject(paper.team), details)
    return paper


@transaction.atomic
def note_relay(actor: Actor, *, document: str, relayed_on: date, audience: str) -> Relay:
    require(may_register(actor))
    return _keep_relay(actor, "note_relay", Relay(tenant_id=actor.tenant), document, relayed_on, audience)


@transaction.atomic
def report_upward(actor: Actor, *, reported_on: date, matter: str, decision: str = "") -> LeadingReport:
    require(may_register(actor))
    report = LeadingReport(tenant_id=actor.tenant)
    return _keep_report(actor, "report_upward", report, reported_on, matter, decision)


# --- putting right -----------------------------------------------------------------------------------------


@transaction.atomic
def change_team(
    actor: Actor,
    *,
    team_id: int,
    name: str,
    since: date,
    contact: str,
    until: date | None = None,
    units: Iterable[Unit] = (),
) -> HigherTeam:
    """What was entered, put right: when it left is known later."""
    require(may_register(actor))
    team = _in_force(locked(teams_visible_to(actor), team_id))
    details = _keep_team(actor, team, name, since, until, contact, units)
    record(actor, "change_team", _subject(team), details)
    return team


@transaction.atomic
def change_asked_paper(
    actor: Actor, *, paper_id: int, what: str, asked_on: date, due_on: date | None = None
) -> AskedPaper:
    require(may_register(actor))
    paper = _in_force(locked(asked_papers_visible_to(actor), paper_id))
    details = _keep_asked_paper(paper, what, asked_on, due_on)
    record(actor, "change_asked_paper", _subject(paper.team), details)
    return paper


@transaction.atomic
def change_relay(actor: Actor, *, relay_id: int, document: str, relayed_on: date, audience: str) -> Relay:
    require(may_register(actor))
    relay = _in_force(locked(relays_visible_to(actor), relay_id))
    return _keep_relay(actor, "change_relay", relay, document, relayed_on, audience)


@transaction.atomic
def change_leading_report(
    actor: Actor, *, report_id: int, reported_on: date, matter: str, decision: str = ""
) -> LeadingReport:
    """What was decided is known after the meeting."""
    require(may_register(actor))
    report = _in_force(locked(leading_reports_visible_to(actor), report_id))
    return _keep_report(actor, "change_leading_report", report, reported_on, matter, decision)


# --- withdrawn ---------------------------------------------------------------------------------------------


@transaction.atomic
def withdraw_team(actor: Actor, *, team_id: int, reason: str) -> None:
    """作废 of a team nothing is entered of any more."""
    require(may_register(actor))
    team = _in_force(locked(teams_visible_to(actor), team_id))
    nothing_hangs((team.papers.filter(withdrawn_on=None).count(), "份调阅资料"))
    _withdraw(actor, "withdraw_team", team, reason, _subject(team), since=team.since.isoformat())


@transaction.atomic
def withdraw_asked_paper(actor: Actor, *, paper_id: int, reason: str) -> None:
    """Handed over or not: a receipt that came of it stays with it."""
    require(may_register(actor))
    paper = _in_force(locked(asked_papers_visible_to(actor), paper_id))
    told = {"paper": paper.pk, "asked_on": paper.asked_on.isoformat(), "handed_on": iso(paper.handed_on)}
    _withdraw(actor, "withdraw_asked_paper", paper, reason, _subject(paper.team), **told)


@transaction.atomic
def withdraw_relay(actor: Actor, *, relay_id: int, reason: str) -> None:
    """It loses its 专项行动, so that none counts it."""
    require(may_register(actor))
    relay = _in_force(locked(relays_visible_to(actor), relay_id))
    tags = [action.name for action in relay.special_actions.all()]
    relay.special_actions.clear()
    told = {"relayed_on": relay.relayed_on.isoformat(), "untagged": tags}
    _withdraw(actor, "withdraw_relay", relay, reason, _subject_of_relay(relay), **told)


@transaction.atomic
def withdraw_leading_report(actor: Actor, *, report_id: int, reason: str) -> None:
    require(may_register(actor))
    report = _in_force(locked(leading_reports_visible_to(actor), report_id))
    reported_on = report.reported_on.isoformat()
    _withdraw(
        actor, "withdraw_leading_report", report, reason, _subject_of_report(report), reported_on=reported_on
    )


def _withdraw(
    actor: Actor, verb: str, entry: Withdrawable, reason: str, subject: Subject, **told: object
) -> None:
    entry.withdrawn_on, entry.withdrawn_for = timezone.localdate(), words(reason, "作废的理由")
    entry.save(update_fields=["withdrawn_on", "withdrawn_for"])
    record(actor, verb, subject, told | {"reason": entry.withdrawn_for})


def _in_force(entry: Entry) -> Entry:
    if entry.withdrawn_on is not None:
        raise Refused(f"这一条 {entry.withdrawn_on} 已经作废，不用再办。")
    return entry


# --- what is kept of each, new or put right ----------------------------------------------------------------


def _keep_team(
    actor: Actor,
    team: HigherTeam,
    name: str,
    since: date,
    until: date | None,
    contact: str,
    units: Iterable[Unit],
) -> dict[str, object]:
    """Returns what the trace says; so does the next."""
    in_order(since, "开始日期", until, "结束日期")
    concerned = own_units(actor, units)
    team.name, team.contact = words(name, "组名"), filled(contact, "联络岗位")
    team.since, team.until = since, until
    team.save()
    team.units.set(concerned)
    return {"since": since.isoformat(), "until": iso(until), "units": [unit.name for unit in concerned]}


def _keep_asked_paper(paper: AskedPaper, what: str, asked_on: date, due_on: date | None) -> dict[str, object]:
    happened(asked_on, "提出日期")
    in_order(asked_on, "提出日期", due_on, "提供时限")
    in_order(asked_on, "提出日期", paper.handed_on, "移交日期")
    paper.what, paper.asked_on, paper.due_on = words(what, "调阅资料"), asked_on, due_on
    paper.save()
    return {"paper": paper.pk, "asked_on": asked_on.isoformat(), "due_on": iso(due_on)}


def _keep_relay(
    actor: Actor, verb: str, relay: Relay, document: str, relayed_on: date, audience: str
) -> Relay:
    happened(relayed_on, "传达日期")
    relay.document, relay.audience = words(document, "文件或精神"), words(audience, "传达范围")
    relay.relayed_on = relayed_on
    relay.save()
    details = {"relayed_on": relayed_on.isoformat()}
    record(actor, verb, _subject_of_relay(relay), details)
    return relay


def _keep_report(
    actor: Actor, verb: str, report: LeadingReport, reported_on: date, matter: str, decision: str
) -> LeadingReport:
    happened(reported_on, "报告日期")
    report.matter, report.decision = words(matter, "报告事项"), decision.strip()
    report.reported_on = reported_on
    report.save()
    details = {"reported_on": reported_on.isoformat()}
    record(actor, verb, _subject_of_report(report), details)
    return report


def _subject(team: HigherTeam) -> Subject:
    return Subject("higher_team", team.pk, team.name)


def _subject_of_relay(relay: Relay) -> Subject:
    return Subject("relay", relay.pk, "传达贯彻")


def _subject_of_report(report: LeadingReport) -> Subject:
    return Subject("leading_report", report.pk, "向领导小组报告")
