"""Where each fact of a form table stands: the form is walked the way a reader walks a file.

So a form that reads itself is right by construction: label paths, not coordinates, are what is compared.
"""

from __future__ import annotations

import re

from zhunsheng.kernel.form import PLACEHOLDER, YEAR_PLACEHOLDER, FormCell, FormRow, FormTable, Slot
from zhunsheng.kernel.labels import Label, compact, read_label


def find_slots(table: FormTable) -> None:
    """Note label and header of every fact, and the facts that share a cell with their label."""
    slots: list[Slot] = []
    above: dict[int, tuple[Label, int | None]] = {}
    labels_at: dict[int, str] = {}
    for row in table.rows:
        if row.indicator_columns:
            continue
        owned = _owned(row, labels_at)
        for label, cells in owned:
            for order, cell in enumerate(cells):
                header = above.get(cell.column) if len(cells) > 1 or not label[1] else None
                name, offset = (header[0].key, header[1]) if header is not None else ("", None)
                slots.append(Slot(cell.keys[0], label[0], name, offset, order))
        _note_inside(row, table)
        _note_headers(row, above, labels_at)
    table.slots = tuple(slots)


def _owned(row: FormRow, labels_at: dict[int, str]) -> list[tuple[tuple[str, bool], list[FormCell]]]:
    """((label, printed in this row), its fact cells) of a row, left to right."""
    result: list[tuple[tuple[str, bool], list[FormCell]]] = []
    for cell in row.cells:
        if cell.continued:
            result.append(((labels_at.get(cell.column, ""), False), []))
        elif cell.is_value:
            if not result:
                result.append((("", False), []))
            result[-1][1].append(cell)
        elif cell.label:
            result.append(((cell.label, True), []))
    return [entry for entry in result if entry[1]]


def _note_inside(row: FormRow, table: FormTable) -> None:
    """Facts that share a cell with their label."""
    for cell in row.cells:
        if not cell.keys or not cell.label:
            continue
        if cell.text.rstrip().endswith("}"):
            table.inline[cell.label] = cell.keys[0]
        else:
            table.embedded[cell.label] = (cell.keys[0], _embedding(cell.text))


def _embedding(text: str) -> re.Pattern[str]:
    """Finds the fact printed inside a label: by its brackets alone, whatever the label around them is called."""
    marked = compact(PLACEHOLDER.sub("□", text))
    bracket = re.search(r"\([^()]*□[^()]*\)", marked)
    source = re.escape(bracket.group() if bracket else marked)
    return re.compile(source.replace(re.escape("□"), "([^()]*?)"))


def _note_headers(
    row: FormRow, above: dict[int, tuple[Label, int | None]], labels_at: dict[int, str]
) -> None:
    printed = [cell for cell in row.cells if cell.label and not cell.keys]
    if len(printed) > 1 and not any(cell.is_value for cell in row.cells):
        above.clear()
    for cell in row.cells:
        if cell.continued or not cell.label:
            continue
        labels_at[cell.column] = cell.label
        if not cell.keys:
            above[cell.column] = (read_label(cell.label_text), _offset(cell.text))


def _offset(text: str) -> int | None:
    match = YEAR_PLACEHOLDER.search(text)
    if match is None:
        return read_label(text).offset
    shift = int(match[2]) if match[2] else 0
    return -shift if match[1] == "-" else shift
