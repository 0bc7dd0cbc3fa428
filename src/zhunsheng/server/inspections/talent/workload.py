"""工作量: how many rounds, days and objects somebody had, in a term and in a year.

A round counts once somebody is on one of its teams; days from 进驻 to 报告 (反馈 where no report is dated), today
while it is at work; objects are what the team inspects. A round belongs to the year of its 进驻.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from zhunsheng.server.inspections.models import Round, TeamMember, Term


@dataclass(slots=True)
class Load:
    rounds: int = 0
    days: int = 0
    objects: int = 0

    def add(self, days: int, objects: int) -> None:
        self.rounds += 1
        self.days += days
        self.objects += objects

    @property
    def words(self) -> str:
        return f"{self.rounds} 轮 {self.days} 天"


def loads_in_term(term: Term, today: date) -> dict[int, Load]:
    """By person. Who served in no round of the term is not in it."""
    return _added_up(TeamMember.objects.filter(team__round__term=term), today)


def loads_in_year(tenant_id: int, year: int, today: date) -> dict[int, Load]:
    served = TeamMember.objects.filter(team__round__term__tenant_id=tenant_id)
    return _added_up(served.filter(team__round__entered_on__year=year), today)


def _added_up(members: QuerySet[TeamMember], today: date) -> dict[int, Load]:
    loads: dict[int, Load] = {}
    counted = members.select_related("team__round").annotate(objects_of_team=Count("team__inspectees"))
    for member in counted:
        days = days_at_work(member.team.round, today)
        loads.setdefault(member.talent_id, Load()).add(days, member.objects_of_team)
    return loads


def days_at_work(entry: Round, today: date) -> int:
    """Both days counted; 0 before 进驻."""
    if entry.entered_on is None or entry.entered_on > today:
        return 0
    last = entry.reported_on or entry.fed_back_on or today
    return (min(last, today) - entry.entered_on).days + 1
