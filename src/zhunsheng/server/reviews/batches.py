"""Accepting or returning many reports at once (批量), and undoing it for a while.

First a plan that says which go and which are skipped and why; then each report by itself, through the same
actions and with its own trace; one that meanwhile can't be done is skipped with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import YES, Refused, Verdict, no, require
from zhunsheng.server.reports.models import State, UnitReport
from zhunsheng.server.reports.saving import locked_report
from zhunsheng.server.reports.subjects import chain_of, subject_of
from zhunsheng.server.reports.workflow import Verb, verdict
from zhunsheng.server.reviews import actions
from zhunsheng.server.reviews.models import Batch, Opinion
from zhunsheng.server.reviews.policy import may_review

VERBS = {"accept": Verb.ACCEPT, "return": Verb.RETURN}


@dataclass(slots=True)
class Plan:
    goes: list[UnitReport] = field(default_factory=list)
    skipped: list[tuple[UnitReport, str]] = field(default_factory=list)


@dataclass(slots=True, frozen=True)
class Done:
    """One report of a batch: where it stood, and by what we know that it hasn't moved since."""

    report: int
    state_before: str
    reviewer_before: int | None
    since_before: str
    state: str
    since: str
    version: int
    sent: list[int]
    """Opinions that went out with a return."""
    settled: list[int]
    """Answered opinions taken as settled by it."""


def plan(actor: Actor, verb: Verb, reports: Iterable[UnitReport]) -> Plan:
    found = Plan()
    for report in reports:
        allowed = may_go(actor, verb, report)
        if allowed:
            found.goes.append(report)
        else:
            found.skipped.append((report, allowed.reason))
    return found


def may_go(actor: Actor, verb: Verb, report: UnitReport) -> Verdict:
    """As the workflow says; what waits is opened first. Nothing with errors is accepted unread."""
    first = Verb.OPEN_REVIEW if report.state == State.WITH_BUREAU else verb
    allowed = verdict(actor, report, first)
    if not allowed:
        return allowed
    if verb is Verb.ACCEPT and report.errors:
        return no(f"还有 {report.errors} 处必须改，要逐家审核。")
    return YES


def carry_out(
    actor: Actor, *, campaign: Campaign, verb: Verb, report_ids: Iterable[int], reason: str = ""
) -> Batch:
    """Each report in a transaction of its own, so that one that fails takes no other with it."""
    require(may_review(actor, campaign))
    reason = reason.strip()
    if verb is Verb.RETURN and not reason:
        raise Refused("批量退回要写明理由，理由会发给每一家。")
    with transaction.atomic():
        batch = Batch.objects.create(campaign=campaign, verb=verb, by_id=actor.person, reason=reason)
        record(actor, "begin_batch", _subject(batch), {"verb": verb, "reason": reason})
    for report_id in report_ids:
        try:
            _carry_out_one(actor, batch, verb, report_id)
        except Refused as error:
            batch.skipped.append({"report": report_id, "reason": str(error)})
    with transaction.atomic():
        batch.save(update_fields=["skipped"])
        numbers = {"done": len(batch.done), "skipped": len(batch.skipped)}
        record(actor, "end_batch", _subject(batch), numbers)
    return batch


@transaction.atomic
def _carry_out_one(actor: Actor, batch: Batch, verb: Verb, report_id: int) -> None:
    """The report, and with it the line of the batch: whatever stops us, both or neither are there."""
    report = locked_report(report_id)
    if report.campaign_id != batch.campaign_id:
        raise Refused("不是这项年度任务的报告。")
    require(may_go(actor, verb, report))
    before = (report.state, report.reviewer_id, report.state_since.isoformat())
    sent = _opinions(report, Opinion.State.DRAFT) if verb is Verb.RETURN else []
    settled = _opinions(report, Opinion.State.ANSWERED)
    if report.state == State.WITH_BUREAU:
        actions.open_review(actor, report_id=report.pk, batch=batch.pk)
    if verb is Verb.ACCEPT:
        report = actions.accept(actor, report_id=report.pk, batch=batch.pk)
    else:
        report = actions.return_report(actor, report_id=report.pk, reason=batch.reason, batch=batch.pk)
    since = report.state_since.isoformat()
    batch.done.append(asdict(Done(report.pk, *before, report.state, since, report.version, sent, settled)))
    Batch.objects.filter(pk=batch.pk).update(done=batch.done)


def _opinions(report: UnitReport, state: Opinion.State) -> list[int]:
    return list(Opinion.objects.filter(report=report, state=state).values_list("pk", flat=True))


def _subject(batch: Batch) -> Subject:
    return Subject("batch", batch.pk, f"批量{VERBS[batch.verb].label} {batch.campaign.title}")


# --- undoing --------------------------------------------------------------------------------------------


def may_undo(actor: Actor, batch: Batch) -> Verdict:
    minutes = settings.OPTIONS["BATCH_UNDO_MINUTES"]
    if batch.by_id != actor.id:
        return no("批量办理由办的人撤销。")
    if batch.undone_at is not None:
        return no("已经撤销过。")
    if timezone.now() > batch.at + timedelta(minutes=minutes):
        return no(f"已经超过 {minutes} 分钟，不能撤销；请逐家反审核。")
    return YES


def undo(actor: Actor, *, batch_id: int) -> Batch:
    """Put back what hasn't moved since; what has stays as it is."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch_id)
        require(may_undo(actor, batch))
        batch.undone_at = timezone.now()
        for line in batch.done:
            if _put_back(actor, batch, Done(**line)):
                batch.undone.append(line["report"])
        batch.save(update_fields=["undone_at", "undone"])
        record(actor, "undo_batch", _subject(batch), {"reports": batch.undone})
    return batch


def _put_back(actor: Actor, batch: Batch, done: Done) -> bool:
    report = locked_report(done.report)
    unanswered = Opinion.objects.filter(pk__in=done.sent, state=Opinion.State.OPEN).count()
    moved = (
        report.state != done.state
        or report.state_since != parse_datetime(done.since)
        or report.version != done.version
        or unanswered != len(done.sent)
        or report.campaign.state == Campaign.State.CLOSED
    )
    if moved:
        return False
    UnitReport.objects.filter(pk=report.pk).update(
        state=done.state_before,
        state_since=parse_datetime(done.since_before),
        reviewer_id=done.reviewer_before,
    )
    Opinion.objects.filter(pk__in=done.sent).update(state=Opinion.State.DRAFT)
    Opinion.objects.filter(pk__in=done.settled).update(state=Opinion.State.ANSWERED)
    details = {"batch": batch.pk, "from": done.state, "to": done.state_before}
    record(actor, "undo_batch", subject_of(report), details, chain_of(report))
    return True
