"""The pool of the made-up district, and its teams taken from it as 拟组队 proposes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from zhunsheng.server.inspections.models import Round, Team, TeamMember
from zhunsheng.server.inspections.rounds import actions as rounds
from zhunsheng.server.inspections.talent import actions as pool
from zhunsheng.server.inspections.talent.actions import NewTraining, Particulars
from zhunsheng.server.inspections.talent.models import DeclaredRelation, Talent
from zhunsheng.server.inspections.talent.proposals import candidates_for, propose
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit

PEOPLE = 40
A_TEAM = 7
_SINCE = date(2022, 3, 1)
_SPECIALTIES = ("财务审计", "组织人事", "工程项目", "纪检监察", "文字综合", "农村“三资”", "信息技术", "法律")
_WANTED = ("财务审计", "组织人事", "文字综合")
_POSTS = ("股长", "副股长", "一级科员", "四级主任科员")
_Duty = TeamMember.Duty
_DUTIES = (_Duty.HEAD, _Duty.DEPUTY, _Duty.LIAISON)
"""Of the first three of a team; the others are members."""


def add_pool(office: Actor, units: Sequence[Unit]) -> list[Talent]:
    """人才01 to 人才40, from the units in turn; some worked elsewhere before, some declared a relation."""
    people = []
    for number in range(PEOPLE):
        particulars = Particulars(
            f"人才{number + 1:02}",
            _SINCE + timedelta(days=number),
            post=_POSTS[number % len(_POSTS)],
            specialties=tuple(dict.fromkeys((_SPECIALTIES[number % 8], _SPECIALTIES[number * 3 % 8]))),
        )
        talent = pool.add_talent(office, particulars, unit=units[number % len(units)])
        people.append(talent)
        if number % 4 == 1:
            left, until = units[(number + 7) % len(units)], date(2019 + number % 5, 6, 30)
            pool.note_former_post(office, talent_id=talent.pk, unit=left, until=until)
        if number % 9 == 4:
            pool.declare_relation(
                office,
                talent_id=talent.pk,
                unit=units[(number + 3) % len(units)],
                kind=DeclaredRelation.Kind.RELATIVE,
                reason="近亲属在该单位任职",
                declared_on=date(2023, 1, 16),
            )
    return people


def train(office: Actor, people: Sequence[Talent], entries: Iterable[Round]) -> None:
    """Before each round, half of them in turn."""
    for number, entry in enumerate(entries):
        assert entry.entered_on is not None
        held_on, topic = entry.entered_on - timedelta(days=5), f"{entry.name}巡前业务培训"
        pool.keep_training(office, NewTraining(held_on, topic, Decimal(16), tuple(people[number % 2 :: 2])))


def staff(office: Actor, team: Team) -> None:
    """As proposed; the first leads it, unless somebody does."""
    lacking = A_TEAM - team.members.count()
    taken = propose(candidates_for(office, team), _WANTED, lacking).taken
    first = A_TEAM - lacking
    duties = [*_DUTIES, *[_Duty.MEMBER] * A_TEAM][first:]
    people = {line.candidate.id: duty for line, duty in zip(taken, duties, strict=False)}
    rounds.add_members(office, team=team, people=people)
