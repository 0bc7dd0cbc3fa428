"""Sums, shares and changes stated in sentences."""

from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtSection, Problem

MONEY = "二、一般公共预算支出情况"


@pytest.mark.parametrize(
    "sentence",
    [
        "项目支出预算250.00万元，比2023年增加5.90万元，增长2.42%。",
        "决算9.60万元，较上年减少0.40万元，下降4%。",
        "决算比上年的10.00万元减少0.40万元，下降4%。",
    ],
)
def test_growth_is_measured_against_what_was_before(messages, sentence):
    assert messages("A12.stated_growth", prose=(MONEY, sentence)) == []


def test_growth_against_the_outcome_is_wrong(problems):
    sentence = "决算250.00万元，比上年增加50.00万元，增长20%。"
    assert problems("A12.stated_growth", prose=(MONEY, "全年" + sentence.replace("20%", "30%"))) == [
        Problem(
            "正文写幅度30%，按50÷200应为25%。",
            [AtSection("二", 16, 31)],
            "请改为25%，或核对金额。",
        )
    ]
