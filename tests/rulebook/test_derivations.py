"""Beside the finding of an expression rule stands what it computed, in words and figures."""

from __future__ import annotations

import pytest

from zhunsheng.intake.examples import example_report
from zhunsheng.kernel.checks import ExpressionRule
from zhunsheng.rulebook.loading import load_rulebook
from zhunsheng.rulebook.rules import checker, expression_rules

RULES = {rule.id: rule for rule in expression_rules()}


def formula(rule: ExpressionRule) -> str:
    """What stands beside the finding of the rule's firing example."""
    rulebook = load_rulebook()
    report = example_report(rule.fires, rulebook)
    checks = checker(rulebook, rulebook.schemes[rule.fires.scheme], report.fiscal_year)
    result = checks.check(report)
    assert [finding.formula for finding in result.findings if finding.formula] == []
    checks.explain(report, result)
    return next(finding.formula for finding in result.findings if finding.rule == rule.id)


@pytest.mark.parametrize(
    ("rule", "expected"),
    {
        "A06.control-rate": "控制率 = 在职人数 ÷ 编制数 = 11 ÷ 13 = 84.62%",
        "A09.income-split": "一般公共预算本年收入 = 基本支出本年收入 + 项目支出本年收入 = 80 + 10 = 90",
        "A08.three-public.final": "三公经费 = 公务用车购置和维护经费 + 出国经费 + 公务接待 = 3 + 0 + 1.14 = 4.14",
        "A08.three-public-blank.final": (
            "公务用车购置和维护经费 + 公务接待 = 3 + 1.14 = 4.14，应不低于三公经费本年决算数4.41"
        ),
        "A10.by-income": "一般公共预算 + 其他资金 = 90 + 5 = 95",
        "L04.procurement-over": (
            "政府采购金额本年决算数 ÷ 政府采购金额本年预算数 = 66.18 ÷ 53.5 = 123.7%，应不高于100%"
        ),
        "L09.utilities-per-head": (
            "水费、电费、差旅费本年决算数 ÷ 在职人数 = 0.29 ÷ 11 = 0.0264，应不低于0.05"
        ),
        "F04.adjustment-blank": "",
        "L11.over-execution": "",
    }.items(),
)
def test_the_sum_behind_a_finding(rule: str, expected: str) -> None:
    assert formula(RULES[rule]) == expected


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_every_sum_has_words_figures_and_a_result(rule: ExpressionRule) -> None:
    written = formula(rule)
    if written:
        assert " = " in written
        assert "（空）" not in written
