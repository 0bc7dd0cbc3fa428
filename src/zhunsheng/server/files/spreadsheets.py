"""An uploaded Excel as texts: safe to open, numbers as Excel itself shows them."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook

from zhunsheng.intake.readers.package import Package
from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.server.orgs.verdicts import Refused

Rows = list[list[str]]


def sheets_of(data: bytes) -> dict[str, Rows]:
    """Name → rows of every sheet, from A1 on. Raises Refused, in words, for what can't be opened."""
    try:
        if data.startswith(b"PK"):
            Package(data).refuse_macros()
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {
            name: [
                [_text(value) for value in row]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in book.sheet_names
        }
    except UnreadableFile as error:
        raise Refused(error.message) from error
    except (CalamineError, ValueError) as error:
        raise Refused("这个 Excel 打不开，请在 WPS 或 Excel 中另存为 .xlsx 再传。") from error


def _text(value: object) -> str:
    """A number with the 15 digits Excel shows, a day as 2024-07-31."""
    if isinstance(value, float):
        return plain_decimal(Decimal(f"{value:.15g}"))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
