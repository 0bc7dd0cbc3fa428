"""The rulebook as the server uses it: scheme and form of a report, and which of its cells are whose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from django.conf import settings

from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.form import Form, FormTable
from zhunsheng.kernel.places import CellPlace
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.press.headings import chinese
from zhunsheng.rulebook.facts import kind_of, label_of
from zhunsheng.rulebook.loading import Rulebook, load_rulebook
from zhunsheng.server.reports.content import INDICATOR_COLUMNS, REGISTER_CELL, ROW_CELL, SECTION_CELL

_NUMBERED = re.compile(r"^(.+)\[([1-9]\d?)\]\.([a-z_]+)$")
_ALWAYS_COMPUTED = (
    "funds.weight",
    "funds.execution_rate",
    "funds.score",
    "score.weight_total",
    "score.total",
    "score.grade",
)
_UNITS = {Kind.COUNT: "人", Kind.POINTS: "分", Kind.AREA: "平方米"}
_TEXT_ONLY = frozenset({"unit.divisions", "unit.duties", "goal.narrative", "problems", "measures"})
"""Facts that are a section's text: written there, not in a field of their own."""


@cache
def rulebook() -> Rulebook:
    folder: str = settings.OPTIONS["SCHEMES_DIR"]
    return load_rulebook(Path(folder)) if folder else load_rulebook()


@dataclass(frozen=True)
class FormSheet:
    """A scheme with its form, and the cells of the form by name."""

    scheme: Scheme
    form: Form

    @cached_property
    def computed(self) -> frozenset[str]:
        """Cells nobody types: rates, sums, the score of the money spent."""
        keys = {key for table in self.form.tables for key in table.computed}
        return frozenset(keys | {key for key in _ALWAYS_COMPUTED if key in self._keys})

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(self.form.keys)

    @cached_property
    def fixed(self) -> dict[str, str]:
        """Cells in which the blank form prints a dash."""
        return {key: text for table in self.form.tables for key, text in table.fixed.items()}

    @cached_property
    def formulas(self) -> dict[str, str]:
        found = {key: formula for table in self.form.tables for key, formula in table.computed.items()}
        if "funds.execution_rate" in self._keys:
            found.setdefault("funds.execution_rate", self.scheme.scoring.execution_formula)
        return found

    @cached_property
    def places(self) -> dict[str, CellPlace]:
        """Where each fact of the tables stands in the blank form."""
        found: dict[str, CellPlace] = {}
        for number, table in enumerate(self.form.tables):
            for row_number, row in enumerate(table.rows):
                for cell in row.cells:
                    for key in cell.keys:
                        found.setdefault(key, CellPlace(number, row_number, cell.column))
            for key in table.keys:
                found.setdefault(key, CellPlace(number, len(table.rows), 0))
        return found

    @cached_property
    def spare_keys(self) -> frozenset[str]:
        """Facts of a row the form prints as “……”: room for more, no row of its own."""
        rows = (row for table in self.form.tables for row in table.rows)
        spare = (
            row
            for row in rows
            if any(cell.text.strip(" .…") == "" and cell.text.strip() for cell in row.cells)
        )
        return frozenset(key for row in spare for cell in row.cells for key in cell.keys)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Of rows that may be added, one for each item: projects.special[1].…"""
        return frozenset(stem for table in self.form.tables for stem in table.repeat.values())

    @cached_property
    def indicator_table(self) -> FormTable | None:
        return next((table for table in self.form.tables if table.indicator_columns), None)

    @cached_property
    def indicator_columns(self) -> tuple[str, ...]:
        columns = self.indicator_table.indicator_columns if self.indicator_table is not None else ()
        return tuple(column for column in columns if column in INDICATOR_COLUMNS)

    @cached_property
    def sections(self) -> dict[str, str]:
        """Number → title of the sections the scheme requires."""
        return {
            chinese(number): section.title for number, section in enumerate(self.scheme.sections, start=1)
        }

    @cached_property
    def narrative_keys(self) -> tuple[str, ...]:
        """Figures only the text states; in the office they have fields of their own."""
        return tuple(key for key in self.form.narrative_keys if key not in _TEXT_ONLY)

    @cached_property
    def typed_keys(self) -> frozenset[str]:
        tables = {key for table in self.form.tables for key in table.keys}
        printed = {key for key, text in self.fixed.items() if text}
        typed = (tables | set(self.narrative_keys)) - self.computed - printed
        return frozenset(typed - {"unit.name", "unit.filer"} - _TEXT_ONLY)

    @cached_property
    def quotable(self) -> dict[str, str]:
        """Name → key of every figure of the form that the text may quote."""
        no_figure = (Kind.TEXT, Kind.DATE, Kind.YEAR)
        keys = [key for key in self.form.keys if key == "score.grade" or kind_of(key) not in no_figure]
        return {label_of(key): key for key in keys}

    def money_of(self, key: str) -> str:
        plain = re.sub(r"\[\d+\]", "", key)
        for table in self.form.tables:
            if plain in table.keys or plain.rpartition(".")[0] in table.repeat.values():
                return table.money
        return "万元"

    def unit_of(self, key: str) -> str:
        """What a figure of the table is counted in; empty for rates, dates and words."""
        return self.money_of(key) if (kind := kind_of(key)) is Kind.MONEY else _UNITS.get(kind, "")

    def is_cell(self, cell: str) -> bool:
        """Whether a cell of this name can be typed into. Rows are the content's to know."""
        row = ROW_CELL.match(cell)
        if row is not None:
            return row[2] in self.indicator_columns
        section = SECTION_CELL.match(cell)
        if section is not None:
            return section[1] in self.sections
        return cell in self.typed_keys or self._is_repeated(cell)

    def _is_repeated(self, cell: str) -> bool:
        match = _NUMBERED.match(cell)
        if match is None or match[1] not in self.stems:
            return False
        return match[3] == "name" or f"{match[1]}.{match[3]}" in self._keys or match[1] == "projects.extra"

    def label(self, cell: str) -> str:
        """What people call a cell."""
        section = SECTION_CELL.match(cell)
        if section is not None:
            return f"{section[1]}、{self.sections.get(section[1], '')}"
        counted = REGISTER_CELL.match(cell)
        return f"正文引用的台账数“{counted[1]}”" if counted is not None else label_of(cell)


@cache
def sheet_of(scheme_id: str) -> FormSheet:
    scheme = rulebook().schemes[scheme_id]
    return FormSheet(scheme, rulebook().forms[scheme.form])
