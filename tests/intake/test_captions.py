"""Lines above a table: which belong to it, which unit of money they name."""

from __future__ import annotations

import pytest

from zhunsheng.intake.captions import is_caption, money_unit


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：万元", "万元"),
        ("金额单位：人民币元", "元"),
        ("计量单位：元", "元"),
        ("单位：人、元", "元"),
        ("单位：元、%", "元"),
        ("单位：千元", "千元"),
        ("单位：亿元", "亿元"),
        ("（元）", "元"),
        ("金额：元", "元"),
        ("金额单位：元（列至角分）", "元"),
        ("币种：人民币  单 位：元", "元"),
        ("2023年度      单位：万元", "万元"),
        ("填报单位：示例区文化馆        金额单位：元", "元"),
    ],
)
def test_a_line_that_names_the_unit_of_money_belongs_to_the_table(line: str, unit: str) -> None:
    assert (is_caption(line), money_unit(line)) == (True, unit)


@pytest.mark.parametrize(
    "line", ["预算单位：示例区元坝镇人民政府", "合同金额：100元", "本年支出248.74万元。"]
)
def test_a_line_that_only_speaks_of_money_does_not(line: str) -> None:
    assert (is_caption(line), money_unit(line)) == (False, "")
