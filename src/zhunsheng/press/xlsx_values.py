"""What goes into a cell of a sheet: a number with a format that shows it as written, a date, or text."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.numerals import read_date

GENERAL = "General"
TEXT = "@"
DATE = 'yyyy"年"m"月"d"日"'
RATE = "0.00%"
_NUMBER = re.compile(
    r"(-?(?:0|[1-9]\d*|[1-9]\d{0,2}(?P<thousands>(?:,\d{3})+)))(?:\.(?P<decimals>\d+))?(?P<percent>%)?"
)
_DIGITS = 15
"""As many digits as a spreadsheet keeps."""
_NUMERIC = frozenset({Kind.MONEY, Kind.RATE, Kind.COUNT, Kind.POINTS, Kind.AREA})


class CellValue(NamedTuple):
    value: str | Decimal | date
    format: str


def cell_value(text: str, kind: Kind) -> CellValue:
    """The value of a cell that shows exactly `text`; text itself where no number would."""
    if kind is Kind.DATE:
        day = read_date(text)
        return CellValue(day, DATE) if day is not None else CellValue(text, DATE)
    if kind not in _NUMERIC:
        return CellValue(text, GENERAL)
    number = _number(text, kind)
    return (
        number if number is not None else CellValue(text, RATE if kind is Kind.RATE and not text else GENERAL)
    )


def _number(text: str, kind: Kind) -> CellValue | None:
    match = _NUMBER.fullmatch(text)
    if match is None or bool(match["percent"]) is not (kind is Kind.RATE) or text.startswith("-0"):
        return None
    digits = text.rstrip("%").replace(",", "")
    if sum(char.isdigit() for char in digits) > _DIGITS:
        return None
    value = Decimal(digits) / 100 if match["percent"] else Decimal(digits)
    return CellValue(
        value, number_format(len(match["decimals"] or ""), bool(match["thousands"]), bool(match["percent"]))
    )


def number_format(decimals: int, thousands: bool = False, percent: bool = False) -> str:
    places = f".{'0' * decimals}" if decimals else ""
    return f"{'#,##' if thousands else ''}0{places}{'%' if percent else ''}"
