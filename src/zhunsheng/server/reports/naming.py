"""What people call a cell: “群众满意度”的得分, 全年执行数, 七、存在的问题及原因分析."""

from __future__ import annotations

from zhunsheng.server.reports.content import ROW_CELL, Content
from zhunsheng.server.reports.schemes import FormSheet

COLUMN_WORDS = {
    "name": "的名称",
    "direction": "的指标性质",
    "target_value": "的指标值",
    "unit": "的度量单位",
    "target": "的年度指标值",
    "actual": "的实际完成值",
    "weight": "的分值",
    "score": "的自评得分",
    "reason": "的偏差原因分析及改进措施",
}


def cell_name(cell: str, content: Content, sheet: FormSheet) -> str:
    """Empty for the report as a whole."""
    row = ROW_CELL.match(cell)
    if row is None:
        return sheet.label(cell) if cell else ""
    name = content.text(f"{row[1]}.name") or "未命名指标"
    return f"“{name}”{COLUMN_WORDS.get(row[2], '')}"
