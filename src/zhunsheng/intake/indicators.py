"""Reading the rows of the three-level indicator table (三级绩效指标)."""

from __future__ import annotations

import re
from decimal import Decimal

from zhunsheng.intake.document import Cell
from zhunsheng.intake.matcher import TableMatcher
from zhunsheng.kernel.facts import Fact, Kind, State
from zhunsheng.kernel.labels import brackets, compact, read_label
from zhunsheng.kernel.numerals import BLANKS, normalize, read_value
from zhunsheng.kernel.places import CellPlace
from zhunsheng.kernel.report import Doubt, EmptyRow, Indicator, Report

_PREFIX = re.compile(r"^指标\s*\d{1,2}\s*[：:、.]?\s*")
_ELLIPSIS = re.compile(r"^[.…。·\s]*$")
_BROKEN_LINE = re.compile(r"(?<![。；;，,、：:])\n(?![（(]?\d{1,2}[.、)）])")
_POINTS = re.compile(r"\((\d{1,3})分\)|(\d{1,3})分")
COLUMNS_OF_TEXT = ("target", "actual", "reason", "direction", "target_value", "unit")


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
        before: IndicatorReader | None = None,
    ) -> None:
        self.matcher = matcher
        self.report = report
        self.number = number
        self.gridded = gridded
        self.header_cells = len(header)
        self.columns = self._columns(header, columns)
        self.level1 = before.level1 if before is not None else ""
        self.level2 = before.level2 if before is not None else ""

    def _columns(self, header: list[Cell], columns: list[str]) -> list[tuple[int, int, str]]:
        """(first grid column, end, indicator column); positions instead where there is no grid."""
        split = "direction" in columns
        named = [("target_value" if split and column == "target" else column) for column in columns]
        if not split:
            named = ["" if column == "unit" else column for column in named]
        if self.gridded:
            return [(cell.column, cell.column + cell.span, name) for cell, name in zip(header, named, strict=True) if name]
        return [(position, position + 1, name) for position, name in enumerate(named) if name]

    def row(self, row: int, cells: list[Cell]) -> None:
        texts: dict[str, str] = {}
        places: dict[str, CellPlace] = {}
        shift = 0 if self.gridded else self.header_cells - len(cells)
        for position, cell in enumerate(cells):
            column = self._column_of(cell, position + shift)
            if not column or (column in places and texts.get(column)):
                continue
            texts[column] = cell.text.strip(BLANKS)
            places[column] = CellPlace(self.number, row, cell.column)
        if places:
            self._levels(texts, places)
            self._indicator(texts, places)

    def _column_of(self, cell: Cell, position: int) -> str:
        start, end = (cell.column, cell.column + cell.span) if self.gridded else (position, position + 1)
        for first, last, name in self.columns:
            if first < end and start < last:
                return name
        return ""

    def _levels(self, texts: dict[str, str], places: dict[str, CellPlace]) -> None:
        level1, level2 = texts.get("level1", ""), texts.get("level2", "")
        if level1:
            self.level1, self.level2 = self._class_name(level1), ""
            self._class_points(level1, places["level1"])
        if level2:
            self.level2 = self._class_name(level2)
            self._class_points(level2, places["level2"])

    @staticmethod
    def _class_name(text: str) -> str:
        return _strip_brackets(compact(text))

    def _class_points(self, text: str, place: CellPlace) -> None:
        match = _POINTS.search(compact(text))
        if match is not None:
            key = f"score.class.{self._class_name(text)}"
            self.report.facts.setdefault(key, Fact(Decimal(match[1] or match[2]), State.GIVEN, match.group(), place))

    def _indicator(self, texts: dict[str, str], places: dict[str, CellPlace]) -> None:
        name = _PREFIX.sub("", join_lines(texts.get("name", "")))
        rest = [texts.get(column, "") for column in (*COLUMNS_OF_TEXT, "weight", "score")]
        place = places.get("name") or next(iter(places.values()))
        if _ELLIPSIS.match(name) and not any(text for text in rest if not _ELLIPSIS.match(text)):
            self.report.empty_rows.append(EmptyRow(self.level1, self.level2, texts.get("name", ""), place))
            return
        indicator = Indicator(self.level1, self.level2, name, place=place, columns=places)
        for column in COLUMNS_OF_TEXT:
            setattr(indicator, column, join_lines(texts.get(column, "")))
        if "target_value" in places:
            indicator.target = composed_target(indicator.direction, indicator.target_value, indicator.unit)
        for column in ("weight", "score"):
            self._points(indicator, column, texts.get(column, ""), places.get(column))
        self.report.indicators.append(indicator)

    def _points(self, indicator: Indicator, column: str, text: str, place: CellPlace | None) -> None:
        state, value = read_value(text, Kind.POINTS)
        if state is State.UNREADABLE:
            word = "分值" if column == "weight" else "得分"
            self.report.doubts.append(Doubt(f"“{indicator.name[:20]}”的{word}填的是“{text[:20]}”，应为多少分？", place, []))
        number = value if isinstance(value, Decimal) else None
        setattr(indicator, column, number)
        setattr(indicator, f"{column}_text", text)


def join_lines(text: str) -> str:
    """Line breaks a narrow cell made are removed; those between sentences or numbered items stay."""
    return _BROKEN_LINE.sub("", text) if "\n" in text else text


def composed_target(direction: str, value: str, unit: str) -> str:
    """指标性质, 指标值 and 度量单位 as one target: “=”, “100”, “%” → “=100%”. 定性 adds nothing."""
    sign = _SIGNS.get(normalize(direction), normalize(direction))
    return f"{sign}{value}{unit if unit not in _NO_UNIT else ''}" if value else ""


_SIGNS = {"定性": "", "定量": "", "正向": "≥", "反向": "≤", "正向指标": "≥", "反向指标": "≤", ">=": "≥", "<=": "≤", "＝": "="}
_NO_UNIT = frozenset({"/", "—", "——", "-", "无"})


def _strip_brackets(text: str) -> str:
    inside = brackets(text)
    return read_label(text).key if inside else text.rstrip(":")
