"""What the made-up inspection office planned: its term, the year reported on with its three stages, the year after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from zhunsheng.server.inspections.models import Inspectee, Round, Theme
from zhunsheng.server.inspections.plans import actions as plan_actions
from zhunsheng.server.inspections.plans import approval
from zhunsheng.server.inspections.plans.actions import NewPlan
from zhunsheng.server.inspections.plans.models import Plan
from zhunsheng.server.inspections.rounds.coverage import coverage_of
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit

_COMMITTEE, _LEADING = "区委常委会会议", "区委巡察工作领导小组会议"
_UNLISTED = 3
"""Units the term's plan leaves out, for the page to show."""
_STAGES = (
    (date(2023, 2, 1), date(2023, 6, 30), date(2023, 2, 10)),
    (date(2023, 7, 1), date(2023, 10, 31), date(2023, 6, 12)),
    (date(2023, 11, 1), date(2023, 12, 31), date(2023, 10, 16)),
)


def draw_up_plans(office: Actor, rounds: Sequence[Round], safety: Unit) -> None:
    """As the rounds went, but for the inspection of work safety: that came by an adjustment of the year's plan."""
    planned = [
        inspectee
        for inspectee in Inspectee.objects.filter(round__in=rounds).select_related("unit", "theme")
        if inspectee.kind in (Inspectee.Kind.ROUTINE, Inspectee.Kind.SPECIAL) and inspectee.unit != safety
    ]
    _of_the_term(office, rounds[0], planned)
    year = _of_the_year(office, rounds, planned)
    _adjust_for_safety(office, year, safety)
    for stage, (since, until, approved_on) in enumerate(_STAGES, start=1):
        new = NewPlan(rounds[0].term, Plan.Kind.STAGE, 2023, stage, since, until)
        plan = plan_actions.draw_up(office, new)
        plan_actions.set_targets(office, plan_id=plan.pk, target_units=None, target_rounds=1)
        _approve(office, plan, approved_on, _LEADING)
    _of_the_year_after(office, rounds[0])


def _of_the_term(office: Actor, first: Round, planned: Sequence[Inspectee]) -> None:
    """2023 as it went; what is left in the year after, the towns once more in the last."""
    term = first.term
    plan = plan_actions.draw_up(office, NewPlan(term, Plan.Kind.TERM))
    _add(office, plan, planned, 2023)
    units = [entry.unit for entry in coverage_of(term, first.term.since).units]
    rest = [unit for unit in units if unit not in {entry.unit for entry in planned}][:-_UNLISTED]
    routine, special = Inspectee.Kind.ROUTINE, Inspectee.Kind.SPECIAL
    plan_actions.add_objects(office, plan_id=plan.pk, kind=routine, units=rest, slot=2024)
    towns = [unit for unit in units if unit.name.endswith("镇")]
    theme = Theme.objects.get(tenant_id=office.tenant, name="“三资”")
    plan_actions.add_objects(
        office,
        plan_id=plan.pk,
        kind=special,
        units=towns,
        part="所辖村（社区）",
        theme=theme,
        slot=term.until.year,
    )
    plan_actions.set_targets(office, plan_id=plan.pk, target_units=len(units), target_rounds=10)
    _approve(office, plan, date(2021, 11, 18), _COMMITTEE, "示委发〔2021〕18号")


def _of_the_year(office: Actor, rounds: Sequence[Round], planned: Sequence[Inspectee]) -> Plan:
    """Taken over from the term's plan, then set down for the stages."""
    plan = plan_actions.draw_up(office, NewPlan(rounds[0].term, Plan.Kind.ANNUAL, 2023))
    stage_of = {entry.pk: stage for stage, entry in enumerate(rounds, start=1)}
    wanted = {(entry.unit_id, entry.kind): stage_of[entry.round_id] for entry in planned}
    ids = defaultdict(list)
    for taken_over in plan.versions.get().objects_planned.all():
        ids[wanted[taken_over.unit_id, taken_over.kind]].append(taken_over.pk)
    for stage, chosen in ids.items():
        plan_actions.move_objects(office, plan_id=plan.pk, ids=chosen, slot=stage)
    plan_actions.set_targets(office, plan_id=plan.pk, target_units=31, target_rounds=3)
    _approve(office, plan, date(2023, 1, 30), _LEADING, "示巡组发〔2023〕1号")
    return plan


def _adjust_for_safety(office: Actor, plan: Plan, safety: Unit) -> None:
    plan_actions.adjust(office, plan_id=plan.pk, reason="落实上级安全生产专项巡察的部署，增加一个专项。")
    theme = Theme.objects.get(tenant_id=office.tenant, name="安全生产")
    plan_actions.add_objects(
        office, plan_id=plan.pk, kind=Inspectee.Kind.SPECIAL, units=[safety], theme=theme, slot=2
    )
    plan_actions.set_targets(office, plan_id=plan.pk, target_units=32, target_rounds=3)
    _approve(office, plan, date(2023, 5, 30), _LEADING, "示巡组发〔2023〕6号")


def _of_the_year_after(office: Actor, first: Round) -> None:
    """Its first stage is approved and waits for its round, its second lies with the leading group; an adjustment
    of the year is being written."""
    new = NewPlan(first.term, Plan.Kind.ANNUAL, 2024)
    year = plan_actions.draw_up(office, new)
    ids = list(year.versions.get().objects_planned.values_list("pk", flat=True))
    plan_actions.move_objects(office, plan_id=year.pk, ids=ids[:4], slot=1)
    plan_actions.move_objects(office, plan_id=year.pk, ids=ids[4:], slot=2)
    _approve(office, year, date(2024, 1, 15), _LEADING, "示巡组发〔2024〕1号")
    stage = NewPlan(first.term, Plan.Kind.STAGE, 2024, 1, date(2024, 2, 1), date(2024, 6, 30))
    _approve(office, plan_actions.draw_up(office, stage), date(2024, 2, 20), _LEADING)
    stage = NewPlan(first.term, Plan.Kind.STAGE, 2024, 2, date(2024, 7, 1), date(2024, 10, 31))
    approval.send(office, plan_id=plan_actions.draw_up(office, stage).pk, sent_on=date(2024, 6, 12))
    plan_actions.adjust(office, plan_id=year.pk, reason="按机构改革的安排，研究推后两个单位。")


def _add(office: Actor, plan: Plan, planned: Sequence[Inspectee], year: int) -> None:
    alike: dict[tuple[str, Theme | None, str], list[Unit]] = defaultdict(list)
    for entry in planned:
        assert entry.unit is not None
        alike[entry.kind, entry.theme, entry.part].append(entry.unit)
    for (kind, theme, part), units in alike.items():
        plan_actions.add_objects(
            office,
            plan_id=plan.pk,
            kind=Inspectee.Kind(kind),
            units=units,
            theme=theme,
            part=part,
            slot=year,
        )


def _approve(office: Actor, plan: Plan, on: date, by: str, document_number: str = "") -> None:
    approval.approve(office, plan_id=plan.pk, approved_on=on, approved_by=by, document_number=document_number)
