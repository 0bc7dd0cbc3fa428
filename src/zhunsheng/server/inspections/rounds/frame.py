"""What a term, a round, a team and an inspectee have to be, registered or put right: one set of checks for both."""

from __future__ import annotations

from zhunsheng.server.inspections.entry_checks import own
from zhunsheng.server.inspections.models import Inspectee, Round, Team, Term
from zhunsheng.server.inspections.talent.avoidance import may_inspect
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require


def check_term(term: Term) -> None:
    """A day belongs to one term: the last day of one is not the first of the next."""
    if term.until <= term.since:
        raise Refused("这一届的止期要在起期之后。")
    if not 1 <= term.number <= 99:
        raise Refused("届数应在 1 到 99 之间。")
    others = Term.objects.filter(tenant_id=term.tenant_id).exclude(pk=term.pk)
    if others.filter(number=term.number).exists():
        raise Refused("这一届已经登记过。")
    other = others.filter(since__lte=term.until, until__gte=term.since).order_by("since").first()
    if other is not None:
        raise Refused(f"起止与{other.name}（{other.since} 至 {other.until}）重叠，请核对日期。")


def check_round(entry: Round) -> None:
    if not 1 <= entry.number <= 99:
        raise Refused("轮数应在 1 到 99 之间。")
    if Round.objects.filter(term=entry.term, number=entry.number).exclude(pk=entry.pk).exists():
        raise Refused("这一轮已经登记过。")


def check_team(team: Team) -> None:
    team.name = team.name.strip()
    if not team.name:
        raise Refused("请填写组名，例如“第一巡察组”。")
    if Team.objects.filter(round=team.round, name=team.name).exclude(pk=team.pk).exists():
        raise Refused(f"{team.round.name}已经有“{team.name}”。")


def check_inspectee(actor: Actor, inspectee: Inspectee, *, moves: bool = True) -> None:
    """`moves`: the team gets a unit it hadn't, so that 回避 is asked."""
    inspectee.part, inspectee.elsewhere = inspectee.part.strip(), inspectee.elsewhere.strip()
    unit, team = inspectee.unit, inspectee.team
    if (unit is None) == (not inspectee.elsewhere):
        raise Refused("请选择被巡察单位，或者填写外地单位，两者填一个。")
    if unit is not None:
        own(actor, unit.tenant_id)
    if team is not None and team.round_id != inspectee.round_id:
        raise Refused(f"“{team.name}”不是{inspectee.round.name}的巡察组。")
    if inspectee.kind == Inspectee.Kind.SPECIAL and inspectee.theme is None:
        raise Refused("专项巡察要写明主题，例如“信访”。")
    if moves and team is not None:
        require(may_inspect(team, inspectee))
    _once_in_the_round(inspectee)


def _once_in_the_round(new: Inspectee) -> None:
    """The same unit twice would count each of its issues at one of the two, whichever was picked."""
    same = Inspectee.objects.filter(
        round=new.round,
        kind=new.kind,
        unit=new.unit,
        part=new.part,
        elsewhere=new.elsewhere,
        theme=new.theme,
    )
    there = same.exclude(pk=new.pk).select_related("team").first()
    if there is not None:
        where = f"由{there.team.name}巡察" if there.team is not None else "还没有定巡察组"
        raise Refused(f"{new.name}本轮已经是{there.get_kind_display()}的巡察对象，{where}，不用再加。")
