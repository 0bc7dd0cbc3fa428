"""OpenDocument workbooks (.ods), as LibreOffice writes them: each cell as people see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from zhunsheng.intake.document import Paragraph, Table
from zhunsheng.intake.readers import limits
from zhunsheng.intake.readers.grids import Merge, Texts, sheet_blocks
from zhunsheng.intake.readers.odt import OFFICE, TABLE, P, count, inline, open_content, row_elements
from zhunsheng.intake.readers.package import Package, damaged, too_large

_CELL, _COVERED = TABLE + "table-cell", TABLE + "covered-table-cell"
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_LAST_ROW: Final = 1_048_576


def read(data: bytes | Package, notes: list[str]) -> list[Paragraph | Table]:
    content, _ = open_content(data)
    book = content.find(f"{OFFICE}body/{OFFICE}spreadsheet")
    if book is None:
        raise damaged()
    hidden = set(_hidden_styles(content))
    blocks: list[Paragraph | Table] = []
    for sheet in book.iterchildren(TABLE + "table"):
        if sheet.get(TABLE + "style-name", "") not in hidden:
            texts, merges = _cells(sheet)
            blocks += sheet_blocks(sheet.get(TABLE + "name", ""), texts, merges)
    return blocks


def _hidden_styles(content: etree._Element) -> Iterator[str]:
    """A sheet is hidden by its style."""
    for style in content.iter(_STYLE + "style"):
        properties = style.find(_STYLE + "table-properties")
        if properties is not None and properties.get(TABLE + "display") == "false":
            yield style.get(_STYLE + "name", "")


def _cells(sheet: etree._Element) -> tuple[Texts, list[Merge]]:
    """Texts and merges by place. Repeated empty rows and cells only move the place on."""
    texts: Texts = {}
    merges: list[Merge] = []
    top = 0
    for row in row_elements(sheet):
        filled = list(_row(row))
        times = count(row, "number-rows-repeated", _LAST_ROW)
        for number in range(top, top + times) if filled else ():
            for column, text, width, height in filled:
                texts[number, column] = text
                if width > 1 or height > 1:
                    merges.append(Merge(number, column, number + height - 1, column + width - 1))
            if len(texts) > limits.MAX_TABLE_CELLS:
                raise too_large()
        top += times
    return texts, merges


def _row(row: etree._Element) -> Iterator[tuple[int, str, int, int]]:
    """(column, text, columns, rows) of the cells that hold something or span others."""
    left = 0
    for cell in row.iterchildren(_CELL, _COVERED):
        times = count(cell, "number-columns-repeated", limits.MAX_COLUMNS)
        text = "\n".join(inline(line, []) for line in cell.iterchildren(P)) if cell.tag == _CELL else ""
        width = count(cell, "number-columns-spanned", limits.MAX_COLUMNS)
        height = count(cell, "number-rows-spanned", _LAST_ROW)
        if text.strip() or width > 1 or height > 1:
            for column in range(left, min(left + times, limits.MAX_COLUMNS)):
                yield column, text, width, height
        left += times
