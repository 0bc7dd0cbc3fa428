"""What the made-up inspection year has beside its rounds: 上级反馈, 督办, 联络与传达."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from zhunsheng.server.inspections.directives import actions as directive_actions
from zhunsheng.server.inspections.directives.actions import NewDirective
from zhunsheng.server.inspections.directives.models import Directive
from zhunsheng.server.inspections.issues.actions import NewIssue
from zhunsheng.server.inspections.liaison import actions as liaison_actions
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.superior import actions as superior_actions
from zhunsheng.server.inspections.superior.models import SuperiorFeedback
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit

_COMMITTEE, _LEADING, _SUPERIOR = (
    Directive.Origin.COMMITTEE,
    Directive.Origin.LEADING,
    Directive.Origin.SUPERIOR,
)


def feed_back_from_above(office: Actor, given_on: date, problems: Sequence[NewIssue]) -> list[Issue]:
    """Each of them under the aspect its category belongs to, claimed at once."""
    feedback = superior_actions.note_superior(
        office,
        manner=SuperiorFeedback.Manner.FEEDBACK,
        given_by="市委第三巡察组",
        given_on=given_on,
    )
    superior_actions.organise(
        office, superior_id=feedback.pk, head="区委书记", members="区长、区纪委书记、区委组织部部长"
    )
    return [_claimed(office, feedback, new) for new in problems]


def _claimed(office: Actor, feedback: SuperiorFeedback, new: NewIssue) -> Issue:
    assert new.category is not None
    problem = superior_actions.add_problem(
        office, superior_id=feedback.pk, aspect=new.category.group, wording=new.wording
    )
    return superior_actions.claim_problem(
        office, problem_id=problem.pk, unit=new.unit, category=new.category, measures=new.measures
    )


def follow_up_decisions(office: Actor, units: Sequence[Unit], rectifiers: Mapping[int, Actor]) -> None:
    """Four matters: one done, one answered in time, one overdue, one the unit has just reported back on."""
    done, answered, _overdue, reported = [
        directive_actions.give_directive(office, new)
        for new in (
            NewDirective(
                _COMMITTEE,
                "区委常委会会议",
                date(2023, 3, 20),
                "对第二轮巡察发现的公务用车管理问题逐家核查，规范台账。",
                units[:2],
                date(2023, 5, 31),
            ),
            NewDirective(
                _LEADING,
                "区委巡察工作领导小组会议",
                date(2023, 7, 12),
                "研究到期未完成整改的问题，提出分类处理意见。",
                units[2:3],
                date(2023, 9, 30),
            ),
            NewDirective(
                _SUPERIOR,
                "市委巡察办交办函",
                date(2023, 9, 6),
                "核查惠农补贴发放中的重复领取情况并书面反馈。",
                units[3:5],
                date(2023, 11, 30),
            ),
            NewDirective(
                _LEADING,
                "区委巡察工作领导小组会议",
                date(2023, 12, 8),
                "把共性问题清单印发各单位，开展未巡先改。",
                units[5:6],
            ),
        )
    ]
    for directive, given_on in ((done, date(2023, 5, 22)), (answered, date(2023, 9, 18))):
        for unit in directive.units.all():
            directive_actions.note_feedback(
                office,
                directive_id=directive.pk,
                unit=unit,
                given_on=given_on,
                text="已经逐项办理，台账和制度随文报送。",
            )
    directive_actions.close_directive(office, directive_id=done.pk, closed_on=date(2023, 6, 2))
    directive_actions.hand_in_feedback(
        rectifiers[units[5].pk],
        directive_id=reported.pk,
        unit=units[5],
        text="清单已经传阅，对照自查，查出三条，正在整改。",
    )


def keep_liaison(office: Actor, host: Unit) -> None:
    """A team of the city works at a unit here and asks for papers; what was passed on and reported."""
    team = liaison_actions.receive_team(
        office,
        name="市委第三巡察组",
        since=date(2023, 10, 9),
        until=date(2023, 12, 8),
        contact="巡察办综合岗",
        units=[host],
    )
    for what, asked_on, due_on, receipt in (
        ("近三年“三重一大”事项清单", date(2023, 10, 10), date(2023, 10, 13), "市巡三收〔2023〕2号"),
        ("专项资金分配和拨付台账", date(2023, 10, 16), date(2023, 10, 20), "市巡三收〔2023〕5号"),
    ):
        paper = liaison_actions.note_asked_paper(
            office, team=team, what=what, asked_on=asked_on, due_on=due_on
        )
        liaison_actions.hand_over_paper(office, paper_id=paper.pk, handed_on=due_on, receipt=receipt)
    for document, day, audience in (
        ("市委巡察工作会议精神", date(2023, 2, 24), "区委巡察办和各巡察组全体人员"),
        ("巡察整改和成果运用的意见", date(2023, 8, 15), "各被巡察单位主要负责人"),
    ):
        liaison_actions.note_relay(office, document=document, relayed_on=day, audience=audience)
    for day, matter in (
        (date(2023, 5, 5), "第三轮巡察情况"),
        (date(2023, 11, 6), "第四轮巡察情况"),
    ):
        liaison_actions.report_upward(
            office, reported_on=day, matter=matter, decision="同意按程序反馈，移交的问题按分工办理。"
        )
