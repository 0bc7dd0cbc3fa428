"""The formal report as a PDF, set by typst.

The layout (pdf.typ) is constant; everything from the report goes in as JSON, so no word of it can be
taken for markup, and typst is given no folder to read from.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from zhunsheng.kernel.form import Form
from zhunsheng.kernel.report import Report
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.press import official
from zhunsheng.press.characters import printable
from zhunsheng.press.document import report_tree
from zhunsheng.press.errors import PressError
from zhunsheng.press.fitting import TEXT_INSET, row_heights
from zhunsheng.press.official import Face, Look
from zhunsheng.press.pagination import Room, room_on, row_height
from zhunsheng.press.tree import Align, Cell, Kind, Page, Role, Table, Text, Tree, heading_row

_LOOKS = {
    "title": official.TITLE,
    **{f"heading{level}": look for level, look in enumerate(official.HEADINGS, start=1)},
    "body": official.BODY,
    "annex-number": official.ANNEX_NUMBER,
    "table-title": official.TABLE_TITLE,
    "line": official.LINE,
    "note": official.NOTE,
    "table-head": official.TABLE_HEAD,
    "table-text": official.TABLE_TEXT,
    "page-number": official.PAGE_NUMBER,
}
_LONG_ROW = 0.6
"""Share of the page from which a row may be cut by its end."""
_ANY_CHINESE = ("Noto Serif CJK SC", "Noto Sans CJK SC", "Source Han Serif SC", "Source Han Sans SC", "Noto Serif SC",
                "Noto Sans SC", "SimSun", "Songti SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback")  # fmt: skip


def pdf_bytes(report: Report, form: Form, scheme: Scheme | None = None) -> bytes:
    """The formal report as a PDF. Raises PressError on a machine without any Chinese font."""
    return pdf_of(report_tree(report, form, scheme))


def pdf_of(tree: Tree) -> bytes:
    data = json.dumps(_document(tree, _looks()), ensure_ascii=True)
    try:
        with _one_at_a_time:
            result = _compiler().compile(_layout(), format="pdf", sys_inputs={"document": data}, timestamp=0)
    except typst.TypstError as error:
        raise PressError(f"PDF 排版失败：{error.message}") from error
    assert isinstance(result, bytes)
    return result


@cache
def _fonts() -> Any:
    """The fonts of this machine: looking for them takes longer than setting a report."""
    return typst.Fonts()


_one_at_a_time = Lock()
"""A compiler keeps what it has learnt of fonts and layout, and is no good to two threads at once."""


@cache
def _compiler() -> Any:
    return typst.Compiler(root=Path(__file__).parent, font_paths=_fonts())


@cache
def _layout() -> bytes:
    return (files(__package__) / "pdf.typ").read_bytes()


@cache
def _looks() -> dict[str, dict[str, Any]]:
    families = frozenset(_fonts().families())
    return {name: _look(look, families) for name, look in _LOOKS.items()}


def _look(look: Look, families: frozenset[str]) -> dict[str, Any]:
    return {"fonts": chosen_fonts(look.face, families), "points": look.points, "bold": look.bold}


def chosen_fonts(face: Face, families: frozenset[str]) -> list[str]:
    """The official font if the machine has it, else the nearest it has."""
    found = [name for name in (face.name, *face.free, *_ANY_CHINESE) if name in families]
    if not found:
        raise PressError(
            "没有找到中文字体，无法生成 PDF。请安装仿宋、黑体等公文字体，或者开源的 fonts-noto-cjk。"
        )
    return found[:2]


def has_chinese_font() -> bool:
    """Whether this machine can write a PDF at all."""
    try:
        return bool(chosen_fonts(official.HEI, frozenset(_fonts().families())))
    except PressError:
        return False


# --- the tree as plain data ---------------------------------------------------------------------------


def _document(tree: Tree, looks: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "title": printable(tree.title),
        "mark": printable(tree.mark),
        "looks": looks,
        "portrait": official.PORTRAIT,
        "landscape": official.LANDSCAPE,
        "pitch": official.TEXT[1] / official.LINES,
        "padding": official.TABLE_PADDING / 2,
        "line": official.TABLE_LINE * official.MM_PER_POINT,
        "pages": [_page(page) for page in tree.pages],
    }


def _page(page: Page) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    for block in page.blocks:
        if isinstance(block, Table):
            blocks.append(_table(block, room_on(page)))
        elif block.role is Role.LIST_ITEM and blocks and blocks[-1]["role"] == "list":
            blocks[-1]["items"].append(printable(block.text))
        else:
            blocks.append(_text(block, block is page.blocks[-1] or block.role is not Role.TITLE))
    for entry, after in pairwise(blocks):
        entry["last"] = entry["role"] != after["role"]
    return {"landscape": page.landscape, "blocks": blocks}


def _text(block: Text, last: bool) -> dict[str, Any]:
    if block.role in (Role.LIST_HEAD, Role.LIST_ITEM):
        return {"role": "list", "head": printable(block.text), "items": []}
    return {"role": block.role.value, "text": printable(block.text), "level": block.level, "last": last}


def _table(table: Table, room: Room) -> dict[str, Any]:
    """Cells at their places, in parts: the rows before the repeated heading, the heading, the rest."""
    repeated = heading_row(table.rows)
    heights = row_heights(table, room.width)
    insets = _insets(heights, row_height(table, room, heights))
    cells = [
        piece
        for number, row in enumerate(table.rows)
        for cell in row.cells
        if cell.rows
        for piece in _cells(cell, number, insets[number], number == repeated)
    ]
    cells.sort(key=lambda piece: (piece["y"], piece["x"]))
    parts = [
        {"repeated": is_heading, "cells": list(group)}
        for is_heading, group in groupby(cells, key=lambda piece: piece["y"] == repeated)
    ]
    long = [number for number, own in enumerate(heights) if own > room.height * _LONG_ROW]
    return {"role": "table", "widths": table.widths, "parts": parts, "long": long}


def _insets(heights: list[float], least: float) -> list[float]:
    """Millimetres above and below the text of each row, so that the table takes the room it has."""
    between = (official.TABLE_LINE - official.TABLE_POINTS) * official.MM_PER_POINT / 2
    return [between + TEXT_INSET + max(0.0, least - height) / 2 for height in heights]


def _cells(cell: Cell, row: int, inset: float, splits: bool) -> list[dict[str, Any]]:
    """A cell; one that begins in the repeated heading is cut below it, for a heading ends with its row."""
    whole = {
        "x": cell.column,
        "y": row,
        "colspan": cell.span,
        "rowspan": cell.rows,
        "text": printable(cell.text),
        "indent": cell.indent,
        "inset": inset,
        "left": cell.align is Align.LEFT,
        "head": cell.kind is Kind.HEAD,
        "open": False,
    }
    if not splits or cell.rows == 1:
        return [whole]
    return [
        whole | {"rowspan": 1, "open": True},
        whole | {"y": row + 1, "rowspan": cell.rows - 1, "text": ""},
    ]
