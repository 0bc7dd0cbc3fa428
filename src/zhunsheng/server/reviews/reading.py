"""One report as its reviewer reads it: problems and changes first, old beside new, opinions at their cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.findings import Severity
from zhunsheng.kernel.paragraphs import Piece
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.server.reports.assessing import Judged
from zhunsheng.server.reports.assessment import shown
from zhunsheng.server.reports.content import Content
from zhunsheng.server.reports.differences import (
    COLUMN_TITLES,
    Differences,
    ParagraphDifference,
    differences,
    place_of,
)
from zhunsheng.server.reports.quote_lines import panel_of
from zhunsheng.server.reviews.models import Opinion

_GRAVE = {Severity.ERROR.value: 2, Severity.WARNING.value: 1}
COMPUTED = "computed"
_SHORT_TITLES = {"score": "自评", "reason": "偏差原因", COMPUTED: "测算"}
_NUMERIC = ("weight", "score", COMPUTED)


@dataclass(slots=True)
class ReadCell:
    cell: str
    place: str
    """What a person calls it."""
    text: str
    before: str | None = None
    """What it said in the draft sent back; None where nothing changed."""
    severity: str = ""
    opinions: int = 0
    numeric: bool = False
    computed: bool = False
    register: str = ""
    """What the unit's register says of it: 台账：已完成 2 轮、进行中 1 轮."""

    @property
    def telling(self) -> bool:
        """Whether a reviewer should look: a problem, a change, an opinion."""
        return bool(self.severity or self.opinions) or self.before is not None


@dataclass(slots=True)
class ReadRow:
    id: str
    group: str
    """一级指标 · 二级指标"""
    cells: list[ReadCell]
    new: bool = False
    differs: bool = False
    """自评 isn't what the rule gives."""

    @property
    def telling(self) -> bool:
        return self.new or self.differs or any(cell.telling for cell in self.cells)


@dataclass(slots=True)
class ReadSection:
    cell: str
    title: str
    paragraphs: list[tuple[Piece, ...]]
    severity: str = ""
    opinions: int = 0
    changes: int = 0


@dataclass(slots=True)
class Reading:
    columns: list[str]
    rows: list[ReadRow]
    facts: list[ReadCell]
    sections: list[ReadSection]
    changes: int | None
    """Since the draft sent back; None for the first filing."""
    removed: list[str] = field(default_factory=list)
    """Indicators that were in it and are no more."""


def read(judged: Judged, returned: Content | None, opinions: Iterable[Opinion]) -> Reading:
    """`returned`: what the report said when it was sent back last."""
    changed = differences(returned, judged.content, judged.sheet) if returned is not None else None
    marks = _Marks(judged, changed, opinions)
    columns = _columns(judged)
    return Reading(
        columns=[_SHORT_TITLES.get(column, COLUMN_TITLES.get(column, "")) for column in columns],
        rows=_rows(judged, columns, marks),
        facts=_facts(judged, marks),
        sections=_sections(judged, marks),
        changes=changed.count if changed is not None else None,
        removed=[row.before for row in changed.rows if row.before] if changed is not None else [],
    )


class _Marks:
    """What is to be marked at each cell."""

    def __init__(self, judged: Judged, changed: Differences | None, opinions: Iterable[Opinion]) -> None:
        self.before = changed.before if changed is not None else {}
        self.new_rows = {row.row for row in changed.rows if row.after} if changed is not None else set()
        self.paragraphs: dict[str, list[ParagraphDifference]] = {}
        for paragraph in changed.paragraphs if changed is not None else ():
            self.paragraphs.setdefault(paragraph.cell, []).append(paragraph)
        self.opinions = Counter(opinion.cell for opinion in opinions)
        self.severity: dict[str, str] = {}
        for finding in judged.findings:
            for cell in finding.cells if finding.severity in _GRAVE else ():
                if _GRAVE[finding.severity] > _GRAVE.get(self.severity.get(cell, ""), 0):
                    self.severity[cell] = finding.severity

    def cell(self, cell: str, place: str, text: str, numeric: bool = False) -> ReadCell:
        return ReadCell(
            cell,
            place,
            text,
            self.before.get(cell),
            self.severity.get(cell, ""),
            self.opinions.get(cell, 0),
            numeric,
        )


def _columns(judged: Judged) -> list[str]:
    """The form's columns with 测算 left of 自评."""
    columns: list[str] = []
    for column in judged.sheet.indicator_columns:
        columns += [COMPUTED, column] if column == "score" else [column]
    return columns


def _rows(judged: Judged, columns: list[str], marks: _Marks) -> list[ReadRow]:
    content, assessment = judged.content, judged.assessment
    lines = {
        assessment.rows[line.indicator]: line
        for line in assessment.scorecard.lines
        if line.indicator is not None
    }
    computed = {row: shown(line.computed) for row, line in lines.items()}
    differing = {row for row, line in lines.items() if line.computed not in (None, line.filed)}
    panel = panel_of(judged)
    badges = panel.badges if panel is not None else {}
    rows = []
    for row in content.rows:
        if row.id not in assessment.rows:
            continue
        cells = []
        for column in columns:
            cell = f"{row.id}.{column}"
            if column == COMPUTED:
                cells.append(ReadCell(cell, "", computed.get(row.id, ""), numeric=True, computed=True))
            else:
                place = place_of(cell, content, judged.sheet)
                read_cell = marks.cell(cell, place, content.text(cell), column in _NUMERIC)
                read_cell.register = badges.get(cell, "")
                cells.append(read_cell)
        group = " · ".join(part for part in (row.level1, row.level2) if part)
        rows.append(ReadRow(row.id, group, cells, row.id in marks.new_rows, row.id in differing))
    return rows


def _facts(judged: Judged, marks: _Marks) -> list[ReadCell]:
    """Every figure that stands in no row of indicators, computed ones too."""
    report, sheet = judged.assessment.report, judged.sheet
    keys = dict.fromkeys([*sheet.form.keys, *(cell for cell in judged.content.cells if "[" in cell)])
    facts = []
    for key in keys:
        if key not in sheet.computed and not sheet.is_cell(key):
            continue
        text = judged.assessment.computed.get(key, "") if key in sheet.computed else report.text(key)
        fact = marks.cell(key, sheet.label(key), text, kind_of(key) is not Kind.TEXT)
        fact.computed = key in sheet.computed
        if text or fact.telling:
            facts.append(fact)
    return facts


def _sections(judged: Judged, marks: _Marks) -> list[ReadSection]:
    sections = []
    for number in judged.sheet.sections:
        cell = f"section.{number}"
        changed = marks.paragraphs.get(cell, [])
        sections.append(
            ReadSection(
                cell,
                judged.sheet.label(cell),
                _paragraphs(judged.content.text(cell), changed),
                marks.severity.get(cell, ""),
                marks.opinions.get(cell, 0),
                len(changed),
            )
        )
    return sections


def _paragraphs(text: str, changed: list[ParagraphDifference]) -> list[tuple[Piece, ...]]:
    """The paragraphs as they stand, changed ones with their old words; what went out stands at the end."""
    by_new = {
        "".join(piece.text for piece in change.pieces if piece.kind != "old"): change for change in changed
    }
    paragraphs = []
    for paragraph in text.split("\n"):
        change = by_new.pop(paragraph, None) if paragraph else None
        if change is not None:
            paragraphs.append(change.pieces)
        elif paragraph:
            paragraphs.append((Piece("same", paragraph),))
    return paragraphs + [change.pieces for change in by_new.values()]
