"""Entering the office's own rules. Titles and numbers of rules are public within the office and stand in the trace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.files.storing import store_upload
from zhunsheng.server.inspections.entry_checks import happened, in_order, own, words
from zhunsheng.server.inspections.own_rules.models import OwnRule
from zhunsheng.server.inspections.own_rules.queries import rules_visible_to
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.subjects import iso
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require


@transaction.atomic
def enter_rule(
    actor: Actor,
    *,
    title: str,
    issued_on: date,
    effective_on: date | None = None,
    document_number: str = "",
    replaces: Iterable[OwnRule] = (),
    upload: UploadedFile[bytes] | None = None,
) -> OwnRule:
    """A rule as it was issued; in force from the same day unless another is given. It may replace several."""
    require(may_register(actor))
    rule = OwnRule(tenant_id=actor.tenant)
    _write(rule, title, document_number, issued_on, effective_on)
    rule.file = store_upload(actor, upload, guarded=True) if upload is not None else None
    rule.save()
    details = _told(rule) | {
        "replaces": [_replace(actor, old, rule).title for old in replaces],
        "sha256": rule.file.sha256 if rule.file is not None else None,
    }
    record(actor, "enter_own_rule", _subject(rule), details)
    return rule


@transaction.atomic
def change_rule(
    actor: Actor,
    *,
    own_rule_id: int,
    title: str,
    issued_on: date,
    effective_on: date | None = None,
    document_number: str = "",
) -> OwnRule:
    """What was entered, put right; a revision of the rule is another rule."""
    require(may_register(actor))
    rule = locked(rules_visible_to(actor), own_rule_id)
    _write(rule, title, document_number, issued_on, effective_on)
    rule.save()
    record(actor, "change_own_rule", _subject(rule), _told(rule))
    return rule


def _write(
    rule: OwnRule, title: str, document_number: str, issued_on: date, effective_on: date | None
) -> None:
    happened(issued_on, "印发日期")
    in_order(issued_on, "印发日期", effective_on, "施行日期")
    rule.title, rule.document_number = words(title, "名称"), document_number.strip()
    rule.issued_on, rule.effective_on = issued_on, effective_on or issued_on


def _told(rule: OwnRule) -> dict[str, object]:
    return {
        "document_number": rule.document_number,
        "issued_on": rule.issued_on.isoformat(),
        "effective_on": rule.effective_on.isoformat(),
    }


def _replace(actor: Actor, old: OwnRule, rule: OwnRule) -> OwnRule:
    own(actor, old.tenant_id)
    held = locked(rules_visible_to(actor), old.pk)
    if held.replaced_by_id is not None or held.abolished_on is not None:
        raise Refused(f"“{held.title}”已经被替代或者废止。")
    in_order(held.issued_on, f"“{held.title}”的印发日期", rule.issued_on, "印发日期")
    held.replaced_by = rule
    held.save(update_fields=["replaced_by"])
    return held


@transaction.atomic
def abolish_rule(actor: Actor, *, own_rule_id: int, abolished_on: date | None) -> OwnRule:
    """废止, by a decision; None takes it back."""
    require(may_register(actor))
    rule = locked(rules_visible_to(actor), own_rule_id)
    if rule.replaced_by_id is not None:
        raise Refused("这件制度已经被替代，不用再废止。")
    in_order(rule.issued_on, "印发日期", abolished_on, "废止日期")
    rule.abolished_on = abolished_on
    rule.save(update_fields=["abolished_on"])
    record(actor, "abolish_own_rule", _subject(rule), {"abolished_on": iso(abolished_on)})
    return rule


@transaction.atomic
def attach_file(actor: Actor, *, own_rule_id: int, upload: UploadedFile[bytes]) -> OwnRule:
    """The text of the rule, or a better copy of it."""
    require(may_register(actor))
    rule = locked(rules_visible_to(actor), own_rule_id)
    rule.file = store_upload(actor, upload, guarded=True)
    rule.save(update_fields=["file"])
    record(actor, "attach_own_rule_file", _subject(rule), {"sha256": rule.file.sha256})
    return rule


def _subject(rule: OwnRule) -> Subject:
    return Subject("own_rule", rule.pk, rule.title)
