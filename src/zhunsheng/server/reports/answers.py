"""What a page of the sheet is told after a change, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils import timezone

from zhunsheng.server.reports.assessing import Judged
from zhunsheng.server.reports.assessment import shown
from zhunsheng.server.reports.findings import AWKWARD
from zhunsheng.server.reports.saving import Saved
from zhunsheng.server.reports.steps import errors_by_step, step_of_cell


def judged_answer(judged: Judged) -> dict[str, Any]:
    assessment = judged.assessment
    computed = dict(assessment.computed)
    for line in assessment.scorecard.lines:
        if line.indicator is not None:
            computed[f"{assessment.rows[line.indicator]}.computed"] = shown(line.computed)
    return {
        "computed": computed,
        "findings": [
            {
                **finding.plain(),
                "step": step_of_cell(finding.cells[0], judged.sheet) if finding.cells else "",
                "explainable": finding.severity == "warning" or finding.code in AWKWARD,
            }
            for finding in judged.findings
        ],
        "counts": {**asdict(judged.counts), "ready": judged.counts.ready},
        "steps": errors_by_step(judged.findings, judged.sheet),
        "total": shown(assessment.report.number("score.total")),
        "computed_total": shown(assessment.scorecard.total),
        "grade": assessment.computed.get("score.grade", ""),
    }


def saved_answer(saved: Saved) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "version": saved.version,
        "acks": saved.acks,
        "conflicts": [asdict(conflict) for conflict in saved.conflicts],
        "refused": saved.refused,
        "news": saved.news,
        "questions": [asdict(question) for question in saved.questions],
        "saved_at": timezone.localtime().strftime("%H:%M:%S"),
    }
    return answer | (judged_answer(saved.judged) if saved.judged is not None else {})
