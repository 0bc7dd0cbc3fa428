"""Quantities in the prose, the figures they repeat, the facts only the text states."""

from decimal import Decimal as D

import pytest

from zhunsheng.intake.examples import example_report
from zhunsheng.intake.narrative import find_quantities
from zhunsheng.kernel.checks import Example
from zhunsheng.kernel.facts import State
from zhunsheng.kernel.places import TextPlace
from zhunsheng.rulebook.loading import load_rulebook


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本年收入248.74万元", [("248.74万元", D("248.74"), "万元")]),
        ("支出2,487,400元", [("2,487,400元", D("248.74"), "万元")]),
        ("共1.2亿元", [("1.2亿元", D("12000"), "万元")]),
        ("完成率98.5％", [("98.5％", D("0.985"), "%")]),
        ("满意度百分之九十八点五", [("百分之九十八点五", D("0.985"), "%")]),
        ("对28个单位开展三轮检查", [("28个", D(28), "个"), ("三轮", D(3), "轮")]),
        ("第三轮、四轮、五轮检查", []),
        ("第3批", []),
        ("2023年5月至6月", []),
        ("坚持“两个维护”，落实“四个纳入”", []),
        ("一个部门", []),
        ("同比下降2个百分点", [("2个百分点", D(2), "个百分点")]),
        ("抽调1个7人小组", [("1个", D(1), "个"), ("7人", D(7), "人")]),
    ],
)
def test_amounts_counts_and_shares(text, found):
    assert [(text[q.start : q.end], q.value, q.unit) for q in find_quantities(text)] == found


def report(*prose, **facts):
    return example_report(
        Example(facts={k.replace("__", "."): v for k, v in facts.items()}, prose=prose), load_rulebook()
    )


def named(case):
    return {(m.text, m.fact) for m in case.mentions}


def test_staffing_in_the_text():
    case = report(
        "一、部门基本情况",
        "（一）人员编制情况",
        "编制人数13人，实有人数11人，退休1人。",
        staffing__quota="13",
    )
    assert named(case) == {
        ("13人", "staffing.quota"),
        ("11人", "staffing.actual"),
        ("1人", "staffing.retired"),
    }
    assert case.facts["staffing.retired"].place == TextPlace("一.1", 18, 20)
    assert case.facts["staffing.quota"].place != TextPlace("一.1", 4, 7), "the table's figure stays the fact"


def test_the_subject_decides_which_budget_is_meant():
    case = report(
        "二、一般公共预算支出情况",
        "（一）总体情况",
        "2023年一般公共预算财政拨款年初结转和结余5万元，本年收入100万元，本年支出95万元，年末结转和结余10万元。",
        "（二）部门预算执行情况",
        "1.基本支出情况",
        "基本支出本年收入80万元，本年支出75万元。",
        "2.项目支出情况",
        "项目支出本年收入20万元，本年支20万元。",
    )
    values = {
        key: case.facts[key].value
        for key in case.facts
        if key.startswith("general") and case.facts[key].value is not None
    }
    assert values == {
        "general.opening": D(5),
        "general.income": D(100),
        "general.expenditure": D(95),
        "general.closing": D(10),
        "general_basic.income": D(80),
        "general_basic.expenditure": D(75),
        "general_project.income": D(20),
        "general_project.expenditure": D(20),
    }


def test_three_public_in_one_long_sentence():
    case = report(
        "二、一般公共预算支出情况",
        "（一）三公经费情况",
        "三公经费预算数5万元，决算数4.5万元，其中公务用车购置和维护经费预算数3万元，决算2.8万元，公务接待费预算数2万元，决算数1.7万元。",
    )
    assert [(m.text, m.fact) for m in case.mentions] == [
        ("5万元", "three_public.total.budget"),
        ("4.5万元", "three_public.total.final"),
        ("3万元", "three_public.vehicles.budget"),
        ("2.8万元", "three_public.vehicles.final"),
        ("2万元", "three_public.reception.budget"),
        ("1.7万元", "three_public.reception.final"),
    ]


def test_what_the_text_says_does_not_exist_is_not_applicable():
    case = report("三、政府性基金预算支出情况", "我馆2023年无政府性基金预算收入和支出。")
    assert case.facts["government_fund.income"].state is State.NOT_APPLICABLE
    assert case.facts["government_fund.income"].value is None


def test_whole_sections_are_facts():
    case = report("七、存在的问题及原因分析", "库房温湿度监测设备老化。", "八、下一步改进措施", "无")
    assert case.facts["problems"].value == "库房温湿度监测设备老化。"
    assert case.facts["measures"].state is State.NOT_APPLICABLE
