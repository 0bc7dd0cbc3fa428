"""Drawing up 规划和计划: versions, what they plan, and the rounds opened from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.entry_checks import in_order, own, own_units, words
from zhunsheng.server.inspections.models import Inspectee, Round, Step, Term, Theme
from zhunsheng.server.inspections.plans.changes import described
from zhunsheng.server.inspections.plans.facts import compare
from zhunsheng.server.inspections.plans.models import STAGES, Plan, PlannedObject, PlanVersion
from zhunsheng.server.inspections.plans.queries import above, draft_of, in_force, objects_of, plans_visible_to
from zhunsheng.server.inspections.plans.workflow import may_write
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.rounds.actions import add_inspectee, create_round, date_steps
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require


@dataclass(slots=True, frozen=True)
class NewPlan:
    """`year` of a year's and a stage's; `stage`, `since` and `until` of a stage's."""

    term: Term
    kind: Plan.Kind
    year: int | None = None
    stage: int | None = None
    since: date | None = None
    until: date | None = None


@transaction.atomic
def draw_up(actor: Actor, new: NewPlan) -> Plan:
    """编制 a plan. What the plan above it has for this year or stage is taken over into its first version."""
    require(may_register(actor))
    own(actor, new.term.tenant_id)
    since, until = _period(new)
    year = None if new.kind is Plan.Kind.TERM else new.year
    stage = new.stage if new.kind is Plan.Kind.STAGE else None
    plan = Plan(term=new.term, kind=new.kind, year=year, stage=stage, since=since, until=until)
    if Plan.objects.filter(term=new.term, kind=new.kind, year=year, stage=stage).exists():
        raise Refused(f"{plan.name}已经有了，要改请用“调整计划”。")
    plan.save()
    version = PlanVersion.objects.create(plan=plan)
    taken_over = _take_over(plan, version)
    details = {"since": since.isoformat(), "until": until.isoformat(), "objects": taken_over}
    record(actor, "draw_up_plan", subject_of(plan), details, chain_of(plan))
    return plan


def _period(new: NewPlan) -> tuple[date, date]:
    """Of a term's and a year's plan it follows from the term and the year; a stage's is given."""
    if new.kind is Plan.Kind.TERM:
        return new.term.since, new.term.until
    if new.year is None or not new.term.since.year <= new.year <= new.term.until.year:
        raise Refused(f"年度要在{new.term.name}的 {new.term.since.year} 到 {new.term.until.year} 年之间。")
    if new.kind is Plan.Kind.ANNUAL:
        return date(new.year, 1, 1), date(new.year, 12, 31)
    if new.stage is None or not 1 <= new.stage <= STAGES:
        raise Refused(f"阶段填 1 到 {STAGES}。")
    if new.since is None or new.until is None:
        raise Refused("请填写这一阶段的起止日期。")
    in_order(new.since, "开始日期", new.until, "结束日期")
    return new.since, new.until


def _take_over(plan: Plan, version: PlanVersion) -> int:
    """How many objects come from the plan above."""
    source = above(plan)
    approved = in_force(source) if source is not None else None
    if approved is None:
        return 0
    wanted = plan.year if plan.kind == Plan.Kind.ANNUAL else plan.stage
    return _copy(objects_of(approved).filter(slot=wanted), version, keep_slot=False)


def _copy(planned: Iterable[PlannedObject], version: PlanVersion, *, keep_slot: bool) -> int:
    copies = [
        PlannedObject(
            version=version,
            slot=entry.slot if keep_slot else None,
            kind=entry.kind,
            theme=entry.theme,
            unit=entry.unit,
            part=entry.part,
            elsewhere=entry.elsewhere,
        )
        for entry in planned
    ]
    return len(PlannedObject.objects.bulk_create(copies))


# --- the draft -----------------------------------------------------------------------------------------


@transaction.atomic
def set_targets(
    actor: Actor, *, plan_id: int, target_units: int | None, target_rounds: int | None
) -> PlanVersion:
    """None where none is set."""
    plan, draft = _draft(actor, plan_id)
    draft.target_units, draft.target_rounds = target_units, target_rounds
    draft.save(update_fields=["target_units", "target_rounds"])
    details = {"version": draft.number, "units": target_units, "rounds": target_rounds}
    record(actor, "set_plan_targets", subject_of(plan), details, chain_of(plan))
    return draft


@transaction.atomic
def add_objects(
    actor: Actor,
    *,
    plan_id: int,
    kind: Inspectee.Kind,
    units: Iterable[Unit] = (),
    part: str = "",
    elsewhere: str = "",
    theme: Theme | None = None,
    slot: int | None = None,
) -> list[PlannedObject]:
    """Several units at once, or one place elsewhere. The theme of a special one may be settled later."""
    plan, draft = _draft(actor, plan_id)
    chosen: list[Unit | None] = [*own_units(actor, units)]
    if bool(chosen) == bool(elsewhere.strip()):
        raise Refused("请勾选单位，或者填写外地单位，两者填一个。")
    if theme is not None:
        own(actor, theme.tenant_id)
    _fits(plan, slot)
    there = set(objects_of(draft).values_list("unit_id", "elsewhere", "kind", "theme_id", "slot"))
    planned = [
        PlannedObject(
            version=draft,
            slot=slot,
            kind=kind,
            theme=theme,
            unit=unit,
            part=part.strip(),
            elsewhere=elsewhere.strip(),
        )
        for unit in chosen or [None]
    ]
    for entry in planned:
        if (entry.unit_id, entry.elsewhere, entry.kind, entry.theme_id, entry.slot) in there:
            raise Refused(f"{described(entry)}已经在计划里了。")
    PlannedObject.objects.bulk_create(planned)
    _tell(actor, plan, "add_planned", draft, planned, slot)
    return planned


@transaction.atomic
def remove_objects(actor: Actor, *, plan_id: int, ids: Collection[int]) -> int:
    plan, draft = _draft(actor, plan_id)
    chosen = _chosen(draft, ids)
    _tell(actor, plan, "remove_planned", draft, chosen)
    PlannedObject.objects.filter(pk__in=[entry.pk for entry in chosen]).delete()
    return len(chosen)


@transaction.atomic
def move_objects(actor: Actor, *, plan_id: int, ids: Collection[int], slot: int | None) -> int:
    """To another year of the term, or another stage of the year; None for not settled."""
    plan, draft = _draft(actor, plan_id)
    _fits(plan, slot)
    chosen = _chosen(draft, ids)
    PlannedObject.objects.filter(pk__in=[entry.pk for entry in chosen]).update(slot=slot)
    _tell(actor, plan, "move_planned", draft, chosen, slot)
    return len(chosen)


def _draft(actor: Actor, plan_id: int) -> tuple[Plan, PlanVersion]:
    """The plan, held, and the version that may be changed."""
    require(may_register(actor))
    plan = _held(actor, plan_id)
    draft = draft_of(plan)
    if draft is None:
        raise Refused("已批准的计划不能直接改，请先“调整计划”。")
    require(may_write(actor, draft))
    return plan, draft


def _held(actor: Actor, plan_id: int) -> Plan:
    return locked(plans_visible_to(actor), plan_id)


def _fits(plan: Plan, slot: int | None) -> None:
    if slot is not None and slot not in plan.slots:
        raise Refused("请从列出的年份或阶段里选。")


def _chosen(version: PlanVersion, ids: Collection[int]) -> list[PlannedObject]:
    chosen = list(objects_of(version).filter(pk__in=ids))
    if not chosen:
        raise Refused("还没有勾选计划对象。")
    return chosen


def _tell(
    actor: Actor,
    plan: Plan,
    verb: str,
    version: PlanVersion,
    planned: Iterable[PlannedObject],
    slot: int | None = None,
) -> None:
    # Ids: who will be inspected is not for those who read the trace.
    details = {
        "version": version.number,
        "objects": [entry.pk for entry in planned],
        "slot": slot,
    }
    record(actor, verb, subject_of(plan), details, chain_of(plan))


# --- versions ------------------------------------------------------------------------------------------


@transaction.atomic
def adjust(actor: Actor, *, plan_id: int, reason: str) -> PlanVersion:
    """调整计划: a new version that starts as what is in force; that stays until the new one is approved."""
    require(may_register(actor))
    plan = _held(actor, plan_id)
    approved = in_force(plan)
    if draft_of(plan) is not None or approved is None:
        raise Refused("已经有一版正在编，还没有批准。")
    draft = PlanVersion.objects.create(
        plan=plan,
        number=approved.number + 1,
        reason=words(reason, "调整原因"),
        target_units=approved.target_units,
        target_rounds=approved.target_rounds,
    )
    _copy(objects_of(approved), draft, keep_slot=True)
    record(actor, "adjust_plan", subject_of(plan), {"version": draft.number}, chain_of(plan))
    return draft


@transaction.atomic
def drop_draft(actor: Actor, *, plan_id: int) -> None:
    """不编了: the draft goes; a plan that has never been approved goes with it."""
    plan, draft = _draft(actor, plan_id)
    record(actor, "drop_plan_draft", subject_of(plan), {"version": draft.number}, chain_of(plan))
    if draft.number > 1:
        draft.delete()
    else:
        plan.delete()


# --- rounds --------------------------------------------------------------------------------------------


@transaction.atomic
def open_round(actor: Actor, *, plan_id: int, number: int, ids: Collection[int]) -> Round:
    """开展一轮 with the objects ticked in an approved plan of a stage; teams and dates are seen to in the round."""
    require(may_register(actor))
    plan = _held(actor, plan_id)
    approved = in_force(plan)
    if plan.kind != Plan.Kind.STAGE or approved is None:
        raise Refused("轮次由批准了的阶段计划开展。")
    chosen = _chosen(approved, ids)
    waiting = {line.planned.pk for line in compare(approved, timezone.localdate()).waiting}
    for planned in chosen:
        if planned.pk not in waiting:
            raise Refused(f"{planned.name}已经列入轮次了，请重新勾选。")
        if planned.kind == Inspectee.Kind.SPECIAL and planned.theme is None:
            raise Refused(f"{planned.name}是专项巡察，请先在计划里定主题。")
    entry = create_round(actor, term=plan.term, number=number)
    date_steps(actor, entry=entry, days={Step.APPROVED: approved.approved_on})
    for planned in chosen:
        add_inspectee(
            actor,
            entry=entry,
            team=None,
            kind=Inspectee.Kind(planned.kind),
            unit=planned.unit,
            part=planned.part,
            elsewhere=planned.elsewhere,
            theme=planned.theme,
        )
    plan.rounds.add(entry)
    details = {"round": entry.name, "objects": len(chosen)}
    record(actor, "open_round", subject_of(plan), details, chain_of(plan))
    return entry


def subject_of(plan: Plan) -> Subject:
    return Subject("plan", plan.pk, plan.name)


def chain_of(plan: Plan) -> str:
    return f"plan/{plan.pk}"
