"""The rows of the three-level indicators, grouped under merged class cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhunsheng.kernel.form import FormTable
from zhunsheng.kernel.report import Indicator
from zhunsheng.press.classes import ClassGroup, PartGroup, grouped
from zhunsheng.press.filling import Filling
from zhunsheng.press.fitting import alignment, balanced, room_of
from zhunsheng.press.plans import RowPlan
from zhunsheng.press.tree import Align, Cell, Kind, Row
from zhunsheng.press.values import points_text

_LEVELS = ("level1", "level2")
_POINTS = ("weight", "score")


def indicator_rows(
    plan: RowPlan, table: FormTable, filling: Filling, widths: Sequence[float]
) -> Iterator[Row]:
    """One row an indicator; a class without any has `filling.spare` empty ones. `widths` in millimetres."""
    indicators = filling.report.indicators if filling.report is not None else []
    rooms = {cell.field: room_of(cell, widths) for cell in plan.cells if cell.field in _LEVELS}
    for group in grouped(indicators, table.classes, table.synonyms) or [
        ClassGroup("", parts=[PartGroup("")])
    ]:
        texts: dict[str, str | None] = {
            "level1": _class_text(group.name, _points(group, filling), rooms.get("level1"))
        }
        for part in group.parts:
            texts["level2"] = _class_text(part.name, _given_points(part.name, filling), rooms.get("level2"))
            for number in part.members or [-1] * filling.spare:
                indicator = indicators[number] if number >= 0 else None
                yield Row(tuple(_cell(cell, texts, indicator) for cell in plan.cells), indicator=number)
                texts = {"level1": None, "level2": None}


def _cell(place: Cell, texts: dict[str, str | None], indicator: Indicator | None) -> Cell:
    field = place.field
    if not field:
        return place
    if field in _LEVELS:
        text = texts[field]
        kind = Kind.VALUE if text == "" else Kind.LABEL
        return Cell(
            place.column, place.span, text or "", kind, Align.CENTER, 0, (), field, 0 if text is None else 1
        )
    text = "" if indicator is None else indicator_text(indicator, field)
    return Cell(place.column, place.span, text, Kind.VALUE, alignment(text), 0, (), field)


def indicator_text(indicator: Indicator, field: str) -> str:
    """What stands in one column of an indicator."""
    if field in _POINTS:
        return points_text(getattr(indicator, field), getattr(indicator, f"{field}_text"))
    text: str = getattr(indicator, field)
    if field == "target_value" and not text:
        return indicator.target
    return text


def _points(group: ClassGroup, filling: Filling) -> str:
    """The points printed beside a class: the report's own; in the blank form the form's."""
    if filling.report is None:
        return "" if group.points is None else str(group.points)
    return _given_points(group.name, filling)


def _given_points(name: str, filling: Filling) -> str:
    return filling.figure(f"score.class.{name}")


def _class_text(name: str, points: str, room: int | None) -> str:
    text = balanced(name, room) if room else name
    return f"{text}\n（{points}分）" if points else text
