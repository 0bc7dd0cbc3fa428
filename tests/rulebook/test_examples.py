"""Every rule does what its examples say: the one fires it, the other does not."""

from __future__ import annotations

import pytest

from zhunsheng.intake.examples import check_example
from zhunsheng.kernel.checks import Example, ExpressionRule, Rule, TextRule
from zhunsheng.kernel.findings import CheckResult
from zhunsheng.rulebook.loading import load_rulebook
from zhunsheng.rulebook.office_rules import OFFICE_RULES
from zhunsheng.rulebook.register_rules import REGISTER_RULES
from zhunsheng.rulebook.rules import expression_rules, text_rules

RULES = (*text_rules(), *expression_rules())


def _check(rule: Rule, example: Example) -> CheckResult:
    return check_example(example, load_rulebook(), publish=rule.publication_only)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_firing_example_is_found(rule: Rule) -> None:
    result = _check(rule, rule.fires)
    assert result.crashes == []
    assert rule.id in {finding.rule for finding in result.findings}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_silent_example_is_clean(rule: Rule) -> None:
    result = _check(rule, rule.silent)
    assert result.crashes == []
    assert [finding.message for finding in result.findings if finding.rule == rule.id] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_findings_say_where_and_what_to_do(rule: Rule) -> None:
    result = _check(rule, rule.fires)
    own = [finding for finding in result.findings if finding.rule == rule.id]
    assert [finding.message for finding in own if not finding.targets or not finding.hint] == []


@pytest.mark.parametrize("printed", ["85%", "84.62%"])
def test_a_rate_of_nothing_is_found_however_it_is_printed(printed: str) -> None:
    facts = {"staffing.control_rate": printed, "staffing.actual": "11", "staffing.quota": "0"}
    result = check_example(Example(facts), load_rulebook())
    found = [finding.message for finding in result.findings if finding.rule == "A06.control-rate"]
    assert found == [f"控制率填报{printed}，按11÷0应为无法计算。"]


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in (*RULES, *OFFICE_RULES, *REGISTER_RULES)]
    assert sorted(ids) == sorted(set(ids))


def test_every_text_rule_has_its_sentence_for_the_manual() -> None:
    missing = [rule.id for rule in RULES if isinstance(rule, TextRule) and not rule.run.__doc__]
    assert missing == []


def test_every_expression_rule_points_at_facts() -> None:
    assert [rule.id for rule in RULES if isinstance(rule, ExpressionRule) and not rule.at] == []


def test_a_late_filing_rests_on_the_document_that_sets_the_deadline() -> None:
    (late,) = (rule for rule in RULES if rule.id == "F11.filed_too_late")
    rulebook = load_rulebook()
    (finding,) = (finding for finding in _check(late, late.fires).findings if finding.rule == late.id)
    assert (finding.message, finding.basis) == (
        "填报日期是2024年9月5日，晚于报送截止日期2024-08-31。",
        rulebook.cite(rulebook.schemes["hunan-overall"].basis),
    )
