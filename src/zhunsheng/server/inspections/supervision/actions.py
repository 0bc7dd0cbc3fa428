"""Entering what keeps rectification moving: slips, their answers, interviews. The trace has days, units and numbers, no words."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.entry_checks import happened, in_order, own, words
from zhunsheng.server.inspections.numbering import next_number
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.subjects import iso
from zhunsheng.server.inspections.supervision.interviews import interviews_visible_to
from zhunsheng.server.inspections.supervision.models import Interview, NoticeSlip
from zhunsheng.server.inspections.supervision.slips import answers_for, may_answer, slips_visible_to
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require


@transaction.atomic
def issue_slip(
    actor: Actor, *, unit: Unit, issued_on: date, matter: str, reply_due_on: date | None = None
) -> NoticeSlip:
    """下发 a 工作提示单, numbered within its year: TS2023-001."""
    require(may_register(actor))
    own(actor, unit.tenant_id)
    happened(issued_on, "下发日期")
    matter = words(matter, "提示事项")
    in_order(issued_on, "下发日期", reply_due_on, "答复期限")
    slip = NoticeSlip.objects.create(
        tenant_id=actor.tenant,
        number=next_number(actor.tenant, f"TS{issued_on.year}-"),
        unit=unit,
        issued_on=issued_on,
        matter=matter,
        reply_due_on=reply_due_on,
    )
    details = {"unit": unit.name, "issued_on": issued_on.isoformat()}
    record(actor, "issue_slip", _subject(slip), details)
    return slip


@transaction.atomic
def change_slip(
    actor: Actor,
    *,
    slip_id: int,
    unit: Unit,
    issued_on: date,
    matter: str,
    reply_due_on: date | None = None,
    replied_on: date | None = None,
) -> NoticeSlip:
    """What was entered, put right; the number stays, and so does what a unit answered itself."""
    require(may_register(actor))
    slip = locked(slips_visible_to(actor), slip_id)
    own(actor, unit.tenant_id)
    happened(issued_on, "下发日期")
    in_order(issued_on, "下发日期", reply_due_on, "答复期限")
    _take_reply_day(slip, unit, replied_on)
    if replied_on is not None:
        happened(replied_on, "答复日期")
        in_order(issued_on, "下发日期", replied_on, "答复日期")
    slip.unit, slip.issued_on, slip.reply_due_on = unit, issued_on, reply_due_on
    slip.matter = words(matter, "提示事项")
    slip.save()
    details = {
        "unit": unit.name,
        "issued_on": issued_on.isoformat(),
        "reply_due_on": iso(reply_due_on),
        "replied_on": iso(replied_on),
    }
    record(actor, "change_slip", _subject(slip), details)
    return slip


def _take_reply_day(slip: NoticeSlip, unit: Unit, replied_on: date | None) -> None:
    answered_itself = slip.replied_on is not None and not slip.on_paper
    if answered_itself and (replied_on is None or unit.pk != slip.unit_id):
        raise Refused(f"{slip.unit.name}已经自己答复，单位不能换，答复日期不能空着。")
    if replied_on is None:
        slip.reply = ""
    slip.on_paper = replied_on is not None and not answered_itself
    slip.replied_on = replied_on


@transaction.atomic
def withdraw_slip(actor: Actor, *, slip_id: int, reason: str) -> None:
    """作废: it counts no more; what was handed over with it counted stays as it was."""
    require(may_register(actor))
    slip = locked(slips_visible_to(actor), slip_id)
    details = {
        "unit": slip.unit.name,
        "issued_on": slip.issued_on.isoformat(),
        "reason": words(reason, "作废的理由"),
    }
    record(actor, "withdraw_slip", _subject(slip), details)
    slip.delete()


@transaction.atomic
def note_reply(actor: Actor, *, slip_id: int, replied_on: date, reply: str = "") -> NoticeSlip:
    """The unit says what it did about a slip, or the office enters what it answered on paper."""
    slip = locked(slips_visible_to(actor), slip_id)
    require(may_answer(actor, slip))
    happened(replied_on, "答复日期")
    in_order(slip.issued_on, "下发日期", replied_on, "答复日期")
    itself = answers_for(actor, slip)
    slip.replied_on, slip.on_paper = replied_on, not itself
    slip.reply = words(reply, "办理情况") if itself else reply.strip()
    slip.save(update_fields=["replied_on", "reply", "on_paper"])
    details = {"replied_on": replied_on.isoformat()}
    subject = _subject(slip)
    record(actor, "answer_slip" if itself else "note_reply", subject, details)
    return slip


@transaction.atomic
def hold_interview(actor: Actor, *, unit: Unit, held_on: date, matter: str, outcome: str = "") -> Interview:
    require(may_register(actor))
    interview = Interview(tenant_id=actor.tenant)
    return _keep_interview(actor, "hold_interview", interview, unit, held_on, matter, outcome)


@transaction.atomic
def change_interview(
    actor: Actor, *, interview_id: int, unit: Unit, held_on: date, matter: str, outcome: str = ""
) -> Interview:
    """What was entered, put right: what came of it is known later."""
    require(may_register(actor))
    interview = locked(interviews_visible_to(actor), interview_id)
    return _keep_interview(actor, "change_interview", interview, unit, held_on, matter, outcome)


def _keep_interview(
    actor: Actor, verb: str, interview: Interview, unit: Unit, held_on: date, matter: str, outcome: str
) -> Interview:
    own(actor, unit.tenant_id)
    happened(held_on, "约谈日期")
    interview.unit, interview.held_on = unit, held_on
    interview.matter, interview.outcome = words(matter, "约谈事由"), outcome.strip()
    interview.save()
    record(actor, verb, _subject_of(interview), {"held_on": held_on.isoformat()})
    return interview


@transaction.atomic
def withdraw_interview(actor: Actor, *, interview_id: int, reason: str) -> None:
    require(may_register(actor))
    interview = locked(interviews_visible_to(actor), interview_id)
    details = {"held_on": interview.held_on.isoformat(), "reason": words(reason, "作废的理由")}
    record(actor, "withdraw_interview", _subject_of(interview), details)
    interview.delete()


def _subject_of(interview: Interview) -> Subject:
    return Subject("interview", interview.pk, interview.unit.name)


def _subject(slip: NoticeSlip) -> Subject:
    return Subject("slip", slip.pk, slip.number)
