"""规划和计划: from the term's plan to the round, what each version changed, and the plan beside the facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html
from openpyxl import load_workbook
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.models import Inspectee, Round, Step
from zhunsheng.server.inspections.plans import actions, approval
from zhunsheng.server.inspections.plans.actions import NewPlan
from zhunsheng.server.inspections.plans.changes import history
from zhunsheng.server.inspections.plans.facts import Comparison, compare
from zhunsheng.server.inspections.plans.models import Plan
from zhunsheng.server.inspections.plans.queries import in_force
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused

PAGE = "/inspections/plans/"
ROUTINE, SPECIAL, LOOK_BACK = Inspectee.Kind.ROUTINE, Inspectee.Kind.SPECIAL, Inspectee.Kind.LOOK_BACK
APPROVED, TODAY = date(2023, 1, 10), date(2023, 6, 1)
BY = "区委巡察工作领导小组会议"


def _plan(inspections: Inspections, kind: Plan.Kind, stage: int | None = None) -> Plan:
    """Of the sixth term, of 2023, or of a stage of it."""
    new = NewPlan(inspections.round.term, kind, 2023, stage, since=date(2023, 2, 1), until=date(2023, 6, 30))
    return actions.draw_up(inspections.office.actor("inspector"), new)


def _add(
    inspections: Inspections,
    plan: Plan,
    *units: Unit,
    slot: int | None = None,
    kind: Inspectee.Kind = ROUTINE,
) -> None:
    actions.add_objects(
        inspections.office.actor("inspector"), plan_id=plan.pk, kind=kind, units=units, slot=slot
    )


def _approve(inspections: Inspections, plan: Plan, on: date = APPROVED) -> None:
    inspector = inspections.office.actor("inspector")
    approval.approve(inspector, plan_id=plan.pk, approved_on=on, approved_by=BY)


def _compared(plan: Plan, today: date = TODAY) -> Comparison:
    version = in_force(plan)
    assert version is not None
    return compare(version, today)


def _objects(plan: Plan) -> list[tuple[str, int | None]]:
    planned = plan.versions.last().objects_planned.select_related("unit")
    return [(entry.name, entry.slot) for entry in planned]


def _named(inspectees: Iterable[Inspectee]) -> list[tuple[str, str]]:
    return [(entry.round.name, entry.name) for entry in inspectees]


def test_the_year_takes_over_from_the_term_and_the_stage_from_the_year(inspections: Inspections) -> None:
    office = inspections.office
    term = _plan(inspections, Plan.Kind.TERM)
    _add(inspections, term, office.jia_unit, office.yi_unit, slot=2023)
    _add(inspections, term, inspections.register.unit, slot=2024)
    untold = _plan(inspections, Plan.Kind.ANNUAL)
    assert _objects(untold) == []  # what is not approved is not handed on
    actions.drop_draft(office.actor("inspector"), plan_id=untold.pk)
    _approve(inspections, term)
    year = _plan(inspections, Plan.Kind.ANNUAL)
    assert _objects(year) == [("示例区甲局", None), ("示例区乙局", None)]
    second = year.versions.get().objects_planned.get(unit=office.yi_unit).pk
    actions.move_objects(office.actor("inspector"), plan_id=year.pk, ids=[second], slot=2)
    _approve(inspections, year)
    stage = _plan(inspections, Plan.Kind.STAGE, 2)
    assert _objects(stage) == [("示例区乙局", None)]
    assert [str(plan) for plan in Plan.objects.order_by("pk")] == [
        "六届五年规划",
        "2023年度计划",
        "2023年第二阶段计划",
    ]
    assert (year.since, year.until) == (date(2023, 1, 1), date(2023, 12, 31))


def test_an_approved_plan_is_changed_by_another_version_that_says_what_changed(
    inspections: Inspections,
) -> None:
    office, term = inspections.office, _plan(inspections, Plan.Kind.TERM)
    inspector = office.actor("inspector")
    _add(inspections, term, office.jia_unit, office.yi_unit, slot=2023)
    actions.set_targets(inspector, plan_id=term.pk, target_units=2, target_rounds=None)
    _approve(inspections, term)
    with pytest.raises(Refused, match="已批准的计划不能直接改，请先“调整计划”。"):
        _add(inspections, term, inspections.register.unit)
    actions.adjust(inspector, plan_id=term.pk, reason="甲局机构改革，推后一年。")
    ids = {entry.name: entry.pk for entry in term.versions.last().objects_planned.all()}
    actions.move_objects(inspector, plan_id=term.pk, ids=[ids["示例区甲局"]], slot=2024)
    actions.remove_objects(inspector, plan_id=term.pk, ids=[ids["示例区乙局"]])
    _add(inspections, term, inspections.register.unit, slot=2025)
    actions.set_targets(inspector, plan_id=term.pk, target_units=3, target_rounds=4)
    before = in_force(term)
    assert before is not None
    assert (before.number, before.objects_planned.count()) == (1, 2)
    with pytest.raises(Refused, match="批准日期 2022-12-31 早于上一版的批准日期 2023-01-10。"):
        _approve(inspections, term, date(2022, 12, 31))
    _approve(inspections, term, date(2023, 5, 8))
    assert [(line.version.number, line.objects, line.changes) for line in history(term)] == [
        (1, 2, []),
        (
            2,
            2,
            [
                "计划覆盖单位由2改为3",
                "计划开展轮次由未定改为4",
                "增加示例区委巡察办（常规），2025年",
                "示例区甲局（常规）由2023年改到2024年",
                "移出示例区乙局（常规）",
            ],
        ),
    ]
    verbs = Entry.objects.filter(subject=f"plan/{term.pk}").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "draw_up_plan",
        "add_planned",
        "set_plan_targets",
        "approve_plan",
        "adjust_plan",
        "move_planned",
        "remove_planned",
        "add_planned",
        "set_plan_targets",
        "approve_plan",
    ]


def test_a_draft_that_is_dropped_leaves_what_is_in_force(inspections: Inspections) -> None:
    office, term = inspections.office, _plan(inspections, Plan.Kind.TERM)
    inspector = office.actor("inspector")
    _add(inspections, term, office.jia_unit)
    _approve(inspections, term)
    actions.adjust(inspector, plan_id=term.pk, reason="另行研究安排")
    with pytest.raises(Refused, match="已经有一版正在编，还没有批准。"):
        actions.adjust(inspector, plan_id=term.pk, reason="另行研究安排")
    actions.drop_draft(inspector, plan_id=term.pk)
    assert [version.number for version in term.versions.all()] == [1]


def test_the_plan_beside_the_facts(inspections: Inspections) -> None:
    """甲局 and 乙局 were inspected from 2023-03-01 on, both 常规, in the third round."""
    office, inspector = inspections.office, inspections.office.actor("inspector")
    term = _plan(inspections, Plan.Kind.TERM)
    _add(inspections, term, office.jia_unit, slot=2023)
    _add(inspections, term, office.jia_unit, slot=2025)  # a second time in the term
    _add(inspections, term, office.yi_unit, kind=LOOK_BACK, slot=2024)  # 常规 doesn't do for 回头看
    _approve(inspections, term)
    found = _compared(term)
    assert [(line.planned.slot, line.state) for line in found.lines] == [
        (2023, "已巡察"),
        (2024, "还没有安排"),
        (2025, "还没有安排"),
    ]
    assert _named(found.unplanned) == [("六届第三轮", "示例区乙局")]
    assert [entry.unit.name for entry in found.unlisted] == ["示例区委巡察办"]
    assert (found.units_done, found.rounds) == (1, 1)
    fourth = round_actions.create_round(inspector, term=term.term, number=4)
    round_actions.add_inspectee(inspector, entry=fourth, team=None, kind=LOOK_BACK, unit=office.yi_unit)
    assert [line.planned.slot for line in _compared(term).placed] == [2024]
    round_actions.date_steps(inspector, entry=fourth, days={Step.ENTERED: TODAY})
    assert [line.planned.slot for line in _compared(term).done] == [2023, 2024]
    assert _compared(term).rounds == 2
    before = _compared(term, date(2023, 2, 28))
    assert (before.done, before.rounds, before.unplanned) == ([], 0, [])


def test_what_is_not_done_by_its_time_is_late(inspections: Inspections) -> None:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    term = _plan(inspections, Plan.Kind.TERM)
    _add(inspections, term, office.jia_unit, slot=2023)
    _add(inspections, term, inspections.register.unit, slot=2023)
    _add(inspections, term, office.yi_unit, kind=LOOK_BACK)
    _approve(inspections, term)

    def late(day: date) -> list[bool]:
        return [line.late for line in _compared(term, day).lines]

    assert late(date(2023, 12, 31)) == [False, False, False]
    assert late(date(2024, 1, 1)) == [False, True, False]  # the first is done
    assert late(date(2026, 9, 1)) == [False, True, True]  # the term is over
    year = _plan(inspections, Plan.Kind.ANNUAL)
    actions.move_objects(
        inspector,
        plan_id=year.pk,
        ids=list(year.versions.get().objects_planned.values_list("pk", flat=True)),
        slot=1,
    )
    _approve(inspections, year)
    page = _words(office.client("inspector").get(f"{PAGE}{year.pk}/").content)
    assert "安排 计划 已巡察 未按期 完成 第一阶段 2 1 1 50.0%" in page
    assert "示例区委巡察办 常规 — 还没有安排 未按期" in page


def test_coverage_shows_what_the_term_s_plan_says(inspections: Inspections) -> None:
    office, client = inspections.office, inspections.office.client("inspector")
    assert "五年规划" not in _words(client.get("/inspections/coverage/").content)
    term = _plan(inspections, Plan.Kind.TERM)
    for year in (2023, 2025):
        _add(inspections, term, office.jia_unit, slot=year)
    _approve(inspections, term)
    page = _words(client.get("/inspections/coverage/").content)
    assert "示例区甲局 2023年、2025年 常规" in page
    assert "示例区乙局 没有列入 常规" in page


def test_the_theme_counts_where_the_plan_has_one(inspections: Inspections) -> None:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    petitions, safety = (
        round_actions.add_theme(inspector, name="信访"),
        round_actions.add_theme(inspector, name="安全生产"),
    )
    round_actions.add_inspectee(
        inspector, entry=inspections.round, team=None, kind=SPECIAL, unit=office.jia_unit, theme=safety
    )
    term = _plan(inspections, Plan.Kind.TERM)
    for unit, theme in ((office.jia_unit, petitions), (office.jia_unit, None)):
        actions.add_objects(inspector, plan_id=term.pk, kind=SPECIAL, units=[unit], theme=theme)
    _approve(inspections, term)
    assert [(line.planned.theme, line.done) for line in _compared(term).lines] == [
        (petitions, False),
        (None, True),
    ]


def test_only_what_lies_in_its_period_carries_out_a_year_s_plan(inspections: Inspections) -> None:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    year = _plan(inspections, Plan.Kind.ANNUAL)
    _add(inspections, year, office.jia_unit)
    _approve(inspections, year)
    assert [line.state for line in _compared(year).lines] == ["已巡察"]
    round_actions.date_steps(inspector, entry=inspections.round, days={Step.ENTERED: date(2022, 12, 31)})
    later = _compared(year)
    assert ([line.state for line in later.lines], later.rounds, later.unlisted) == (["还没有安排"], 0, [])


def test_a_round_is_opened_with_the_objects_of_a_stage(inspections: Inspections) -> None:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    theme = round_actions.add_theme(inspector, name="“三资”")
    stage = _plan(inspections, Plan.Kind.STAGE, 1)
    actions.add_objects(
        inspector, plan_id=stage.pk, kind=SPECIAL, units=[office.jia_unit], part="所辖村", theme=theme
    )
    actions.add_objects(inspector, plan_id=stage.pk, kind=Inspectee.Kind.CROSS, elsewhere="外县某镇")
    actions.add_objects(inspector, plan_id=stage.pk, kind=SPECIAL, units=[office.yi_unit])
    with pytest.raises(Refused, match="轮次由批准了的阶段计划开展。"):
        actions.open_round(inspector, plan_id=stage.pk, number=4, ids=[1])
    _approve(inspections, stage)
    first, elsewhere, untitled = (line.planned.pk for line in _compared(stage).waiting)
    with pytest.raises(Refused, match="示例区乙局是专项巡察，请先在计划里定主题。"):
        actions.open_round(inspector, plan_id=stage.pk, number=4, ids=[first, untitled])
    assert not Round.objects.filter(number=4).exists()
    entry = actions.open_round(inspector, plan_id=stage.pk, number=4, ids=[first, elsewhere])
    inspectees = entry.inspectees.select_related("unit", "theme")
    assert [(str(one), one.kind, one.theme, one.team) for one in inspectees] == [
        ("示例区甲局及所辖村", SPECIAL, theme, None),
        ("外县某镇", Inspectee.Kind.CROSS, None, None),
    ]
    assert Round.objects.get(pk=entry.pk).approved_on == APPROVED
    with pytest.raises(Refused, match="示例区甲局及所辖村已经列入轮次了，请重新勾选。"):
        actions.open_round(inspector, plan_id=stage.pk, number=5, ids=[first])
    # Opened from the plan, it belongs to it on whatever day it moves in.
    round_actions.date_steps(inspector, entry=entry, days={Step.ENTERED: date(2023, 7, 3)})
    assert [line.done for line in _compared(stage, date(2023, 7, 3)).lines] == [True, True, False]


def test_what_does_not_fit_is_refused(inspections: Inspections) -> None:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    term = _plan(inspections, Plan.Kind.TERM)
    with pytest.raises(Refused, match="六届五年规划已经有了，要改请用“调整计划”。"):
        _plan(inspections, Plan.Kind.TERM)
    for new, said in (
        (NewPlan(term.term, Plan.Kind.ANNUAL, 2020), "年度要在六届的 2021 到 2026 年之间。"),
        (NewPlan(term.term, Plan.Kind.STAGE, 2023, 5), "阶段填 1 到 4。"),
        (NewPlan(term.term, Plan.Kind.STAGE, 2023, 1), "请填写这一阶段的起止日期。"),
    ):
        with pytest.raises(Refused, match=said):
            actions.draw_up(inspector, new)
    with pytest.raises(Refused, match="计划里还没有对象，请先加上再批准。"):
        _approve(inspections, term)
    with pytest.raises(Refused, match="请勾选单位，或者填写外地单位，两者填一个。"):
        _add(inspections, term)
    with pytest.raises(Refused, match="请从列出的年份或阶段里选。"):
        _add(inspections, term, office.jia_unit, slot=2020)
    _add(inspections, term, office.jia_unit, slot=2023)
    with pytest.raises(Refused, match="示例区甲局（常规）已经在计划里了。"):
        _add(inspections, term, office.jia_unit, slot=2023)
    with pytest.raises(Refused, match="还没有勾选计划对象。"):
        actions.remove_objects(inspector, plan_id=term.pk, ids=[])
    for name in ("leading", "jia_rectifier", "member", "bureau"):
        with pytest.raises(Refused, match="台账由巡察办登记。"):
            actions.set_targets(office.actor(name), plan_id=term.pk, target_units=1, target_rounds=1)
    with pytest.raises(Refused, match="全区的情况由巡察办和巡察领导小组查看。"):
        approval.approve(office.actor("member"), plan_id=term.pk, approved_on=APPROVED, approved_by=BY)


def test_the_office_draws_it_up_by_the_pages_and_the_leading_group_approves(inspections: Inspections) -> None:
    office, client = inspections.office, inspections.office.client("inspector")
    assert "先编五年规划" in _words(client.get(PAGE).content)
    term = inspections.round.term.pk
    refused = client.post(f"{PAGE}new/annual/", {"term": term, "year": "2020"})
    assert (refused.status_code, "年度要在六届的" in _words(refused.content)) == (400, True)
    client.post(f"{PAGE}new/annual/", {"term": term, "year": "2023"})
    plan = Plan.objects.get()
    page = f"{PAGE}{plan.pk}/"
    client.post(f"{page}targets/", {"target_units": "2", "target_rounds": ""})
    both = [office.jia_unit.pk, inspections.register.unit.pk]
    client.post(f"{page}objects/add/", {"kind": "routine", "units": both, "slot": "1"})
    again = client.post(f"{page}objects/add/", {"kind": "routine", "units": both, "slot": "1"})
    assert (again.status_code, "示例区委巡察办（常规）已经在计划里了。" in _words(again.content)) == (
        400,
        True,
    )
    ids = list(plan.versions.get().objects_planned.values_list("pk", flat=True))
    client.post(f"{page}objects/change/", {"object": ids[:1], "slot": "2", "move": "1"})
    leading = office.client("leading")
    assert "第一阶段 示例区甲局 常规" in _words(leading.get(page).content)
    client.post(f"{page}send/", {"sent_on": "2023-01-05"})
    paper = SimpleUploadedFile("会议纪要.pdf", b"%PDF-1.4")
    leading.post(
        f"{page}approve/",
        {
            "approved_on": "2023-01-10",
            "approved_by": BY,
            "document_number": "示巡组发〔2023〕1号",
            "upload": paper,
        },
    )
    words = _words(client.get(page).content)
    assert "第 1 版，2023-01-10 区委巡察工作领导小组会议批准，示巡组发〔2023〕1号" in words
    assert "巡察单位 / 目标 1 / 2 开展轮次 / 目标 1 / 未定" in words
    assert "第一阶段 示例区甲局 常规 — 已巡察 六届第三轮 2023-03-01" in words
    assert "第二阶段 示例区委巡察办 常规 — 还没有安排 未按期 — —" in words
    assert "示例区乙局 常规 — 六届第三轮" in _words(client.get(f"{page}?only=unplanned").content)
    assert "2023年度计划 2023-01-01 至 2023-12-31 第 1 版 2023-01-10" in _words(client.get(PAGE).content)
    file = f"{PAGE}versions/{plan.versions.get().pk}/file/"
    assert b"".join(leading.get(file)) == b"%PDF-1.4"
    rows = _sheet(b"".join(client.get(f"{page}export/")))
    assert rows[3:] == [
        ("1", "第一阶段", "示例区甲局", "常规", "", "已巡察", "六届第三轮", "2023-03-01"),
        ("2", "第二阶段", "示例区委巡察办", "常规", "", "还没有安排", "", ""),
    ]
    for name in ("jia_rectifier", "member", "bureau"):
        statuses = {office.client(name).get(path).status_code for path in (PAGE, page, file)}
        assert statuses <= {403, 404}, name


def test_a_round_is_opened_on_the_page_of_a_stage(inspections: Inspections) -> None:
    client, stage = inspections.office.client("inspector"), _plan(inspections, Plan.Kind.STAGE, 1)
    _add(inspections, stage, inspections.register.unit)
    _approve(inspections, stage)
    page = f"{PAGE}{stage.pk}/"
    ids = html.fromstring(client.get(page).content.decode()).xpath("//input[@name='object']/@value")
    refused = client.post(f"{page}round/", {"number": "3", "object": ids})
    assert (refused.status_code, "这一轮已经登记过。" in _words(refused.content)) == (400, True)
    opened = client.post(f"{page}round/", {"number": "4", "object": ids}, follow=True)
    assert "六届第四轮" in _words(opened.content)
    assert "示例区委巡察办 常规 — 还没有定" in _words(opened.content)
    assert "开展这一轮" not in _words(client.get(page).content)
    assert "示例区委巡察办 常规 — 已列入轮次 未按期 六届第四轮 —" in _words(client.get(page).content)


def test_the_pages_ask_as_often_for_many_objects_as_for_one(inspections: Inspections) -> None:
    office, client = inspections.office, inspections.office.client("inspector")
    term = _plan(inspections, Plan.Kind.TERM)
    _add(inspections, term, office.jia_unit, slot=2023)
    _approve(inspections, term)
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"{PAGE}{term.pk}/")
            client.get(PAGE)
        asked.append(len(queries))
        if len(asked) == 1:
            actions.adjust(office.actor("inspector"), plan_id=term.pk, reason="增加两个单位")
            _add(inspections, term, office.yi_unit, inspections.register.unit, slot=2024)
            _approve(inspections, term, date(2023, 2, 1))
            year = _plan(inspections, Plan.Kind.ANNUAL)
            _approve(inspections, year)
    assert asked[1] == asked[0]


def _sheet(data: bytes) -> list[tuple[object, ...]]:
    return [tuple(row) for row in load_workbook(BytesIO(data)).active.iter_rows(values_only=True)]


def _words(content: bytes) -> str:
    return " ".join(" ".join(html.fromstring(content.decode()).find(".//main").itertext()).split())
