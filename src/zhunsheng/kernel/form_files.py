"""From a decoded TOML file to a form, refusing what is missing or misspelt."""

from __future__ import annotations

import re
from typing import Any

from zhunsheng.kernel.entries import Entry
from zhunsheng.kernel.errors import RulebookError
from zhunsheng.kernel.form import PLACEHOLDER, Form, FormCell, FormRow, FormTable, LevelOne, Line
from zhunsheng.kernel.form_slots import find_slots
from zhunsheng.kernel.labels import read_label
from zhunsheng.kernel.numerals import MONEY_UNITS
from zhunsheng.kernel.report import INDICATOR_COLUMNS

_CELL = re.compile(r"^(?:(\d+)>)?(.*)$", re.DOTALL)
_INDICATORS = "indicators:"


def form_from(data: dict[str, Any]) -> Form:
    """A form from its decoded description. Raises RulebookError saying what is missing."""
    entry = Entry(data, f"表样“{data.get('id', '？')}”")
    entry.only("id", "title", "since", "basis", "table", "narrative")
    identifier = entry.text("id")
    narrative = Entry(entry.table("narrative"), f"{entry.where}的 [narrative]")
    tables = tuple(_table(table, identifier) for table in entry.tables("table", required=True))
    return Form(
        identifier,
        entry.text("title"),
        entry.year("since"),
        entry.text("basis"),
        tables,
        narrative.texts("facts", ()),
    )


_TABLE_ENTRIES = (
    *(
        "id",
        "number",
        "title",
        "above",
        "below",
        "note",
        "money",
        "widths",
        "suffixes",
        "rows",
        "classes",
        "landscape",
    ),
    *(
        "synonyms",
        "as_reported",
        "repeat",
        "inserted",
        "apart",
        "above_indicators",
        "numbered",
        "computed",
        "fixed",
        "optional",
    ),
)


def _table(data: dict[str, Any], form_id: str) -> FormTable:
    entry = Entry(data, f"表样“{form_id}”的表“{data.get('id', '？')}”")
    entry.only(*_TABLE_ENTRIES)
    identifier, title = entry.text("id"), entry.text("title")
    widths = tuple(int(entry.decimal(width, "“widths”")) for width in entry.listed("widths"))
    rows = _rows(entry.listed("rows"), entry.texts("suffixes", ()), len(widths), entry.where)
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
        synonyms=_other_labels(entry, "synonyms"),
        as_reported=frozenset(map(_key, entry.texts("as_reported", ()))),
        repeat={_key(label): stem for label, stem in entry.texts_by_name("repeat").items()},
        apart=frozenset(map(_key, entry.texts("apart", ()))),
        inserted={_key(label): stem for label, stem in entry.texts_by_name("inserted").items()},
        above_indicators=_other_labels(entry, "above_indicators"),
        numbered={_key(label): stem for label, stem in entry.texts_by_name("numbered").items()},
        computed=entry.texts_by_name("computed"),
        fixed={key: text for text, keys in entry.lists_by_name("fixed").items() for key in keys},
        optional={_key(label): key for label, key in entry.texts_by_name("optional").items()},
        classes=_classes(entry),
    )
    find_slots(table)
    _check(table, entry)
    return table


def _other_labels(entry: Entry, name: str) -> dict[str, str]:
    """Other label → the form's label."""
    named = entry.lists_by_name(name)
    return {_key(other): _key(label) for label, others in named.items() for other in others}


def _classes(entry: Entry) -> tuple[LevelOne, ...]:
    found = []
    for level in entry.listed("classes", []):
        if not isinstance(level, list) or len(level) != 3 or not isinstance(level[2], list):
            entry.wrong(
                f"的“classes”每项应为 [一级指标, 分值, [二级指标, …]]，没有印分值的写 0，写的是“{level}”"
            )
        found.append(
            LevelOne(str(level[0]), int(entry.decimal(level[1], "分值")) or None, tuple(map(str, level[2])))
        )
    return tuple(found)


def _check(table: FormTable, entry: Entry) -> None:
    """Every label and fact the lists below the rows speak of stands in the rows."""
    cells = [key for row in table.rows for cell in row.cells for key in cell.keys]
    twice = next((key for key in cells if cells.count(key) > 1), None)
    if twice is not None:
        entry.wrong(f"里数据项“{twice}”出现两次")
    printed = {cell.label for row in table.rows for cell in row.cells}
    printed |= {_key(name) for level in table.classes for name in (level.name, *level.parts)}
    for name, labels in (
        ("synonyms", entry.table("synonyms")),
        ("above_indicators", entry.table("above_indicators")),
        ("repeat", entry.table("repeat")),
        ("inserted", entry.table("inserted")),
        ("as_reported", entry.texts("as_reported", ())),
    ):
        for label in labels:
            if _key(label) not in printed:
                entry.wrong(f"的“{name}”提到的“{label}”不在表上")
    _check_synonyms(entry, printed)
    for name, keys in (("computed", table.computed), ("fixed", table.fixed)):
        for key in keys:
            if key not in table.keys:
                entry.wrong(f"的“{name}”提到的数据项“{key}”不在表上")


def _check_synonyms(entry: Entry, printed: set[str]) -> None:
    """Another way to write one label must not be a way to write a second one."""
    meant: dict[str, str] = {}
    for label, others in entry.lists_by_name("synonyms").items():
        for other in others:
            key = _key(other)
            if meant.setdefault(key, label) != label or (key in printed and key != _key(label)):
                entry.wrong(f"的“synonyms”里“{other}”分不清是哪个标签")


def _key(text: str) -> str:
    return read_label(text).key


def _line(text: str) -> Line:
    fields = []
    position = 0
    for match in PLACEHOLDER.finditer(text):
        if not match[1].startswith("year"):
            label = text[position : match.start()].split()[-1]
            fields.append((_key(label), match[1]))
        position = match.end()
    return Line(text, tuple(fields))


def _rows(rows: list[Any], suffixes: tuple[str, ...], width: int, where: str) -> tuple[FormRow, ...]:
    if not rows:
        raise RulebookError(f"{where}的“rows”里一行也没有。")
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
        if inner.startswith(_INDICATORS):
            columns = _indicator_columns(inner)
            new = [FormCell(position + i, 1, f"{{{name}}}") for i, name in enumerate(columns)]
        elif inner.endswith(".*"):
            new = _cells_by_suffix(inner.removesuffix("*"), suffixes, before, position)
        else:
            keys = tuple(key for key in PLACEHOLDER.findall(inner) if not key.startswith("year"))
            continued = inner == "^"
            if continued and not before:
                raise RulebookError("用“^”接上格，上面却没有行。")
            new = [FormCell(position, int(span_text or 1), "" if continued else inner, keys, continued)]
        cells += new
        position = cells[-1].column + cells[-1].span
    return FormRow(tuple(cells), columns)


def _indicator_columns(text: str) -> tuple[str, ...]:
    columns = tuple(text.removeprefix(_INDICATORS).split())
    for name in columns:
        if name not in INDICATOR_COLUMNS:
            raise RulebookError(f"没有“{name}”这一指标列，可用的是 {' '.join(INDICATOR_COLUMNS)}。")
    if "name" not in columns:
        raise RulebookError("指标列里缺少“name”（三级指标）。")
    return columns


def _cells_by_suffix(
    stem: str, suffixes: tuple[str, ...], before: list[FormRow], position: int
) -> list[FormCell]:
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
