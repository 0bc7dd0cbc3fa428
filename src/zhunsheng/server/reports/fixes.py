"""One-click fixes (一键修正): adopt a computed score, fill a difference, mend a notation.

None writes a reason, and none fits an actual value to its target.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zhunsheng.kernel.findings import Finding
from zhunsheng.kernel.numerals import plain_decimal, read_quantity
from zhunsheng.kernel.targets import read_target
from zhunsheng.server.reports.assessment import Assessment
from zhunsheng.server.reports.content import ROW_CELL
from zhunsheng.server.reports.schemes import FormSheet


@dataclass(slots=True, frozen=True)
class Fix:
    label: str
    cell: str
    text: str


def fixes_for(finding: Finding, cells: list[str], assessment: Assessment, sheet: FormSheet) -> list[Fix]:
    build = _FIXES.get(finding.code)
    found = build(cells, assessment) if build is not None else []
    return [fix for fix in found if sheet.is_cell(fix.cell)]


def _adopt_computed_score(cells: list[str], assessment: Assessment) -> list[Fix]:
    fixes = []
    for row in _rows(cells):
        line = next(
            (x for x in assessment.scorecard.lines if x.indicator == assessment.rows.index(row)), None
        )
        if line is not None and line.computed is not None and line.computed != line.filed:
            points = plain_decimal(line.computed)
            fixes.append(Fix(f"采用测算分 {points}", f"{row}.score", points))
    return fixes


def _fill_adjustment(cells: list[str], assessment: Assessment) -> list[Fix]:
    """部门基本支出预算调整 = 全年预算数 − 年初预算数, where all of the money is basic expenditure."""
    report = assessment.report
    initial, full = report.number("funds.initial"), report.number("funds.full_year")
    cell = next((cell for cell in cells if cell.startswith("basic_adjustment.")), "")
    if not cell or initial is None or full is None or report.number("funds.project"):
        return []
    difference = plain_decimal(full - initial)
    return [Fix(f"填入 {difference}", cell, difference)]


def _add_unit(cells: list[str], assessment: Assessment) -> list[Fix]:
    """98 → 98%, 3 → 3轮, 0.98 → 98%, as the target has it."""
    fixes = []
    for row in _rows(cells):
        indicator = assessment.report.indicators[assessment.rows.index(row)]
        target, actual = read_target(indicator.target), read_quantity(indicator.actual)
        unit = target.unit
        if unit and actual is not None and not actual.unit:
            text = as_percent(indicator.actual) if unit == "%" and (target.value or 0) > 1 else ""
            text = text or f"{plain_decimal(actual.number)}{unit}"
            fixes.append(Fix(f"改为 {text}", f"{row}.actual", text))
    return fixes


def as_percent(text: str) -> str:
    """0.98 → 98%, 1 → 100%; empty for a number with a unit, a zero, and what is above one."""
    quantity = read_quantity(text)
    if quantity is None or quantity.unit or not 0 < quantity.number <= 1:
        return ""
    return f"{plain_decimal(quantity.number * Decimal(100))}%"


def _rows(cells: list[str]) -> list[str]:
    return list(dict.fromkeys(match[1] for cell in cells if (match := ROW_CELL.match(cell))))


_FIXES = {
    "S01": _adopt_computed_score,
    "S08": _adopt_computed_score,
    "A05": _adopt_computed_score,
    "F04": _fill_adjustment,
    "L01": _fill_adjustment,
    "S07": _add_unit,
}
