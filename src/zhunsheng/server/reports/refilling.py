"""A filled workbook or annex coming back: what it would change, or why it is not taken at all."""

from __future__ import annotations

from collections.abc import Mapping

from zhunsheng.server.files.storing import read_stored
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.importing import taken_from
from zhunsheng.server.reports.models import Evidence, UnitReport
from zhunsheng.server.reports.refill_items import Refill, judge_items
from zhunsheng.server.reports.refill_names import read_by_names, refuse_foreign_report
from zhunsheng.server.reports.refill_workbook import (
    Meta,
    open_workbook,
    read_by_ids,
    refuse_foreign_workbook,
)
from zhunsheng.server.reports.schemes import sheet_of
from zhunsheng.server.reports.sources import reports_of

NEW = "new"
"""The answer to an indicator that was not recognised: it is one more. Any other answer is the id of a row, or skip."""
_OLD_KINDS = ("xls", "et", "doc", "wps")


def read_refill(report: UnitReport, entry: Evidence, answers: Mapping[int, str] | None = None) -> Refill:
    """What the file would change. Raises Refused for a file of another unit, year or form."""
    name = entry.file.name
    if name.rpartition(".")[2].lower() in _OLD_KINDS:
        raise Refused(f"“{name}”是旧格式，请在 WPS 或 Excel 中另存为 .xlsx（Word 另存为 .docx）再传。")
    data = read_stored(entry.file)
    found = reports_of(entry)
    if len(found) > 1:
        raise Refused(f"“{name}”里有 {len(found)} 份报告，请只留本单位这一份再传。")
    sheet, content = sheet_of(report.campaign.scheme), content_from_json(report.content)
    book = open_workbook(data) if name.lower().endswith(".xlsx") else None
    meta = Meta.of(book) if book is not None else None
    refill = Refill(has_ids=meta is not None)
    taken = taken_from(found[0], sheet)
    if meta is not None:
        refuse_foreign_workbook(meta, report, sheet, name)
        read_by_ids(refill, book, meta, taken, content, sheet)
    else:
        refuse_foreign_report(found[0], report, sheet, name)
        read_by_names(refill, found[0], taken, content, sheet, answers or {})
    judge_items(refill, report, content, sheet)
    return refill
