"""What the head decides on, on one page (审批): score, deductions, explanations, what changed since the last draft."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zhunsheng.server.reports.assessing import Judged, judge
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.differences import Differences, differences
from zhunsheng.server.reports.findings import Shown, is_hint
from zhunsheng.server.reports.models import Draft, UnitReport
from zhunsheng.server.reports.queries import previous_report

PHRASES = (
    "完成值与实际不符，请核对后再报。",
    "扣分原因没有写清，请补充。",
    "佐证材料不全，请补传。",
    "正文与表里的数对不上，请核对。",
)
"""Reasons for sending back that are written often."""


@dataclass(slots=True, frozen=True)
class Deduction:
    name: str
    weight: Decimal
    score: Decimal
    reason: str

    @property
    def lost(self) -> Decimal:
        return self.weight - self.score


@dataclass(slots=True)
class Summary:
    judged: Judged
    draft: Draft | None
    total: Decimal | None
    computed_total: Decimal | None
    grade: str
    previous_total: Decimal | None
    deductions: list[Deduction]
    explained: list[Shown]
    hints: list[Shown]
    changes: Differences | None
    """Against the draft before; None where this is the first."""

    @property
    def movement(self) -> Decimal | None:
        """Against last year's total."""
        if self.total is None or self.previous_total is None:
            return None
        return self.total - self.previous_total


def summary_of(report: UnitReport) -> Summary:
    judged = judge(report)
    drafts = list(Draft.objects.filter(report=report).order_by("-number")[:2])
    previous = previous_report(report)
    return Summary(
        judged,
        drafts[0] if drafts else None,
        judged.assessment.report.number("score.total"),
        judged.assessment.scorecard.total,
        judged.assessment.computed.get("score.grade", ""),
        previous.filed_total if previous is not None else None,
        _deductions(judged),
        [finding for finding in judged.findings if finding.explanation],
        [finding for finding in judged.findings if is_hint(finding)],
        _changes(judged, drafts),
    )


def _deductions(judged: Judged) -> list[Deduction]:
    """Indicators and the money that lost points, as filed."""
    report = judged.assessment.report
    found = [
        Deduction(indicator.name, indicator.weight, indicator.score, indicator.reason)
        for indicator in report.indicators
        if indicator.weight is not None and indicator.score is not None and indicator.score < indicator.weight
    ]
    weight, score = report.number("funds.weight"), report.number("funds.score")
    if weight is not None and score is not None and score < weight:
        rate = judged.assessment.computed.get("funds.execution_rate", "")
        found.insert(0, Deduction("预算执行", weight, score, f"执行率 {rate}"))
    return found


def _changes(judged: Judged, drafts: list[Draft]) -> Differences | None:
    if len(drafts) < 2:
        return None
    return differences(content_from_json(drafts[1].content), judged.content, judged.sheet)
