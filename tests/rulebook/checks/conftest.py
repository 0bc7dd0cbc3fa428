"""What one rule says of one tiny report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from zhunsheng.intake.examples import example_report
from zhunsheng.kernel.checks import Case, Example, NotApplicable, NotEvaluable
from zhunsheng.kernel.findings import Problem
from zhunsheng.rulebook.loading import load_rulebook
from zhunsheng.rulebook.rules import text_rules

Problems = Callable[..., list[Problem] | str]


@pytest.fixture
def problems() -> Problems:
    """The problems a rule finds, or why it could not answer."""
    rulebook = load_rulebook()
    rules = {rule.id: rule for rule in text_rules()}

    def run(rule: str, *, publish: bool = False, **example: Any) -> list[Problem] | str:
        described = Example(**example)
        report = example_report(described, rulebook)
        previous = example_report(described.previous, rulebook) if described.previous is not None else None
        try:
            return list(rules[rule].run(Case(report, rulebook.schemes[described.scheme], previous, publish)))
        except NotApplicable:
            return "not applicable"
        except NotEvaluable as gap:
            return f"missing {', '.join(gap.missing)}"

    return run


@pytest.fixture
def messages(problems: Problems) -> Callable[..., list[str] | str]:
    """The messages only."""

    def run(rule: str, **example: Any) -> list[str] | str:
        found = problems(rule, **example)
        return found if isinstance(found, str) else [problem.message for problem in found]

    return run
