"""拟组队: whom of the pool a team might take. Each of them with the reason, in or out; a person decides.

Nobody who must avoid what the team inspects, nobody on another team of the round. First somebody for each specialty
that is wanted, then whoever has had least to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from zhunsheng.server.inspections.models import Team, TeamMember
from zhunsheng.server.inspections.talent.avoidance import grounds_against
from zhunsheng.server.inspections.talent.queries import in_pool, talents_visible_to
from zhunsheng.server.inspections.talent.workload import Load, loads_in_term
from zhunsheng.server.orgs.actors import Actor


@dataclass(slots=True, frozen=True)
class Candidate:
    id: int
    name: str
    unit: str = ""
    specialties: tuple[str, ...] = ()
    load: Load = field(default_factory=Load)
    grounds: tuple[str, ...] = ()
    """Why they may not be on the team; empty for those who may."""

    @property
    def turn(self) -> tuple[int, int, str, int]:
        """Whose turn it is first: least rounds, then least days."""
        return self.load.rounds, self.load.days, self.name, self.id


@dataclass(slots=True, frozen=True)
class Line:
    candidate: Candidate
    why: str


@dataclass(slots=True)
class Proposal:
    taken: list[Line] = field(default_factory=list)
    spare: list[Line] = field(default_factory=list)
    """Who might be taken instead, by turn."""
    barred: list[Line] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    """Specialties nobody free has."""


def propose(candidates: Iterable[Candidate], wanted: Sequence[str], headcount: int) -> Proposal:
    proposal, free = Proposal(), []
    for candidate in sorted(candidates, key=lambda candidate: candidate.turn):
        if candidate.grounds:
            proposal.barred.append(Line(candidate, "；".join(candidate.grounds)))
        else:
            free.append(candidate)
    chosen: dict[int, str] = {}
    for specialty in dict.fromkeys(wanted):
        able = [candidate for candidate in free if specialty in candidate.specialties]
        if not able:
            proposal.lacking.append(specialty)
        elif len(chosen) < headcount and not any(candidate.id in chosen for candidate in able):
            chosen[able[0].id] = f"有{specialty}专长的人里轮到他：本届 {able[0].load.words}"
    for candidate in free:
        if len(chosen) < headcount:
            chosen.setdefault(candidate.id, f"轮到他：本届 {candidate.load.words}")
    for candidate in free:
        taken = chosen.get(candidate.id)
        line = Line(candidate, taken or f"人数已够，排在后面：本届 {candidate.load.words}")
        (proposal.taken if taken else proposal.spare).append(line)
    return proposal


def candidates_for(actor: Actor, team: Team) -> list[Candidate]:
    """All who are in the pool and not on the team yet, in a fixed number of queries."""
    free = in_pool(talents_visible_to(actor)).exclude(memberships__team=team)
    talents = list(free.select_related("unit").prefetch_related("specialties"))
    bound = _elsewhere_in_the_round(team)
    loads = loads_in_term(team.round.term, timezone.localdate())
    against = grounds_against(team, talents)
    return [
        Candidate(
            talent.pk,
            talent.name,
            talent.unit_name,
            tuple(specialty.name for specialty in talent.specialties.all()),
            loads.get(talent.pk, Load()),
            (*against[talent.pk], *bound.get(talent.pk, ())),
        )
        for talent in talents
    ]


def _elsewhere_in_the_round(team: Team) -> dict[int, tuple[str, ...]]:
    others = TeamMember.objects.filter(team__round=team.round).exclude(team=team).select_related("team")
    return {member.talent_id: (f"已经编入本轮的{member.team.name}",) for member in others}
