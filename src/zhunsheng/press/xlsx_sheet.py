"""One annex on one sheet, in the layout of the form: what may be filled is tinted, the rest is protected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from zhunsheng.kernel.facts import Kind as FactKind
from zhunsheng.press import official, xlsx_looks
from zhunsheng.press.characters import printable
from zhunsheng.press.errors import PressError
from zhunsheng.press.filling import Filling
from zhunsheng.press.fitting import line_count, row_heights
from zhunsheng.press.pagination import Room, row_height
from zhunsheng.press.tree import Align, Cell, Kind, Row, heading_row
from zhunsheng.press.wording import with_year
from zhunsheng.press.xlsx_computed import Computed
from zhunsheng.press.xlsx_layout import Entry, Layout
from zhunsheng.press.xlsx_looks import CellLook, Looks
from zhunsheng.press.xlsx_rules import rule_for, score_rule
from zhunsheng.press.xlsx_values import GENERAL, TEXT, CellValue, cell_value
from zhunsheng.rulebook.facts import kind_of

_POINTS_PER_MM = 72 / 25.4
_PIXELS_PER_MM = 96 / 25.4
_TITLE_HEIGHT, _LINE_HEIGHT = 30.0, 20.0
_ABOVE, _BELOW = 28.0, 22.0
"""Millimetres that title and lines take on paper."""
_NOTE_ROOM = 84
_PROSE = frozenset(
    {"goal.expected", "goal.achieved", "thrift.measures", "conclusion", "problems", "measures"}
)
_ROOM_TO_WRITE = 24.0
"""Millimetres for an answer of some sentences that isn't there yet."""
_LONGEST = 32767
_POINT_FIELDS = ("weight", "score")


class SheetWriter:
    """Writes one layout; remembers which cell of which row holds what."""

    def __init__(
        self, sheet: Any, looks: Looks, layout: Layout, filling: Filling, computed: Mapping[str, Computed]
    ) -> None:
        self.sheet = sheet
        self.looks = looks
        self.layout = layout
        self.filling = filling
        self.computed = computed
        self.row = 0
        self.ids: list[dict[int, str]] = []
        """For each row of the sheet: column → what it holds."""
        self.checked: dict[FactKind, list[tuple[int, int]]] = {}
        """Cells that accept values of one kind only."""

    def write(self, stamp: str = "") -> None:
        self._set_up(stamp)
        table = self.layout.table
        if table.number:
            self._full_row(table.number, xlsx_looks.ANNEX_NUMBER, _LINE_HEIGHT)
        self._full_row(with_year(table.title, self.filling.year), xlsx_looks.TITLE, _TITLE_HEIGHT)
        for entries in self.layout.above:
            self._line(entries)
        self._table()
        if table.note:
            lines = line_count(table.note, _NOTE_ROOM)
            self._full_row(with_year(table.note, self.filling.year), xlsx_looks.NOTE, 15.0 * lines)
        for entries in self.layout.below:
            self._line(entries)
        self._validate()
        self.sheet.print_area(0, 0, self.row - 1, self.layout.width - 1)

    def _set_up(self, stamp: str) -> None:
        sheet = self.sheet
        landscape = self.layout.drawn.landscape
        margins = official.LANDSCAPE if landscape else official.PORTRAIT
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(
            *(side / 25.4 for side in (margins.left, margins.right, margins.top, margins.bottom))
        )
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.print_black_and_white()
        sheet.hide_gridlines(2)
        left = f'&L&"宋体"&8{stamp}' if stamp else ""
        sheet.set_footer(f'{left}&C&"宋体"&14— &P —')
        for column, width in enumerate(self.layout.drawn.widths):
            sheet.set_column_pixels(column, column, round(width * _PIXELS_PER_MM))
        sheet.set_column(self.layout.width, self.layout.width, 4, None, {"hidden": True})
        sheet.protect("", {"format_columns": True, "format_rows": True})

    # -- rows ---------------------------------------------------------------------------------------

    def _start_row(self, height: float) -> None:
        self.sheet.set_row(self.row, height)
        self.sheet.write_number(self.row, self.layout.width, self.row + 1, self.looks.of(xlsx_looks.ROW_ID))
        self.ids.append({})

    def _full_row(self, text: str, look: CellLook, height: float) -> None:
        self._start_row(height)
        self._put(0, self.layout.width, 1, CellValue(text, GENERAL), look)
        self.row += 1

    def _line(self, entries: list[Entry]) -> None:
        self._start_row(_LINE_HEIGHT)
        for entry in entries:
            kind = kind_of(entry.keys[0]) if entry.alone else FactKind.TEXT
            value = cell_value(entry.text, kind)
            fill = xlsx_looks.EDITABLE if entry.keys else ""
            left = bool(entry.keys) or not entry.text.startswith("（")
            look = CellLook(value.format, left=left, fill=fill, locked=not entry.keys, bordered=False)
            self._put(entry.first, entry.last - entry.first, 1, value, look)
            if entry.keys:
                self._note(entry.first, " ".join(entry.keys))
                self.checked.setdefault(kind, []).append((self.row, entry.first))
        self.row += 1

    def _table(self) -> None:
        table = self.layout.drawn
        room = Room(*official.text_box(table.landscape), _ABOVE, _BELOW)
        heights = row_heights(table, room.width)
        least = row_height(table, room, heights)
        heading = heading_row(table.rows)
        if heading is not None:
            self.sheet.repeat_rows(self.layout.first + heading)
        for row, natural in zip(table.rows, heights, strict=True):
            needed = max(least, natural + 1, _ROOM_TO_WRITE if _is_to_be_written(row) else 0)
            self._start_row(needed * _POINTS_PER_MM)
            for cell in row.cells:
                if cell.rows:
                    self._cell(cell, row.indicator)
            self.row += 1
        self._check_scores()

    # -- cells --------------------------------------------------------------------------------------

    def _cell(self, cell: Cell, indicator: int) -> None:
        if cell.kind is Kind.VALUE or cell.kind is Kind.MIXED:
            self._editable(cell, indicator)
            return
        look = CellLook(left=cell.align is Align.LEFT, indent=cell.indent // 2, bold=cell.kind is Kind.HEAD)
        self._put(cell.column, cell.span, cell.rows, CellValue(cell.text, GENERAL), look)

    def _editable(self, cell: Cell, indicator: int) -> None:
        key = cell.keys[0] if len(cell.keys) == 1 and cell.kind is Kind.VALUE else ""
        if key in self.computed and self._formula(cell, self.computed[key]):
            return
        if cell.field:
            self._note(cell.column, f"indicator.{indicator if indicator >= 0 else ''}.{cell.field}")
        elif cell.keys:
            self._note(cell.column, " ".join(cell.keys))
        kind = FactKind.POINTS if cell.field in _POINT_FIELDS else kind_of(key) if key else FactKind.TEXT
        value = cell_value(cell.text, kind)
        if cell.field and kind is FactKind.TEXT:
            value = value._replace(format=TEXT)
        look = CellLook(
            value.format, cell.align is Align.LEFT, cell.indent // 2, fill=xlsx_looks.EDITABLE, locked=False
        )
        self._put(cell.column, cell.span, cell.rows, value, look)
        if key:
            self.checked.setdefault(kind, []).append((self.row, cell.column))

    def _formula(self, cell: Cell, computed: Computed) -> bool:
        """The formula in place of the figure, if it says the same as what was filed."""
        if not computed.agrees:
            return False
        self._note(cell.column, cell.keys[0])
        look = self.looks.of(CellLook(computed.format, fill=xlsx_looks.COMPUTED))
        if cell.span > 1 or cell.rows > 1:
            self.sheet.merge_range(
                self.row, cell.column, self.row + cell.rows - 1, cell.column + cell.span - 1, "", look
            )
        result = "" if computed.result is None else float(computed.result)
        self.sheet.write_formula(self.row, cell.column, computed.formula, look, result)
        return True

    def _put(self, column: int, span: int, rows: int, value: CellValue, look: CellLook) -> None:
        made = self.looks.of(look)
        if span > 1 or rows > 1:
            self.sheet.merge_range(self.row, column, self.row + rows - 1, column + span - 1, "", made)
        content = value.value
        if isinstance(content, Decimal):
            self.sheet.write_number(self.row, column, float(content), made)
        elif isinstance(content, date):
            self.sheet.write_datetime(self.row, column, datetime.combine(content, time()), made)
        elif content:
            self.sheet.write_string(self.row, column, self._fitting(content), made)
        else:
            self.sheet.write_blank(self.row, column, None, made)

    def _fitting(self, text: str) -> str:
        text = printable(text)
        if len(text) > _LONGEST:
            raise PressError(
                f"“{text[:10]}…”共 {len(text)} 字，超过 Excel 一格能放的 {_LONGEST} 字，请先精简。"
            )
        return text

    def _note(self, column: int, what: str) -> None:
        self.ids[-1][column] = what

    def _validate(self) -> None:
        """One rule for all cells of a kind: a rule for each would take longer than the rest of the book."""
        for kind, cells in self.checked.items():
            first_row, first_column = cells[0]
            rule = rule_for(kind, xl_rowcol_to_cell(first_row, first_column), self.layout.table.money)
            if rule is not None:
                rule["multi_range"] = " ".join(xl_rowcol_to_cell(row, column) for row, column in cells)
                self.sheet.data_validation(first_row, first_column, first_row, first_column, rule)

    def _check_scores(self) -> None:
        """Each score is between 0 and the weight beside it."""
        columns = self.layout.columns
        if "score" not in columns:
            return
        column, first, last = columns["score"]
        if "weight" in columns:
            weight_column, weight_first, weight_last = columns["weight"]
            rule = score_rule(xl_rowcol_to_cell(first, weight_column))
            whole = rule_for(FactKind.POINTS, "")
            self.sheet.data_validation(weight_first, weight_column, weight_last, weight_column, whole)
        else:
            rule = rule_for(FactKind.POINTS, "") or {}
        self.sheet.data_validation(first, column, last, column, rule)


def _is_to_be_written(row: Row) -> bool:
    return any(not cell.text and not _PROSE.isdisjoint(cell.keys) for cell in row.cells)
