"""Every rule does what its examples say: the one fires it, the other does not."""

from __future__ import annotations

import pytest

from zhunsheng.intake.examples import example_report
from zhunsheng.kernel.checks import Example, ExpressionRule, Rule, TextRule
from zhunsheng.kernel.findings import CheckResult
from zhunsheng.rulebook.loading import load_rulebook
from zhunsheng.rulebook.rules import checker, expression_rules, text_rules

RULES = (*text_rules(), *expression_rules())


def _check(rule: Rule, example: Example) -> CheckResult:
    rulebook = load_rulebook()
    report = example_report(example, rulebook)
    previous = example_report(example.previous, rulebook) if example.previous is not None else None
    checked_by = checker(rulebook, rulebook.schemes[example.scheme], report.fiscal_year)
    return checked_by.check(report, previous, publish=rule.publication_only)


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


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in RULES]
    assert sorted(ids) == sorted(set(ids))


def test_every_text_rule_has_its_sentence_for_the_manual() -> None:
    missing = [rule.id for rule in RULES if isinstance(rule, TextRule) and not rule.run.__doc__]
    assert missing == []


def test_every_expression_rule_points_at_facts() -> None:
    assert [rule.id for rule in RULES if isinstance(rule, ExpressionRule) and not rule.at] == []
