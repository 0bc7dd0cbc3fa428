"""Finding the facts of a form in a table of somebody's file.

Labels decide, coordinates only help: a value belongs to the label on its left and, where that
label has several values, to the column header above it. So inserted rows, dropped or reordered
columns and merged cells do no harm. What belongs to nothing is kept as unread.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from zhunsheng.intake.document import Cell, Table
from zhunsheng.intake.indicators import IndicatorReader
from zhunsheng.intake.matcher import INDICATOR_COLUMN_OF, HeaderSlot, TableMatcher
from zhunsheng.kernel.facts import Fact, Kind, State
from zhunsheng.kernel.labels import Label, brackets, compact, read_label
from zhunsheng.kernel.numerals import BLANKS, read_value
from zhunsheng.kernel.places import CellPlace
from zhunsheng.kernel.report import Doubt, Report, Residue, TableSeen, Unread
from zhunsheng.rulebook.facts import kind_of, label_of


@dataclass(slots=True)
class Header:
    """A column header in force."""

    start: int
    end: int
    position: int
    """Position among the cells of its row, for tables without a grid."""
    label: str
    year: int | None
    offset: int | None
    order: int
    """How many equal headers stand left of it."""


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
    """Units of money in the labels of rows and blocks."""
    header_units: set[str] = field(default_factory=set)
    """Units of money in column headers: they hold for their column only."""


class TableReader:
    """Reads one table, or a run of its rows, into a report."""

    def __init__(self, matcher: TableMatcher, table: Table, number: int, report: Report, money_unit: str = "") -> None:
        self.matcher = matcher
        self.table = table
        self.number = number
        self.report = report
        self.money_unit = money_unit or matcher.table.money
        self.reading = TableReading()
        self.headers: list[Header] = []
        self.header_cells = 0
        self.labels_at: dict[int, str] = {}
        self.last_label = ""
        self.repeats: dict[str, int] = {}
        self.indicators: IndicatorReader | None = None

    def read(self) -> TableReading:
        for row, cells in enumerate(self.table.rows):
            if cells:
                self._row(row, cells)
        return self.reading

    # -- rows -------------------------------------------------------------------------------------

    def _row(self, row: int, cells: list[Cell]) -> None:
        labels = [read_label(cell.text) if cell.text and not cell.continued else _NO_LABEL for cell in cells]
        known = [self.matcher.canonical(label.key) if label.key else "" for label in labels]
        if self._is_indicator_header(labels):
            self._start_indicators(cells, labels, known)
            return
        if self.indicators is not None:
            if not self._ends_indicators(cells, labels, known):
                self.indicators.row(row, cells)
                return
            self.indicators = None
        if not any(known) and self._is_loose(row, cells):
            return
        self._labelled_row(row, cells, labels, known)

    def _is_indicator_header(self, labels: list[Label]) -> bool:
        columns = {INDICATOR_COLUMN_OF.get(label.key) for label in labels if label.key}
        return "name" in columns and len(columns & {"target", "actual", "weight", "score", "target_value"}) >= 2

    def _start_indicators(self, cells: list[Cell], labels: list[Label], known: list[str]) -> None:
        self._set_headers(cells, labels, known)
        columns = [INDICATOR_COLUMN_OF.get(label.key, "") for label in labels]
        self.indicators = IndicatorReader(
            self.matcher, self.report, self.number, self.table.gridded, cells, columns, self.indicators
        )

    def _ends_indicators(self, cells: list[Cell], labels: list[Label], known: list[str]) -> bool:
        """Whether the row's first label is one of the form's rows below the indicators."""
        for cell, label, name in zip(cells, labels, known, strict=True):
            if not label.key:
                if cell.text.strip(BLANKS):
                    return False
                continue
            if name in self.matcher.class_points:
                return False
            if name in self.matcher.singles or name in self.matcher.by_header:
                return True
            return self._numbered(label.key) is not None or label.key in self.matcher.lines
        return False

    def _is_loose(self, row: int, cells: list[Cell]) -> bool:
        """A row that is a line of text: one filled cell, or labels of the lines around the table."""
        filled = [cell for cell in cells if cell.text.strip(BLANKS)]
        if not filled:
            return not any(cell.column in self.labels_at for cell in cells[:1])
        in_line = any(self._starts_line(cell.text) for cell in filled)
        alone = len(filled) == 1 and not self._beside_label(filled[0], cells) and len(cells) <= 2
        if not in_line and not alone:
            return False
        if in_line or not self._is_repeat_row(cells):
            text = " ".join(cell.text.strip(BLANKS) for cell in filled)
            self.reading.loose.append(Loose(text, CellPlace(self.number, row, filled[0].column)))
            return True
        return False

    def _starts_line(self, text: str) -> bool:
        head = compact(text)
        return any(head.startswith(label) for label in self.matcher.lines)

    def _beside_label(self, cell: Cell, cells: list[Cell]) -> bool:
        """Whether a label or the continuation of one stands left of the cell."""
        first = cells[0]
        return cell is not first and (first.continued or (not first.text.strip(BLANKS) and first.column in self.labels_at))

    def _labelled_row(self, row: int, cells: list[Cell], labels: list[Label], known: list[str]) -> None:
        if self._is_header_row(cells, known):
            self._set_headers(cells, labels, known)
            for cell, name in zip(cells, known, strict=True):
                if cell.text.strip(BLANKS) and not cell.continued:
                    self._note_label(cell, name, row)
            return
        self._value_row(row, cells, labels, known)

    def _is_header_row(self, cells: list[Cell], known: list[str]) -> bool:
        """Column headers, none of which has its own value right beside it."""
        headers = [i for i, name in enumerate(known) if name in self.matcher.headers]
        if not headers:
            return False
        valued = [i for i in headers if i + 1 < len(cells) and self._is_value_for(known[i], cells[i + 1], known[i + 1])]
        if len(valued) == len(headers):
            return False
        rows = [name for name in known if name in self.matcher.singles or name in self.matcher.by_header]
        return len(headers) > len(valued) + 1 or not rows or rows[0] in self._owners_of(known[headers[0]])

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

    def _set_headers(self, cells: list[Cell], labels: list[Label], known: list[str]) -> None:
        years = [label.year for label in labels if label.year is not None]
        newest = max(years) if years else None
        self.reading.years.update(years)
        seen: dict[str, int] = {}
        self.headers = []
        self.header_cells = len(cells)
        for position, (cell, label, name) in enumerate(zip(cells, labels, known, strict=True)):
            header = name or label.key
            if not header:
                continue
            offset = label.offset if label.year is None or newest is None else label.year - newest
            order = seen.get(header, 0)
            seen[header] = order + 1
            end = cell.column + cell.span
            self.headers.append(Header(cell.column, end, position, header, label.year, offset, order))

    # -- values -----------------------------------------------------------------------------------

    def _value_row(self, row: int, cells: list[Cell], labels: list[Label], known: list[str]) -> None:
        current, order, seen_label = "", 0, False
        stem = ""
        for position, (cell, label, name) in enumerate(zip(cells, labels, known, strict=True)):
            if self._inline(cell, label, name, row):
                current, order, seen_label = "", 0, True
            elif name and name not in self.matcher.table.inline and not self._is_value_here(current, order, name):
                current, order, seen_label, stem = name, 0, True, ""
                self._note_label(cell, name, row)
            elif not seen_label and (cell.continued or (not current and not cell.text.strip(BLANKS))):
                current = self.labels_at.get(cell.column, current)
            elif not seen_label and not current and (stem := self._repeat_row(cell, cells, row)):
                current, order, seen_label = self.last_label, 0, True
            elif not seen_label and not current and self._numbered(label.key):
                current, order, seen_label = label.key, 0, True
            else:
                seen_label = True
                self._value(current, stem, order, position, cell, cells, row)
                order += 1

    def _is_value_here(self, current: str, order: int, name: str) -> bool:
        """A label's text may itself be the value of a text fact (conclusion: 得分)."""
        return order == 0 and current in self.matcher.singles and name in self.matcher.decor | self.matcher.headers

    def _note_label(self, cell: Cell, name: str, row: int) -> None:
        if not name:
            if cell.text.strip(BLANKS):
                self._unread(cell, row)
            return
        self.labels_at[cell.column] = name
        if name in self.matcher.singles or name in self.matcher.by_header or name in self.matcher.table.repeat:
            self.last_label = name
        self._note_brackets(cell, name, row)

    def _note_brackets(self, cell: Cell, name: str, row: int) -> None:
        """What the brackets of a label carry: a unit of money, a year, a prompt of the blank form."""
        inside = brackets(cell.text)
        if not inside:
            return
        for unit in ("万元", "元"):
            if inside in (unit, f"单位:{unit}"):
                units = self.reading.header_units if name in self.matcher.headers else self.reading.money_units
                units.add(unit)
        place = CellPlace(self.number, row, cell.column)
        if "一行" in inside:
            self.report.residues.append(Residue(f"（{inside}）", place))
        if name in self.matcher.table.embedded:
            key, pattern = self.matcher.table.embedded[name]
            match = pattern.search(compact(cell.text))
            if match is not None:
                self._put(key, match[1], place)

    def _inline(self, cell: Cell, label: Label, name: str, row: int) -> bool:
        """A cell with labels and their values together (其中：一般公共预算：248.74)."""
        inline = self.matcher.table.inline
        if not inline or not cell.text.strip(BLANKS):
            return False
        if name in inline:
            self._put(inline[name], "", CellPlace(self.number, row, cell.column))
            return True
        found = False
        for line in cell.text.split("\n"):
            head, colon, value = line.replace("：", ":").rpartition(":")
            key = self.matcher.canonical(read_label(head).key) if colon else ""
            if key in inline:
                self._put(inline[key], value, CellPlace(self.number, row, cell.column))
                found = True
        return found

    def _value(self, current: str, stem: str, order: int, position: int, cell: Cell, cells: list[Cell], row: int) -> None:
        place = CellPlace(self.number, row, cell.column)
        key = self._key(current, order, position, cell, len(cells))
        if key and stem:
            key = f"{stem}.{key.rpartition('.')[2]}"
        if not key:
            if cell.text.strip(BLANKS):
                self._unread(cell, row)
            return
        self._put(key, cell.text, place, repeatable=self.matcher.table.repeat.get(current, ""))

    def _key(self, current: str, order: int, position: int, cell: Cell, row_cells: int) -> str:
        if current in self.matcher.singles:
            return self.matcher.singles[current] if order == 0 else ""
        numbered = self._numbered(current)
        if numbered is not None and order == 0:
            return numbered
        header = self._header_of(cell, position, row_cells)
        if header is None:
            return ""
        slots = self.matcher.by_header.get(current, {}).get(header.label)
        if slots is None and not current:
            block = self.matcher.block_headers.get(header.label, "")
            slots = self.matcher.by_header.get(block, {}).get(header.label)
        return _choose(slots, header) if slots else ""

    def _header_of(self, cell: Cell, position: int, row_cells: int) -> Header | None:
        if self.table.gridded:
            return next((h for h in self.headers if h.start < cell.column + cell.span and cell.column < h.end), None)
        if row_cells != self.header_cells:
            position += self.header_cells - row_cells
        return next((h for h in self.headers if h.position == position), None)

    # -- rows under labels of their own -------------------------------------------------------------

    def _numbered(self, key: str) -> str | None:
        """年度目标2 → the fact of the second goal."""
        bare = key.rstrip("0123456789")
        stem = self.matcher.table.numbered.get(bare)
        if stem is None or bare == key:
            return None
        number = int(key[len(bare) :])
        owner, _, rest = stem.partition(".")
        return stem if number == 1 else f"{owner}[{number}].{rest}"

    def _is_repeat_row(self, cells: list[Cell]) -> bool:
        return self.last_label in self.matcher.table.repeat and len(cells) > 2

    def _repeat_row(self, cell: Cell, cells: list[Cell], row: int) -> str:
        """The numbered stem for a row under a label of its own (一个专项一行), or nothing."""
        text = cell.text.strip(BLANKS)
        if not self._is_repeat_row(cells) or read_value(text, Kind.MONEY)[0] is State.GIVEN:
            return ""
        stem = self.matcher.table.repeat[self.last_label]
        number = self.repeats.get(stem, 0) + 1
        self.repeats[stem] = number
        name = read_label(text).key or text
        self.report.facts[f"{stem}[{number}].name"] = Fact(
            name, State.GIVEN, text, CellPlace(self.number, row, cell.column)
        )
        return f"{stem}[{number}]"

    # -- putting away -----------------------------------------------------------------------------

    def _put(self, key: str, text: str, place: CellPlace, repeatable: str = "") -> None:
        fact = self._fact(key, text, place)
        before = self.report.facts.get(key)
        if before is None or before.place is None or before.state is State.BLANK:
            self.report.facts[key] = fact
        elif fact.state is State.BLANK:
            return
        elif repeatable and key.startswith(repeatable + "."):
            self._put_next(key, repeatable, fact)
        elif (before.state, before.value) != (fact.state, fact.value):
            self.report.doubts.append(
                Doubt(f"“{label_of(key)}”出现两次：“{before.text}”和“{fact.text}”，以哪个为准？", place, [before.text, fact.text])
            )
            self.report.unread.append(Unread(fact.text, place))

    def _put_next(self, key: str, stem: str, fact: Fact) -> None:
        number = 2
        while self.report.facts.get(f"{stem}[{number}]{key[len(stem):]}") is not None:
            number += 1
        self.report.facts[f"{stem}[{number}]{key[len(stem):]}"] = fact

    def _fact(self, key: str, text: str, place: CellPlace) -> Fact:
        kind = kind_of(key)
        shown = text.strip(BLANKS)
        fixed = self.matcher.table.fixed.get(key)
        if not shown and fixed == "":
            return Fact(None, State.NOT_APPLICABLE, "", place)
        state, value = read_value(shown, kind, self.money_unit)
        if state is State.UNREADABLE:
            question = f"“{label_of(key)}”填的是“{shown[:20]}”，读不出{_WANTED.get(kind, '数')}，应为多少？"
            self.report.doubts.append(Doubt(question, place, []))
        return Fact(value, state, shown, place)

    def _unread(self, cell: Cell, row: int) -> None:
        text = cell.text.strip(BLANKS)
        self.report.unread.append(Unread(text, CellPlace(self.number, row, cell.column)))


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
    unit = next(iter(units)) if len(units) == 1 else ""
    mixed = len(units | reading.header_units) > 1
    return TableSeen(matcher.table.id, number, money_unit=unit, mixed_units=mixed, years=sorted(reading.years))


_NO_LABEL = Label("")
_WANTED = {Kind.DATE: "日期", Kind.RATE: "比率", Kind.YEAR: "年份"}
