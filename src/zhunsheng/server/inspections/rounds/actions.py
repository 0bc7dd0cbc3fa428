"""Keeping the register's frame: the register itself, terms, rounds, teams and what they inspect, dictionaries.

Whom a round inspects is known to few before 进驻: the trace has the number of an inspectee, never the name of its unit.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.deadlines import due_after_feedback, fault_of_lights
from zhunsheng.server.inspections.entry_checks import happened, in_order, own
from zhunsheng.server.inspections.models import (
    ALERTED,
    FOUND_BY_ROUNDS,
    Category,
    Inspectee,
    Issue,
    IssueState,
    Register,
    Round,
    Step,
    Team,
    TeamMember,
    Term,
    Theme,
)
from zhunsheng.server.inspections.rounds import hanging
from zhunsheng.server.inspections.rounds.frame import check_inspectee, check_round, check_team, check_term
from zhunsheng.server.inspections.subjects import iso, round_subject
from zhunsheng.server.inspections.talent.avoidance import may_inspect, may_serve
from zhunsheng.server.inspections.talent.models import Talent
from zhunsheng.server.inspections.talent.queries import talents_visible_to
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require

TOLD = ("told_green", "told_yellow", "told_red")
REGISTER_SETTINGS = (
    "period_days",
    "immediate_days",
    "green_days",
    "yellow_days",
    "avoidance_years",
    "done_step",
    "review_again",
    "heads_read",
    "disclosure_days",
    *(step.period for step in Step if step not in (Step.PLANNED, Step.RECTIFIED)),
    *TOLD,
)


@transaction.atomic
def keep_register(actor: Actor, *, unit: Unit, **settings: Any) -> Register:
    """Which unit keeps the register, and the days it goes by. `settings`: any of REGISTER_SETTINGS."""
    require(may_register(actor))
    if unit.tenant_id != actor.tenant:
        raise Refused("台账只能由本地区的单位管理。")
    register, _ = Register.objects.get_or_create(tenant_id=actor.tenant, defaults={"unit": unit})
    before = {name: getattr(register, name) for name in REGISTER_SETTINGS}
    register.unit = unit
    for name in REGISTER_SETTINGS:
        setattr(register, name, settings.get(name, before[name]))
    if fault := fault_of_lights(register.green_days, register.yellow_days):
        raise Refused(fault)
    for name in TOLD:
        if unknown := set(getattr(register, name)) - set(ALERTED):
            raise Refused(f"三色提醒不能告诉{'、'.join(sorted(unknown))}。")
    register.save()
    changed = {name: [old, getattr(register, name)] for name, old in before.items()}
    details = {"unit": unit.name} | {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    record(actor, "keep_register", Subject("register", register.pk, unit.name), details)
    return register


def register_for(actor: Actor) -> Register:
    register = Register.objects.filter(tenant_id=actor.tenant).first()
    if register is None:
        raise Refused("还没有设置台账由哪个单位管理，请先设置。")
    return register


@transaction.atomic
def create_term(actor: Actor, *, number: int, since: date, until: date) -> Term:
    require(may_register(actor))
    term = Term(tenant_id=actor.tenant, number=number, since=since, until=until)
    check_term(term)
    term.save()
    record(actor, "create_term", Subject("term", term.pk, term.name), {"since": since.isoformat()})
    return term


@transaction.atomic
def create_round(actor: Actor, *, term: Term, number: int, period_days: int | None = None) -> Round:
    require(may_register(actor))
    own(actor, term.tenant_id)
    entry = Round(term=term, number=number, period_days=period_days)
    check_round(entry)
    entry.save()
    record(actor, "create_round", round_subject(entry), {"period_days": period_days})
    return entry


TAKEN = (Step.FED_BACK, Step.RECTIFIED, Step.ARCHIVED)
"""What follows from these days follows at once: they are written once the step is taken. 进驻 may be planned."""


@transaction.atomic
def date_steps(actor: Actor, *, entry: Round, days: dict[Step, date | None]) -> Round:
    """The dates of the steps taken. A later step may not come before an earlier one.

    A date of 反馈 opens the round's issues to their units and sets their deadlines.
    """
    require(may_register(actor))
    own(actor, entry.term.tenant_id)
    entry = Round.objects.select_related("term").select_for_update().get(pk=entry.pk)
    before = {step: entry.date_of(step) for step in Step}
    for step, day in days.items():
        setattr(entry, step.column, day)
    _in_order(entry)
    changed = {
        step.value: [iso(before[step]), iso(entry.date_of(step))]
        for step in Step
        if before[step] != entry.date_of(step)
    }
    _have_happened(entry, changed)
    if Step.FED_BACK.value in changed and entry.fed_back_on is None:
        _may_take_back(_told_with(entry), entry)
    entry.save()
    if Step.ARCHIVED.value in changed and is_filed(entry):
        raise Refused("本轮已经归档，归档日期不能改；确需改的，先撤销归档。")
    if changed:
        record(actor, "date_steps", round_subject(entry), changed)
    if Step.FED_BACK.value in changed:
        _feed_back(actor, _told_with(entry), entry, entry.fed_back_on)
    return entry


def _told_with(entry: Round) -> QuerySet[Issue]:
    """Its issues but for those whose inspectee was told on a day of its own."""
    return Issue.objects.filter(round=entry, inspectee__fed_back_on=None)


def _have_happened(entry: Round, changed: Container[str]) -> None:
    for step in TAKEN:
        day = entry.date_of(step)
        if day is not None and step.value in changed:
            happened(day, f"“{step.label}”")


def _may_take_back(issues: QuerySet[Issue], entry: Round) -> None:
    """Whether 反馈 may be undone: not once the units have begun, nor when the round is archived."""
    if entry.archived_on is not None:
        raise Refused(f"{entry.name}已经归档，反馈日期不能去掉，只能改成对的日期。")
    begun = issues.exclude(state=IssueState.UNCLAIMED).count()
    if begun:
        raise Refused(f"有 {begun} 个问题单位已经认领，反馈日期不能去掉，只能改成对的日期。")


def is_filed(entry: Round) -> bool:
    """Archived with its files (archive.sealing): the day is part of what was frozen."""
    return entry.filings.filter(withdrawn_on=None, sealed_at__isnull=False).exists()


@transaction.atomic
def set_period(actor: Actor, *, entry: Round, days: int | None) -> Round:
    """The 整改期限 of a round; None goes back to the register's. Deadlines that follow from it move."""
    require(may_register(actor))
    own(actor, entry.term.tenant_id)
    if days is not None and not 1 <= days <= 999:
        raise Refused("整改期限应在 1 到 999 天之间。")
    if days == entry.period_days:
        return entry
    record(actor, "set_period", round_subject(entry), {"period_days": [entry.period_days, days]})
    entry.period_days = days
    entry.save(update_fields=["period_days"])
    told = Issue.objects.filter(round=entry, fed_back_on__isnull=False, immediate=False, due_is_given=False)
    for day in set(told.values_list("fed_back_on", flat=True)):
        assert day is not None
        due = due_after_feedback(register_for(actor), entry, day, immediate=False)
        told.filter(fed_back_on=day).update(due_on=due)
    return entry


def _in_order(entry: Round) -> None:
    last: Step | None = None
    for step in Step:
        day = entry.date_of(step)
        if day is None:
            continue
        earlier = entry.date_of(last) if last is not None else None
        if last is not None and earlier is not None and day < earlier:
            raise Refused(f"“{step.label}”{day} 早于“{last.label}”{earlier}，请核对日期。")
        last = step


@transaction.atomic
def feed_back(actor: Actor, *, inspectee: Inspectee, on: date | None) -> Inspectee:
    """反馈 to one of a round's units on a day of its own; None goes back to the round's."""
    require(may_register(actor))
    own(actor, inspectee.round.term.tenant_id)
    entry = Round.objects.select_related("term").select_for_update().get(pk=inspectee.round_id)
    issues = Issue.objects.filter(inspectee=inspectee)
    day = on or entry.fed_back_on
    if on is not None:
        happened(on, "反馈日期")
        if entry.entered_on is not None:
            in_order(entry.entered_on, "进驻日期", on, "反馈日期")
    if day is None and inspectee.fed_back_on is not None:
        _may_take_back(issues, entry)
    inspectee.fed_back_on = on
    inspectee.save(update_fields=["fed_back_on"])
    record(actor, "feed_back", round_subject(entry), {"inspectee": inspectee.pk, "on": iso(on)})
    _feed_back(actor, issues, entry, day)
    return inspectee


def _feed_back(actor: Actor, issues: QuerySet[Issue], entry: Round, day: date | None) -> None:
    """Issues are told with 反馈, but for those with a day of their own; what no inspection found and was found
    later, on the day it was found."""
    register = register_for(actor)
    _fits_stated_days(issues.filter(fed_back_is_given=True), entry, day)
    issues = issues.filter(fed_back_is_given=False)
    _tell(register, issues, entry, day)
    if day is None:
        return
    later = issues.filter(found_on__gt=day).exclude(source__in=FOUND_BY_ROUNDS)
    for found_on in set(later.values_list("found_on", flat=True)):
        _tell(register, later.filter(found_on=found_on), entry, found_on)


def _fits_stated_days(stated: QuerySet[Issue], entry: Round, day: date | None) -> None:
    """What was told on a day of its own keeps it, and was not told before its round."""
    if day is None and (told := stated.count()):
        raise Refused(f"有 {told} 个问题另填了反馈日期，{entry.name}的反馈日期不能去掉。")
    if day is not None and (early := stated.filter(fed_back_on__lt=day).count()):
        raise Refused(f"有 {early} 个问题另填的反馈日期早于 {day}，请核对日期。")


def _tell(register: Register, issues: QuerySet[Issue], entry: Round, day: date | None) -> None:
    """Issues get the day and, where no other was given, the deadline that follows from it."""
    for immediate in (False, True):
        due = due_after_feedback(register, entry, day, immediate) if day is not None else None
        issues.filter(immediate=immediate, due_is_given=False).update(due_on=due)
    issues.update(fed_back_on=day)


@transaction.atomic
def add_team(
    actor: Actor,
    *,
    entry: Round,
    name: str,
    origin: Team.Origin = Team.Origin.OWN,
    headcount: int | None = None,
) -> Team:
    require(may_register(actor))
    own(actor, entry.term.tenant_id)
    team = Team(round=entry, name=name, origin=origin, headcount=headcount)
    check_team(team)
    team.save()
    record(actor, "add_team", round_subject(entry), {"team": team.name, "origin": team.origin})
    return team


@transaction.atomic
def remove_team(actor: Actor, *, team: Team) -> None:
    require(may_register(actor))
    own(actor, team.round.term.tenant_id)
    if team.inspectees.exists():
        raise Refused(f"“{team.name}”还有巡察对象，请先改派或移出。")
    record(actor, "remove_team", round_subject(team.round), {"team": team.name})
    team.delete()


@transaction.atomic
def add_member(
    actor: Actor, *, team: Team, talent: Talent, duty: TeamMember.Duty = TeamMember.Duty.MEMBER
) -> TeamMember:
    """编入; of somebody already on the team, the duty changes."""
    require(may_register(actor))
    own(actor, team.round.term.tenant_id)
    own(actor, talent.tenant_id)
    if not talent.in_pool(timezone.localdate()):
        raise Refused(f"{talent.name}已经出库，不能编入。")
    _once_a_round(team, talent)
    require(may_serve(talent, team))
    if duty == TeamMember.Duty.HEAD:
        _one_head(team, talent)
    member, _ = TeamMember.objects.update_or_create(team=team, talent=talent, defaults={"duty": duty})
    details = {"team": team.name, "talent": talent.pk, "duty": duty}
    record(actor, "add_member", round_subject(team.round), details)
    return member


@transaction.atomic
def add_members(actor: Actor, *, team: Team, people: Mapping[int, TeamMember.Duty]) -> None:
    """Several at once, by id: all of them, or none where one may not serve."""
    require(may_register(actor))
    if not people:
        raise Refused("请勾选要编入的人。")
    for talent in talents_visible_to(actor).filter(pk__in=people):
        add_member(actor, team=team, talent=talent, duty=people[talent.pk])


def _once_a_round(team: Team, talent: Talent) -> None:
    others = Team.objects.filter(round=team.round, members__talent=talent).exclude(pk=team.pk)
    other = others.first()
    if other is not None:
        raise Refused(f"{talent.name}已经编入本轮的{other.name}，请先移出。")


def _one_head(team: Team, talent: Talent) -> None:
    heads = team.members.filter(duty=TeamMember.Duty.HEAD).exclude(talent=talent)
    head = heads.select_related("talent").first()
    if head is not None:
        raise Refused(f"{team.name}已经有组长{head.talent.name}，请先改他的职责。")


@transaction.atomic
def remove_member(actor: Actor, *, member: TeamMember) -> None:
    require(may_register(actor))
    own(actor, member.team.round.term.tenant_id)
    details = {"team": member.team.name, "talent": member.talent_id}
    record(actor, "remove_member", round_subject(member.team.round), details)
    member.delete()


@transaction.atomic
def add_inspectee(
    actor: Actor,
    *,
    entry: Round,
    team: Team | None,
    kind: Inspectee.Kind,
    unit: Unit | None = None,
    part: str = "",
    elsewhere: str = "",
    theme: Theme | None = None,
) -> Inspectee:
    """A unit (perhaps with its villages), or a place elsewhere."""
    require(may_register(actor))
    own(actor, entry.term.tenant_id)
    inspectee = Inspectee(
        round=entry, team=team, kind=kind, unit=unit, part=part, elsewhere=elsewhere, theme=theme
    )
    check_inspectee(actor, inspectee)
    inspectee.save()
    details = {"inspectee": inspectee.pk, "kind": kind, "team": team.name if team else None}
    record(actor, "add_inspectee", round_subject(entry), details)
    return inspectee


@transaction.atomic
def assign_inspectee(actor: Actor, *, inspectee: Inspectee, team: Team | None) -> Inspectee:
    """改派: which team inspects it; None leaves that open. Its issues go to the people of that team."""
    require(may_register(actor))
    own(actor, inspectee.round.term.tenant_id)
    if team is not None:
        if team.round_id != inspectee.round_id:
            raise Refused(f"“{team.name}”不是{inspectee.round.name}的巡察组。")
        require(may_inspect(team, inspectee))
    inspectee.team = team
    inspectee.save(update_fields=["team"])
    details = {"inspectee": inspectee.pk, "team": team.name if team is not None else None}
    record(actor, "assign_inspectee", round_subject(inspectee.round), details)
    return inspectee


@transaction.atomic
def remove_inspectee(actor: Actor, *, inspectee: Inspectee) -> None:
    require(may_register(actor))
    own(actor, inspectee.round.term.tenant_id)
    hangs = hanging.on_inspectee(inspectee)
    if hangs:
        raise Refused(f"“{inspectee.name}”已有 {hangs}，不能移出。")
    record(actor, "remove_inspectee", round_subject(inspectee.round), {"inspectee": inspectee.pk})
    inspectee.delete()


@transaction.atomic
def add_theme(actor: Actor, *, name: str) -> Theme:
    require(may_register(actor))
    if not name.strip():
        raise Refused("请填写主题。")
    theme, made = Theme.objects.get_or_create(tenant_id=actor.tenant, name=name.strip()[:60])
    if made:
        record(actor, "add_theme", Subject("theme", theme.pk, theme.name))
    return theme


@transaction.atomic
def add_category(actor: Actor, *, group: str, name: str = "", place: int = 0) -> Category:
    require(may_register(actor))
    if not group.strip():
        raise Refused("请填写大类。")
    try:
        with transaction.atomic():
            category = Category.objects.create(
                tenant_id=actor.tenant, group=group.strip(), name=name.strip(), place=place
            )
    except IntegrityError as error:
        raise Refused("这个类别已经有了。") from error
    record(actor, "add_category", Subject("category", category.pk, str(category)))
    return category


@transaction.atomic
def use_theme(actor: Actor, *, theme: Theme, is_active: bool) -> None:
    """One no longer used stays on the issues that have it, and isn't offered for new ones."""
    require(may_register(actor))
    own(actor, theme.tenant_id)
    theme.is_active = is_active
    theme.save(update_fields=["is_active"])
    record(actor, "use_theme", Subject("theme", theme.pk, theme.name), {"is_active": is_active})


@transaction.atomic
def use_category(actor: Actor, *, category: Category, is_active: bool) -> None:
    require(may_register(actor))
    own(actor, category.tenant_id)
    category.is_active = is_active
    category.save(update_fields=["is_active"])
    record(actor, "use_category", Subject("category", category.pk, str(category)), {"is_active": is_active})
