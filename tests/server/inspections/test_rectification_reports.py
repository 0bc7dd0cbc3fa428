"""整改报告 of a unit and a round: its counts are the ledger's, its words the issues', the rest people's."""

from __future__ import annotations

import io
import json
from collections import Counter
from datetime import date

import docx
import docx.document
import pytest
from django.utils import timezone
from lxml import html
from tests.server.inspections.conftest import Advance, Inspections

from zhunsheng.press.docx import docx_of
from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.issues import actions as issue_actions
from zhunsheng.server.inspections.issues.actions import NewIssue, register_issues
from zhunsheng.server.inspections.models import Inspectee, Issue, IssueState, Source
from zhunsheng.server.inspections.papers.rectification_reports import (
    ReportLine,
    draw_report,
    reported_rounds,
    reports_for,
)
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.rounds.notice_models import NoticeKind
from zhunsheng.server.inspections.rounds.notices import BLANK, Wording, change_wording
from zhunsheng.server.inspections.supervision.rules import issue_rule
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused


@pytest.fixture
def several(inspections: Inspections, issue: Issue, bring: Advance) -> list[Issue]:
    """001 closed; 002 overdue, 003 within its time, 004 kept for long."""
    bring(issue, "closed")
    inspections.round.refresh_from_db()
    news = [
        NewIssue(
            wording=wording,
            source=Source.ROUTINE,
            unit=inspections.office.jia_unit,
            found_on=date(2023, 3, 21),
            inspectee=inspections.jia,
            round=inspections.round,
            due_on=due_on,
            immediate=at == 0,
        )
        for at, (wording, due_on) in enumerate(
            (
                ("会议记录缺失三次", date(2023, 6, 1)),
                ("差旅审批不严三笔", date(2099, 1, 1)),
                ("学习制度没有坚持", date(2023, 6, 1)),
            )
        )
    ]
    found = register_issues(inspections.office.actor("inspector"), news)
    Issue.objects.filter(pk=found[2].pk).update(state=IssueState.LONG_TERM)
    return [issue, *found]


def drawn(inspections: Inspections, name: str) -> docx.document.Document:
    tree = draw_report(
        inspections.office.actor(name),
        round_id=inspections.round.pk,
        unit_id=inspections.office.jia_unit.pk,
    )
    return docx.Document(io.BytesIO(docx_of(tree)))


def test_the_report_as_it_reads(inspections: Inspections, several: list[Issue]) -> None:
    today = timezone.localdate()
    day = f"{today.year}年{today.month}月{today.day}日"
    lines = [p.text for p in drawn(inspections, "jia_rectifier").paragraphs if p.text]
    assert lines == [
        "示例区甲局",
        "关于六届第三轮巡察整改情况的报告",
        "示例区委巡察办：",
        f"2023年5月10日，第一巡察组向我单位反馈六届第三轮巡察意见。现将截至{day}的整改情况报告如下。",
        "一、组织领导情况",
        BLANK,
        "二、反馈问题整改情况",
        f"六届第三轮巡察反馈我单位问题4个。截至{day}，已销号1个，期内整改1个，超期未完成1个，长期坚持1个；"
        "其中立行立改问题1个。制定整改措施1条，已完成1条。逐条情况如下。",
        "（一）固定资产盘点账实不符",
        "1.逐件盘点，补登台账（分管领导、办公室、资产管理员），2023年6月20日完成。",
        f"整改进展：{day}销号。",
        "（二）会议记录缺失三次",
        "还没有写整改措施。",
        "整改进展：待认领。",
        "（三）差旅审批不严三笔",
        "还没有写整改措施。",
        "整改进展：待认领。",
        "（四）学习制度没有坚持",
        "还没有写整改措施。",
        "整改进展：长期坚持。",
        "三、未完成整改的问题及原因",
        f"1.会议记录缺失三次（待认领，整改时限2023年6月1日）。未完成的原因：{BLANK}",
        f"2.差旅审批不严三笔（待认领，整改时限2099年1月1日）。未完成的原因：{BLANK}",
        "四、线索和信访件办理情况",
        f"移交问题线索{BLANK}件，办结{BLANK}件；移交信访件{BLANK}件，办结{BLANK}件。",
        "五、制度建设和责任追究情况",
        f"制定、修订制度{BLANK}项：{BLANK}。"
        f"问责组织{BLANK}个，党纪政务处分{BLANK}人次，组织处理{BLANK}人次，批评教育{BLANK}人次。",
        "六、下一步工作",
        BLANK,
        "附件：",
        "整改台账",
        "示例区甲局",
        day,
        "附件",
        "示例区甲局整改台账",
    ]


def test_the_rules_the_unit_issued_for_it_are_cited(inspections: Inspections, several: list[Issue]) -> None:
    """Linked to an issue of the round; or to none, and issued since 反馈 (2023-05-10)."""
    office = inspections.office
    inspector = office.actor("inspector")
    found = NewIssue("档案归档没有目录", Source.SELF_CHECK, office.jia_unit, date(2023, 6, 1))
    (beside,) = register_issues(inspector, [found])
    for name, number, unit, day, issues in (
        ("资产管理办法", "示办发〔2023〕11号", office.jia_unit, date(2023, 5, 1), [several[0], several[1]]),
        ("《会议制度》", "", office.jia_unit, date(2023, 5, 10), []),
        ("反馈以前的", "", office.jia_unit, date(2023, 5, 9), []),
        ("别的问题推动的", "", office.jia_unit, date(2023, 7, 1), [beside]),
        ("别的单位的", "", office.yi_unit, date(2023, 7, 1), []),
    ):
        issue_rule(inspector, name=name, document_number=number, issued_by=unit, issued_on=day, issues=issues)
    lines = [paragraph.text for paragraph in drawn(inspections, "jia_rectifier").paragraphs]
    said = "制定、修订制度2项：《资产管理办法》（示办发〔2023〕11号）、《会议制度》。"
    assert [line.partition("问责")[0] for line in lines if line.startswith("制定、修订制度")] == [said]


def test_its_annex_is_the_ledger(inspections: Inspections, several: list[Issue]) -> None:
    (table,) = drawn(inspections, "inspector").tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert [row[1] for row in rows] == ["编号", *(f"XC2023-3-00{number}" for number in (1, 2, 3, 4))]
    assert rows[1][2:4] == ["固定资产盘点账实不符", "1.逐件盘点，补登台账"]
    assert Counter(row[8] for row in rows[2:]) == {"待认领": 2, "长期坚持": 1}


def listed(actor: Actor) -> list[ReportLine]:
    return reports_for(actor, reported_rounds(actor))


def test_the_list_has_the_same_counts_for_each_who_may_draw_it(
    inspections: Inspections, several: list[Issue]
) -> None:
    for name, seen in (
        ("inspector", 1),
        ("leading", 1),
        ("jia_rectifier", 1),
        ("jia_discipline", 1),
        ("yi_rectifier", 0),
        ("member", 0),
        ("bureau", 0),
    ):
        lines = [entry.line for entry in listed(inspections.office.actor(name))]
        counts = [(line.total, line.closed, line.in_time, line.overdue, line.long_term) for line in lines]
        assert counts == [(4, 1, 1, 1, 1)] * seen, name


def test_a_unit_that_helps_draws_no_report_of_the_other(
    inspections: Inspections, several: list[Issue]
) -> None:
    office = inspections.office
    issue_actions.add_support(
        office.actor("inspector"), issue_id=several[1].pk, unit=office.yi_unit, on=date(2023, 5, 11)
    )
    with pytest.raises(Refused, match="整改报告由责任单位"):
        drawn(inspections, "yi_rectifier")
    assert listed(office.actor("yi_rectifier")) == []


def test_a_place_keeps_its_own_wording(inspections: Inspections, several: list[Issue]) -> None:
    inspector = inspections.office.actor("inspector")
    own = Wording("〔被巡察单位〕整改报告", "一、总体\n共〔问题总数〕个。", "〔被巡察单位〕党组")
    change_wording(inspector, kind=NoticeKind.REPORT, wording=own)
    lines = [p.text for p in drawn(inspections, "jia_rectifier").paragraphs if p.text]
    assert lines[:3] == ["示例区甲局整改报告", "一、总体", "共4个。"]
    assert "示例区甲局党组" in lines
    with pytest.raises(Refused, match="没有“问题清单”这一项"):
        change_wording(inspector, kind=NoticeKind.REPORT, wording=Wording("报告", "〔问题清单〕", ""))


def test_that_it_was_drawn_is_told_without_a_word_of_it(
    inspections: Inspections, several: list[Issue]
) -> None:
    drawn(inspections, "jia_rectifier")
    entry = Entry.objects.get(verb="draw_report")
    assert json.loads(entry.details) == {"unit": "示例区甲局", "issues": 4}


def test_the_office_is_shown_the_newest_round_a_unit_all_of_its_own(
    inspections: Inspections, several: list[Issue]
) -> None:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    fourth = round_actions.create_round(inspector, term=inspections.round.term, number=4)
    round_actions.create_round(inspector, term=inspections.round.term, number=5)
    team = round_actions.add_team(inspector, entry=fourth, name="第一巡察组")
    inspectee = round_actions.add_inspectee(
        inspector, entry=fourth, team=team, kind=Inspectee.Kind.ROUTINE, unit=office.jia_unit
    )
    inspectee = round_actions.feed_back(inspector, inspectee=inspectee, on=date(2024, 5, 10))
    register_issues(
        inspector,
        [
            NewIssue(
                wording="台账更新不及时两次",
                source=Source.ROUTINE,
                unit=office.jia_unit,
                found_on=date(2024, 3, 21),
                inspectee=inspectee,
                round=fourth,
                due_on=date(2099, 1, 1),
            )
        ],
    )
    both, third = ["六届第四轮", "六届第三轮"], str(inspections.round.pk)
    for name, query, shown in (
        ("inspector", {}, ["六届第四轮"]),
        ("inspector", {"round": third}, ["六届第三轮"]),
        ("inspector", {"round": "all"}, both),
        ("leading", {"round": "9" * 30}, both),
        ("jia_rectifier", {}, both),
        ("jia_rectifier", {"round": third}, ["六届第三轮"]),
    ):
        page = html.fromstring(office.client(name).get("/inspections/reports/", query).content.decode())
        assert page.xpath("//tbody/tr/td[1]/text()") == shown, (name, query)
        assert page.xpath("//select[@id='round']/option/text()") == ["全部轮次", *both]
