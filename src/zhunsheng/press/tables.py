"""A form table drawn: its labels, and the facts and indicators of a report in their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from zhunsheng.kernel.form import FormTable
from zhunsheng.kernel.labels import own_number
from zhunsheng.press.filling import Filling
from zhunsheng.press.fitting import alignment
from zhunsheng.press.indicator_rows import indicator_rows
from zhunsheng.press.plans import RowPlan, plan_of
from zhunsheng.press.tree import Cell, Kind, Row, Table, with_spans
from zhunsheng.press.wording import ROOM, with_facts

_HEAD_OF_LABEL = re.compile(r"^(.*?)\d*[：:\s]*(?:[（(\n].*)?$", re.DOTALL)
_POINTS = re.compile(r"\d+(?=分[)）])")
_NUMBER = re.compile(r"^(\s*)(\d{1,2})(?=\s*[、.．])")
_OPTIONAL_SPAN = 2


def drawn(table: FormTable, filling: Filling) -> Table:
    """The table with everything the report says of it."""
    rows: list[Row] = []
    plan = plan_of(table, filling.year, filling.report is None)
    for row in plan.rows:
        if row.fields:
            rows += indicator_rows(row, table, filling, plan.widths)
        else:
            rows += _fact_rows(row, table, filling)
    rows += _optional_rows(table, filling)
    if filling.is_finished:
        rows = list(_numbered_on(rows))
    return Table(plan.widths, with_spans(rows), table.title, plan.landscape)


def _fact_rows(plan: RowPlan, table: FormTable, filling: Filling) -> Iterator[Row]:
    if not plan.slots:
        yield Row(plan.cells, plan.head)
        return
    repeats = filling.numbers(plan.stem) if plan.stem else []
    is_blank = filling.report is not None and all(map(filling.is_blank, plan.keys))
    if not is_blank or not (plan.placeholder or _is_replaced(plan, repeats, table, filling)):
        yield Row(_filled(plan, table, filling))
    elif plan.placeholder and filling.placeholders:
        yield Row(_spare(plan))
    for number in repeats:
        yield Row(_repeated(plan, number, table, filling))
    if plan.stem and plan.label >= 0 and not plan.placeholder:
        yield from (Row(_spare(plan)) for _ in range(filling.spare_repeats))
    for number in filling.numbers(plan.numbered) if plan.numbered else ():
        if number > 1:
            yield Row(_renumbered(plan, number, table, filling))


def _filled(plan: RowPlan, table: FormTable, filling: Filling) -> tuple[Cell, ...]:
    cells = list(plan.cells)
    for slot in plan.slots:
        cell = cells[slot]
        if cell.kind is Kind.VALUE and len(cell.keys) == 1:
            cells[slot] = value_cell(cell, cell.keys[0], filling.text(cell.keys[0], table))
        else:
            cells[slot] = cell._replace(text=_mixed(cell.text, table, filling))
    if plan.label >= 0:
        label = cells[plan.label]
        cells[plan.label] = label._replace(text=filling.worded(label.text, table))
    points = filling.figure(f"{plan.numbered}.points") if plan.numbered else ""
    if points and plan.label >= 0:
        label = cells[plan.label]
        cells[plan.label] = label._replace(text=_POINTS.sub(points, label.text))
    return tuple(cells)


def value_cell(place: Cell, key: str, text: str) -> Cell:
    return Cell(place.column, place.span, text, Kind.VALUE, alignment(text), 0, (key,))


def _mixed(text: str, table: FormTable, filling: Filling) -> str:
    """A label with its facts; room for a figure that isn't known, nothing after a colon."""
    room = "" if text.rstrip().endswith("}") else ROOM
    return with_facts(text, lambda key: " ".join(filling.text(key, table).split("\n")) or room)


def _is_replaced(plan: RowPlan, repeats: list[int], table: FormTable, filling: Filling) -> bool:
    """Whether the first row under a label of its own bears the number printed here: 3、学前教育发展专项."""
    if not repeats or plan.label < 0 or not filling.is_finished:
        return False
    printed = own_number(plan.cells[plan.label].text.strip())
    name = filling.text(f"{plan.stem}[{repeats[0]}].name", table)
    return bool(printed) and name.startswith(printed)


def _numbered_on(rows: list[Row]) -> Iterator[Row]:
    """The rows, printed labels numbered on behind rows that bear a number of their own: 3、…, 4、…, 5、其他."""
    last = 0
    for row in rows:
        label = row.cells[0]
        number = _NUMBER.match(label.text)
        if number is None:
            last = 0
        elif label.keys:
            last = int(number[2])
        elif 0 < last >= int(number[2]):
            last += 1
            label = label._replace(text=_NUMBER.sub(rf"\g<1>{last}", label.text))
        yield row._replace(cells=(label, *row.cells[1:]))


def _repeated(plan: RowPlan, number: int, table: FormTable, filling: Filling) -> tuple[Cell, ...]:
    """A row of the same columns under a label of its own: the facts of `stem[number]`."""
    stem = f"{plan.stem}[{number}]"
    cells = _rekeyed(plan, lambda key: f"{stem}.{key.rpartition('.')[2]}", table, filling)
    name = filling.text(f"{stem}.name", table)
    if plan.label >= 0 and name:
        cells[plan.label] = cells[plan.label]._replace(text=name, kind=Kind.VALUE, keys=(f"{stem}.name",))
    return tuple(cells)


def _spare(plan: RowPlan) -> tuple[Cell, ...]:
    """An empty row to be labelled and filled by hand."""
    cells = [cell._replace(text="", kind=Kind.VALUE) if cell.keys else cell for cell in plan.cells]
    cells[plan.label] = cells[plan.label]._replace(text="", kind=Kind.VALUE, keys=(f"{plan.stem}[].name",))
    return tuple(cells)


def _renumbered(plan: RowPlan, number: int, table: FormTable, filling: Filling) -> tuple[Cell, ...]:
    """年度目标2 after 年度目标1."""
    owner = f"{plan.numbered}[{number}]"
    cells = _rekeyed(plan, lambda key: owner + key.removeprefix(plan.numbered), table, filling)
    if plan.label >= 0:
        label = _HEAD_OF_LABEL.sub(r"\1", cells[plan.label].text)
        points = filling.figure(f"{owner}.points")
        label = f"{label}{number}：" + (f"\n（{points}分）" if points else "")
        cells[plan.label] = cells[plan.label]._replace(text=label)
    return tuple(cells)


def _rekeyed(plan: RowPlan, rename: Callable[[str], str], table: FormTable, filling: Filling) -> list[Cell]:
    cells = list(plan.cells)
    for slot in (slot for slot in plan.slots if cells[slot].kind is Kind.VALUE):
        key = rename(cells[slot].keys[0])
        cells[slot] = value_cell(cells[slot], key, filling.text(key, table))
    return cells


def _optional_rows(table: FormTable, filling: Filling) -> Iterator[Row]:
    """Rows some files add, such as 自评等级: drawn when there is something to put in."""
    drawn_keys = {key for row in table.rows for cell in row.cells for key in cell.keys}
    labels: dict[str, str] = {}
    for label, key in table.optional.items():
        labels.setdefault(key, label)
    for key, label in labels.items():
        if key in drawn_keys or filling.is_blank(key):
            continue
        width = len(table.widths)
        span = min(_OPTIONAL_SPAN, width - 1)
        place = Cell(span, width - span, "")
        yield Row((Cell(0, span, label, Kind.LABEL), value_cell(place, key, filling.text(key, table))))
