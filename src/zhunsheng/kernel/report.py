"""A self-evaluation report (自评报告) as understood from a file or filled in a form."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from zhunsheng.kernel.facts import Fact, State
from zhunsheng.kernel.places import CellPlace, Place

FRONT, ANNEX_LIST, SIGN_OFF = "卷首", "附件清单", "落款"
"""Where text stands that belongs to no numbered section: above it, and below it."""

INDICATOR_COLUMNS = (
    "level1",
    "level2",
    "name",
    "direction",
    "target_value",
    "unit",
    "target",
    "actual",
    "weight",
    "score",
    "reason",
)


@dataclass(slots=True)
class Indicator:
    """One filled row of the indicator table (绩效指标). Texts are as written, trimmed.

    `weight` and `score` are points, None when blank or no number. `direction`, `target_value`
    and `unit` are filled where the form prints them in columns of their own (Sichuan).
    `columns` names the columns the file has: a check on a missing column must not fire.
    """

    level1: str = ""
    level2: str = ""
    name: str = ""
    target: str = ""
    actual: str = ""
    weight: Decimal | None = None
    score: Decimal | None = None
    reason: str = ""
    direction: str = ""
    target_value: str = ""
    unit: str = ""
    weight_text: str = ""
    score_text: str = ""
    place: CellPlace | None = None
    columns: dict[str, CellPlace] = field(default_factory=dict)


@dataclass(slots=True)
class Section:
    """A heading and the text directly below it, paragraphs joined by line breaks.

    `number` is the position in the outline (一, 二.2, 二.2.1), `heading` the line as written.
    """

    number: str
    title: str
    text: str
    heading: str = ""


@dataclass(slots=True)
class Mention:
    """A quantity in the prose. `value` is normalised (money 万元, shares as ratios).

    `fact` names the table's figure it repeats, if any.
    """

    section: str
    start: int
    end: int
    text: str
    value: Decimal
    unit: str
    fact: str | None = None


@dataclass(slots=True)
class Unread:
    """Something the file says that found no place in the report."""

    text: str
    place: Place


@dataclass(slots=True)
class Doubt:
    """A question the reader must not answer by guessing."""

    question: str
    place: Place | None = None
    candidates: list[str] = field(default_factory=list)


@dataclass(slots=True)
class EmptyRow:
    """An indicator row printed by the form and left empty, or still showing “……”."""

    level1: str
    level2: str
    text: str
    place: CellPlace


@dataclass(slots=True)
class Printed:
    """A label of a table as written in the file, with its cell."""

    text: str
    place: CellPlace


@dataclass(slots=True)
class TableSeen:
    """A table of the form found in the file."""

    id: str
    table: int
    """Number of the table in the file, from 0."""
    title: str = ""
    """The heading line above it, as written."""
    number: str = ""
    """附件1-1, as written."""
    money_unit: str = ""
    """万元 or 元 where the table or the line above says so; else empty."""
    mixed_units: bool = False
    years: list[int] = field(default_factory=list)
    """Years printed in the column headers."""
    labels: list[Printed] = field(default_factory=list)
    """Row labels, column headers and class names as written, for checks on their wording."""
    padded: list[CellPlace] = field(default_factory=list)
    """Cells whose text is padded with full-width or non-breaking blanks."""


@dataclass(slots=True)
class Residue:
    """Prompt text of the blank form left in the report."""

    text: str
    place: Place


@dataclass(slots=True)
class Trace:
    """Something in the file besides its text that publication must not carry: author, comment …"""

    kind: str
    detail: str


@dataclass(slots=True)
class Typeset:
    """How a line of the report is set in a .docx."""

    role: str
    """title, heading1, heading2 or body."""
    section: str
    text: str
    font: str
    half_points: int
    line_twips: int
    """Fixed line height in twentieths of a point; 0 if it follows the font."""


@dataclass(slots=True)
class Report:
    """Everything a file says, in the terms of one form.

    `facts` has every key of the matched form; a key the form lacks is absent. `outside` holds the
    text that belongs to no numbered section: title, list of annexes, lines around the tables.
    """

    scheme: str | None = None
    form: str | None = None
    fiscal_year: int | None = None
    unit: str = ""
    title: str = ""
    facts: dict[str, Fact] = field(default_factory=dict)
    indicators: list[Indicator] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    outside: list[Section] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    empty_rows: list[EmptyRow] = field(default_factory=list)
    tables: list[TableSeen] = field(default_factory=list)
    residues: list[Residue] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    """Looked for before publication only."""
    typesetting: list[Typeset] = field(default_factory=list)
    """Looked at only when asked for."""
    notes: list[str] = field(default_factory=list)
    annexes_only: bool = False
    """A workbook holds the tables alone: the text of the report is in another file."""

    def number(self, key: str) -> Decimal | None:
        """The number given for `key`, or None when it is missing, blank or not a number."""
        fact = self.facts.get(key)
        return fact.number if fact is not None else None

    def state(self, key: str) -> State | None:
        fact = self.facts.get(key)
        return fact.state if fact is not None else None

    def text(self, key: str) -> str:
        fact = self.facts.get(key)
        return fact.text if fact is not None else ""

    def table(self, table_id: str) -> TableSeen | None:
        return next((seen for seen in self.tables if seen.id == table_id), None)
