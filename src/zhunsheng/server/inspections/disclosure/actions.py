"""Recording 双公开: published, not published on a ground, withdrawn. The trace has days and grounds, never the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.disclosure.models import Disclosure, ExemptionGround, Manner, Matter
from zhunsheng.server.inspections.disclosure.privacy_gate import screen
from zhunsheng.server.inspections.disclosure.queries import disclosures_visible_to, ready_on
from zhunsheng.server.inspections.entry_checks import filled, happened, in_order, own, words
from zhunsheng.server.inspections.models import Round
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require


@dataclass(slots=True, frozen=True)
class About:
    """Which one of a unit's four is meant."""

    round: Round
    unit: Unit
    matter: Matter
    manner: Manner

    def __str__(self) -> str:
        return f"{self.unit.name}{self.matter.label}{self.manner.label}"


@dataclass(slots=True, frozen=True)
class Review:
    """保密审查 and 隐私审查 of a text for the public, by two persons."""

    text: str = ""
    secrecy_reviewer: str = ""
    privacy_reviewer: str = ""
    review_note: str = ""


NOT_REVIEWED = Review()
"""A circular within the party: its text is not kept here."""


@transaction.atomic
def publish(
    actor: Actor,
    about: About,
    *,
    approver: str,
    approved_on: date,
    place: str,
    published_on: date,
    review: Review = NOT_REVIEWED,
) -> Disclosure:
    """What has been published. A text for the public passes the privacy gate first."""
    _ready(actor, about, approved_on)
    happened(published_on, "公布日期")
    in_order(approved_on, "批准日期", published_on, "公布日期")
    if about.manner is Manner.PUBLIC:
        _screened(review)
    return _recorded(
        actor,
        about,
        approver=filled(approver, "批准人"),
        approved_on=approved_on,
        place=filled(place, "范围或载体"),
        published_on=published_on,
        text=review.text.strip(),
        secrecy_reviewer=review.secrecy_reviewer.strip(),
        privacy_reviewer=review.privacy_reviewer.strip(),
        review_note=review.review_note.strip(),
    )


def _screened(review: Review) -> None:
    """Raises Refused for what the gate holds up."""
    words(review.text, "公开的文本")
    reviewers = (review.secrecy_reviewer.strip(), review.privacy_reviewer.strip())
    if not all(reviewers):
        raise Refused("请填写保密审查人和隐私审查人。")
    if len(set(reviewers)) < len(reviewers):
        raise Refused("保密审查和隐私审查要由两个人做。")
    found = screen(review.text, secrecy_reviewer=reviewers[0], privacy_reviewer=reviewers[1])
    if found.errors:
        raise Refused(f"公开的文本{'；'.join(found.errors)}。请删去或遮盖后再登记。")
    if found.warnings and not review.review_note.strip():
        raise Refused(f"{'；'.join(found.warnings)}。确认可以公开的，请写明审查意见。")


@transaction.atomic
def exempt(
    actor: Actor,
    about: About,
    *,
    ground: ExemptionGround,
    approver: str,
    approved_on: date,
    ground_note: str = "",
) -> Disclosure:
    """不公开: on a ground, approved."""
    _ready(actor, about, approved_on)
    own(actor, ground.tenant_id)
    if not ground.is_active:
        raise Refused("这条理由已经停用，请选别的。")
    return _recorded(
        actor,
        about,
        approver=filled(approver, "批准人"),
        approved_on=approved_on,
        ground=ground,
        ground_note=ground_note.strip(),
    )


@transaction.atomic
def withdraw(actor: Actor, *, disclosure_id: int, on: date, reason: str) -> Disclosure:
    """撤回: taken off, or recorded wrongly. What was recorded is kept; it can be recorded anew."""
    require(may_register(actor))
    found = locked(disclosures_visible_to(actor), disclosure_id)
    if found.withdrawn_on is not None:
        raise Refused(f"这一条 {found.withdrawn_on} 已经撤回。")
    happened(on, "撤回日期")
    in_order(found.published_on or found.approved_on, "公布日期", on, "撤回日期")
    found.withdrawn_on, found.withdrawn_for = on, words(reason, "撤回原因")
    found.save(update_fields=["withdrawn_on", "withdrawn_for"])
    record(actor, "withdraw_disclosure", _subject(found), {"on": on.isoformat()})
    return found


def _ready(actor: Actor, about: About, approved_on: date) -> None:
    require(may_register(actor))
    own(actor, about.round.term.tenant_id)
    since = ready_on(about.round, about.unit, about.matter)
    if since is None:
        step = "反馈" if about.matter is Matter.FEEDBACK else "整改"
        raise Refused(f"本轮还没有填{about.unit.name}的“{step}”日期，先填了再登记。")
    happened(approved_on, "批准日期")
    in_order(since, f"{about.matter.label}日期", approved_on, "批准日期")


def _recorded(actor: Actor, about: About, **columns: Any) -> Disclosure:
    Round.objects.select_for_update().get(pk=about.round.pk)
    same = {"round": about.round, "unit": about.unit, "matter": about.matter, "manner": about.manner}
    if Disclosure.objects.filter(withdrawn_on=None, **same).exists():
        raise Refused(f"{about}已经登记过，要改先撤回。")
    made = Disclosure.objects.create(by_id=actor.person, **same, **columns)
    details = {
        "approved_on": made.approved_on.isoformat(),
        "published_on": made.published_on.isoformat() if made.published_on is not None else None,
        "ground": made.ground.name if made.ground is not None else None,
    }
    record(actor, "record_disclosure", _subject(made), details)
    return made


def _subject(made: Disclosure) -> Subject:
    name = f"{made.unit.name}{made.get_matter_display()}{made.get_manner_display()}"
    return Subject("disclosure", made.pk, name)
