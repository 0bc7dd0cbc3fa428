"""回避: each ground with an example that bars and one that does not; a proposal never holds who must avoid."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from tests.server.conftest import OPERATOR, YEAR
from tests.server.inspections.conftest import ENTERED, FED_BACK, Inspections

from zhunsheng.server.inspections.models import Inspectee, Issue, Round, Step, Team, TeamMember
from zhunsheng.server.inspections.queries import visible_to
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.talent import actions
from zhunsheng.server.inspections.talent.actions import Particulars
from zhunsheng.server.inspections.talent.avoidance import Target, Ties, ground, grounds, targets_of
from zhunsheng.server.inspections.talent.models import DeclaredRelation, Talent
from zhunsheng.server.inspections.talent.proposals import Candidate, candidates_for, propose
from zhunsheng.server.inspections.talent.workload import Load, days_at_work
from zhunsheng.server.orgs.actions import create_unit, place_unit
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused

SINCE = date(2020, 1, 1)
DAY, YEARS = date(2023, 3, 1), 3
JIA = Target(1, "甲局", frozenset({11}), frozenset({9}))
"""With one unit below it and one above."""
Duty = TeamMember.Duty


@pytest.mark.parametrize(
    ("ties", "words"),
    [
        (Ties(), ""),
        (Ties(present=1), "现在该单位工作"),
        (Ties(present=11), "现在其下属单位工作"),
        (Ties(present=2), ""),
        (Ties(present=9), "现在其上级单位工作"),
        (Ties(former=((9, date(2023, 1, 1)),)), ""),
        (Ties(former=((1, date(2020, 3, 2)),)), "2020-03-02 离开该单位，不满 3 年"),
        (Ties(former=((11, date(2020, 3, 2)),)), "2020-03-02 离开其下属单位，不满 3 年"),
        (Ties(former=((1, date(2020, 3, 1)),)), ""),
        (Ties(former=((2, date(2023, 1, 1)),)), ""),
        (Ties(declared=((1, "亲属任职"),)), "本人申报该单位有回避事项（亲属任职）"),
        (Ties(declared=((2, "亲属任职"),)), ""),
    ],
)
def test_on_what_ground_somebody_avoids_a_unit(ties: Ties, words: str) -> None:
    assert ground(ties, JIA, DAY, YEARS) == words


def test_without_years_only_the_present_unit_counts() -> None:
    left = Ties(former=((1, date(2023, 2, 28)),))
    assert (ground(left, JIA, DAY, 0), ground(left, JIA, DAY, 1)) == ("", "2023-02-28 离开该单位，不满 1 年")


# --- a proposed team never holds somebody who must avoid -----------------------------------------------

UNITS = st.integers(1, 8)
DAYS = st.dates(date(2015, 1, 1), date(2024, 12, 31))
TIES = st.builds(
    Ties,
    present=st.none() | UNITS,
    former=st.lists(st.tuples(UNITS, DAYS), max_size=3).map(tuple),
    declared=st.lists(st.tuples(UNITS, st.just("亲属任职")), max_size=2).map(tuple),
)
PEOPLE = st.lists(
    st.tuples(TIES, st.lists(st.sampled_from("财法文"), max_size=2).map(tuple), st.integers(0, 4)),
    max_size=12,
)
TARGETS = st.lists(
    st.builds(
        Target,
        UNITS,
        st.just("某局"),
        st.frozensets(UNITS, max_size=2),
        st.frozensets(UNITS, max_size=2),
    ),
    min_size=1,
    max_size=3,
)


def _must_avoid(ties: Ties, targets: list[Target], day: date, years: int) -> bool:
    """The rule once more, as one would read it out."""
    inspected = {unit for target in targets for unit in {target.id, *target.below}}
    lately = {unit for unit, left in ties.former if day < _anniversary(left, years)}
    if any(ties.present in target.above for target in targets):
        return True
    return bool(inspected & ({ties.present} | lately | {unit for unit, _ in ties.declared}))


def _anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is not a fault
@given(
    people=PEOPLE,
    targets=TARGETS,
    day=DAYS,
    years=st.integers(0, 5),
    wanted=st.lists(st.sampled_from("财法文"), max_size=3),
    headcount=st.integers(0, 6),
)
def test_a_proposed_team_never_holds_somebody_who_must_avoid(
    people: list[tuple[Ties, tuple[str, ...], int]],
    targets: list[Target],
    day: date,
    years: int,
    wanted: list[str],
    headcount: int,
) -> None:
    candidates = [
        Candidate(
            number,
            f"人才{number}",
            specialties=specialties,
            load=Load(rounds=rounds),
            grounds=tuple(grounds(ties, targets, day, years)),
        )
        for number, (ties, specialties, rounds) in enumerate(people)
    ]
    found = propose(candidates, wanted, headcount)
    taken, spare, barred = (
        [line.candidate for line in lines] for lines in (found.taken, found.spare, found.barred)
    )
    avoiding = {
        number for number, (ties, _, _) in enumerate(people) if _must_avoid(ties, targets, day, years)
    }
    assert {one.id for one in barred} == avoiding
    assert sorted(one.id for one in (*taken, *spare, *barred)) == list(range(len(people)))
    assert len(taken) == min(headcount, len(people) - len(avoiding))
    assert all(line.why for line in (*found.taken, *found.spare, *found.barred))
    if headcount >= len(set(wanted)):
        had = {name for one in taken for name in one.specialties}
        assert set(wanted) - had == set(found.lacking)


def test_a_proposal_takes_each_specialty_then_whose_turn_it_is() -> None:
    people = [
        Candidate(1, "甲", specialties=("财务审计",), load=Load(2, 80, 9)),
        Candidate(2, "乙", load=Load(1, 60, 4)),
        Candidate(3, "丙"),
        Candidate(4, "丁", load=Load(1, 40, 4)),
        Candidate(5, "戊", grounds=("要回避甲局：现在该单位工作",)),
    ]
    found = propose(people, ["财务审计", "法律"], 3)
    said = [
        [(line.candidate.name, line.why) for line in lines]
        for lines in (found.taken, found.spare, found.barred)
    ]
    assert said == [
        [
            ("丙", "轮到他：本届 0 轮 0 天"),
            ("丁", "轮到他：本届 1 轮 40 天"),
            ("甲", "有财务审计专长的人里轮到他：本届 2 轮 80 天"),
        ],
        [("乙", "人数已够，排在后面：本届 1 轮 60 天")],
        [("戊", "要回避甲局：现在该单位工作")],
    ]
    assert found.lacking == ["法律"]


# --- on the teams --------------------------------------------------------------------------------------


@pytest.fixture
def school(inspections: Inspections) -> Unit:
    """A unit below 甲局."""
    office = inspections.office
    unit = create_unit(OPERATOR, tenant=office.tenant, code="20101", name="示例区甲局学校")
    place_unit(OPERATOR, unit=unit, fiscal_year=YEAR, parent=office.jia_unit)
    return unit


def _talent(inspections: Inspections, name: str, unit: Unit | None) -> Talent:
    elsewhere = "" if unit is not None else "外县某局"
    return actions.add_talent(
        inspections.office.actor("inspector"), Particulars(name, SINCE), unit=unit, elsewhere=elsewhere
    )


def test_somebody_who_must_avoid_is_not_taken_on(inspections: Inspections, school: Unit) -> None:
    inspector, office = inspections.office.actor("inspector"), inspections.office
    team = Team.objects.get(pk=inspections.team.pk)
    there, below = _talent(inspections, "人才01", office.jia_unit), _talent(inspections, "人才02", school)
    former, tied = (
        _talent(inspections, "人才03", office.yi_unit),
        _talent(inspections, "人才04", office.yi_unit),
    )
    free = _talent(inspections, "人才05", office.yi_unit)
    actions.note_former_post(inspector, talent_id=former.pk, unit=office.jia_unit, until=date(2021, 5, 31))
    relation = actions.declare_relation(
        inspector,
        talent_id=tied.pk,
        unit=office.jia_unit,
        kind=DeclaredRelation.Kind.RELATIVE,
        reason="近亲属任职",
        declared_on=date(2023, 2, 1),
    )
    said = {
        there: "人才01要回避示例区甲局：现在该单位工作。",
        below: "人才02要回避示例区甲局：现在其下属单位工作。",
        former: "人才03要回避示例区甲局：2021-05-31 离开该单位，不满 3 年。",
        tied: "人才04要回避示例区甲局：本人申报该单位有回避事项（亲属任职）。",
    }
    for talent, words in said.items():
        with pytest.raises(Refused) as refused:
            round_actions.add_member(inspector, team=team, talent=talent)
        assert (str(refused.value), len(words) <= 45) == (words, True)
    round_actions.add_member(inspector, team=team, talent=free)
    actions.lift_relation(inspector, relation=relation, on=date(2023, 2, 10))
    round_actions.add_member(inspector, team=team, talent=tied)
    round_actions.keep_register(inspector, unit=inspections.register.unit, avoidance_years=1)
    round_actions.add_member(inspector, team=team, talent=former)
    serving = team.members.exclude(talent__name="member").order_by("talent__name")
    assert [member.talent.name for member in serving] == ["人才03", "人才04", "人才05"]


def test_a_team_is_not_given_a_unit_somebody_on_it_must_avoid(inspections: Inspections) -> None:
    inspector, team = inspections.office.actor("inspector"), inspections.team
    talent = _talent(inspections, "人才01", inspections.office.yi_unit)
    round_actions.add_member(inspector, team=team, talent=talent)
    more = {"entry": inspections.round, "team": team, "kind": Inspectee.Kind.ROUTINE}
    with pytest.raises(Refused, match="人才01要回避示例区乙局：现在该单位工作。"):
        round_actions.add_inspectee(inspector, unit=inspections.office.yi_unit, **more)
    nobodys = create_unit(OPERATOR, tenant=inspections.office.tenant, code="203", name="示例区丙局")
    round_actions.add_inspectee(inspector, unit=nobodys, **more)
    round_actions.add_inspectee(inspector, elsewhere="外县某镇", **more)
    assert [entry.name for entry in team.inspectees.all()] == ["示例区甲局", "示例区丙局", "外县某镇"]


def test_an_inspectee_is_given_to_another_team_unless_somebody_there_must_avoid_it(
    inspections: Inspections, issue: Issue
) -> None:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    other = inspections.round.teams.get(name="第二巡察组")
    client, page = office.client("inspector"), f"/inspections/inspectees/{inspections.jia.pk}/assign/"
    assert [visible_to(office.actor(name)).count() for name in ("member", "other_member")] == [1, 0]
    client.post(page, {"team": other.pk})
    assert [visible_to(office.actor(name)).count() for name in ("member", "other_member")] == [0, 1]
    client.post(page, {"team": ""})
    talent = _talent(inspections, "人才01", office.jia_unit)
    round_actions.add_member(inspector, team=inspections.team, talent=talent)  # it inspects nothing now
    refused = client.post(page, {"team": inspections.team.pk})
    assert (refused.status_code, "人才01要回避示例区甲局" in refused.content.decode()) == (400, True)
    [form] = html.fromstring(refused.content.decode()).xpath(f"//form[@action='{page}']")
    assert form.xpath(".//option[@selected]/@value") == [str(inspections.team.pk)]
    inspections.jia.refresh_from_db()
    assert inspections.jia.team is None
    later = round_actions.create_round(inspector, term=inspections.round.term, number=4)
    foreign = round_actions.add_team(inspector, entry=later, name="第三巡察组")
    with pytest.raises(Refused, match="“第三巡察组”不是六届第三轮的巡察组。"):
        round_actions.assign_inspectee(inspector, inspectee=inspections.jia, team=foreign)


def test_who_must_avoid_later_is_marked_until_feedback(inspections: Inspections) -> None:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    talent = _talent(inspections, "人才01", office.yi_unit)
    round_actions.add_member(inspector, team=inspections.team, talent=talent)
    actions.move_talent(inspector, talent_id=talent.pk, unit=office.jia_unit, on=ENTERED)
    page, mark = f"/inspections/rounds/{inspections.round.pk}/", "要回避示例区甲局：现在该单位工作"
    card = f'<a class="waiting" href="{page}"><span class="tag tag-red">六届第三轮组员要回避</span> 1 人</a>'
    homes = {
        name: office.client(name).get("/").content.decode() for name in ("inspector", "leading", "member")
    }
    assert [name for name, home in homes.items() if card in home] == ["inspector"]
    assert [mark in office.client(name).get(page).content.decode() for name in ("leading", "member")] == [
        True,
        False,
    ]
    round_actions.date_steps(inspector, entry=inspections.round, days={Step.FED_BACK: FED_BACK})
    assert mark not in office.client("leading").get(page).content.decode()
    assert card not in office.client("inspector").get("/").content.decode()


def test_the_office_decides_on_a_proposal(inspections: Inspections) -> None:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    barred = _talent(inspections, "人才01", office.jia_unit)
    good = actions.add_talent(
        inspector, Particulars("人才02", SINCE, specialties=("财务审计",)), unit=office.yi_unit
    )
    plain = _talent(inspections, "人才03", None)
    client, page = office.client("inspector"), f"/inspections/teams/{inspections.team.pk}/proposal/"
    words = _words(client.get(page, {"headcount": 1, "specialties": "财务审计"}).content)
    assert "拟编入（1） 编入 姓名 单位 专长 职责 为什么 人才02 示例区乙局 财务审计" in words
    assert "有财务审计专长的人里轮到他：本届 0 轮 0 天" in words
    assert "可以另选（1）" in words
    assert "人才01 示例区甲局 — 要回避示例区甲局：现在该单位工作" in words
    assert "other_member 示例区委巡察办 — 已经编入本轮的第二巡察组" in words
    ticked = {"talent": [good.pk, plain.pk, barred.pk], f"duty-{plain.pk}": "deputy"}
    refused = client.post(page, ticked)
    shown = html.fromstring(refused.content.decode())
    boxes = shown.xpath("//input[@name='talent'][@checked]/@value")
    duty = shown.xpath(f"//select[@name='duty-{plain.pk}']/option[@selected]/@value")
    assert (refused.status_code, sorted(boxes), duty) == (
        400,
        sorted([str(good.pk), str(plain.pk)]),
        ["deputy"],
    )
    assert "人才01要回避示例区甲局：现在该单位工作。一个也没有编入" in _words(refused.content)
    assert inspections.team.members.count() == 1
    assert client.post(page, {}).status_code == 400
    client.post(
        page, {"talent": [good.pk, plain.pk], f"duty-{good.pk}": "head", f"duty-{plain.pk}": "deputy"}
    )
    duties = {member.talent.name: member.duty for member in inspections.team.members.select_related("talent")}
    assert duties == {"member": Duty.MEMBER, "人才02": Duty.HEAD, "人才03": Duty.DEPUTY}


def test_an_unreadable_headcount_proposes_nobody_and_says_so(inspections: Inspections) -> None:
    _talent(inspections, "人才02", inspections.office.yi_unit)
    page = f"/inspections/teams/{inspections.team.pk}/proposal/"
    words = _words(inspections.office.client("inspector").get(page, {"headcount": "几个"}).content)
    assert ("还要几人请填整数。" in words, "拟编入（0）" in words) == (True, True)


@pytest.mark.parametrize("people", [2, 9])
def test_candidates_are_read_in_a_fixed_number_of_queries(
    inspections: Inspections, django_assert_num_queries: object, people: int
) -> None:
    for number in range(people):
        _talent(inspections, f"人才{number}", inspections.office.yi_unit)
    with django_assert_num_queries(11):  # type: ignore[operator]
        found = candidates_for(inspections.office.actor("inspector"), inspections.team)
    assert len(found) == people + 1  # other_member, of another team


# --- 工作量 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entered_on", "reported_on", "fed_back_on", "days"),
    [
        (None, None, None, 0),
        (date(2023, 3, 1), None, None, 31),
        (date(2023, 3, 1), date(2023, 3, 10), date(2023, 3, 25), 10),
        (date(2023, 3, 1), None, date(2023, 3, 25), 25),
        (date(2023, 3, 1), date(2023, 4, 10), None, 31),
        (date(2023, 4, 1), None, None, 0),
    ],
)
def test_days_run_from_moving_in_to_the_report(
    entered_on: date | None, reported_on: date | None, fed_back_on: date | None, days: int
) -> None:
    entry = Round(entered_on=entered_on, reported_on=reported_on, fed_back_on=fed_back_on)
    assert days_at_work(entry, date(2023, 3, 31)) == days


def test_workload_of_a_term_and_of_a_year(inspections: Inspections) -> None:
    inspector, office = inspections.office.actor("inspector"), inspections.office
    talent = _talent(inspections, "人才01", office.yi_unit)
    term, entry = inspections.round.term, inspections.round
    round_actions.date_steps(inspector, entry=entry, days={Step.REPORTED: date(2023, 3, 20)})
    round_actions.add_member(inspector, team=inspections.team, talent=talent)
    later = round_actions.create_round(inspector, term=term, number=4)
    days = {Step.ENTERED: date(2024, 3, 1), Step.REPORTED: date(2024, 3, 5)}
    round_actions.date_steps(inspector, entry=later, days=days)
    team = round_actions.add_team(inspector, entry=later, name="第一巡察组")
    for elsewhere in ("外县某镇", "外县某局"):
        round_actions.add_inspectee(
            inspector, entry=later, team=team, kind=Inspectee.Kind.CROSS, elsewhere=elsewhere
        )
    round_actions.add_member(inspector, team=team, talent=talent)
    client = office.client("leading")
    assert "人才01 示例区乙局 2 25 3 1 20 1" in _words(
        client.get("/inspections/talents/workload/?year=2023").content
    )
    assert "人才01 示例区乙局 2 25 3 1 5 2" in _words(
        client.get("/inspections/talents/workload/?year=2024").content
    )


def _words(content: bytes) -> str:
    """As read on the page: of a choice, nothing but the table around it."""
    page = html.fromstring(content.decode()).find(".//main")
    for choice in page.xpath(".//select"):
        choice.drop_tree()
    return " ".join(" ".join(page.itertext()).split())


def test_who_works_above_a_unit_avoids_it_and_who_works_at_the_top_does_not(
    inspections: Inspections,
) -> None:
    office = inspections.office
    school = create_unit(OPERATOR, tenant=office.tenant, code="20101", name="示例区第一小学")
    place_unit(OPERATOR, unit=school, fiscal_year=YEAR, parent=office.jia_unit)
    (target,) = targets_of([Inspectee(round=inspections.round, unit=school)])
    said = [ground(Ties(present=unit.pk), target, DAY, YEARS) for unit in (office.jia_unit, office.root)]
    assert said == ["现在其上级单位工作", ""]
