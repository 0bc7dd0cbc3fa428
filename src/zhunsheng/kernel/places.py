"""Where a value stands in the file it came from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, unsafe_hash=True)
class CellPlace:
    """A table cell, every number counted from 0 in the file."""

    table: int
    row: int
    column: int


@dataclass(slots=True, unsafe_hash=True)
class TextPlace:
    """Characters `start` to `end` (exclusive) of a section's text."""

    section: str
    start: int
    end: int


Place = CellPlace | TextPlace
