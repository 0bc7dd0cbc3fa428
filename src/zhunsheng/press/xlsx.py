"""The annexes of a report as an Excel workbook that can be corrected offline and read back."""

from __future__ import annotations

from zhunsheng.kernel.form import Form
from zhunsheng.kernel.report import Report
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.press.filling import Filling
from zhunsheng.press.xlsx_workbook import workbook_bytes


def xlsx_bytes(report: Report, form: Form, scheme: Scheme | None = None, stamp: str = "") -> bytes:
    """The annexes of a report, one on each sheet; the text of the report is left out."""
    filling = Filling(report.fiscal_year, report, placeholders=True)
    return workbook_bytes(form, scheme, filling, report.unit, stamp)
