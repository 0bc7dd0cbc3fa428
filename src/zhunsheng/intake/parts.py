"""Which rows of a file's tables are which table of which form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from zhunsheng.intake.captions import is_caption
from zhunsheng.intake.document import Cell, Paragraph, Table
from zhunsheng.intake.matcher import Candidate, Catalogue, TableMatcher
from zhunsheng.kernel.form import Form
from zhunsheng.kernel.labels import LONGEST_LABEL, NO_LABEL, Label, compact, is_figure, read_label
from zhunsheng.kernel.numerals import BLANKS

CERTAIN = 0.5
"""Share of a form's labels from which a table is taken to be that form."""
WEAK = 0.25
"""Share below which a table is none of a form's where the file holds another form in full."""
NEAREST = 0.12
"""Share from which a form is at least named as the nearest."""
FEWEST_LABELS = 3

_LABELS_OF_A_HEAD = 2
_STACKED = 0.4
"""Share from which a table of a form may be one of several in the same table of the file."""
_LABELS_ACROSS = 3
"""No row of a form holds so many labels that lead rows."""
_MOST_BESIDE = 4
"""So many forms are looked for side by side."""
_SAME_FORM = 0.7
"""A table after a known one stays with its form if it explains that share of the labels another form does."""


@dataclass(slots=True)
class Part:
    """A run of rows of one table of the file that is one table of a form."""

    table: Table
    number: int
    """Number of the table in the file."""
    start: int
    end: int
    matcher: TableMatcher
    coverage: float
    labels: list[list[Label]]
    """Of every cell of the whole table."""
    keys: set[str] = field(default_factory=set)
    """Labels of the whole table."""
    continues: bool = False
    """Whether it only goes on with the part before (a page break)."""

    @property
    def rows(self) -> list[list[Cell]]:
        """Its rows, with empty ones before so that they keep their numbers."""
        return [[]] * self.start + self.table.rows[self.start : self.end]

    @property
    def row_labels(self) -> list[list[Label]]:
        """The labels of its rows."""
        return [[]] * self.start + self.labels[self.start : self.end]

    @property
    def is_transposed(self) -> bool:
        """Whether labels that stand one below the other in the form stand side by side, their values below them.

        Reading on from a label to its right would take the next label for its value.
        """
        first = self.matcher.first
        begin = next((row for row in self.row_labels if any(label.key in first for label in row)), [])
        across = len(self._leading(begin))
        if across < _LABELS_ACROSS:
            return False
        columns: dict[int, list[Label]] = {}
        for cells, labels in zip(self.rows, self.row_labels, strict=True):
            for cell, label in zip(cells, labels, strict=True):
                columns.setdefault(cell.column, []).append(label)
        return across > max(len(self._leading(labels)) for labels in columns.values())

    def _leading(self, labels: list[Label]) -> set[str]:
        """The form's own labels of rows among these."""
        return {self.matcher.canonical(label.key) for label in labels if label.key in self.matcher.leading}


@dataclass(slots=True)
class Group:
    """The blocks of one report."""

    blocks: list[Paragraph | Part | tuple[Table, int]] = field(default_factory=list)
    """In order; a table of no known form as (table, its number)."""

    @property
    def parts(self) -> list[Part]:
        return [block for block in self.blocks if isinstance(block, Part)]


def parts_of(
    catalogue: Catalogue, table: Table, number: int, only: Form | None, before: Part | None
) -> list[Part]:
    """The form tables in a table of the file, left to right and top to bottom; none where it is unknown."""
    labels = [labels_of(cells) for cells in table.rows]
    keys = _keys_of(labels)
    cuts = _cuts_beside(catalogue, table, labels, keys)
    if not cuts:
        return _parts_below(catalogue, table, labels, keys, number, only, before)
    parts: list[Part] = []
    for start, end in pairwise([0, *cuts, _columns(table)]):
        beside = _columns_of(table, start, end)
        rows = [labels_of(cells) for cells in beside.rows]
        before = parts[-1] if parts else before
        parts += _parts_below(catalogue, beside, rows, _keys_of(rows), number, only, before)
    return parts


def _parts_below(
    catalogue: Catalogue,
    table: Table,
    labels: list[list[Label]],
    rows: list[list[str]],
    number: int,
    only: Form | None,
    before: Part | None,
) -> list[Part]:
    """The form tables one below the other in a table, or in some columns of it; `rows` are its labels' keys."""
    keys = _keys(rows)
    found = [
        candidate
        for candidate in catalogue.candidates(keys)
        if candidate.found >= FEWEST_LABELS and (only is None or candidate.matcher.form is only)
    ]
    candidates = [candidate for candidate in found if candidate.coverage >= NEAREST]
    if not candidates:
        return _continuation(table, number, labels, before)
    if before is not None:
        candidates += [c for c in found if c.matcher is before.matcher and c not in candidates]
    best = _best(candidates, before)
    same_form = [c for c in candidates if c.matcher.form is best.matcher.form]
    cuts = _cuts(table, rows, [c.matcher for c in same_form if c.coverage >= _STACKED])
    if not cuts:
        part = Part(table, number, 0, len(table.rows), best.matcher, best.coverage, labels, keys)
        part.continues = before is not None and _is_rest_of(part, before)
        return [part]
    coverage = {c.matcher.table.id: c.coverage for c in same_form}
    return [Part(table, number, start, end, m, coverage[m.table.id], labels, keys) for start, end, m in cuts]


def _keys_of(labels: list[list[Label]]) -> list[list[str]]:
    return [[label.key for label in row if label.key] for row in labels]


def _keys(rows: list[list[str]]) -> set[str]:
    """The labels of a table. One may share its cell with the value (其中：一般公共预算：248.74): what stands before
    the colon counts, too."""
    keys = {key for row in rows for key in row}
    return keys | {label for key in keys if ":" in key and (label := read_label(key.rpartition(":")[0]).key)}


def _best(candidates: list[Candidate], before: Part | None) -> Candidate:
    best = candidates[0]
    if before is None or best.coverage >= CERTAIN or before.matcher.form is best.matcher.form:
        return best
    return next(
        (c for c in candidates if c.matcher is before.matcher and c.found >= best.found * _SAME_FORM),
        best,
    )


def labels_of(cells: list[Cell]) -> list[Label]:
    """Each cell's text as a label: NO_LABEL for what can be none, such as a figure.

    Most labels end in a Chinese character, which no figure does: that is asked first, being quicker.
    """
    return [
        read_label(text)
        if (text := cell.text)
        and not cell.continued
        and len(text) <= LONGEST_LABEL
        and ("一" <= text[-1] <= "龥" or not is_figure(text))
        else NO_LABEL
        for cell in cells
    ]


# --- a table broken by a page ------------------------------------------------------------------------


def _columns(table: Table) -> int:
    return max((row[-1].column + row[-1].span for row in table.rows if row), default=0)


def _continuation(table: Table, number: int, labels: list[list[Label]], before: Part | None) -> list[Part]:
    """A table without labels right after a known one and as wide: the rest of it."""
    if before is None or _columns(table) != _columns(before.table):
        return []
    return [Part(table, number, 0, len(table.rows), before.matcher, 0.0, labels, continues=True)]


def _is_rest_of(part: Part, before: Part) -> bool:
    """Whether a table only goes on with the one before: headers may come again, rows that hold facts don't."""
    if part.matcher is not before.matcher:
        return False
    canonical = part.matcher.canonical
    rows = {canonical(key) for key in part.keys & part.matcher.leading}
    again = rows & {canonical(key) for key in before.keys & part.matcher.leading}
    return len(again) <= 1 and not part.keys & part.matcher.first


# --- tables that only look like one of a form's -------------------------------------------------------


def without_lookalikes(parts: list[Part]) -> list[Part]:
    """The parts of a file that are form tables indeed.

    A report's text may hold small tables of its own (a few lines of 三公经费). They share some labels
    with a form, but the form is there in full elsewhere, or they share too little of any.
    """
    runs = list(_runs(parts))
    strong = [run for run in runs if _coverage(run) >= CERTAIN]
    if not strong:
        return parts
    whole = [run[0].matcher for run in strong]
    return [part for run in runs if not _is_lookalike(run, whole) for part in run]


def _runs(parts: list[Part]) -> Iterator[list[Part]]:
    """A part with those that go on with it."""
    run: list[Part] = []
    for part in parts:
        if run and not part.continues:
            yield run
            run = []
        run.append(part)
    if run:
        yield run


def _coverage(run: list[Part]) -> float:
    return sum(part.coverage for part in run)


def _is_lookalike(run: list[Part], whole: list[TableMatcher]) -> bool:
    first, coverage = run[0], _coverage(run)
    if coverage >= CERTAIN:
        return False
    begins = not first.matcher.first.isdisjoint(first.keys)
    return coverage < WEAK or (not begins and any(first.matcher is matcher for matcher in whole))


# --- the head of a form in a table of its own ---------------------------------------------------------


def with_heads(parts: list[Part], tables: list[Table]) -> list[Part]:
    """The parts with small tables before them that hold the first labels of the same form.

    项目名称, 主管部门 and 实施单位 may stand under a heading of their own, the funds and indicators in the next table.
    """
    known = {part.number for part in parts}
    found: list[Part] = []
    for part in parts:
        before = part.number - 1
        if part.start == 0 and not part.continues and before >= 0 and before not in known:
            labels = [labels_of(cells) for cells in tables[before].rows]
            if _is_head(tables[before], labels, part):
                found.append(Part(tables[before], before, 0, len(labels), part.matcher, 0.0, labels))
                part.continues = True
        found.append(part)
    return found


def _is_head(table: Table, labels: list[list[Label]], part: Part) -> bool:
    """Whether a table holds nothing but labels the form's table lacks, each with its value, and lines of text."""
    matcher = part.matcher
    there = {matcher.canonical(key) for key in part.keys}
    found = 0
    for cells, row in zip(table.rows, labels, strict=True):
        names = [name for name in matcher.canonical_names(row) if name]
        filled = sum(bool(cell.text.strip(BLANKS)) for cell in cells)
        if filled > max(2 * len(names), 1) or not all(
            matcher.own_fact(name) and name not in there for name in names
        ):
            return False
        found += len(names)
    return found >= _LABELS_OF_A_HEAD


# --- several reports in one file ---------------------------------------------------------------------


def begins_report(part: Part, seen: list[Part]) -> bool:
    """A form table that was already there, or a table of another form, begins another report."""
    if not seen or part.continues:
        return False
    same_form = [earlier for earlier in seen if earlier.matcher.form is part.matcher.form]
    if not same_form:
        return part.coverage >= CERTAIN and max(p.coverage for p in seen) >= CERTAIN
    return any(earlier.matcher is part.matcher for earlier in same_form)


# --- form tables side by side in one table of the file -----------------------------------------------


def _cuts_beside(
    catalogue: Catalogue, table: Table, labels: list[list[Label]], keys: list[list[str]]
) -> list[int]:
    """The columns at which a further form table begins, right of another."""
    first = catalogue.first
    begins = {
        cell.column
        for cells, row, of_row in zip(table.rows, labels, keys, strict=True)
        if not first.isdisjoint(of_row)
        for cell, label in zip(cells, row, strict=True)
        if label.key in first
    }
    if len(begins) < 2 or not table.gridded:
        return []
    cuts = [column for column in sorted(begins)[1:_MOST_BESIDE] if _is_clear(table, column)]
    halves = [_columns_of(table, start, end) for start, end in pairwise([0, *cuts, _columns(table)])]
    return cuts if cuts and all(_holds_form(catalogue, half) for half in halves) else []


def _is_clear(table: Table, column: int) -> bool:
    """Whether no cell stands across the left edge of a column, titles of the whole aside."""
    return not any(
        cell.column < column < cell.column + cell.span and cell.text.strip(BLANKS)
        for cells in table.rows
        if sum(bool(cell.text.strip(BLANKS)) for cell in cells) > 1
        for cell in cells
    )


def _columns_of(table: Table, start: int, end: int) -> Table:
    rows = [[cell for cell in cells if start <= cell.column < end] for cells in table.rows]
    return Table(rows, table.gridded, table.name)


def _holds_form(catalogue: Catalogue, table: Table) -> bool:
    rows = _keys_of([labels_of(cells) for cells in table.rows])
    return any(candidate.coverage >= _STACKED for candidate in catalogue.candidates(_keys(rows)))


# --- several form tables in one table of the file ----------------------------------------------------


def _cuts(
    table: Table, rows: list[list[str]], matchers: list[TableMatcher]
) -> list[tuple[int, int, TableMatcher]]:
    """Where one table of the file is several tables of the form, one below the other."""
    cuts: list[tuple[int, int, TableMatcher]] = []
    current: TableMatcher | None = None
    start = met = 0
    owners = [_owner(keys, matchers) for keys in rows]
    for row, keys in enumerate(rows):
        owner = owners[row]
        changes = current is not None and owner is not None and owner is not current
        if changes and not _goes_on(owners[row:], current):
            owner = None
        begins = met >= FEWEST_LABELS and current is not None and not current.first.isdisjoint(keys)
        if current is not None and (begins or (owner is not None and owner is not current)):
            begin = _first_row(table, row, start, owner or current)
            cuts.append((start, begin, current))
            start, met = begin, 0
        current = owner or current
        if current is not None:
            met += len(current.leading.intersection(keys))
    if current is None or not cuts:
        return []
    return [*cuts, (start, len(table.rows), current)]


def _goes_on(owners: list[TableMatcher | None], before: TableMatcher | None) -> bool:
    """Whether a second row belongs to the table of the first: one label alone, such as an empty
    “项目支出：”, may stand in another table, too."""
    rows = 0
    for owner in owners:
        if owner is before:
            return False
        rows += owner is owners[0]
        if rows > 1:
            return True
    return False


def _owner(keys: list[str], matchers: list[TableMatcher]) -> TableMatcher | None:
    """The one form table most of whose row labels stand in a row."""
    if not keys:
        return None
    counts = [len(matcher.leading.intersection(keys)) for matcher in matchers]
    most = max(counts) if counts else 0
    return matchers[counts.index(most)] if most and counts.count(most) == 1 else None


def _first_row(table: Table, row: int, start: int, matcher: TableMatcher) -> int:
    """The title and the lines above a form table belong to it."""
    while row - 1 > start and _is_heading(table.rows[row - 1], matcher):
        row -= 1
    return row


def _is_heading(cells: list[Cell], matcher: TableMatcher) -> bool:
    above = [label for label, _ in matcher.table.above.fields]
    texts = [compact(cell.text) for cell in cells if cell.text.strip(BLANKS)]
    return all(is_caption(text) or any(text.startswith(label) for label in above) for text in texts)
