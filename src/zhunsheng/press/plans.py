"""What of a form table is the same in every report of a year: worded labels, and where facts go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from zhunsheng.kernel.facts import Kind as FactKind
from zhunsheng.kernel.form import FormCell, FormRow, FormTable
from zhunsheng.kernel.labels import read_label
from zhunsheng.press.fitting import balanced, fitted_widths, floor_of, millimetres, room_of, text_width
from zhunsheng.press.official import text_box
from zhunsheng.press.tree import Align, Cell, Kind
from zhunsheng.press.wording import with_year
from zhunsheng.rulebook.facts import kind_of

_PROMPT = re.compile(r"\s*[（(][^（）()]*一行[^（）()]*[)）]")
"""A hint of the blank form such as （一个专项一行）: it has no business in a filled one."""
_ELLIPSIS = re.compile(r"[\s.…。·]+")
_BLANKS = " \u3000"


@dataclass(slots=True)
class RowPlan:
    """A row of the form with its labels worded; `slots` are the cells with facts in them."""

    cells: tuple[Cell, ...]
    slots: tuple[int, ...]
    fields: tuple[str, ...] = ()
    """Columns of the indicators, on the row that stands for all of them."""
    head: bool = False
    label: int = -1
    """The cell that labels the values; -1 where the label stands above."""
    stem: str = ""
    """Of the facts of rows that follow this one, each under a label of its own."""
    numbered: str = ""
    """Owner of the facts (goal) of rows that follow with a number in their label."""
    placeholder: bool = False
    """Printed as “……”: a hint that rows may be added."""

    @property
    def keys(self) -> list[str]:
        return [key for slot in self.slots for key in self.cells[slot].keys]


@dataclass(slots=True)
class Plan:
    table: FormTable
    rows: list[RowPlan]
    widths: tuple[float, ...] = ()
    """Of the columns, in millimetres on paper."""
    landscape: bool = False
    """As the form says; and where upright its columns would be too narrow for what they hold."""


_plans: dict[tuple[int, int | None, bool], Plan] = {}
_MOST_PLANS = 500


def plan_of(table: FormTable, year: int | None, blank: bool) -> Plan:
    """Worked out once a table and year. The plan holds on to the table, so that its id stays its own."""
    key = (id(table), year, blank)
    plan = _plans.get(key)
    if plan is None:
        if len(_plans) >= _MOST_PLANS:
            _plans.clear()
        plan = _plans[key] = _plan(table, year, blank)
    return plan


def _plan(table: FormTable, year: int | None, blank: bool) -> Plan:
    indented = _indented_columns(table)
    plan = Plan(table, [_row_plan(row, table, year, blank, indented) for row in table.rows])
    _set_columns(plan)
    for row_plan in plan.rows:
        row_plan.cells = tuple(_even(cell, plan.widths) for cell in row_plan.cells)
    _mark_sides(plan)
    _mark_repeats(plan)
    _mark_numbered(plan)
    return plan


def _row_plan(
    row: FormRow, table: FormTable, year: int | None, blank: bool, indented: frozenset[int]
) -> RowPlan:
    head = _is_head(row)
    drop_prompts = not blank and any(read_label(cell.label_text).key in table.repeat for cell in row.cells)
    cells = []
    for form_cell in row.cells:
        text = with_year(form_cell.text, year)
        left = form_cell.column in indented and _holds_values(row)
        cells.append(_cell(form_cell, _PROMPT.sub("", text) if drop_prompts else text, head, left))
    slots = tuple(i for i, cell in enumerate(cells) if cell.keys)
    placeholder = any(cell.kind is Kind.LABEL and _ELLIPSIS.fullmatch(cell.text) for cell in cells)
    return RowPlan(
        tuple(cells), slots, row.indicator_columns, head, _label(cells, slots), placeholder=placeholder
    )


def _cell(form_cell: FormCell, text: str, head: bool, left: bool) -> Cell:
    column, span, keys = form_cell.column, form_cell.span, form_cell.keys
    if form_cell.continued:
        return Cell(column, span, "", Kind.LABEL, rows=0)
    if form_cell.is_value:
        return Cell(column, span, text, Kind.VALUE, keys=keys)
    if not form_cell.label:
        field = text[1:-1] if text.startswith("{") else ""
        return Cell(column, span, "" if field else text.strip(), Kind.EMPTY, field=field)
    bare = text.lstrip(_BLANKS)
    indent = text_width(text[: len(text) - len(bare)])
    left = left or indent > 0 or bare.rstrip().endswith(("：", "}"))
    kind = Kind.MIXED if keys else Kind.HEAD if head and not left else Kind.LABEL
    return Cell(column, span, bare, kind, Align.LEFT if left else Align.CENTER, indent, keys)


def _even(cell: Cell, widths: tuple[float, ...]) -> Cell:
    """A label in the middle of its cell that needs several lines, broken by sense."""
    if cell.keys or not cell.text or cell.align is Align.LEFT:
        return cell
    text = balanced(cell.text, room_of(cell, widths))
    return cell if text == cell.text else cell._replace(text=text)


def _is_head(row: FormRow) -> bool:
    """A row of several labels and no room for a value names the columns below it."""
    labels = [cell for cell in row.cells if cell.label]
    return (
        len(labels) > 1 and not _holds_values(row) and not any(c.text.rstrip().endswith("}") for c in labels)
    )


def _holds_values(row: FormRow) -> bool:
    return any(cell.is_value for cell in row.cells)


def _indented_columns(table: FormTable) -> frozenset[int]:
    """Columns with a tree of labels, the lower ones set in: there every label starts at the left."""
    return frozenset(
        cell.column
        for row in table.rows
        for cell in row.cells
        if cell.label and not cell.keys and cell.text[0] in _BLANKS
    )


def _label(cells: list[Cell], slots: tuple[int, ...]) -> int:
    first = next((slot for slot in slots if cells[slot].kind is Kind.VALUE), 0)
    before = cells[first - 1] if first else None
    return first - 1 if before is not None and before.kind is Kind.LABEL and before.rows else -1


def _mark_sides(plan: Plan) -> None:
    """A heading that goes on beside the rows below it labels those rows, no column."""
    for row, below in pairwise(plan.rows):
        covered = {cell.column for cell in below.cells if not cell.rows}
        row.cells = tuple(
            cell._replace(kind=Kind.LABEL) if cell.kind is Kind.HEAD and cell.column in covered else cell
            for cell in row.cells
        )


def _mark_repeats(plan: Plan) -> None:
    """The rows of a stem follow the last row that holds its facts, else the row so labelled."""
    for label, stem in plan.table.repeat.items():
        holders = [row for row in plan.rows if any(_holds(row, slot, stem) for slot in row.slots)]
        named = [
            row for row in plan.rows if row.label >= 0 and read_label(row.cells[row.label].text).key == label
        ]
        for row in (holders or named)[-1:]:
            row.stem = stem


def _holds(row: RowPlan, slot: int, stem: str) -> bool:
    cell = row.cells[slot]
    return cell.kind is Kind.VALUE and any(key.startswith(stem + ".") for key in cell.keys)


def _mark_numbered(plan: Plan) -> None:
    for stem in plan.table.numbered.values():
        for row in plan.rows:
            if stem in row.keys:
                row.numbered = stem.partition(".")[0]


# --- columns ------------------------------------------------------------------------------------------

_MOST_LACKING = 12.0
"""Millimetres short of what the columns want, at which the page is turned."""
_FIGURES = {FactKind.RATE: 7, FactKind.MONEY: 8, FactKind.POINTS: 5, FactKind.COUNT: 5, FactKind.AREA: 8}
"""Half-width characters of a figure that should stay on one line: 100.00%."""
_FIELDS = {"level1": 8, "level2": 6, "weight": 4, "score": 5}
"""The same for columns of the indicators; a class has its points beside it: （50分）."""
_FREE_TEXT = {"name": 11, "target": 8, "actual": 8, "reason": 14}
"""Columns of the indicators that don't give away more than what leaves so many characters."""


def _set_columns(plan: Plan) -> None:
    plan.landscape = plan.table.landscape
    plan.widths, lacking = _widths(plan)
    if not plan.landscape and lacking > _MOST_LACKING:
        plan.landscape = True
        plan.widths, _ = _widths(plan)


def _widths(plan: Plan) -> tuple[tuple[float, ...], float]:
    """The form's widths, mended where a label of a tree or a figure would break for a millimetre; and how
    many millimetres are lacking all the same."""
    total, whole = text_box(plan.landscape)[0], sum(plan.table.widths)
    widths = [width * total / whole for width in plan.table.widths]
    wants, floors = [0.0] * len(widths), [0.0] * len(widths)
    for cell in (cell for row in plan.rows for cell in row.cells if cell.span == 1 and cell.rows):
        at = cell.column
        wants[at] = max(wants[at], _wanted(cell))
        if cell.text and not cell.keys:
            floors[at] = max(floors[at], floor_of(cell.text, widths[at]))
        elif cell.field in _FREE_TEXT:
            floors[at] = max(floors[at], millimetres(_FREE_TEXT[cell.field]))
    fitted = fitted_widths(widths, wants, floors)
    lacking = sum(max(0.0, want - width) for want, width in zip(wants, fitted, strict=True))
    return tuple(round(width, 2) for width in fitted), lacking


def _wanted(cell: Cell) -> float:
    if cell.kind in (Kind.LABEL, Kind.HEAD) and (cell.align is Align.LEFT or "\n" in cell.text):
        lines = [line for line in cell.text.split("\n") if not line.startswith("（")] or [cell.text]
        return max(millimetres(cell.indent + text_width(line)) for line in lines)
    if cell.kind is Kind.VALUE:
        return max(
            (millimetres(_FIGURES[kind]) for key in cell.keys if (kind := kind_of(key)) in _FIGURES),
            default=0.0,
        )
    return millimetres(_FIELDS[cell.field]) if cell.field in _FIELDS else 0.0
