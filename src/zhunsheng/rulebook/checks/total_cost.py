"""N03: an indicator of the whole cost has as its result what was spent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.findings import AtFact, AtIndicator, Problem, Severity
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.facts import label_of

_WHOLE_COST = re.compile("(?:项目)?(?:支出)?(?:总成本|总支出|支出总额|成本总额|总成本控制数?)")
_SPENT = ("projects.total.final", "funds.project", "funds.executed", "general_project.expenditure")
_CENT = 2
"""Decimals that are compared."""


@text_rule(
    "N03",
    "总成本指标的完成值与支出一致",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        facts={"projects.total.final": "160.70"},
        indicators=({"name": "项目支出总成本", "target": "≤168万元", "actual": "167.00万元"},),
    ),
    silent=Example(
        facts={"projects.total.final": "160.70"},
        indicators=({"name": "项目支出总成本", "target": "≤168万元", "actual": "160.7万元"},),
    ),
)
def total_cost_is_what_was_spent(case: Case) -> Iterator[Problem]:
    """名称就是“项目总成本”“支出总额”的指标，完成值应是表内的项目支出或全年执行数。"""
    spent = {key: number for key in _SPENT if (number := case.report.number(key))}
    for row, indicator, _, actual in case.rows if spent else ():
        if _WHOLE_COST.fullmatch(indicator.name) is None or actual.unit != "万元" or actual.value is None:
            continue
        decimals = min(_CENT, -int(actual.value.as_tuple().exponent)) if actual.value else 0
        if any(round(number, max(decimals, 0)) == actual.value for number in spent.values()):
            continue
        key, number = next(iter(spent.items()))
        yield Problem(
            f"“{indicator.name}”填{indicator.actual}，表内“{label_of(key)}”是{plain_decimal(number)}。",
            [AtIndicator(row, "actual"), AtFact(key)],
            "请核对；只是其中一部分的，请在名称里写明。",
        )
