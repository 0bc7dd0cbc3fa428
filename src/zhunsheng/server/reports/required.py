"""What no report can do without (必填, F17). A blank here is not zero, so nothing is computed from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhunsheng.kernel.facts import State
from zhunsheng.rulebook.office_rules import REQUIRED_COLUMNS, REQUIRED_KEYS
from zhunsheng.server.reports.assessment import Assessment
from zhunsheng.server.reports.content import Content
from zhunsheng.server.reports.schemes import FormSheet


@dataclass(slots=True, frozen=True)
class Missing:
    cell: str
    message: str


def missing_cells(content: Content, assessment: Assessment, sheet: FormSheet) -> Iterator[Missing]:
    for key in REQUIRED_KEYS:
        if key in sheet.typed_keys and assessment.report.state(key) in (State.BLANK, State.UNREADABLE):
            text = content.text(key)
            what = f"填的是“{text[:20]}”，读不出数" if text else "还没有填"
            yield Missing(key, f"“{sheet.label(key)}”{what}。")
    if sheet.indicator_table is not None and not assessment.rows:
        first = content.rows[0].id if content.rows else "r1"
        yield Missing(f"{first}.name", "绩效指标一项都还没有填。")
    for row in assessment.rows:
        yield from _missing_columns(row, content, sheet)


def _missing_columns(row: str, content: Content, sheet: FormSheet) -> Iterator[Missing]:
    name = content.text(f"{row}.name")[:20] or "未命名指标"
    for column in sheet.indicator_columns:
        cell = f"{row}.{column}"
        if column in REQUIRED_COLUMNS and not content.text(cell):
            yield Missing(cell, f"指标“{name}”的{REQUIRED_COLUMNS[column]}还没有填。")
