"""F17, L17, L18, N10, X12: what the rulebook describes and the server applies does what its examples say."""

from __future__ import annotations

from datetime import date

import pytest

from zhunsheng.kernel.checks import Example
from zhunsheng.kernel.sources import Snapshot
from zhunsheng.kernel.targets import read_actual
from zhunsheng.rulebook.office_rules import KNOWN_FIGURES, OFFICE_RULES, REGISTER_COUNTS, OfficeRule
from zhunsheng.server.inspections.statistics.feed import RegisterSource
from zhunsheng.server.reports.assessment import assess
from zhunsheng.server.reports.content import CellText, Content
from zhunsheng.server.reports.findings import Shown, shown_findings
from zhunsheng.server.reports.known import Known, known_findings
from zhunsheng.server.reports.magnitudes import magnitude_findings
from zhunsheng.server.reports.quote_findings import register_findings
from zhunsheng.server.reports.quotes import Offer
from zhunsheng.server.reports.schemes import sheet_of

DAY = date(2023, 12, 31)


def findings(rule: OfficeRule, example: Example) -> list[Shown]:
    """At the cells the example is about: all others are blank."""
    sheet = sheet_of(example.scheme)
    content = Content({key: CellText(text, 1) for key, text in example.facts.items()})
    for texts in example.indicators:
        row = content.add_row("产出指标", "数量指标")
        content.cells |= {f"{row.id}.{column}": CellText(text, 1) for column, text in texts.items()}
    if example.prose:
        content.cells["section.六"] = CellText("\n".join(example.prose[1:]), 1)
    assessment = assess(content, sheet, 2023, "示例区甲局")
    found = shown_findings(content, assessment, sheet, {})
    found += known_findings(content, _known(example), sheet)
    found += magnitude_findings(content, sheet, set(), dict)
    found += register_findings(content, assessment, sheet, _offers(example), {}, {})
    return [one for one in found if one.code == rule.code and set(one.cells) <= content.cells.keys()]


def _known(example: Example) -> list[Known]:
    kept = _outside(example, KNOWN_FIGURES)
    return [Known(key, text, "示例") for key, text in kept.items()]


def _offers(example: Example) -> list[Offer]:
    found = []
    for name, text in _outside(example, REGISTER_COUNTS).items():
        figure = read_actual(text)
        snapshot = Snapshot(
            "example", name, figure.value, figure.unit, "", name, f"{name} {text}", DAY, (name,)
        )
        found.append(Offer(RegisterSource(), snapshot))
    return found


def _outside(example: Example, kind: str) -> dict[str, str]:
    return {
        where.removeprefix(f"{kind} "): text
        for where, text in example.outside.items()
        if where.startswith(f"{kind} ")
    }


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
