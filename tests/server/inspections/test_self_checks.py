"""未巡先改: blank, 没有 and 不适用 are three things; what a unit found enters the register by handing in."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, timedelta

import docx
import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html
from tests.server.inspections.conftest import Inspections
from tests.server.inspections.self_check_examples import new_problem

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.common.problems import decide_common
from zhunsheng.server.inspections.issues.actions import NewIssue, register_issues
from zhunsheng.server.inspections.models import Issue, Source, Theme
from zhunsheng.server.inspections.selfchecks import answering, issuing
from zhunsheng.server.inspections.selfchecks.answering import Given
from zhunsheng.server.inspections.selfchecks.documents import ListName, list_of_all, list_of_unit
from zhunsheng.server.inspections.selfchecks.models import Answer, Checklist, SelfCheck
from zhunsheng.server.inspections.selfchecks.queries import (
    checklists_visible_to,
    progress_of,
    self_checks_visible_to,
    tallies_of,
)
from zhunsheng.server.inspections.selfchecks.waiting import self_checks_waiting_for
from zhunsheng.server.orgs.verdicts import Refused

ISSUED, DUE, HANDED_IN = date(2023, 5, 8), date(2023, 5, 31), date(2023, 5, 20)
ITEMS = ("有没有无公函接待", "验收是不是两人以上签字", "支部有没有按期换届")
SECRET = "两笔接待报销没有附公函"
PAGES = "/inspections/selfchecks/"
YES, NO, NOT_APPLICABLE = Answer.Found.YES, Answer.Found.NO, Answer.Found.NOT_APPLICABLE


@pytest.fixture
def checklist(inspections: Inspections) -> Checklist:
    """Three items under one theme, sent to 甲局 and 乙局."""
    office = inspections.office
    inspector = office.actor("inspector")
    theme = Theme.objects.create(tenant=office.tenant, name="公务接待")
    entry = issuing.draft_checklist(inspector, title="节前自查清单", issued_on=ISSUED, due_on=DUE)
    issuing.add_items(inspector, checklist_id=entry.pk, texts=ITEMS, theme=theme)
    issuing.send(inspector, checklist_id=entry.pk, units=[office.jia_unit, office.yi_unit], sent_on=ISSUED)
    return entry


@pytest.fixture
def jia(inspections: Inspections, checklist: Checklist) -> SelfCheck:
    return checklist.self_checks.get(unit=inspections.office.jia_unit)


def _save(inspections: Inspections, self_check: SelfCheck, *found: str, note: str = "") -> None:
    given = {
        answer.pk: Given(kind, note) for answer, kind in zip(self_check.answers.all(), found, strict=True)
    }
    rectifier = inspections.office.actor("jia_rectifier")
    answering.save_answers(rectifier, self_check_id=self_check.pk, given=given)


def _hand_in(inspections: Inspections, self_check: SelfCheck) -> list[Issue]:
    """One problem at the first item, nothing at the second, the third does not apply."""
    rectifier = inspections.office.actor("jia_rectifier")
    _save(inspections, self_check, YES, NO, NOT_APPLICABLE, note="已逐笔核对")
    first = self_check.answers.first()
    assert first is not None
    answering.add_problem(rectifier, answer_id=first.pk, new=new_problem(SECRET))
    return answering.hand_in(rectifier, self_check_id=self_check.pk, on=HANDED_IN)


def test_what_is_handed_in_is_an_issue_like_any_other_with_nothing_typed_again(
    inspections: Inspections, jia: SelfCheck
) -> None:
    issue, *others = _hand_in(inspections, jia)
    issue.refresh_from_db()
    assert others == []
    assert (issue.number, issue.source, issue.wording, issue.unit, issue.theme.name) == (  # type: ignore[union-attr]
        "WX2023-001",
        Source.SELF_CHECK,
        SECRET,
        inspections.office.jia_unit,
        "公务接待",
    )
    assert (issue.state, issue.leader, issue.department, issue.person, issue.due_on) == (
        "rectifying",
        "分管领导",
        "办公室",
        "办公室主任",
        date(2023, 8, 10),
    )
    assert list(issue.measures.values_list("text", "person", "due_on")) == [
        ("补齐附件", "办公室主任", date(2023, 8, 10)),
        ("修订报销流程", "办公室主任", date(2023, 8, 10)),
    ]
    told = "".join(json.dumps(entry.details) + entry.subject_name for entry in Entry.objects.all())
    assert ("WX2023-001" in told, SECRET in told) == (True, False)


def test_the_issue_says_which_list_it_was_found_by(inspections: Inspections, jia: SelfCheck) -> None:
    issue, *_ = _hand_in(inspections, jia)
    page = f"/inspections/issues/{issue.pk}/"
    for name in ("inspector", "jia_rectifier"):
        words = _words(inspections.office.client(name).get(page).content)
        assert "来源 未巡先改， 自查清单 ZC2023-001" in words, name


def test_blank_and_no_and_not_applicable_are_three_things(inspections: Inspections, jia: SelfCheck) -> None:
    _save(inspections, jia, "", NO, NOT_APPLICABLE)
    jia_only = SelfCheck.objects.filter(pk=jia.pk)
    progress = progress_of(jia_only, DUE)[0]
    assert (progress.items, progress.answered, progress.yes, progress.no, progress.not_applicable) == (
        3,
        2,
        0,
        1,
        1,
    )
    rectifier = inspections.office.actor("jia_rectifier")
    faults = []
    for found, note in (("", NO, NO), ""), ((YES, NO, NO), ""), ((NO, NO, NOT_APPLICABLE), ""):
        _save(inspections, jia, *found, note=note)
        with pytest.raises(Refused) as refused:
            answering.hand_in(rectifier, self_check_id=jia.pk)
        faults.append(str(refused.value))
    assert faults == [
        "第 1 项还没有回答。",
        "第 1 项选了“有”，还没有登记查出的问题。",
        "第 3 项不适用，请写明原因。",
    ]
    _save(inspections, jia, NO, NO, NOT_APPLICABLE, note="没有下属支部")
    assert answering.hand_in(rectifier, self_check_id=jia.pk) == []


def test_a_problem_names_who_does_what_by_when(inspections: Inspections, jia: SelfCheck) -> None:
    rectifier = inspections.office.actor("jia_rectifier")
    first = jia.answers.first()
    assert first is not None
    faults = {}
    for name, bare in (
        ("wording", replace(new_problem(), wording="有")),
        ("leader", replace(new_problem(), leader=" ")),
        ("person", replace(new_problem(), person="")),
        ("measures", replace(new_problem(), measures="\n")),
        ("due_on", replace(new_problem(), due_on=date(2023, 5, 1))),
    ):
        with pytest.raises(Refused) as refused:
            answering.add_problem(rectifier, answer_id=first.pk, new=bare)
        faults[name] = str(refused.value)
    assert faults == {
        "wording": "查出的问题至少写 4 个字。",
        "leader": "请填写责任领导，责任要到人到点。",
        "person": "请填写责任人，责任要到人到点。",
        "measures": "请填写整改措施，一行一条。",
        "due_on": "整改时限 2023-05-01 早于发现日期 2023-05-10。",
    }
    problem = answering.add_problem(rectifier, answer_id=first.pk, new=new_problem())
    first.refresh_from_db()
    assert first.found == YES
    with pytest.raises(Refused, match="第 1 项登记了问题，要先删去问题才能改成别的。"):
        _save(inspections, jia, NO, NO, NO)
    answering.remove_problem(rectifier, problem_id=problem.pk)
    _save(inspections, jia, NO, NO, NO)


def test_sent_back_the_unit_adds_and_what_is_in_the_register_stays_there(
    inspections: Inspections, jia: SelfCheck
) -> None:
    office = inspections.office
    rectifier, inspector = office.actor("jia_rectifier"), office.actor("inspector")
    issue, *_ = _hand_in(inspections, jia)
    with pytest.raises(Refused, match="已经上报，不能再改。需要补充请巡察办退回。"):
        _save(inspections, jia, NO, NO, NO)
    issuing.send_back(inspector, self_check_id=jia.pk, reason="请再查第三季度")
    with pytest.raises(Refused, match="已记入台账（WX2023-001），请在台账里办理。"):
        answering.remove_problem(rectifier, problem_id=issue.found_problem.pk)
    second = jia.answers.all()[1]
    answering.add_problem(rectifier, answer_id=second.pk, new=new_problem("验收单没有写日期"))
    added = answering.hand_in(rectifier, self_check_id=jia.pk, on=HANDED_IN)
    assert [entry.number for entry in added] == ["WX2023-002"]


def test_the_office_follows_the_units(inspections: Inspections, checklist: Checklist, jia: SelfCheck) -> None:
    inspector = inspections.office.actor("inspector")
    issue, *_ = _hand_in(inspections, jia)
    Issue.objects.filter(pk=issue.pk).update(state="closed")
    tally = tallies_of(checklists_visible_to(inspector))[checklist.pk]
    assert (tally.sent, tally.handed_in, tally.problems, tally.closed) == (2, 1, 1, 1)
    lines = progress_of(self_checks_visible_to(inspector), date(2023, 6, 1))
    assert [(line.self_check.unit.name, line.late, line.problems, line.closed) for line in lines] == [
        ("示例区甲局", False, 1, 1),
        ("示例区乙局", True, 0, 0),
    ]


def test_each_is_told_what_waits_for_them(
    inspections: Inspections, checklist: Checklist, jia: SelfCheck
) -> None:
    office = inspections.office
    inspector = office.actor("inspector")

    def waiting() -> dict[str, list[tuple[str, int]]]:
        names = ("inspector", "leading", "jia_rectifier", "yi_rectifier", "jia_discipline", "member")
        found = {name: self_checks_waiting_for(office.actor(name)) for name in names}
        return {name: [(e.title, e.number) for e in entries] for name, entries in found.items() if entries}

    late = [("自查超期未报", 1)]
    assert waiting() == {"inspector": [("自查超期未报", 2)], "jia_rectifier": late, "yi_rectifier": late}
    later = timezone.localdate() + timedelta(days=3)
    issuing.change_checklist(inspector, checklist_id=checklist.pk, title="节前自查清单", due_on=later)
    due = [("自查清单待上报", 1)]
    assert waiting() == {"jia_rectifier": due, "yi_rectifier": due}
    _hand_in(inspections, jia)
    issuing.send_back(inspector, self_check_id=jia.pk, reason="请再查第三季度")
    assert waiting() == {"jia_rectifier": [("退回补充", 1)], "yi_rectifier": due}
    workbench = office.client("jia_rectifier").get("/").content.decode()
    assert "退回补充" in workbench


def test_a_list_is_drawn_up_from_common_problems_or_an_earlier_one(inspections: Inspections) -> None:
    office = inspections.office
    inspector = office.actor("inspector")
    news = [
        NewIssue("固定资产账实不符", Source.SUPERVISION, unit, date(2023, 3, 20))
        for unit in (office.jia_unit, office.yi_unit)
    ]
    issues = register_issues(inspector, news)
    common = decide_common(
        inspector,
        title="固定资产账实不符",
        decided_by="领导小组会议",
        decided_on=ISSUED,
        issue_ids=[issue.pk for issue in issues],
    )
    first = issuing.draft_checklist(inspector, title="共性问题自查清单", issued_on=ISSUED, due_on=DUE)
    with pytest.raises(Refused, match="清单里还没有自查事项，请先加上。"):
        issuing.send(inspector, checklist_id=first.pk, units=[office.jia_unit], sent_on=ISSUED)
    issuing.add_common_items(inspector, checklist_id=first.pk, problem_ids=[common.pk])
    with pytest.raises(Refused, match="请勾选还没有列入的共性问题。"):
        issuing.add_common_items(inspector, checklist_id=first.pk, problem_ids=[common.pk])
    second = issuing.draft_checklist(
        inspector, title="下半年自查清单", issued_on=ISSUED, due_on=DUE, like=first
    )
    assert (first.number, second.number) == ("ZC2023-001", "ZC2023-002")
    assert list(second.items.values_list("text", "common_problem_id")) == [("固定资产账实不符", common.pk)]
    issuing.send(inspector, checklist_id=second.pk, units=[office.jia_unit], sent_on=ISSUED)
    with pytest.raises(Refused, match="清单已经下发，自查事项不能再改。"):
        issuing.add_items(inspector, checklist_id=second.pk, texts=["有没有无公函接待"])
    with pytest.raises(Refused, match="请选择还没有下发的单位。"):
        issuing.send(inspector, checklist_id=second.pk, units=[office.jia_unit], sent_on=ISSUED)
    issuing.withdraw(inspector, self_check_id=second.self_checks.get().pk)
    assert second.self_checks.count() == 0


def test_a_unit_that_has_begun_keeps_the_list(inspections: Inspections, jia: SelfCheck) -> None:
    _save(inspections, jia, NO, "", "")
    with pytest.raises(Refused, match="示例区甲局已经填了，不能收回。"):
        issuing.withdraw(inspections.office.actor("inspector"), self_check_id=jia.pk)


def test_only_the_office_issues_and_only_the_unit_answers(
    inspections: Inspections, checklist: Checklist, jia: SelfCheck
) -> None:
    office = inspections.office
    for name in ("leading", "jia_rectifier", "member", "bureau"):
        with pytest.raises(Refused, match="台账由巡察办登记。"):
            issuing.draft_checklist(office.actor(name), title="自查清单", issued_on=ISSUED, due_on=DUE)
    for name in ("inspector", "leading", "jia_discipline"):
        with pytest.raises(Refused, match="自查由示例区甲局的整改联络人填报。"):
            answering.save_answers(office.actor(name), self_check_id=jia.pk, given={})
    seen = {
        name: [entry.unit.name for entry in self_checks_visible_to(office.actor(name))]
        for name in ("inspector", "leading", "jia_rectifier", "jia_discipline", "yi_rectifier", "member")
    }
    assert seen == {
        "inspector": ["示例区甲局", "示例区乙局"],
        "leading": ["示例区甲局", "示例区乙局"],
        "jia_rectifier": ["示例区甲局"],
        "jia_discipline": ["示例区甲局"],
        "yi_rectifier": ["示例区乙局"],
        "member": [],
    }


def test_what_is_refused_on_the_page_loses_nothing_typed(inspections: Inspections, jia: SelfCheck) -> None:
    client, page = inspections.office.client("jia_rectifier"), f"{PAGES}units/{jia.pk}/"
    first, second, third = (answer.pk for answer in jia.answers.all())
    typed = {
        f"found-{first}": "no",
        f"note-{first}": "查了全年 36 笔",
        f"found-{second}": "",
        f"found-{third}": "not_applicable",
    }
    refused = client.post(f"{page}answers/", typed | {"hand_in": "1"})
    assert (refused.status_code, "第 2 项还没有回答。" in _words(refused.content)) == (400, True)
    assert "查了全年 36 笔" in refused.content.decode()
    went_on = client.post(f"{page}answers/", typed | {"add": str(second)})
    assert went_on["Location"] == f"{PAGES}answers/{second}/problems/"
    problem = {
        "wording": SECRET,
        "found_on": "2023-05-10",
        "measures": "补齐附件",
        "leader": "分管领导",
        "department": "办公室",
        "due_on": "2023-08-10",
    }
    bare = client.post(went_on["Location"], problem)
    assert (bare.status_code, "请填写责任人。" in _words(bare.content)) == (400, True)
    client.post(went_on["Location"], problem | {"person": "办公室主任"})
    added, typed[f"found-{second}"] = jia.answers.get(pk=second).problems.get().pk, "yes"
    change = client.post(f"{page}answers/", typed | {f"note-{third}": "没有支部", "change": str(added)})
    assert change["Location"] == f"{PAGES}problems/{added}/"
    assert jia.answers.get(pk=third).note == "没有支部"
    client.post(f"{page}answers/", typed | {f"found-{second}": "no", "remove": str(added)})
    assert jia.answers.get(pk=second).found == NO
    client.post(f"{PAGES}answers/{second}/problems/", problem | {"person": "办公室主任"})
    typed |= {f"note-{third}": "没有下属支部", "hand_in": "1"}
    done = client.post(f"{page}answers/", typed, follow=True)
    assert "已上报，1 个问题记入了整改台账。" in done.content.decode()
    assert f"{SECRET} 分管领导、办公室、办公室主任，2023-08-10 前 1.补齐附件 WX" in _words(done.content)


def test_the_office_enters_a_list_by_the_pages(inspections: Inspections) -> None:
    office = inspections.office
    client = office.client("inspector")
    client.post(f"{PAGES}new/", {"title": "节前自查清单", "issued_on": "2023-05-08", "due_on": "2023-05-31"})
    entry = Checklist.objects.get()
    page = f"{PAGES}{entry.pk}/"
    client.post(f"{page}items/", {"texts": "有没有无公函接待\n\n支部有没有按期换届"})
    refused = client.post(f"{page}send/", {"sent_on": "2023-05-08"})
    assert (refused.status_code, "请选择还没有下发的单位。" in _words(refused.content)) == (400, True)
    client.post(f"{page}send/", {"sent_on": "2023-05-08", "everybody": "on"})
    words = _words(client.get(page).content)
    assert "下发 2 个单位，已上报 0 个， 超期未报 2 个 ；查出问题 0 个，已销号 0 个。" in words
    assert "2 — 支部有没有按期换届" in words
    assert "ZC2023-001 节前自查清单 2023-05-08 2023-05-31 0/2 0 0" in _words(client.get(PAGES).content)


def test_the_three_lists_on_paper(inspections: Inspections, checklist: Checklist, jia: SelfCheck) -> None:
    office = inspections.office
    _hand_in(inspections, jia)
    inspector, rectifier = office.actor("inspector"), office.actor("jia_rectifier")
    name, data = list_of_all(inspector, checklist, ListName.PROBLEMS, "xlsx")
    assert name == "“未巡先改”问题清单.xlsx"
    assert _rows(data) == [
        ("序号", "单位", "自查事项", "查出的问题", "发现日期", "台账编号", "状态"),
        ("1", "示例区甲局", ITEMS[0], SECRET, "2023-05-10", "WX2023-001", "整改中"),
    ]
    name, data = list_of_unit(rectifier, jia, ListName.ITEMS, "xlsx")
    assert _rows(data)[1:] == [
        ("1", "公务接待", ITEMS[0], "有", "已逐笔核对"),
        ("2", "公务接待", ITEMS[1], "没有", "已逐笔核对"),
        ("3", "公务接待", ITEMS[2], "不适用", "已逐笔核对"),
    ]
    name, data = list_of_unit(rectifier, jia, ListName.DUTIES, "docx")
    table = docx.Document(io.BytesIO(data)).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["序号", "查出的问题", "整改措施", "责任领导", "责任部门", "责任人", "整改时限", "状态"],
        [
            "1",
            SECRET,
            "1.补齐附件\n2.修订报销流程",
            "分管领导",
            "办公室",
            "办公室主任",
            "2023-08-10",
            "整改中",
        ],
    ]
    assert name == "示例区甲局“未巡先改”责任清单.docx"


def test_before_it_is_handed_in_a_blank_answer_is_blank_on_paper_and_nobody_else_reads_it(
    inspections: Inspections, checklist: Checklist, jia: SelfCheck
) -> None:
    office = inspections.office
    _save(inspections, jia, NO, "", "")
    _, data = list_of_unit(office.actor("jia_rectifier"), jia, ListName.ITEMS, "xlsx")
    assert [row[3] for row in _rows(data)[1:]] == ["没有", "", ""]
    with pytest.raises(Refused, match="单位还没有上报，上报以后才能查看。"):
        list_of_unit(office.actor("inspector"), jia, ListName.ITEMS, "xlsx")
    page = _words(office.client("inspector").get(f"{PAGES}units/{jia.pk}/").content)
    assert "单位还没有上报，上报以后才能查看。" in page


def test_the_pages_take_as_many_queries_however_many_units_there_are(
    inspections: Inspections, checklist: Checklist
) -> None:
    office = inspections.office
    client = office.client("inspector")
    few = _queries(client, f"{PAGES}{checklist.pk}/")
    issuing.send(
        office.actor("inspector"),
        checklist_id=checklist.pk,
        units=[office.root, inspections.register.unit],
        sent_on=ISSUED,
    )
    assert _queries(client, f"{PAGES}{checklist.pk}/") == few


def _queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def _rows(data: bytes) -> list[tuple[object, ...]]:
    """The table below title and sentence."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return list(sheet.iter_rows(min_row=3, values_only=True))


def _words(content: bytes) -> str:
    return " ".join(" ".join(html.fromstring(content.decode()).find(".//main").itertext()).split())
