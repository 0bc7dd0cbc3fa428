"""The formal Word document: a tree of texts and tables as the XML of a .docx.

The XML is put together as text: nothing else is as quick, and a report is little more than text.
Every word that isn't our own goes through `_run`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from zhunsheng.kernel.form import Form
from zhunsheng.kernel.report import Report
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.press.characters import printable
from zhunsheng.press.document import report_tree
from zhunsheng.press.docx_parts import HEAD, R, W, section, template, twips
from zhunsheng.press.official import TABLE_PADDING, TABLE_POINTS, text_box
from zhunsheng.press.pagination import room_on, row_height
from zhunsheng.press.tree import Align, Cell, Kind, Page, Role, Table, Text, Tree, heading_row

_STYLES = {
    Role.TITLE: "Title",
    Role.ADDRESSEE: "Addressee",
    Role.BODY: "BodyText",
    Role.LIST_HEAD: "AnnexList",
    Role.LIST_ITEM: "AnnexItem",
    Role.SIGN_OFF: "SignOff",
    Role.ANNEX_NUMBER: "AnnexNumber",
    Role.TABLE_TITLE: "TableTitle",
    Role.SUBTITLE: "TableSubtitle",
    Role.LINE: "TableLine",
    Role.NOTE: "TableNote",
    Role.SIGNATURE: "Signature",
}
_SPECIAL = re.compile("[&<>\t\n]")
_SHORT = 8
_TAB, _LINE_END = "\t", "\n"
_HALF = round(TABLE_POINTS * 20 / 2)
"""Twips of a half-width character in a table."""
_PADDING = twips(TABLE_PADDING / 2)


def docx_bytes(report: Report, form: Form, scheme: Scheme | None = None) -> bytes:
    """The formal report as a .docx file."""
    return docx_of(report_tree(report, form, scheme))


def docx_of(tree: Tree) -> bytes:
    return template(printable(tree.mark)).with_part("word/document.xml", _document(tree).encode())


def _document(tree: Tree) -> str:
    pieces = [f"{HEAD}<w:document {W} {R}><w:body>"]
    for number, page in enumerate(tree.pages):
        after = tree.pages[number + 1] if number + 1 < len(tree.pages) else None
        turns = after is not None and after.landscape != page.landscape
        starts_page = number > 0 and tree.pages[number - 1].landscape == page.landscape
        _page(page, starts_page, section(page.landscape, bool(tree.mark)) if turns else "", pieces)
    pieces.append(f"{section(tree.pages[-1].landscape, bool(tree.mark))}</w:body></w:document>")
    return "".join(pieces)


def _page(page: Page, breaks: bool, ending: str, pieces: list[str]) -> None:
    """A page's texts and tables; where the paper turns after it, the section ends (`ending`) with its last line."""
    for block, after in zip(page.blocks, [*page.blocks[1:], None], strict=True):
        if isinstance(block, Table):
            _table(block, page, pieces)
        else:
            keeps = isinstance(after, Text) and block.role is after.role is Role.LIST_ITEM
            pieces.append(_paragraph(block, page.landscape, breaks, keeps))
            breaks = False
    if ending or isinstance(page.blocks[-1], Table):
        pieces.append(
            f'<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:line="20" w:lineRule="exact"/>{ending}</w:pPr></w:p>'
        )


def _paragraph(block: Text, landscape: bool, breaks: bool, keeps: bool) -> str:
    style = f"Heading{min(block.level, 4)}" if block.role is Role.HEADING else _STYLES[block.role]
    own = ("<w:keepNext/>" if keeps else "") + ("<w:pageBreakBefore/>" if breaks else "")
    if "\t" in block.text and block.role in (Role.LINE, Role.SIGNATURE):
        own += _tab_stops(block.text.count("\t"), landscape)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{own}</w:pPr>{_run(block.text)}</w:p>'


@lru_cache(maxsize=64)
def _tab_stops(count: int, landscape: bool) -> str:
    """Entries of a line spread over the width: the last ends at the edge, the others in between."""
    width = twips(text_box(landscape)[0])
    stops = [f'<w:tab w:val="center" w:pos="{width * i // count}"/>' for i in range(1, count)]
    return f'<w:tabs>{"".join(stops)}<w:tab w:val="right" w:pos="{width}"/></w:tabs>'


# --- tables -------------------------------------------------------------------------------------------


def _table(table: Table, page: Page, pieces: list[str]) -> None:
    room = room_on(page)
    width = twips(room.width)
    grid = _grid(table.widths, width)
    least = twips(row_height(table, room))
    pieces.append(_table_head(table.widths, width))
    repeats = heading_row(table.rows) == 0
    for number, row in enumerate(table.rows):
        repeated = "<w:tblHeader/>" if repeats and not number else ""
        pieces.append(f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{least}"/>{repeated}</w:trPr>')
        pieces += [_cell(cell, grid) for cell in row.cells]
        pieces.append("</w:tr>")
    pieces.append("</w:tbl>")


@lru_cache(maxsize=256)
def _grid(widths: tuple[float, ...], total: int) -> tuple[int, ...]:
    """Left edges of the columns and the right edge of the last, in twips."""
    whole = sum(widths)
    return tuple(round(sum(widths[:i]) * total / whole) for i in range(len(widths) + 1))


@lru_cache(maxsize=256)
def _table_head(widths: tuple[float, ...], total: int) -> str:
    grid = _grid(widths, total)
    columns = "".join(f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(grid))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{_PADDING}" w:type="dxa"/><w:right w:w="{_PADDING}" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
    )


_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="auto"/>'
    for side, size in (("top", 8), ("left", 8), ("bottom", 8), ("right", 8), ("insideH", 4), ("insideV", 4))
)


def _cell(cell: Cell, grid: tuple[int, ...]) -> str:
    """The same label stands in every report and most values are short: their XML is made once."""
    return (
        _known_cell(cell, grid)
        if len(cell.text) <= _SHORT or cell.kind is not Kind.VALUE
        else _new_cell(cell, grid)
    )


def _new_cell(cell: Cell, grid: tuple[int, ...]) -> str:
    width = grid[cell.column + cell.span] - grid[cell.column]
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    merge = "" if cell.rows == 1 else "<w:vMerge/>" if not cell.rows else '<w:vMerge w:val="restart"/>'
    style = "CellHead" if cell.kind is Kind.HEAD else "CellLeft" if cell.align is Align.LEFT else "Cell"
    indent = f'<w:ind w:left="{cell.indent * _HALF}"/>' if cell.indent else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{indent}</w:pPr>{_run(cell.text) if cell.text else ""}</w:p></w:tc>'
    )


_known_cell = lru_cache(maxsize=20000)(_new_cell)


# --- text ---------------------------------------------------------------------------------------------


def _run(text: str) -> str:
    """A run of text; tabs and line breaks are elements of their own."""
    text = printable(text)
    if _SPECIAL.search(text) is None:
        return f"<w:r><w:t>{text}</w:t></w:r>" if text == text.strip() else f"<w:r>{_words(text)}</w:r>"
    return f"<w:r>{'<w:br/>'.join('<w:tab/>'.join(map(_words, line.split(_TAB))) for line in text.split(_LINE_END))}</w:r>"


def _words(text: str) -> str:
    return f'<w:t xml:space="preserve">{_escaped(text)}</w:t>' if text else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
