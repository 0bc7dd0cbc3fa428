"""Two drafts of a report beside each other: by cell, and by paragraph of the text."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhunsheng.kernel.paragraphs import Piece, changed_paragraphs
from zhunsheng.server.reports.content import ROW_CELL, SECTION_CELL, Content
from zhunsheng.server.reports.schemes import FormSheet

COLUMN_TITLES = {
    "name": "三级指标",
    "direction": "指标性质",
    "target_value": "指标值",
    "unit": "度量单位",
    "target": "年度指标值",
    "actual": "实际完成值",
    "weight": "分值",
    "score": "自评得分",
    "reason": "偏差原因分析及改进措施",
}


@dataclass(slots=True, frozen=True)
class CellDifference:
    """A cell that says something else. Either text may be empty: filled, emptied."""

    cell: str
    place: str
    before: str
    after: str


@dataclass(slots=True, frozen=True)
class RowDifference:
    """An indicator that came (`before` empty) or went, with what it said."""

    row: str
    before: str
    after: str


@dataclass(slots=True, frozen=True)
class ParagraphDifference:
    cell: str
    place: str
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class Differences:
    cells: list[CellDifference] = field(default_factory=list)
    rows: list[RowDifference] = field(default_factory=list)
    paragraphs: list[ParagraphDifference] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.cells) + len(self.rows) + len(self.paragraphs)

    @property
    def before(self) -> dict[str, str]:
        """Changed cell → what it said before."""
        return {change.cell: change.before for change in self.cells}


def differences(before: Content, after: Content, sheet: FormSheet) -> Differences:
    """What changed, in the order of the form; whoever typed it and when doesn't count."""
    found = Differences(rows=_rows(before, after))
    for cell in _cells_in_order(before, after, sheet):
        old, new = before.text(cell), after.text(cell)
        if old == new:
            continue
        if SECTION_CELL.match(cell):
            found.paragraphs += _paragraphs(cell, sheet.label(cell), old, new)
        else:
            found.cells.append(CellDifference(cell, place_of(cell, after, sheet), old, new))
    return found


def place_of(cell: str, content: Content, sheet: FormSheet) -> str:
    """What people call a cell: 「群众满意度」实际完成值."""
    match = ROW_CELL.match(cell)
    if match is None:
        return sheet.label(cell)
    return f"「{content.text(f'{match[1]}.name') or '未命名指标'}」{COLUMN_TITLES.get(match[2], '')}"


def _cells_in_order(before: Content, after: Content, sheet: FormSheet) -> list[str]:
    """Cells of rows only one of them has are told with the row."""
    both = {row.id for row in before.rows} & {row.id for row in after.rows}
    cells = dict.fromkeys([*before.cells, *after.cells])
    kept = [cell for cell in cells if (match := ROW_CELL.match(cell)) is None or match[1] in both]
    facts = {key: number for number, key in enumerate(sheet.form.keys)}
    rows = {row.id: number for number, row in enumerate(after.rows)}
    columns = list(COLUMN_TITLES)
    sections = list(sheet.sections)

    def rank(cell: str) -> tuple[int, int, int]:
        if match := ROW_CELL.match(cell):
            return 1, rows[match[1]], columns.index(match[2]) if match[2] in columns else len(columns)
        if match := SECTION_CELL.match(cell):
            return 2, sections.index(match[1]) if match[1] in sections else len(sections), 0
        return 0, facts.get(cell, len(facts)), 0

    return sorted(kept, key=rank)


def _rows(before: Content, after: Content) -> list[RowDifference]:
    old, new = {row.id for row in before.rows}, {row.id for row in after.rows}
    gone = [RowDifference(row.id, _said(before, row.id), "") for row in before.rows if row.id not in new]
    come = [RowDifference(row.id, "", _said(after, row.id)) for row in after.rows if row.id not in old]
    return [row for row in gone + come if row.before or row.after]


def _said(content: Content, row: str) -> str:
    texts = [content.text(f"{row}.{column}") for column in COLUMN_TITLES]
    return "；".join(text for text in texts if text)


# --- the text -----------------------------------------------------------------------------------------


def _paragraphs(cell: str, place: str, before: str, after: str) -> list[ParagraphDifference]:
    changed = changed_paragraphs(before.split("\n"), after.split("\n"))
    return [ParagraphDifference(cell, place, pieces) for pieces in changed]
