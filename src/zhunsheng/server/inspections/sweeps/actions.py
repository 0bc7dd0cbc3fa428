"""Entering 大起底. The trace has numbers, days and units; wording, notes and replies stay in the tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.files.storing import store_upload
from zhunsheng.server.inspections.entry_checks import happened, in_order, nothing_hangs, own, own_units, words
from zhunsheng.server.inspections.issues.actions import NewIssue, register_issue
from zhunsheng.server.inspections.models import Issue, Source, Theme
from zhunsheng.server.inspections.numbering import next_number
from zhunsheng.server.inspections.queries import locked, told_to_units, visible_to
from zhunsheng.server.inspections.subjects import iso
from zhunsheng.server.inspections.sweeps.models import Sweep, SweepPaper, SweepRecipient, SweptProblem
from zhunsheng.server.inspections.sweeps.queries import (
    may_answer,
    papers_visible_to,
    recipients_visible_to,
    sweeps_visible_to,
    swept_visible_to,
)
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require


@dataclass(slots=True, frozen=True)
class NewSweep:
    title: str
    begun_on: date
    found_since: date
    found_until: date
    themes: Sequence[Theme]
    joined_by: str = ""


@transaction.atomic
def begin_sweep(actor: Actor, new: NewSweep) -> Sweep:
    require(may_register(actor))
    sweep = Sweep.objects.create(tenant_id=actor.tenant, **_columns(actor, new))
    sweep.themes.set(new.themes)
    record(actor, "begin_sweep", subject_of(sweep), _told(new))
    return sweep


@transaction.atomic
def change_sweep(actor: Actor, *, sweep_id: int, new: NewSweep) -> Sweep:
    """A theme with problems under it stays."""
    require(may_register(actor))
    sweep = locked(sweeps_visible_to(actor), sweep_id)
    used = sweep.problems.exclude(theme__in=new.themes).select_related("theme").first()
    if used is not None:
        raise Refused(f"“{used.theme.name}”下面已经有问题，不能去掉。")
    for name, value in _columns(actor, new).items():
        setattr(sweep, name, value)
    sweep.save()
    sweep.themes.set(new.themes)
    record(actor, "change_sweep", subject_of(sweep), _told(new))
    return sweep


@transaction.atomic
def withdraw_sweep(actor: Actor, *, sweep_id: int, reason: str) -> None:
    """作废 of one that led to nothing yet: what was only put in comes out, and is in the ledger as before."""
    require(may_register(actor))
    sweep = locked(sweeps_visible_to(actor), sweep_id)
    problems = sweep.problems
    nothing_hangs(
        (sweep.papers.count(), "份书面移交"),
        (problems.exclude(origin="").count(), "个登记进台账的老问题"),
        (problems.filter(origin="").exclude(now="").count(), "个核查过的问题"),
    )
    details = {
        "begun_on": sweep.begun_on.isoformat(),
        "problems": problems.count(),
        "reason": words(reason, "作废的理由"),
    }
    record(actor, "withdraw_sweep", subject_of(sweep), details)
    problems.all().delete()
    sweep.delete()


@transaction.atomic
def collect(actor: Actor, *, sweep_id: int, theme: Theme, issue_ids: Collection[int]) -> list[SweptProblem]:
    """列入 old issues of the register under a theme; those that are in are left out."""
    require(may_register(actor))
    sweep = locked(sweeps_visible_to(actor), sweep_id)
    _of_sweep(sweep, theme)
    there = sweep.problems.values("issue_id")
    issues = list(visible_to(actor).filter(pk__in=issue_ids).exclude(pk__in=there).order_by("number"))
    if not issues:
        raise Refused("请勾选还没有列入的问题。")
    _told_already([issue.pk for issue in issues])
    details = {"theme": theme.name, "issues": [issue.number for issue in issues]}
    record(actor, "collect_old", subject_of(sweep), details)
    return SweptProblem.objects.bulk_create(
        SweptProblem(sweep=sweep, issue=issue, theme=theme) for issue in issues
    )


@transaction.atomic
def register_old(actor: Actor, *, sweep_id: int, theme: Theme, origin: str, new: NewIssue) -> SweptProblem:
    """An old problem of which the register has nothing: an issue from now on, its source 大起底.

    `origin`: who found it then.
    """
    require(may_register(actor))
    sweep = locked(sweeps_visible_to(actor), sweep_id)
    _of_sweep(sweep, theme)
    in_order(sweep.begun_on, "开展日期", new.found_on, "起底日期")
    origin = words(origin, "原出处")
    issue = register_issue(actor, replace(new, source=Source.OLD, theme=theme))
    record(actor, "register_old", subject_of(sweep), {"theme": theme.name, "issue": issue.number})
    return SweptProblem.objects.create(sweep=sweep, issue=issue, theme=theme, origin=origin)


@transaction.atomic
def look_again(
    actor: Actor, *, problem_id: int, looked_on: date, now: SweptProblem.Now, note: str
) -> SweptProblem:
    """核查: how the problem stands today. The register's own state is changed by its own steps."""
    require(may_register(actor))
    problem = locked(swept_visible_to(actor), problem_id)
    happened(looked_on, "核查日期")
    in_order(problem.sweep.begun_on, "开展日期", looked_on, "核查日期")
    problem.looked_on, problem.now, problem.note = looked_on, now, words(note, "核查情况")
    problem.save(update_fields=["looked_on", "now", "note"])
    details = {"issue": problem.issue.number, "now": now, "looked_on": looked_on.isoformat()}
    record(actor, "look_again", subject_of(problem.sweep), details)
    return problem


@transaction.atomic
def take_out(actor: Actor, *, problem_id: int) -> Sweep:
    """Put in by mistake; the issue stays in the register."""
    require(may_register(actor))
    problem = locked(swept_visible_to(actor), problem_id)
    if problem.papers.exists():
        raise Refused("这个问题已经书面移交，不能移出。")
    record(actor, "take_out_old", subject_of(problem.sweep), {"issue": problem.issue.number})
    problem.delete()
    return problem.sweep


# --- handing over ------------------------------------------------------------------------------------------


@transaction.atomic
def hand_over(
    actor: Actor,
    *,
    sweep_id: int,
    lead: Unit,
    supports: Iterable[Unit],
    problems: Iterable[SweptProblem],
    handed_on: date,
    request: str,
    reply_due_on: date | None = None,
) -> SweepPaper:
    """书面移交, numbered within its year: QDY2023-001."""
    require(may_register(actor))
    sweep = locked(sweeps_visible_to(actor), sweep_id)
    happened(handed_on, "移交日期")
    in_order(sweep.begun_on, "开展日期", handed_on, "移交日期")
    in_order(handed_on, "移交日期", reply_due_on, "回复时限")
    helping = [unit for unit in own_units(actor, supports) if unit.pk != lead.pk]
    own(actor, lead.tenant_id)
    handed = list(problems)
    if not handed or any(problem.sweep_id != sweep.pk for problem in handed):
        raise Refused("请选择这次大起底里要移交的问题。")
    _told_already([problem.issue_id for problem in handed])
    paper = SweepPaper.objects.create(
        sweep=sweep,
        number=next_number(actor.tenant, f"QDY{handed_on.year}-"),
        handed_on=handed_on,
        reply_due_on=reply_due_on,
        request=words(request, "办理要求"),
    )
    paper.problems.set(handed)
    parts = SweepRecipient.Part
    SweepRecipient.objects.bulk_create(
        [
            SweepRecipient(paper=paper, unit=lead, part=parts.LEAD),
            *(SweepRecipient(paper=paper, unit=unit, part=parts.SUPPORT) for unit in helping),
        ]
    )
    details = {
        "paper": paper.number,
        "lead": lead.name,
        "supports": [unit.name for unit in helping],
        "problems": len(handed),
        "handed_on": handed_on.isoformat(),
    }
    record(actor, "hand_over_sweep", subject_of(sweep), details)
    return paper


@transaction.atomic
def change_paper(
    actor: Actor, *, paper_id: int, handed_on: date, request: str, reply_due_on: date | None = None
) -> SweepPaper:
    """What was entered, put right. To whom it went and with which problems stays: it was sent so."""
    require(may_register(actor))
    paper = locked(papers_visible_to(actor), paper_id)
    happened(handed_on, "移交日期")
    in_order(paper.sweep.begun_on, "开展日期", handed_on, "移交日期")
    in_order(handed_on, "移交日期", reply_due_on, "回复时限")
    signed = paper.recipients.exclude(received_on=None).select_related("unit").order_by("received_on").first()
    if signed is not None:
        in_order(handed_on, "移交日期", signed.received_on, f"{signed.unit.name}的签收日期")
    paper.handed_on, paper.reply_due_on, paper.request = handed_on, reply_due_on, words(request, "办理要求")
    paper.save(update_fields=["handed_on", "reply_due_on", "request"])
    details = {
        "paper": paper.number,
        "handed_on": handed_on.isoformat(),
        "reply_due_on": iso(reply_due_on),
    }
    record(actor, "change_sweep_paper", subject_of(paper.sweep), details)
    return paper


@transaction.atomic
def withdraw_paper(actor: Actor, *, paper_id: int, reason: str) -> Sweep:
    """作废, before anybody has signed for it: its units see it no more, its number is not given again."""
    require(may_register(actor))
    paper = locked(papers_visible_to(actor), paper_id)
    recipients = paper.recipients.select_for_update(of=("self",)).select_related("unit")
    signed = sum(recipient.received_on is not None for recipient in recipients)
    nothing_hangs((signed, "家单位签收"))
    sweep = paper.sweep
    details = {
        "paper": paper.number,
        "units": [recipient.unit.name for recipient in recipients],
        "reason": words(reason, "作废的理由"),
    }
    record(actor, "withdraw_sweep_paper", subject_of(sweep), details)
    paper.delete()
    return sweep


@transaction.atomic
def note_receipt(actor: Actor, *, recipient_id: int, received_on: date) -> SweepRecipient:
    """签收."""
    recipient = _answering(actor, recipient_id)
    happened(received_on, "签收日期")
    in_order(recipient.paper.handed_on, "移交日期", received_on, "签收日期")
    in_order(received_on, "签收日期", recipient.replied_on, "回复日期")
    recipient.received_on = received_on
    recipient.save(update_fields=["received_on"])
    _record(actor, "note_sweep_receipt", recipient, {"received_on": received_on.isoformat()})
    return recipient


@transaction.atomic
def note_reply(
    actor: Actor,
    *,
    recipient_id: int,
    replied_on: date,
    reply: str,
    upload: UploadedFile[bytes] | None = None,
) -> SweepRecipient:
    """The unit tells what was done; whoever replies has received the paper."""
    recipient = _answering(actor, recipient_id)
    happened(replied_on, "回复日期")
    in_order(recipient.received_on or recipient.paper.handed_on, "签收日期", replied_on, "回复日期")
    recipient.reply, recipient.replied_on = words(reply, "办理情况"), replied_on
    recipient.received_on = recipient.received_on or replied_on
    recipient.replied_by_id = actor.person
    if upload is not None:
        recipient.file = store_upload(actor, upload, guarded=True)
    recipient.save()
    sha256 = recipient.file.sha256 if recipient.file is not None else None
    _record(actor, "note_sweep_reply", recipient, {"replied_on": replied_on.isoformat(), "sha256": sha256})
    return recipient


def _answering(actor: Actor, recipient_id: int) -> SweepRecipient:
    recipient = locked(recipients_visible_to(actor), recipient_id)
    require(may_answer(actor, recipient.unit))
    return recipient


def _record(actor: Actor, verb: str, recipient: SweepRecipient, details: dict[str, object]) -> None:
    paper = recipient.paper
    told = {"paper": paper.number, "unit": recipient.unit.name} | details
    record(actor, verb, subject_of(paper.sweep), told)


def _told_already(issue_ids: Collection[int]) -> None:
    """A sweep hands wordings to units: none that its own unit has not been told of."""
    untold = Issue.objects.filter(pk__in=issue_ids).exclude(told_to_units()).order_by("number").first()
    if untold is not None:
        raise Refused(f"{untold.number} 还没有向单位反馈，不能列入、移交。")


def _of_sweep(sweep: Sweep, theme: Theme) -> None:
    if not sweep.themes.filter(pk=theme.pk).exists():
        raise Refused(f"“{theme.name}”不是这次大起底的方面。")


def _columns(actor: Actor, new: NewSweep) -> dict[str, object]:
    """What can be kept of it. Raises Refused, in words, for anything else."""
    happened(new.begun_on, "开展日期")
    in_order(new.found_since, "老问题的起始日期", new.found_until, "老问题的截止日期")
    if not new.themes:
        raise Refused("请选择这次大起底的方面。")
    for theme in new.themes:
        own(actor, theme.tenant_id)
    return {
        "title": words(new.title, "名称"),
        "begun_on": new.begun_on,
        "found_since": new.found_since,
        "found_until": new.found_until,
        "joined_by": new.joined_by.strip(),
    }


def _told(new: NewSweep) -> dict[str, object]:
    return {"begun_on": new.begun_on.isoformat(), "themes": [theme.name for theme in new.themes]}


def subject_of(sweep: Sweep) -> Subject:
    return Subject("sweep", sweep.pk, f"大起底 {sweep.pk}")
