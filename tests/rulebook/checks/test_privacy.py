from __future__ import annotations

import pytest

from zhunsheng.intake.examples import example_report
from zhunsheng.kernel.findings import AtFact, AtIndicator, AtPlace, AtSection, Severity
from zhunsheng.kernel.places import CellPlace, TextPlace
from zhunsheng.kernel.report import Unread
from zhunsheng.rulebook.loading import load_rulebook
from zhunsheng.rulebook.rules import checker, text_rules

NOTES = "九、其他需要说明的情况"
PRIVATE = ["P01.mobile_number", "P02.preparer_name", "P03.personal_data"]


@pytest.mark.parametrize(
    "number",
    [
        "13900000000",
        "139 0000 0000",
        "139-0000-0000",
        "１３９００００００００",
        "+8613900000000",
        "86 13900000000",
    ],
)
def test_mobile_numbers_however_written(messages, number):
    assert messages("P01.mobile_number", prose=(NOTES, f"联系电话{number}。")) == [
        "留有手机号码139****0000。"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "电话0000-1234567，热线12345。",
        "投入13900000000元，合计13900000000.50元。",
        "编号20239000000001，流水139000000001。",
        "电话139****0000。",
    ],
)
def test_landlines_amounts_and_masks_are_allowed(messages, text):
    assert messages("P01.mobile_number", prose=(NOTES, text)) == []


def test_every_place_of_a_number(problems):
    found = problems(
        "P01.mobile_number",
        facts={"filing.phone": "13900000000"},
        indicators=({"name": "回访", "reason": "回访电话13900000001"},),
        prose=(NOTES, "如有疑问请拨13900000002。"),
        outside={"附件1-1": "监督电话：13900000003"},
        report={"unread": [Unread("13900000004", CellPlace(2, 0, 0))]},
    )
    assert [problem.targets for problem in found] == [
        [AtIndicator(0, "reason")],
        [AtFact("filing.phone")],
        [AtPlace(CellPlace(2, 0, 0))],
        [AtSection("九", 6, 17)],
        [AtPlace(TextPlace("附件1-1", 5, 16))],
    ]


def test_a_number_in_the_signature_line_is_told_once(messages):
    found = messages(
        "P01.mobile_number",
        facts={"filing.phone": "13900000000"},
        outside={"附件1-1": "联系电话：13900000000"},
    )
    assert found == ["“联系电话”是手机号码139****0000。"]


@pytest.mark.parametrize(
    "preparer",
    [
        "财务经办",
        "办公室工作人员",
        "（略）",
        "略",
        "李**",
        "王某某",
        "综合股股长",
        "党政办",
        "×××",
        "会计",
        "见原件",
    ],
)
def test_roles_and_masks_are_no_names(messages, preparer):
    assert messages("P02.preparer_name", facts={"filing.preparer": preparer}) == []


@pytest.mark.parametrize(
    ("preparer", "shown"),
    [
        ("示例甲", "示**"),
        ("示 甲", "示*"),
        ("示例甲（财务股）", "示**"),
        ("示甲、示乙", "示*、示*"),
        ("示例·甲乙丙丁", "示******"),
    ],
)
def test_names(messages, preparer, shown):
    assert messages("P02.preparer_name", facts={"filing.preparer": preparer}) == [
        f"“填表人”填的是姓名{shown}。"
    ]


def test_names_beside_other_labels(problems):
    found = problems(
        "P02.preparer_name", prose=(NOTES, "审核人：示例乙  联系人（签字）：财务股  责任人：示例丙")
    )
    assert [(problem.message, problem.targets) for problem in found] == [
        ("留有姓名示**。", [AtSection("九", 4, 7)])
    ]


def test_an_empty_label_before_the_next_one_is_no_name(messages):
    assert (
        messages(
            "P02.preparer_name", outside={"附件1-2": "填表人：            填报日期：            联系电话："}
        )
        == []
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("身份证11010519491231002X。", "留有身份证号11*************02X。"),
        ("身份证110105194912310021。", None),
        ("信用代码12430000000000000X。", None),
        ("开户行账号6222021234567890128。", "留有银行卡或账号6222****0128。"),
        ("编号6222021234567890128。", None),
        ("邮箱dangan@example.com。", "留有电子邮箱d***@example.com。"),
        ("车牌湘A12345。", "留有车牌号湘A***。"),
        ("京东A级店铺，云A区。", None),
        ("住址：甲镇乙村3组12号。", "留有住址“住址：甲镇乙…”。"),
        ("甲小区3栋2单元501室。", "留有住址“小区3…”。"),
        ("甲路1号政务中心305室，办公室2间，第3会议室。", None),
        ("改造甲村3组道路。", None),
    ],
)
def test_other_personal_data(messages, text, message):
    assert messages("P03.personal_data", prose=(NOTES, text)) == ([message] if message else [])


@pytest.mark.parametrize("rule", PRIVATE)
def test_only_publication_is_hindered(rule):
    rulebook = load_rulebook()
    described = next(entry for entry in text_rules() if entry.id == rule)
    report = example_report(described.fires, rulebook)
    check = checker(rulebook, rulebook.schemes["hunan-overall"], report.fiscal_year).check
    inside = [finding for finding in check(report).findings if finding.rule == rule]
    outside = [finding for finding in check(report, publish=True).findings if finding.rule == rule]
    assert [(finding.severity, finding.blocking) for finding in inside] == [(Severity.WARNING, False)]
    assert [(finding.severity, finding.blocking) for finding in outside] == [(Severity.ERROR, True)]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("住丙村3组12号的户主。", 1),
        ("入住丁村养老院3号楼。", 0),
        ("住宅小区12号楼改造。", 0),
        ("住院楼街道3号。", 0),
    ],
)
def test_where_somebody_lives(messages, sentence, told):
    assert len(messages("P03.personal_data", prose=("五、存在的问题", sentence))) == told
