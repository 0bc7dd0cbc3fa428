"""成批办理: one change for many issues. First what would be done and what passed over and why; then it is done.

Each issue is judged by itself and has a trace of its own, which names the batch.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from zhunsheng.server.audit.trail import Subject, record, record_each
from zhunsheng.server.inspections.deadlines import due_after_feedback, fault_of_due
from zhunsheng.server.inspections.entry_checks import own
from zhunsheng.server.inspections.issues.bulk_models import IssueBatch
from zhunsheng.server.inspections.models import ENDED, Category, Issue, Register, Support, Theme
from zhunsheng.server.inspections.queries import register_or_plain, visible_to
from zhunsheng.server.inspections.special_actions.models import SpecialAction
from zhunsheng.server.inspections.subjects import chain_of, iso, subject_of
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require

MOST_AT_ONCE = 1_000
_READ_TOGETHER = 500


class Kind(StrEnum):
    """What can be changed of many at once."""

    DUE = "due"
    CATEGORY = "category"
    THEME = "theme"
    IMMEDIATE = "immediate"
    SUPPORT = "support"
    TAG = "tag"
    UNTAG = "untag"

    @property
    def label(self) -> str:
        return {
            "due": "设整改时限",
            "category": "设类别",
            "theme": "设主题",
            "immediate": "标为立行立改",
            "support": "送配合单位",
            "tag": "标专项行动",
            "untag": "取消专项行动",
        }[self.value]


TAGGING = (Kind.TAG, Kind.UNTAG)


@dataclass(slots=True, frozen=True)
class Change:
    """The one value that goes with the kind."""

    kind: Kind
    due_on: date | None = None
    category: Category | None = None
    theme: Theme | None = None
    unit: Unit | None = None
    action: SpecialAction | None = None

    @property
    def value(self) -> date | Category | Theme | Unit | SpecialAction | None:
        return {
            Kind.DUE: self.due_on,
            Kind.CATEGORY: self.category,
            Kind.THEME: self.theme,
            Kind.SUPPORT: self.unit,
            Kind.TAG: self.action,
            Kind.UNTAG: self.action,
            Kind.IMMEDIATE: None,
        }[self.kind]

    @property
    def words(self) -> str:
        return str(self.value or "")


@dataclass(slots=True)
class Plan:
    goes: list[Issue] = field(default_factory=list)
    skipped: list[tuple[Issue, str]] = field(default_factory=list)


def plan_of(actor: Actor, change: Change, issue_ids: Collection[int]) -> Plan:
    """Which issues would be changed, and which not and why. Nothing is changed."""
    _require(actor, change, issue_ids)
    plan = Plan()
    ids = list(issue_ids)
    for start in range(0, len(ids), _READ_TOGETHER):
        some = visible_to(actor).filter(pk__in=ids[start : start + _READ_TOGETHER])
        _sort_out(plan, change, list(some.select_related("unit").order_by("number")))
    return plan


def _require(actor: Actor, change: Change, issue_ids: Collection[int]) -> None:
    require(may_register(actor))
    if change.kind is not Kind.IMMEDIATE and change.value is None:
        raise Refused(f"{change.kind.label}：还没有选定要改成什么。")
    for chosen in (change.unit, change.category, change.theme, change.action):
        if chosen is not None:
            own(actor, chosen.tenant_id)
    if not issue_ids:
        raise Refused("还没有勾选问题。")
    if len(issue_ids) > MOST_AT_ONCE:
        raise Refused(f"勾选了 {len(issue_ids)} 个问题，一次最多办 {MOST_AT_ONCE} 个，请先筛选。")


def _sort_out(plan: Plan, change: Change, issues: list[Issue]) -> None:
    there = _there(change, issues)
    for issue in issues:
        reason = _why_not(change, issue, issue.pk in there)
        if reason:
            plan.skipped.append((issue, reason))
        else:
            plan.goes.append(issue)


def _there(change: Change, issues: list[Issue]) -> set[int]:
    """The issues that were sent to the unit already, or have the tag."""
    if change.unit is not None:
        sent = Support.objects.filter(issue__in=issues, unit=change.unit)
        return set(sent.values_list("issue_id", flat=True))
    if change.action is not None:
        return set(change.action.issues.filter(pk__in=[i.pk for i in issues]).values_list("pk", flat=True))
    return set()


def _why_not(change: Change, issue: Issue, there: bool) -> str:
    """Why this issue is passed over; empty where it isn't."""
    if issue.state in ENDED and change.kind in (Kind.DUE, Kind.IMMEDIATE, Kind.SUPPORT):
        return f"{issue.get_state_display()}，不再改时限和配合单位。"
    match change.kind:
        case Kind.DUE:
            if change.due_on == issue.due_on:
                return "整改时限已经是这一天。"
            return fault_of_due(issue, change.due_on) if change.due_on is not None else ""
        case Kind.CATEGORY if change.category is not None and change.category.pk == issue.category_id:
            return "已经是这一类别。"
        case Kind.THEME if change.theme is not None and change.theme.pk == issue.theme_id:
            return "已经是这一主题。"
        case Kind.IMMEDIATE if issue.immediate:
            return "已经是立行立改。"
        case Kind.SUPPORT:
            if change.unit is not None and change.unit.pk == issue.unit_id:
                return "责任单位不能同时是配合单位。"
            if there:
                return "已经送过这个单位。"
        case Kind.TAG if there:
            return "已经标了这个专项行动。"
        case Kind.UNTAG if not there:
            return "没有标这个专项行动。"
    return ""


@transaction.atomic
def carry_out(actor: Actor, change: Change, issue_ids: Collection[int]) -> IssueBatch:
    """Changed as planned; what became of an issue in the meantime is judged anew."""
    _require(actor, change, issue_ids)
    batch = IssueBatch.objects.create(
        tenant_id=actor.tenant, change=change.kind, value=change.words, by_id=actor.person
    )
    register, plan, ids = register_or_plain(actor), Plan(), list(issue_ids)
    for start in range(0, len(ids), _READ_TOGETHER):
        seen = visible_to(actor).filter(pk__in=ids[start : start + _READ_TOGETHER])
        held = Issue.objects.select_for_update(of=("self",)).filter(
            pk__in=list(seen.values_list("pk", flat=True))
        )
        some = Plan()
        _sort_out(some, change, list(held.select_related("round").order_by("pk")))
        _change(actor, batch, change, register, some.goes)
        plan.goes += some.goes
        plan.skipped += some.skipped
    batch.done = [issue.pk for issue in plan.goes]
    batch.skipped = [[issue.pk, reason] for issue, reason in plan.skipped]
    batch.save(update_fields=["done", "skipped"])
    details = {
        "change": change.kind.value,
        "value": change.words,
        "done": len(plan.goes),
        "skipped": len(plan.skipped),
    }
    record(actor, "change_many_issues", _subject(batch), details)
    return batch


def _change(actor: Actor, batch: IssueBatch, change: Change, register: Register, issues: list[Issue]) -> None:
    if change.unit is not None:
        today = timezone.localdate()
        Support.objects.bulk_create(Support(issue=issue, unit=change.unit, sent_on=today) for issue in issues)
        details = {"unit": change.unit.name, "batch": batch.pk}
        record_each(actor, "add_support", [(subject_of(i), details, chain_of(i)) for i in issues])
        return
    if change.action is not None:
        mark = change.action.issues.add if change.kind is Kind.TAG else change.action.issues.remove
        mark(*issues)
        details = {"action": change.action.name, "batch": batch.pk}
        verb = "tag_issue" if change.kind is Kind.TAG else "untag_issue"
        record_each(actor, verb, [(subject_of(i), details, chain_of(i)) for i in issues])
        return
    told = []
    for issue in issues:
        before = issue.due_on
        columns = _set(issue, change, register)
        details = {"columns": columns, "batch": batch.pk}
        if before != issue.due_on:
            details["due_on"] = [iso(before), iso(issue.due_on)]
        told.append((subject_of(issue), details, chain_of(issue)))
    changed = ["due_on", "due_is_given", "category", "theme", "immediate"]
    Issue.objects.bulk_update(issues, changed, batch_size=200)
    record_each(actor, "change_issue", told)


def _set(issue: Issue, change: Change, register: Register) -> list[str]:
    """Sets it; returns the columns that changed."""
    match change.kind:
        case Kind.DUE:
            issue.due_on, issue.due_is_given = change.due_on, True
            return ["due_on"]
        case Kind.CATEGORY:
            issue.category = change.category
            return ["category"]
        case Kind.THEME:
            issue.theme = change.theme
            return ["theme"]
    issue.immediate = True
    if issue.fed_back_on is not None and not issue.due_is_given:
        # 立行立改 has a short deadline of its own.
        issue.due_on = due_after_feedback(register, issue.round, issue.fed_back_on, immediate=True)
    return ["immediate"]


def _subject(batch: IssueBatch) -> Subject:
    return Subject("issue_batch", batch.pk, f"{Kind(batch.change).label} 第 {batch.pk} 批")
