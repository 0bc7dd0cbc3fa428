"""Issuing 通报 and reporting back. The trace has numbers, days and units; what was written stays in the tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from zhunsheng.kernel.labels import compact
from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.circulars.models import Circular, CircularRecipient
from zhunsheng.server.inspections.circulars.queries import (
    circulars_visible_to,
    may_mark_read,
    may_report_back,
    recipients_visible_to,
    reports_for,
)
from zhunsheng.server.inspections.common.models import CommonProblem
from zhunsheng.server.inspections.entry_checks import happened, in_order, nothing_hangs, own, own_units, words
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.numbering import keep_up, next_number
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.subjects import iso
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require

_PART = CircularRecipient.Part
_NO_WORDS = re.compile(r"\W")


@dataclass(slots=True, frozen=True)
class NewCircular:
    title: str
    issued_on: date
    problems: Sequence[CommonProblem]
    text: str
    request: str
    addressed: Sequence[Unit]
    copied: Sequence[Unit] = ()
    due_on: date | None = None
    about: Circular.About = Circular.About.COMMON
    number: str = ""
    """The 文号, where it has one; else the register gives the number."""


@transaction.atomic
def issue_circular(actor: Actor, new: NewCircular) -> Circular:
    """印发 a 通报, numbered within its year where it has no 文号: TB2023-001."""
    require(may_register(actor))
    sent = _checked(actor, new)
    number = new.number.strip()
    _free(actor, number)
    circular = Circular.objects.create(
        tenant_id=actor.tenant,
        number=number or next_number(actor.tenant, f"TB{new.issued_on.year}-"),
        **_columns(new),
    )
    keep_up(actor.tenant, [number])
    circular.problems.set(new.problems)
    CircularRecipient.objects.bulk_create(
        CircularRecipient(circular=circular, unit_id=unit_id, part=part) for unit_id, part in sent.items()
    )
    record(actor, "issue_circular", subject_of(circular), _told(new))
    return circular


@transaction.atomic
def change_circular(actor: Actor, *, circular_id: int, new: NewCircular) -> Circular:
    """What was entered, put right. Who has reported back stays addressed; without a 文号 the number stays."""
    require(may_register(actor))
    circular = locked(circulars_visible_to(actor), circular_id)
    sent = _checked(actor, new)
    reported = circular.recipients.exclude(reported_on=None).select_related("unit")
    for recipient in reported:
        if sent.get(recipient.unit_id) != _PART.ADDRESSED:
            raise Refused(f"{recipient.unit.name}已经报送过，要留在主送单位里。")
        in_order(new.issued_on, "印发日期", recipient.reported_on, f"{recipient.unit.name}的报送日期")
    number = new.number.strip() or circular.number
    if number != circular.number:
        _free(actor, number)
        keep_up(actor.tenant, [number])
    for name, value in (_columns(new) | {"number": number}).items():
        setattr(circular, name, value)
    circular.save()
    circular.problems.set(new.problems)
    circular.recipients.exclude(unit_id__in=sent).delete()
    for unit_id, part in sent.items():
        circular.recipients.update_or_create(unit_id=unit_id, defaults={"part": part})
    record(actor, "change_circular", subject_of(circular), _told(new))
    return circular


@transaction.atomic
def withdraw_circular(actor: Actor, *, circular_id: int, reason: str) -> None:
    """作废, before anybody has reported back: the units it went to see it no more, its number is not given again."""
    require(may_register(actor))
    circular = locked(circulars_visible_to(actor), circular_id)
    recipients = circular.recipients.select_for_update(of=("self",)).select_related("unit")
    reported = sum(recipient.reported_on is not None for recipient in recipients)
    nothing_hangs((reported, "家单位报送落实情况"))
    details = {
        "issued_on": circular.issued_on.isoformat(),
        "units": [recipient.unit.name for recipient in recipients],
        "reason": words(reason, "作废的理由"),
    }
    record(actor, "withdraw_circular", subject_of(circular), details)
    circular.delete()


@transaction.atomic
def report_back(actor: Actor, *, recipient_id: int, reported_on: date, report: str) -> CircularRecipient:
    """A unit tells what it did about a circular, or the office enters what it told on paper."""
    recipient = locked(recipients_visible_to(actor), recipient_id)
    require(may_report_back(actor, recipient))
    happened(reported_on, "报送日期")
    in_order(recipient.circular.issued_on, "印发日期", reported_on, "报送日期")
    itself = reports_for(actor, recipient)
    recipient.reported_on, recipient.report = reported_on, words(report, "落实情况")
    recipient.on_paper = not itself
    recipient.save(update_fields=["reported_on", "report", "on_paper"])
    details = {"unit": recipient.unit.name, "reported_on": reported_on.isoformat()}
    subject = subject_of(recipient.circular)
    record(actor, "report_on_circular" if itself else "note_circular_report", subject, details)
    return recipient


@transaction.atomic
def mark_read(actor: Actor, *, recipient_id: int) -> CircularRecipient:
    """已阅: who has a copy says so; then it is off the workbench."""
    recipient = locked(recipients_visible_to(actor), recipient_id)
    require(may_mark_read(actor, recipient))
    recipient.read_on = timezone.localdate()
    recipient.save(update_fields=["read_on"])
    record(actor, "read_circular", subject_of(recipient.circular), {"unit": recipient.unit.name})
    return recipient


def _checked(actor: Actor, new: NewCircular) -> dict[int, CircularRecipient.Part]:
    """The units it is sent to, and how. Raises Refused, in words, for what can't be issued."""
    words(new.title, "标题")
    happened(new.issued_on, "印发日期")
    in_order(new.issued_on, "印发日期", new.due_on, "报送时限")
    on_common = new.about == Circular.About.COMMON
    if on_common and not new.problems:
        raise Refused("请选择通报的共性问题。")
    if new.problems and not on_common:
        raise Refused("通报整改情况的不选共性问题，请去掉勾选。")
    for problem in new.problems:
        own(actor, problem.tenant_id)
    words(new.text, new.about.heading)
    words(new.request, "工作要求")
    _quotes_no_issue(actor, new)
    addressed, copied = own_units(actor, new.addressed), own_units(actor, new.copied)
    if not addressed:
        raise Refused("请选择主送单位。")
    twice = next((unit for unit in copied if unit in addressed), None)
    if twice is not None:
        raise Refused(f"{twice.name}已经是主送单位，不用再抄送。")
    return {unit.pk: _PART.ADDRESSED for unit in addressed} | {unit.pk: _PART.COPIED for unit in copied}


def _quotes_no_issue(actor: Actor, new: NewCircular) -> None:
    """Units read a circular, and the wording of an issue is its own unit's alone.

    One on common problems is written from their issues; one on how units rectify may be from any of the region.
    """
    said = _bare(" ".join((new.title, new.text, new.request)))
    issues = Issue.objects.filter(tenant_id=actor.tenant).order_by("number")
    if new.about == Circular.About.COMMON:
        issues = issues.filter(common_problems__in=new.problems)
    for number, wording in issues.values_list("number", "wording").iterator():
        if (bare := _bare(wording)) and bare in said:
            raise Refused(f"照抄了问题 {number} 的表述，请改写后再印发。")


def _bare(text: str) -> str:
    return _NO_WORDS.sub("", compact(text))


def _free(actor: Actor, number: str) -> None:
    if Circular.objects.filter(tenant_id=actor.tenant, number=number).exists():
        raise Refused(f"已经有编号是 {number} 的通报，请核对文号。")


def _columns(new: NewCircular) -> dict[str, object]:
    return {
        "title": new.title.strip(),
        "about": new.about,
        "issued_on": new.issued_on,
        "text": new.text.strip(),
        "request": new.request.strip(),
        "due_on": new.due_on,
    }


def _told(new: NewCircular) -> dict[str, object]:
    return {
        "about": new.about,
        "issued_on": new.issued_on.isoformat(),
        "due_on": iso(new.due_on),
        "problems": sorted(problem.pk for problem in new.problems),
        "addressed": _names(new.addressed),
        "copied": _names(new.copied),
    }


def _names(units: Iterable[Unit]) -> list[str]:
    return [unit.name for unit in units]


def subject_of(circular: Circular) -> Subject:
    return Subject("circular", circular.pk, circular.number)
