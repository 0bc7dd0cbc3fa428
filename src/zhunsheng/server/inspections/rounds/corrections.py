"""更正 and 作废 of the register's frame, as long as nothing that was counted or sent becomes false by it.

The trace tells terms, rounds and teams as they were and are; of an inspectee only which columns changed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.entry_checks import RefusedAt, own
from zhunsheng.server.inspections.issues.corrections import carry_source
from zhunsheng.server.inspections.models import (
    FOUND_BY_ROUNDS,
    Inspectee,
    Issue,
    Round,
    Step,
    Team,
    Term,
    Theme,
)
from zhunsheng.server.inspections.plans.models import Plan
from zhunsheng.server.inspections.queries import inspectees_visible_to, locked, rounds_visible_to
from zhunsheng.server.inspections.rounds import hanging
from zhunsheng.server.inspections.rounds.actions import is_filed
from zhunsheng.server.inspections.rounds.frame import check_inspectee, check_round, check_team, check_term
from zhunsheng.server.inspections.subjects import iso, round_subject
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, Verdict, no, require


def may_correct(actor: Actor, entry: Round) -> Verdict:
    """Of the round, its teams and its inspectees."""
    allowed = may_register(actor)
    if not allowed or not is_filed(entry):
        return allowed
    return no(f"{entry.name}已经归档，要更正请先撤销归档。")


# --- terms -------------------------------------------------------------------------------------------------


@transaction.atomic
def correct_term(actor: Actor, *, term_id: int, number: int, since: date, until: date) -> Term:
    """The plan of the term covers the term: its period follows."""
    require(may_register(actor))
    term = locked(Term.objects.filter(tenant_id=actor.tenant), term_id)
    name = term.name
    changed = _set(term, number=number, since=since, until=until)
    if "number" in changed:
        _unhindered(name, hanging.named_after_term(term), "届数不能改")
    check_term(term)
    _unhindered("新的起止以外", hanging.outside_term(term, since, until), "请先调整计划")
    term.save()
    term.plans.filter(kind=Plan.Kind.TERM).update(since=since, until=until)
    record(actor, "correct_term", Subject("term", term.pk, term.name), changed)
    return term


@transaction.atomic
def void_term(actor: Actor, *, term_id: int) -> None:
    require(may_register(actor))
    term = locked(Term.objects.filter(tenant_id=actor.tenant), term_id)
    _unhindered(term.name, hanging.in_term(term), "不能作废")
    details = {"since": term.since.isoformat(), "until": term.until.isoformat()}
    record(actor, "void_term", Subject("term", term.pk, term.name), details)
    term.delete()


# --- rounds ------------------------------------------------------------------------------------------------


@transaction.atomic
def correct_round(actor: Actor, *, round_id: int, term: Term, number: int) -> Round:
    entry = _round(actor, round_id)
    name = entry.name
    changed = _set(entry, term=term, number=number)
    _unhindered(name, hanging.named_after_round(entry), "届次和轮数不能改")
    if "term" in changed:
        own(actor, term.tenant_id)
        _unhindered(name, hanging.opened_from(entry), "届次不能改")
    check_round(entry)
    entry.save()
    record(actor, "correct_round", round_subject(entry), changed)
    return entry


@transaction.atomic
def void_round(actor: Actor, *, round_id: int) -> None:
    """What was planned for it in a plan of a stage waits for a round again."""
    entry = _round(actor, round_id)
    _unhindered(entry.name, hanging.in_round(entry), "不能作废")
    days = {step.value: iso(entry.date_of(step)) for step in Step if entry.date_of(step) is not None}
    record(actor, "void_round", round_subject(entry), days)
    entry.delete()


def _round(actor: Actor, round_id: int) -> Round:
    require(may_register(actor))
    entry = locked(rounds_visible_to(actor), round_id)
    require(may_correct(actor, entry))
    return entry


# --- teams and inspectees ----------------------------------------------------------------------------------


@transaction.atomic
def correct_team(
    actor: Actor, *, team_id: int, name: str, origin: Team.Origin, headcount: int | None = None
) -> Team:
    """Whether it came from above decides whose the papers of its units are: what we keep of them holds that."""
    require(may_register(actor))
    team = locked(Team.objects.filter(round__in=rounds_visible_to(actor)), team_id)
    require(may_correct(actor, team.round))
    stood = team.name
    changed = _set(team, name=name.strip(), origin=origin, headcount=headcount)
    if "name" in changed:
        _unhindered(stood, hanging.told_by_team(team), "组名不能改")
    if Team.Origin.RECEIVED in changed.get("origin", ()):
        _unhindered(f"{stood}的对象", hanging.kept_of_team(team), "来源不能改")
    check_team(team)
    team.save()
    record(actor, "correct_team", round_subject(team.round), {"team": team.pk} | changed)
    return team


@transaction.atomic
def correct_inspectee(
    actor: Actor,
    *,
    inspectee_id: int,
    kind: Inspectee.Kind,
    unit: Unit | None = None,
    part: str = "",
    elsewhere: str = "",
    theme: Theme | None = None,
    carries: bool = False,
) -> Inspectee:
    """What it is, as long as its unit has not been told of issues; another unit, while nothing hangs on it.

    `carries`: with another kind its issues take the source of that kind.
    """
    require(may_register(actor))
    inspectee = locked(inspectees_visible_to(actor), inspectee_id)
    require(may_correct(actor, inspectee.round))
    name, hangs = f"“{inspectee.name}”", hanging.on_inspectee(inspectee)
    changed = _set(
        inspectee, kind=kind, unit=unit, part=part.strip(), elsewhere=elsewhere.strip(), theme=theme
    )
    told = inspectee.issues.exclude(fed_back_on=None).count()
    if told:
        raise Refused(f"{name}已反馈 {told} 个问题，登记不能再改。")
    if changed.keys() & {"unit", "elsewhere"}:
        _unhindered(name, hangs, "不能换成别的单位")
    others = _of_another_source(inspectee) if "kind" in changed else []
    if others and not carries:
        _ask_to_carry(inspectee, name, len(others))
    check_inspectee(actor, inspectee, moves="unit" in changed)
    inspectee.save()
    details = {"inspectee": inspectee.pk, "columns": list(changed), "kind": changed.get("kind")}
    record(actor, "correct_inspectee", round_subject(inspectee.round), details)
    for issue in others:
        carry_source(actor, issue, inspectee.source)
    return inspectee


def _ask_to_carry(inspectee: Inspectee, name: str, many: int) -> None:
    right, kind = inspectee.source.label, inspectee.get_kind_display()
    raise RefusedAt(
        "carries", f"{name}有 {many} 个问题的来源不是{right}，要改成{kind}，请勾选同时改问题的来源。"
    )


def _of_another_source(inspectee: Inspectee) -> list[Issue]:
    """Of those its round found there; what was found otherwise keeps its source."""
    found = inspectee.issues.select_for_update(of=("self",)).select_related("unit").order_by("number")
    return list(found.filter(source__in=FOUND_BY_ROUNDS).exclude(source=inspectee.source))


# --- both --------------------------------------------------------------------------------------------------


def _set(entry: Model, **given: Any) -> dict[str, list[Any]]:
    """What was and what is, of the columns that change. Raises Refused where none does."""
    changed = {name: value for name, value in given.items() if getattr(entry, name) != value}
    if not changed:
        raise Refused("没有改动，请填写正确的登记。")
    pairs = {name: [_plain(getattr(entry, name)), _plain(value)] for name, value in changed.items()}
    for name, value in changed.items():
        setattr(entry, name, value)
    return pairs


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, date | Model) else value


def _unhindered(name: str, hangs: str, so: str) -> None:
    if hangs:
        raise Refused(f"{name}已有 {hangs}，{so}。")
