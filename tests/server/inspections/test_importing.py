"""Bringing in a 问题清单: what each row would do, doing it once and only once, and telling nobody what it says."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Sequence
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.server.conftest import Office, add_person
from tests.server.inspections.conftest import FED_BACK, Inspections
from tests.server.inspections.workbooks import Value, upload, workbook

from zhunsheng.server.audit.models import Chain, Entry
from zhunsheng.server.audit.trail import verify
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.files.storing import own_upload
from zhunsheng.server.inspections.excel import tasks as import_tasks
from zhunsheng.server.inspections.excel.importing import Plan, plan_of
from zhunsheng.server.inspections.excel.models import ImportedRow, IssueImport
from zhunsheng.server.inspections.excel.tasks import begin_import, start_import, table_of
from zhunsheng.server.inspections.models import Inspectee, Issue, Measure, Step
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.special_actions.actions import enter_special_action
from zhunsheng.server.inspections.special_actions.models import SpecialAction
from zhunsheng.server.jobs.actions import cancel_job, retry_job
from zhunsheng.server.jobs.kinds import Cancelled, Stopped
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.worker import Worker
from zhunsheng.server.orgs.models import Role, Tenant
from zhunsheng.server.orgs.verdicts import Refused

HEAD = (
    "编号",
    "问题表述",
    "来源",
    "轮次",
    "单位",
    "发现日期",
    "类别",
    "主题",
    "措施1",
    "措施1时限",
    "责任人",
    "专项行动",
)
GOOD = (
    None,
    "固定资产账实不符",
    "常规巡察",
    "六届第三轮",
    "示例区甲局",
    "2023.3.20",
    "作风",
    "信访",
    None,
    None,
    None,
    None,
)
ACTIONS = ("惠农补贴专项整治", "违建别墅、乱占耕地专项整治", "违建别墅")
SECRET = "绝密样本词"

Rows = Sequence[Sequence[Value]]
Bring = Callable[[Rows], IssueImport]


@pytest.fixture
def bring(inspections: Inspections) -> Bring:
    """Uploads rows under the usual headings, as the inspection office."""
    inspector = inspections.office.actor("inspector")
    round_actions.add_category(inspector, group="三个聚焦", name="作风")
    round_actions.add_theme(inspector, name="信访")
    for name in ACTIONS:
        enter_special_action(inspector, name=name, ordered_by="市委巡察办", since=FED_BACK)
    SpecialAction.objects.create(
        tenant=Tenant.objects.create(code="another", name="乙区"), name="乙区的专项整治", since=FED_BACK
    )

    def upload_rows(rows: Rows) -> IssueImport:
        return begin_import(inspector, upload=upload(workbook([HEAD, *rows])))

    return upload_rows


@pytest.fixture
def plan(inspections: Inspections, bring: Bring) -> Callable[[Rows], Plan]:
    def of(rows: Rows) -> Plan:
        source = bring(rows)
        return plan_of(inspections.office.actor("inspector"), source, table_of(source))

    return of


def changed(**fields: Value) -> tuple[Value, ...]:
    """A good row with something else in it."""
    places = {
        "number": 0, "wording": 1, "source": 2, "round": 3, "unit": 4, "found_on": 5,
        "category": 6, "theme": 7, "measure": 8, "measure_due": 9, "person": 10,
        "special_actions": 11,
    }  # fmt: skip
    row = list(GOOD)
    for name, value in fields.items():
        row[places[name]] = value
    return tuple(row)


def run(office: Office, source: IssueImport) -> Job:
    job = start_import(office.actor("inspector"), source=source)
    Worker().run(once=True)
    job.refresh_from_db()
    return job


# --- the preview ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (changed(wording="空话"), "第 2 行：问题表述至少写 4 个字。"),
        (changed(wording=None), "第 2 行 B 列：没有写问题表述。"),
        (changed(source="督办"), "第 2 行 C 列：没有“督办”这种来源，请从下拉中选。"),
        (changed(source=None), "第 2 行 C 列：没有写来源，请从下拉中选。"),
        (changed(round=None), "第 2 行：常规巡察发现的问题要写明轮次。"),
        (changed(round="六届第四轮"), "第 2 行 D 列：台账里没有“六届第四轮”，请先登记轮次，或从下拉中选。"),
        (changed(unit=None), "第 2 行 E 列：没有写单位。"),
        (changed(found_on="2023年底"), "第 2 行 F 列：“2023年底”不是日期，请写成 2024-7-30 这样。"),
        (changed(found_on=45005), "第 2 行 F 列：45005 像是 Excel 内部的日期数，请把这一格设成日期格式。"),
        (changed(found_on=None), "第 2 行 F 列：没有写发现日期。"),
        (changed(category="纪律"), "第 2 行 G 列：问题类别里没有“纪律”，请从下拉中选。"),
        (changed(theme="防汛"), "第 2 行 H 列：主题里没有“防汛”，请从下拉中选，或先登记主题。"),
        (
            changed(special_actions="惠农补贴专项整治、防汛专项"),
            "第 2 行 L 列：专项行动里没有“防汛专项”，请从下拉中选，或先登记专项行动。",
        ),
        (
            changed(special_actions="乙区的专项整治"),
            "第 2 行 L 列：专项行动里没有“乙区的专项整治”，请从下拉中选，或先登记专项行动。",
        ),
        (changed(measure="盘点"), "第 2 行：措施 1 至少写 4 个字。"),
        (changed(measure_due="2023-5-1"), "第 2 行 B 列：写了责任人或时限，没有写措施。"),
        (
            changed(measure="逐件盘点", measure_due="2023-2-1"),
            "第 2 行：措施 1 的时限 2023-02-01 早于发现日期 2023-03-20。",
        ),
        (changed(person="岗" * 61), f"第 2 行 K 列：“{'岗' * 20}…”有 61 个字，最多 60 个字。"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_row_and_column(
    plan: Callable[[Rows], Plan], row: tuple[Value, ...], told: str
) -> None:
    found = plan([row])
    assert [fault.told for fault in found.faults] == [told]
    assert [(standing.value, count) for standing, count in found.counts] == [
        ("new", 0),
        ("existing", 0),
        ("unsure", 0),
        ("faulty", 1),
    ]


def test_a_row_is_read_with_tolerance(plan: Callable[[Rows], Plan], inspections: Inspections) -> None:
    found = plan(
        [
            changed(
                source="常规",
                round="第三轮",
                unit="区甲局",
                found_on="２０２３年３月２０日",
                category="三个聚焦·作风",
            ),
            changed(
                wording="会议记录缺失三次",
                round="6届3轮",
                unit="201",
                found_on=date(2023, 3, 20),
                number="Ａ－１",
            ),
        ]
    )
    assert found.faults == []
    read = [
        (p.new.unit, p.new.round, p.new.inspectee, p.new.found_on, p.new.number, str(p.new.category))
        for p in found.issues
        if p.new is not None
    ]
    expected = (inspections.office.jia_unit, inspections.round, inspections.jia, date(2023, 3, 20))
    assert read == [(*expected, "", "三个聚焦·作风"), (*expected, "A-1", "三个聚焦·作风")]
    assert found.by_unit == [("示例区甲局", 2, 0)]


@pytest.mark.parametrize("head", [HEAD, tuple("责任处室" if title == "单位" else title for title in HEAD)])
def test_the_preview_lists_a_row_without_a_unit(head: tuple[str, ...], inspections: Inspections) -> None:
    """Its cell is blank, or the sheet has no such column."""
    data = workbook([head, changed(unit=None)])
    source = begin_import(inspections.office.actor("inspector"), upload=upload(data))
    response = inspections.office.client("inspector").get(f"/inspections/imports/{source.pk}/")
    assert (response.status_code, "没有写单位。" in response.content.decode()) == (200, True)


def test_a_unit_that_isn_t_clear_is_asked_for(bring: Bring, inspections: Inspections) -> None:
    office = inspections.office
    inspector = office.actor("inspector")
    source = bring([changed(unit="区甲"), changed(unit="区甲", wording="会议记录缺失三次")])
    before = plan_of(inspector, source, table_of(source))
    assert [(q.name, q.rows) for q in before.questions] == [("区甲", 2)]
    client = office.client("inspector")
    answer = {"unit-0": str(office.jia_unit.pk)}
    client.post(f"/inspections/imports/{source.pk}/units/", answer)
    source.refresh_from_db()
    after = plan_of(inspector, source, table_of(source))
    assert (after.questions, after.by_unit) == ([], [("示例区甲局", 2, 0)])


def test_a_unit_outside_the_round_is_worth_a_look(plan: Callable[[Rows], Plan]) -> None:
    found = plan([changed(unit="示例区委巡察办")])
    assert [planned.standing.value for planned in found.issues] == ["new"]
    assert found.noted == [("示例区委巡察办不是六届第三轮的巡察对象，请核对单位和轮次。", [2])]


@pytest.mark.parametrize("source", ["提级巡察", "机动", "巡察“回头看”"])
def test_a_source_finds_the_inspectee_of_its_kind(
    plan: Callable[[Rows], Plan], inspections: Inspections, source: str
) -> None:
    kind = {"提": Inspectee.Kind.ESCALATED, "机": Inspectee.Kind.MOBILE, "巡": Inspectee.Kind.LOOK_BACK}
    inspectee = round_actions.add_inspectee(
        inspections.office.actor("inspector"),
        entry=inspections.round,
        team=inspections.team,
        kind=kind[source[0]],
        unit=inspections.office.jia_unit,
    )
    found = plan([changed(source=source), changed(wording="会议记录缺失三次")])
    assert [entry.new and entry.new.inspectee for entry in found.issues] == [inspectee, inspections.jia]
    assert (found.noted, found.faults) == ([], [])


def test_twice_in_the_excel_is_a_fault(plan: Callable[[Rows], Plan]) -> None:
    found = plan([GOOD, GOOD, changed(number="A-1"), changed(number="A-1", wording="会议记录缺失三次")])
    assert [fault.told for fault in found.faults] == [
        "第 3 行 B 列：和第 2 行是同一个问题，只留一行。",
        "第 5 行 A 列：编号 A-1 和第 4 行的一样。",
    ]


def test_a_copied_row_with_its_measure_is_a_fault(plan: Callable[[Rows], Plan]) -> None:
    """Its measure would stand there twice; one that differs goes on with the issue above."""
    row = changed(measure="逐件盘点", measure_due="2023-7-1")
    other = changed(measure="逐件盘点", measure_due="2023-8-1")
    again = changed(wording="会议记录缺失三次", measure="逐件盘点", measure_due="2023-7-1")
    found = plan([row, row, other, again])
    assert [fault.told for fault in found.faults] == [
        "第 3 行 I 列：和第 2 行是同一个问题的同一条措施，只留一条。"
    ]
    assert [(entry.number, entry.standing.value) for entry in found.listed] == [(2, "faulty"), (5, "new")]


@pytest.mark.parametrize("unit", ["区某", None])
def test_a_row_of_an_unknown_unit_is_told_everything_at_once(
    plan: Callable[[Rows], Plan], unit: str | None
) -> None:
    found = plan([GOOD, changed(unit=unit, wording="空话", round=None)])
    reason = "没有写单位。" if unit is None else "没有认出是哪个单位，请写全称或单位编码。"
    assert sorted(fault.told for fault in found.faults) == sorted([
        "第 3 行：问题表述至少写 4 个字。",
        "第 3 行：常规巡察发现的问题要写明轮次。",
        f"第 3 行 E 列：{reason}",
    ])  # fmt: skip
    assert [(entry.number, entry.standing.value) for entry in found.listed] == [(3, "faulty"), (2, "new")]


def test_two_unknown_units_may_have_the_same_issue(plan: Callable[[Rows], Plan]) -> None:
    found = plan([changed(unit="区某"), changed(unit="区某某"), changed(unit="区某")])
    assert [fault.told for fault in found.faults] == [
        "第 4 行 B 列：和第 2 行是同一个问题，只留一行。",
        "第 4 行 E 列：没有认出是哪个单位，请写全称或单位编码。",
    ]
    assert [entry.standing.value for entry in found.listed] == ["faulty", "unsure", "unsure"]


def test_what_the_register_has_is_left_as_it_is(
    bring: Bring, inspections: Inspections, plan: Callable[[Rows], Plan]
) -> None:
    run(inspections.office, bring([GOOD, changed(number="A-1", wording="会议记录缺失三次")]))
    held = list(Issue.objects.order_by("id").values_list("number", "wording"))
    found = plan([GOOD, changed(number="A-1", wording="另外一种说法的问题"), changed(number="A-2")])
    assert [(p.standing.value, p.note) for p in found.issues] == [
        ("existing", "台账里的编号是 XC2023-3-001。"),
        ("existing", "表述和台账里的不一样，台账不改。"),
        ("new", ""),
    ]
    assert list(Issue.objects.order_by("id").values_list("number", "wording")) == held


# --- the job --------------------------------------------------------------------------------------------


def test_what_is_brought_in_of_a_round_waits_for_its_feedback(bring: Bring, inspections: Inspections) -> None:
    run(
        inspections.office,
        bring([changed(source="回头看"), changed(source="回头看", round=None, wording="往来款长期挂账")]),
    )
    assert [(i.inspectee, i.fed_back_on, i.due_on) for i in Issue.objects.order_by("id")] == [
        (inspections.jia, None, None),
        (None, date(2023, 3, 20), date(2023, 6, 18)),
    ]


def test_the_good_rows_are_registered_with_their_measures(bring: Bring, inspections: Inspections) -> None:
    office = inspections.office
    round_actions.date_steps(
        office.actor("inspector"), entry=inspections.round, days={Step.FED_BACK: FED_BACK}
    )
    source = bring(
        [
            changed(measure="逐件盘点", measure_due="2023-6-1", person="资产管理员"),
            (*[None] * 8, "补登台账", "2023-7-1", None),
            changed(wording="空话"),
            changed(wording="会议记录缺失三次", number="XC2023-3-009"),
        ]
    )
    job = run(office, source)
    assert (job.state, job.done, job.total, job.title, job.parameters) == (
        "done",
        2,
        2,
        "导入问题清单",
        {"import": source.pk},
    )
    issues = [
        (i.number, i.wording, i.inspectee, i.due_on, i.due_is_given, i.measures_total, i.person)
        for i in Issue.objects.order_by("id")
    ]
    due = date(2023, 8, 8)
    assert issues == [
        ("XC2023-3-010", "固定资产账实不符", inspections.jia, due, False, 2, "资产管理员"),
        ("XC2023-3-009", "会议记录缺失三次", inspections.jia, due, False, 0, ""),
    ]
    assert list(Measure.objects.values_list("text", "person", "due_on", "done_on")) == [
        ("逐件盘点", "资产管理员", date(2023, 6, 1), None),
        ("补登台账", "资产管理员", date(2023, 7, 1), None),
    ]
    assert list(ImportedRow.objects.values_list("number", "issue__number")) == [
        (2, "XC2023-3-010"),
        (5, "XC2023-3-009"),
    ]


def test_one_entry_for_each_issue_and_one_for_the_import(bring: Bring, inspections: Inspections) -> None:
    source = bring([GOOD, changed(wording="会议记录缺失三次")])
    run(inspections.office, source)
    told = [
        (entry.verb, entry.subject_name, json.loads(entry.details))
        for entry in Entry.objects.filter(verb__in=("register_issue", "import_issues")).order_by("id")
    ]
    issue = {"source": "routine", "unit": "示例区甲局", "round": "六届第三轮", "import": source.pk}
    assert told == [
        ("register_issue", "XC2023-3-001", issue),
        ("register_issue", "XC2023-3-002", issue),
        ("import_issues", f"问题清单导入 {source.pk}", {"issues": 2, "sha256": source.file.sha256}),
    ]
    assert [found for chain in Chain.objects.all() for found in verify(chain)] == []


def test_the_issues_are_tagged_with_their_special_actions(bring: Bring, inspections: Inspections) -> None:
    """A name may hold a 、 itself: then the longest name counts."""
    written = (
        "惠农补贴 专项整治；违建别墅、乱占耕地专项整治",
        "违建别墅、惠农补贴专项整治、违建别墅、",
        None,
    )
    rows = [
        changed(wording=f"账实不符之{at}", special_actions=text) for at, text in enumerate(written, start=1)
    ]
    source = bring(rows)
    run(inspections.office, source)
    assert tags_by_wording() == {
        "账实不符之1": {"惠农补贴专项整治", "违建别墅、乱占耕地专项整治"},
        "账实不符之2": {"惠农补贴专项整治", "违建别墅"},
        "账实不符之3": set(),
    }
    told = [
        (entry.subject_name, json.loads(entry.details))
        for entry in Entry.objects.filter(verb="tag_issue").order_by("id")
    ]
    assert told == [
        (f"XC2023-3-{issue:03}", {"action": name, "import": source.pk})
        for issue, name in (
            (1, "惠农补贴专项整治"),
            (1, "违建别墅、乱占耕地专项整治"),
            (2, "违建别墅"),
            (2, "惠农补贴专项整治"),
        )
    ]
    assert [found for chain in Chain.objects.all() for found in verify(chain)] == []


def tags_by_wording() -> dict[str, set[str]]:
    return {
        issue.wording: {action.name for action in issue.special_actions.all()}
        for issue in Issue.objects.all()
    }


def test_an_exported_ledger_comes_in_as_it_was(bring: Bring, inspections: Inspections) -> None:
    office = inspections.office
    inspector, both = office.actor("inspector"), "、".join(ACTIONS[:2])
    run(office, bring([changed(special_actions=both), changed(wording="会议记录缺失三次")]))
    tags = tags_by_wording()
    data = b"".join(office.client("inspector").get("/inspections/export/?state=all"))  # type: ignore[arg-type]
    source = begin_import(inspector, upload=upload(data))
    again = plan_of(inspector, source, table_of(source))
    assert [(p.standing.value, p.note, p.faults) for p in again.issues] == [("existing", "", [])] * 2
    for issue in Issue.objects.all():  # now they are others, and those of the Excel are missing
        issue.number, issue.wording = f"旧-{issue.pk}", f"另外的问题 {issue.pk}"
        issue.save()
    assert run(office, source).done == 2
    assert {wording: names for wording, names in tags_by_wording().items() if wording in tags} == tags


def test_tagging_takes_as_many_queries_for_many_rows_as_for_few(
    bring: Bring, inspections: Inspections
) -> None:
    inspector, taken = inspections.office.actor("inspector"), []
    for count, about in ((1, "甲"), (2, "乙"), (20, "丙")):
        rows = [
            changed(wording=f"账实不符{about}{number}", special_actions=ACTIONS[0]) for number in range(count)
        ]
        source = bring(rows)
        with CaptureQueriesContext(connection) as queries:
            lot = plan_of(inspector, source, table_of(source)).issues
            import_tasks._register(inspector, source, lot)
        taken.append(len(queries))
    assert SpecialAction.objects.get(name=ACTIONS[0]).issues.count() == 23
    _, few, as_many = taken  # the first begins the numbers of the round
    assert few == as_many


def many(count: int) -> Rows:
    return [changed(wording=f"固定资产账实不符之{number}") for number in range(count)]


class Watch:
    """Told of the progress; ends the work as a worker does, after so many rows."""

    def __init__(self, ends_after: int, with_: Exception) -> None:
        self.ends_after, self.end = ends_after, with_
        self.seen: list[tuple[int, int]] = []

    def __call__(self, done: int, total: int, message: str = "") -> None:
        self.seen.append((done, total))
        if done >= self.ends_after:
            raise self.end


@pytest.mark.parametrize("end", [Stopped(), Cancelled(), RuntimeError("killed")])
def test_work_broken_off_goes_on_where_it_stopped(
    bring: Bring, inspections: Inspections, end: Exception
) -> None:
    source = bring(many(120))
    job = start_import(inspections.office.actor("inspector"), source=source)
    first = Watch(100, end)
    with pytest.raises(type(end)):
        import_tasks.import_issues(job, first)
    assert (first.seen, Issue.objects.count()) == ([(0, 120), (50, 120), (100, 120)], 100)
    second = Watch(121, end)
    import_tasks.import_issues(job, second)
    import_tasks.import_issues(job, second)
    assert second.seen == [(100, 120), (120, 120), (120, 120)]
    assert Issue.objects.count() == ImportedRow.objects.count() == 120
    assert Entry.objects.filter(verb="import_issues").count() == 1


def test_a_number_further_down_is_given_to_nobody_else(bring: Bring, inspections: Inspections) -> None:
    last = changed(number="XC2023-3-002", wording="会议记录缺失三次")
    job = run(inspections.office, bring([*many(60), last]))
    numbers = list(Issue.objects.order_by("id").values_list("number", flat=True))
    assert (job.state, numbers[:2], numbers[-1]) == (
        "done",
        ["XC2023-3-003", "XC2023-3-004"],
        "XC2023-3-002",
    )


def test_a_lot_of_rows_that_is_in_meanwhile_comes_in_no_second_time(
    bring: Bring, inspections: Inspections
) -> None:
    """A worker taken for dead has read the plan and writes after another has."""
    source = bring(many(3))
    inspector = inspections.office.actor("inspector")
    lot = plan_of(inspector, source, table_of(source)).issues
    import_tasks._register(inspector, source, lot)
    import_tasks._register(inspector, source, lot)
    assert Issue.objects.count() == 3


def test_a_cancelled_import_can_be_taken_up_again(bring: Bring, inspections: Inspections) -> None:
    office = inspections.office
    inspector = office.actor("inspector")
    source = bring(many(3))
    job = start_import(inspector, source=source)
    cancel_job(inspector, job_id=job.pk)
    Worker().run(once=True)
    assert Issue.objects.count() == 0
    retry_job(inspector, job_id=job.pk)
    Worker().run(once=True)
    assert Issue.objects.count() == 3


def test_it_starts_once_and_only_with_something_to_do(bring: Bring, inspections: Inspections) -> None:
    inspector = inspections.office.actor("inspector")
    source = bring([GOOD])
    start_import(inspector, source=source)
    with pytest.raises(Refused, match="已经开始导入"):
        start_import(inspector, source=source)
    with pytest.raises(Refused, match="没有可以导入的行"):
        start_import(inspector, source=bring([changed(wording="空话")]))


def test_who_lost_the_duty_meanwhile_imports_nothing(bring: Bring, inspections: Inspections) -> None:
    office = inspections.office
    start_import(office.actor("inspector"), source=bring([GOOD]))
    office.people["inspector"].duties.update(until=date(2023, 1, 1))
    Worker().run(once=True)
    assert list(Job.objects.values_list("state", "message")) == [("failed", "台账由巡察办登记。")]
    assert Issue.objects.count() == 0


def test_the_result_says_row_by_row_and_the_marked_copy_has_the_faults(
    bring: Bring, inspections: Inspections
) -> None:
    office = inspections.office
    source = bring(
        [
            GOOD,
            changed(wording="会议记录缺失三次", found_on="去年"),
            changed(unit="区某", wording="问题三四五"),
        ]
    )
    run(office, source)
    client = office.client("inspector")
    page = client.get(f"/inspections/imports/{source.pk}/").content.decode()
    assert "已登记 1 个问题" in page
    assert "第 3 行 F 列：“去年”不是日期，请写成 2024-7-30 这样。" in page
    data = b"".join(client.get(f"/inspections/imports/{source.pk}/marked/"))  # type: ignore[arg-type]
    cells = {
        cell.coordinate: cell.comment.text
        for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows()
        for cell in row
        if cell.comment is not None
    }
    assert cells == {
        "F3": "“去年”不是日期，请写成 2024-7-30 这样。",
        "E4": "没有认出是哪个单位，请写全称或单位编码。",
    }


# --- who sees it ----------------------------------------------------------------------------------------


def everything(client: Client, source: IssueImport, job: Job) -> dict[str, str]:
    paths = (
        "/", "/jobs/", f"/jobs/{job.pk}/", f"/jobs/{job.pk}/state/", f"/jobs/{job.pk}/result/",
        "/audit/", "/inspections/imports/", f"/inspections/imports/{source.pk}/",
        f"/inspections/imports/{source.pk}/state/", f"/inspections/imports/{source.pk}/marked/",
    )  # fmt: skip
    found = {}
    for path in paths:
        response = client.get(path)
        body = b"".join(response) if response.streaming else response.content  # type: ignore[arg-type]
        found[path] = body.decode(errors="replace")
    return found


def test_nobody_but_the_office_reads_what_was_brought(bring: Bring, inspections: Inspections) -> None:
    office = inspections.office
    source = bring(
        [changed(wording=f"{SECRET}的问题"), changed(wording=f"{SECRET}的问题二", found_on=SECRET)]
    )
    job = run(office, source)
    for name in sorted(office.people):
        pages = everything(office.client(name), source, job)
        seen = [path for path, page in pages.items() if SECRET in page or "导入问题清单" in page]
        if name == "inspector":
            assert SECRET in pages[f"/inspections/imports/{source.pk}/"]
        elif name in ("auditor", "admin"):
            assert [path for path in seen if SECRET in pages[path]] == []  # the trace tells that, not what
        else:
            assert seen == [], name


def test_the_trace_the_jobs_and_the_log_say_nothing_of_it(
    bring: Bring, inspections: Inspections, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    source = bring(
        [changed(wording=f"{SECRET}的问题", measure=f"{SECRET}整改", person=SECRET), changed(found_on=SECRET)]
    )
    run(inspections.office, source)
    assert Issue.objects.filter(wording__contains=SECRET).count() == 1
    told = [*Entry.objects.values_list("details", "subject_name"), *Chain.objects.values_list("name")]
    jobs = list(Job.objects.values_list("title", "message", "log", "parameters"))
    assert SECRET not in str(told) + str(jobs) + caplog.text


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the trigger is written for SQLite")
def test_what_the_database_says_of_a_row_it_refuses_goes_no_further(
    bring: Bring, inspections: Inspections, caplog: pytest.LogCaptureFixture
) -> None:
    source = bring([changed(wording=f"{SECRET}的问题")])
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON inspections_issue "
            f"BEGIN SELECT RAISE(ABORT, '{SECRET}的问题'); END"
        )
    job = run(inspections.office, source)
    assert (job.state, Issue.objects.count()) == ("failed", 0)
    assert "ImportBroken: IntegrityError" in caplog.text
    assert SECRET not in caplog.text + job.message + job.log


def test_its_file_is_handed_out_by_no_other_page(bring: Bring, inspections: Inspections) -> None:
    """Who uploads it may have the bureau's duties beside: its pages take uploads of their own only."""
    office = inspections.office
    add_person(office, "both", office.root, Role.BUREAU)
    source = bring([GOOD])
    StoredFile.objects.filter(pk=source.file_id).update(by=office.people["both"])
    with pytest.raises(Http404):
        own_upload(office.actor("both"), source.file_id)


def test_another_region_s_office_gets_at_nothing(bring: Bring, inspections: Inspections) -> None:
    source = bring([GOOD])
    IssueImport.objects.filter(pk=source.pk).update(kind=IssueImport.Kind.PROGRESS)
    assert inspections.office.client("inspector").get(f"/inspections/imports/{source.pk}/").status_code == 404
