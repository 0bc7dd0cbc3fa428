"""Reviewing: opening, opinions, returning, accepting, taking back an acceptance."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from zhunsheng.kernel.checks import has_reason
from zhunsheng.server.audit.trail import record
from zhunsheng.server.orgs.actors import Actor, actor_of
from zhunsheng.server.orgs.models import Role, User
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.actions import move
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.saving import locked_report
from zhunsheng.server.reports.subjects import chain_of, subject_of
from zhunsheng.server.reports.workflow import Verb
from zhunsheng.server.reviews.models import Opinion
from zhunsheng.server.reviews.phrases import note_use
from zhunsheng.server.reviews.pinned import pinned
from zhunsheng.server.reviews.policy import may_answer, may_assign, may_opine, may_take_over


@transaction.atomic
def open_review(actor: Actor, *, report_id: int, batch: int | None = None) -> UnitReport:
    """开始审核: the draft is locked, so that it can't change beneath the reviewer."""
    report = locked_report(report_id)
    move(actor, report, Verb.OPEN_REVIEW, batch=batch, reviewer_id=actor.person)
    return report


@transaction.atomic
def assign(actor: Actor, *, report_id: int, reviewer_id: int | None) -> UnitReport:
    """分派: who at the bureau deals with the report; None takes it from whoever has it."""
    report = locked_report(report_id)
    require(may_assign(actor, report))
    reviewer = User.objects.filter(pk=reviewer_id).first() if reviewer_id is not None else None
    if reviewer_id is not None and (
        reviewer is None or not actor_of(reviewer).holds(Role.REVIEWER, report.path)
    ):
        raise Refused("只能分派给管这个单位的财政审核。")
    if report.reviewer_id != reviewer_id:
        _give(actor, report, reviewer)
    return report


@transaction.atomic
def take_over(actor: Actor, *, report_id: int) -> UnitReport:
    """转由我审核: what somebody else at the bureau deals with becomes this person's; opinions written stay."""
    report = locked_report(report_id)
    require(may_take_over(actor, report))
    _give(actor, report, User.objects.get(pk=actor.person))
    return report


def _give(actor: Actor, report: UnitReport, reviewer: User | None) -> None:
    before = report.reviewer.name if report.reviewer is not None else ""
    report.reviewer = reviewer
    UnitReport.objects.filter(pk=report.pk).update(reviewer=reviewer)
    details = {"from": before, "to": reviewer.name if reviewer is not None else ""}
    record(actor, "assign", subject_of(report), details, chain_of(report))


@transaction.atomic
def release(actor: Actor, *, report_id: int) -> UnitReport:
    """放回待审: the unit may withdraw it again."""
    report = locked_report(report_id)
    move(actor, report, Verb.RELEASE)
    return report


@transaction.atomic
def accept(actor: Actor, *, report_id: int, batch: int | None = None) -> UnitReport:
    report = locked_report(report_id)
    move(actor, report, Verb.ACCEPT, batch=batch)
    Opinion.objects.filter(report=report, state=Opinion.State.ANSWERED).update(state=Opinion.State.SETTLED)
    return report


@transaction.atomic
def return_report(actor: Actor, *, report_id: int, reason: str, batch: int | None = None) -> UnitReport:
    """退回修改: opinions written so far go out with it, and are reason enough."""
    report = locked_report(report_id)
    written = Opinion.objects.filter(report=report, state=Opinion.State.DRAFT).count()
    if not reason.strip() and written:
        reason = f"请按 {written} 条审核意见修改。"
    move(actor, report, Verb.RETURN, reason, batch=batch)
    Opinion.objects.filter(report=report, state=Opinion.State.ANSWERED).update(state=Opinion.State.SETTLED)
    Opinion.objects.filter(report=report, state=Opinion.State.DRAFT).update(state=Opinion.State.OPEN)
    return report


@transaction.atomic
def reopen(actor: Actor, *, report_id: int, reason: str) -> UnitReport:
    """反审核: an acceptance taken back, with its reason."""
    report = locked_report(report_id)
    move(actor, report, Verb.REOPEN, reason)
    return report


@transaction.atomic
def add_opinion(actor: Actor, *, report_id: int, cell: str, text: str) -> Opinion:
    """A remark pinned to a cell; it goes out when the report is returned."""
    report = locked_report(report_id)
    require(may_opine(actor, report))
    if not text.strip():
        raise Refused("意见不能为空。")
    opinion = Opinion.objects.create(
        report=report, draft_number=report.draft_number, cell=cell[:80], text=text.strip(), by_id=actor.person
    )
    note_use(actor, opinion.text)
    details = {"opinion": opinion.pk, "cell": opinion.cell, "text": opinion.text}
    record(actor, "add_opinion", subject_of(report), details, chain_of(report))
    return opinion


@transaction.atomic
def remove_opinion(actor: Actor, *, opinion_id: int) -> None:
    opinion = Opinion.objects.select_related("report").get(pk=opinion_id)
    report = locked_report(opinion.report_id)
    require(may_opine(actor, report))
    if opinion.state != Opinion.State.DRAFT:
        raise Refused("已经发出的意见不能删除。")
    opinion.delete()
    details = {"opinion": opinion_id, "text": opinion.text}
    record(actor, "remove_opinion", subject_of(report), details, chain_of(report))


@transaction.atomic
def settle_opinion(actor: Actor, *, opinion_id: int, settled: bool) -> Opinion:
    """已整改 or 未整改: the reviewer judges an answer. What isn't put right is asked for again."""
    opinion = Opinion.objects.select_for_update().get(pk=opinion_id)
    report = locked_report(opinion.report_id)
    require(may_opine(actor, report))
    if opinion.state not in (Opinion.State.ANSWERED, Opinion.State.SETTLED):
        raise Refused("这条意见现在不用判断。")
    opinion.state = Opinion.State.SETTLED if settled else Opinion.State.UNSETTLED
    opinion.save(update_fields=["state"])
    if not settled:
        Opinion.objects.create(
            report=report,
            draft_number=report.draft_number,
            cell=opinion.cell,
            text=_AGAIN + opinion.text.removeprefix(_AGAIN),
            by_id=actor.person,
        )
    details = {"opinion": opinion.pk, "settled": settled}
    record(actor, "settle_opinion", subject_of(report), details, chain_of(report))
    return opinion


_AGAIN = "上轮意见未整改："


class Unchanged(Refused):
    """已改 of what says the same as before, without a word why."""


@transaction.atomic
def answer_opinion(actor: Actor, *, opinion_id: int, reply: str = "") -> Opinion:
    """已改: the preparer answers one opinion. Where nothing was changed, the reply says why."""
    opinion = Opinion.objects.select_for_update().get(pk=opinion_id)
    report = locked_report(opinion.report_id)
    require(may_answer(actor, report))
    if opinion.state not in (Opinion.State.OPEN, Opinion.State.ANSWERED):
        raise Refused("这条意见现在不用答复。")
    reply = reply.strip()
    [entry] = pinned(report, [opinion])
    if not entry.changed and not has_reason(reply):
        said = f"答复只写了“{reply[:10]}”，请" if reply else "请先改，或在答复里"
        raise Unchanged(f"{entry.place}还没有改动，{said}写明不改的原因。")
    opinion.state, opinion.reply = Opinion.State.ANSWERED, reply
    opinion.answered_by_id, opinion.answered_at = actor.person, timezone.now()
    opinion.save()
    details = {"opinion": opinion.pk, "reply": opinion.reply}
    record(actor, "answer_opinion", subject_of(report), details, chain_of(report))
    return opinion
