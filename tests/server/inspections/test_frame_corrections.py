"""更正 and 作废 of terms, rounds, teams and inspectees: what fits is taken, what hangs on them holds them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone
from lxml import html
from tests.server.conftest import OPERATOR, YEAR
from tests.server.inspections.conftest import FED_BACK, Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.archive.models import Filing
from zhunsheng.server.inspections.disclosure.models import Disclosure
from zhunsheng.server.inspections.issues.actions import NewIssue, register_issue
from zhunsheng.server.inspections.models import Inspectee, Issue, IssueState, Round, Source, Step, Team, Term
from zhunsheng.server.inspections.plans import actions as plan_actions
from zhunsheng.server.inspections.plans.actions import NewPlan
from zhunsheng.server.inspections.plans.approval import approve
from zhunsheng.server.inspections.plans.models import Plan, PlannedObject
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.rounds import corrections
from zhunsheng.server.inspections.rounds.hanging import WHAT_IT_IS
from zhunsheng.server.inspections.supervision.themes import carry_theme
from zhunsheng.server.inspections.talent.actions import Particulars, add_talent
from zhunsheng.server.orgs.actions import create_unit, place_unit
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused

ROUTINE, SPECIAL, ESCALATED = Inspectee.Kind.ROUTINE, Inspectee.Kind.SPECIAL, Inspectee.Kind.ESCALATED
SINCE, UNTIL = date(2021, 9, 1), date(2026, 8, 31)


def _told(verb: str) -> list[Any]:
    return [json.loads(entry.details) for entry in Entry.objects.filter(verb=verb).order_by("pk")]


def _bing(inspections: Inspections) -> Unit:
    """A third unit, inspected by nobody."""
    office = inspections.office
    unit = create_unit(OPERATOR, tenant=office.tenant, code="103", name="示例区丙局")
    place_unit(OPERATOR, unit=unit, fiscal_year=YEAR, parent=office.root)
    return unit


def _found(inspections: Inspections, source: Source = Source.ROUTINE) -> Issue:
    """An issue at 甲局 that has not been fed back."""
    new = NewIssue("往来款长期挂账", source, inspections.office.jia_unit, date(2023, 3, 20), inspections.jia)
    return register_issue(inspections.office.actor("inspector"), new)


# --- terms -------------------------------------------------------------------------------------------------


def test_terms_do_not_overlap(inspections: Inspections) -> None:
    inspector = inspections.office.actor("inspector")
    with pytest.raises(Refused) as refused:
        round_actions.create_term(inspector, number=7, since=UNTIL, until=date(2031, 8, 31))
    assert str(refused.value) == "起止与六届（2021-09-01 至 2026-08-31）重叠，请核对日期。"
    later = round_actions.create_term(inspector, number=7, since=date(2026, 9, 1), until=date(2031, 8, 31))
    sixth = inspections.round.term
    for since, until in ((SINCE, date(2026, 9, 1)), (date(2022, 1, 1), date(2031, 9, 1))):
        with pytest.raises(Refused, match="起止与七届（2026-09-01 至 2031-08-31）重叠"):
            corrections.correct_term(inspector, term_id=sixth.pk, number=6, since=since, until=until)
    corrections.correct_term(inspector, term_id=sixth.pk, number=6, since=SINCE, until=date(2026, 6, 30))
    corrections.correct_term(inspector, term_id=later.pk, number=7, since=date(2026, 7, 1), until=later.until)
    assert list(Term.objects.order_by("number").values_list("since", "until")) == [
        (SINCE, date(2026, 6, 30)),
        (date(2026, 7, 1), date(2031, 8, 31)),
    ]


def test_a_term_is_corrected_and_its_plan_follows(inspections: Inspections) -> None:
    inspector, term = inspections.office.actor("inspector"), inspections.round.term
    plan = plan_actions.draw_up(inspector, NewPlan(term, Plan.Kind.TERM))
    corrections.correct_term(inspector, term_id=term.pk, number=7, since=date(2021, 10, 1), until=UNTIL)
    term.refresh_from_db()
    plan.refresh_from_db()
    assert (term.name, term.since, plan.since, plan.until) == (
        "七届",
        date(2021, 10, 1),
        date(2021, 10, 1),
        UNTIL,
    )
    assert _told("correct_term") == [{"number": [6, 7], "since": ["2021-09-01", "2021-10-01"]}]
    with pytest.raises(Refused, match="没有改动，请填写正确的登记。"):
        corrections.correct_term(inspector, term_id=term.pk, number=7, since=term.since, until=UNTIL)


def test_what_was_planned_keeps_the_years_of_a_term(inspections: Inspections) -> None:
    inspector, term = inspections.office.actor("inspector"), inspections.round.term
    of_term = plan_actions.draw_up(inspector, NewPlan(term, Plan.Kind.TERM))
    plan_actions.draw_up(inspector, NewPlan(term, Plan.Kind.ANNUAL, year=2021))
    for slot in (None, 2021, 2023):
        PlannedObject.objects.create(
            version=of_term.versions.get(), slot=slot, unit=inspections.office.jia_unit
        )
    with pytest.raises(Refused) as refused:
        corrections.correct_term(inspector, term_id=term.pk, number=6, since=date(2022, 1, 1), until=UNTIL)
    assert str(refused.value) == "新的起止以外已有 1 份计划、1 个计划对象，请先调整计划。"
    corrections.correct_term(inspector, term_id=term.pk, number=6, since=date(2021, 12, 31), until=UNTIL)


def test_the_number_of_a_term_stays_once_papers_carry_it(inspections: Inspections, issue: Issue) -> None:
    inspector, term = inspections.office.actor("inspector"), inspections.round.term
    plan = plan_actions.draw_up(inspector, NewPlan(term, Plan.Kind.TERM))
    plan_actions.add_objects(inspector, plan_id=plan.pk, kind=ROUTINE, units=[inspections.office.jia_unit])
    approve(inspector, plan_id=plan.pk, approved_on=FED_BACK, approved_by="领导小组会议")
    with pytest.raises(Refused) as refused:
        corrections.correct_term(inspector, term_id=term.pk, number=5, since=SINCE, until=UNTIL)
    assert str(refused.value) == "六届已有 1 个已反馈的轮次、1 份报批过的五年规划，届数不能改。"
    corrections.correct_term(inspector, term_id=term.pk, number=6, since=date(2021, 9, 2), until=UNTIL)


def test_only_an_empty_term_is_voided(inspections: Inspections) -> None:
    inspector, sixth = inspections.office.actor("inspector"), inspections.round.term
    plan_actions.draw_up(inspector, NewPlan(sixth, Plan.Kind.TERM))
    with pytest.raises(Refused, match="六届已有 1 个轮次、1 份规划和计划，不能作废。"):
        corrections.void_term(inspector, term_id=sixth.pk)
    fifth = round_actions.create_term(inspector, number=5, since=date(2016, 9, 1), until=date(2021, 8, 31))
    corrections.void_term(inspector, term_id=fifth.pk)
    assert list(Term.objects.all()) == [sixth]
    assert _told("void_term") == [{"since": "2016-09-01", "until": "2021-08-31"}]


# --- rounds ------------------------------------------------------------------------------------------------


def test_a_round_is_corrected_before_anything_carries_its_number(inspections: Inspections) -> None:
    inspector, entry = inspections.office.actor("inspector"), inspections.round
    fifth = round_actions.create_term(inspector, number=5, since=date(2016, 9, 1), until=date(2021, 8, 31))
    corrections.correct_round(inspector, round_id=entry.pk, term=fifth, number=4)
    assert Round.objects.get(pk=entry.pk).name == "五届第四轮"
    assert _told("correct_round") == [{"term": ["六届", "五届"], "number": [3, 4]}]
    round_actions.create_round(inspector, term=fifth, number=5)
    with pytest.raises(Refused, match="这一轮已经登记过。"):
        corrections.correct_round(inspector, round_id=entry.pk, term=fifth, number=5)


def test_the_number_of_a_round_stays_once_it_stands_elsewhere(inspections: Inspections, issue: Issue) -> None:
    inspector, entry = inspections.office.actor("inspector"), inspections.round
    with pytest.raises(Refused) as refused:
        corrections.correct_round(inspector, round_id=entry.pk, term=entry.term, number=4)
    assert str(refused.value) == "六届第三轮已有 2 个已反馈的对象、1 个问题，届次和轮数不能改。"


def test_a_round_opened_from_a_plan_stays_in_its_term(inspections: Inspections) -> None:
    inspector, entry = inspections.office.actor("inspector"), inspections.round
    fifth = round_actions.create_term(inspector, number=5, since=date(2016, 9, 1), until=date(2021, 8, 31))
    stage = NewPlan(
        entry.term, Plan.Kind.STAGE, year=2023, stage=1, since=date(2023, 1, 1), until=date(2023, 6, 30)
    )
    plan_actions.draw_up(inspector, stage).rounds.add(entry)
    with pytest.raises(Refused, match="六届第三轮已有 1 份阶段计划，届次不能改。"):
        corrections.correct_round(inspector, round_id=entry.pk, term=fifth, number=3)
    assert corrections.correct_round(inspector, round_id=entry.pk, term=entry.term, number=4).number == 4


def test_only_an_empty_round_is_voided(inspections: Inspections) -> None:
    inspector, entry = inspections.office.actor("inspector"), inspections.round
    carry_theme(
        inspector, entry=entry, theme=round_actions.add_theme(inspector, name="信访"), ground="会议研究"
    )
    with pytest.raises(Refused) as refused:
        corrections.void_round(inspector, round_id=entry.pk)
    assert str(refused.value) == "六届第三轮已有 2 个巡察组、2 个巡察对象、1 个纳入的主题，不能作废。"
    empty = round_actions.create_round(inspector, term=entry.term, number=4)
    round_actions.date_steps(inspector, entry=empty, days={Step.PLANNED: date(2023, 4, 1)})
    corrections.void_round(inspector, round_id=empty.pk)
    assert list(Round.objects.all()) == [entry]
    assert _told("void_round") == [{"planned": "2023-04-01"}]


def test_whatever_refers_to_a_round_keeps_it_from_being_voided() -> None:
    """A plan a round was opened from only lets go of it."""
    referring: set[type[Model]] = {
        relation.related_model
        for relation in Round._meta.get_fields(include_hidden=True)
        if relation.one_to_many and not relation.related_model._meta.auto_created
    }
    assert referring == set(WHAT_IT_IS)


# --- teams -------------------------------------------------------------------------------------------------


def test_a_team_is_corrected(inspections: Inspections) -> None:
    inspector, team = inspections.office.actor("inspector"), inspections.team
    corrections.correct_team(
        inspector, team_id=team.pk, name=" 第三巡察组 ", origin=Team.Origin.SENT, headcount=7
    )
    team.refresh_from_db()
    assert (team.name, team.origin, team.headcount) == ("第三巡察组", "sent", 7)
    assert _told("correct_team") == [
        {
            "team": team.pk,
            "name": ["第一巡察组", "第三巡察组"],
            "origin": ["own", "sent"],
            "headcount": [None, 7],
        }
    ]
    with pytest.raises(Refused, match="六届第三轮已经有“第二巡察组”。"):
        corrections.correct_team(
            inspector, team_id=team.pk, name="第二巡察组", origin=Team.Origin.SENT, headcount=7
        )


def test_the_name_of_a_team_stays_once_it_has_fed_back(inspections: Inspections, issue: Issue) -> None:
    inspector, team = inspections.office.actor("inspector"), inspections.team
    with pytest.raises(Refused, match="第一巡察组已有 1 个已反馈的对象，组名不能改。"):
        corrections.correct_team(inspector, team_id=team.pk, name="第三巡察组", origin=Team.Origin.OWN)
    corrections.correct_team(
        inspector, team_id=team.pk, name="第一巡察组", origin=Team.Origin.OWN, headcount=6
    )


def test_whose_team_it_is_stays_once_we_keep_papers_of_its_units(
    inspections: Inspections, issue: Issue
) -> None:
    inspector, team, own = inspections.office.actor("inspector"), inspections.team, Team.Origin.OWN
    _disclosed(inspections)
    with pytest.raises(Refused, match="第一巡察组的对象已有 1 项双公开登记，来源不能改。"):
        corrections.correct_team(inspector, team_id=team.pk, name=team.name, origin=Team.Origin.RECEIVED)
    corrections.correct_team(inspector, team_id=team.pk, name=team.name, origin=Team.Origin.SENT)
    corrections.correct_team(inspector, team_id=team.pk, name=team.name, origin=own)


def _disclosed(inspections: Inspections) -> Disclosure:
    return Disclosure.objects.create(
        round=inspections.round,
        unit=inspections.office.jia_unit,
        matter="feedback",
        manner="circular",
        approved_on=FED_BACK,
        by=inspections.office.people["inspector"],
    )


# --- inspectees --------------------------------------------------------------------------------------------


def _correct(inspections: Inspections, **given: Any) -> Inspectee:
    fields = {"kind": ROUTINE, "unit": inspections.office.jia_unit} | given
    inspector = inspections.office.actor("inspector")
    return corrections.correct_inspectee(inspector, inspectee_id=inspections.jia.pk, **fields)


def test_an_inspectee_is_corrected_and_the_trace_does_not_name_it(inspections: Inspections) -> None:
    theme = round_actions.add_theme(inspections.office.actor("inspector"), name="信访")
    found = _correct(inspections, kind=SPECIAL, unit=_bing(inspections), part="所辖社区", theme=theme)
    found = Inspectee.objects.get(pk=found.pk)
    assert (found.name, found.kind, found.theme) == ("示例区丙局及所辖社区", "special", theme)
    assert _correct(inspections, kind=ESCALATED, unit=None, elsewhere="外县某镇").name == "外县某镇"
    columns = ["kind", "unit", "part", "theme"]
    assert _told("correct_inspectee") == [
        {"inspectee": found.pk, "columns": columns, "kind": ["routine", "special"]},
        {
            "inspectee": found.pk,
            "columns": ["kind", "unit", "part", "elsewhere", "theme"],
            "kind": ["special", "escalated"],
        },
    ]


def test_a_corrected_inspectee_meets_what_a_new_one_meets(inspections: Inspections) -> None:
    yi = inspections.office.yi_unit
    for given, why in (
        ({"kind": SPECIAL}, "专项巡察要写明主题，例如“信访”。"),
        ({"elsewhere": "外县某镇"}, "请选择被巡察单位，或者填写外地单位，两者填一个。"),
        ({"unit": yi}, "示例区乙局本轮已经是常规的巡察对象，由第二巡察组巡察，不用再加。"),
        ({}, "没有改动，请填写正确的登记。"),
    ):
        with pytest.raises(Refused, match=why):
            _correct(inspections, **given)
    inspector = inspections.office.actor("inspector")
    talent = add_talent(inspector, Particulars("人才01", date(2023, 1, 1)), unit=yi)
    round_actions.add_member(inspector, team=inspections.team, talent=talent)
    with pytest.raises(Refused, match="人才01要回避示例区乙局：现在该单位工作。"):
        _correct(inspections, kind=ESCALATED, unit=yi)
    assert _correct(inspections, kind=ESCALATED).kind == ESCALATED


def test_with_issues_an_inspectee_keeps_its_unit_and_a_kind_that_fits(inspections: Inspections) -> None:
    _found(inspections)
    _found(inspections, Source.LOOK_BACK)
    theme = round_actions.add_theme(inspections.office.actor("inspector"), name="信访")
    for given, why in (
        ({"unit": _bing(inspections)}, "“示例区甲局”已有 2 个问题，不能换成别的单位。"),
        ({"unit": None, "elsewhere": "外县某镇"}, "“示例区甲局”已有 2 个问题，不能换成别的单位。"),
        (
            {"kind": SPECIAL, "theme": theme},
            "“示例区甲局”有 1 个问题的来源不是专项巡察，要改成专项，请勾选同时改问题的来源。",
        ),
    ):
        with pytest.raises(Refused, match=why):
            _correct(inspections, **given)
    found = _correct(inspections, part="所辖社区", theme=theme)
    assert (found.name, found.kind, found.theme) == ("示例区甲局及所辖社区", ROUTINE, theme)
    Issue.objects.filter(source=Source.ROUTINE).update(source=Source.LOOK_BACK)
    assert _correct(inspections, kind=ESCALATED, part="所辖社区").kind == ESCALATED


def test_with_another_kind_its_issues_take_the_source_of_it_when_so_said(inspections: Inspections) -> None:
    """What was found otherwise keeps its own; each is traced by itself, without a word of it."""
    first, beside, second = _found(inspections), _found(inspections, Source.LOOK_BACK), _found(inspections)
    numbers = [first.number, beside.number, second.number]
    assert _correct(inspections, kind=ESCALATED, carries=True).kind == ESCALATED
    found = Issue.objects.order_by("pk").values_list("number", "source")
    assert list(found) == list(zip(numbers, [Source.RAISED, Source.LOOK_BACK, Source.RAISED], strict=True))
    entries = Entry.objects.filter(verb="correct_issue").order_by("pk")
    assert [entry.subject_name for entry in entries] == [first.number, second.number]
    wanted = {"columns": ["source"], "unit": "示例区甲局", "reason": "来源、轮次或巡察对象登错"}
    assert _told("correct_issue") == [wanted, wanted]


def test_with_the_kind_as_it_was_no_source_changes(inspections: Inspections) -> None:
    _found(inspections)
    Issue.objects.update(source=Source.RAISED)
    _correct(inspections, part="所辖社区", carries=True)
    assert (Issue.objects.get().source, _told("correct_issue")) == (Source.RAISED, [])


def test_no_source_is_carried_along_where_the_inspectee_stays(inspections: Inspections, issue: Issue) -> None:
    """Once fed back, and so once closed, and in a round that was archived."""
    Issue.objects.update(state=IssueState.CLOSED)
    with pytest.raises(Refused, match="“示例区甲局”已反馈 1 个问题，登记不能再改。"):
        _correct(inspections, kind=ESCALATED, carries=True)
    Filing.objects.create(
        round=inspections.round,
        archived_on=FED_BACK,
        by=inspections.office.people["inspector"],
        sealed_at=timezone.now(),
    )
    with pytest.raises(Refused, match="六届第三轮已经归档，要更正请先撤销归档。"):
        _correct(inspections, kind=ESCALATED, carries=True)
    assert (Issue.objects.get().source, _told("correct_issue")) == (Source.ROUTINE, [])


def test_on_the_page_it_is_ticked(inspections: Inspections) -> None:
    client, address = (
        inspections.office.client("inspector"),
        f"/inspections/inspectees/{inspections.jia.pk}/correct/",
    )
    assert 'name="carries"' not in client.get(address).content.decode()
    _found(inspections)
    typed = {"kind": "escalated", "unit": inspections.office.jia_unit.pk}
    assert "改类型时，同时把其下 1 个问题的来源改为与类型一致的" in client.get(address).content.decode()
    refused = client.post(address, typed)
    said = html.fromstring(refused.content.decode()).xpath("//*[@id='id_carries_error']/text()")
    why = "“示例区甲局”有 1 个问题的来源不是提级巡察，要改成提级，请勾选同时改问题的来源。"
    assert (refused.status_code, said) == (400, [why])
    assert client.post(address, typed | {"carries": "on"}).status_code == 302
    assert Issue.objects.get().source == Source.RAISED


def test_once_issues_are_fed_back_an_inspectee_stays(inspections: Inspections, issue: Issue) -> None:
    with pytest.raises(Refused, match="“示例区甲局”已反馈 1 个问题，登记不能再改。"):
        _correct(inspections, part="所辖社区")
    inspector = inspections.office.actor("inspector")
    found = corrections.correct_inspectee(
        inspector, inspectee_id=inspections.yi.pk, kind=ROUTINE, unit=_bing(inspections)
    )
    assert found.name == "示例区丙局"


def test_what_the_round_keeps_of_a_unit_holds_its_last_inspectee(inspections: Inspections) -> None:
    inspector, jia = inspections.office.actor("inspector"), inspections.jia
    _disclosed(inspections)
    with pytest.raises(Refused, match="“示例区甲局”已有 1 项双公开登记，不能换成别的单位。"):
        _correct(inspections, unit=_bing(inspections))
    with pytest.raises(Refused, match="“示例区甲局”已有 1 项双公开登记，不能移出。"):
        round_actions.remove_inspectee(inspector, inspectee=jia)
    again = round_actions.add_inspectee(
        inspector, entry=inspections.round, team=None, kind=ESCALATED, unit=inspections.office.jia_unit
    )
    round_actions.remove_inspectee(inspector, inspectee=again)
    assert Inspectee.objects.filter(round=inspections.round).count() == 2


# --- all of them -------------------------------------------------------------------------------------------


def test_an_archived_round_is_corrected_after_its_file_is_taken_back(inspections: Inspections) -> None:
    inspector, entry = inspections.office.actor("inspector"), inspections.round
    filing = Filing.objects.create(
        round=entry, archived_on=FED_BACK, by=inspections.office.people["inspector"], sealed_at=timezone.now()
    )
    why = "六届第三轮已经归档，要更正请先撤销归档。"
    with pytest.raises(Refused, match=why):
        corrections.correct_round(inspector, round_id=entry.pk, term=entry.term, number=4)
    with pytest.raises(Refused, match=why):
        _correct(inspections, kind=ESCALATED)
    with pytest.raises(Refused, match=why):
        corrections.correct_team(inspector, team_id=inspections.team.pk, name="甲组", origin=Team.Origin.OWN)
    Filing.objects.filter(pk=filing.pk).update(withdrawn_on=FED_BACK)
    assert _correct(inspections, kind=ESCALATED).kind == ESCALATED


def test_only_the_office_corrects_and_voids(inspections: Inspections) -> None:
    entry = inspections.round
    for name in ("leading", "member", "jia_rectifier"):
        actor = inspections.office.actor(name)
        for act in (
            lambda: corrections.void_round(actor, round_id=entry.pk),  # noqa: B023
            lambda: corrections.void_term(actor, term_id=entry.term_id),  # noqa: B023
        ):
            with pytest.raises(Refused, match="台账由巡察办登记"):
                act()


def test_on_the_pages(inspections: Inspections) -> None:
    client, entry = inspections.office.client("inspector"), inspections.round
    sixth, pages = entry.term, "/inspections"
    assert f"{pages}/terms/{sixth.pk}/correct/" in client.get(f"{pages}/rounds/").content.decode()
    typed: dict[str, dict[str, object]] = {
        f"{pages}/rounds/{entry.pk}/correct/": {"term": sixth.pk, "number": 4},
        f"{pages}/teams/{inspections.team.pk}/correct/": {"name": "第三巡察组", "origin": "sent"},
        f"{pages}/inspectees/{inspections.jia.pk}/correct/": {
            "kind": "escalated",
            "unit": inspections.office.jia_unit.pk,
        },
    }
    page = client.get(f"{pages}/rounds/{entry.pk}/").content.decode()
    assert [address for address in typed if address not in page] == []
    typed[f"{pages}/terms/{sixth.pk}/correct/"] = {"number": 6, "since": "2021-09-01", "until": "2026-07-31"}
    for address, fields in typed.items():
        stood = client.get(address)
        assert stood.status_code == 200
        empty = client.post(address, dict.fromkeys(fields, ""))
        assert [empty.status_code, client.post(address, fields).status_code] == [400, 302], address
    told = ["correct_round", "correct_team", "correct_inspectee", "correct_term"]
    assert list(Entry.objects.filter(verb__in=told).order_by("pk").values_list("verb", flat=True)) == told


def test_voiding_on_the_page_says_what_is_in_the_way(inspections: Inspections) -> None:
    client, entry = inspections.office.client("inspector"), inspections.round
    for address, why in (
        (f"/inspections/rounds/{entry.pk}/void/", "六届第三轮已有 2 个巡察组、2 个巡察对象，不能作废。"),
        (f"/inspections/terms/{entry.term_id}/void/", "六届已有 1 个轮次，不能作废。"),
    ):
        answer = client.post(address)
        assert (answer.status_code, why in answer.content.decode()) == (400, True)
        assert f'action="{address.replace("void", "correct")}"' in answer.content.decode()
    empty = round_actions.create_round(inspections.office.actor("inspector"), term=entry.term, number=4)
    assert client.post(f"/inspections/rounds/{empty.pk}/void/").status_code == 302
    assert list(Round.objects.all()) == [entry]
