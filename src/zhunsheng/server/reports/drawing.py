"""The official table as a sheet to fill: the press's own drawing, with a field in every cell that is typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from zhunsheng.kernel.facts import Kind as FactKind
from zhunsheng.kernel.form import FormTable
from zhunsheng.kernel.report import Indicator, Report
from zhunsheng.press.filling import Filling
from zhunsheng.press.tables import drawn
from zhunsheng.press.tree import Cell, Kind, Row
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.server.reports.assessing import Judged
from zhunsheng.server.reports.assessment import shown
from zhunsheng.server.reports.content import Content
from zhunsheng.server.reports.schemes import FormSheet

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([^{_CLOSE}]+){_CLOSE}")
_NUMERIC = (FactKind.MONEY, FactKind.RATE, FactKind.COUNT, FactKind.POINTS, FactKind.AREA)
_SPARE = "[]."


class _Marked(Filling):
    """Puts the name of a fact where its text would stand, so that a field can be drawn there."""

    def text(self, key: str, table: FormTable) -> str:
        return f"{_OPEN}{key}{_CLOSE}"


@dataclass(slots=True)
class Field:
    """What is in a cell: a label, a box to type into, a computed value."""

    kind: str
    """label, input, computed, printed"""
    cell: str = ""
    text: str = ""
    name: str = ""
    """What a screen reader calls it."""
    numeric: bool = False
    money: bool = False
    """Shown rounded while nobody is in it."""
    locked: str = ""
    """Where a figure that can't be changed here comes from."""
    source: str = ""
    version: int = 0


@dataclass(slots=True)
class SheetCell:
    span: int
    rows: int
    kind: str
    fields: list[Field] = field(default_factory=list)
    indent: int = 0
    left: bool = False
    column: int = 0
    own: bool = False
    """Of the office: the official table has no such column."""


@dataclass(slots=True)
class SheetRow:
    cells: list[SheetCell]
    row_id: str = ""
    """Of the indicator on it."""
    head: bool = False


@dataclass(slots=True)
class Sheet:
    """One table to fill. `widths` are percents."""

    table: FormTable
    title: str
    widths: list[str]
    rows: list[SheetRow]
    above: list[Field]
    below: list[Field]


class SheetDrawer:
    """Draws the tables of one judged report."""

    def __init__(self, judged: Judged, locked: dict[str, str], year: int) -> None:
        self.judged = judged
        self.sheet: FormSheet = judged.sheet
        self.content: Content = judged.content
        self.locked = locked
        self.year = year
        self.rows_drawn = with_every_row(judged)
        lines = judged.assessment.scorecard.lines
        self.computed = {
            judged.assessment.rows[line.indicator]: shown(line.computed)
            for line in lines
            if line.indicator is not None
        }

    def draw(self, table: FormTable) -> Sheet:
        report, row_ids = self.rows_drawn
        filling = _Marked(self.year, report, spare_repeats=1)
        drawing = drawn(table, filling)
        extra = self._score_column(table)
        rows = [self._row(row, row_ids, extra, table) for row in drawing.rows]
        widths = list(table.widths)
        if extra is not None:
            widths.insert(extra, widths[extra])
        whole = sum(widths)
        above = [found for line in filling.lines(table.above, table) for found in self._mixed(line)]
        below = [found for line in filling.lines(table.below, table) for found in self._mixed(line)]
        title = f"{table.number} {table.title}" if table.number else table.title
        return Sheet(table, title, [f"{width * 100 / whole:.2f}" for width in widths], rows, above, below)

    def _score_column(self, table: FormTable) -> int | None:
        """Where the 测算得分 goes: left of the 自评得分."""
        for row in drawn(table, Filling(self.year)).rows:
            for cell in row.cells:
                if cell.field == "score":
                    return cell.column
        return None

    def _row(self, row: Row, row_ids: list[str], extra: int | None, table: FormTable) -> SheetRow:
        row_id = row_ids[row.indicator] if row.indicator >= 0 else ""
        if any(_SPARE in key for cell in row.cells for key in cell.keys):
            row = self._next_item(row)
        is_head = self._is_indicator_head(row, extra, table)
        cells: list[SheetCell] = []
        for cell in row.cells:
            span = cell.span
            if (extra is not None and cell.column + cell.span == extra and not (row_id or is_head)) or (
                extra is not None and cell.column < extra < cell.column + cell.span
            ):
                span += 1
            if extra is not None and cell.column == extra and (row_id or is_head):
                cells.append(self._computed_score(row_id, cell.rows))
            if cell.rows:
                cells.append(self._cell(cell, span, row_id, extra if is_head else None))
        return SheetRow(cells, row_id, row.head)

    def _is_indicator_head(self, row: Row, extra: int | None, table: FormTable) -> bool:
        if extra is None or not row.head or row.indicator >= 0:
            return False
        return len(row.cells) == len(table.widths) and any("三级" in cell.text for cell in row.cells)

    def _computed_score(self, row_id: str, rows: int) -> SheetCell:
        if not row_id:
            return SheetCell(1, rows, "head", [Field("label", text="测算\n得分")], own=True)
        text = self.computed.get(row_id, "")
        fields = [Field("computed", f"{row_id}.computed", text, "测算得分", numeric=True)]
        return SheetCell(1, rows, "value", fields, own=True)

    def _cell(self, cell: Cell, span: int, row_id: str, score_column: int | None) -> SheetCell:
        kind = cell.kind.value
        if row_id and cell.field and cell.kind is Kind.VALUE and cell.field not in ("level1", "level2"):
            name = f"{self._row_name(row_id)}{_COLUMN_WORDS.get(cell.field, '')}"
            fields = [self._input(f"{row_id}.{cell.field}", name, cell.field in ("weight", "score"))]
        elif len(cell.keys) == 1 and cell.kind is Kind.VALUE:
            fields = [self.fact(cell.keys[0])]
        elif cell.kind is Kind.MIXED or _MARK.search(cell.text):
            fields = self._mixed(cell.text)
        else:
            text = "自评\n得分" if score_column == cell.column and cell.text.strip() == "得分" else cell.text
            fields = [Field("label", text=text)]
        return SheetCell(span, cell.rows, kind, fields, cell.indent, cell.align.value == "left", cell.column)

    def _row_name(self, row_id: str) -> str:
        return self.content.text(f"{row_id}.name") or "新指标"

    def _next_item(self, row: Row) -> Row:
        """An empty row for one more item: its cells are those of the next number."""
        stem = next(key.partition(_SPARE)[0] for cell in row.cells for key in cell.keys if _SPARE in key)
        pattern = re.compile(rf"{re.escape(stem)}\[(\d+)\]")
        taken = [int(match[1]) for cell in self.content.cells if (match := pattern.match(cell))]
        owner = f"{stem}[{max(taken, default=0) + 1}]"
        cells = (
            cell._replace(keys=(f"{owner}.{cell.keys[0].rpartition('.')[2]}",)) if cell.keys else cell
            for cell in row.cells
        )
        return row._replace(cells=tuple(cells))

    def _mixed(self, text: str) -> list[Field]:
        """Labels with the fields between them."""
        fields = []
        for number, part in enumerate(_MARK.split(text)):
            if number % 2:
                fields.append(self.fact(part))
            elif part.strip():
                fields.append(Field("label", text=part.strip("\t")))
        return fields

    def fact(self, key: str) -> Field:
        numeric, money = kind_of(key) in _NUMERIC, kind_of(key) is FactKind.MONEY
        if key in ("unit.name", "unit.filer"):
            return Field("printed", key, self.judged.assessment.report.text(key))
        if key in self.sheet.computed:
            text = self.judged.assessment.computed.get(key, "")
            return Field("computed", key, text, self.sheet.label(key), numeric, money)
        printed = self.sheet.fixed.get(key)
        if printed:
            return Field("printed", key, printed)
        return self._input(key, self.sheet.label(key), numeric, money)

    def section(self, number: str, title: str) -> Field:
        return self._input(f"section.{number}", f"{number}、{title}", numeric=False)

    def _input(self, cell: str, name: str, numeric: bool, money: bool = False) -> Field:
        held = self.content.cells.get(cell)
        text, version, source = (held.text, held.version, held.source) if held is not None else ("", 0, "")
        locked = self.locked.get(cell, "")
        return Field("input", cell, text, name, numeric, money, locked, source, version)


_COLUMN_WORDS = {
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


def with_every_row(judged: Judged) -> tuple[Report, list[str]]:
    """The report with its empty indicator rows too, so that each can be typed into."""
    known = dict(zip(judged.assessment.rows, judged.assessment.report.indicators, strict=True))
    rows = [row.id for row in judged.content.rows]
    indicators = [known.get(row.id) or Indicator(row.level1, row.level2) for row in judged.content.rows]
    return replace(judged.assessment.report, indicators=indicators), rows
