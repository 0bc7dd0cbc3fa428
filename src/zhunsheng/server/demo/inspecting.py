"""The register of inspections of the made-up district: an office, a round fed back, issues at every step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from zhunsheng.press.pdf import pdf_of
from zhunsheng.press.tree import Page, Text, Tree
from zhunsheng.press.tree import Role as Place
from zhunsheng.server.demo.district import PASSWORD, SINCE, District
from zhunsheng.server.inspections import issue_actions, round_actions
from zhunsheng.server.inspections.issue_actions import NewIssue
from zhunsheng.server.inspections.models import Category, Inspectee, Issue, Round, Source, Step, Team, Theme
from zhunsheng.server.inspections.workflow import Verb
from zhunsheng.server.orgs.actions import assign_duty, create_user
from zhunsheng.server.orgs.actors import Actor, actor_of
from zhunsheng.server.orgs.models import Role, Unit, User

OFFICE = "区委办公室"
"""Keeps the register; the made-up district has no office of its own for it."""
INSPECTED = ("区教育局", "区民政局", "区信访局", "甲镇")
_CATEGORIES = (
    ("三个聚焦", "责任落实"),
    ("三个聚焦", "作风建设"),
    ("三个聚焦", "资金管理"),
    ("一个落实", "整改落实"),
)
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
_FED_BACK, _ENTERED = timedelta(days=75), timedelta(days=150)
"""Before today."""


@dataclass(slots=True)
class Cast:
    office: User
    leading: User
    rectifiers: dict[int, User] = field(default_factory=dict)
    discipline: dict[int, User] = field(default_factory=dict)


def add_inspecting(operator: Actor, district: District) -> None:
    units = {unit.name: unit for unit in district.units}
    cast, member = _people(operator, district, units)
    office, today = actor_of(cast.office), timezone.localdate()
    round_actions.keep_register(office, unit=units[OFFICE])
    for group, name in _CATEGORIES:
        round_actions.add_category(office, group=group, name=name)
    theme = round_actions.add_theme(office, name="“三资”")
    since, until = date(today.year - 2, 9, 1), date(today.year + 3, 8, 31)
    term = round_actions.create_term(office, number=6, since=since, until=until)
    entry = round_actions.create_round(office, term=term, number=3)
    team = round_actions.add_team(office, entry=entry, name="第一巡察组", headcount=7)
    round_actions.add_member(office, team=team, user=member, leads=True)
    inspectees = [_inspectee(office, entry, team, units[name], theme) for name in INSPECTED]
    round_actions.date_steps(office, entry=entry, days={Step.ENTERED: today - _ENTERED})
    issues = _issues(office, inspectees, today)
    round_actions.date_steps(office, entry=entry, days={Step.FED_BACK: today - _FED_BACK})
    for number, issue in enumerate(issues):
        _bring(cast, issue, number)
    # The fourth round is still at its units: nothing is fed back.
    entry = round_actions.create_round(office, term=term, number=4)
    round_actions.date_steps(office, entry=entry, days={Step.ENTERED: today - timedelta(days=10)})
    _inspectee(office, entry, None, units["丙镇"], theme)


def _people(operator: Actor, district: District, units: dict[str, Unit]) -> tuple[Cast, User]:
    password = make_password(PASSWORD)

    def person(username: str, name: str, unit: Unit, role: Role) -> User:
        user = create_user(
            operator, tenant=unit.tenant, username=username, name=name, password=None, must_change=False
        )
        assign_duty(operator, user=user, unit=unit, role=role, since=SINCE)
        user.password = password
        user.save(update_fields=["password"])
        return user

    office = person("xcb", "巡察办综合科", district.root, Role.INSPECTION)
    cast = Cast(office, person("ld1", "巡察领导小组", district.root, Role.LEADING))
    for number, name in enumerate(INSPECTED, start=1):
        unit = units[name]
        cast.rectifiers[unit.pk] = person(f"zg{number}", "整改联络人", unit, Role.RECTIFIER)
        cast.discipline[unit.pk] = person(f"jj{number}", "派驻纪检监察组", unit, Role.DISCIPLINE)
    return cast, person("xcz1", "巡察一组", district.root, Role.TEAM)


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


def _issues(office: Actor, inspectees: list[Inspectee], today: date) -> list[Issue]:
    """Two of each wording; their units in turn, so that every unit has some of every state."""
    categories = list(Category.objects.filter(tenant_id=office.tenant))
    issues = []
    for number in range(2 * len(_WORDINGS)):
        inspectee = inspectees[number % len(inspectees)]
        assert inspectee.unit is not None
        new = NewIssue(
            wording=_WORDINGS[number % len(_WORDINGS)],
            source=Source.SPECIAL if inspectee.kind == Inspectee.Kind.SPECIAL else Source.ROUTINE,
            unit=inspectee.unit,
            found_on=today - _ENTERED + timedelta(days=number % 20),
            due_on=today + timedelta(days=9 * (number % 6) - 17) if number % 4 else None,
            inspectee=inspectee,
            category=categories[number % len(categories)],
            immediate=number % 8 == 3,
            leader="分管领导",
            person="业务股股长",
        )
        issues.append(issue_actions.register_issue(office, new))
    return issues


def _bring(cast: Cast, issue: Issue, number: int) -> None:
    """By number to each step of the way; one is kept for long, one came back."""
    rectifier = actor_of(cast.rectifiers[issue.unit_id])
    discipline, office = actor_of(cast.discipline[issue.unit_id]), actor_of(cast.office)
    leading, far = actor_of(cast.leading), number % 7
    steps: tuple[Callable[[], object], ...] = (
        lambda: _claim(rectifier, issue, proven=far > 1),
        lambda: _move(rectifier, issue, Verb.SUBMIT),
        lambda: _move(discipline, issue, Verb.PASS_DISCIPLINE),
        lambda: _move(office, issue, Verb.PASS_OFFICE, "资料齐全，现场看过。"),
        lambda: _move(leading, issue, Verb.CLOSE),
    )
    for step in steps[: far if far < 6 else 4]:
        step()
    if number == 6:
        _move(leading, issue, Verb.KEEP, "要长期坚持的制度性工作。")
    if number == 9:
        _move(discipline, issue, Verb.RETURN, "回单缺两个月，请补齐后再报。")


def _claim(rectifier: Actor, issue: Issue, *, proven: bool) -> None:
    _move(rectifier, issue, Verb.CLAIM)
    today = timezone.localdate()
    for text in ("逐项核对，补登台账", "修订管理办法并印发"):
        measure = issue_actions.add_measure(
            rectifier, issue_id=issue.pk, text=text, leader="分管领导", department="业务股",
            person="业务股股长", due_on=None,
        )  # fmt: skip
        if proven or text.startswith("逐项"):
            done_on = today - timedelta(days=20)
            upload = SimpleUploadedFile("核对表.pdf", _checklist())
            issue_actions.add_proof(rectifier, measure_id=measure.pk, upload=upload, effective_on=done_on)
            issue_actions.change_measure(rectifier, measure_id=measure.pk, done_on=done_on)


def _move(actor: Actor, issue: Issue, verb: Verb, words: str = "") -> None:
    issue_actions.move(actor, issue_id=issue.pk, verb=verb, words=words)


@cache
def _checklist() -> bytes:
    return pdf_of(
        Tree("核对表", [Page([Text("核对表", Place.TITLE), Text("经核对，账实相符。", Place.BODY)])])
    )
