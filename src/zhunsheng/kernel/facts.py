"""A fact (数据项): one value of a report, how it was given and where it stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from zhunsheng.kernel.places import Place


class State(StrEnum):
    """How a cell was filled. Blank, not applicable and zero are three different things."""

    GIVEN = "given"
    BLANK = "blank"
    NOT_APPLICABLE = "not_applicable"
    UNREADABLE = "unreadable"


class Kind(StrEnum):
    """What a fact measures; decides how its text is read and how it is shown."""

    MONEY = "money"
    """万元"""
    RATE = "rate"
    """A ratio: 84.62% is 0.8462."""
    COUNT = "count"
    POINTS = "points"
    """分"""
    AREA = "area"
    """㎡"""
    DATE = "date"
    YEAR = "year"
    TEXT = "text"


# For what runs on every cell: in Python 3.11 State.GIVEN takes ten times as long as a name of its own.
GIVEN, BLANK, NOT_APPLICABLE, UNREADABLE = State
MONEY, RATE, TEXT = Kind.MONEY, Kind.RATE, Kind.TEXT

Value = Decimal | date | str | None


@dataclass(slots=True)
class Fact:
    """`value` is None unless the state is given; `text` is what was written, trimmed."""

    value: Value
    state: State
    text: str = ""
    place: Place | None = None

    @property
    def number(self) -> Decimal | None:
        """The value if it is a number, else None."""
        return self.value if isinstance(self.value, Decimal) else None


def given(value: Value, text: str | None = None, place: Place | None = None) -> Fact:
    """A filled fact; its text is the value's own unless said otherwise."""
    return Fact(value, State.GIVEN, str(value) if text is None else text, place)


def blank(place: Place | None = None) -> Fact:
    return Fact(None, State.BLANK, "", place)


def not_applicable(text: str = "——", place: Place | None = None) -> Fact:
    return Fact(None, State.NOT_APPLICABLE, text, place)
