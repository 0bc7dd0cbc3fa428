"""OpenDocument texts (.odt), as LibreOffice and newer WPS write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from zhunsheng.intake.document import Paragraph, Table
from zhunsheng.intake.readers import limits
from zhunsheng.intake.readers.odt_lists import Lists
from zhunsheng.intake.readers.package import Package, damaged, too_large
from zhunsheng.intake.readers.safexml import parse
from zhunsheng.intake.readers.spans import Spanning, grid
from zhunsheng.kernel.errors import UnreadableFile

_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW: Final = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"

P, _H, _LIST, _ITEM, _LIST_HEADER = (_TEXT + name for name in ("p", "h", "list", "list-item", "list-header"))
_TBL, _ROW, _CELL = TABLE + "table", TABLE + "table-row", TABLE + "table-cell"
_BOX: Final = _DRAW + "text-box"
_ROW_GROUPS: Final = frozenset(
    TABLE + name for name in ("table-header-rows", "table-rows", "table-row-group")
)
_DROPPED: Final = frozenset(
    [
        _TEXT + name
        for name in ("note", "number", "tracked-changes", "ruby-text", "hidden-text", "sequence-decls")
    ]
    + [OFFICE + "annotation", OFFICE + "forms"]
)
_BLANKS = re.compile(r"[ \t\r\n]+")
_MOST_COLUMNS: Final = 1000
_MOST_BLANKS: Final = 1000

_Block = tuple[etree._Element, str]
"""A paragraph, heading or table, and the number before it."""


def read(data: bytes | Package, notes: list[str]) -> list[Paragraph | Table]:
    content, package = open_content(data)
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise damaged()
    reader = _Reader(Lists(content, package))
    reader.read_into(body)
    return reader.blocks


def open_content(data: bytes | Package) -> tuple[etree._Element, Package]:
    """content.xml of an OpenDocument file of any kind, with the package it is in."""
    package = Package.of(data)
    package.refuse_macros()
    if b"encryption-data" in (package.part_or_none("META-INF/manifest.xml") or b""):
        raise UnreadableFile("encrypted", "文件有密码，请取消密码另存后再试。")
    return parse(package.part("content.xml")), package


class _Reader:
    def __init__(self, lists: Lists) -> None:
        self.blocks: list[Paragraph | Table] = []
        self._lists = lists

    def read_into(self, container: etree._Element) -> None:
        for element, number in self._flow(container, []):
            if element.tag == _TBL:
                self._add_table(element)
                continue
            boxes: list[etree._Element] = []
            text = inline(element, boxes)
            if (number + text).strip():
                self.blocks.append(Paragraph(number + text, _style(element)))
            for box in boxes:
                self.read_into(box)

    def _flow(self, container: etree._Element, path: list[str]) -> Iterator[_Block]:
        """Paragraphs and tables in order, out of sections and lists; `path`: the lists we are in."""
        for child in container:
            tag = child.tag
            if tag in (P, _H, _TBL):
                yield child, self._lists.heading_number(child) if tag == _H and not path else ""
            elif tag == _LIST:
                style = self._lists.enter(child, path)
                for item in child.iterchildren(_ITEM, _LIST_HEADER):
                    yield from self._item(item, [*path, style])
            elif tag not in _DROPPED:
                yield from self._flow(child, path)

    def _item(self, item: etree._Element, path: list[str]) -> Iterator[_Block]:
        """The first paragraph of an item bears its number."""
        number = self._lists.number(item, path) if item.tag == _ITEM and _is_numbered(item) else ""
        for element, own in self._flow(item, path):
            yield element, own or (number if element.tag != _TBL else "")
            number = ""

    def _add_table(self, element: etree._Element) -> None:
        rows = list(_rows(element))
        if _is_frame(rows):
            for row in rows:
                for cell in row:
                    self.read_into(cell)
            return
        cells = [row for row in grid(self._spanning(row) for row in rows) if row]
        if cells:
            self.blocks.append(Table(cells))

    def _spanning(self, row: list[etree._Element]) -> list[Spanning]:
        return [
            Spanning(
                "\n".join(self._lines(cell)),
                count(cell, "number-columns-spanned", _MOST_COLUMNS),
                count(cell, "number-rows-spanned", limits.MAX_TABLE_CELLS),
            )
            for cell in row
        ]

    def _lines(self, container: etree._Element) -> list[str]:
        lines: list[str] = []
        for element, number in self._flow(container, []):
            if element.tag == _TBL:
                lines += [" ".join("\n".join(self._lines(cell)) for cell in row) for row in _rows(element)]
                continue
            boxes: list[etree._Element] = []
            lines.append(number + inline(element, boxes))
            for box in boxes:
                lines += self._lines(box)
        return lines


def inline(paragraph: etree._Element, boxes: list[etree._Element]) -> str:
    pieces: list[str] = []
    _collect(paragraph, pieces, boxes)
    return "".join(pieces)


def _collect(element: etree._Element, pieces: list[str], boxes: list[etree._Element]) -> None:
    pieces.append(_BLANKS.sub(" ", element.text or ""))
    for child in element:
        tag = child.tag
        if tag == _TEXT + "s":
            pieces.append(" " * _integer(child.get(_TEXT + "c"), 1, _MOST_BLANKS))
        elif tag == _TEXT + "tab":
            pieces.append("\t")
        elif tag == _TEXT + "line-break":
            pieces.append("\n")
        elif tag == _BOX:
            boxes.append(child)
        elif tag not in _DROPPED:
            _collect(child, pieces, boxes)
        pieces.append(_BLANKS.sub(" ", child.tail or ""))


def _is_numbered(item: etree._Element) -> bool:
    """An item that only holds a deeper list has no number of its own."""
    return any(child.tag in (P, _H) for child in item)


def _style(element: etree._Element) -> str:
    return f"heading {element.get(_TEXT + 'outline-level', '1')}" if element.tag == _H else ""


def _rows(table: etree._Element) -> Iterator[list[etree._Element]]:
    """The cells of each row, repeated ones repeated; covered ones are told by the spans."""
    total = 0
    for row in row_elements(table):
        cells = [
            cell
            for cell in row.iterchildren(_CELL)
            for _ in range(count(cell, "number-columns-repeated", _MOST_COLUMNS))
        ]
        for _ in range(count(row, "number-rows-repeated", limits.MAX_TABLE_CELLS)):
            total += max(len(cells), 1)
            if total > limits.MAX_TABLE_CELLS:
                raise too_large()
            yield cells


def row_elements(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == _ROW:
            yield child
        elif child.tag in _ROW_GROUPS:
            yield from row_elements(child)


def _is_frame(rows: list[list[etree._Element]]) -> bool:
    """One cell around anything, or one column around further tables."""
    if any(len(row) != 1 for row in rows):
        return False
    return len(rows) == 1 or any(next(row[0].iter(_TBL), None) is not None for row in rows)


def count(element: etree._Element, name: str, most: int) -> int:
    return max(_integer(element.get(TABLE + name), 1, most), 1)


def _integer(text: str | None, default: int, most: int) -> int:
    return min(int(text), most) if text and text.isdecimal() and len(text) < 10 else default
