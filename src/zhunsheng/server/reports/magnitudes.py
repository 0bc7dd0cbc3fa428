"""Amounts typed in 元 where the table is in 万元 (量级): asked at the cell, put right with one click."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.numerals import MONEY_UNITS, plain_decimal, read_value
from zhunsheng.press.values import value_text
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.rulebook.office_rules import L18
from zhunsheng.server.reports.content import Content
from zhunsheng.server.reports.findings import Shown
from zhunsheng.server.reports.fixes import Fix
from zhunsheng.server.reports.schemes import FormSheet, rulebook

TIMES = Decimal(5000)
"""An amount in 元 stands at 10 000 times the one in 万元; half of that, for it may have halved since last year."""
LEAST = Decimal(1000)
"""万元 from which it may be an amount in 元: 1000 元 are 0.1 万元, and less is hardly ever a figure of its own."""
_MANY = 1 / MONEY_UNITS["元"]
_SAME_MATTER = (("prior", "budget", "final"), ("initial", "full_year", "executed"))
"""Figures of one matter that are of one order: those of three years; budgeted, adjusted, spent."""


def magnitude_findings(
    content: Content, sheet: FormSheet, locked: set[str], last_year: Callable[[], Mapping[str, str]]
) -> list[Shown]:
    """L18. Last year's report is read only where an amount is large enough to ask."""
    suspects = {
        cell: amount
        for cell, text in content.filled()
        if cell not in locked
        and (amount := _amount(cell, text)) is not None
        and amount >= LEAST
        and sheet.money_of(cell) == "万元"
    }
    before = last_year() if suspects else {}
    return [
        _question(cell, amount, name, times, content, sheet)
        for cell, amount in suspects.items()
        for name, times in _far_below(cell, amount, before, content, sheet)
    ]


def _amount(cell: str, text: str) -> Decimal | None:
    if kind_of(cell) is not Kind.MONEY:
        return None
    _, value = read_value(text, Kind.MONEY)
    return value if isinstance(value, Decimal) else None


def _far_below(
    cell: str, amount: Decimal, last_year: Mapping[str, str], content: Content, sheet: FormSheet
) -> Iterator[tuple[str, Decimal]]:
    """The first figure of the same matter it is so many times of: its name, and how many times."""
    others = [(f"上年的 {last_year[cell]}", last_year[cell])] if cell in last_year else []
    stem, _, suffix = cell.rpartition(".")
    for group in _SAME_MATTER:
        if suffix in group:
            keys = [f"{stem}.{other}" for other in group if other != suffix]
            others += [(f"“{sheet.label(key)}”{content.text(key)}", content.text(key)) for key in keys]
    for name, text in others:
        other = _amount(cell, text)
        if other is not None and other > 0 and amount >= other * TIMES:
            yield name, amount / other
            return


def _question(
    cell: str, amount: Decimal, other: str, times: Decimal, content: Content, sheet: FormSheet
) -> Shown:
    whole = plain_decimal(times.quantize(Decimal(1), ROUND_HALF_UP))
    return Shown(
        id=f"{L18.code}|{cell}"[:120],
        code=L18.code,
        severity=L18.severity.value,
        label=L18.severity.label,
        place=sheet.label(cell),
        message=(
            f"“{sheet.label(cell)}”{content.text(cell)} 是{other} 的 {whole} 倍，"
            "是否误填成“元”？本栏单位是万元。"
        ),
        hint="误填成元的点“÷10000”；确实是这么多的不用改。",
        basis=rulebook().cite(L18.basis),
        cells=[cell],
        fixes=[Fix("÷10000", cell, value_text(amount / _MANY, Kind.MONEY))],
        question="是否误填成“元”？本栏单位是万元",
    )
