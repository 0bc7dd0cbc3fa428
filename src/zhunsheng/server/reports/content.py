"""What a report says while it is being filled: the text of every cell, with its version and source.

A cell is named by its fact key (`funds.initial`), by row and column of an indicator (`r3.target`) or by
its section (`section.七`). Everything here is plain data: reading and scoring it is assessment.py's work.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

INDICATOR_COLUMNS = (
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
ROW_CELL = re.compile(r"^(r\d+)\.([a-z_]+)$")
REGISTER_CELL = re.compile(r"^register\.(.+)$")
"""A count of a register that the text quotes, by its title: register.已完成的轮次."""
SECTION_CELL = re.compile(r"^section\.([一二三四五六七八九十]+)$")

TYPED, KNOWN, PREVIOUS, IMPORTED, SUMMED, SURVEYED, QUOTED = (
    "typed",
    "known",
    "previous",
    "imported",
    "summed",
    "surveyed",
    "quoted",
)


@dataclass(slots=True)
class CellText:
    """`source` is one of the words above, with what it came from behind a colon (imported:年报.docx)."""

    text: str
    version: int
    source: str = TYPED
    by: str = ""
    at: str = ""
    """ISO time of the change."""


@dataclass(slots=True, frozen=True)
class Row:
    """An indicator's row: its id stays with it wherever it moves."""

    id: str
    level1: str
    level2: str


@dataclass(slots=True)
class Content:
    cells: dict[str, CellText] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    next_row: int = 1

    def text(self, cell: str) -> str:
        found = self.cells.get(cell)
        return found.text if found is not None else ""

    def version(self, cell: str) -> int:
        found = self.cells.get(cell)
        return found.version if found is not None else 0

    def row(self, row_id: str) -> Row | None:
        return next((row for row in self.rows if row.id == row_id), None)

    def add_row(self, level1: str, level2: str) -> Row:
        """A new row at the end of its class."""
        row = Row(f"r{self.next_row}", level1, level2)
        self.next_row += 1
        same = [i for i, other in enumerate(self.rows) if (other.level1, other.level2) == (level1, level2)]
        beside = [i for i, other in enumerate(self.rows) if other.level1 == level1]
        at = (same or beside or [len(self.rows) - 1])[-1] + 1
        self.rows.insert(at, row)
        return row

    def remove_row(self, row_id: str) -> dict[str, str]:
        """The row's cells as they were, so that the trace can tell them."""
        self.rows = [row for row in self.rows if row.id != row_id]
        gone = {cell: self.cells.pop(cell).text for cell in list(self.cells) if cell.startswith(f"{row_id}.")}
        return {cell: text for cell, text in gone.items() if text}

    def filled(self) -> Iterator[tuple[str, str]]:
        return ((cell, found.text) for cell, found in self.cells.items() if found.text)


def content_to_json(content: Content) -> dict[str, Any]:
    return {
        "cells": {
            cell: [found.text, found.version, found.source, found.by, found.at]
            for cell, found in content.cells.items()
        },
        "rows": [[row.id, row.level1, row.level2] for row in content.rows],
        "next_row": content.next_row,
    }


def content_from_json(data: dict[str, Any]) -> Content:
    return Content(
        {cell: CellText(*found) for cell, found in data.get("cells", {}).items()},
        [Row(*row) for row in data.get("rows", [])],
        data.get("next_row", 1),
    )


def fingerprint(content: Content) -> str:
    """sha256 of what the report says, whoever typed it and when."""
    said = {
        "cells": dict(sorted(content.filled())),
        "rows": [[row.id, row.level1, row.level2] for row in content.rows],
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
