"""The register of inspections of the made-up district: its people, the year reported on, and a round of these
days with issues at every step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from zhunsheng.press.pdf import pdf_of
from zhunsheng.press.tree import Page, Text, Tree
from zhunsheng.press.tree import Role as Place
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.demo.archiving import archive_a_round
from zhunsheng.server.demo.disclosing import disclose_a_round
from zhunsheng.server.demo.district import PASSWORD, SINCE, YEARS, District
from zhunsheng.server.demo.inspection_year import Cast, Year, build_year, finish_year
from zhunsheng.server.demo.joint_review import add_joint_review
from zhunsheng.server.demo.office_report import add_office_report
from zhunsheng.server.demo.publicising import publicise
from zhunsheng.server.demo.self_checks import check_these_days
from zhunsheng.server.demo.sweeps import sweep_these_days
from zhunsheng.server.demo.talents import staff
from zhunsheng.server.demo.using_results import (
    answer_for_the_year,
    carry_into_the_next_round,
    hand_over_the_year,
    look_through_what_was_fed_back,
    tell_the_units,
)
from zhunsheng.server.inspections.issues import actions as issue_actions
from zhunsheng.server.inspections.issues.actions import NewIssue, NewMeasure
from zhunsheng.server.inspections.models import (
    Category,
    Inspectee,
    Issue,
    Round,
    Source,
    Step,
    Team,
    TeamMember,
    Theme,
)
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.talent.actions import Particulars, add_talent
from zhunsheng.server.inspections.workflow import Verb
from zhunsheng.server.orgs.actions import assign_duty, create_unit, create_user, place_unit
from zhunsheng.server.orgs.actors import Actor, actor_of
from zhunsheng.server.orgs.models import Role, Unit, User

OFFICE = "区委巡察办"
INSPECTED = ("区教育局", "区民政局", "区信访局", "甲镇")
_WORDINGS = (
    "固定资产盘点账实不符",
    "惠民补贴发放名册与银行回单不一致",
    "项目招投标资料未归档",
    "会议记录缺少末位表态",
    "安全隐患排查整改未闭环",
    "信访积案包保责任未落实",
    "专项资金滞留超过一年",
    "干部人事档案审核不规范",
    "公务接待报销附件不齐",
    "村级“三资”台账登记不全",
    "采购验收由一人办理",
    "上轮反馈的问题整改不彻底",
)
_SELF_FOUND = (
    "办公室 6 月两笔公务接待报销没有附派出单位公函",
    "同一批办公桌椅分三次询价采购，没有合并计算金额",
    "机关食堂改造由一人验收，验收单没有写日期",
)
_FED_BACK, _ENTERED = timedelta(days=75), timedelta(days=150)
"""Before today."""


def add_register(operator: Actor, district: District, campaign: Campaign) -> None:
    keeper = _keeper(operator, district)
    people = _people(operator, district, keeper)
    units = {unit.name: unit for unit in district.units}
    cast = Cast(
        office=actor_of(people["xcb1"]),
        leading=actor_of(people["ldxz"]),
        rectifiers={
            unit.pk: actor_of(people[f"zg{number:02}"]) for number, unit in enumerate(district.units, start=1)
        },
        disciplines={
            unit.pk: actor_of(people[_discipline(number)]) for number, unit in enumerate(district.units)
        },
        routine=[unit for unit in district.units if unit.name not in _NOT_ROUTINE][:28],
        streets=[units["乙街道"], units["丙镇"]],
        petitions=units["区信访局"],
        safety=units["区应急管理局"],
        towns=[units[name] for name in _SUPERVISED],
        host=units["甲镇"],
    )
    round_actions.keep_register(cast.office, unit=keeper)
    year = build_year(cast)
    add_office_report(district, campaign, keeper, people["jb41"], people["fz41"])
    finish_year(cast, year)
    look_through_what_was_fed_back(cast, year)
    answer_for_the_year(cast, year)
    hand_over_the_year(cast, units["区委组织部"])
    archive_a_round(cast.office, year.rounds[0], date(2023, 12, 20))
    publicise(cast.office)
    disclose_a_round(cast.office, year.rounds[0])
    entry = _these_days(cast, year, units, people["xcz1"])
    problem, *_ = carry_into_the_next_round(cast, year, entry)
    tell_the_units(cast, problem, units["区信访局"], timezone.localdate())
    reviewers = {name: actor_of(people[username]) for name, username in _REVIEWERS.items()}
    add_joint_review(cast, entry, units, keeper, reviewers)


def _these_days(cast: Cast, year: Year, units: dict[str, Unit], member: User) -> Round:
    """A round fed back some weeks ago, its issues at every step; the next one is still at its units."""
    today, term = timezone.localdate(), year.rounds[0].term
    theme = year.themes["“三资”"]
    entry = round_actions.create_round(cast.office, term=term, number=6)
    team = round_actions.add_team(cast.office, entry=entry, name="第一巡察组", headcount=7)
    head = add_talent(cast.office, Particulars("人才41", SINCE, user=member), unit=member.duties.get().unit)
    round_actions.add_member(cast.office, team=team, talent=head, duty=TeamMember.Duty.HEAD)
    inspectees = [_inspectee(cast.office, entry, team, units[name], theme) for name in INSPECTED]
    staff(cast.office, team)
    round_actions.date_steps(cast.office, entry=entry, days={Step.ENTERED: today - _ENTERED})
    issues = _issues(cast.office, inspectees, today, year.themes)
    round_actions.date_steps(cast.office, entry=entry, days={Step.FED_BACK: today - _FED_BACK})
    for number, issue in enumerate(issues):
        _bring(cast, issue, number)
    asked = [units[name] for name in ("区民政局", "区信访局", "区教育局", "甲镇", "区水利局", "乙街道")]
    self_found = [_self_found(number, asked[0], today) for number in range(3)]
    sweep_these_days(cast.office, year.themes, units["区教育局"], [units["乙街道"]], today)
    check_these_days(cast.office, cast.rectifiers, asked, year.themes, self_found, today)
    later = round_actions.create_round(cast.office, term=term, number=7)
    round_actions.date_steps(cast.office, entry=later, days={Step.ENTERED: today - timedelta(days=10)})
    _inspectee(cast.office, later, None, units["丙镇"], theme)
    return entry


_REVIEWERS = {"区委组织部": "ls1", "区委宣传部": "ls2", "区审计局": "ls3", OFFICE: "ls4"}
"""Who speaks for a department in 多部门联审."""
_NOT_ROUTINE = ("区信访局", "区应急管理局", "甲镇", "乙街道", "丙镇")
_SUPERVISED = ("甲镇", "乙街道", "丙镇", "区农业农村局", "区水利局")


def _keeper(operator: Actor, district: District) -> Unit:
    keeper = create_unit(operator, tenant=district.tenant, code="240", name=OFFICE)
    for year in YEARS:
        place_unit(operator, unit=keeper, fiscal_year=year, parent=district.root)
    return keeper


def _discipline(number: int) -> str:
    """One 派驻纪检监察组 for ten units."""
    return f"pz{number // 10 + 1:02}"


def _people(operator: Actor, district: District, keeper: Unit) -> dict[str, User]:
    people: dict[str, User] = {}

    def person(username: str, name: str, unit: Unit, role: Role) -> None:
        if username not in people:
            people[username] = create_user(
                operator, tenant=unit.tenant, username=username, name=name, password=None, must_change=False
            )
        assign_duty(operator, user=people[username], unit=unit, role=role, since=SINCE)

    for username in ("xcb1", "xcb2"):
        person(username, f"巡察办业务{username[-1]}", district.root, Role.INSPECTION)
    person("ldxz", "巡察领导小组", district.root, Role.LEADING)
    person("xcz1", "巡察一组", keeper, Role.TEAM)
    person("jb41", "经办人", keeper, Role.PREPARER)
    person("fz41", "单位负责人", keeper, Role.HEAD)
    units = {unit.name: unit for unit in district.units} | {keeper.name: keeper}
    for name, username in _REVIEWERS.items():
        person(username, f"{name}联审", units[name], Role.JOINT)
    for number, unit in enumerate(district.units):
        person(f"zg{number + 1:02}", "整改联络人", unit, Role.RECTIFIER)
        person(_discipline(number), f"派驻第{'一二三四'[number // 10]}纪检监察组", unit, Role.DISCIPLINE)
    password = make_password(PASSWORD)
    User.objects.filter(pk__in=[user.pk for user in people.values()]).update(password=password)
    return people


def _inspectee(office: Actor, entry: Round, team: Team | None, unit: Unit, theme: Theme) -> Inspectee:
    town = unit.name.endswith("镇")
    return round_actions.add_inspectee(
        office,
        entry=entry,
        team=team,
        kind=Inspectee.Kind.SPECIAL if town else Inspectee.Kind.ROUTINE,
        unit=unit,
        part="所辖村（社区）" if town else "",
        theme=theme if town else None,
    )


_STEPS, _CLOSED = 7, 5
"""The issues of these days stop at each step in turn; what is put right at once is closed."""
_THEME_OF = {"公务接待报销附件不齐": "公务接待", "项目招投标资料未归档": "工程项目"}
"""Themes carried into the round."""


def _issues(office: Actor, inspectees: list[Inspectee], today: date, themes: dict[str, Theme]) -> list[Issue]:
    """Two of each wording; their units in turn, so that every unit has some of every state."""
    categories = list(Category.objects.filter(tenant_id=office.tenant))
    issues = []
    for number in range(2 * len(_WORDINGS)):
        inspectee = inspectees[number % len(inspectees)]
        assert inspectee.unit is not None
        wording = _WORDINGS[number % len(_WORDINGS)]
        at_once = number % _STEPS == _CLOSED
        new = NewIssue(
            wording=wording,
            source=inspectee.source,
            unit=inspectee.unit,
            found_on=today - _ENTERED + timedelta(days=number % 20),
            due_on=today + timedelta(days=9 * (number % 6) - 17) if number % 4 and not at_once else None,
            inspectee=inspectee,
            category=categories[number % len(categories)],
            theme=themes[_THEME_OF[wording]] if wording in _THEME_OF else None,
            immediate=at_once,
            leader="分管领导",
            department="业务股",
            person="业务股股长",
        )
        issues.append(issue_actions.register_issue(office, new))
    return issues


def _self_found(number: int, unit: Unit, today: date) -> NewIssue:
    due_on = today + timedelta(days=22)
    return NewIssue(
        wording=_SELF_FOUND[number],
        source=Source.SELF_CHECK,
        unit=unit,
        found_on=today - timedelta(days=8),
        leader="分管领导",
        department="办公室",
        person="办公室主任",
        measures=tuple(
            NewMeasure(text, "分管领导", "办公室", "办公室主任", due_on)
            for text in ("补齐附件，逐笔复核同类单据", "修订报销流程并印发各股室")
        ),
    )


def _bring(cast: Cast, issue: Issue, number: int) -> None:
    """By number to each step of the way; one is kept for long, one came back.

    Claimed within days; what is put right at once is closed within three weeks, the rest takes its steps today.
    """
    rectifier, discipline = cast.rectifiers[issue.unit_id], cast.disciplines[issue.unit_id]
    leading, far = cast.leading, number % _STEPS
    today = timezone.localdate()
    told = today - _FED_BACK
    later = told + timedelta(days=20) if issue.immediate else today
    done_on = told + timedelta(days=15) if issue.immediate else today - timedelta(days=20)
    steps: tuple[Callable[[], object], ...] = (
        lambda: _claim(rectifier, issue, told + timedelta(days=3), done_on, proven=far > 1),
        lambda: _move(rectifier, issue, Verb.SUBMIT, on=later),
        lambda: _move(discipline, issue, Verb.PASS_DISCIPLINE, on=later),
        lambda: _move(cast.office, issue, Verb.PASS_OFFICE, "资料齐全，现场看过。", on=later),
        lambda: _move(leading, issue, Verb.CLOSE, on=later),
    )
    for step in steps[: far if far < 6 else 4]:
        step()
    if number == 6:
        _move(leading, issue, Verb.KEEP, "要长期坚持的制度性工作。")
    if number == 9:
        _move(discipline, issue, Verb.RETURN, "回单缺两个月，请补齐后再报。")


def _claim(rectifier: Actor, issue: Issue, on: date, done_on: date, *, proven: bool) -> None:
    _move(rectifier, issue, Verb.CLAIM, on=on)
    issue.refresh_from_db()
    for text in ("逐项核对，补登台账", "修订管理办法并印发"):
        measure = issue_actions.add_measure(
            rectifier, issue_id=issue.pk, text=text, leader="分管领导", department="业务股",
            person="业务股股长", due_on=issue.due_on,
        )  # fmt: skip
        if proven or text.startswith("逐项"):
            upload = SimpleUploadedFile("核对表.pdf", _checklist())
            issue_actions.add_proof(rectifier, measure_id=measure.pk, upload=upload, effective_on=done_on)
            issue_actions.change_measure(rectifier, measure_id=measure.pk, done_on=done_on)


def _move(actor: Actor, issue: Issue, verb: Verb, words: str = "", on: date | None = None) -> None:
    issue_actions.move(actor, issue_id=issue.pk, verb=verb, words=words, on=on)


@cache
def _checklist() -> bytes:
    return pdf_of(
        Tree("核对表", [Page([Text("核对表", Place.TITLE), Text("经核对，账实相符。", Place.BODY)])])
    )
