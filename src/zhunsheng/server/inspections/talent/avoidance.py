"""回避: whom somebody of the pool may not inspect, and on what ground.

Not the unit they work at, none they left within the register's years (任职回避), none they declared a relation to.
A unit is inspected with those below it; who works at one above it would inspect their own. Places elsewhere are not compared: they are nobody's unit here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from zhunsheng.server.inspections.models import Inspectee, Register, Round, Team, TeamMember
from zhunsheng.server.inspections.talent.models import DeclaredRelation, FormerPost, Talent
from zhunsheng.server.orgs.models import Placement
from zhunsheng.server.orgs.verdicts import YES, Verdict, no


@dataclass(slots=True, frozen=True)
class Ties:
    """What ties somebody to units, by their ids."""

    present: int | None = None
    former: tuple[tuple[int, date], ...] = ()
    """Each unit worked at before, with the day they left it."""
    declared: tuple[tuple[int, str], ...] = ()
    """Each declared relation that is not over, and of what kind."""


@dataclass(slots=True, frozen=True)
class Target:
    """A unit to be inspected."""

    id: int
    name: str
    below: frozenset[int] = frozenset()
    above: frozenset[int] = frozenset()
    """Without the top of the region: everything is below that."""

    def holds(self, unit_id: int | None) -> bool:
        return unit_id == self.id or unit_id in self.below

    def place(self, unit_id: int) -> str:
        return "该单位" if unit_id == self.id else "其下属单位"


def ground(ties: Ties, target: Target, day: date, years: int) -> str:
    """Why somebody must avoid the target on that day, in words; empty where they need not."""
    if ties.present is not None and target.holds(ties.present):
        return f"现在{target.place(ties.present)}工作"
    if ties.present in target.above:
        return "现在其上级单位工作"
    for unit_id, left in ties.former:
        if target.holds(unit_id) and _within(left, day, years):
            return f"{left} 离开{target.place(unit_id)}，不满 {years} 年"
    for unit_id, kind in ties.declared:
        if target.holds(unit_id):
            return f"本人申报{target.place(unit_id)}有回避事项（{kind}）"
    return ""


def grounds(ties: Ties, targets: Iterable[Target], day: date, years: int) -> list[str]:
    """要回避示例区甲局：现在该单位工作 — for each target that somebody must avoid."""
    found = ((target, ground(ties, target, day, years)) for target in targets)
    return [f"要回避{target.name}：{words}" for target, words in found if words]


def _within(left: date, day: date, years: int) -> bool:
    """Whether fewer than so many years have passed; on the anniversary they have."""
    return (day.year - years, day.month, day.day) < (left.year, left.month, left.day)


# --- read from the tables ------------------------------------------------------------------------------


def ties_of(talents: Collection[Talent]) -> dict[int, Ties]:
    """In two queries, however many they are."""
    former: dict[int, list[tuple[int, date]]] = {}
    for post in FormerPost.objects.filter(talent__in=talents):
        former.setdefault(post.talent_id, []).append((post.unit_id, post.until))
    declared: dict[int, list[tuple[int, str]]] = {}
    for relation in DeclaredRelation.objects.filter(talent__in=talents, lifted_on=None):
        declared.setdefault(relation.talent_id, []).append((relation.unit_id, relation.get_kind_display()))
    return {
        talent.pk: Ties(talent.unit_id, tuple(former.get(talent.pk, ())), tuple(declared.get(talent.pk, ())))
        for talent in talents
    }


def targets_of(inspectees: Iterable[Inspectee]) -> list[Target]:
    """The units among them, each with those below it in the latest year."""
    units = {entry.unit_id: entry.unit for entry in inspectees if entry.unit is not None}
    below: dict[int, set[int]] = {pk: set() for pk in units if pk is not None}
    above: dict[int, frozenset[int]] = {}
    placed = Placement.objects.filter(unit__tenant_id__in={unit.tenant_id for unit in units.values()})
    latest = placed.order_by("-fiscal_year").values("fiscal_year")[:1]
    for unit_id, path in placed.filter(fiscal_year=latest).values_list("unit_id", "path"):
        higher = [int(pk) for pk in path.strip("/").split("/") if int(pk) != unit_id]
        above[unit_id] = frozenset(higher[1:])
        for pk in higher:
            if pk in below:
                below[pk].add(unit_id)
    return [
        Target(unit.pk, unit.name, frozenset(below[unit.pk]), above.get(unit.pk, frozenset()))
        for unit in units.values()
    ]


def judged_on(entry: Round) -> date:
    """The day a round's teams are judged by: 进驻, today as long as it has no date."""
    return entry.entered_on or timezone.localdate()


def years_of(tenant_id: int) -> int:
    register = Register.objects.filter(tenant_id=tenant_id).first() or Register()
    return register.avoidance_years


def may_serve(talent: Talent, team: Team) -> Verdict:
    """Whether somebody may be on a team as it stands."""
    inspectees = team.inspectees.select_related("unit")
    return _verdict([talent], targets_of(inspectees), team.round)


def may_inspect(team: Team, inspectee: Inspectee) -> Verdict:
    """Whether a team with the people on it may be given one more to inspect."""
    serving = list(Talent.objects.filter(memberships__team=team))
    return _verdict(serving, targets_of([inspectee]), team.round)


def _verdict(talents: Collection[Talent], targets: Collection[Target], entry: Round) -> Verdict:
    years, ties = years_of(entry.term.tenant_id), ties_of(talents)
    for talent in talents:
        found = grounds(ties[talent.pk], targets, judged_on(entry), years)
        if found:
            return no(f"{talent.name}{found[0]}。")
    return YES


def grounds_against(team: Team, talents: Collection[Talent]) -> dict[int, list[str]]:
    """Of each of them, why they may not be on the team; an empty list where they may."""
    targets = targets_of(team.inspectees.select_related("unit"))
    years, day, ties = years_of(team.round.term.tenant_id), judged_on(team.round), ties_of(talents)
    return {talent.pk: grounds(ties[talent.pk], targets, day, years) for talent in talents}


def conflicts_in(entry: Round, members: Collection[TeamMember]) -> dict[int, list[str]]:
    """Of each member, why they may not stay: something was declared, or somebody moved, after they joined.

    Nothing once the round is fed back: what they do afterwards is not its teams' affair.
    """
    if entry.fed_back_on is not None:
        return {}
    inspectees = list(entry.inspectees.select_related("unit"))
    targets = {target.id: target for target in targets_of(inspectees)}
    of_team: dict[int | None, list[Target]] = {}
    for inspectee in inspectees:
        if inspectee.unit_id is not None:
            of_team.setdefault(inspectee.team_id, []).append(targets[inspectee.unit_id])
    years, day = years_of(entry.term.tenant_id), judged_on(entry)
    ties = ties_of([member.talent for member in members])
    return {
        member.pk: grounds(ties[member.talent_id], of_team.get(member.team_id, []), day, years)
        for member in members
    }
