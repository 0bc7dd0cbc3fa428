"""The press's own workbook, out with hidden ids and back by them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from zhunsheng.intake.readers.opening import guarded
from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.press.filling import Filling
from zhunsheng.press.values import value_text
from zhunsheng.press.xlsx_workbook import META, workbook_bytes
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.server.files.storing import read_stored
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.assessing import Judged
from zhunsheng.server.reports.content import ROW_CELL, Content
from zhunsheng.server.reports.documents import stamp_of
from zhunsheng.server.reports.drawing import with_every_row
from zhunsheng.server.reports.importing import Taken
from zhunsheng.server.reports.models import Evidence, UnitReport
from zhunsheng.server.reports.refill_items import Refill, item_of
from zhunsheng.server.reports.schemes import FormSheet

_NUMERIC = (Kind.MONEY, Kind.RATE, Kind.COUNT, Kind.POINTS, Kind.AREA)
_RED = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")


def workbook_of(report: UnitReport, judged: Judged) -> bytes:
    """Everything filled so far in the official layout, with room for more, to go on with offline."""
    filled, rows = with_every_row(judged)
    filling = Filling(report.campaign.fiscal_year, filled, spare_repeats=1, placeholders=True)
    own = {"report": str(report.pk), "rows": " ".join(rows), "report_version": str(report.version)}
    stamp = stamp_of(report, judged).words
    return workbook_bytes(judged.sheet.form, judged.sheet.scheme, filling, report.unit.name, stamp, own)


def open_workbook(data: bytes) -> Any:
    """The intake has read these bytes before: they are no bomb."""
    try:
        return guarded(lambda content: openpyxl.load_workbook(BytesIO(content)), data)
    except UnreadableFile as error:
        raise Refused(error.message) from error


@dataclass(slots=True)
class Meta:
    facts: dict[str, str]
    cells: list[tuple[str, int, int, str]]
    """Sheet, row of the sheet as written, column, what the cell holds."""

    @classmethod
    def of(cls, book: Any) -> Meta | None:
        if META not in book.sheetnames:
            return None
        meta = cls({}, [])
        for row in book[META].iter_rows(values_only=True):
            if isinstance(row[1], int | float):
                held = [(column, what) for column, what in enumerate(row[2:]) if what]
                meta.cells += [(str(row[0]), int(row[1]), column, str(what)) for column, what in held]
            elif row[0]:
                meta.facts[str(row[0])] = str(row[1] or "")
        return meta if "rows" in meta.facts else None


def refuse_foreign_workbook(meta: Meta, report: UnitReport, sheet: FormSheet, name: str) -> None:
    facts, year = meta.facts, report.campaign.fiscal_year
    if facts.get("form") != sheet.form.id:
        raise Refused(f"“{name}”不是“{sheet.form.title}”的表，请从本页下载模板再填。")
    if facts.get("fiscal_year") != str(year):
        raise Refused(f"“{name}”是 {facts.get('fiscal_year')} 年度的表，这里填的是 {year} 年度。")
    if facts.get("report") != str(report.pk):
        raise Refused(f"“{name}”是“{facts.get('unit')}”的表，不能导入“{report.unit.name}”的报告。")


def read_by_ids(
    refill: Refill, book: Any, meta: Meta, taken: Taken, content: Content, sheet: FormSheet
) -> None:
    rows, version = meta.facts["rows"].split(), meta.facts.get("report_version", "")
    refill.downloaded = int(version) if version.isdecimal() else None
    moved = {page.title: _moved_rows(page) for page in book.worksheets}
    spare = _SpareRows(meta, content)
    for page, row, column, what in meta.cells:
        if page not in book.sheetnames:
            continue
        place = book[page].cell(moved[page].get(row, row), column + 1)
        address, typed = f"{page} {place.coordinate}", _typed(place)
        cell = spare.cell_at(page, row, what) or _cell_of(what, rows)
        if spare.has(page, row) and not typed:
            continue
        if " " in what or (cell in taken.texts and kind_of(cell) is not Kind.TEXT and "：" in typed):
            # Figures in one cell with their labels: the engine tells them apart.
            texts = {key: taken.texts.get(key, "") for key in what.split()}
            refill.items += [item_of(key, address, texts[key], content, sheet) for key in texts]
        elif sheet.is_cell(cell) and _has_row(cell, content):
            bare_label = "：" in typed and kind_of(cell) in _NUMERIC
            refill.items.append(item_of(cell, address, "" if bare_label else typed, content, sheet))
        elif typed and not _is_printed(cell, sheet):
            refill.unknown.append((address, typed))
    refill.items = [item for item in refill.items if sheet.is_cell(item.cell)]


def _is_printed(cell: str, sheet: FormSheet) -> bool:
    """What the office fills itself."""
    return cell in sheet.computed or bool(sheet.fixed.get(cell)) or cell.startswith("unit.")


class _SpareRows:
    """Empty rows for one more item (一个专项一行): each that was written into gets the next number."""

    def __init__(self, meta: Meta, content: Content) -> None:
        self.owners: dict[tuple[str, int], str] = {}
        taken: dict[str, int] = {}
        for page, row, _, what in meta.cells:
            if "[]." in what:
                stem = what.partition("[].")[0]
                used = [int(found[1]) for cell in content.cells if (found := _numbered(stem).match(cell))]
                taken[stem] = taken.get(stem, max(used, default=0)) + 1
                self.owners[page, row] = f"{stem}[{taken[stem]}]"

    def has(self, page: str, row: int) -> bool:
        return (page, row) in self.owners

    def cell_at(self, page: str, row: int, what: str) -> str:
        owner = self.owners.get((page, row))
        return f"{owner}.{what.rpartition('.')[2]}" if owner is not None else ""


def _numbered(stem: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(stem)}\[(\d+)\]")


def _moved_rows(page: Any) -> dict[int, int]:
    """Row as written → row now, by the hidden numbers in the last column: rows may have been inserted."""
    hidden = [letter for letter, width in page.column_dimensions.items() if width.hidden]
    numbers = [(cell.value, cell.row) for letter in hidden for cell in page[letter]]
    return {int(value): row for value, row in numbers if isinstance(value, int | float)}


def _cell_of(what: str, rows: list[str]) -> str:
    """indicator.3.actual → r5.actual; a fact is its own name. Empty for a spare row."""
    if not what.startswith("indicator."):
        return what
    _, number, column = what.split(".")
    return f"{rows[int(number)]}.{column}" if number.isdigit() and int(number) < len(rows) else ""


def _has_row(cell: str, content: Content) -> bool:
    row = ROW_CELL.match(cell)
    return row is None or content.row(row[1]) is not None


def _typed(place: Any) -> str:
    """The text a person sees in the cell: 0.98 shown as 98% is 98%."""
    value = place.value
    if value is None or (isinstance(value, str) and value.startswith("=")):
        return ""
    if isinstance(value, date):
        return value_text(date(value.year, value.month, value.day), Kind.DATE)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).strip()
    number = Decimal(f"{value:.15g}")
    return f"{plain_decimal(number * 100)}%" if "%" in place.number_format else plain_decimal(number)


def annotated(entry: Evidence, refill: Refill) -> bytes:
    """The workbook as it came, every cell with a problem red and with the problem as its comment."""
    book = open_workbook(read_stored(entry.file))
    for item in refill.wrong:
        page, _, coordinate = item.address.rpartition(" ")
        place = book[page][coordinate]
        place.fill = _RED
        place.comment = Comment(item.problem, "准绳")
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
