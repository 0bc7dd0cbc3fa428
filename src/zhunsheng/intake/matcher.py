"""A form table prepared for finding its cells in somebody's table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from zhunsheng.intake.headers import Headers
from zhunsheng.kernel.form import Form, FormTable
from zhunsheng.kernel.labels import LONGEST_LABEL, Label, read_label
from zhunsheng.rulebook.facts import catalogue

INDICATOR_HEADERS = {
    "level1": ("一级指标", "一级指标名称"),
    "level2": ("二级指标", "二级指标名称"),
    "name": ("三级指标", "三级指标名称", "指标名称", "绩效指标名称", "具体指标", "指标内容", "三级指标内容"),
    "direction": ("指标性质", "指标方向", "性质"),
    "target_value": (),
    "unit": ("度量单位", "计量单位", "单位"),
    "target": (
        "年度指标值",
        "年初目标值",
        "指标值",
        "目标值",
        "年初指标值",
        "预期指标值",
        "年度目标值",
        "年初设定目标值",
        "计划指标值",
        "绩效目标值",
        "年度绩效指标值",
        "年度计划值",
        "计划完成值",
        "指标目标值",
        "预期值",
        "预期目标值",
        "预期实现值",
    ),
    "actual": (
        "实际完成值",
        "完成值",
        "全年完成值",
        "全年实际完成值",
        "实际完成情况",
        "实际值",
        "完成情况",
        "年度完成值",
        "年度实际完成值",
        "年度实际值",
        "实际完成",
        "实际完成结果",
        "实际完成指标值",
        "指标完成值",
        "全年实际值",
        "完成结果",
    ),
    "weight": ("分值", "权重", "权重分值", "指标分值", "标准分", "标准分值", "分值权重", "指标权重", "满分"),
    "score": (
        "得分",
        "自评得分",
        "实际得分",
        "指标得分",
        "自评分",
        "自评分数",
        "实得分",
        "单项得分",
        "评分",
        "单位自评得分",
    ),
    "reason": (
        "偏差原因分析及改进措施",
        "偏差原因分析",
        "偏差原因",
        "未完成原因分析",
        "未完成原因",
        "原因分析及改进措施",
        "偏差原因及改进措施",
        "未完成原因和改进措施",
        "未完成原因及改进措施",
        "未达标原因",
        "未达成原因",
        "偏差原因分析与改进措施",
        "偏差原因分析及整改措施",
        "偏差原因及整改措施",
        "偏差原因说明",
        "未完成原因及拟采取的改进措施",
        "未完成原因分析及改进措施",
        "扣分原因",
        "扣分原因分析",
        "原因",
        "备注",
    ),
}
"""Header labels under which each column of an indicator table is known to be printed."""

_MOST_TABLES = 500
MOST_HEADER_ROWS = 500

INDICATOR_COLUMN_OF = {label: column for column, labels in INDICATOR_HEADERS.items() for label in labels}

_NUMBER_AT_END = re.compile(r"^(.+?)(\d{1,2})$")
_NEAR_BEST = 0.9
"""Tables whose share of labels present comes this close to the best are told apart by their number."""


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
    header_offsets: dict[str, frozenset[int | None]] = field(default_factory=dict)
    """Column header → the years its facts are of, relative to the fiscal year; None where the form prints none."""
    decor: frozenset[str] = frozenset()
    """Printed labels that hold nothing."""
    own_facts: dict[str, str] = field(default_factory=dict)
    """Label → the one fact that stands with it: right of it, in its cell, or beside it as a column header."""
    leads: frozenset[str] = frozenset()
    """Labels right of which facts stand."""
    lines: dict[str, str] = field(default_factory=dict)
    """Label in the text above or below the table → fact key."""
    line_starts: frozenset[str] = frozenset()
    """Their first characters."""
    printed_lines: frozenset[str] = frozenset()
    """Those of them the blank form prints."""
    classes: frozenset[str] = frozenset()
    """First and second level class names."""
    first: frozenset[str] = frozenset()
    """Labels of a file the form begins with."""
    leading: frozenset[str] = frozenset()
    """Labels of a file that lead to facts of the form's rows; “……” may stand in any table."""
    structure: frozenset[str] = frozenset()
    """Every label the blank form prints, class names apart: what a table is recognised by."""
    names: dict[str, str] = field(default_factory=dict)
    """Label of a file → the form's own."""
    total: str = ""
    """Label of the row of the total score."""
    named_stems: frozenset[str] = frozenset()
    """Stems of repeated rows that stand under labels of their own."""
    foreign: dict[tuple[Label, ...], frozenset[int]] = field(default_factory=dict)
    """What `foreign_columns` said of the rows of headers met so far."""
    header_rows: dict[tuple[object, ...], Headers] = field(default_factory=dict)
    """Rows of column headers met so far: a form prints them the same in every report."""

    def find_lines(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, fact key) of every label of the lines around the table a text has, in order."""
        found: list[tuple[int, int, str]] = []
        for label, key in self.lines.items():
            if label[0] in text and label[-1] in text:
                match = _line_pattern(label, label in self.printed_lines).search(text)
                if match is not None:
                    found.append((match.start(), match.end(), key))
        return sorted(found)

    def canonical(self, key: str) -> str:
        """The form's own label for a label of the file; empty when it knows none."""
        return self.names.get(key) or (key if self.table.numbered and self.numbered_key(key) else "")

    def canonical_names(self, labels: Iterable[Label]) -> list[str]:
        """The form's own label for each label of a row; empty where it knows none."""
        known, others = self.names.get, bool(self.table.numbered)
        return [
            (known(key) or (self.canonical(key) if others else "")) if (key := label.key) else ""
            for label in labels
        ]

    def known_foreign_columns(self, labels: Sequence[Label], names: Sequence[str]) -> frozenset[int]:
        """`foreign_columns`, worked out once for every row of headers: a form prints it the same in every report."""
        row = tuple(labels)
        if row not in self.foreign:
            if len(self.foreign) >= MOST_HEADER_ROWS:
                self.foreign.clear()
            self.foreign[row] = self.foreign_columns(labels, names)
        return self.foreign[row]

    def foreign_columns(self, labels: Sequence[Label], names: Sequence[str]) -> frozenset[int]:
        """Positions of headers the form doesn't ask for though they read like its own.

        A further year (2021年决算数, 上年预算数) where the right one is there, or another name for a header
        (调整预算数) that stands in the row by its own.
        """
        own = {
            at: (label, name)
            for at, (label, name) in enumerate(zip(labels, names, strict=True))
            if name in self.headers
        }
        alone = len({name for _, name in own.values()}) == len(own)
        if alone and all(label.offset is None for label, _ in own.values()):
            return frozenset()
        years = {label.year for label in labels if label.year is not None}
        base = max(years, key=lambda year: (self._fitting(own.values(), year), year), default=0)
        foreign = set()
        for at, (label, name) in own.items():
            others = [other for also, (other, its) in own.items() if its == name and also != at]
            if self._is_foreign(label, name, others, base):
                foreign.add(at)
        return frozenset(foreign)

    def _is_foreign(self, label: Label, name: str, others: list[Label], base: int) -> bool:
        if not self._fits(label, name, base):
            return label.offset is not None or any(self._fits(other, name, base) for other in others)
        is_synonym = label.key != name and self.header_offsets[name] == {None}
        return is_synonym and any(other.key == name for other in others)

    def _fitting(self, own: Iterable[tuple[Label, str]], base: int) -> int:
        return sum(self._fits(label, name, base) for label, name in own)

    def _fits(self, label: Label, name: str, base: int) -> bool:
        """Whether a header may be of a year the form asks for, counted from `base`."""
        offset = label.offset if label.year is None else label.year - base
        asked = self.header_offsets[name]
        return offset is None or offset in asked or (offset == 0 and None in asked)

    def own_fact(self, name: str) -> str:
        """The one fact that stands with a label, numbered ones (年度目标2) included; empty if there is none."""
        return self.own_facts.get(name) or (self.numbered_key(name) if self.table.numbered else "")

    def numbered_key(self, key: str) -> str:
        """年度目标2 → goal[2].expected."""
        found = self.numbered(key)
        if found is None:
            return ""
        owner, number, rest = found
        return f"{owner}.{rest}" if number == 1 else f"{owner}[{number}].{rest}"

    def numbered(self, key: str) -> tuple[str, int, str] | None:
        """(owner, number, rest) of the fact of a label that may repeat with a number."""
        match = _NUMBER_AT_END.match(key) if self.table.numbered else None
        stem = self.table.numbered.get(match[1]) if match is not None else None
        if match is None or stem is None:
            return None
        owner, _, rest = stem.partition(".")
        return owner, int(match[2]), rest


def prepare(form: Form, table: FormTable) -> TableMatcher:
    """The lookups of a form table, made once when the rulebook is loaded."""
    matcher = TableMatcher(form, table)
    printed = {cell.label for row in table.rows for cell in row.cells} - {""}
    for slot in table.slots:
        owners = [other for other in table.slots if other.row_label == slot.row_label]
        if not slot.header and len(owners) == 1:
            matcher.singles[slot.row_label] = slot.key
        else:
            slots = matcher.by_header.setdefault(slot.row_label, {}).setdefault(slot.header, [])
            slots.append(HeaderSlot(slot.key, slot.offset))
    matcher.headers = frozenset(header for slots in matcher.by_header.values() for header in slots if header)
    matcher.header_offsets = {
        header: frozenset(
            slot.offset for slots in matcher.by_header.values() for slot in slots.get(header, ())
        )
        for header in matcher.headers
    }
    rows = frozenset({*matcher.singles, *matcher.by_header} - {""})
    labels = rows | matcher.headers | set(table.repeat) | set(table.inline)
    matcher.structure = frozenset(printed | labels)
    matcher.decor = frozenset(printed - labels)
    matcher.classes = frozenset(
        read_label(name).key for level in table.classes for name in (level.name, *level.parts)
    )
    matcher.block_headers = _block_headers(matcher)
    _add_loose_labels(matcher)
    beside = {header: matcher.by_header[row][header][0].key for header, row in matcher.block_headers.items()}
    matcher.own_facts = {name: key for name, key in (beside | table.inline | matcher.singles).items() if name}
    matcher.leads = frozenset({*matcher.singles, *matcher.by_header})
    first = next((cell.label for row in table.rows for cell in row.cells if cell.label), "")
    matcher.first = frozenset(label for label, own in matcher.names.items() if own == first)
    matcher.leading = frozenset(
        label for label, own in matcher.names.items() if own in rows and own.strip(".")
    )
    matcher.total = next((slot.row_label for slot in table.slots if slot.key == "score.total"), "总分")
    stems = set(table.repeat.values())
    matcher.named_stems = frozenset(stem for stem in stems if f"{stem}.name" in catalogue())
    return matcher


def _add_loose_labels(matcher: TableMatcher) -> None:
    """Labels some files add, and those of the lines around the table: each may have a cell of its own."""
    table = matcher.table
    printed = dict([*table.above.fields, *table.below.fields])
    matcher.lines = table.optional | printed
    matcher.line_starts = frozenset(label[0] for label in matcher.lines)
    matcher.printed_lines = frozenset(printed)
    matcher.singles = matcher.lines | matcher.singles
    own = {label: label for label in (*matcher.structure, *matcher.classes, *matcher.lines)}
    matcher.names = table.synonyms | own


@cache
def _line_pattern(label: str, printed: bool) -> re.Pattern[str]:
    """A label with its colon, its characters perhaps spaced out. One the form doesn't print must stand alone."""
    spaced = r"\s*".join(map(re.escape, label))
    before = "" if printed else r"(?<![\u4e00-\u9fff])"
    return re.compile(rf"{before}{spaced}\s*(?:[（(][^）)]*[）)])?\s*[:：]")


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
    _remembered: dict[frozenset[str], list[Candidate]] = field(default_factory=dict)
    """By the known labels of a table, which an official form prints the same in every report."""

    @cached_property
    def _owners(self) -> dict[str, list[tuple[int, str]]]:
        """Any label of a file → (matcher, the form's own label)."""
        owners: dict[str, list[tuple[int, str]]] = {}
        for index, matcher in enumerate(self.matchers):
            for label, own in matcher.names.items():
                if own in matcher.structure or own in matcher.classes:
                    owners.setdefault(label, []).append((index, own))
        return owners

    @cached_property
    def first(self) -> frozenset[str]:
        """Labels of a file that some form table begins with."""
        return frozenset().union(*(matcher.first for matcher in self.matchers))

    @cached_property
    def _labels(self) -> frozenset[str]:
        """Every label of a file but the names of classes, which may stand in two columns beside each other."""
        found = set(INDICATOR_COLUMN_OF)
        for matcher in self.matchers:
            found |= {label for label, own in matcher.names.items() if own not in matcher.classes}
            found |= matcher.table.numbered.keys()
        return frozenset(found)

    def is_label(self, text: str) -> bool:
        """Whether a cell's text is a label of some form, alone or with its value (其中：基本支出：200)."""
        key = read_label(text).key if len(text) <= LONGEST_LABEL else ""
        head = read_label(key.rpartition(":")[0]).key
        return any(label in self._labels for label in (key, key.rstrip("0123456789"), head) if label)

    def candidates(self, keys: set[str]) -> list[Candidate]:
        """Form tables that share labels with a table of a file, best first.

        Forms differ by a few labels (成本指标 as a class of its own), and rows get dropped: among those
        about equally complete the one that explains more labels of the file is meant.
        """
        known = frozenset(keys & self._owners.keys())
        if known not in self._remembered:
            if len(self._remembered) >= _MOST_TABLES:
                self._remembered.clear()
            self._remembered[known] = self._ranked(known)
        return self._remembered[known]

    def _ranked(self, known: frozenset[str]) -> list[Candidate]:
        found: dict[int, set[str]] = {}
        for key in known:
            for index, label in self._owners[key]:
                found.setdefault(index, set()).add(label)
        result = []
        for index, labels in found.items():
            matcher = self.matchers[index]
            result.append(Candidate(matcher, len(labels), _weight(labels, matcher) / self._full[index]))
        near = _NEAR_BEST * max((candidate.coverage for candidate in result), default=0.0)
        result.sort(key=lambda c: (c.coverage < near, -c.found if c.coverage >= near else 0, -c.coverage))
        return result

    @cached_property
    def _full(self) -> list[float]:
        return [_weight(m.structure | m.classes, m) for m in self.matchers]


def _weight(labels: set[str] | frozenset[str], matcher: TableMatcher) -> float:
    classes = len(labels & matcher.classes)
    return len(labels) - classes + classes / 5
