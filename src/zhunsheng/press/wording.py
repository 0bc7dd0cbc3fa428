"""The printed words of a form: years in labels, lines around a table."""

from __future__ import annotations

import re
from collections.abc import Callable

from zhunsheng.kernel.form import Line

_YEAR = re.compile(r"\{year(?:([+-])(\d+))?\}(年?)(?=(.?.?[预决]算)?)")
_FACT = re.compile(r"\{([^{}]+)\}")
_GAP = re.compile(r"(?<=\})[ \u3000]+")
ROOM = "　　"
"""Room to write a figure."""


def with_year(text: str, year: int | None) -> str:
    """{year} in figures. Where the year is unknown: 上年决算数, 本年预算数, else room to write it."""

    def replace(match: re.Match[str]) -> str:
        shift = int(match[2] or 0) * (-1 if match[1] == "-" else 1)
        if year is not None:
            return f"{year + shift}{match[3]}"
        if match[3] and match[4] and shift in (0, -1):
            return "上年" if shift else "本年"
        return ROOM + match[3]

    return _YEAR.sub(replace, text) if "{year" in text else text


def with_facts(text: str, value: Callable[[str], str]) -> str:
    """{fact} replaced by its text."""
    return _FACT.sub(lambda match: value(match[1]), text)


def fact_keys(text: str) -> list[str]:
    return _FACT.findall(text)


def line_rows(line: Line, year: int | None) -> list[list[str]]:
    """The lines of a text around a table, each cut where the form leaves a gap between two entries."""
    rows = (_GAP.split(row) for row in line.text.split("\n") if row)
    return [[with_year(part, year) for part in row] for row in rows]
