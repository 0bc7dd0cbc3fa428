"""A form (表样): an official table described once, from which it is read, drawn and filled.

The rows of a table are lists of cells. A cell is a label, one or more facts in braces, or both:
"2>编制数" spans two columns, "^" continues the cell above, "three_public.total.*" stands for one
cell per column of the header above. {year} and {year-1} in a label are the fiscal year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from zhunsheng.kernel.errors import RulebookError
from zhunsheng.kernel.labels import Label, compact, read_label
from zhunsheng.kernel.numerals import NOT_APPLICABLE_TEXTS

_CELL = re.compile(r"^(?:(\d+)>)?(.*)$", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_YEAR_PLACEHOLDER = re.compile(r"\{year(?:([+-])(\d+))?\}")
INDICATORS = "indicators:"

LABEL_COLUMNS = ("level1", "level2", "name")


@dataclass(slots=True, frozen=True)
class FormCell:
    """One cell as drawn. `text` still has its placeholders; `keys` are the facts it holds."""

    column: int
    span: int
    text: str
    keys: tuple[str, ...] = ()
    continued: bool = False

    @property
    def label_text(self) -> str:
        """The printed text without the places for values."""
        return _PLACEHOLDER.sub("", _YEAR_PLACEHOLDER.sub("2000", self.text))

    @property
    def label(self) -> str:
        """The label as compared; empty for a place for values and for a printed dash."""
        text = self.label_text
        return "" if text in NOT_APPLICABLE_TEXTS else _key(text)

    @property
    def is_value(self) -> bool:
        """Whether the cell holds facts and nothing else."""
        return bool(self.keys) and not self.label


@dataclass(slots=True, frozen=True)
class FormRow:
    cells: tuple[FormCell, ...]
    indicator_columns: tuple[str, ...] = ()
    """Set on the row that stands for all indicator rows."""


@dataclass(slots=True, frozen=True)
class LevelTwo:
    """A printed second-level class and how many blank rows the empty form has for it."""

    name: str


@dataclass(slots=True, frozen=True)
class LevelOne:
    """A printed first-level class, the points printed beside it (None if none) and its parts."""

    name: str
    points: int | None
    parts: tuple[str, ...]


@dataclass(slots=True, frozen=True)
class Slot:
    """Where a fact stands: right of its row label, under a column header where several follow."""

    key: str
    row_label: str
    header: str = ""
    offset: int | None = None
    """Year of the header relative to the fiscal year."""
    order: int = 0
    """Position among the facts of its label."""


@dataclass(slots=True, frozen=True)
class Line:
    """A line of text above or below a table: labels followed by facts."""

    text: str
    fields: tuple[tuple[str, str], ...]
    """(label, fact key) in order."""


@dataclass(slots=True)
class FormTable:
    id: str
    number: str
    title: str
    money: str
    """Unit of amounts without one of their own: 万元 or 元."""
    widths: tuple[int, ...]
    rows: tuple[FormRow, ...]
    above: Line
    below: Line
    note: str = ""
    """Printed under the table: how it is to be filled."""
    landscape: bool = False
    synonyms: dict[str, str] = field(default_factory=dict)
    """Other label → the form's label (both as compared)."""
    repeat: dict[str, str] = field(default_factory=dict)
    """Row label → stem of the facts of rows that follow it under labels of their own."""
    numbered: dict[str, str] = field(default_factory=dict)
    """Label that may repeat with a number (年度目标2) → stem of its facts."""
    computed: dict[str, str] = field(default_factory=dict)
    """Fact key → formula."""
    fixed: dict[str, str] = field(default_factory=dict)
    """Fact key → text the blank form prints in its cell (——)."""
    optional: dict[str, str] = field(default_factory=dict)
    """Label some files add → fact key."""
    classes: tuple[LevelOne, ...] = ()
    slots: tuple[Slot, ...] = ()
    inline: dict[str, str] = field(default_factory=dict)
    """Label inside a cell with its value → fact key."""
    embedded: dict[str, tuple[str, re.Pattern[str]]] = field(default_factory=dict)
    """Label → (fact key, pattern) for a fact printed inside the label."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Every fact key the table holds, in reading order."""
        found = [key for row in self.rows for cell in row.cells for key in cell.keys]
        found += [key for line in (self.above, self.below) for _, key in line.fields]
        return tuple(dict.fromkeys([*found, *self.optional.values()]))

    @property
    def indicator_columns(self) -> tuple[str, ...]:
        return next((row.indicator_columns for row in self.rows if row.indicator_columns), ())


@dataclass(slots=True)
class Form:
    id: str
    title: str
    since: int
    basis: str
    tables: tuple[FormTable, ...]
    narrative_keys: tuple[str, ...] = ()
    """Facts that only the report's text holds."""

    @property
    def keys(self) -> tuple[str, ...]:
        found = [key for table in self.tables for key in table.keys]
        return tuple(dict.fromkeys([*found, *self.narrative_keys]))

    def table(self, table_id: str) -> FormTable:
        for table in self.tables:
            if table.id == table_id:
                return table
        raise RulebookError(f"表样“{self.id}”没有“{table_id}”这张表。")


def fill_year(text: str, year: int) -> str:
    """{year} and {year-1} in a label replaced by figures."""

    def replace(match: re.Match[str]) -> str:
        shift = int(match[2]) if match[2] else 0
        return str(year - shift if match[1] == "-" else year + shift)

    return _YEAR_PLACEHOLDER.sub(replace, text)


def form_from(data: dict[str, Any]) -> Form:
    """A form from its decoded description. Raises RulebookError saying what is missing."""
    for name in ("id", "title", "since", "basis", "table"):
        if name not in data:
            raise RulebookError(f"表样缺少“{name}”一项。")
    tables = tuple(_table(table, data["id"]) for table in data["table"])
    return Form(
        data["id"],
        data["title"],
        data["since"],
        data["basis"],
        tables,
        tuple(data.get("narrative", {}).get("facts", ())),
    )


def _table(data: dict[str, Any], form_id: str) -> FormTable:
    where = f"表样“{form_id}”的表“{data.get('id', '？')}”"
    for name in ("id", "title", "rows", "widths"):
        if name not in data:
            raise RulebookError(f"{where}缺少“{name}”一项。")
    widths = tuple(data["widths"])
    rows = _rows(data["rows"], tuple(data.get("suffixes", ())), len(widths), where)
    table = FormTable(
        id=data["id"],
        number=data.get("number", ""),
        title=data["title"],
        money=data.get("money", "万元"),
        widths=widths,
        rows=rows,
        above=_line(data.get("above", "")),
        below=_line(data.get("below", "")),
        note=data.get("note", ""),
        landscape=data.get("landscape", False),
        synonyms={_key(o): _key(label) for label, others in data.get("synonyms", {}).items() for o in others},
        repeat={_key(label): stem for label, stem in data.get("repeat", {}).items()},
        numbered={_key(label): stem for label, stem in data.get("numbered", {}).items()},
        computed=dict(data.get("computed", {})),
        fixed={key: text for text, keys in data.get("fixed", {}).items() for key in keys},
        optional={_key(label): key for label, key in data.get("optional", {}).items()},
        classes=tuple(LevelOne(name, points, tuple(parts)) for name, points, parts in _classes(data)),
    )
    _find_slots(table)
    return table


def _classes(data: dict[str, Any]) -> list[tuple[str, int | None, list[str]]]:
    return [(entry[0], entry[1] or None, entry[2]) for entry in data.get("classes", [])]


def _key(text: str) -> str:
    return read_label(text).key


def _line(text: str) -> Line:
    fields = []
    position = 0
    for match in _PLACEHOLDER.finditer(text):
        if not match[1].startswith("year"):
            label = text[position : match.start()].split()[-1]
            fields.append((_key(label), match[1]))
        position = match.end()
    return Line(text, tuple(fields))


def _rows(rows: list[Any], suffixes: tuple[str, ...], width: int, where: str) -> tuple[FormRow, ...]:
    result: list[FormRow] = []
    for number, texts in enumerate(rows, start=1):
        row = _row(texts, suffixes, result)
        drawn = sum(cell.span for cell in row.cells)
        if drawn != width:
            raise RulebookError(f"{where}第 {number} 行共 {drawn} 列，应为 {width} 列。")
        result.append(row)
    return tuple(result)


def _row(texts: list[str], suffixes: tuple[str, ...], before: list[FormRow]) -> FormRow:
    cells: list[FormCell] = []
    columns: tuple[str, ...] = ()
    position = 0
    for text in texts:
        span_text, inner = _CELL.match(text).groups()  # type: ignore[union-attr]
        if inner.startswith(INDICATORS):
            columns = tuple(inner.removeprefix(INDICATORS).split())
            new = [FormCell(position + i, 1, f"{{{name}}}") for i, name in enumerate(columns)]
        elif inner.endswith(".*"):
            stem = inner.removesuffix("*")
            header = _header_spans(before, 1 + len(suffixes))
            new, at = [], position
            for suffix, span in zip(suffixes, header[1:], strict=True):
                new.append(FormCell(at, span, f"{{{stem}{suffix}}}", (f"{stem}{suffix}",)))
                at += span
        else:
            keys = tuple(key for key in _PLACEHOLDER.findall(inner) if not key.startswith("year"))
            continued = inner == "^"
            new = [FormCell(position, int(span_text or 1), "" if continued else inner, keys, continued)]
        cells += new
        position = cells[-1].column + cells[-1].span
    return FormRow(tuple(cells), columns)


def _header_spans(before: list[FormRow], cells: int) -> list[int]:
    for row in reversed(before):
        if len(row.cells) == cells:
            return [cell.span for cell in row.cells]
    raise RulebookError("“.*”之前没有列数相同的表头行。")


# --- where each fact stands --------------------------------------------------------------------------


def _find_slots(table: FormTable) -> None:
    """Walk the form the way a reader walks a file, noting label and header of every fact."""
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
    marked = compact(_PLACEHOLDER.sub("\0", text))
    bracket = re.search(r"\([^()]*\0[^()]*\)", marked)
    source = re.escape(bracket.group() if bracket else marked)
    return re.compile(source.replace(re.escape("\0"), "([^()]*?)"))


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
    match = _YEAR_PLACEHOLDER.search(text)
    if match is None:
        return read_label(text).offset
    shift = int(match[2]) if match[2] else 0
    return -shift if match[1] == "-" else shift
