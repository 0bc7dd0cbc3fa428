"""Where a value stands in the file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(slots=True, unsafe_hash=True)
class CellPlace:
    """A table cell, every number counted from 0 in the file."""

    table: int
    row: int
    column: int


cell_place = lru_cache(maxsize=10_000)(CellPlace)
"""The same for reading: reports of one form have the same few hundred cells, and a place is never changed."""


@dataclass(slots=True, unsafe_hash=True)
class TextPlace:
    """Characters `start` to `end` (exclusive) of a section's text."""

    section: str
    start: int
    end: int


Place = CellPlace | TextPlace
