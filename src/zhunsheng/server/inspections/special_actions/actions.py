"""Entering 专项行动 and tagging records with them. The trace has names, numbers and days, no wording."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from zhunsheng.server.audit.trail import Subject, record, record_each
from zhunsheng.server.inspections.entry_checks import in_order, own, words
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.special_actions.models import SpecialAction
from zhunsheng.server.inspections.special_actions.queries import (
    TAGGABLE,
    special_actions_visible_to,
    tagged,
    to_offer,
)
from zhunsheng.server.inspections.subjects import chain_of, iso, subject_of
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require


@transaction.atomic
def enter_special_action(
    actor: Actor, *, name: str, ordered_by: str, since: date, until: date | None = None, document: str = ""
) -> SpecialAction:
    require(may_register(actor))
    action = SpecialAction(tenant_id=actor.tenant)
    _write(action, name, ordered_by, document, since, until)
    record(actor, "enter_special_action", _subject(action), _told(action))
    return action


@transaction.atomic
def change_special_action(
    actor: Actor,
    *,
    special_action_id: int,
    name: str,
    ordered_by: str,
    since: date,
    until: date | None = None,
    document: str = "",
) -> SpecialAction:
    """What was entered, put right; what is tagged stays."""
    require(may_register(actor))
    action = locked(special_actions_visible_to(actor), special_action_id)
    _write(action, name, ordered_by, document, since, until)
    record(actor, "change_special_action", _subject(action), _told(action))
    return action


def _write(
    action: SpecialAction, name: str, ordered_by: str, document: str, since: date, until: date | None
) -> None:
    in_order(since, "开始日期", until, "结束日期")
    action.name, action.ordered_by = words(name, "名称"), words(ordered_by, "部署机关")
    action.document, action.since, action.until = document.strip(), since, until
    others = SpecialAction.objects.filter(tenant=action.tenant_id, name=action.name).exclude(pk=action.pk)
    if others.exists():
        raise Refused(f"“{action.name}”已经登记过。")
    action.save()


def _told(action: SpecialAction) -> dict[str, object]:
    return {"ordered_by": action.ordered_by, "since": action.since.isoformat(), "until": iso(action.until)}


@transaction.atomic
def tag_records(actor: Actor, *, special_action_id: int, kind: str, ids: Collection[int]) -> None:
    """Exactly these of the kind are tagged from now on. Issues are tagged in the ledger."""
    require(may_register(actor))
    action, taggable = locked(special_actions_visible_to(actor), special_action_id), TAGGABLE[kind]
    before = set(tagged(action, taggable).values_list("pk", flat=True))
    after = set(to_offer(action, taggable).filter(pk__in=ids).values_list("pk", flat=True))
    getattr(action, kind).set(after)
    details = {"kind": kind, "added": sorted(after - before), "removed": sorted(before - after)}
    record(actor, "tag_records", _subject(action), details)


@transaction.atomic
def tag_new_issues(actor: Actor, tags: Sequence[tuple[Issue, SpecialAction]], **details: Any) -> None:
    """Of issues just registered, which have no tag yet. `details`: what else each trace says."""
    require(may_register(actor))
    for tenant in {action.tenant_id for _, action in tags}:
        own(actor, tenant)
    tag = SpecialAction.issues.through
    tag.objects.bulk_create(tag(issue=issue, specialaction=action) for issue, action in tags)
    told = [(subject_of(issue), {"action": action.name} | details, chain_of(issue)) for issue, action in tags]
    record_each(actor, "tag_issue", told)


def _subject(action: SpecialAction) -> Subject:
    return Subject("special_action", action.pk, action.name)
