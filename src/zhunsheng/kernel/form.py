"""A form (表样): an official table described once, from which it is read, drawn and filled.

The rows of a table are lists of cells. A cell is a label, one or more facts in braces, or both:
"2>编制数" spans two columns, "^" continues the cell above, "three_public.total.*" stands for one
cell per column of the header above. {year} and {year-1} in a label are the fiscal year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from zhunsheng.kernel.entries import Entry
from zhunsheng.kernel.errors import RulebookError
from zhunsheng.kernel.labels import Label, compact, read_label
from zhunsheng.kernel.numerals import MONEY_UNITS, NOT_APPLICABLE_TEXTS
from zhunsheng.kernel.report import INDICATOR_COLUMNS

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
    entry = Entry(data, f"表样“{data.get('id', '？')}”")
    entry.only("id", "title", "since", "basis", "table", "narrative")
    identifier = entry.text("id")
    narrative = Entry(entry.table("narrative"), f"{entry.where}的 [narrative]")
    tables = tuple(_table(table, identifier) for table in entry.tables("table", required=True))
    return Form(
        identifier, entry.text("title"), entry.year("since"), entry.text("basis"), tables, narrative.texts("facts", ())
    )


_TABLE_ENTRIES = (
    *("id", "number", "title", "above", "below", "note", "money", "widths", "suffixes", "rows", "classes", "landscape"),
    *("synonyms", "repeat", "numbered", "computed", "fixed", "optional"),
)


def _table(data: dict[str, Any], form_id: str) -> FormTable:
    entry = Entry(data, f"表样“{form_id}”的表“{data.get('id', '？')}”")
    entry.only(*_TABLE_ENTRIES)
    identifier, title = entry.text("id"), entry.text("title")
    widths = tuple(int(entry.decimal(width, "“widths”")) for width in entry.need("widths"))
    rows = _rows(entry.need("rows"), entry.texts("suffixes", ()), len(widths), entry.where)
    if entry.text("money", "万元") not in MONEY_UNITS:
        entry.wrong(f"的“money”应为万元或元，写的是“{data['money']}”")
    table = FormTable(
        id=identifier,
        number=entry.text("number", ""),
        title=title,
        money=entry.text("money", "万元"),
        widths=widths,
        rows=rows,
        above=_line(entry.text("above", "")),
        below=_line(entry.text("below", "")),
        note=entry.text("note", ""),
        landscape=data.get("landscape", False),
        synonyms={_key(o): _key(label) for label, others in entry.lists_by_name("synonyms").items() for o in others},
        repeat={_key(label): stem for label, stem in entry.texts_by_name("repeat").items()},
        numbered={_key(label): stem for label, stem in entry.texts_by_name("numbered").items()},
        computed=entry.texts_by_name("computed"),
        fixed={key: text for text, keys in entry.lists_by_name("fixed").items() for key in keys},
        optional={_key(label): key for label, key in entry.texts_by_name("optional").items()},
        classes=_classes(entry),
    )
    _find_slots(table)
    _check(table, entry)
    return table


def _classes(entry: Entry) -> tuple[LevelOne, ...]:
    found = []
    for level in entry.data.get("classes", []):
        if not isinstance(level, list) or len(level) != 3 or not isinstance(level[2], list):
            entry.wrong(f"的“classes”每项应为 [一级指标, 分值, [二级指标, …]]，没有印分值的写 0，写的是“{level}”")
        found.append(LevelOne(str(level[0]), int(entry.decimal(level[1], "分值")) or None, tuple(map(str, level[2]))))
    return tuple(found)


def _check(table: FormTable, entry: Entry) -> None:
    """Every label and fact the lists below the rows speak of stands in the rows."""
    cells = [key for row in table.rows for cell in row.cells for key in cell.keys]
    twice = next((key for key in cells if cells.count(key) > 1), None)
    if twice is not None:
        entry.wrong(f"里数据项“{twice}”出现两次")
    printed = {cell.label for row in table.rows for cell in row.cells}
    printed |= {_key(name) for level in table.classes for name in (level.name, *level.parts)}
    for name in ("synonyms", "repeat"):
        for label in entry.table(name):
            if _key(label) not in printed:
                entry.wrong(f"的“{name}”提到的“{label}”不在表上")
    for name, keys in (("computed", table.computed), ("fixed", table.fixed)):
        for key in keys:
            if key not in table.keys:
                entry.wrong(f"的“{name}”提到的数据项“{key}”不在表上")


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


def _rows(rows: Any, suffixes: tuple[str, ...], width: int, where: str) -> tuple[FormRow, ...]:
    if not isinstance(rows, list) or not rows:
        raise RulebookError(f"{where}的“rows”应为一列行，每行一列单元格。")
    result: list[FormRow] = []
    for number, texts in enumerate(rows, start=1):
        at = f"{where}第 {number} 行"
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
            raise RulebookError(f"{at}应为一列文字，写的是“{texts}”。")
        try:
            row = _row(texts, suffixes, result)
        except RulebookError as error:
            raise RulebookError(f"{at}{error}") from error
        drawn = sum(cell.span for cell in row.cells)
        if drawn != width:
            raise RulebookError(f"{at}共 {drawn} 列，应为 {width} 列。")
        result.append(row)
    return tuple(result)


def _row(texts: list[str], suffixes: tuple[str, ...], before: list[FormRow]) -> FormRow:
    cells: list[FormCell] = []
    columns: tuple[str, ...] = ()
    position = 0
    for text in texts:
        span_text, inner = _CELL.match(text).groups()  # type: ignore[union-attr]
        if inner.startswith(INDICATORS):
            columns = _indicator_columns(inner)
            new = [FormCell(position + i, 1, f"{{{name}}}") for i, name in enumerate(columns)]
        elif inner.endswith(".*"):
            new = _cells_by_suffix(inner.removesuffix("*"), suffixes, before, position)
        else:
            keys = tuple(key for key in _PLACEHOLDER.findall(inner) if not key.startswith("year"))
            continued = inner == "^"
            if continued and not before:
                raise RulebookError("用“^”接上格，上面却没有行。")
            new = [FormCell(position, int(span_text or 1), "" if continued else inner, keys, continued)]
        cells += new
        position = cells[-1].column + cells[-1].span
    return FormRow(tuple(cells), columns)


def _indicator_columns(text: str) -> tuple[str, ...]:
    columns = tuple(text.removeprefix(INDICATORS).split())
    for name in columns:
        if name not in INDICATOR_COLUMNS:
            raise RulebookError(f"没有“{name}”这一指标列，可用的是 {' '.join(INDICATOR_COLUMNS)}。")
    if "name" not in columns:
        raise RulebookError("指标列里缺少“name”（三级指标）。")
    return columns


def _cells_by_suffix(stem: str, suffixes: tuple[str, ...], before: list[FormRow], position: int) -> list[FormCell]:
    """One cell per column of the header above: three_public.total.prior, .budget, .final."""
    if not suffixes:
        raise RulebookError("用了“.*”，表却没有“suffixes”一项。")
    cells = []
    for suffix, span in zip(suffixes, _header_spans(before, 1 + len(suffixes))[1:], strict=True):
        cells.append(FormCell(position, span, f"{{{stem}{suffix}}}", (f"{stem}{suffix}",)))
        position += span
    return cells


def _header_spans(before: list[FormRow], cells: int) -> list[int]:
    for row in reversed(before):
        if len(row.cells) == cells:
            return [cell.span for cell in row.cells]
    raise RulebookError("用了“.*”，前面却没有列数相同的表头行。")


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
