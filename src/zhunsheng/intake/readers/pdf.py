"""PDF files with a text layer: paragraphs joined again from their lines, ruled tables."""

from __future__ import annotations

import io
import logging
import math
import re
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any, Final

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from zhunsheng.intake.document import Paragraph, Table
from zhunsheng.intake.readers import limits
from zhunsheng.intake.readers.package import too_large
from zhunsheng.intake.readers.pdf_lines import Line, joined, to_lines, was_broken
from zhunsheng.intake.readers.pdf_tables import RuledTable, append, goes_on, open_texts, ruled_table, to_table
from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.numerals import normalize

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # its remarks on odd files are for nobody

_PAGE_NUMBER = re.compile(
    r"[\s—–\-－·•.]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/／,，共]*\s*(?:共\s*)?\d{1,4}\s*页?)?[\s—–\-－·•.]*"
)
_STREAM = re.compile(rb"stream\r?\n(?=\x78)")
_TWICE_PACKED = re.compile(
    rb"/Filter\s*\[[^\]<>]{0,200}/(?:FlateDecode|Fl|LZWDecode|LZW)\b[^\]<>]{0,200}/(?:FlateDecode|Fl|LZWDecode|LZW)\b"
)
_PIECE: Final = 1 << 20
_LONGEST_NUMBER: Final = 30
_MARGIN_SHARE: Final = 0.12
"""Of the page's height: where running heads and page numbers stand."""
_ITEM = re.compile(r"\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.、．])")
_SENTENCE_ENDS: Final = "。；：！？.;:!?"
_UNMAPPED = re.compile(r"\(cid:\d+\)")
_MOST_UNMAPPED: Final = 0.3
_FULL_SHARE: Final = 0.5
"""Of the page's width: a text narrower than that has only short lines."""
_LONG_SHARE: Final = 0.9
"""Of the longest line."""
_INDENT: Final = 0.9
_GAP: Final = 1.2
"""These two in heights of a sign: what is no longer the same left edge, the same paragraph."""

_NEAR: Final = 3.0
"""Points by which rules that meet may miss each other."""

Item = Line | RuledTable


@dataclass(slots=True)
class _Page:
    width: float
    height: float
    items: list[Item]
    unmapped: int
    signs: int


def read(data: bytes, notes: list[str]) -> list[Paragraph | Table]:
    pages = _read_pages(data)
    signs = sum(page.signs for page in pages)
    if not signs:
        raise UnreadableFile("scan", "这份 PDF 是扫描件，没有文字，请先做文字识别（OCR）后再试。")
    unmapped = sum(page.unmapped for page in pages)
    if unmapped > signs * _MOST_UNMAPPED:
        raise UnreadableFile("scan", "这份 PDF 的文字无法取出，请提供 Word 文件或先做文字识别。")
    if unmapped:
        notes.append(f"PDF 中有 {unmapped} 个字无法识别，请对照原件核对。")
    _drop_running_heads(pages)
    _drop_clipped(pages)
    return _blocks(pages)


def _read_pages(data: bytes) -> list[_Page]:
    _refuse_bomb(data)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > limits.MAX_PAGES:
                raise too_large()
            return [_read_page(page) for page in document.pages]
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise _encrypted() from error
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect | PDFEncryptionError):
            raise _encrypted() from error
        raise


def _refuse_bomb(data: bytes) -> None:
    """pdfminer inflates a stream whole, however large; so see how large they are, piece by piece."""
    if _TWICE_PACKED.search(data):
        raise _inflated()
    view = memoryview(data)
    end = total = 0
    for match in _STREAM.finditer(data):
        start = match.end()
        if start < end:
            continue  # within the stream just looked at
        end = data.find(b"endstream", start)
        end = end if end >= 0 else len(data)
        total += _inflated_size(view[start:end], limits.MAX_PACKAGE_BYTES - total)
        if total > limits.MAX_PACKAGE_BYTES:
            raise _inflated()


def _inflated_size(packed: memoryview | bytes, most: int) -> int:
    """How large a stream gets, if no larger than `most`; as far as it can be inflated."""
    stream = zlib.decompressobj()
    size = 0
    try:
        while packed and not stream.eof and size <= most:
            size += len(stream.decompress(packed, _PIECE))
            packed = stream.unconsumed_tail
    except zlib.error:
        pass
    return size


def _inflated() -> UnreadableFile:
    return UnreadableFile("too_large", "PDF 展开后过大，可能是高清扫描件，请提供 Word 文件。")


def _encrypted() -> UnreadableFile:
    return UnreadableFile("encrypted", "文件有密码，请取消密码另存后再试。")


def _read_page(page: Any) -> _Page:
    chars = page.dedupe_chars().chars
    if len(chars) > limits.MAX_PAGE_SIGNS:
        raise too_large()
    tables = []
    is_ruled = bool(chars) and len(page.edges) <= limits.MAX_PAGE_RULES
    ends = _open_ends(page.edges) if is_ruled else []
    closing = {"explicit_horizontal_lines": ends} if ends else {}
    for found in page.find_tables(closing) if is_ruled else []:
        x0, top, x1, bottom = found.bbox
        inside = [char for char in chars if _is_inside(char, x0, top, x1, bottom)]
        table = ruled_table(found.cells, inside)
        if table is not None:
            if ends:
                table.mark_open([(edge["x0"], edge["x1"], edge["top"]) for edge in _level(page.edges)])
            tables.append(table)
            taken = set(map(id, inside))
            chars = [char for char in chars if id(char) not in taken]
    items: list[Item] = sorted([*to_lines(chars), *tables], key=lambda item: item.top)
    texts = [char["text"] for char in page.chars]
    page.close()
    return _Page(
        float(page.width),
        float(page.height),
        items,
        sum(_UNMAPPED.fullmatch(text) is not None for text in texts),
        sum(bool(text.strip()) for text in texts),
    )


def _open_ends(edges: list[dict[str, Any]]) -> list[float]:
    """Where tables are to be closed at the ends of a page: a merged cell that goes on has no rule there."""
    return [line for side, pick in (("top", min), ("bottom", max)) if (line := _open_end(edges, side, pick))]


def _level(edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [edge for edge in edges if edge["orientation"] == "h"]


def _open_end(edges: list[dict[str, Any]], side: str, pick: Callable[..., float]) -> float:
    """Where the upright rules of a page end, if the level ones there don't reach all of them; else 0."""
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    if not upright:
        return 0.0
    end = pick(edge[side] for edge in upright)
    columns = [edge["x0"] for edge in upright if abs(edge[side] - end) <= _NEAR]
    level = [edge for edge in _level(edges) if abs(edge[side] - end) <= _NEAR]
    left, right = min(columns), max(columns)
    if right - left <= _NEAR:
        return 0.0
    if not level:
        return end if len(columns) > 2 else 0.0
    reaches = min(edge["x0"] for edge in level) <= left + _NEAR
    reaches = reaches and max(edge["x1"] for edge in level) >= right - _NEAR
    return 0.0 if reaches else float(level[0][side])


def _is_inside(char: dict[str, Any], x0: float, top: float, x1: float, bottom: float) -> bool:
    return bool(
        x0 <= (char["x0"] + char["x1"]) / 2 <= x1 and top <= (char["top"] + char["bottom"]) / 2 <= bottom
    )


def _drop_running_heads(pages: list[_Page]) -> None:
    """Page numbers, and what stands in the margin of most pages."""
    heads = Counter(text for page in pages for text in {line.text.strip() for line in _margin_lines(page)})
    repeated = {text for text, count in heads.items() if count > 2 and count * 2 > len(pages)}
    for page in pages:
        dropped = [
            line
            for line in _margin_lines(page)
            if line.text.strip() in repeated or _PAGE_NUMBER.fullmatch(line.text.strip()[:_LONGEST_NUMBER])
        ]
        page.items = [item for item in page.items if not any(item is line for line in dropped)]


def _drop_clipped(pages: list[_Page]) -> None:
    """The text of a cell that goes on over a page end, drawn a second time where the page cuts it off."""
    for page, following in pairwise(pages):
        last = next((item for item in reversed(page.items) if isinstance(item, RuledTable)), None)
        first = next((item for item in following.items if isinstance(item, RuledTable)), None)
        if last is None or first is None:
            continue
        texts = open_texts(last, first)
        for one, table in ((page, last), (following, first)) if texts else ():
            one.items = [item for item in one.items if not _is_clipped(item, table, texts)]


def _is_clipped(item: Item, table: RuledTable, texts: list[str]) -> bool:
    if isinstance(item, RuledTable) or table.top < (item.top + item.bottom) / 2 < table.bottom:
        return False
    return all(any(piece in text for text in texts) for piece in normalize(item.text).split())


def _margin_lines(page: _Page) -> list[Line]:
    margin = page.height * _MARGIN_SHARE
    return [
        item
        for item in page.items
        if isinstance(item, Line) and (item.bottom < margin or item.top > page.height - margin)
    ]


@dataclass(slots=True)
class _Joiner:
    """Puts lines and tables together across line and page ends."""

    left: float
    right: float
    found: list[Paragraph | RuledTable] = field(default_factory=list)
    _last: Line | None = None

    def add(self, item: Item, starts_page: bool) -> None:
        last = self.found[-1] if self.found else None
        if isinstance(item, RuledTable):
            self._last = None
            if starts_page and isinstance(last, RuledTable) and goes_on(last, item):
                append(last, item)
            else:
                self.found.append(item)
        elif isinstance(last, Paragraph) and self._last and self._goes_on(self._last, item, starts_page):
            last.text = joined(last.text, item.text)
            self._last = item
        else:
            self.found.append(Paragraph(item.text))
            self._last = item

    def _goes_on(self, line: Line, following: Line, starts_page: bool) -> bool:
        if (
            abs(line.size - following.size) > 0.2 * line.size
            or following.x0 > self.left + _INDENT * following.size
        ):
            return False
        if not starts_page and following.top - line.bottom > _GAP * line.size:
            return False
        if line.text.endswith(tuple(_SENTENCE_ENDS)) and _ITEM.match(following.text):
            return False
        return was_broken(line, following, self.right)


def _text_edges(pages: list[_Page]) -> tuple[float, float]:
    """Left and right edge of the text; no right edge where all lines are short.

    Most long lines end at the right edge: some stop before it, and a comma may hang out.
    """
    lines = [item for page in pages for item in page.items if isinstance(item, Line)]
    left = min((line.x0 for line in lines), default=0)
    widest = max((line.x1 for line in lines), default=0) - left
    if widest <= _FULL_SHARE * max(page.width for page in pages):
        return left, math.inf
    return left, median(line.x1 for line in lines if line.x1 - left > _LONG_SHARE * widest)


def _blocks(pages: list[_Page]) -> list[Paragraph | Table]:
    joiner = _Joiner(*_text_edges(pages))
    for page in pages:
        for at, item in enumerate(page.items):
            joiner.add(item, starts_page=at == 0)
    return [to_table(block) if isinstance(block, RuledTable) else block for block in joiner.found]
