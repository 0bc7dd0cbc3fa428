"""A form (表样): an official table described once, from which it is read, drawn and filled.

The rows of a table are lists of cells. A cell is a label, one or more facts in braces, or both:
"2>编制数" spans two columns, "^" continues the cell above, "three_public.total.*" stands for one
cell per column of the header above. {year} and {year-1} in a label are the fiscal year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from zhunsheng.kernel.errors import RulebookError
from zhunsheng.kernel.labels import read_label
from zhunsheng.kernel.numerals import NOT_APPLICABLE_TEXTS

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_UNIT = re.compile("[（(:：]\\s*万?元")
YEAR_PLACEHOLDER = re.compile(r"\{year(?:([+-])(\d+))?\}")


@dataclass(slots=True, frozen=True)
class FormCell:
    """One cell as drawn. `text` still has its placeholders; `keys` are the facts it holds."""

    column: int
    span: int
    text: str
    keys: tuple[str, ...] = ()
    continued: bool = False

    @property
    def label_text(self) -> str:
        """The printed text without the places for values."""
        return PLACEHOLDER.sub("", YEAR_PLACEHOLDER.sub("2000", self.text))

    @property
    def label(self) -> str:
        """The label as compared; empty for a place for values and for a printed dash."""
        text = self.label_text
        return "" if text in NOT_APPLICABLE_TEXTS else read_label(text).key

    @property
    def is_value(self) -> bool:
        """Whether the cell holds facts and nothing else."""
        return bool(self.keys) and not self.label


@dataclass(slots=True, frozen=True)
class FormRow:
    cells: tuple[FormCell, ...]
    indicator_columns: tuple[str, ...] = ()
    """Set on the row that stands for all indicator rows."""


@dataclass(slots=True, frozen=True)
class LevelOne:
    """A printed first-level class, the points printed beside it (None if none) and its parts."""

    name: str
    points: int | None
    parts: tuple[str, ...]


@dataclass(slots=True, frozen=True)
class Slot:
    """Where a fact stands: right of its row label, under a column header where several follow."""

    key: str
    row_label: str
    header: str = ""
    offset: int | None = None
    """Year of the header relative to the fiscal year."""
    order: int = 0
    """Position among the facts of its label."""


@dataclass(slots=True, frozen=True)
class Line:
    """A line of text above or below a table: labels followed by facts."""

    text: str
    fields: tuple[tuple[str, str], ...]
    """(label, fact key) in order."""


@dataclass(slots=True)
class FormTable:
    id: str
    number: str
    title: str
    money: str
    """Unit of amounts without one of their own: 万元 or 元."""
    widths: tuple[int, ...]
    rows: tuple[FormRow, ...]
    above: Line
    below: Line
    note: str = ""
    """Printed under the table: how it is to be filled."""
    landscape: bool = False
    synonyms: dict[str, str] = field(default_factory=dict)
    """Other label → the form's label (both as compared)."""
    as_reported: frozenset[str] = frozenset()
    """Labels a filled form words as the report does: 区级专项资金 for 市级专项资金."""
    repeat: dict[str, str] = field(default_factory=dict)
    """Row label → stem of the facts of rows that follow it under labels of their own."""
    inserted: dict[str, str] = field(default_factory=dict)
    """Row label → stem of rows under labels of their own right below it; a row with its label is none of them."""
    apart: frozenset[str] = frozenset()
    """Labels some files add that are none of the repeated or inserted rows, wherever they stand."""
    above_indicators: dict[str, str] = field(default_factory=dict)
    """Other label → the form's label, in the rows above the indicators only: 合计 of the funds, not of the scores."""
    numbered: dict[str, str] = field(default_factory=dict)
    """Label that may repeat with a number (年度目标2) → stem of its facts."""
    computed: dict[str, str] = field(default_factory=dict)
    """Fact key → formula."""
    fixed: dict[str, str] = field(default_factory=dict)
    """Fact key → text the blank form prints in its cell (——)."""
    optional: dict[str, str] = field(default_factory=dict)
    """Label some files add → fact key."""
    classes: tuple[LevelOne, ...] = ()
    slots: tuple[Slot, ...] = ()
    inline: dict[str, str] = field(default_factory=dict)
    """Label inside a cell with its value → fact key."""
    embedded: dict[str, tuple[str, re.Pattern[str]]] = field(default_factory=dict)
    """Label → (fact key, pattern) for a fact printed inside the label."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Every fact key the table holds, in reading order."""
        found = [key for row in self.rows for cell in row.cells for key in cell.keys]
        found += [key for line in (self.above, self.below) for _, key in line.fields]
        return tuple(dict.fromkeys([*found, *self.optional.values()]))

    @property
    def prints_unit(self) -> bool:
        """Whether the blank form says in what unit its amounts are; a column's own unit is none of that."""
        headers = {slot.header for slot in self.slots}
        labels = [cell.text for row in self.rows for cell in row.cells if cell.label not in headers]
        return any(_UNIT.search(text) for text in (self.above.text, *labels))

    @property
    def indicator_columns(self) -> tuple[str, ...]:
        return next((row.indicator_columns for row in self.rows if row.indicator_columns), ())


@dataclass
class Form:
    id: str
    title: str
    since: int
    basis: str
    tables: tuple[FormTable, ...]
    narrative_keys: tuple[str, ...] = ()
    """Facts that only the report's text holds."""

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Every fact key of the form, those only the report's text holds last."""
        found = [key for table in self.tables for key in table.keys]
        return tuple(dict.fromkeys([*found, *self.narrative_keys]))

    def table(self, table_id: str) -> FormTable:
        for table in self.tables:
            if table.id == table_id:
                return table
        raise RulebookError(f"表样“{self.id}”没有“{table_id}”这张表。")


def fill_year(text: str, year: int) -> str:
    """{year} and {year-1} in a label replaced by figures."""

    def replace(match: re.Match[str]) -> str:
        shift = int(match[2]) if match[2] else 0
        return str(year - shift if match[1] == "-" else year + shift)

    return YEAR_PLACEHOLDER.sub(replace, text)
