from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtFact, AtSection, Problem

SPENDING = "二、一般公共预算支出情况"
TABLE = {
    "three_public.total.prior": "9.80",
    "three_public.total.budget": "10.00",
    "three_public.total.final": "8.60",
    "three_public.vehicles.final": "6.10",
    "three_public.vehicle_running.final": "6.10",
    "three_public.vehicle_purchase.final": "0",
    "three_public.overseas.final": "0",
    "three_public.reception.prior": "3.00",
    "three_public.reception.budget": "3.00",
    "three_public.reception.final": "2.50",
    "public_funds.meeting_training.final": "1.20",
}
AMOUNTS, CHANGES = "N01.three_public_contradicts", "N01.three_public_change"


def test_an_item_of_the_table(problems):
    assert problems(AMOUNTS, facts=TABLE, prose=(SPENDING, "2023年公务接待费支出2.1万元。")) == [
        Problem(
            "“公务接待本年决算数”正文写2.1万元，表内是2.5。",
            [AtSection("二", 12, 17), AtFact("three_public.reception.final")],
            "请核对；口径不同的在正文说明。",
        )
    ]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "2023年“三公”经费支出8.6万元，其中公务接待费2.1万元。",
            ["“公务接待本年决算数”正文写2.1万元，表内是2.5。"],
        ),
        ("2022年公务接待费支出2.8万元。", ["“公务接待上年决算数”正文写2.8万元，表内是3。"]),
        ("2022年“三公”经费决算数9.5万元。", ["“三公经费上年决算数”正文写9.5万元，表内是9.8。"]),
        (
            "“三公”经费决算数8.6万元，较上年9.5万元减少0.9万元。",
            ["“三公经费上年决算数”正文写9.5万元，表内是9.8。"],
        ),
        (
            "全年“三公”经费预算安排10万元，其中公务接待费3.5万元。",
            ["“公务接待本年预算数”正文写3.5万元，表内是3。"],
        ),
        ("示例区档案馆2023年公务接待费开支21000元。", ["“公务接待本年决算数”正文写21000元，表内是2.5。"]),
        (
            "2023年公务接待费2.5万元；公务用车运行维护费6.5万元；因公出国（境）费0万元。",
            ["“公车运行维护本年决算数”正文写6.5万元，表内是6.1。"],
        ),
        (
            "公务用车购置及运行维护费支出6.1万元（公务用车购置费0万元，公务用车运行维护费6.5万元）。",
            ["“公车运行维护本年决算数”正文写6.5万元，表内是6.1。"],
        ),
        ("公务接待费预算3万元，支出2.1万元。", ["“公务接待本年决算数”正文写2.1万元，表内是2.5。"]),
        ("会议费、培训费支出1.5万元。", ["“会议费、培训费本年决算数”正文写1.5万元，表内是1.2。"]),
    ],
)
def test_amounts_that_differ_from_the_table(messages, sentence, told):
    assert messages(AMOUNTS, facts=TABLE, prose=(SPENDING, sentence)) == told


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年公务接待费支出2.5万元，约3万元以内。",
        "上半年公务接待费支出1.2万元。",
        "1—9月公务接待费支出1.9万元。",
        "2021年公务接待费支出4万元，2022年公务接待费支出3万元。",
        "2024年公务接待费预算2万元。",
        "近三年“三公”经费支出30万元。",
        "每年公务接待费支出1万元。",
        "2023年安排“三公”经费11万元，其中公务接待费3.5万元。",
        "2023年年初“三公”经费11万元。",
        "“三公”经费支出8.6万元，控制在年初预算10万元以内，其中公务接待费2.5万元。",
        "“三公”经费支出8.6万元，完成预算10万元的86%，其中公务接待费2.5万元。",
        "下属甲中心公务接待费支出1.1万元。",
        "其中馆机关公务接待费支出1.1万元。",
        "甲镇2023年公务接待费支出0.8万元。",
        "全区“三公”经费支出1200万元。",
        "档案抢救项目列支公务接待费支出0.4万元。",
        "审计发现违规列支公务接待费支出0.3万元。",
        "减少公务接待费支出0.5万元。",
        "公务接待费预算3万元，压减支出0.4万元。",
        "公务接待费用于招商引资支出0.9万元。",
        "公务接待费支出2.5万元，其中国内公务接待费支出2.4万元。",
        "公务接待费、公务用车运行维护费支出8.6万元。",
        "2023年公务用车平均运行维护费3.05万元/辆。",
        "2023年公务接待费2万元左右。",
        "举办培训班，会议费、培训费支出0.6万元，由项目资金列支。",
        "2023年“三公”经费预算10万元，比2022年预算11万元减少1万元。",
        "公务接待费2.5万元，预算3万元，减少0.5万元；公务用车运行维护费6.1万元，预算7万元。",
        "一是公务接待费2.5万元（预算3万元）；二是公务用车运行维护费6.1万元（预算7万元）。",
        "“三公”经费决算8.6万元，预算10万元，上年决算9.8万元，同比下降；其中公务接待费2.5万元，同比下降16.67%。",
    ],
)
def test_amounts_of_something_else(messages, sentence):
    assert messages(AMOUNTS, facts=TABLE, prose=(SPENDING, sentence)) == []


def test_a_line_of_the_running_cost_where_projects_pay_too(messages):
    facts = TABLE | {"projects.total.final": "50"}
    prose = (SPENDING, "会议费、培训费支出4万元。", "公用经费中会议费、培训费支出1.5万元。")
    assert messages(AMOUNTS, facts=facts, prose=prose) == [
        "“会议费、培训费本年决算数”正文写1.5万元，表内是1.2。"
    ]


def test_a_section_on_a_part_of_the_unit(messages):
    prose = (SPENDING, "（一）下属单位情况", "2023年公务接待费支出0.8万元。")
    assert messages(AMOUNTS, facts=TABLE, prose=prose) == []


def test_what_was_planned(messages):
    prose = ("一、部门基本情况", "（四）绩效目标设置情况", "公务接待费支出2.1万元。")
    assert messages(AMOUNTS, facts=TABLE, prose=prose) == []


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("“三公”经费支出8.6万元，比上年减少1.5万元。", "比上年减少1.5万元，表内“三公经费上年决算数”9.8"),
        ("“三公”经费支出比上年增加1.2万元。", "比上年增加1.2万元，表内“三公经费上年决算数”9.8"),
        ("“三公”经费支出比上年下降20%。", "比上年下降20%，表内“三公经费上年决算数”9.8"),
        ("“三公”经费支出8.6万元，比预算减少3万元。", "比预算减少3万元，表内“三公经费本年预算数”10"),
        (
            "“三公”经费支出8.6万元，与2022年相比减少15000元。",
            "与2022年相比减少15000元，表内“三公经费上年决算数”9.8",
        ),
    ],
)
def test_changes_that_are_not_those_of_the_table(messages, sentence, told):
    assert messages(CHANGES, facts=TABLE, prose=(SPENDING, sentence)) == [f"正文写{told}、本年决算8.6。"]


@pytest.mark.parametrize(
    "sentence",
    [
        "“三公”经费支出8.6万元，比上年减少1.2万元，下降12.24%。",
        "“三公”经费支出比上年下降12%，比预算减少1.4万元。",
        "“三公”经费支出8.6万元，其中公务接待费2.5万元，比上年减少0.5万元。",
        "“三公”经费预算10万元，比上年减少2万元。",
        "“三公”经费支出8.6万元，公务接待人次比上年减少20%。",
        "2022年“三公”经费支出比上年减少5万元。",
        "上半年“三公”经费支出比上年减少5万元。",
        "“三公”经费支出8.6万元，比2019年减少5万元。",
        "下属甲中心“三公”经费支出比上年减少0.3万元。",
        "“三公”经费支出8.6万元，比上年减少1万元以上。",
    ],
)
def test_changes_of_something_else(messages, sentence):
    assert messages(CHANGES, facts=TABLE, prose=(SPENDING, sentence)) == []
