"""Rules about budget figures, and what counts as having explained them."""

from __future__ import annotations

import pytest

from zhunsheng.intake.examples import check_example, example_report
from zhunsheng.kernel.checks import Case, Example
from zhunsheng.kernel.findings import AtFact, Problem, Severity
from zhunsheng.rulebook.loading import load_rulebook

MONEY = "二、一般公共预算支出情况"


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("8月因水毁抢修追加85.6万元。", True),
        ("追加的218.40万元中，学位建设奖补资金150.00万元，资助提标58.40万元。", True),
        ("调增180万元，由两部分组成：一是上年结转120万元，二是救灾资金60万元。", True),
        ("年中追加240.00万元用于公立医院改革。", True),
        ("年中追加100.00万元（水毁修复）。", True),
        ("上级转移支付资金下达1260.00万元，列入追加。", True),
        ("年中追加75.10万元，增长18.32%。", False),
        ("年中追加75.10万元（18.32%）。", False),
        ("因公出国经费追加5万元。", False),
    ],
)
def test_what_explains_an_adjustment(sentence, told):
    rulebook = load_rulebook()
    report = example_report(Example(prose=(MONEY, sentence)), rulebook)
    case = Case(report, rulebook.schemes["hunan-overall"])
    assert case.explains(("追加", "调增")) is told


@pytest.mark.parametrize(
    ("prose", "achieved", "reason", "told"),
    [
        ((), "养护公路1596公里。因水毁修复追加预算50万元。", "", True),
        ((), "养护公路1596公里。追加预算50万元。", "", False),
        ((), "养护公路1596公里。", "由于水毁，年中追加预算50万元", True),
        ((MONEY, "追加预算50万元。"), "因水毁修复追加预算50万元。", "", False),
    ],
)
def test_cells_explain_where_there_is_no_text(prose, achieved, reason, told):
    rulebook = load_rulebook()
    example = Example({"goal.achieved": achieved}, ({"name": "养护里程", "reason": reason},), prose)
    case = Case(example_report(example, rulebook), rulebook.schemes["hunan-overall"])
    assert case.explains(("追加",)) is told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("年初预算1700万元，增加34万元，增长2%，系追加校园安防改造资金。", 0),
        ("年初预算1700万元，增加43万元，增长2.5%，系追加校园安防改造资金。", 1),
        ("年初预算1700万元，增加34万元，增长2%。", 1),
        ("校园安防34万元，系全年支出。", 1),
    ],
)
def test_an_addition_of_just_the_amount_explains_what_was_not_planned(sentence, told):
    facts = {"projects.special.budget": "0", "projects.special.final": "34"}
    found = check_example(Example(facts, prose=(MONEY, sentence)), load_rulebook()).findings
    assert [finding.code for finding in found if finding.rule == "L02.projects.special"] == told * ["L02"]


SPENT = {"projects.special.budget": "170", "projects.special.final": "260", "funds.initial": "400"}
REASON = (MONEY, "年中追加资金，主要是县财政下达的救灾资金。")


@pytest.mark.parametrize(
    ("full_year", "prose", "told"),
    [("490", REASON, 0), ("480", REASON, 1), ("490", (MONEY, "年中追加90万元。"), 1)],
)
def test_project_money_within_an_explained_increase(problems, full_year, prose, told):
    found = problems("L03.project_over_budget", facts=SPENT | {"funds.full_year": full_year}, prose=prose)
    assert found == told * [
        Problem(
            "专项资金本年决算数260万元，是预算170万元的152.94%，未见原因说明。",
            [AtFact("projects.special.final"), AtFact("projects.special.budget")],
            "数据属实的，请在正文写明超支原因。",
        )
    ]


def test_a_form_without_room_for_reasons_is_only_asked(problems):
    (found,) = problems("L03.project_over_budget", facts=SPENT, scheme="national-project-2020")
    assert found.severity is Severity.WARNING
    assert problems("L03.project_over_budget") == "missing projects.total.budget, projects.total.final"


def test_where_the_increase_went_is_not_asked_once_its_parts_are_named(messages):
    facts = {"funds.initial": "400", "funds.full_year": "500", "procurement.budget": "10"}
    facts |= {"procurement.final": "60"}
    said = (MONEY, "增加的100万元由两部分组成：一是上年结转60万元，二是救灾资金40万元。")
    assert messages("L08.where_the_increase_went", facts=facts, prose=said) == []
    assert messages("L08.where_the_increase_went", facts=facts, prose=(MONEY, "预算增加100万元。")) == [
        "全年预算增加100万元，决算比预算：政府采购金额多50万元。"
    ]
