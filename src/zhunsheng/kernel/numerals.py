"""Numbers as Chinese officials write them: full width, 万元, 元, percent signs, 二十八."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from zhunsheng.kernel.facts import (
    BLANK,
    GIVEN,
    MONEY,
    NOT_APPLICABLE,
    TEXT,
    UNREADABLE,
    Kind,
    State,
    Value,
)

_DASHES = (
    "—",
    "——",
    "———",
    "————",
    "-",
    "--",
    "---",
    "－",
    "－－",
    "–",
    "――",
    "―",
    "─",
    "──",
    "/",
    "／",
    "\\",
)
_NONE = ("无", "无。", "暂无", "不适用", "不涉及", "N/A", "n/a", "NA")
NOT_APPLICABLE_TEXTS = frozenset((*_DASHES, *_NONE))
BLANKS = " \t\n\r\u3000\xa0\u2003\u2002\u2009\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"

MONEY_UNITS = {
    "亿元": Decimal(10000),
    "亿": Decimal(10000),
    "千万元": Decimal(1000),
    "百万元": Decimal(100),
    "万元": Decimal(1),
    "万": Decimal(1),
    "千元": Decimal("0.1"),
    "百元": Decimal("0.01"),
    "元": Decimal("0.0001"),
}
"""Factor to 万元, the unit of every amount inside."""

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_PLAIN_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?").fullmatch
"""Most cells are just that."""
_DATE = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_COMPACT_DATE = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_CHINESE_DATE = re.compile(
    r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_ZEROS = str.maketrans("○Ｏ◯", "〇〇〇")
"""Circles written for 〇."""
_CHINESE_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_CHINESE_TENS = {"十": 10, "百": 100, "千": 1000}
CHINESE_NUMERAL = re.compile("[〇零一二两三四五六七八九十百千万]+")


def normalize(text: str) -> str:
    """Full-width letters, digits and signs to half width, blanks trimmed at both ends."""
    clean = unicodedata.normalize("NFKC", text).strip(BLANKS)
    return clean.replace("\u2212", "-") if "\u2212" in clean else clean


def plain_decimal(value: Decimal) -> str:
    """A decimal without exponent or idle zeros after the point: 20, 0.8462, 248.74."""
    text = str(value)
    if "E" in text:  # rare, and format() takes three times as long
        text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class Quantity(NamedTuple):
    """A number with what follows it: 98 and “%”, 3 and “轮”."""

    number: Decimal
    unit: str
    decimals: int
    """Digits printed after the point."""


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def read_quantity(text: str) -> Quantity | None:
    """The number of a text that is nothing but one number and an optional short unit, or None.

    “３轮”, “98%”, "1,234.5 万元" are quantities; “约98” and “2023年11月” are not.
    """
    clean = normalize(text).replace("m2", "平方米")
    match = _NUMBER.match(clean)
    if match is None:
        return None
    unit = clean[match.end() :].strip(BLANKS)
    if len(unit) > 6 or any(map(str.isdigit, unit)):
        return None
    digits = match.group()
    return Quantity(_decimal(digits), unit, len(digits.partition(".")[2]))


def chinese_integer(text: str) -> int | None:
    """二十八 → 28, 两 → 2, 一百零五 → 105, 一万二 is not read. None when it is no numeral."""
    if not text or CHINESE_NUMERAL.fullmatch(text) is None:
        return None
    head, ten_thousand, tail = text.partition("万")
    if ten_thousand:
        high, low = _below_ten_thousand(head), _below_ten_thousand(tail) if tail else 0
        return None if high is None or low is None else high * 10000 + low
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int | None:
    if all(char in _CHINESE_DIGITS for char in text):
        return int("".join(str(_CHINESE_DIGITS[char]) for char in text)) if text else None
    total, digit = 0, None
    for char in text:
        if char in _CHINESE_TENS:
            total += (1 if digit is None else digit) * _CHINESE_TENS[char]
            digit = None
        elif char in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[char]
        else:
            return None
    return total + (digit or 0)


def read_date(text: str) -> date | None:
    """2024年7月30日, 2024-07-30, 2024.7.30, 二〇二四年七月三十日 → a date; None when there is none or it doesn't exist."""
    clean = normalize(text).replace(" ", "")
    match = _DATE.search(clean) or _COMPACT_DATE.fullmatch(clean)
    parts = [int(part) for part in match.groups()] if match is not None else _chinese_date(clean)
    try:
        return date(*parts) if len(parts) == 3 else None
    except ValueError:
        return None


def _chinese_date(text: str) -> list[int]:
    """Year, month and day of 二〇二四年七月三十日; empty when it is none."""
    match = _CHINESE_DATE.search(text.translate(_ZEROS)) if "年" in text else None
    numbers = [chinese_integer(part) for part in match.groups()] if match is not None else []
    return [number for number in numbers if number is not None]


def is_blank(text: str) -> bool:
    return not text.strip(BLANKS)


def read_value(text: str, kind: Kind, money_unit: str = "万元") -> tuple[State, Value]:
    """State and value of a cell's text, for a fact of `kind`.

    An amount without a unit of its own is in `money_unit` and comes back in 万元; a rate comes
    back as a ratio; a text no value can be read from is unreadable, never guessed. What explains a
    number behind it (36（行政12，事业24）) is no part of the value.
    """
    clean = text.strip(BLANKS)
    if not clean:
        return BLANK, None
    if clean in NOT_APPLICABLE_TEXTS:
        return NOT_APPLICABLE, None
    if kind is TEXT:
        return GIVEN, clean
    if _PLAIN_NUMBER(clean) and (kind in _TAKES_PLAIN or (kind is MONEY and money_unit == "万元")):
        return GIVEN, Decimal(clean)
    value = _READERS[kind](clean, money_unit)
    if value is None and kind in _TAKES_REMARKS and (bare := without_remark(clean)):
        value = _READERS[kind](bare, money_unit)
    return (UNREADABLE, None) if value is None else (GIVEN, value)


def without_remark(text: str) -> str:
    """36 of “36（行政12，事业24）”, 12人 of “12人，其中女性5人”: what is behind only says what the number is made of.

    Empty where there is no such remark, or where it may name another number that is meant (应为38) or a unit.
    """
    clean = normalize(text[:_LONGEST_REMARK]).replace("m2", "平方米")
    number = _NUMBER.match(clean) if len(text) <= _LONGEST_REMARK else None
    match = _REMARK("".join(clean[number.end() :].split())) if number is not None else None
    if number is None or match is None:
        return ""
    remark = match["brackets"] or match["rest"]
    if _MAY_CORRECT(remark) or not (_PARTS(remark) or _NUMBERED_PART(remark)):
        return ""
    return number.group() + match["unit"] + (match["after"] or "")


def _read_date(text: str, _unit: str) -> Value:
    return read_date(text)


def _read_money(text: str, money_unit: str) -> Value:
    quantity = read_quantity(text.lstrip("￥¥"))
    if quantity is None:
        return None
    factor = MONEY_UNITS.get(quantity.unit.strip("()") or money_unit)
    return None if factor is None else quantity.number * factor if factor != 1 else quantity.number


def _read_rate(text: str, _unit: str) -> Value:
    quantity = read_quantity(text)
    if quantity is None:
        return None
    if quantity.unit == "%":
        return quantity.number / 100
    if quantity.unit == "‰":
        return quantity.number / 1000
    if quantity.unit or 1 < quantity.number <= 2:
        return None  # “1.2” may mean 120 % or 1.2 %: the preparer is asked
    return quantity.number if quantity.number <= 1 else quantity.number / 100


def _read_count(text: str, _unit: str) -> Value:
    quantity = read_quantity(text)
    return (
        None if quantity is None or quantity.unit not in ("", "人", "名", "个", "人员") else quantity.number
    )


def _read_points(text: str, _unit: str) -> Value:
    quantity = read_quantity(text)
    return None if quantity is None or quantity.unit not in ("", "分") else quantity.number


def _read_area(text: str, _unit: str) -> Value:
    quantity = read_quantity(text)
    return None if quantity is None or quantity.unit not in ("", "平方米", "平米") else quantity.number


@lru_cache(maxsize=2000)
def _read_year(text: str, _unit: str) -> Value:
    match = re.search(r"(?:19|20)\d{2}", normalize(text))
    return Decimal(match.group()) if match else None


_LONGEST_REMARK = 200
_REMARK = re.compile(
    r"(?P<unit>[^\d(),.;:、]{0,4}?)(?:\((?P<brackets>.+)\)(?P<after>[^\d()]{0,3})|[,;、]?(?P<rest>(?:其中|含|包括|包含).+))"
).fullmatch
_PARTS = re.compile("其中|[不未]?含|[不未]?包括|包含").match
_NUMBERED_PART = re.compile(r"[\u4e00-\u9fff]:?\s*\d").search
_MAY_CORRECT = re.compile(
    "[应约估暂]|更正|修正|改为|调整|调[增减后]|实[际有为]|原[为报]|折[合算]|单位:"
).search
_TAKES_REMARKS = frozenset({Kind.MONEY, Kind.RATE, Kind.COUNT, Kind.POINTS, Kind.AREA})
_TAKES_PLAIN = frozenset({Kind.COUNT, Kind.POINTS, Kind.AREA})
"""Kinds whose numbers may stand without a unit and are taken as they are."""
_READERS: dict[Kind, Callable[[str, str], Value]] = {
    Kind.DATE: _read_date,
    Kind.MONEY: _read_money,
    Kind.RATE: _read_rate,
    Kind.COUNT: _read_count,
    Kind.POINTS: _read_points,
    Kind.AREA: _read_area,
    Kind.YEAR: _read_year,
}


def show(value: Value, kind: Kind) -> str:
    """A value as people read it: 84.62%, 248.74, 2024-07-30."""
    if value is None:
        return "（空）"
    if not isinstance(value, Decimal):
        return str(value)
    if kind is Kind.RATE:
        return plain_decimal(rounded_to(value * 100, 2)) + "%"
    return plain_decimal(value)


def rounded_to(value: Decimal, decimals: int) -> Decimal:
    """To so many decimals; a figure too long to be one is left as it is."""
    return value if value.adjusted() >= _LONGEST_FIGURE else round(value, decimals)


_LONGEST_FIGURE = 20
"""Digits before the point: Decimal holds 28 in all."""
