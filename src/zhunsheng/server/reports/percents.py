"""Percents as Excel hands them over (0.98 for 98%): asked once when they are typed or pasted, a column at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhunsheng.kernel.targets import read_target
from zhunsheng.server.reports.assessment import Assessment
from zhunsheng.server.reports.content import ROW_CELL, Content
from zhunsheng.server.reports.fixes import Fix, as_percent

_PERCENT = "%"


@dataclass(slots=True, frozen=True)
class Question:
    """What a save asks at the first of the cells; the answer puts all of them right."""

    text: str
    answer: str
    fixes: list[Fix]


def percent_questions(changed: Iterable[str], content: Content, assessment: Assessment) -> list[Question]:
    """One question a column, of the cells just changed."""
    columns: dict[str, list[Fix]] = {}
    for cell in changed:
        match = ROW_CELL.match(cell)
        percent = _percent_of(match[1], match[2], content, assessment) if match is not None else ""
        if match is not None and percent:
            columns.setdefault(match[2], []).append(Fix(f"改为 {percent}", cell, percent))
    return [_question(fixes, content) for fixes in columns.values()]


def _percent_of(row: str, column: str, content: Content, assessment: Assessment) -> str:
    """What the cell's text is as a percent; empty where it is no share or no percent is wanted."""
    text = content.text(f"{row}.{column}")
    if column == "target_value" and content.text(f"{row}.unit") == _PERCENT:
        return as_percent(text).removesuffix(_PERCENT)  # the sign stands in a column of its own
    if column == "actual" and row in assessment.rows:
        target = read_target(assessment.report.indicators[assessment.rows.index(row)].target)
        wants_more = target.unit == _PERCENT and target.value is not None and target.value > 1
        return as_percent(text) if wants_more else ""
    return ""


def _question(fixes: list[Fix], content: Content) -> Question:
    first = fixes[0]
    shown = content.text(first.cell)
    as_shown = first.text if first.text.endswith(_PERCENT) else f"{first.text}{_PERCENT}"
    if len(fixes) == 1:
        return Question(f"{shown} 是不是 {as_shown}？", f"改为 {first.text}", fixes)
    return Question(f"{shown} 是不是 {as_shown}？这一列有 {len(fixes)} 格这样", f"{len(fixes)} 格都改", fixes)
