"""How a report is named in the trace."""

from __future__ import annotations

from zhunsheng.server.audit.trail import Subject
from zhunsheng.server.reports.models import UnitReport


def subject_of(report: UnitReport) -> Subject:
    return Subject("report", report.pk, f"{report.unit.name} {report.campaign.fiscal_year}")


def chain_of(report: UnitReport) -> str:
    return f"report/{report.pk}"
