"""Reading the rows of the three-level indicator table (三级绩效指标)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from zhunsheng.intake.document import Cell
from zhunsheng.intake.matcher import INDICATOR_HEADERS, TableMatcher
from zhunsheng.kernel.facts import UNREADABLE, Fact, Kind, State
from zhunsheng.kernel.labels import brackets, compact, full_class, is_figure, read_label, without_numbering
from zhunsheng.kernel.numerals import BLANKS, normalize, read_value
from zhunsheng.kernel.places import CellPlace, cell_place
from zhunsheng.kernel.report import Doubt, EmptyRow, Indicator, Printed, Report, Unread

POINTS = re.compile(r"\((\d{1,3}(?:\.\d+)?)分\)")
"""Points printed in brackets behind a class, a goal or an indicator."""

_PREFIX = re.compile(r"^(?:指标\s*\d{1,2}\s*[：:、.]?|\d{1,2}\s*[.、．](?!\d)|[（(]\d{1,2}[）)]|[①-⑳])\s*")
_NUMBERED = frozenset("指（(0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_ELLIPSIS = re.compile(r"^[.…。·\s]*$")
_BROKEN_LINE = re.compile(r"(?<![。；;，,、：:])\n(?![（(]?\d{1,2}[.、)）])")
_POINTS_AT_END = re.compile(r"[:/]?(?:\d{1,3}(?:\.\d+)?分|(?<=指标)\d{1,3}(?:\.\d+)?)$|[:/]$")
_CLASS_POINTS = re.compile(r"指标(?:\((\d{1,3}(?:\.\d+)?)\)|(\d{1,3}(?:\.\d+)?))$")
_BARE_POINTS = re.compile(r"(\d{1,3}(?:\.\d+)?)分")
_TEXTS = ("target", "actual", "reason", "direction", "target_value", "unit")
_VALUES = (*_TEXTS, "weight", "score")
_SUMS = frozenset({"合计", "小计", "总计", "总分", "得分合计", "分值合计", "总得分"})
"""Rows that add up others are no indicators."""
_BOTH = 2
_CLASS_WEIGHTS = {"level1": "level1 weight", "level2": "level2 weight"}
"""Columns of points right of a column of classes."""
_TARGET_PARTS = (
    dict.fromkeys(("指标性质", "性质", "指标方向", "方向", "符号", "运算符号", "比较符"), "direction")
    | dict.fromkeys(("指标值", "数值", "目标值", "值"), "target_value")
    | dict.fromkeys(("度量单位", "计量单位", "单位"), "unit")
)
_FIGURE_FIRST = re.compile(r"[≥≤><=＝±]{0,2}\s*\d|(?:不低于|不少于|不高于|不超过)\d")
_ONE_EACH = frozenset(("name", "target", "actual", "weight", "score"))
"""Columns with a line for each indicator where several share a row."""
_SERIAL = frozenset({"序号", "编号"})
_MAY_BE_SPLIT = frozenset({"name", *_TEXTS})
"""Columns whose header may stand over several cells: their texts belong together."""


class _Sum(NamedTuple):
    """A row that adds up others."""

    row: int
    cells: list[Cell]
    label: str
    texts: dict[str, str]
    places: dict[str, CellPlace]


class IndicatorReader:
    """Rows below a header of indicators, until the form's next label."""

    def __init__(
        self,
        matcher: TableMatcher,
        report: Report,
        number: int,
        gridded: bool,
        header: list[Cell],
        columns: list[str],
        labels: list[Printed],
        before: IndicatorReader | None = None,
    ) -> None:
        self.matcher = matcher
        self.report = report
        self.number = number
        self.gridded = gridded
        self.header_cells = len(header)
        self.columns = _column_map(header, _weights_of_classes_apart(columns), gridded)
        self.is_fresh = True
        """No row has been read."""
        self.names = frozenset(self.columns.values())
        self.class_weights = not self.names.isdisjoint(_CLASS_WEIGHTS.values())
        self.serial = frozenset(
            cell.column if gridded else position
            for position, cell in enumerate(header)
            if read_label(cell.text).key in _SERIAL
        )
        """Columns that only count the rows."""
        self.left = min(
            (at for at, name in self.columns.items() if name in ("level1", "level2", "name")), default=0
        )
        self.labels = labels
        self.is_first = True
        """No indicator has been read."""
        self.sum: _Sum | None = None
        """The row of sums last met, until it shows whether it is the total."""
        self.sum_on_top: _Sum | None = None
        """The total, where it stands above the indicators."""
        self.level1: str = before.level1 if before is not None else ""
        self.level2: str = before.level2 if before is not None else ""

    def is_left(self, column: int) -> bool:
        """Whether a label at this column (position without a grid) stands left of all indicators."""
        return column <= self.left

    def parts_targets(self, row: int, cells: list[Cell]) -> bool:
        """Whether a row right below the header only parts the column of targets: 性质, 数值, 单位."""
        self.is_fresh = False
        filled = [cell for cell in cells if cell.text.strip(BLANKS)]
        parts = [_TARGET_PARTS.get(read_label(cell.text).key, "") for cell in filled]
        if not self.gridded and len(cells) != self.header_cells:
            return self._splice(row, filled, parts)
        under = [self.columns.get(cell.column, "") for cell in filled]
        # Right of an unmerged 指标值 there are cells without a header.
        if under[:1] != ["target"] or not all(parts) or not set(under[1:]) <= {"target", ""}:
            return False
        for cell, part in zip(filled, parts, strict=True):
            self.labels.append(Printed(cell.text.strip(BLANKS), cell_place(self.number, row, cell.column)))
            if "target_value" in parts:
                self.columns |= dict.fromkeys(range(cell.column, cell.column + cell.span), part)
        return True

    def _splice(self, row: int, filled: list[Cell], parts: list[str]) -> bool:
        """In lines of text 性质, 数值 and 单位 take the place of 指标值 in the header, which they stand below."""
        at = next((position for position, name in self.columns.items() if name == "target"), None)
        if at is None or len(parts) < _BOTH or not all(parts) or "target_value" not in parts:
            return False
        wider = len(parts) - 1
        after = {position + wider: name for position, name in self.columns.items() if position > at}
        before = {position: name for position, name in self.columns.items() if position < at}
        self.columns = before | dict(enumerate(parts, start=at)) | after
        self.header_cells += wider
        for cell in filled:
            self.labels.append(Printed(cell.text.strip(BLANKS), cell_place(self.number, row, cell.column)))
        return True

    def row(self, row: int, cells: list[Cell]) -> None:
        texts: dict[str, str] = {}
        places: dict[str, CellPlace] = {}
        shift = 0 if self.gridded or len(cells) == self.header_cells else self._shift(cells)
        by_column = self.columns.get
        for position, cell in enumerate(cells):
            text = cell.text.strip(BLANKS)
            if self.gridded and cell.span == 1:
                column = by_column(cell.column, "")
            else:
                column = self._column_of(cell, position + shift)
            if column and column not in places:
                texts[column] = text
                places[column] = cell_place(self.number, row, cell.column)
            elif column and text and (not texts[column] or column in _MAY_BE_SPLIT):
                texts[column] = (
                    text if column == "name" and texts[column].isdecimal() else texts[column] + text
                )
            elif text and not self.matcher.canonical(read_label(text).key):
                counts = (cell.column if self.gridded else position + shift) in self.serial
                if not (counts and text.isdecimal()):
                    self._unread(text, row, cell)
        if not self.gridded and (label := _sum_at_first(cells)):
            self.sum_row(row, cells, label, *self._figures(row, cells))
        elif label := _sum_label(texts):
            self.sum_row(row, cells, label, texts, places)
        elif places:
            if self.sum is not None and any(texts.values()):
                self.drop_sum()
            self.is_first = self.is_first and not any(texts.values())
            self._levels(texts, places)
            self._indicator(texts, places)

    def sum_row(
        self, row: int, cells: list[Cell], label: str, texts: dict[str, str], places: dict[str, CellPlace]
    ) -> None:
        """Keep a row that adds up others until it shows whether it is the total; above all others it is."""
        self.drop_sum()
        found = _Sum(row, cells, label, texts, places)
        if self.is_first and self._is_total(label):
            self.sum_on_top = found
        else:
            self.sum = found

    def _is_total(self, label: str) -> bool:
        return self.matcher.canonical(read_label(label).key) == self.matcher.total

    def _figures(self, row: int, cells: list[Cell]) -> tuple[dict[str, str], dict[str, CellPlace]]:
        """The points and the score of a row of sums in lines of text, which has no columns."""
        figures = [cell for cell in cells if is_figure(cell.text)]
        columns = dict(zip(("weight", "score"), figures, strict=True)) if len(figures) == _BOTH else {}
        texts = {name: cell.text.strip(BLANKS) for name, cell in columns.items()}
        return texts, {name: cell_place(self.number, row, cell.column) for name, cell in columns.items()}

    def drop_sum(self) -> None:
        """The row of sums last met is a class's: nobody asks for it."""
        if self.sum is not None:
            for cell in self.sum.cells:
                self._unread(cell.text.strip(BLANKS), self.sum.row, cell)
            self.sum = None

    def take_total(self) -> dict[str, tuple[str, CellPlace]]:
        """Points and score of the row of sums last met, if it is headed as the total."""
        last = self.sum if self.sum is not None and self._is_total(self.sum.label) else self.sum_on_top
        if last is not self.sum:
            self.drop_sum()
        if last is None:
            return {}
        self.sum = self.sum_on_top = None
        taken: dict[str, tuple[str, CellPlace]] = {
            name: (last.texts[name], last.places[name]) for name in ("weight", "score") if name in last.texts
        }
        for cell in last.cells:
            text, place = cell.text.strip(BLANKS), cell_place(self.number, last.row, cell.column)
            if text == last.label:
                self.labels.append(Printed(text, place))
            elif (text, place) not in taken.values():
                self._unread(text, last.row, cell)
        return taken

    def is_line(self, cells: list[Cell]) -> bool:
        """Whether a row is one line of text, a cell as wide as all columns of the indicators."""
        if not cells[-1].text.strip(BLANKS):
            return False
        if not self.gridded:
            return len(cells) == 1
        cell = cells[-1]
        return cell.column <= self.left and cell.column + cell.span > max(self.columns, default=0)

    def _shift(self, cells: list[Cell]) -> int:
        """How far a row without a grid stands to the right of its first header.

        What a merge covers is missing on the left, unless the points wouldn't be points: then blanks are missing
        on the right.
        """
        most = self.header_cells - len(cells)
        return next((shift for shift in range(most, -1, -1) if self._fits(cells, shift)), most)

    def _fits(self, cells: list[Cell], shift: int) -> bool:
        for position, cell in enumerate(cells):
            text, column = cell.text, self.columns.get(position + shift, "")
            if column in ("weight", "score") and read_value(text, Kind.POINTS)[0] is UNREADABLE:
                return False
            if column == "reason" and text and is_figure(text):
                return False
        return True

    def _column_of(self, cell: Cell, position: int) -> str:
        """A cell over several columns belongs to the name among them, else to the first."""
        if not self.gridded:
            return self.columns.get(position, "")
        under = [self.columns.get(column, "") for column in range(cell.column, cell.column + cell.span)]
        return "name" if "name" in under else next(filter(None, under), "")

    def _unread(self, text: str, row: int, cell: Cell) -> None:
        if text:
            self.report.unread.append(Unread(text, cell_place(self.number, row, cell.column)))

    def _levels(self, texts: dict[str, str], places: dict[str, CellPlace]) -> None:
        level1, level2 = texts.get("level1", ""), texts.get("level2", "")
        if level2 and not level1 and not self.gridded and self._is_of_first_level(level2):
            # In lines of text a class as wide as both levels stands where its second level would.
            self.level1, self.level2 = self._class(level2, places["level2"]), ""
            return
        if level1:
            name = self._class(level1, places["level1"])
            if name != self.level1:
                self.level1, self.level2 = name, ""
        if level2:
            self.level2 = self._class(level2, places["level2"])
        if self.class_weights:
            self._class_weight(self.level1, _CLASS_WEIGHTS["level1"], texts, places)
            self._class_weight(self.level2, _CLASS_WEIGHTS["level2"], texts, places)

    def _is_of_first_level(self, text: str) -> bool:
        name = full_class(_read_class(text)[0])
        levels = self.matcher.table.classes
        return any(name == one.name for one in levels) and not any(name in one.parts for one in levels)

    def _class_weight(
        self, name: str, column: str, texts: dict[str, str], places: dict[str, CellPlace]
    ) -> None:
        """The points of a class in a column of their own."""
        text, place = texts.pop(column, ""), places.pop(column, None)
        state, points = read_value(text, Kind.POINTS)
        if state is State.GIVEN:
            self.report.facts.setdefault(f"score.class.{name}", Fact(points, state, text, place))
        elif text and place is not None:
            self.report.unread.append(Unread(text, place))

    def _class(self, text: str, place: CellPlace) -> str:
        """The name of a class; the points printed beside it become a fact."""
        name, points, printed = _read_class(text)
        self.labels.append(Printed(text, place))
        if points is not None:
            self.report.facts.setdefault(f"score.class.{name}", Fact(points, State.GIVEN, printed, place))
        return name

    def _indicator(self, texts: dict[str, str], places: dict[str, CellPlace]) -> None:
        if several := _several(texts):
            if all(texts.get(column, "").count("\n") == several - 1 for column in _ONE_EACH & set(texts)):
                for line in range(several):
                    self._indicator(_line_of(texts, line), places)
                return
            listed = texts["name"].replace("\n", "、")[:30]
            question = f"“{listed}”一格里有{several}个指标，各是哪个分值和得分？请一行填一个。"
            self.report.doubts.append(Doubt(question, places["name"], []))
        name = join_lines(texts.get("name", ""))
        if name[:1] in _NUMBERED and "\n" not in name:
            name = _PREFIX.sub("", name) or name
        place = places.get("name") or next(iter(places.values()))
        if _ELLIPSIS.match(name) and all(_ELLIPSIS.match(texts.get(column, "")) for column in _VALUES):
            self.report.empty_rows.append(EmptyRow(self.level1, self.level2, texts.get("name", ""), place))
            return
        if "weight" not in self.names:
            self._weight_in_name(texts, places)
        indicator = Indicator(self.level1, self.level2, name, place=place, columns=places)
        for column, text in texts.items():
            if text and column in _TEXTS:
                setattr(indicator, column, join_lines(text))
        if "target_value" in places:
            indicator.target = composed_target(indicator.direction, indicator.target_value, indicator.unit)
        indicator.weight_text, indicator.score_text = texts.get("weight", ""), texts.get("score", "")
        weight = indicator.weight_text.rstrip("%％")  # 权重 20% of a hundred points
        indicator.weight = self._points(name, "分值", weight, places.get("weight"))
        indicator.score = self._points(name, "得分", indicator.score_text, places.get("score"))
        self.report.indicators.append(indicator)

    @staticmethod
    def _weight_in_name(texts: dict[str, str], places: dict[str, CellPlace]) -> None:
        """A form without a column of weights: the name may carry it, 培训场次（10分）."""
        match = POINTS.search(compact(texts.get("name", "")))
        if match is not None:
            texts["weight"], places["weight"] = match[1], places["name"]

    def _points(self, name: str, word: str, text: str, place: CellPlace | None) -> Decimal | None:
        state, value = read_value(text, Kind.POINTS)
        if state is UNREADABLE:
            question = f"“{name[:20]}”的{word}填的是“{text[:20]}”，应为多少分？"
            self.report.doubts.append(Doubt(question, place, []))
        return value if isinstance(value, Decimal) else None


def _several(texts: dict[str, str]) -> int:
    """How many indicators share a cell, a line each: as many names as targets and results that begin with a figure."""
    names, targets, results = (texts.get(name, "").split("\n") for name in ("name", "target", "actual"))
    count = len(names)
    alike = count > 1 and len(targets) == len(results) == count
    return count if alike and all(_FIGURE_FIRST.match(text) for text in (*targets, *results)) else 0


def _line_of(texts: dict[str, str], line: int) -> dict[str, str]:
    """What a row with several indicators says of one of them; a reason is that of all."""
    return {column: text.split("\n")[line] if column in _ONE_EACH else text for column, text in texts.items()}


def _sum_at_first(cells: list[Cell]) -> str:
    """The label of a row of sums without a grid: what is in its first filled cell; empty for any other row."""
    first, *rest = [text for cell in cells if (text := cell.text.strip(BLANKS))] or [""]
    key = read_label(first).key
    is_sum = key in _SUMS or (key.endswith(("小计", "合计")) and all(is_figure(text) for text in rest))
    return first if is_sum else ""


def _sum_label(texts: dict[str, str]) -> str:
    """The label of a row that adds up others (小计, 产出指标小计); empty for any other row."""
    for column in ("level1", "level2", "name"):
        text = texts.get(column, "")
        if "计" not in text and "总" not in text:
            continue
        key = read_label(text).key
        if key in _SUMS:
            return text
        if key.endswith(("小计", "合计")) and not (texts.get("target") or texts.get("actual")):
            return text
    return ""


def _weights_of_classes_apart(columns: list[str]) -> list[str]:
    """一级指标、分值、二级指标、分值、三级指标、分值: only the last are the indicators' own."""
    if columns.count("weight") < 2 or "name" not in columns:
        return columns
    name = columns.index("name")
    if "weight" not in columns[name:]:
        return columns
    before = [
        _CLASS_WEIGHTS.get(left, "") if column == "weight" else column
        for left, column in zip(["", *columns], columns[:name], strict=False)
    ]
    return before + columns[name:]


def _column_map(header: list[Cell], columns: list[str], gridded: bool) -> dict[int, str]:
    """Grid column (position where there is no grid) → indicator column.

    Of several headers for the same (偏差原因 and 备注) the one listed first is meant.
    """
    split = "direction" in columns
    labels = [read_label(cell.text).key for cell in header]
    meant: dict[str, str] = {}
    for label, column in zip(labels, columns, strict=True):
        if column not in meant or _rank(label, column) < _rank(meant[column], column):
            meant[column] = label
    found: dict[int, str] = {}
    for position, (cell, label, column) in enumerate(zip(header, labels, columns, strict=True)):
        if (column == "unit" and not split) or label != meant[column]:
            continue
        name = "target_value" if split and column == "target" else column
        if name:
            found |= dict.fromkeys(
                range(cell.column, cell.column + cell.span) if gridded else (position,), name
            )
    return found


def _rank(label: str, column: str) -> int:
    known = INDICATOR_HEADERS.get(column, ())
    return known.index(label) if label in known else len(known)


def join_lines(text: str) -> str:
    """Line breaks a narrow cell made are removed; those between sentences or numbered items stay."""
    return _BROKEN_LINE.sub("", text) if "\n" in text else text


def composed_target(direction: str, value: str, unit: str) -> str:
    """指标性质, 指标值 and 度量单位 as one target: “=”, “100”, “%” → “=100%”. 定性 adds nothing."""
    sign = _SIGNS.get(normalize(direction), normalize(direction))
    return f"{sign}{value}{unit if unit not in _NO_UNIT else ''}" if value else ""


_SIGNS = {
    "定性": "",
    "定量": "",
    "正向": "≥",
    "反向": "≤",
    "正向指标": "≥",
    "反向指标": "≤",
    ">=": "≥",
    "<=": "≤",
    "＝": "=",
}
_NO_UNIT = frozenset({"/", "—", "——", "-", "无"})


@lru_cache(maxsize=1000)
def _read_class(text: str) -> tuple[str, Decimal | None, str]:
    """The name of a class, its points and how these are printed; forms print the same few classes."""
    bare = compact(text)
    name = _POINTS_AT_END.sub("", read_label(bare).key if brackets(bare) else without_numbering(bare))
    match = POINTS.search(bare) or _BARE_POINTS.search(bare) or _CLASS_POINTS.search(bare)
    if match is None:
        return name, None, ""
    return name, Decimal(next(filter(None, match.groups()))), match.group().removeprefix("指标")
