"""A unit's 整改情况 out as Excel and back."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.http import Http404
from tests.server.inspections.conftest import Inspections
from tests.server.inspections.workbooks import upload
from tests.server.inspections.workbooks import workbook as foreign

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.excel import progress_import
from zhunsheng.server.inspections.excel.models import IssueImport
from zhunsheng.server.inspections.excel.progress_import import (
    ProgressPlan,
    begin_progress,
    carry_out,
    plan_of,
)
from zhunsheng.server.inspections.excel.progress_workbook import workbook
from zhunsheng.server.inspections.issues import actions as issue_actions
from zhunsheng.server.inspections.models import Issue, Measure
from zhunsheng.server.inspections.workflow import Verb
from zhunsheng.server.orgs.verdicts import Refused

Edit = Callable[[Any], None]


@pytest.fixture
def measure(inspections: Inspections, issue: Issue) -> Measure:
    actor = inspections.office.actor("jia_rectifier")
    issue_actions.move(actor, issue_id=issue.pk, verb=Verb.CLAIM)
    return issue_actions.add_measure(
        actor, issue_id=issue.pk, text="逐件盘点", leader="分管领导", department="", person="", due_on=None
    )


def filled(inspections: Inspections, edit: Edit) -> IssueImport:
    """The Excel as 甲局 gets it, changed by a person, and uploaded."""
    actor = inspections.office.actor("jia_rectifier")
    book = openpyxl.load_workbook(io.BytesIO(workbook(progress_import.to_rectify(actor))))
    edit(book["整改情况"])
    buffer = io.BytesIO()
    book.save(buffer)
    return begin_progress(actor, upload=upload(buffer.getvalue()))


def planned(inspections: Inspections, edit: Edit) -> ProgressPlan:
    return plan_of(inspections.office.actor("jia_rectifier"), filled(inspections, edit))


def test_the_excel_has_the_unit_s_own_issues_and_measures(inspections: Inspections, measure: Measure) -> None:
    office = inspections.office
    book = openpyxl.load_workbook(
        io.BytesIO(workbook(progress_import.to_rectify(office.actor("jia_rectifier"))))
    )
    rows = [[cell.value for cell in row][:9] for row in book["整改情况"].iter_rows()]
    shown = [
        "编号",
        "问题表述",
        "整改时限",
        "整改措施",
        "责任领导",
        "责任部门",
        "责任人",
        "完成时限",
        "完成日期",
    ]
    number, wording = "XC2023-3-001", "固定资产盘点账实不符"
    assert rows == [shown, [number, wording, "2023-08-08", "逐件盘点", "分管领导", "", "", "", ""]]
    assert book["整改情况"].column_dimensions["K"].hidden
    assert list(progress_import.to_rectify(office.actor("yi_rectifier"))) == []


def test_untouched_it_changes_nothing(inspections: Inspections, measure: Measure) -> None:
    plan = planned(inspections, lambda page: None)
    assert [(change.value, count) for change, count in plan.counts] == [
        ("added", 0),
        ("changed", 0),
        ("unchanged", 1),
        ("faulty", 0),
    ]


def test_what_is_filled_in_is_taken_over_by_the_actions(inspections: Inspections, measure: Measure) -> None:
    def edit(page: Any) -> None:
        page["G2"], page["I2"] = "资产管理员", "2023.6.20"
        page.append(
            ["XC2023-3-001", None, None, "补登台账", "分管领导", None, "资产管理员", date(2023, 7, 1)]
        )

    source = filled(inspections, edit)
    actor = inspections.office.actor("jia_rectifier")
    assert [entry.differences for entry in plan_of(actor, source).news] == [
        [("责任人", "", "资产管理员"), ("完成日期", "", "2023-06-20")],
        [
            ("整改措施", "", "补登台账"),
            ("责任领导", "", "分管领导"),
            ("责任人", "", "资产管理员"),
            ("完成时限", "", "2023-07-01"),
        ],
    ]
    carry_out(actor, source=source)
    assert list(Measure.objects.values_list("text", "person", "due_on", "done_on")) == [
        ("逐件盘点", "资产管理员", None, date(2023, 6, 20)),
        ("补登台账", "资产管理员", date(2023, 7, 1), None),
    ]
    issue = Issue.objects.get()
    assert (issue.measures_total, issue.measures_done) == (2, 1)
    verbs = Entry.objects.order_by("-id").values_list("verb", flat=True)[:3]
    assert list(verbs) == ["import_progress", "add_measure", "change_measure"]
    told = json.loads(Entry.objects.get(verb="import_progress").details)
    assert told == {"measures": 2, "sha256": source.file.sha256}
    with pytest.raises(Refused, match="已经导入过"):
        carry_out(actor, source=source)


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("D2", "盘点", "第 2 行 D 列：整改措施至少写 4 个字。"),
        ("I2", "上月", "第 2 行 I 列：“上月”不是日期，请写成 2024-7-30 这样。"),
        ("I2", "2099-1-1", "第 2 行 I 列：完成日期 2099-01-01 还没有到。"),
        ("H2", "2023-9-1", "第 2 行 H 列：完成时限 2023-09-01 晚于问题的整改时限 2023-08-08。"),
        ("F2", "科" * 61, "第 2 行 F 列：责任部门有 61 个字，最多 60 个字。"),
        ("A2", "XC2023-3-999", "第 2 行：没有编号为“XC2023-3-999”、由您单位整改的问题。"),
    ],
)
def test_what_is_wrong_is_told_and_not_taken_over(
    inspections: Inspections, measure: Measure, cell: str, value: str, told: str
) -> None:
    def edit(page: Any) -> None:
        page[cell] = value

    source = filled(inspections, edit)
    actor = inspections.office.actor("jia_rectifier")
    plan = carry_out(actor, source=source)
    assert [words for entry in plan.faulty for words in entry.told] == [told]
    assert list(Measure.objects.values_list("text", "due_on", "done_on")) == [("逐件盘点", None, None)]


def test_what_was_changed_online_since_is_not_overwritten(inspections: Inspections, measure: Measure) -> None:
    def edit(page: Any) -> None:
        page["G2"] = "资产管理员"

    source = filled(inspections, edit)
    actor = inspections.office.actor("jia_rectifier")
    issue_actions.change_measure(actor, measure_id=measure.pk, person="办公室主任")
    told = [words for entry in plan_of(actor, source).faulty for words in entry.told]
    assert told == ["第 2 行：下载之后，这条措施在网上又改过，请重新下载。"]


def test_only_while_it_is_being_rectified(inspections: Inspections, measure: Measure) -> None:
    source = filled(inspections, lambda page: page.__setitem__("G2", "资产管理员"))
    Issue.objects.update(state="with_discipline")
    actor = inspections.office.actor("jia_rectifier")
    told = [words for entry in plan_of(actor, source).faulty for words in entry.told]
    assert told == ["第 2 行：正在核验，不能改。需要修改请先撤回。"]


def test_another_unit_s_issue_and_another_person_s_excel_are_out_of_reach(
    inspections: Inspections, measure: Measure
) -> None:
    source = filled(inspections, lambda page: None)
    office = inspections.office
    with pytest.raises(Http404):
        progress_import.progress_for(office.actor("yi_rectifier"), source.pk)
    IssueImport.objects.update(by=office.people["yi_rectifier"])
    source.refresh_from_db()
    told = [words for entry in plan_of(office.actor("yi_rectifier"), source).faulty for words in entry.told]
    assert told == ["第 2 行：没有编号为“XC2023-3-001”、由您单位整改的问题。"]
    with pytest.raises(Refused, match="整改联络人"):
        begin_progress(office.actor("inspector"), upload=upload(b"x"))


def test_a_foreign_excel_is_refused(inspections: Inspections) -> None:
    actor = inspections.office.actor("jia_rectifier")
    with pytest.raises(Refused, match="没有“整改情况”工作表"):
        begin_progress(actor, upload=upload(foreign([("编号", "整改措施")])))
