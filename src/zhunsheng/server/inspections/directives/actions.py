"""Entering 督办. The trace has numbers, days and units; what is to be done and what was done stay in the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.files.storing import store_upload
from zhunsheng.server.inspections.directives.models import (
    UNSAID,
    Directive,
    DirectiveFeedback,
    DirectiveState,
)
from zhunsheng.server.inspections.directives.queries import (
    directives_visible_to,
    feedback_visible_to,
    may_correct,
    may_report_back,
    units_reporting,
    units_waiting,
)
from zhunsheng.server.inspections.entry_checks import happened, in_order, nothing_hangs, own_units, words
from zhunsheng.server.inspections.numbering import next_number
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.subjects import iso
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require


@dataclass(slots=True, frozen=True)
class NewDirective:
    origin: Directive.Origin
    source: str
    decided_on: date
    text: str
    units: Sequence[Unit]
    due_on: date | None = None


@transaction.atomic
def give_directive(actor: Actor, new: NewDirective) -> Directive:
    """登记督办, numbered within its year: DB2023-001."""
    require(may_register(actor))
    units = _checked(actor, new)
    directive = Directive.objects.create(
        tenant_id=actor.tenant,
        number=next_number(actor.tenant, f"DB{new.decided_on.year}-"),
        **_columns(new),
    )
    directive.units.set(units)
    record(actor, "give_directive", subject_of(directive), _told(new), chain_of(directive))
    return directive


@transaction.atomic
def change_directive(actor: Actor, *, directive_id: int, new: NewDirective) -> Directive:
    """What was entered, put right. The number stays."""
    require(may_register(actor))
    directive = locked_directive(actor, directive_id)
    units = _checked(actor, new)
    said = directive.feedback.exclude(state=DirectiveFeedback.State.WITHDRAWN)
    reported = said.exclude(unit__in=units).select_related("unit").first()
    if reported is not None:
        raise Refused(f"{reported.unit.name}已经反馈过，要留在承办单位里。")
    for name, value in _columns(new).items():
        setattr(directive, name, value)
    directive.units.set(units)
    if directive.state != DirectiveState.DONE:
        directive.state = _state_of(directive)
    directive.save()
    record(actor, "change_directive", subject_of(directive), _told(new), chain_of(directive))
    return directive


@transaction.atomic
def withdraw_directive(actor: Actor, *, directive_id: int, reason: str) -> None:
    """作废, with no feedback in force: its units see it no more, its number is not given again."""
    require(may_register(actor))
    directive = locked_directive(actor, directive_id)
    withdrawn = directive.feedback.filter(state=DirectiveFeedback.State.WITHDRAWN)
    nothing_hangs((directive.feedback.count() - withdrawn.count(), "份办理反馈"))
    details = {
        "decided_on": directive.decided_on.isoformat(),
        "units": [unit.name for unit in directive.units.order_by("code")],
        "reason": words(reason, "作废的理由"),
    }
    record(actor, "withdraw_directive", subject_of(directive), details, chain_of(directive))
    withdrawn.delete()
    directive.delete()


@transaction.atomic
def note_feedback(
    actor: Actor,
    *,
    directive_id: int,
    unit: Unit,
    given_on: date,
    text: str,
    upload: UploadedFile[bytes] | None = None,
) -> DirectiveFeedback:
    """The office enters what a unit reported on paper; once each of them has, the matter is 已反馈."""
    require(may_register(actor))
    directive = locked_directive(actor, directive_id)
    if directive.state == DirectiveState.DONE:
        raise Refused("已经办结，不再登记反馈。需要时先恢复办理。")
    _check_paper(directive, unit, given_on)
    feedback = DirectiveFeedback(directive=directive, unit=unit, given_on=given_on, on_paper=True)
    return _keep(actor, "note_directive_feedback", feedback, text, upload)


def _check_paper(directive: Directive, unit: Unit, given_on: date) -> None:
    if not directive.units.filter(pk=unit.pk).exists():
        raise Refused(f"{unit.name}不是这件事的承办单位。")
    happened(given_on, "反馈日期")
    in_order(directive.decided_on, "决定日期", given_on, "反馈日期")


@transaction.atomic
def hand_in_feedback(
    actor: Actor, *, directive_id: int, unit: Unit, text: str, upload: UploadedFile[bytes] | None = None
) -> DirectiveFeedback:
    """A unit reports back itself; the office then accepts or returns it."""
    directive = locked_directive(actor, directive_id)
    require(may_report_back(actor, directive))
    if not units_reporting(actor, directive).filter(pk=unit.pk).exists():
        raise Refused(f"{unit.name}的反馈由它的整改联络人填写。")
    if unit.pk in units_waiting(directive):
        raise Refused(f"{unit.name}的上一份反馈还在等巡察办确认。")
    feedback = DirectiveFeedback(
        directive=directive, unit=unit, given_on=timezone.localdate(), state=DirectiveFeedback.State.HANDED_IN
    )
    return _keep(actor, "hand_in_directive_feedback", feedback, text, upload)


def _keep(
    actor: Actor, verb: str, feedback: DirectiveFeedback, text: str, upload: UploadedFile[bytes] | None
) -> DirectiveFeedback:
    feedback.words, feedback.by_id = words(text, "办理情况"), actor.person
    feedback.file = store_upload(actor, upload, guarded=True) if upload is not None else None
    feedback.save()
    _settle(feedback.directive)
    details = {
        "unit": feedback.unit.name,
        "given_on": feedback.given_on.isoformat(),
        "sha256": feedback.file.sha256 if feedback.file is not None else None,
    }
    _note(actor, verb, feedback, details)
    return feedback


def _note(actor: Actor, verb: str, feedback: DirectiveFeedback, details: dict[str, Any]) -> None:
    record(actor, verb, subject_of(feedback.directive), details, chain_of(feedback.directive))


@transaction.atomic
def accept_feedback(actor: Actor, *, feedback_id: int) -> DirectiveFeedback:
    feedback = _handed_in(actor, feedback_id)
    return _answer(actor, "accept_directive_feedback", feedback, DirectiveFeedback.State.ACCEPTED)


@transaction.atomic
def return_feedback(actor: Actor, *, feedback_id: int, reason: str) -> DirectiveFeedback:
    """The unit is to report anew; the reason is for it, not for the trace."""
    feedback = _handed_in(actor, feedback_id)
    feedback.reason = words(reason, "退回理由")
    return _answer(actor, "return_directive_feedback", feedback, DirectiveFeedback.State.RETURNED)


def _handed_in(actor: Actor, feedback_id: int) -> DirectiveFeedback:
    """One that waits to be answered; its directive is held."""
    found = _held(actor, feedback_id)
    if found.state != DirectiveFeedback.State.HANDED_IN:
        raise Refused(f"这份反馈{found.get_state_display()}，不用再办。")
    return found


def _held(actor: Actor, feedback_id: int) -> DirectiveFeedback:
    require(may_register(actor))
    found = feedback_visible_to(actor).select_related("unit", "file").filter(pk=feedback_id).first()
    if found is None:
        raise Http404
    found.directive = locked_directive(actor, found.directive_id)
    found.refresh_from_db(fields=["state"])
    return found


def _answer(
    actor: Actor, verb: str, feedback: DirectiveFeedback, state: DirectiveFeedback.State
) -> DirectiveFeedback:
    feedback.state = state
    feedback.save(update_fields=["state", "reason"])
    _settle(feedback.directive)
    _note(actor, verb, feedback, {"unit": feedback.unit.name, "given_on": feedback.given_on.isoformat()})
    return feedback


@transaction.atomic
def correct_feedback(
    actor: Actor,
    *,
    feedback_id: int,
    unit: Unit,
    given_on: date,
    text: str,
    reason: str,
    upload: UploadedFile[bytes] | None = None,
) -> DirectiveFeedback:
    """更正 of what the office entered wrongly from paper; without a new file the one there is stays.

    The trace has the days, the unit, which columns changed and why, not what was or is written.
    """
    feedback = _standing(actor, feedback_id)
    require(may_correct(feedback))
    _check_paper(feedback.directive, unit, given_on)
    before = {name: getattr(feedback, name) for name in _CORRECTED}
    feedback.unit, feedback.given_on, feedback.words = unit, given_on, words(text, "办理情况")
    if upload is not None:
        feedback.file = store_upload(actor, upload, guarded=True)
    feedback.save(update_fields=["unit", "given_on", "words", "file"])
    _settle(feedback.directive)
    details = {
        "unit": unit.name,
        "given_on": given_on.isoformat(),
        "sha256": feedback.file.sha256 if feedback.file is not None else None,
        "changed": [name for name, old in before.items() if getattr(feedback, name) != old],
        "reason": words(reason, "更正的理由"),
    }
    _note(actor, "correct_directive_feedback", feedback, details)
    return feedback


_CORRECTED = ("unit_id", "given_on", "words", "file_id")


@transaction.atomic
def withdraw_feedback(actor: Actor, *, feedback_id: int, reason: str) -> DirectiveFeedback:
    """作废: it stays to be read, and counts as not said."""
    feedback = _standing(actor, feedback_id)
    feedback.state, feedback.withdrawn_for = DirectiveFeedback.State.WITHDRAWN, words(reason, "作废的理由")
    feedback.save(update_fields=["state", "withdrawn_for"])
    _settle(feedback.directive)
    details = {
        "unit": feedback.unit.name,
        "given_on": feedback.given_on.isoformat(),
        "reason": feedback.withdrawn_for,
    }
    _note(actor, "withdraw_directive_feedback", feedback, details)
    return feedback


def _standing(actor: Actor, feedback_id: int) -> DirectiveFeedback:
    """One that may be put right; its directive is held."""
    found = _held(actor, feedback_id)
    if found.state == DirectiveFeedback.State.WITHDRAWN:
        raise Refused("这份反馈已经作废，不用再办。")
    if found.directive.state == DirectiveState.DONE:
        raise Refused("这件事已经办结，请先恢复办理，再更正或作废反馈。")
    return found


@transaction.atomic
def close_directive(actor: Actor, *, directive_id: int, closed_on: date) -> Directive:
    """办结: only what every unit has reported back on."""
    require(may_register(actor))
    directive = locked_directive(actor, directive_id)
    if directive.state != DirectiveState.ANSWERED:
        raise Refused("承办单位都反馈了才能办结。" if directive.closed_on is None else "这件事已经办结。")
    if directive.feedback.filter(state=DirectiveFeedback.State.HANDED_IN).exists():
        raise Refused("还有反馈没有确认，请先确认或退回。")
    happened(closed_on, "办结日期")
    in_order(directive.decided_on, "决定日期", closed_on, "办结日期")
    directive.state, directive.closed_on = DirectiveState.DONE, closed_on
    directive.save(update_fields=["state", "closed_on"])
    details = {"closed_on": closed_on.isoformat()}
    record(actor, "close_directive", subject_of(directive), details, chain_of(directive))
    return directive


@transaction.atomic
def reopen_directive(actor: Actor, *, directive_id: int) -> Directive:
    """恢复办理: closed by mistake, or it turned out not to be done."""
    require(may_register(actor))
    directive = locked_directive(actor, directive_id)
    if directive.state != DirectiveState.DONE:
        raise Refused("这件事还没有办结。")
    directive.state, directive.closed_on = DirectiveState.OPEN, None
    directive.save(update_fields=["state", "closed_on"])
    record(actor, "reopen_directive", subject_of(directive), {}, chain_of(directive))
    return directive


def _checked(actor: Actor, new: NewDirective) -> list[Unit]:
    """The units of what can be entered. Raises Refused, in words, for anything else."""
    happened(new.decided_on, "决定日期")
    in_order(new.decided_on, "决定日期", new.due_on, "办理时限")
    words(new.source, "会议或来文")
    words(new.text, "督办事项")
    units = own_units(actor, new.units)
    if not units:
        raise Refused("请选择承办单位。")
    return units


def _columns(new: NewDirective) -> dict[str, object]:
    return {
        "origin": new.origin,
        "source": new.source.strip(),
        "decided_on": new.decided_on,
        "text": new.text.strip(),
        "due_on": new.due_on,
    }


def _told(new: NewDirective) -> dict[str, object]:
    return {
        "origin": new.origin,
        "decided_on": new.decided_on.isoformat(),
        "due_on": iso(new.due_on),
        "units": [unit.name for unit in new.units],
    }


def _settle(directive: Directive) -> None:
    directive.state = _state_of(directive)
    directive.save(update_fields=["state"])


def _state_of(directive: Directive) -> DirectiveState:
    said = directive.feedback.exclude(state__in=UNSAID)
    silent = directive.units.exclude(pk__in=said.values("unit_id"))
    return DirectiveState.OPEN if silent.exists() else DirectiveState.ANSWERED


def locked_directive(actor: Actor, directive_id: int) -> Directive:
    """Raises Http404 for one the actor may not see."""
    return locked(directives_visible_to(actor), directive_id)


def subject_of(directive: Directive) -> Subject:
    return Subject("directive", directive.pk, directive.number)


def chain_of(directive: Directive) -> str:
    return f"directive/{directive.pk}"
