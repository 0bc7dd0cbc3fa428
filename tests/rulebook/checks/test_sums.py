"""Sums over the rows of the indicators."""

from __future__ import annotations

import pytest

ROW = {"level1": "产出指标", "level2": "数量指标", "name": "归档数量", "weight": "90", "score": "90"}


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"funds.score": "9.6", "score.weight_total": "100"}, []),  # （10分）: only in the label of the block
        ({"score.weight_total": "90"}, ["各行分值相加为90分，应为100分。"]),
        ({"funds.weight": "5", "funds.score": "5"}, ["各行分值相加为95分，应为100分。"]),
    ],
)
def test_the_weight_of_the_execution_need_not_have_a_cell(messages, facts, found):
    assert messages("A04.weights_add_up", facts=facts, indicators=(ROW,)) == found


def test_goals_without_printed_points_are_not_added_up(messages):
    facts = {"funds.weight": "20", "goal.expected": "做好接收。"}
    assert messages("A04.goal_points_add_up", facts=facts, scheme="hubei-overall") == "not applicable"
    facts |= {"goal.points": "80", "goal[2].expected": "做好利用。"}
    assert messages("A04.goal_points_add_up", facts=facts, scheme="hubei-overall") == (
        "missing goal.points, funds.weight"
    )


@pytest.mark.parametrize(
    ("final", "told"),
    [
        ("1983600", ["政府采购金额本年预算数210，政府采购金额本年决算数1983600，相差约一万倍。"]),
        ("198.36", []),
        ("42000", []),
    ],
)
def test_a_row_filled_in_two_units(messages, final, told):
    facts = {"procurement.budget": "210.00", "procurement.final": final}
    assert messages("A15.row_ten_thousand_fold", facts=facts) == told


@pytest.mark.parametrize(
    ("target", "actual", "told"),
    [
        ("≤200万元", "200元", 1),
        ("≥40万人次", "41.5人次", 1),
        ("≥45万元", "46.1亿元", 1),
        ("≤200万元", "1980000元", 0),
        ("≥40万人次", "415000人次", 0),
        ("≥40万人次", "41.5", 0),
        ("≤200万元", "200万元", 0),
        ("≤0.75元/页", "0.69元/页", 0),
    ],
)
def test_a_result_in_another_unit_than_its_target(messages, target, actual, told):
    row = {"name": "项目成本", "target": target, "actual": actual}
    assert len(messages("A15.result_ten_thousand_fold", indicators=(row,))) == told
