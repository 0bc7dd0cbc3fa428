"""Bits of Markdown for the generated manual."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

Row = Sequence[str]


def escaped(text: str) -> str:
    """Text that stays text: no tags, no table bars, no emphasis, one line."""
    plain = html.escape(text, quote=False).replace("\n", "<br>")
    return plain.replace("|", "&#124;").replace("*", "&#42;")


def table(head: Row, rows: Iterable[Row]) -> str:
    """A Markdown table; an empty text for no rows."""
    lines = [_line(row) for row in rows]
    return "\n".join([_line(head), "|" + "---|" * len(head), *lines]) if lines else ""


def _line(cells: Row) -> str:
    return "| " + " | ".join(escaped(cell) or " " for cell in cells) + " |"


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def page(*parts: str) -> str:
    """Parts with an empty line between them; empty parts are left out."""
    return "\n\n".join(part for part in parts if part) + "\n"
