"""A made-up inspection year: three rounds, 762 issues found by them, and what was done beside them.

Everything goes through the actions, with the days it would have had on paper.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhunsheng.server.demo.findings import CATEGORIES, measures_for, wording_for
from zhunsheng.server.demo.office_rules import enter_own_rules
from zhunsheng.server.demo.planning import draw_up_plans
from zhunsheng.server.demo.self_checks import check_themselves
from zhunsheng.server.demo.special_actions import carry_out_special_actions
from zhunsheng.server.demo.supervising import (
    feed_back_from_above,
    follow_up_decisions,
    keep_liaison,
)
from zhunsheng.server.demo.sweeps import look_at_them_again, sweep_old_problems
from zhunsheng.server.demo.talents import add_pool, staff, train
from zhunsheng.server.inspections.issues.actions import NewIssue, register_issues
from zhunsheng.server.inspections.issues.batches import move_many, prove_many
from zhunsheng.server.inspections.models import (
    Category,
    Inspectee,
    Issue,
    Round,
    Source,
    Step,
    Team,
    Theme,
)
from zhunsheng.server.inspections.rounds import actions as rounds
from zhunsheng.server.inspections.supervision import actions as supervisions
from zhunsheng.server.inspections.supervision.looks import NewLook, hold_supervision
from zhunsheng.server.inspections.supervision.models import Supervision
from zhunsheng.server.inspections.supervision.rules import issue_rule
from zhunsheng.server.inspections.supervision.themes import carry_theme
from zhunsheng.server.inspections.workflow import Verb
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit

PROOF = "%PDF-1.4 整改佐证（示例）".encode()
CARRIED = ("惠农补贴资金", "农村集体“三资”管理", "耕地“非农化”“非粮化”", "涉农项目资金")
OLD_THEMES = (
    "工程项目",
    "公务接待",
    "津贴补贴",
    "政府采购",
    "民生资金",
    "干部选任",
    "基层党建",
)


@dataclass(slots=True)
class Cast:
    """Who does it, and to whom. The units' people by unit id."""

    office: Actor
    leading: Actor
    rectifiers: Mapping[int, Actor]
    disciplines: Mapping[int, Actor]
    routine: Sequence[Unit]
    """28 of them."""
    streets: Sequence[Unit]
    """Two, with their villages."""
    petitions: Unit
    safety: Unit
    towns: Sequence[Unit]
    """Five that are supervised."""
    host: Unit
    """Where a higher team works."""


@dataclass(slots=True)
class Year:
    """What later steps need of what was built."""

    rounds: list[Round] = field(default_factory=list)
    teams: list[list[Team]] = field(default_factory=list)
    themes: dict[str, Theme] = field(default_factory=dict)
    categories: list[Category] = field(default_factory=list)
    issues: dict[str, list[Issue]] = field(default_factory=dict)
    """By what found them: 第三轮, 未巡先改 …"""


@transaction.atomic
def build_year(cast: Cast) -> Year:
    year = Year()
    _frame(cast, year)
    _rounds(cast, year)
    _staff(cast, year)
    draw_up_plans(cast.office, year.rounds, cast.safety)
    _beside_the_rounds(cast, year)
    _rectify(cast, year)
    look_at_them_again(cast.office, date(2023, 9, 20))
    _supervise(cast, year)
    return year


def _frame(cast: Cast, year: Year) -> None:
    for name in ("信访", "安全生产", "“三资”", *CARRIED, *OLD_THEMES):
        year.themes[name] = rounds.add_theme(cast.office, name=name)
    place = 0
    for group, names in CATEGORIES.items():
        for name in names:
            place += 1
            year.categories.append(rounds.add_category(cast.office, group=group, name=name, place=place))


# --- the rounds --------------------------------------------------------------------------------------------

_DAYS = (
    {
        Step.PLANNED: date(2023, 2, 1),
        Step.APPROVED: date(2023, 2, 10),
        Step.FORMED: date(2023, 2, 20),
        Step.ANNOUNCED: date(2023, 3, 3),
        Step.ENTERED: date(2023, 3, 6),
        Step.REPORTED: date(2023, 5, 26),
        Step.FED_BACK: date(2023, 6, 15),
        Step.RECTIFIED: date(2023, 9, 13),
    },
    {
        Step.PLANNED: date(2023, 6, 5),
        Step.APPROVED: date(2023, 6, 12),
        Step.FORMED: date(2023, 6, 26),
        Step.ANNOUNCED: date(2023, 7, 7),
        Step.ENTERED: date(2023, 7, 10),
        Step.REPORTED: date(2023, 9, 22),
        Step.FED_BACK: date(2023, 10, 16),
    },
    {
        Step.PLANNED: date(2023, 10, 8),
        Step.APPROVED: date(2023, 10, 16),
        Step.FORMED: date(2023, 10, 25),
        Step.ANNOUNCED: date(2023, 11, 3),
        Step.ENTERED: date(2023, 11, 6),
    },
)
_TEAMS = (2, 2, 3)
_UNITS = (9, 9, 10)
_FOUND = (278, 254, 152)
"""By 常规 inspection in each round: 684."""
_CARRIED_ISSUES = 31


def _rounds(cast: Cast, year: Year) -> None:
    term = rounds.create_term(cast.office, number=6, since=date(2021, 9, 1), until=date(2026, 8, 31))
    first = 0
    for at, days in enumerate(_DAYS):
        entry = rounds.create_round(cast.office, term=term, number=3 + at)
        rounds.date_steps(cast.office, entry=entry, days=dict(days))
        entry.refresh_from_db()
        year.rounds.append(entry)
        teams = [
            rounds.add_team(cast.office, entry=entry, name=f"第{name}巡察组")
            for name in "一二三"[: _TEAMS[at]]
        ]
        year.teams.append(teams)
        units = cast.routine[first : first + _UNITS[at]]
        first += _UNITS[at]
        inspected = [
            rounds.add_inspectee(
                cast.office,
                entry=entry,
                team=teams[number % len(teams)],
                kind=Inspectee.Kind.ROUTINE,
                unit=unit,
            )
            for number, unit in enumerate(units)
        ]
        _register(cast, year, f"第{'三四五'[at]}轮", list(_found_at(year, at, inspected)))
    _specials(cast, year)
    _crossed(cast, year)


def _staff(cast: Cast, year: Year) -> None:
    """The seven teams, from the pool."""
    people = add_pool(cast.office, [*cast.routine, *cast.towns])
    train(cast.office, people, year.rounds)
    for team in itertools.chain(*year.teams):
        staff(cast.office, team)


def _found_at(year: Year, at: int, inspected: Sequence[Inspectee]) -> Iterable[NewIssue]:
    entry = year.rounds[at]
    assert entry.entered_on is not None
    for number in range(_FOUND[at]):
        category = year.categories[number % len(year.categories)]
        carried = at == 0 and number < _CARRIED_ISSUES
        yield _new(
            Source.ROUTINE,
            number,
            category,
            entry.entered_on + timedelta(days=10 + number % 40),
            inspectee=inspected[number % len(inspected)],
            theme=year.themes[CARRIED[number % len(CARRIED)]] if carried else None,
            immediate=number % 12 == 5,
        )


def _specials(cast: Cast, year: Year) -> None:
    """三资 at two streets with their villages in the first round, 信访 and 安全生产 in the second: 78 issues."""
    found: list[NewIssue] = []
    places = [(0, street, "所辖村（社区）", "“三资”", 22) for street in cast.streets]
    places += [(1, cast.petitions, "", "信访", 18), (1, cast.safety, "", "安全生产", 16)]
    for at, unit, part, theme, many in places:
        entry = year.rounds[at]
        inspectee = rounds.add_inspectee(
            cast.office,
            entry=entry,
            team=year.teams[at][0],
            kind=Inspectee.Kind.SPECIAL,
            unit=unit,
            part=part,
            theme=year.themes[theme],
        )
        assert entry.entered_on is not None
        day = entry.entered_on + timedelta(days=20)
        found += [
            _new(Source.SPECIAL, number, year.categories[number % 4], day, inspectee=inspectee)
            for number in range(many)
        ]
    _register(cast, year, "专项", found)
    for theme in CARRIED:
        carry_theme(
            cast.office,
            entry=year.rounds[0],
            theme=year.themes[theme],
            ground="上一轮巡察的共性问题，领导小组会议研究纳入",
        )


def _crossed(cast: Cast, year: Year) -> None:
    """One team of seven goes to another county, one of the city's works here."""
    entry = year.rounds[1]
    sent = rounds.add_team(
        cast.office, entry=entry, name="赴外县交叉巡察组", origin=Team.Origin.SENT, headcount=7
    )
    cross = Inspectee.Kind.CROSS
    rounds.add_inspectee(cast.office, entry=entry, team=sent, kind=cross, elsewhere="外县某镇")
    received = rounds.add_team(cast.office, entry=entry, name="市委交叉巡察组", origin=Team.Origin.RECEIVED)
    rounds.add_inspectee(cast.office, entry=entry, team=received, kind=cross, unit=cast.host, part="所辖社区")


# --- what was found beside the rounds ------------------------------------------------------------------------


def _beside_the_rounds(cast: Cast, year: Year) -> None:
    def found(
        source: Source, many: int, day: date, units: Sequence[Unit], **more: Theme | None
    ) -> list[NewIssue]:
        return [
            _new(
                source,
                number,
                year.categories[number % len(year.categories)],
                day + timedelta(days=number % 20),
                unit=units[number % len(units)],
                **more,
            )
            for number in range(many)
        ]

    groups = list(dict.fromkeys(category.group for category in year.categories))
    aspects = [
        next(category for category in year.categories if category.group == group) for group in groups[:5]
    ]
    superior = [
        _new(Source.SUPERIOR, number, aspects[number % 5], date(2023, 4, 10), unit=cast.routine[number])
        for number in range(6)
    ]
    year.issues["上级反馈"] = feed_back_from_above(cast.office, date(2023, 4, 10), superior)
    look_back = found(Source.LOOK_BACK, 24, date(2023, 8, 1), cast.routine[:9])
    _register(cast, year, "回头看", look_back)
    _register(cast, year, "督查", found(Source.SUPERVISION, 18, date(2023, 9, 4), cast.towns))
    _register(cast, year, "共性问题督查", found(Source.COMMON, 15, date(2023, 5, 8), cast.routine[5:14]))
    year.issues["未巡先改"] = check_themselves(
        cast.office,
        cast.rectifiers,
        cast.routine,
        year.themes,
        found(Source.SELF_CHECK, 51, date(2023, 4, 3), cast.routine[10:]),
        date(2023, 4, 24),
    )
    _register(cast, year, "提级整改", found(Source.ESCALATED, 28, date(2023, 5, 15), cast.routine[:14]))
    old = [
        new
        for number, theme in enumerate(OLD_THEMES)
        for new in found(
            Source.OLD,
            4 if number < 2 else 3,
            date(2023, 3, 20),
            cast.routine[number * 3 : number * 3 + 3],
            theme=year.themes[theme],
        )
    ]
    year.issues["大起底"] = sweep_old_problems(
        cast.office, date(2023, 3, 13), [year.themes[name] for name in OLD_THEMES], old, cast.routine
    )


def _new(
    source: Source, number: int, category: Category, day: date, unit: Unit | None = None, **more: object
) -> NewIssue:
    inspectee = more.get("inspectee")
    owner = inspectee.unit if isinstance(inspectee, Inspectee) else unit
    assert owner is not None
    return NewIssue(
        wording=wording_for(category.name, number),
        source=source,
        unit=owner,
        found_on=day,
        category=category,
        leader="分管领导",
        department="办公室",
        person="整改联络人",
        measures=measures_for(number, day + timedelta(days=150)),
        **more,  # type: ignore[arg-type]
    )


def _register(cast: Cast, year: Year, name: str, found: list[NewIssue]) -> None:
    year.issues[name] = register_issues(cast.office, found)


# --- rectification -------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class _Course:
    """How far a share of some issues gets, and from which day on: one step every some days."""

    claimed: date
    closed: date
    reach: Callable[[int], str]
    """Number of the issue → closed, long_term, to_close, with_office, with_discipline, rectifying."""


def _rectify(cast: Cast, year: Year) -> None:
    late_first = _Course(date(2023, 6, 20), date(2023, 8, 30), _mostly)
    second = _Course(date(2023, 10, 20), date(2023, 12, 18), _half)
    all_of_them = lambda number: "closed"  # noqa: E731
    courses = {
        "第三轮": late_first,
        "专项": _Course(date(2023, 10, 20), date(2023, 12, 12), _mostly),
        "第四轮": second,
        "上级反馈": _Course(date(2023, 4, 12), date(2023, 7, 6), all_of_them),
        "未巡先改": _Course(date(2023, 4, 24), date(2023, 8, 10), all_of_them),
        "提级整改": _Course(date(2023, 6, 6), date(2023, 9, 20), all_of_them),
        "回头看": _Course(date(2023, 8, 22), date(2023, 11, 10), _mostly),
        "督查": _Course(date(2023, 9, 26), date(2023, 11, 24), _mostly),
        "共性问题督查": _Course(date(2023, 5, 30), date(2023, 8, 4), all_of_them),
        "大起底": _Course(date(2023, 4, 14), date(2023, 9, 8), _mostly),
    }
    for name, course in courses.items():
        _run(cast, year.issues[name], course)


@transaction.atomic
def finish_year(cast: Cast, year: Year) -> None:
    """What became of it in the year after: the running round is fed back, most of what was open is closed."""
    rounds.date_steps(cast.office, entry=year.rounds[2], days={Step.FED_BACK: date(2024, 1, 22)})
    _run(cast, year.issues["第五轮"], _Course(date(2024, 1, 26), date(2024, 4, 12), _mostly))
    still = year.issues["第四轮"][9::10]
    _run(cast, still, _Course(date(2024, 1, 8), date(2024, 3, 28), lambda number: "closed"))


def _mostly(number: int) -> str:
    return ("long_term", "rectifying", "with_office")[number % 25] if number % 25 < 3 else "closed"


def _half(number: int) -> str:
    if number % 10 < 5:
        return "closed"
    return ("rectifying", "with_discipline", "with_office", "to_close", "rectifying")[number % 5]


_REACHED = ("unclaimed", "rectifying", "with_discipline", "with_office", "to_close", "closed")


def _run(cast: Cast, issues: Sequence[Issue], course: _Course) -> None:
    """Everybody takes the step for all that is theirs: the units, their 派驻纪检组, the office, the 领导小组."""
    reach = {issue.pk: course.reach(number) for number, issue in enumerate(issues)}
    span = (course.closed - course.claimed).days

    def upto(state: str) -> list[Issue]:
        least = _REACHED.index(state)
        ends = ("closed", "long_term")
        return [
            issue for issue in issues if reach[issue.pk] in ends or _REACHED.index(reach[issue.pk]) >= least
        ]

    def day(share: int) -> date:
        return course.claimed + timedelta(days=span * share // 10)

    for unit_id, own in _by(upto("rectifying"), lambda issue: issue.unit_id).items():
        move_many(cast.rectifiers[unit_id], issue_ids=own, verb=Verb.CLAIM, on=day(0))
    for unit_id, own in _by(upto("with_discipline"), lambda issue: issue.unit_id).items():
        actor = cast.rectifiers[unit_id]
        prove_many(actor, issue_ids=own, upload=_proof(unit_id), effective_on=day(5))
        move_many(actor, issue_ids=own, verb=Verb.SUBMIT, on=day(6))
    for _, own in _by(upto("with_office"), lambda issue: cast.disciplines[issue.unit_id].person).items():
        unit_id = next(issue.unit_id for issue in issues if issue.pk == own[0])
        move_many(cast.disciplines[unit_id], issue_ids=own, verb=Verb.PASS_DISCIPLINE, on=day(7))
    move_many(
        cast.office, issue_ids=[issue.pk for issue in upto("to_close")], verb=Verb.PASS_OFFICE, on=day(9)
    )
    kept = [pk for pk, state in reach.items() if state == "long_term"]
    closed = [pk for pk, state in reach.items() if state == "closed"]
    words = "需要长期抓、经常抓，转为长期坚持。"
    move_many(cast.leading, issue_ids=kept, verb=Verb.KEEP, words=words, on=day(10))
    move_many(cast.leading, issue_ids=closed, verb=Verb.CLOSE, on=day(10))


def _by(issues: Iterable[Issue], key: Callable[[Issue], int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for issue in issues:
        found.setdefault(key(issue), []).append(issue.pk)
    return found


def _proof(unit_id: int) -> UploadedFile[bytes]:
    data = PROOF + str(unit_id).encode()
    upload: UploadedFile[bytes] = UploadedFile(ContentFile(data), "整改佐证.pdf")
    upload.size = len(data)
    return upload


# --- supervision and what came of it -------------------------------------------------------------------------


def _supervise(cast: Cast, year: Year) -> None:
    office = cast.office
    follow_up_decisions(office, cast.routine, cast.rectifiers)
    keep_liaison(office, cast.host)
    enter_own_rules(office)
    for number in range(59):
        issued_on = date(2023, 4, 6) + timedelta(days=number * 4)
        slip = supervisions.issue_slip(
            office,
            unit=cast.routine[number % len(cast.routine)],
            issued_on=issued_on,
            matter="请对照整改方案，按时限报送本单位整改进展情况。",
            reply_due_on=issued_on + timedelta(days=10),
        )
        if number % 15:
            supervisions.note_reply(office, slip_id=slip.pk, replied_on=issued_on + timedelta(days=8))
    for unit in cast.routine[3:5]:
        supervisions.hold_interview(
            office,
            unit=unit,
            held_on=date(2023, 9, 21),
            matter="第三轮巡察反馈问题到期未完成整改。",
            outcome="表态限期完成，逐项列出时间表。",
        )
    kinds = Supervision.Kind
    for look, found in (
        (
            NewLook(
                kinds.LOOK_BACK,
                "第三轮巡察整改“回头看”",
                date(2023, 8, 1),
                date(2023, 8, 20),
                "区纪委监委、区委组织部",
                round=year.rounds[0],
            ),
            "回头看",
        ),
        (
            NewLook(
                kinds.SUPERVISION,
                "乡村振兴专项巡察整改督查",
                date(2023, 9, 4),
                date(2023, 9, 24),
                "区纪委监委、区农业农村局",
                cast.towns,
            ),
            "督查",
        ),
        (
            NewLook(
                kinds.COMMON,
                "共性问题提级整改督查",
                date(2023, 5, 8),
                date(2023, 6, 28),
                "区纪委监委和各职能部门",
                cast.routine[5:14],
            ),
            "共性问题督查",
        ),
    ):
        hold_supervision(office, look, year.issues[found])
    for number, issue in enumerate(year.issues["共性问题督查"][:13]):
        issue_rule(
            office,
            name=f"{_RULE_NAMES[number]}（试行）",
            issued_by=issue.unit,
            issued_on=date(2023, 7, 3) + timedelta(days=number * 10),
            document_number=f"示办发〔2023〕{number + 11}号",
            issues=[issue],
        )
    carry_out_special_actions(office, year.issues)


_RULE_NAMES = (
    "固定资产管理办法",
    "公务接待管理规定",
    "公务用车管理办法",
    "差旅费报销规定",
    "政府采购内部控制办法",
    "工程项目管理办法",
    "专项资金管理办法",
    "合同管理办法",
    "印章使用管理规定",
    "议事决策规则",
    "信访事项办理规定",
    "安全生产巡查办法",
    "村级“三资”管理办法",
)
