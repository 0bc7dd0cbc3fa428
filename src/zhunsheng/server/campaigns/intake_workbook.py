"""What became of each file of a zip, as an Excel to keep."""

from __future__ import annotations

import io

import xlsxwriter

from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.server.campaigns.models import Intake
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.reports.models import UnitReport

_COLUMNS = (
    ("文件", 44),
    ("结果", 12),
    ("单位", 26),
    ("说明", 46),
    ("自评总分", 10),
    ("必须改", 8),
    ("请核实", 8),
)


def result_workbook(job: Job) -> bytes:
    intakes = list(Intake.objects.filter(job=job).select_related("unit").order_by("id"))
    reports = {
        report.unit_id: report
        for report in UnitReport.objects.filter(
            campaign_id__in={entry.campaign_id for entry in intakes}
        ).defer("content")
    }
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet("代收结果")
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
    for column, (title, width) in enumerate(_COLUMNS):
        page.write_string(0, column, title, head)
        page.set_column(column, column, width)
    for row, entry in enumerate(intakes, start=1):
        texts = [entry.name, entry.get_match_display(), entry.unit.name if entry.unit else "", entry.message]
        report = reports.get(entry.unit_id or 0) if entry.match == Intake.Match.SURE else None
        if report is not None:
            total = report.filed_total
            texts += [
                plain_decimal(total) if total is not None else "",
                str(report.errors),
                str(report.warnings),
            ]
        for column, text in enumerate(texts):
            page.write_string(row, column, text)
    page.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()
