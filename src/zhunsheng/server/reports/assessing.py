"""A stored report judged: read, scored, checked, with the unit's explanations; and what lists show of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from zhunsheng.kernel.scoring import rounded
from zhunsheng.server.reports.assessment import Assessment, assess
from zhunsheng.server.reports.content import Content, content_from_json
from zhunsheng.server.reports.findings import Counts, Shown, counts, is_hint, shown_findings
from zhunsheng.server.reports.known import known_findings, known_of
from zhunsheng.server.reports.last_year import last_year_texts
from zhunsheng.server.reports.magnitudes import magnitude_findings
from zhunsheng.server.reports.models import Quote, UnitReport
from zhunsheng.server.reports.queries import explanations_of, hint_readings_of
from zhunsheng.server.reports.quote_findings import register_findings
from zhunsheng.server.reports.quotes import Offer, offers_for, quotes_of
from zhunsheng.server.reports.schemes import FormSheet, sheet_of

_ERROR_RISK, _WARNING_RISK = Decimal(3), Decimal(1)
"""A point of difference weighs one; a 必须改 three, a 请核实 one."""


@dataclass(slots=True)
class Judged:
    content: Content
    sheet: FormSheet
    assessment: Assessment
    findings: list[Shown]
    counts: Counts
    offers: list[Offer]
    """What a register the unit keeps says now; empty for the others."""
    quotes: dict[str, Quote]
    """By cell, what was quoted from it."""


def judge(report: UnitReport, content: Content | None = None, *, offers: list[Offer] | None = None) -> Judged:
    """`offers`: what the register says, where it need not be asked now."""
    if content is None:
        content = content_from_json(report.content)
    sheet = sheet_of(report.campaign.scheme)
    assessment = assess(content, sheet, report.campaign.fiscal_year, report.unit.name)
    explanations = explanations_of(report)
    findings = shown_findings(content, assessment, sheet, explanations)
    known = known_of(report)
    findings += known_findings(content, known, sheet)
    findings += magnitude_findings(
        content, sheet, {figure.key for figure in known}, lambda: last_year_texts(report, content)
    )
    offers, quotes = offers_for(report) if offers is None else offers, quotes_of(report)
    findings += register_findings(content, assessment, sheet, offers, quotes, explanations)
    _tell_readers(report, [finding for finding in findings if is_hint(finding)])
    return Judged(content, sheet, assessment, findings, counts(findings), offers, quotes)


def _tell_readers(report: UnitReport, hints: list[Shown]) -> None:
    readings = hint_readings_of(report) if hints else {}
    for hint in hints:
        reading = readings.get(hint.id)
        if reading is not None and reading.message == hint.message:
            hint.read = f"{reading.by.name} {timezone.localtime(reading.at):%Y-%m-%d %H:%M}"


def note_summary(report: UnitReport, judged: Judged) -> None:
    """Keep with the report what queues and statistics show. The report's row must be held."""
    fields = summary_of(judged)
    for name, value in fields.items():
        setattr(report, name, value)
    UnitReport.objects.filter(pk=report.pk).update(**fields)


def summary_of(judged: Judged) -> dict[str, Any]:
    """The columns of a report that lists show, by name."""
    card = judged.assessment.scorecard
    return {
        "filed_total": judged.assessment.report.number("score.total"),
        "computed_total": card.total,
        "execution_rate": _within(judged.assessment.execution_rate),
        "full_year_funds": _amount(judged.assessment.report.number("funds.full_year")),
        "grade": judged.assessment.computed.get("score.grade", ""),
        "errors": judged.counts.errors,
        "warnings": judged.counts.warnings,
        "hints": judged.counts.hints,
        "risk": _risk(judged),
    }


def _within(rate: Decimal | None) -> Decimal | None:
    """What the column holds; a rate beyond it is a typing mistake the checks name."""
    return rounded(rate * 10000) / 10000 if rate is not None and abs(rate) < 10**7 else None


def _amount(funds: Decimal | None) -> Decimal | None:
    return funds if funds is not None and abs(funds) < 10**11 else None


def _risk(judged: Judged) -> Decimal:
    card = judged.assessment.scorecard
    filed = judged.assessment.report.number("score.total")
    gap = abs(filed - card.total) if filed is not None and card.total is not None else Decimal(0)
    risk = gap + judged.counts.errors * _ERROR_RISK + judged.counts.warnings * _WARNING_RISK
    return min(risk, Decimal(99999))
