"""What every reader hands on: a file as paragraphs and tables, in order, with places.

A reader knows the file format and nothing of the forms. All formats arrive alike: a row lists
its cells from left to right, a cell covered by a horizontal merge is not listed (its neighbour
has `span`), a cell covered by a vertical merge is listed once per row with `continued`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


@dataclass(slots=True)
class Cell:
    """One cell. Line breaks inside are "\\n"; blanks around are kept as written."""

    text: str
    column: int
    """Grid column from 0; in a table without a grid (text files) the position in the row."""
    span: int = 1
    continued: bool = False
    """Covered by a vertical merge: belongs to the cell above. Its text is empty."""


@dataclass(slots=True)
class Table:
    rows: list[list[Cell]]
    gridded: bool = True
    """Whether `column` can be compared between rows. False for text files."""
    name: str = ""
    """Sheet name, where the file has one."""


@dataclass(slots=True)
class Paragraph:
    text: str
    style: str = ""
    """Style name or outline level of the file, where it has one ("heading 1"); else empty."""


@dataclass(slots=True)
class Trace:
    """Something in the file that publication must not carry: author, comment, hidden sheet …

    `kind` is one of author, last_editor, company, comment, tracked_change, hidden_sheet,
    hidden_text, embedded_path. `detail` says where, never repeating a person's name in full.
    """

    kind: str
    detail: str


@dataclass(slots=True)
class Style:
    """Fonts and spacing of one paragraph of a .docx, for the check of the official format."""

    paragraph: int
    """Index in `Document.blocks`."""
    font: str
    size_half_points: int
    line_twips: int


@dataclass(slots=True)
class Document:
    name: str
    """File name without folders."""
    format: str
    """"docx", "txt", "xlsx" …: what the bytes are, not what the name says."""
    content: bytes = field(repr=False)
    """The bytes of the file."""
    blocks: list[Paragraph | Table]
    traces: list[Trace] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Sentences about what could not be read (an image, a damaged part), for the user."""

    @property
    def has_tables(self) -> bool:
        return any(isinstance(block, Table) for block in self.blocks)

    @property
    def digest(self) -> str:
        """sha256 of the bytes, hexadecimal; worked out when asked for, reading doesn't need it."""
        return hashlib.sha256(self.content).hexdigest()
