"""Which cells of the workbook are computed, by what formula, and whether that is what was filed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from zhunsheng.kernel.facts import Fact, Kind, State
from zhunsheng.kernel.form import FormTable
from zhunsheng.kernel.report import Report
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.press.xlsx_formulas import result_of, rounded, sheet_formula
from zhunsheng.press.xlsx_layout import Layout
from zhunsheng.rulebook.facts import kind_of

_TOTALS = {"score.weight_total": ("weight", "funds.weight"), "score.total": ("score", "funds.score")}
"""Total → the column of the indicators and the fact that make it up."""
_EXECUTION_RATE = "funds.execution_rate"
_DECIMALS = re.compile(r"\.(\d+)%?$")
_SUM_DECIMALS = 4


@dataclass(slots=True, frozen=True)
class Computed:
    formula: str
    result: Decimal | None
    decimals: int
    percent: bool
    agrees: bool
    """Whether the formula gives what was filed; in a blank form it always may stand."""


def computed_cells(
    layouts: list[Layout], layout: Layout, report: Report | None, scheme: Scheme | None
) -> dict[str, Computed]:
    """Fact key → its formula, for the cells of one sheet."""
    addresses = _addresses(layouts, layout)
    facts = report.facts if report is not None else {}
    found = {}
    for key, formula in _formulas(layout.table, scheme).items():
        fact = facts.get(key)
        decimals, percent = _decimals(key, fact)
        text = sheet_formula(formula, addresses, decimals)
        if text is not None and key in layout.addresses:
            found[key] = _computed(
                text, result_of(formula, facts, decimals), decimals, percent, fact, layout.table, key
            )
    for key in _TOTALS.keys() & layout.addresses.keys() - found.keys():
        text = _sum(key, layout)
        if text is not None:
            decimals, _ = _decimals(key, facts.get(key), default=0)
            result = _total(key, layout, report)
            decimals = max(decimals, _places(result))
            found[key] = _computed(text, result, decimals, False, facts.get(key), layout.table, key)
    return found


def _computed(
    text: str,
    result: Decimal | None,
    decimals: int,
    percent: bool,
    fact: Fact | None,
    table: FormTable,
    key: str,
) -> Computed:
    if fact is None:
        agrees = key not in table.fixed
    elif fact.state is State.BLANK:
        agrees = result is None
    else:
        agrees = fact.state is State.GIVEN and result is not None and fact.value == result
    return Computed(text, result, decimals, percent, agrees)


def _formulas(table: FormTable, scheme: Scheme | None) -> dict[str, str]:
    found = dict(table.computed)
    if scheme is not None:
        found.setdefault(_EXECUTION_RATE, scheme.scoring.execution_formula)
    return found


def _addresses(layouts: list[Layout], own: Layout) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for layout in (own, *layouts):
        prefix = "" if layout is own else f"'{layout.name}'!"
        for key, cell in layout.addresses.items():
            found.setdefault(key, prefix + cell)
    return found


def _decimals(key: str, fact: Fact | None, default: int = 2) -> tuple[int, bool]:
    """Places after the point of the value as it is shown, and whether it is shown as a percentage."""
    percent = kind_of(key) is Kind.RATE
    text = fact.text if fact is not None and fact.state is State.GIVEN else ""
    if not text:
        return default + (2 if percent else 0), percent
    match = _DECIMALS.search(text)
    places = len(match[1]) if match is not None else 0
    percent = text.endswith(("%", "％"))
    return places + (2 if percent else 0), percent


def _sum(key: str, layout: Layout) -> str | None:
    column, other = _TOTALS[key]
    cells = [cell for cell in (layout.range_of(column), layout.addresses.get(other)) if cell is not None]
    if layout.range_of(column) is None:
        return None
    listed = ",".join(cells)
    return f'=IF(COUNT({listed})=0,"",ROUND(SUM({listed}),{_SUM_DECIMALS}))'


def _total(key: str, layout: Layout, report: Report | None) -> Decimal | None:
    """The sum of what the sheet holds as numbers."""
    if report is None:
        return None
    column, other = _TOTALS[key]
    values = [getattr(indicator, column) for indicator in report.indicators]
    values.append(report.number(other) if other in layout.addresses else None)
    given = [value for value in values if value is not None]
    return rounded(sum(given, Decimal(0)), _SUM_DECIMALS) if given else None


def _places(value: Decimal | None) -> int:
    exponent = value.normalize().as_tuple().exponent if value is not None else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0
