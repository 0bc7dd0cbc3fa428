"""计划表 as a workbook, to put before the meeting or to send out."""

from __future__ import annotations

from datetime import date

from zhunsheng.press.xlsx_list import list_xlsx
from zhunsheng.server.inspections.plans.facts import PlannedLine, compare
from zhunsheng.server.inspections.plans.models import PlanVersion

_COLUMNS = (
    ("序号", 5.0),
    ("安排", 10.0),
    ("计划对象", 34.0),
    ("类型", 8.0),
    ("主题", 14.0),
    ("情况", 12.0),
    ("轮次", 14.0),
    ("进驻", 12.0),
)


def plan_workbook(version: PlanVersion, today: date) -> tuple[str, bytes]:
    """Name and content of the file."""
    plan, found = version.plan, compare(version, today)
    rows = [
        (str(number), line.planned.slot_name, *_cells(line))
        for number, line in enumerate(found.lines, start=1)
    ]
    state = (
        f"{version.approved_on} {version.approved_by}批准" if version.approved_on is not None else "待批准"
    )
    said = f"第 {version.number} 版，{state}；计划对象 {len(found.lines)} 个，{today} 已巡察 {len(found.done)} 个。"
    titles, widths = zip(*_COLUMNS, strict=True)
    return f"{plan.name}.xlsx", list_xlsx(plan.name, said, titles, rows, widths, sheet_name="计划")


def _cells(line: PlannedLine) -> tuple[str, ...]:
    planned, inspectee = line.planned, line.inspectee
    theme = planned.theme.name if planned.theme is not None else ""
    entered = inspectee.round.entered_on if inspectee is not None else None
    return (
        planned.name,
        planned.get_kind_display(),
        theme,
        line.state,
        inspectee.round.name if inspectee is not None else "",
        entered.isoformat() if entered is not None else "",
    )
