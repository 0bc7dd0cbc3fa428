"""A form table prepared for finding its cells in somebody's table."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from zhunsheng.kernel.form import Form, FormTable
from zhunsheng.kernel.labels import read_label

INDICATOR_HEADERS = {
    "level1": ("一级指标",),
    "level2": ("二级指标",),
    "name": ("三级指标", "指标名称", "绩效指标名称", "具体指标"),
    "direction": ("指标性质", "指标方向"),
    "target_value": (),
    "unit": ("度量单位", "计量单位", "单位"),
    "target": ("年度指标值", "年初目标值", "指标值", "目标值", "年初指标值", "预期指标值", "年度目标值", "年初设定目标值", "计划指标值"),
    "actual": ("实际完成值", "完成值", "全年完成值", "全年实际完成值", "实际完成情况", "实际值", "完成情况", "年度完成值"),
    "weight": ("分值", "权重", "权重分值", "指标分值", "标准分", "分值权重"),
    "score": ("得分", "自评得分", "实际得分", "指标得分", "自评分"),
    "reason": (
        "偏差原因分析及改进措施",
        "偏差原因分析",
        "偏差原因",
        "未完成原因分析",
        "未完成原因",
        "原因分析及改进措施",
        "偏差原因及改进措施",
        "未完成原因和改进措施",
        "原因",
        "备注",
    ),
}
"""Header labels under which each column of an indicator table is known to be printed."""

INDICATOR_COLUMN_OF = {label: column for column, labels in INDICATOR_HEADERS.items() for label in labels}


@dataclass(slots=True, frozen=True)
class HeaderSlot:
    """A fact under a column header; `offset` is the header's year relative to the fiscal year."""

    key: str
    offset: int | None


@dataclass(slots=True)
class TableMatcher:
    """Lookups from the labels of a file to the facts of one form table."""

    form: Form
    table: FormTable
    singles: dict[str, str] = field(default_factory=dict)
    """Row label → the one fact to its right."""
    by_header: dict[str, dict[str, list[HeaderSlot]]] = field(default_factory=dict)
    """Row label → column header → facts, in printed order."""
    block_headers: dict[str, str] = field(default_factory=dict)
    """Header of a block whose label may be missing in the file → that block's label."""
    headers: frozenset[str] = frozenset()
    decor: frozenset[str] = frozenset()
    """Printed labels that hold nothing."""
    lines: dict[str, str] = field(default_factory=dict)
    """Label in the text above or below the table → fact key."""
    class_points: frozenset[str] = frozenset()
    """First and second level class names."""
    known: frozenset[str] = frozenset()

    def canonical(self, key: str) -> str:
        """The form's own label for a label of the file; empty when it knows none."""
        return key if key in self.known else self.table.synonyms.get(key, "")


def prepare(form: Form, table: FormTable) -> TableMatcher:
    """The lookups of a form table, made once when the rulebook is loaded."""
    matcher = TableMatcher(form, table)
    printed = {read_label(cell.label_text).key for row in table.rows for cell in row.cells} - {""}
    for slot in table.slots:
        owners = [other for other in table.slots if other.row_label == slot.row_label]
        if not slot.header and len(owners) == 1:
            matcher.singles[slot.row_label] = slot.key
        else:
            slots = matcher.by_header.setdefault(slot.row_label, {}).setdefault(slot.header, [])
            slots.append(HeaderSlot(slot.key, slot.offset))
    matcher.singles |= table.optional
    rows = set(matcher.singles) | set(matcher.by_header) | set(table.repeat)
    matcher.headers = frozenset(header for slots in matcher.by_header.values() for header in slots if header)
    matcher.decor = frozenset(printed - rows - matcher.headers - set(table.inline))
    matcher.class_points = frozenset(
        read_label(name).key for level in table.classes for name in (level.name, *level.parts)
    )
    matcher.known = frozenset(printed | rows | matcher.headers | set(table.inline) | set(table.optional))
    matcher.block_headers = _block_headers(matcher)
    matcher.lines = dict([*table.above.fields, *table.below.fields])
    return matcher


def _block_headers(matcher: TableMatcher) -> dict[str, str]:
    """Headers that belong to one label only: enough to find the block where that label is missing."""
    owners: dict[str, set[str]] = {}
    for label, slots in matcher.by_header.items():
        for header in slots:
            owners.setdefault(header, set()).add(label)
    return {header: labels.pop() for header, labels in owners.items() if len(labels) == 1 and header}


@dataclass(slots=True, frozen=True)
class Candidate:
    """How well a table of a file fits a table of a form."""

    matcher: TableMatcher
    found: int
    """Labels of the form table present."""
    coverage: float
    """Share of the form table's labels present, from 0 to 1; class names count a fifth."""


@dataclass
class Catalogue:
    """All form tables that may be met, prepared."""

    matchers: tuple[TableMatcher, ...]

    @cached_property
    def _owners(self) -> dict[str, list[tuple[int, str]]]:
        """Any label of a file → (matcher, the form's own label)."""
        owners: dict[str, list[tuple[int, str]]] = {}
        for index, matcher in enumerate(self.matchers):
            for label in matcher.known | matcher.class_points:
                owners.setdefault(label, []).append((index, label))
            for other, label in matcher.table.synonyms.items():
                owners.setdefault(other, []).append((index, label))
        return owners

    def candidates(self, keys: set[str]) -> list[Candidate]:
        """Form tables that share labels with a table of a file, best first."""
        found: dict[int, set[str]] = {}
        for key in keys:
            for index, label in self._owners.get(key, ()):
                found.setdefault(index, set()).add(label)
        result = []
        for index, labels in found.items():
            matcher = self.matchers[index]
            result.append(Candidate(matcher, len(labels), _weight(labels, matcher) / self._full[index]))
        result.sort(key=lambda candidate: (-candidate.coverage, -candidate.found))
        return result

    @cached_property
    def _full(self) -> list[float]:
        return [_weight(m.known | m.class_points, m) for m in self.matchers]


def _weight(labels: set[str] | frozenset[str], matcher: TableMatcher) -> float:
    classes = len(labels & matcher.class_points)
    return len(labels) - classes + classes / 5
