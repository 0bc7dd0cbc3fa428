"""document.xml to blocks: the marks between two texts, no tree.

Reading is most of the work on a report, and most of reading is building a tree of which little is
needed. A document is a little text in much markup, and what stands between one text and the next
mostly stands between others too, in this document and in others of the same maker: what it means is
worked out once. What can't be understood exactly (revisions, content controls, text boxes, tables
in tables, an unusual spelling of a tag) raises TooRich; docx_tidy then rewrites the document without
it, and it is scanned again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from zhunsheng.intake.document import Cell, Paragraph, Table
from zhunsheng.intake.readers.docx_names import PLAIN, Styles
from zhunsheng.intake.readers.docx_numbering import Numbering

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_NAMESPACE = "http://purl.oclc.org/ooxml/wordprocessingml/main"
NAMESPACES = (NAMESPACE, STRICT_NAMESPACE)
_ROOT = b"<w:document "
_NAMES = tuple(name.encode() for name in NAMESPACES)

_TEXT, _PRESERVED, _END_OF_TEXT = b"<w:t>", b'<w:t xml:space="preserve">', b"</w:t>"
_OWN_NAMES = b" w14:"
_OWN_ID = re.compile(rb' w14:(?:paraId|textId)="[0-9A-F]{8}"')
"""Word numbers its paragraphs and rows, so that no markup would come twice."""

# The group "rich" takes every tag that matters but isn't spelled as expected, and all that docx_tidy is for.
# A tab with attributes is a tab stop. The negative look-ahead skips common tags that don't matter, for speed alone.
_MARK = re.compile(
    rb"<(?!/w:[^t]|w:(?:r[>PF]|s[zp]|tc[PW]|lang|kern|jc))(?:w:(?:"
    rb"(?P<paragraph>p)(?:>|/>| [^<>]*>)"
    rb"|(?P<cell>tc)(?:>| [^<>]*>)"
    rb"|tab [^<>]*>"
    rb'|pStyle w:val="(?P<style>[^"&]+)"/>'
    rb'|gridSpan w:val="(?P<span>\d{1,3})"/>'
    rb'|(?P<merge>vMerge(?: w:val="(?:continue|(?P<starts>restart))")?/>)'
    rb"|(?P<row>tr)(?:>| [^<>]*>)"
    rb"|(?P<sign>tab|br|noBreakHyphen)(?: w:type=\"(?:page|column)\")?/>"
    rb"|(?P<table>tbl)>"
    rb'|ilvl w:val="(?P<level>[0-9])"/>'
    rb'|numId w:val="(?P<list>\d{1,9})"/>'
    rb'|outlineLvl w:val="(?P<outline>[0-9])"/>'
    rb'|gridBefore w:val="(?P<skipped>\d{1,3})"/>'
    rb"|(?P<rich>(?:t|p|tc|tr|tbl|tab|br|pStyle|gridSpan|vMerge|ilvl|numId|outlineLvl|gridBefore|noBreakHyphen"
    rb"|ins|del|moveFrom|moveTo|(?:p|tc|tr|tbl)PrChange|sdt|vanish|cellDel|txbxContent|sym|cr|ptab|softHyphen|ruby"
    rb"|hMerge|altChunk)[\s/>]|d?strike(?:/| w:val=\"(?:1|true|on)\")|vertAlign w:val=\"superscript\")"
    rb")|/w:(?P<end>tbl)>|(?P<foreign>!|mc:|m:oMath))"
)
_PARAGRAPH, _CELL, _STYLE, _SPAN, _MERGE, _STARTS, _ROW, _SIGN = map(
    _MARK.groupindex.__getitem__, ("paragraph", "cell", "style", "span", "merge", "starts", "row", "sign")
)
_TABLE, _END, _LEVEL, _LIST, _OUTLINE, _SKIPPED, _RICH, _FOREIGN = map(
    _MARK.groupindex.__getitem__, ("table", "end", "level", "list", "outline", "skipped", "rich", "foreign")
)
_SIGNS = {b"tab": "\t", b"br": "\n", b"noBreakHyphen": "-"}
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_ODD_ENTITY = re.compile(b"&(?!amp;|lt;|gt;|quot;|apos;)")

Mark = tuple[int, Any]
"""What a tag means: the group of _MARK that took it, and what it says."""

_MOST_MARKUP = 4_000
_LONGEST_MARKUP = 4_000
"""Bytes. Longer markup hardly comes again, and would fill the memory."""


class TooRich(Exception):
    """Something a scan can't read right."""


def scan(document: bytes, styles: Styles, numbering: Numbering) -> list[Paragraph | Table]:
    """The blocks of a document, if it is plain enough."""
    _refuse_odd_names(document)
    if _OWN_NAMES in document:
        document = _OWN_ID.sub(b"", document)
    try:
        return _blocks(document, _Open(styles, numbering))
    except UnicodeDecodeError as error:
        raise TooRich from error


def _refuse_odd_names(document: bytes) -> None:
    """`w:` must mean Word's namespace all through, and an entity be one that every XML has."""
    root = document.find(_ROOT)
    end = document.find(b">", root)
    if root < 0 or not any(document.find(b'xmlns:w="%b"' % name, root, end) > 0 for name in _NAMES):
        raise TooRich
    if any(document.find(name, end) > 0 for name in _NAMES):
        raise TooRich
    if b"&" in document and _ODD_ENTITY.search(document):
        raise TooRich


def _blocks(document: bytes, here: _Open) -> list[Paragraph | Table]:
    """One long loop: a call for each of some thousand marks would double the time."""
    blocks: list[Paragraph | Table] = []
    pieces: list[str] = []
    """Text of the open cell, or of the open paragraph outside tables."""
    rows: list[list[Cell]] | None = None
    row: list[Cell] | None = None
    cell: Cell | None = None
    column = 0
    is_first = True
    """No paragraph of the open cell has begun."""
    # An empty text at the end, so that every piece is some markup and a text.
    for piece in (document + _TEXT).split(_END_OF_TEXT):
        markup, tag, text = piece.rpartition(_TEXT)
        if not tag:
            markup, text = _preserved(piece)
        for kind, value in _known_marks(markup) if len(markup) <= _LONGEST_MARKUP else _marks(markup):
            if kind == _CELL:
                if row is None:
                    raise TooRich
                if cell is not None:
                    column += cell.span
                    if pieces or here.is_marked:
                        _close_cell(cell, pieces, here)
                cell = Cell("", column)
                row.append(cell)
                is_first = True
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
            elif kind == _STYLE:
                here.set_style(value)
            elif kind == _SPAN and cell is not None:
                cell.span = value
            elif kind == _MERGE and cell is not None and rows is not None:
                cell.continued = value and len(rows) > 1
            elif kind == _SIGN:
                pieces.append(value)
            elif kind == _ROW and rows is not None:
                if cell is not None:
                    _close_cell(cell, pieces, here)
                row, cell, column = [], None, 0
                rows.append(row)
            elif kind == _SKIPPED and cell is None:
                column = value
            elif kind == _LIST:
                here.set_list(value)
            elif kind == _LEVEL:
                here.level = min(value, 8)
            elif kind == _OUTLINE:
                here.set_outline(value)
            elif kind == _TABLE and rows is None:
                _close_paragraph(blocks, pieces, here)
                rows = []
            elif kind == _END and rows is not None:
                if cell is not None:
                    _close_cell(cell, pieces, here)
                _add_table(blocks, rows)
                rows = row = cell = None
            else:
                raise TooRich
        if text:
            said = text.decode()
            pieces.append(_plain(said) if "&" in said or "<" in said or "\r" in said else said)
    if rows is not None:
        raise TooRich
    _close_paragraph(blocks, pieces, here)
    return blocks


def _preserved(piece: bytes) -> tuple[bytes, bytes]:
    """Markup and text of a piece whose text keeps its blanks."""
    markup, tag, text = piece.rpartition(_PRESERVED)
    if not tag:
        raise TooRich
    return markup, text


@lru_cache(_MOST_MARKUP)
def _known_marks(markup: bytes) -> tuple[Mark, ...]:
    return tuple(_marks(markup))


def _marks(markup: bytes) -> Iterator[Mark]:
    for match in _MARK.finditer(markup):
        kind = match.lastindex
        if kind in (_RICH, _FOREIGN):
            raise TooRich
        if kind is not None:
            yield kind, _said(kind, match)


def _said(kind: int, match: re.Match[bytes]) -> str | int | None:
    said = match[kind]
    if kind in (_STYLE, _LIST):
        return said.decode()
    if kind == _SPAN:
        return int(said) or 1
    if kind in (_LEVEL, _OUTLINE, _SKIPPED):
        return int(said)
    if kind == _MERGE:
        return match[_STARTS] is None
    return _SIGNS[said] if kind == _SIGN else None


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
    is_blank = not "".join(pieces).strip()
    style = here.close(pieces) if here.is_marked else ""
    text = _taken(pieces).strip("\n")
    if not is_blank:
        blocks.append(Paragraph(text, style))


def _close_cell(cell: Cell, pieces: list[str], here: _Open) -> None:
    if here.is_marked:
        here.close(pieces)
    if pieces:
        cell.text = _taken(pieces)


def _add_table(blocks: list[Paragraph | Table], rows: list[list[Cell]]) -> None:
    if len(rows) == 1 and len(rows[0]) == 1:
        raise TooRich  # a frame around text, which docx_tidy takes away
    if rows:
        blocks.append(Table(rows))


def _taken(pieces: list[str]) -> str:
    text = pieces[0] if len(pieces) == 1 else "".join(pieces)
    pieces.clear()
    return text


def _plain(text: str) -> str:
    """A text with its entities read."""
    if "<" in text or "\r" in text:
        raise TooRich
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return text
