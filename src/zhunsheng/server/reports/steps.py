"""The steps of filling (填报步骤), and which step each cell is on."""

from __future__ import annotations

from dataclasses import dataclass

from zhunsheng.kernel.findings import Severity
from zhunsheng.server.reports.content import ROW_CELL
from zhunsheng.server.reports.findings import Shown
from zhunsheng.server.reports.schemes import FormSheet

BASIC, BUDGET, BASE, SELF, TEXT, EVIDENCE, CHECK = (
    "basic",
    "budget",
    "base",
    "self",
    "text",
    "evidence",
    "check",
)
_TITLES = {
    BASIC: "基本情况",
    BUDGET: "预算收支",
    BASE: "基础数据表",
    SELF: "自评表",
    TEXT: "报告正文",
    EVIDENCE: "佐证材料",
    CHECK: "核对报送",
}
_NUMERALS = "①②③④⑤⑥⑦"
_BASIC_FIELDS = ("staffing.quota", "staffing.actual", "staffing.retired")


@dataclass(slots=True, frozen=True)
class Step:
    id: str
    title: str
    numeral: str


def steps_of(sheet: FormSheet) -> list[Step]:
    """The steps a scheme has; a project's form has neither base table nor text."""
    has = {
        BASIC: True,
        BUDGET: bool(budget_cells(sheet)),
        BASE: any(not table.indicator_columns for table in sheet.form.tables),
        SELF: sheet.indicator_table is not None,
        TEXT: bool(sheet.sections),
        EVIDENCE: True,
        CHECK: True,
    }
    ids = [step for step in _TITLES if has[step]]
    return [Step(step, _TITLES[step], _NUMERALS[at]) for at, step in enumerate(ids)]


def basic_cells(sheet: FormSheet) -> list[str]:
    """Staffing, then who fills the tables and when."""
    filing = [key for key in sheet.form.keys if key.startswith("filing.")]
    return [key for key in (*_BASIC_FIELDS, *filing) if key in sheet.typed_keys]


def budget_cells(sheet: FormSheet) -> list[str]:
    """Figures only the text states: opening, income, expenditure, closing."""
    return [key for key in sheet.narrative_keys if key not in _BASIC_FIELDS]


def step_of_cell(cell: str, sheet: FormSheet) -> str:
    if ROW_CELL.match(cell):
        return SELF
    if cell.startswith("section."):
        return TEXT
    if cell in budget_cells(sheet):
        return BUDGET
    indicators = sheet.indicator_table
    if indicators is not None and cell in indicators.keys:
        return SELF
    if cell in basic_cells(sheet) and cell not in sheet.places:
        return BASIC
    return BASE if any(not table.indicator_columns for table in sheet.form.tables) else SELF


def errors_by_step(findings: list[Shown], sheet: FormSheet) -> dict[str, int]:
    """How many 必须改 wait on each step."""
    found: dict[str, int] = {}
    for finding in findings:
        if finding.severity == Severity.ERROR and finding.cells:
            step = step_of_cell(finding.cells[0], sheet)
            found[step] = found.get(step, 0) + 1
    return found
