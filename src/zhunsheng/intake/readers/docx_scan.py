"""document.xml to blocks: one regular expression over the text, no tree.

Reading is most of the work on a report, and most of reading is building a tree of which little is
needed. So a document is scanned for the dozen tags that matter. What a scan can't understand
exactly (revisions, content controls, text boxes, tables in tables, an unusual spelling of a tag)
raises TooRich; docx_tidy then rewrites the document without it, and it is scanned again.
"""

from __future__ import annotations

import re

from zhunsheng.intake.document import Cell, Paragraph, Table
from zhunsheng.intake.readers.docx_names import PLAIN, Styles
from zhunsheng.intake.readers.docx_numbering import Numbering

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_NAMESPACE = "http://purl.oclc.org/ooxml/wordprocessingml/main"
NAMESPACES = (NAMESPACE, STRICT_NAMESPACE)
_ROOT = "<w:document "

# The negative look-ahead skips the commonest tags that don't matter, for speed alone. The group
# "rich" takes every tag that matters but isn't spelled as expected, and all that docx_tidy is for.
# A tab with attributes is a tab stop. A whole cell, a cell with its spans, and a paragraph with its first text
# are taken in one where they are spelled as python-docx does: each match has its price. "(?:x|)" is quicker
# than "(?:x)?".
_RUN = r'<w:r>(?:<w:rPr><w:sz [^<>]*/></w:rPr>|)<w:t(?:>| xml:space="preserve">)(?P<{}>[^<\r]*)</w:t>'
_FIRST_TEXT = _RUN.format("first")
_ONE_TEXT = rf"(?P<whole><w:p(?:/>|>{_RUN.format('only')}</w:r></w:p>)</w:tc>)"
_SPANS = (
    r'<w:tcPr><w:tcW [^<>]*/>(?:<w:gridSpan w:val="(?P<cell_span>\d{1,3})"/>|)'
    r'(?:(?P<cell_merge><w:vMerge(?:/>| w:val="continue"/>| w:val="(?P<cell_starts>restart)"/>))|)</w:tcPr>'
)
_TOKEN = re.compile(
    r"<(?!/w:[^t]|w:(?:r[>PF]|s[zp]|tc[PW]|lang|kern|jc))(?:w:(?:"
    r't(?:>| xml:space="preserve">)(?P<text>[^<\r]*)</w:t>'
    rf"|(?P<paragraph>p(?:>|/>| [^<>]*>)(?:{_FIRST_TEXT}|))"
    rf"|(?P<cell>tc(?:>| [^<>]*>)(?:{_SPANS}(?:{_ONE_TEXT}|)|))"
    r"|tab [^<>]*>"
    r'|pStyle w:val="(?P<style>[^"&]+)"/>'
    r'|gridSpan w:val="(?P<span>\d{1,3})"/>'
    r'|vMerge(?: w:val="(?:continue|(?P<starts>restart))")?(?P<merge>/)>'
    r"|(?P<row>tr)(?:>| [^<>]*>)"
    r"|(?P<mark>tab|br|noBreakHyphen)(?: w:type=\"(?:page|column)\")?/>"
    r"|(?P<table>tbl)>"
    r'|ilvl w:val="(?P<level>[0-9])"/>'
    r'|numId w:val="(?P<list>\d{1,9})"/>'
    r'|outlineLvl w:val="(?P<outline>[0-9])"/>'
    r'|gridBefore w:val="(?P<skipped>\d{1,3})"/>'
    r"|(?P<rich>(?:t|p|tc|tr|tbl|tab|br|pStyle|gridSpan|vMerge|ilvl|numId|outlineLvl|gridBefore|noBreakHyphen"
    r"|ins|del|moveFrom|moveTo|(?:p|tc|tr|tbl)PrChange|sdt|vanish|txbxContent|sym|cr|ptab|softHyphen|ruby"
    r"|hMerge|altChunk)[\s/>])"
    r")|/w:(?P<end>tbl)>|(?P<foreign>!|mc:|m:oMath))"
)
_TEXT, _PARAGRAPH, _CELL, _STYLE, _SPAN, _STARTS, _MERGE = map(
    _TOKEN.groupindex.__getitem__, ("text", "paragraph", "cell", "style", "span", "starts", "merge")
)
_FIRST, _CELL_SPAN, _CELL_MERGE, _CELL_STARTS, _WHOLE, _ONLY = map(
    _TOKEN.groupindex.__getitem__, ("first", "cell_span", "cell_merge", "cell_starts", "whole", "only")
)
_ROW, _MARK, _TABLE, _LEVEL, _LIST, _OUTLINE, _SKIPPED, _END = map(
    _TOKEN.groupindex.__getitem__, ("row", "mark", "table", "level", "list", "outline", "skipped", "end")
)
_MARKS = {"tab": "\t", "br": "\n", "noBreakHyphen": "-"}
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_ODD_ENTITY = re.compile("&(?!amp;|lt;|gt;|quot;|apos;)")


class TooRich(Exception):
    """Something a scan can't read right."""


def scan(document: bytes, styles: Styles, numbering: Numbering) -> list[Paragraph | Table]:
    """The blocks of a document, if it is plain enough.

    One long loop: a call for each of some thousand tokens would double the time.
    """
    blocks: list[Paragraph | Table] = []
    pieces: list[str] = []
    """Text of the open cell, or of the open paragraph outside tables."""
    here = _Open(styles, numbering)
    rows: list[list[Cell]] | None = None
    row: list[Cell] | None = None
    cell: Cell | None = None
    column = 0
    is_first = True
    """No paragraph of the open cell has begun."""
    for match in _TOKEN.finditer(_plain_text(document)):
        kind = match.lastindex
        if kind == _CELL:
            if row is None or rows is None:
                raise TooRich
            if cell is not None:
                column += _close_cell(cell, pieces, here)
            digits, merge, starts, whole, text = match.group(
                _CELL_SPAN, _CELL_MERGE, _CELL_STARTS, _WHOLE, _ONLY
            )
            span = int(digits) or 1 if digits else 1
            continued = merge is not None and starts is None and len(rows) > 1
            cell = Cell(_plain(text) if text else "", column, span, continued)
            row.append(cell)
            is_first = True
            if whole is not None:
                column += span
                cell = None
        elif kind == _PARAGRAPH:
            if cell is not None:
                if here.is_marked:
                    here.close(pieces)
                if not is_first:
                    pieces.append("\n")
                is_first = False
                here.start = len(pieces)
            elif rows is None:
                _close_paragraph(blocks, pieces, here)
            else:
                raise TooRich
            if first := match[_FIRST]:
                pieces.append(first)
        elif kind == _TEXT:
            pieces.append(match[_TEXT])
        elif kind == _MARK:
            pieces.append(_MARKS[match[_MARK]])
        elif kind == _STYLE:
            here.set_style(match[_STYLE])
        elif kind == _SPAN and cell is not None:
            cell.span = int(match[_SPAN]) or 1
        elif kind == _MERGE and cell is not None and rows is not None:
            cell.continued = match[_STARTS] is None and len(rows) > 1
        elif kind == _ROW and rows is not None:
            if cell is not None:
                _close_cell(cell, pieces, here)
            row, cell, column = [], None, 0
            rows.append(row)
        elif kind == _SKIPPED and cell is None:
            column = int(match[_SKIPPED])
        elif kind == _LIST:
            here.set_list(match[_LIST])
        elif kind == _LEVEL:
            here.level = min(int(match[_LEVEL]), 8)
        elif kind == _OUTLINE:
            here.set_outline(int(match[_OUTLINE]))
        elif kind == _TABLE and rows is None:
            _close_paragraph(blocks, pieces, here)
            rows = []
        elif kind == _END and rows is not None:
            if cell is not None:
                _close_cell(cell, pieces, here)
            _add_table(blocks, rows)
            rows = row = cell = None
        elif kind is not None:
            raise TooRich
    if rows is not None:
        raise TooRich
    _close_paragraph(blocks, pieces, here)
    return blocks


def _plain_text(document: bytes) -> str:
    """The XML as a string, if it is UTF-8 and `w:` means Word's namespace all through."""
    try:
        text = document.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TooRich from error
    root = text.find(_ROOT)
    end = text.find(">", root)
    if root < 0 or not any(text.find(f'xmlns:w="{name}"', root, end) > 0 for name in NAMESPACES):
        raise TooRich
    if any(text.find(name, end) > 0 for name in NAMESPACES) or ("&" in text and _ODD_ENTITY.search(text)):
        raise TooRich
    return text


class _Open:
    """What is known of the open paragraph besides its text."""

    __slots__ = ("_list", "_numbering", "_outline", "_style", "_styles", "is_marked", "level", "start")

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self.start = 0
        """Where in the cell's pieces the paragraph starts."""
        self._forget()

    def _forget(self) -> None:
        self._style = PLAIN
        self._outline = 0
        self._list: str | None = None
        self.level: int | None = None
        self.is_marked = False
        """Whether there is anything to forget: mostly not."""

    def set_style(self, style_id: str) -> None:
        self._style = self._styles.get(style_id)
        self.is_marked = self.is_marked or self._style is not PLAIN

    def set_list(self, list_id: str) -> None:
        self._list = list_id
        self.is_marked = True

    def set_outline(self, level: int) -> None:
        self._outline = level + 1
        self.is_marked = True

    def close(self, pieces: list[str]) -> str:
        """Put the automatic number before the text; the style's name or outline level."""
        style = self._style
        list_id = self._list or style.list_id
        if list_id:
            level = style.level if self.level is None else self.level
            pieces.insert(self.start, self._numbering.label(list_id, level, style.style_id))
        name = f"heading {self._outline}" if 0 < self._outline < 10 else style.name
        self._forget()
        return name


def _close_paragraph(blocks: list[Paragraph | Table], pieces: list[str], here: _Open) -> None:
    """An empty paragraph counts in its list, but is no block."""
    here.start = 0
    if not pieces and not here.is_marked:
        return
    is_blank = not any(map(str.strip, pieces))
    style = here.close(pieces) if here.is_marked else ""
    text = _taken(pieces).strip("\n")
    if not is_blank:
        blocks.append(Paragraph(text, style))


def _close_cell(cell: Cell, pieces: list[str], here: _Open) -> int:
    """How many columns the cell takes."""
    if here.is_marked:
        here.close(pieces)
    if pieces:
        cell.text = _taken(pieces)
    return cell.span


def _add_table(blocks: list[Paragraph | Table], rows: list[list[Cell]]) -> None:
    if len(rows) == 1 and len(rows[0]) == 1:
        raise TooRich  # a frame around text, which docx_tidy takes away
    if rows:
        blocks.append(Table(rows))


def _taken(pieces: list[str]) -> str:
    text = pieces[0] if len(pieces) == 1 else "".join(pieces)
    pieces.clear()
    return _plain(text)


def _plain(text: str) -> str:
    if "&" in text:
        for entity, sign in _ENTITIES:
            text = text.replace(entity, sign)
    return text
