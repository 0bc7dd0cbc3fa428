"""The workbook both the filled and the blank annexes are written into.

Each sheet is the form as printed. A hidden column numbers the rows, a hidden sheet `_meta` says what
each cell of a row holds, for programs; the ordinary reading of the labels needs neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from zhunsheng.kernel.form import Form
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.press.characters import printable
from zhunsheng.press.filling import Filling
from zhunsheng.press.xlsx_computed import computed_cells
from zhunsheng.press.xlsx_layout import layouts
from zhunsheng.press.xlsx_looks import Looks
from zhunsheng.press.xlsx_sheet import SheetWriter

META = "_meta"
VERSION = "1"
_UNDATED = datetime(1980, 1, 1)  # noqa: DTZ001 - a file that carries no clock
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def new_workbook(buffer: BytesIO, title: str, stamp: str = "") -> Any:
    workbook = xlsxwriter.Workbook(buffer, _OPTIONS)
    workbook.set_properties({"title": title, "author": "准绳", "created": _UNDATED, "comments": stamp})
    return workbook


def workbook_bytes(
    form: Form,
    scheme: Scheme | None,
    filling: Filling,
    unit: str,
    stamp: str = "",
    own: Mapping[str, str] | None = None,
) -> bytes:
    """The annexes filled with what `filling` holds. `scheme` is only named in `_meta` and for its formula.

    `stamp` (第几稿、校验码) goes into the footer and the properties of the file, `own` into `_meta`: what who
    reads the workbook back wants to know.
    """
    buffer = BytesIO()
    workbook = new_workbook(buffer, form.title, printable(stamp))
    looks = Looks(workbook)
    planned = layouts(form.tables, filling)
    writers = []
    for layout in planned:
        computed = computed_cells(planned, layout, filling.report, scheme)
        writer = SheetWriter(workbook.add_worksheet(layout.name), looks, layout, filling, computed)
        writer.write(printable(stamp))
        writers.append(writer)
    facts = {
        "version": VERSION,
        "scheme": scheme.id if scheme is not None else "",
        "form": form.id,
        "fiscal_year": str(filling.year or ""),
        "unit": printable(unit),
        **(own or {}),
    }
    _meta(workbook.add_worksheet(META), facts, writers)
    workbook.close()
    return buffer.getvalue()


def _meta(sheet: Any, facts: dict[str, str], writers: list[SheetWriter]) -> None:
    """Names and values; then a line for each row of a sheet: its name, the row's number, what each cell holds."""
    sheet.hide()
    for number, (name, value) in enumerate(facts.items()):
        sheet.write_string(number, 0, name)
        sheet.write_string(number, 1, value)
    line = len(facts)
    for writer in writers:
        for row, ids in enumerate(writer.ids, start=1):
            if not ids:
                continue
            sheet.write_string(line, 0, writer.layout.name)
            sheet.write_number(line, 1, row)
            for column, what in ids.items():
                sheet.write_string(line, 2 + column, what)
            line += 1
