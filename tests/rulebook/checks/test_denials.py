from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtFact, AtSection, Problem

SPENDING = "二、一般公共预算支出情况"
RULE = "N04.denied_but_filled"
TABLE = {
    "three_public.reception.final": "0.96",
    "three_public.overseas.final": "5.32",
    "three_public.vehicle_running.final": "3.18",
    "three_public.vehicle_purchase.final": "18.00",
    "procurement.final": "44.20",
}


def test_nothing_of_what_the_table_has(problems):
    assert problems(RULE, facts=TABLE, prose=(SPENDING, "全年没有发生公务接待。")) == [
        Problem(
            "正文说“没有发生公务接待”，表内“公务接待本年决算数”是0.96。",
            [AtSection("二", 2, 10), AtFact("three_public.reception.final")],
            "请核实，两处说法要一致。",
        )
    ]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("全年未发生因公出国（境）费用，无公务接待费。", 2),
        ("我中心没有公务用车。", 1),
        ("没有购置公务用车，也没有政府采购项目。", 2),
        ("没有发生超标准公务接待。", 0),
        ("上年没有发生公务接待。", 0),
        ("没有公务接待函的一律不接待。", 0),
        ("没有公务用车编制的科室。", 0),
        ("下属单位没有公务用车。", 0),
        ("公务接待费0.96万元。", 0),
    ],
)
def test_what_is_denied(messages, sentence, told):
    assert len(messages(RULE, facts=TABLE, prose=(SPENDING, sentence))) == told


def test_nothing_and_none_in_the_table_agree(messages):
    facts = dict.fromkeys(TABLE, "0")
    assert messages(RULE, facts=facts, prose=(SPENDING, "没有公务用车，没有公务接待。")) == []
