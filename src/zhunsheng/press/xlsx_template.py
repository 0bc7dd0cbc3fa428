"""The blank annexes of a fiscal year as an Excel workbook, to be filled offline."""

from __future__ import annotations

from zhunsheng.kernel.form import Form
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.press.filling import Filling
from zhunsheng.press.xlsx_workbook import workbook_bytes

SPARE_ROWS = 3
"""Empty rows for the indicators of each class."""
SPARE_REPEATS = 2
"""Empty rows where each item has a row of its own (一个专项一行)."""


def template_xlsx(form: Form, scheme: Scheme | None, year: int, unit: str = "") -> bytes:
    """The form with its prompts, formulas and checks, and room to write."""
    filling = Filling(year, None, SPARE_ROWS, SPARE_REPEATS, placeholders=True)
    return workbook_bytes(form, scheme, filling, unit)
