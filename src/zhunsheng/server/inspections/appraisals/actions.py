"""Handing the facts of rectification over, and what comes back. The trace has numbers, days and units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.files.storing import store_upload
from zhunsheng.server.inspections.appraisals.facts import FIGURES, facts_of, words_of
from zhunsheng.server.inspections.appraisals.models import Adoption, HandedUnit, Handover, Use
from zhunsheng.server.inspections.appraisals.queries import handovers_visible_to
from zhunsheng.server.inspections.entry_checks import happened, in_order, own, own_units, words
from zhunsheng.server.inspections.numbering import keep_up, next_number
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require


@transaction.atomic
def hand_over_facts(
    actor: Actor,
    *,
    scope: Scope,
    use: Use,
    units: Iterable[Unit],
    recipient: Unit,
    handed_on: date,
    department: str = "",
    number: str = "",
) -> Handover:
    """移交: the figures of these units as of the scope's day, frozen with their rules. NR2024-001 if not numbered."""
    require(may_register(actor))
    told = own_units(actor, units)
    own(actor, recipient.tenant_id)
    if not told:
        raise Refused("请选择移交哪些单位的情况。")
    happened(handed_on, "移交日期")
    in_order(scope.as_of, "截止日期", handed_on, "移交日期")
    handover = Handover.objects.create(
        tenant_id=actor.tenant,
        number=_number(actor, number.strip(), handed_on),
        use=use,
        fiscal_year=scope.year,
        as_of=scope.as_of,
        recipient=recipient,
        department=department.strip(),
        handed_on=handed_on,
        figures=[{"key": f.key, "title": f.title, "short": f.short, "rule": f.rule} for f in FIGURES],
    )
    facts = facts_of(scope, [unit.pk for unit in told])
    HandedUnit.objects.bulk_create(
        HandedUnit(handover=handover, unit=unit, values=words_of(facts[unit.pk])) for unit in told
    )
    details = {
        "use": use,
        "as_of": scope.as_of.isoformat(),
        "handed_on": handed_on.isoformat(),
        "recipient": recipient.name,
        "units": [unit.name for unit in told],
    }
    record(actor, "hand_over_facts", subject_of(handover), details, chain_of(handover))
    return handover


def _number(actor: Actor, given: str, handed_on: date) -> str:
    if not given:
        return next_number(actor.tenant, f"NR{handed_on.year}-")
    if Handover.objects.filter(tenant_id=actor.tenant, number=given).exists():
        raise Refused(f"编号 {given} 已经用过，请换一个，或者不填由系统编。")
    keep_up(actor.tenant, [given])
    return given


@transaction.atomic
def withdraw_handover(actor: Actor, *, handover_id: int) -> None:
    """Entered by mistake: only as long as nobody has confirmed that it arrived. The number is not given again."""
    require(may_register(actor))
    handover = locked(handovers_visible_to(actor), handover_id)
    if handover.received_on is not None or handover.adoptions.exists():
        raise Refused("接收单位已经回执或反馈，不能删去。有误请另行移交更正。")
    record(actor, "withdraw_handover", subject_of(handover), {}, chain_of(handover))
    handover.delete()


@transaction.atomic
def note_handover_receipt(
    actor: Actor,
    *,
    handover_id: int,
    received_on: date,
    receipt: str = "",
    upload: UploadedFile[bytes] | None = None,
) -> Handover:
    """The recipient has confirmed it: a number, a scan, or both. Entered again, it is put right."""
    require(may_register(actor))
    handover = locked(handovers_visible_to(actor), handover_id)
    happened(received_on, "收到日期")
    in_order(handover.handed_on, "移交日期", received_on, "收到日期")
    if not receipt.strip() and upload is None and handover.receipt_file is None:
        raise Refused("请填写回执编号或上传回执。")
    handover.received_on, handover.receipt = received_on, receipt.strip()
    if upload is not None:
        handover.receipt_file = store_upload(actor, upload, guarded=True)
    handover.save(update_fields=["received_on", "receipt", "receipt_file"])
    details = {"received_on": received_on.isoformat(), "receipt": handover.receipt}
    record(actor, "note_handover_receipt", subject_of(handover), details, chain_of(handover))
    return handover


@transaction.atomic
def note_adoption(actor: Actor, *, handover_id: int, told_on: date, text: str) -> Adoption:
    """采用情况: what the recipient says was done with it."""
    require(may_register(actor))
    handover = locked(handovers_visible_to(actor), handover_id)
    happened(told_on, "反馈日期")
    in_order(handover.handed_on, "移交日期", told_on, "反馈日期")
    adoption = Adoption.objects.create(handover=handover, told_on=told_on, words=words(text, "采用情况"))
    details = {"told_on": told_on.isoformat()}
    record(actor, "note_adoption", subject_of(handover), details, chain_of(handover))
    return adoption


def subject_of(handover: Handover) -> Subject:
    return Subject("handover", handover.pk, handover.number)


def chain_of(handover: Handover) -> str:
    return f"handover/{handover.pk}"
