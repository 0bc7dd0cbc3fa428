"""Findings as the sheet shows them: at which cells, under which step, with what one-click fix."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from zhunsheng.kernel.findings import AtFact, AtIndicator, AtSection, Finding, Severity, Target, nested_quotes
from zhunsheng.press.places import places_words
from zhunsheng.rulebook.office_rules import F17
from zhunsheng.server.reports.assessment import Assessment
from zhunsheng.server.reports.content import Content
from zhunsheng.server.reports.fixes import Fix, fixes_for
from zhunsheng.server.reports.required import Missing, missing_cells
from zhunsheng.server.reports.schemes import FormSheet, rulebook

_MOST_PLACES = 3
"""The panel is narrow."""


@dataclass(slots=True)
class Shown:
    """One message of the check panel."""

    id: str
    code: str
    severity: str
    label: str
    place: str
    message: str
    hint: str
    basis: str
    cells: list[str]
    """The first is where 定位 leads."""
    blocking: bool = False
    fixes: list[Fix] = field(default_factory=list)
    explanation: str = ""
    """What the preparer wrote to a 请核实; empty while it waits."""
    read: str = ""
    """Who has read a 提示, and when; empty while nobody has."""
    question: str = ""
    """Asked right at the first of the cells, with the fixes as answers."""

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def shown_findings(
    content: Content, assessment: Assessment, sheet: FormSheet, explanations: dict[str, tuple[str, str]]
) -> list[Shown]:
    """What is missing first. `explanations`: finding id → (message it was written for, text)."""
    missing = [_missing(entry, sheet) for entry in missing_cells(content, assessment, sheet)]
    return missing + [
        _shown(finding, assessment, sheet, explanations) for finding in assessment.result.findings
    ]


def _missing(entry: Missing, sheet: FormSheet) -> Shown:
    return Shown(
        id=f"{F17.code}|{entry.cell}",
        code=F17.code,
        severity=F17.severity.value,
        label=F17.severity.label,
        place="必填",
        message=nested_quotes(entry.message),
        hint="没有发生的填 0，不适用的填“——”。" if entry.cell in sheet.typed_keys else "",
        basis=rulebook().cite(F17.basis),
        cells=[entry.cell],
        blocking=F17.blocking,
    )


def _shown(
    finding: Finding, assessment: Assessment, sheet: FormSheet, explanations: dict[str, tuple[str, str]]
) -> Shown:
    cells = [cell for target in finding.targets if (cell := cell_of(target, assessment, sheet))]
    cells = list(dict.fromkeys(cells))
    identity = f"{finding.rule or finding.code}|{','.join(cells)}"[:120]
    written_for, text = explanations.get(identity, ("", ""))
    return Shown(
        id=identity,
        code=finding.code,
        severity=finding.severity.value,
        label=finding.severity.label,
        place=_brief(finding, assessment, sheet),
        message=finding.message,
        hint=finding.hint,
        basis=finding.basis,
        cells=cells,
        blocking=finding.blocking,
        fixes=fixes_for(finding, cells, assessment, sheet),
        explanation=text if written_for == finding.message else "",
    )


def _brief(finding: Finding, assessment: Assessment, sheet: FormSheet) -> str:
    """An indicator the message names itself goes by its number."""
    words = places_words(finding.targets, assessment.report, sheet.form, _MOST_PLACES)
    return _NAMED.sub(lambda match: match[1] if match[2] in finding.message else match[0], words)


_NAMED = re.compile(r"(第\d+个指标)(“[^“”]+”)")


def cell_of(target: Target, assessment: Assessment, sheet: FormSheet) -> str:
    """The cell a finding points at; empty for the report as a whole."""
    match target:
        case AtFact(key):
            fact = assessment.report.facts.get(key)
            place = fact.place if fact is not None else None
            section = getattr(place, "section", "")
            if key in sheet.typed_keys or key in sheet.computed or "[" in key:
                return key
            return f"section.{section.partition('.')[0]}" if section else _section_for(key, sheet)
        case AtIndicator(row, column):
            return f"{assessment.rows[row]}.{column}" if 0 <= row < len(assessment.rows) else ""
        case AtSection(number):
            return f"section.{number.partition('.')[0]}" if number.partition(".")[0] in sheet.sections else ""
    return ""


_SECTION_TITLES = {
    "problems": "问题",
    "measures": "措施",
    "goal.narrative": "基本情况",
    "unit.duties": "基本情况",
}


def _section_for(key: str, sheet: FormSheet) -> str:
    word = _SECTION_TITLES.get(key)
    number = next((number for number, title in sheet.sections.items() if word and word in title), "")
    return f"section.{number}" if number else ""


AWKWARD = frozenset({"L01", "L02", "L03", "L04", "L05", "L11", "L12", "S13"})
"""True but awkward figures: 必须改 only while no reason is written; the figure stays."""


def takes_explanation(finding: Shown) -> bool:
    return finding.severity == Severity.WARNING or finding.code in AWKWARD


def is_hint(finding: Shown) -> bool:
    """提示: to be read, no more."""
    return finding.severity == Severity.HINT and not takes_explanation(finding)


@dataclass(slots=True, frozen=True)
class Counts:
    errors: int
    """Left to be put right."""
    unexplained: int
    warnings: int
    hints: int
    unread: int
    """Hints nobody of the unit has read."""

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way of filing."""
        return not self.errors and not self.unexplained and not self.unread


def counts(findings: list[Shown]) -> Counts:
    warnings = [finding for finding in findings if finding.severity == Severity.WARNING]
    errors = [finding for finding in findings if finding.severity == Severity.ERROR]
    return Counts(
        errors=sum(not (finding.code in AWKWARD and finding.explanation) for finding in errors),
        unexplained=sum(not finding.explanation for finding in warnings),
        warnings=len(warnings),
        hints=sum(finding.severity == Severity.HINT for finding in findings),
        unread=sum(is_hint(finding) and not finding.read for finding in findings),
    )
