"""Finding the facts of a form in a table of somebody's file.

Labels decide, coordinates only help: a value belongs to the label on its left and, where that
label has several values, to the column header above it. So inserted rows, dropped or reordered
columns and merged cells do no harm. What belongs to nothing is kept as unread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from zhunsheng.intake.captions import MONEY_UNIT, is_caption, is_note, money_unit
from zhunsheng.intake.document import Cell
from zhunsheng.intake.header_rows import (
    HeaderRow,
    above,
    headers_as_one,
    is_year,
    unmerged_as_one,
    years_in_order,
    years_joined,
)
from zhunsheng.intake.headers import Header, Headers
from zhunsheng.intake.indicators import POINTS, IndicatorReader
from zhunsheng.intake.matcher import (
    INDICATOR_COLUMN_OF,
    INDICATOR_HEADERS,
    MOST_HEADER_ROWS,
    HeaderSlot,
    TableMatcher,
)
from zhunsheng.intake.parts import Part, labels_of
from zhunsheng.intake.storing import Entry, FactStore
from zhunsheng.kernel.facts import Fact, Kind, State
from zhunsheng.kernel.labels import (
    LONGEST_LABEL,
    NO_LABEL,
    Label,
    brackets,
    compact,
    is_figure,
    own_number,
    read_label,
)
from zhunsheng.kernel.numerals import BLANKS, NOT_APPLICABLE_TEXTS, read_value
from zhunsheng.kernel.places import CellPlace, cell_place
from zhunsheng.kernel.report import Printed, Report, Residue, TableSeen, Unread
from zhunsheng.rulebook.facts import kind_of


@dataclass(slots=True)
class Loose:
    """A row of a table that is really a line of text: a title, a unit, a signature line."""

    text: str
    place: CellPlace


@dataclass(slots=True)
class TableReading:
    """What one table of a file gave besides the facts put into the report."""

    years: set[int] = field(default_factory=set)
    loose: list[Loose] = field(default_factory=list)
    money_units: set[str] = field(default_factory=set)
    """Units of money in the labels of rows and blocks, and in lines among the rows."""
    header_units: set[str] = field(default_factory=set)
    """Units of money in column headers: they hold for their column only."""
    labels: list[Printed] = field(default_factory=list)
    padded: list[CellPlace] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    """Labels of the form met so far."""


@dataclass(slots=True)
class _Owner:
    """Whose values the next cells of a row are."""

    name: str = ""
    """The label in force."""
    order: int = 0
    """Filled values since that label; an empty cell may be one a merge would cover."""
    stem: str = ""
    """Set on a row under a label of its own (一个专项一行): its facts are stem.prior …"""
    money: str = ""
    """Unit of money in the label's brackets."""
    decided: bool = False
    """Whether a label or a value of the row has been met."""
    stranger: bool = False
    """The label is none of the form's."""


class TableReader:
    """Reads one table, or a run of its rows, into a report."""

    def __init__(self, part: Part, report: Report, unit: str = "") -> None:
        self.matcher = part.matcher
        self.report = report
        self.money = unit or self.matcher.table.money
        self.store = FactStore(report, self.matcher.table)
        self.reading = TableReading()
        self.headers = Headers(part.table.gridded)
        self.labels_at: dict[int, str] = {}
        self.last_label = ""
        self.repeats: dict[str, int] = {}
        self.indicators: IndicatorReader | None = None
        self.has_indicators = False
        """Whether a header of indicators has been met: the total stands under it, not under that of the funds."""
        self._take(part)

    def _take(self, part: Part) -> None:
        self.rows, self.labels, self.number = part.rows, part.row_labels, part.number
        self.names = [self.matcher.canonical_names(labels) for labels in self.labels]
        if self.matcher.table.above_indicators and not self.has_indicators:
            self._name_above_indicators()
        self.gridded = part.table.gridded
        self.ragged = self.gridded and _is_ragged(part.table.rows)

    def _name_above_indicators(self) -> None:
        """合计 among the funds is their total, not that of the scores."""
        others = self.matcher.table.above_indicators
        sums = [
            (row, at, label.key)
            for row, labels in enumerate(self.labels)
            for at, label in enumerate(labels)
            if label.key in others
        ]
        header = next(
            (row for row, labels in enumerate(self.labels) if sums and _is_indicator_header(labels)), 0
        )
        for row, at, key in sums:
            if row < header:
                self.names[row][at] = others[key]

    def read(self) -> TableReading:
        rows = self.rows
        for row, cells in enumerate(rows):
            if not cells:
                continue
            labels, names = self.labels[row], self.names[row]
            if row + 1 < len(rows) and (joined := self._with_next(row)):
                cells = joined
                labels = labels_of(cells)
                names = self.matcher.canonical_names(labels)
            self._row(row, cells, labels, names)
        self._take_total()
        return self.reading

    def _with_next(self, row: int) -> list[Cell]:
        """A row with what of it stands in the next one, which loses that; empty where it is whole as it is."""
        if self._is_label_cut(row):
            return self._put_together(row)
        if not self._may_be_headers(row + 1):
            return []
        joined = self._years_joined(row)
        if not joined and self._are_headers_split(row):
            cells, rest = self.rows[row : row + 2]
            joined = headers_as_one(cells, rest, self.labels[row])
        joined = joined or self._unmerged_as_one(row)
        if joined:
            self.rows[row + 1] = []
        return joined

    def _may_be_headers(self, row: int) -> bool:
        """Whether a row has no label of its own, but years or headers: asked of every row, so it must be quick."""
        cells = self.rows[row]
        if not cells:
            return False
        first, before = cells[0], self.rows[row - 1][0]
        if first.text and not first.continued and first.text != before.text:
            return bool(self.gridded and first.column > before.column)
        if not self.matcher.headers.isdisjoint(self.names[row]):
            return True
        return any(
            label.key in _MAY_PART_HEADERS or is_year(label)
            for label in self.labels[row]
            if label.key or label.year
        )

    def _years_joined(self, row: int) -> list[Cell]:
        """The headers of a row of years and one of columns; empty where the two rows are something else."""
        if not self.rows[row + 1]:
            return []
        upper, lower = (HeaderRow(self.rows[at], self.labels[at], self.names[at]) for at in (row, row + 1))
        as_wide = self.gridded or len(upper.cells) == len(lower.cells)
        return (years_joined if as_wide else years_in_order)(upper, lower, self.matcher.headers)

    def _unmerged_as_one(self, row: int) -> list[Cell]:
        cells, rest = self.rows[row : row + 2]
        is_uneven = not self.gridded and len(cells) != len(rest)
        if is_uneven or _is_indicator_header(self.labels[row + 1]):
            return []
        pairs = zip(self.names[row + 1], self.labels[row + 1], strict=True)
        return unmerged_as_one(cells, rest, [self._may_part(name, label) for name, label in pairs])

    def _is_label_cut(self, row: int) -> bool:
        """Whether a page break cut the label of a row (会议费、培 | 训费)."""
        cells, rest = self.rows[row : row + 2]
        if not self.gridded or not cells[0].text or not rest or not rest[0].text:
            return False
        first, second = self.names[row][0], self.names[row + 1][0]
        if first and second:
            return False
        if (first or second) and any(cell.text.strip(BLANKS) for cell in rest[1:]):
            return False  # a part that is a label itself (公务用车购置 | 和维护经费) holds all there is
        if not self._stands_beside_rows(row) and not _may_be_one(cells, rest):
            return False
        name = self._name(_joined_label(cells[0], rest[0]))
        return bool(name) and (self.indicators is None or self._leads_to_facts(name))

    def _stands_beside_rows(self, row: int) -> bool:
        """Whether a row's first cell is a label beside several rows: 年度总体目标, beside 预期目标 and what that is.

        Then there are whole labels in the row; in a row of headers that is cut itself some are not (年初 | 预算数).
        """
        cells, rest = self.rows[row : row + 2]
        names = self.names[row]
        if not any(names[1:]):
            return False
        pairs = list(zip(names, cells, rest, strict=False))[1:]
        return not any(
            not name and one.text and other.text and self._name(_joined_label(one, other))
            for name, one, other in pairs
        )

    def _put_together(self, row: int) -> list[Cell]:
        """The cells of a row whose label is cut, that label whole; what is below it may be a row of its own."""
        cells, rest = self.rows[row : row + 2]
        if not self._stands_beside_rows(row):
            self.rows[row + 1] = []
            return _joined(cells, rest)
        self.rows[row + 1] = [replace(rest[0], text="", continued=True), *rest[1:]]
        self.labels[row + 1] = [NO_LABEL, *self.labels[row + 1][1:]]
        self.names[row + 1] = ["", *self.names[row + 1][1:]]
        return [*_joined(cells[:1], rest[:1]), *cells[1:]]

    def _are_headers_split(self, row: int) -> bool:
        """Whether the next row parts some headers (指标值 over 年度指标值 and 实际完成值), the others go on in it."""
        cells, rest = self.rows[row : row + 2]
        if (
            not self.gridded
            or not rest
            or not rest[0].continued
            or _is_indicator_header(self.labels[row + 1])
        ):
            return False
        found = False
        for cell, label, name in zip(rest, self.labels[row + 1], self.names[row + 1], strict=True):
            if cell.text:
                found = self._may_part(name, label)
                upper = above(cell, cells)
                if not found or upper is None or upper.span <= cell.span:
                    return False
        return found

    def _may_part(self, name: str, label: Label) -> bool:
        """Whether a header may stand in a second row, below one that it parts."""
        return name in self.matcher.headers or label.key in _MAY_PART_HEADERS

    def _name(self, label: Label) -> str:
        """The form's own label for one of the file; empty if it has none."""
        return self.matcher.canonical(label.key) if label.key else ""

    def go_on(self, part: Part) -> TableReading:
        """Read the rest of the table, which a page break made a table of its own."""
        self._take(part)
        if self.indicators is not None:
            self.indicators.number = part.number
        return self.read()

    # -- rows -------------------------------------------------------------------------------------

    def _row(self, row: int, cells: list[Cell], labels: list[Label], names: list[str]) -> None:
        for cell in cells:
            if (text := cell.text) and (text[0] in _PADDING or text[-1] in _PADDING):
                self._note_padding(row, cell)
        if _is_indicator_header(labels):
            self._start_indicators(row, cells, labels, names)
            return
        if self.indicators is not None:
            if self.indicators.is_fresh and self.indicators.parts_targets(row, cells):
                return
            is_alone = len(cells) <= 2 and self.indicators.is_line(cells)
            if (is_alone or _is_lone_caption(cells)) and not any(names):
                self._note_line(row, cells)
                return
            if not self._ends_indicators(cells, labels, names) or self._is_subtotal(row, names):
                self.indicators.row(row, cells)
                return
            if self.matcher.total in names:
                self.indicators.drop_sum()
            self._end_indicators()
        if not any(names) and self._is_loose(cells):
            self._note_loose(row, cells)
        elif self._is_header_row(cells, names):
            self._header_row(row, cells, labels, names)
        else:
            self._value_row(row, cells, labels, names)

    def _note_padding(self, row: int, cell: Cell) -> None:
        if cell.text.strip(BLANKS):
            self.reading.padded.append(cell_place(self.number, row, cell.column))

    def _start_indicators(self, row: int, cells: list[Cell], labels: list[Label], names: list[str]) -> None:
        if self.indicators is not None:
            self.indicators.drop_sum()
        self.has_indicators = True
        self._set_headers(cells, labels, names)
        for cell, label in zip(cells, labels, strict=True):
            if label.key:
                self._note_printed(cell, row)
        columns = [INDICATOR_COLUMN_OF.get(label.key, "") for label in labels]
        if "name" not in columns:
            columns = ["name" if label.key in _BARE_NAMES else "" for label in labels[:1]] + columns[1:]
        self.indicators = IndicatorReader(
            self.matcher,
            self.report,
            self.number,
            self.gridded,
            cells,
            columns,
            self.reading.labels,
            self.indicators,
        )

    def _ends_indicators(self, cells: list[Cell], labels: list[Label], names: list[str]) -> bool:
        """Whether the row's first label is one of the form's rows below the indicators."""
        assert self.indicators is not None
        for position, (cell, label, name) in enumerate(zip(cells, labels, names, strict=True)):
            if not label.key:
                if cell.text.strip(BLANKS):
                    return False
                continue
            leftmost = self.indicators.is_left(cell.column if self.gridded else position)
            return leftmost and name not in self.matcher.classes and self._leads_to_facts(name)
        return False

    def _is_subtotal(self, row: int, names: list[str]) -> bool:
        """Whether a row headed as the total only sums up a class: further classes follow below."""
        if self.matcher.total not in names:
            return False
        for labels, below in zip(self.labels[row + 1 :], self.names[row + 1 :], strict=True):
            if _is_indicator_header(labels):
                return False
            if self.matcher.total in below or not self.matcher.classes.isdisjoint(below):
                return True
        return False

    def _note_line(self, row: int, cells: list[Cell]) -> None:
        """A line of text among the indicators, which may state the total: 总分：96分."""
        cell = cells[-1]
        head, _, rest = cell.text.replace("：", ":").partition(":")
        if rest and len(head) <= LONGEST_LABEL and self._name(read_label(head)) == self.matcher.total:
            self._note_printed(cell, row)
            place = cell_place(self.number, row, cell.column)
            self.store.put(Entry("score.total", rest, place), self.money)
        else:
            self._note_loose(row, cells)

    def _end_indicators(self) -> None:
        self._take_total()
        self.indicators = None

    def _take_total(self) -> None:
        """The last row of the indicators may be the total, its label not where the form prints it."""
        taken = self.indicators.take_total() if self.indicators is not None else {}
        for column, entry in taken.items():
            self.store.put(Entry(_TOTAL_COLUMNS[column], *entry), self.money)

    def _leads_to_facts(self, name: str) -> bool:
        return bool(name) and (name in self.matcher.leads or bool(self.matcher.numbered_key(name)))

    def _is_loose(self, cells: list[Cell]) -> bool:
        """A row that is a line of text: captions, labels of the lines around the table, or one lonely cell."""
        filled = [cell for cell in cells if cell.text.strip(BLANKS)]
        if not filled:
            return cells[0].column not in self.labels_at
        if any(self._starts_line(cell.text) for cell in filled) or all(
            is_caption(cell.text) or is_note(cell.text) for cell in filled
        ):
            return True
        if len(filled) > 1 or self._beside_label(filled[0], cells):
            return False
        if len(cells) > 2 and self.labels_at:  # above the table a lone cell needn't be merged
            return False
        return not self._stated(filled[0].text)

    def _starts_line(self, text: str) -> bool:
        if compact(text.lstrip(BLANKS)[:1]) not in self.matcher.line_starts:
            return False
        head = compact(text[:LONGEST_LABEL])
        return head.startswith(tuple(self.matcher.lines)) and any(
            head.startswith(label) and head[len(label) : len(label) + 1] in _AFTER_LABEL
            for label in self.matcher.lines
        )

    def _beside_label(self, cell: Cell, cells: list[Cell]) -> bool:
        """Whether a label or the continuation of one stands left of the cell."""
        first = cells[0]
        return cell is not first and (
            first.continued or (not first.text.strip(BLANKS) and first.column in self.labels_at)
        )

    def _note_loose(self, row: int, cells: list[Cell]) -> None:
        filled = [cell for cell in cells if cell.text.strip(BLANKS)]
        if not filled:
            return
        text = " ".join(cell.text.strip(BLANKS) for cell in filled)
        self.reading.loose.append(Loose(text, cell_place(self.number, row, filled[0].column)))
        unit = money_unit(text)
        if unit:
            self.money = unit
            self.reading.money_units.add(unit)

    # -- headers ----------------------------------------------------------------------------------

    def _is_header_row(self, cells: list[Cell], names: list[str]) -> bool:
        """Column headers, none of which has its own value right beside it."""
        if self.matcher.headers.isdisjoint(names):
            return False
        headers = [i for i, name in enumerate(names) if name in self.matcher.headers]
        valued = [
            i
            for i in headers
            if i + 1 < len(cells) and self._is_value_for(names[i], cells[i + 1], names[i + 1])
        ]
        if len(valued) == len(headers):
            return False
        rows = [name for name in names if name in self.matcher.leads]
        return len(headers) > len(valued) + 1 or not rows or rows[0] in self._owners_of(names[headers[0]])

    def _owners_of(self, header: str) -> list[str]:
        return [label for label, slots in self.matcher.by_header.items() if header in slots]

    def _is_value_for(self, header: str, cell: Cell, name: str) -> bool:
        if name or cell.continued or not cell.text.strip(BLANKS):
            return False
        label = self.matcher.block_headers.get(header)
        if label is None:
            return False
        kind = kind_of(self.matcher.by_header[label][header][0].key)
        return kind is Kind.TEXT or read_value(cell.text, kind)[0] is State.GIVEN

    def _header_row(self, row: int, cells: list[Cell], labels: list[Label], names: list[str]) -> None:
        foreign = self.matcher.known_foreign_columns(labels, names)
        if foreign:
            labels = [NO_LABEL if at in foreign else label for at, label in enumerate(labels)]
            names = ["" if at in foreign else name for at, name in enumerate(names)]
        self._set_headers(cells, labels, names)
        for cell, name in zip(cells, names, strict=True):
            if not cell.continued and cell.text.strip(BLANKS):
                self._note_label(cell, name, row)

    def _set_headers(self, cells: list[Cell], labels: list[Label], names: list[str]) -> None:
        known, gridded = self.matcher.header_rows, self.headers.gridded
        row = (gridded, *((cell.text, cell.column, cell.span, cell.continued) for cell in cells))
        headers = known.get(row)
        if headers is None:
            money = [
                _money_in(cell.text) if name in self.matcher.headers else ""
                for cell, name in zip(cells, names, strict=True)
            ]
            if len(known) >= MOST_HEADER_ROWS:
                known.clear()
            headers = known[row] = Headers.of(gridded, cells, labels, names, money)
        self.headers = headers
        self.reading.years |= headers.years

    # -- values -----------------------------------------------------------------------------------

    def _value_row(self, row: int, cells: list[Cell], labels: list[Label], names: list[str]) -> None:
        owner = _Owner()
        entries: list[Entry] = []
        inline = self.matcher.table.inline
        if self.matcher.total in names and self._put_totals(row, cells, names):
            return
        length = self._length(cells, names)
        for position, (cell, name) in enumerate(zip(cells, names, strict=True)):
            if inline and self._inline(cell, name, row):
                owner = _Owner(name, decided=True)
            elif name and name not in inline and not self._is_value_here(owner, name, cells[position + 1 :]):
                owner = _Owner(name, money=self._note_label(cell, name, row), decided=True)
            elif not owner.decided and self._is_undecided(owner, cell):
                owner.name = self.labels_at.get(cell.column, owner.name)
            elif not owner.decided and not owner.name and (stem := self._repeat_row(cell, cells, row)):
                owner = _Owner(self.last_label, stem=stem, decided=True)
            elif not owner.decided and not owner.name and self._is_stranger(cell, position, length):
                owner = _Owner(decided=True, stranger=True)
                self._take_stated(cell, row, entries)
                self.labels_at.pop(cell.column, None)
            else:
                self._value(owner, position, cell, length, row, entries)
        self.store.put_row(entries, self.money)

    def _length(self, cells: list[Cell], names: list[str]) -> int:
        """How many cells a row has. Without a grid one that begins with an empty cell lacks its last ones, not its
        first: blanks at the ends of lines get lost. The label of the total is as wide as several headers."""
        is_shorter = not self.gridded and len(cells) < self.headers.cells and self.matcher.total not in names
        return self.headers.cells if is_shorter and not cells[0].text.strip(BLANKS) else len(cells)

    def _put_totals(self, row: int, cells: list[Cell], names: list[str]) -> bool:
        """Two figures beside 总分 are the points and the score, wherever they stand; a lone one as wide as both the score."""
        if self.gridded and not self.has_indicators:
            return False  # the headers in force are those of the funds
        filled = [cell for cell in cells if cell.text.strip(BLANKS)]
        label, figures = filled[0], filled[1:]
        if label is not cells[names.index(self.matcher.total)]:
            return False
        if len(figures) == 1:
            return self._put_wide_total(row, label, figures[0])
        keys = dict.fromkeys(
            _TOTALS[header.label] for header in self.headers.by_column.values() if header.label in _TOTALS
        )
        if len(figures) != 2 or len(keys) != 2 or not all(is_figure(cell.text) for cell in figures):
            return False
        self._note_label(label, self.matcher.total, row)
        places = [cell_place(self.number, row, cell.column) for cell in figures]
        entries = [
            Entry(key, cell.text, place) for key, cell, place in zip(keys, figures, places, strict=True)
        ]
        self.store.put_row(entries, self.money)
        return True

    def _put_wide_total(self, row: int, label: Cell, figure: Cell) -> bool:
        over = {_TOTALS.get(header.label) for header in self.headers.all_over(figure)}
        if not is_figure(figure.text) or not over >= set(_TOTAL_COLUMNS.values()):
            return False
        self._note_label(label, self.matcher.total, row)
        place = cell_place(self.number, row, figure.column)
        self.store.put(Entry("score.total", figure.text, place), self.money)
        return True

    @staticmethod
    def _is_undecided(owner: _Owner, cell: Cell) -> bool:
        return cell.continued or (not owner.name and not cell.text.strip(BLANKS))

    def _is_value_here(self, owner: _Owner, name: str, rest: list[Cell]) -> bool:
        """A label's text may itself be the value of a text fact (conclusion: 得分; 厉行节约: 公用经费)."""
        key = self.matcher.singles.get(owner.name, "")
        if owner.order or not key:
            return False
        if name in self.matcher.decor or name in self.matcher.headers:
            return True
        if name in self.matcher.singles or kind_of(key) is not Kind.TEXT:
            return False
        return not any(cell.text.strip(BLANKS) for cell in rest)

    def _is_stranger(self, cell: Cell, position: int, row_cells: int) -> bool:
        """A text at the beginning of a row that is a label of none of the form's rows.

        Where the block's label is missing in the file the row begins with a value: one under a
        header of that block whose fact is still open.
        """
        header = self._header_over(cell, position, row_cells)
        slots = self._block_slots(header) if header is not None else None
        if not slots or (not self.gridded and row_cells < self.headers.cells - 1):
            return True
        if not self.gridded and read_label(cell.text).key in INDICATOR_COLUMN_OF:
            return True  # what is left of a header broken over lines (年度 | 指标值)
        if read_value(cell.text, kind_of(slots[0].key))[0] is State.UNREADABLE:
            return True
        fact = self.report.facts.get(slots[0].key)
        return fact is not None and fact.state is not State.BLANK

    def _header_over(self, cell: Cell, position: int, row_cells: int) -> Header | None:
        """The header above a cell. A row longer than that of the headers, in a text whose rows are not alike, has
        none: a label broken over lines parted the headers, and what is left of them stands elsewhere."""
        if self.ragged and row_cells > self.headers.cells:
            return None
        return self.headers.over(cell, position, row_cells)

    def _block_slots(self, header: Header) -> list[HeaderSlot] | None:
        block = self.matcher.block_headers.get(header.label, "")
        return self.matcher.by_header.get(block, {}).get(header.label)

    def _slots_of_total(self, header: Header) -> list[HeaderSlot] | None:
        """Those of the funds' total (年度资金总额), where the table has no row so labelled but figures beside the block."""
        for label in set(self.matcher.table.above_indicators.values()):
            slots = self.matcher.by_header.get(label, {}).get(header.label)
            if slots and not self.has_indicators and not any(label in names for names in self.names):
                return slots
        return None

    def _value(
        self, owner: _Owner, position: int, cell: Cell, row_cells: int, row: int, entries: list[Entry]
    ) -> None:
        owner.decided = True
        header = self._header_over(cell, position, row_cells)
        key = "" if owner.stranger else self._key(owner, header)
        owner.order += bool(cell.text.strip(BLANKS))
        if not key:
            if not self._put_none(owner, cell, row_cells, row, entries):
                self._take_stated(cell, row, entries)
            return
        if owner.stem:
            key = f"{owner.stem}.{key.rpartition('.')[2]}"
        money = owner.money or (
            header.money if header is not None and owner.name not in self.matcher.singles else ""
        )
        repeat = "" if owner.stem else self.matcher.table.repeat.get(owner.name, "")
        entries.append(Entry(key, cell.text, cell_place(self.number, row, cell.column), money, repeat))

    def _put_none(self, owner: _Owner, cell: Cell, row_cells: int, row: int, entries: list[Entry]) -> bool:
        """A 无 or dash under several headers, or alone beside a label, holds for all of them."""
        slots = self.matcher.by_header.get(owner.name, {})
        if owner.order > 1 or not slots or cell.text.strip(BLANKS) not in NOT_APPLICABLE_TEXTS:
            return False
        under = dict.fromkeys(header.label for header in self.headers.all_over(cell))
        labels = [label for label in under if label in slots] or (list(slots) if row_cells == 2 else [])
        keys = [slot.key for label in labels for slot in slots[label]]
        place = cell_place(self.number, row, cell.column)
        entries.extend(Entry(key, cell.text, place) for key in keys)
        return bool(keys)

    def _key(self, owner: _Owner, header: Header | None) -> str:
        name = owner.name
        own = self.matcher.own_fact(name) if name else ""
        if own == "score.total" and header is not None and header.label in _TOTALS:
            return _TOTALS[header.label]
        if own:
            return own if owner.order == 0 else ""
        if header is None or (name == self.matcher.total and not self.has_indicators):
            return ""
        slots = self.matcher.by_header.get(name, {}).get(header.label)
        if slots is None and not name:
            slots = self._block_slots(header)
        elif slots is None and name in self.matcher.decor:
            slots = self._slots_of_total(header)
        return _choose(slots, header) if slots else ""

    # -- labels -----------------------------------------------------------------------------------

    def _note_label(self, cell: Cell, name: str, row: int) -> str:
        """Remember a label; the unit of money its brackets give for the values of its row."""
        if not name:
            self._unread(cell, row)
            self.labels_at.pop(cell.column, None)
            return ""
        self._note_printed(cell, row)
        self.reading.known.add(name)
        self.labels_at[cell.column] = name
        if self._leads_to_facts(name) or name in self.matcher.table.repeat:
            self.last_label = name
        text = cell.text
        if "(" not in text and "（" not in text and "【" not in text and not text.endswith("元"):
            return ""
        return self._note_brackets(cell, name, cell_place(self.number, row, cell.column))

    def _note_printed(self, cell: Cell, row: int) -> None:
        self.reading.labels.append(
            Printed(cell.text.strip(BLANKS), cell_place(self.number, row, cell.column))
        )

    def _note_brackets(self, cell: Cell, name: str, place: CellPlace) -> str:
        """What the brackets of a label carry: a unit of money, points, a year, a prompt of the blank form."""
        inside = brackets(cell.text)
        if "一行" in inside:
            self.report.residues.append(Residue(f"（{inside}）", place))
        if name in self.matcher.table.embedded:
            self._embedded(cell, name, place)
        self._goal_points(inside, name, place)
        return self._note_money(_money_in(cell.text), name)

    def _note_money(self, unit: str, name: str) -> str:
        if not unit:
            return ""
        if name in self.matcher.headers:
            self.reading.header_units.add(unit)
            return ""
        self.reading.money_units.add(unit)
        if name in self.matcher.decor:
            self.money = unit
            return ""
        return unit

    def _embedded(self, cell: Cell, name: str, place: CellPlace) -> None:
        key, pattern = self.matcher.table.embedded[name]
        match = pattern.search(compact(cell.text))
        if match is not None:
            self.store.put(Entry(key, match[1], place), self.money)

    def _goal_points(self, inside: str, name: str, place: CellPlace) -> None:
        """The points printed beside a goal: 年度目标2（30分）."""
        numbered = self.matcher.numbered(name)
        match = POINTS.search(f"({inside})") if numbered is not None else None
        if numbered is not None and match is not None:
            owner, number, _ = numbered
            key = f"{owner}.points" if number == 1 else f"{owner}[{number}].points"
            self.report.facts.setdefault(key, Fact(Decimal(match[1]), State.GIVEN, match.group(), place))

    def _inline(self, cell: Cell, name: str, row: int) -> bool:
        """A cell with labels and their values together (其中：一般公共预算：248.74)."""
        inline = self.matcher.table.inline
        text = cell.text
        if name not in inline and ":" not in text and "：" not in text:
            return False
        place = cell_place(self.number, row, cell.column)
        if name in inline:
            self.store.put(Entry(inline[name], "", place), self.money)
            self._note_printed(cell, row)
            self.reading.known.add(name)
            return True
        others: list[str] = []
        lines = self._inline_lines(text) if len(text) <= LONGEST_LABEL * 4 else []
        for line in lines:
            key, head, value = self._inline_label(line.replace("：", ":"))
            if key:
                self.store.put(Entry(inline[key], value, place, _money_in(head)), self.money)
                self.reading.known.add(key)
            else:
                others.append(line.strip(BLANKS))
        if len(others) == len(lines):
            return False
        self._note_printed(cell, row)
        self.report.unread += [Unread(line, place) for line in others if read_label(line).key]
        return True

    def _inline_lines(self, text: str) -> list[str]:
        """The lines of a cell; a blank may part a label from the one before it (基本支出：200  项目支出：40)."""
        lines: list[str] = []
        for line in text.split("\n"):
            first, *rest = _BEFORE_LABEL.split(line)
            lines.append(first)
            for piece in rest:
                if self._inline_label(piece.replace("：", ":"))[0]:
                    lines.append(piece)
                else:
                    lines[-1] += f" {piece}"
        return lines

    def _inline_label(self, line: str) -> tuple[str, str, str]:
        """(the form's label, what stands before its colon, the value) of a line that begins with a label."""
        for colon in re.finditer(":", line):
            head = line[: colon.start()]
            key = self.matcher.canonical(read_label(head).key)
            if key in self.matcher.table.inline:
                return key, head, line[colon.end() :]
        return "", "", ""

    def _take_stated(self, cell: Cell, row: int, entries: list[Entry]) -> None:
        """A cell that is neither a label nor the value of one may be both: 项目名称：村道硬化."""
        stated = self._stated(cell.text)
        if stated is None:
            self._unread(cell, row)
            return
        name, head, value = stated
        self._note_printed(cell, row)
        self.reading.known.add(name)
        place = cell_place(self.number, row, cell.column)
        entries.append(Entry(self.matcher.own_fact(name), value, place, _money_in(head)))

    def _stated(self, text: str) -> tuple[str, str, str] | None:
        """(the form's label, what stands before its colon, the value) of a label with its value."""
        if ":" not in text and "：" not in text:
            return None
        for colon in re.finditer("[:：]", text[:LONGEST_LABEL]):
            head, value = text[: colon.start()], text[colon.end() :]
            name = self._name(read_label(head))
            if (
                name
                and name not in self.matcher.lines
                and self.matcher.own_fact(name)
                and value.strip(BLANKS)
            ):
                return name, head, value
        return None

    # -- rows under labels of their own -------------------------------------------------------------

    def _repeat_row(self, cell: Cell, cells: list[Cell], row: int) -> str:
        """The numbered stem for a row under a label of its own (一个专项一行), or nothing."""
        text = cell.text.strip(BLANKS)
        stem = self.matcher.table.repeat.get(self.last_label) or self._inserted_stem(text, row)
        if (
            stem not in self.matcher.named_stems
            or len(cells) <= 2
            or read_value(text, Kind.MONEY)[0] is State.GIVEN
            or read_label(text).key in self.matcher.table.apart
        ):
            return ""
        number = self.repeats.get(stem, 0) + 1
        while f"{stem}[{number}].name" in self.report.facts:
            number += 1
        self.repeats[stem] = number
        place = cell_place(self.number, row, cell.column)
        self._note_printed(cell, row)
        self.report.facts[f"{stem}[{number}].name"] = Fact(
            self._name_of_row(text, stem), State.GIVEN, text, place
        )
        return f"{stem}[{number}]"

    def _name_of_row(self, text: str, stem: str) -> str:
        """环卫设施提升 of “3、市级专项资金：环卫设施提升”, where these are the rows of 市级专项资金."""
        key = read_label(text).key
        head, _, name = key.partition(":")
        return (
            name if name and self.matcher.table.repeat.get(self._name(Label(head))) == stem else key or text
        )

    def _inserted_stem(self, text: str, row: int) -> str:
        """The stem for a row right below one of the form's, where it stands for rows the form prints there.

        Where these hold figures, too, it may only part the figure above in another way: nobody can tell.
        Below a row that is no total it must bear a number of its own.
        """
        stem = self.matcher.table.inserted.get(self.last_label, "")
        if not stem:
            return ""
        owner = self._first_key([self.last_label])
        below_total = owner.split(".")[1:2] == ["total"]
        if not below_total and not own_number(text):
            return ""
        printed = f"{stem.partition('.')[0]}." if below_total else f"{stem}."
        rows = zip(self.rows[row + 1 :], self.names[row + 1 :], strict=True)
        same = (cells for cells, names in rows if self._first_key(names).startswith(printed))
        figures = (cell.text.strip(BLANKS + "0.") for cells in same for cell in cells[1:])
        return "" if any(figure and figure not in NOT_APPLICABLE_TEXTS for figure in figures) else stem

    def _first_key(self, names: list[str]) -> str:
        """The first fact of a row of the form: projects.business.prior."""
        slots = self.matcher.by_header.get(next(filter(None, names), ""), {})
        return next((keys[0].key for keys in slots.values()), "")

    def _unread(self, cell: Cell, row: int) -> None:
        """Keep a text that belongs to nothing; a dash printed where nothing is to be filled says nothing."""
        text = cell.text.strip(BLANKS)
        if text and text not in NOT_APPLICABLE_TEXTS:
            self.report.unread.append(Unread(text, cell_place(self.number, row, cell.column)))


def _is_lone_caption(cells: list[Cell]) -> bool:
    """Whether a row only says （续表） in its first cell."""
    first, *rest = cells
    return bool(first.text) and is_caption(first.text) and not any(cell.text for cell in rest)


def _is_ragged(rows: list[list[Cell]]) -> bool:
    """Whether rows differ in length without a merged cell among them: only lines of text do."""
    lengths = {len(cells) for cells in rows if cells}
    return len(lengths) > 1 and all(cell.span == 1 and not cell.continued for cells in rows for cell in cells)


def _joined_label(cell: Cell, rest: Cell) -> Label:
    return labels_of(_joined([cell], [rest]))[0]


def _may_be_one(cells: list[Cell], rest: list[Cell]) -> bool:
    """Whether two rows may be the parts of one: never with two figures (会议费 and 培训费, a row each)."""
    return [cell.column for cell in cells] == [cell.column for cell in rest] and not any(
        is_figure(one.text) and is_figure(other.text) for one, other in zip(cells, rest, strict=True)
    )


def _joined(cells: list[Cell], rest: list[Cell]) -> list[Cell]:
    return [replace(one, text=one.text + other.text) for one, other in zip(cells, rest, strict=True)]


def _is_indicator_header(labels: list[Label]) -> bool:
    """Whether a row with a label for the names of indicators has columns for their values, too."""
    if _ANY_NAMES.isdisjoint([label.key for label in labels]):
        return False
    columns = {INDICATOR_COLUMN_OF.get(label.key) for label in labels if label.key}
    named = "name" in columns or labels[0].key in _BARE_NAMES
    return named and len(columns & _INDICATOR_VALUES) >= 2


def _money_in(text: str) -> str:
    """The unit of money in the brackets of a label: 年初预算数（元）."""
    if "元" not in text:
        return ""
    match = _MONEY_IN_BRACKETS.search(compact(text))
    return match[1] or match[2] if match is not None else ""


def _choose(slots: list[HeaderSlot], header: Header) -> str:
    """The fact under one of several equal headers: by the year, else by the order."""
    if len(slots) == 1:
        return slots[0].key
    if header.offset is not None:
        for slot in slots:
            if slot.offset == header.offset:
                return slot.key
    return slots[min(header.order, len(slots) - 1)].key


def seen_table(matcher: TableMatcher, number: int, reading: TableReading) -> TableSeen:
    units = reading.money_units
    return TableSeen(
        matcher.table.id,
        number,
        money_unit=next(iter(units)) if len(units) == 1 else "",
        mixed_units=len(units | reading.header_units) > 1,
        years=sorted(reading.years),
        labels=reading.labels,
        padded=reading.padded,
    )


_BEFORE_LABEL = re.compile(r"[\s；;，,]+(?=[^\s:：\d]{2,16}[:：])")
_PADDING = "\u3000\xa0"
_AFTER_LABEL = ("", ":", "(")
_MAY_PART_HEADERS = frozenset(
    label for label, column in INDICATOR_COLUMN_OF.items() if column not in ("direction", "unit")
)
"""Headers of indicators in a second row; what parts the target alone (性质, 单位) is read below the header."""
_NAMES = frozenset(INDICATOR_HEADERS["name"])
_BARE_NAMES = frozenset({"绩效指标", "评价指标", "考核指标", "指标"})
"""Names of the one column of indicators in a table without levels."""
_ANY_NAMES = _NAMES | _BARE_NAMES
_TOTALS = dict.fromkeys(INDICATOR_HEADERS["weight"], "score.weight_total") | dict.fromkeys(
    INDICATOR_HEADERS["score"], "score.total"
)
"""Header over a figure in the row of the total → what it is the total of."""
_TOTAL_COLUMNS = {"weight": "score.weight_total", "score": "score.total"}
_INDICATOR_VALUES = frozenset({"target", "actual", "weight", "score", "target_value"})
_MONEY_IN_BRACKETS = re.compile(rf"\((?:(?:金额)?单位:)?(?:人民币:?)?({MONEY_UNIT})\)|[/、:]({MONEY_UNIT})$")
