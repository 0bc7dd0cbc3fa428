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
from zhunsheng.press.values import fact_text
from zhunsheng.press.xlsx_formulas import result_of, rounded, sheet_formula
from zhunsheng.press.xlsx_layout import Layout
from zhunsheng.press.xlsx_values import cell_value
from zhunsheng.rulebook.facts import kind_of

_TOTALS = {"score.weight_total": ("weight", "funds.weight"), "score.total": ("score", "funds.score")}
"""Total → the column of the indicators and the fact that make it up."""
_EXECUTION_RATE = "funds.execution_rate"
_DECIMALS = re.compile(r"\.(\d+)%?$")
_USUAL_DECIMALS = 2
_SUM_DECIMALS = 4


@dataclass(slots=True, frozen=True)
class Computed:
    formula: str
    result: Decimal | None
    format: str
    agrees: bool
    """Whether the formula shows what was filed; in a blank form it always may stand."""


def computed_cells(
    layouts: list[Layout], layout: Layout, report: Report | None, scheme: Scheme | None
) -> dict[str, Computed]:
    """Fact key → its formula, for the cells of one sheet."""
    addresses = _addresses(layouts, layout)
    facts = report.facts if report is not None else {}
    found = {}
    for key, formula in _formulas(layout.table, scheme).items():
        decimals = _decimals(key, facts.get(key))
        text = sheet_formula(formula, addresses, decimals)
        if text is not None and key in layout.addresses:
            found[key] = _computed(
                key, text, result_of(formula, facts, decimals), facts.get(key), layout.table
            )
    for key in _TOTALS.keys() & layout.addresses.keys() - found.keys():
        text = _sum(key, layout)
        if text is not None:
            found[key] = _computed(key, text, _total(key, layout, report), facts.get(key), layout.table)
    return found


def _computed(
    key: str, formula: str, result: Decimal | None, fact: Fact | None, table: FormTable
) -> Computed:
    filed = cell_value(fact_text(fact, key, table), kind_of(key))
    if fact is None:
        agrees = key not in table.fixed
    elif fact.state is State.BLANK:
        agrees = result is None
    else:
        agrees = result is not None and filed.value == result
    return Computed(formula, result, filed.format, agrees)


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


def _decimals(key: str, fact: Fact | None) -> int:
    """Places after the point the value is rounded to: those of what was filed."""
    text = fact.text if fact is not None and fact.state is State.GIVEN else ""
    match = _DECIMALS.search(text)
    places = _USUAL_DECIMALS if not text else len(match[1]) if match is not None else 0
    return places + (2 if kind_of(key) is Kind.RATE else 0)


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
