"""What the made-up year's results were used for (成果运用): common problems carried into the next round and told to
units, issues a look went through, and the units' facts handed to those who appraise units."""

from __future__ import annotations

from datetime import date, timedelta

from zhunsheng.server.demo.inspection_year import Cast, Year
from zhunsheng.server.inspections.appraisals import actions as appraisal_actions
from zhunsheng.server.inspections.appraisals.models import Handover, Use
from zhunsheng.server.inspections.circulars.actions import NewCircular, issue_circular, report_back
from zhunsheng.server.inspections.common.models import CommonProblem
from zhunsheng.server.inspections.common.problems import decide_common
from zhunsheng.server.inspections.models import Round
from zhunsheng.server.inspections.rounds.actions import register_for
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.supervision.accountability import note_accountability
from zhunsheng.server.inspections.supervision.linking import link_issues
from zhunsheng.server.inspections.supervision.models import Supervision
from zhunsheng.server.inspections.supervision.themes import carry_theme
from zhunsheng.server.orgs.models import Unit


def carry_into_the_next_round(cast: Cast, year: Year, entry: Round) -> list[CommonProblem]:
    """Two common problems of the year's rounds, each looked at again under a theme."""
    problems: list[CommonProblem] = []
    office, decided_on = cast.office, date(2024, 4, 26)
    for category, theme in zip(year.categories[:2], ("工程项目", "公务接待"), strict=True):
        problem = decide_common(
            office,
            title=f"{category.name}，几个单位都有",
            decided_by="区委巡察工作领导小组会议",
            decided_on=decided_on,
            issue_ids=[issue.pk for issue in year.issues["第三轮"] if issue.category_id == category.pk][:8],
        )
        carry_theme(
            office,
            entry=entry,
            theme=year.themes[theme],
            ground="区委巡察工作领导小组会议 2024 年 4 月 26 日研究确定",
            problem=problem,
        )
        problems.append(problem)
    return problems


def tell_the_units(cast: Cast, problem: CommonProblem, copied: Unit, today: date) -> None:
    """A circular on one of them: one unit has reported, one on paper, the others have yet to."""
    units = list(Unit.objects.filter(issues__common_problems=problem).distinct())
    new = NewCircular(
        title="关于巡察发现共性问题的通报",
        issued_on=today - timedelta(days=12),
        problems=[problem],
        text=f"{problem.title}：有的单位制度没有定到岗位，有的审核流于形式，有的整改以后又反弹。",
        request="请对照通报的问题举一反三开展自查，能改的立即改，一时改不了的写明措施和时限。",
        addressed=units,
        copied=[copied],
        due_on=today + timedelta(days=18),
    )
    first, second, *_ = issue_circular(cast.office, new).recipients.order_by("part", "unit__code")
    for actor, recipient, text in (
        (cast.rectifiers[first.unit_id], first, "已对照自查，修订审核流程一项，补正材料 3 份。"),
        (cast.office, second, "自查没有发现同类问题，已组织经办人员培训一次。"),
    ):
        report_back(actor, recipient_id=recipient.pk, reported_on=today - timedelta(days=3), report=text)


def answer_for_the_year(cast: Cast, year: Year) -> None:
    """Two units of the third round, in numbers alone."""
    for unit, organisations, admonished in ((cast.routine[3], 1, 4), (cast.routine[4], 0, 3)):
        note_accountability(
            cast.office,
            entry=year.rounds[0],
            unit=unit,
            decided_on=date(2023, 11, 20),
            organisations=organisations,
            admonished=admonished,
        )


def look_through_what_was_fed_back(cast: Cast, year: Year) -> None:
    """The look back at the third round went through some of its issues, beside what it found itself."""
    look = Supervision.objects.get(kind=Supervision.Kind.LOOK_BACK, round=year.rounds[0])
    link_issues(cast.office, entry=look, issues=year.issues["第三轮"][:12])


def hand_over_the_year(cast: Cast, organisers: Unit) -> None:
    """Once for each use: adopted, received, received without a word, on its way."""
    office = cast.office
    scope = Scope(register_for(office), 2023, date(2023, 12, 31))

    def hand(use: Use, units: list[Unit], department: str, handed_on: date) -> Handover:
        return appraisal_actions.hand_over_facts(
            office,
            scope=scope,
            use=use,
            units=units,
            recipient=organisers,
            department=department,
            handed_on=handed_on,
        )

    assessed = hand(Use.ASSESSMENT, list(cast.routine), "考核办", date(2024, 1, 10))
    discussed = hand(Use.MEETING, list(cast.routine[3:5]), "组织科", date(2024, 1, 12))
    selected = hand(Use.SELECTION, list(cast.routine[3:4]), "干部科", date(2024, 1, 15))
    hand(Use.REPORTING, list(cast.routine[:9]), "组织科", date(2024, 1, 19))
    for handover, number in ((assessed, 3), (discussed, 6), (selected, 8)):
        appraisal_actions.note_handover_receipt(
            office, handover_id=handover.pk, received_on=date(2024, 1, 22), receipt=f"组收〔2024〕{number}号"
        )
    for handover, told_on, text in (
        (
            assessed,
            date(2024, 2, 20),
            "28 个单位的按期销号率计入 2023 年度绩效考核，超期未销号的单位按考核办法扣分。",
        ),
        (discussed, date(2024, 2, 6), "两个单位的专题民主生活会把到期未销号的问题列入对照检查。"),
    ):
        appraisal_actions.note_adoption(office, handover_id=handover.pk, told_on=told_on, text=text)
