"""The text a fact is printed with.

What was written is printed as written, as long as the form reads it as the same value: “2487400” from
a table in 元 would be another amount under a heading in 万元, so there the value itself is printed.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from zhunsheng.kernel.facts import Fact, Kind, State, Value
from zhunsheng.kernel.form import FormTable
from zhunsheng.kernel.numerals import MONEY_UNITS, plain_decimal, read_value
from zhunsheng.rulebook.facts import kind_of

DOES_NOT_APPLY = "——"
_EXACT_PLACES = 6
"""Amounts to the cent in 万元 have six decimals: more come from a division and are rounded."""
_SHOWN_PLACES = Decimal("0.01")


def fact_text(fact: Fact | None, key: str, table: FormTable) -> str:
    """What stands in the cell of `key`. A fact the report doesn't know prints as in the blank form."""
    if fact is None:
        return table.fixed.get(key, "")
    if fact.state is State.GIVEN:
        return _given(fact, kind_of(key), table.money)
    if fact.state is State.NOT_APPLICABLE:
        return fact.text or table.fixed.get(key) or DOES_NOT_APPLY
    return fact.text


def _given(fact: Fact, kind: Kind, money: str) -> str:
    if fact.value is None or fact.value == fact.text or (kind is Kind.TEXT and fact.text):
        return fact.text
    if fact.text and read_value(fact.text, kind, money) == (State.GIVEN, fact.value):
        return fact.text
    return value_text(fact.value, kind, money)


def day_text(day: date) -> str:
    """2024年7月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def value_text(value: Value, kind: Kind, money: str = "万元") -> str:
    """A value in the notation of a formal table: 84.62%, 248.74, 2024年7月30日."""
    if value is None:
        return ""
    if isinstance(value, date):
        return day_text(value)
    if not isinstance(value, Decimal):
        return value
    if kind is Kind.RATE:
        return _rounded(value * 100) + "%"
    return _rounded(value / MONEY_UNITS.get(money, Decimal(1)) if kind is Kind.MONEY else value)


def _rounded(value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_EXACT_PLACES:
        value = value.quantize(_SHOWN_PLACES, ROUND_HALF_UP)
    return plain_decimal(value)


def points_text(points: Decimal | None, written: str) -> str:
    """Points of an indicator: as written if that is what they were read from."""
    if points is None or (written and read_value(written, Kind.POINTS) == (State.GIVEN, points)):
        return written
    return plain_decimal(points)
