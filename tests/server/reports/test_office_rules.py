"""F17, L17, L18: what the rulebook describes and the server applies does what its examples say."""

from __future__ import annotations

import pytest

from zhunsheng.kernel.checks import Example
from zhunsheng.rulebook.office_rules import KNOWN_FIGURES, OFFICE_RULES, OfficeRule
from zhunsheng.server.reports.assessment import assess
from zhunsheng.server.reports.content import CellText, Content
from zhunsheng.server.reports.findings import Shown, shown_findings
from zhunsheng.server.reports.known import Known, known_findings
from zhunsheng.server.reports.magnitudes import magnitude_findings
from zhunsheng.server.reports.schemes import sheet_of


def findings(rule: OfficeRule, example: Example) -> list[Shown]:
    """At the cells the example is about: all others are blank."""
    sheet = sheet_of(example.scheme)
    content = Content({key: CellText(text, 1) for key, text in example.facts.items()})
    known = [
        Known(where.removeprefix(f"{KNOWN_FIGURES} "), text, "示例")
        for where, text in example.outside.items()
    ]
    found = shown_findings(content, assess(content, sheet, 2023, "示例区甲局"), sheet, {})
    found += known_findings(content, known, sheet)
    found += magnitude_findings(content, sheet, set(), dict)
    return [one for one in found if one.code == rule.code and set(one.cells) <= set(example.facts)]


@pytest.mark.parametrize("rule", OFFICE_RULES, ids=lambda rule: rule.code)
def test_the_firing_example_is_found_as_described(rule: OfficeRule) -> None:
    [finding] = findings(rule, rule.fires)
    assert (finding.severity, finding.blocking, finding.basis, bool(finding.hint)) == (
        rule.severity.value,
        rule.blocking,
        "通行做法（未核原文）",
        True,
    )


@pytest.mark.parametrize("rule", OFFICE_RULES, ids=lambda rule: rule.code)
def test_the_silent_example_is_clean(rule: OfficeRule) -> None:
    assert findings(rule, rule.silent) == []
