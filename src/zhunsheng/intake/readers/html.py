"""Web pages and Word's "save as web page": blocks of text, and tables that hold data.

Pages are laid out with tables too: one that holds other tables, or has one column, is layout and
is read as if it weren't there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from zhunsheng.intake.document import Paragraph, Table
from zhunsheng.intake.readers import limits, txt
from zhunsheng.intake.readers.notes import STRUCK_OUT
from zhunsheng.intake.readers.numerals import numeral
from zhunsheng.intake.readers.spans import Spanning, grid

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_CHARSET_WITHIN: Final = 4096
_DROPPED: Final = frozenset(
    ("script", "style", "head", "noscript", "template", "svg", "button", "iframe", "del", "s", "strike", "object",
     "map", "nav", "footer")
)  # fmt: skip
_HEADINGS: Final = {f"h{level}": f"heading {level}" for level in range(1, 7)}
_ONE_PARAGRAPH: Final = frozenset({"p", *_HEADINGS})
"""Within these a line break is part of the paragraph; elsewhere it ends one."""
_BLOCKS: Final = _ONE_PARAGRAPH | frozenset(
    ("html", "body", "div", "li", "ul", "ol", "dl", "dt", "dd", "section", "article", "main", "header", "aside",
     "blockquote", "center", "form", "fieldset", "address", "hr", "table", "thead", "tbody", "tfoot", "tr", "td",
     "th", "caption", "figure", "figcaption", "legend", "details", "summary")
)  # fmt: skip
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|text-decoration[^;]*line-through", re.I
)
_STRUCK = re.compile(r"<(?:del|s|strike)[\s>]|text-decoration[^;<>]*line-through", re.I)
_NO_ENTRY: Final = frozenset(
    ("hidden", "button", "submit", "reset", "image", "file", "password", "checkbox", "radio")
)
"""Kinds of input whose value is nothing a reader of the page sees as text."""
_SYMBOL_FONT = re.compile(r"font-family\s*:\s*[\"']?symbol\b", re.I)
_SYMBOLS: Final = str.maketrans("³£´¸¹»¥", "≥≤×÷≠≈∞")
"""What these letters look like in the font Symbol, in which Word writes ≥ into old pages."""
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_LIST_STYLES: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MOST_COLUMNS: Final = 1000


@dataclass(slots=True)
class _Line:
    text: str
    block: str
    """Tag of the block the line stands in."""
    continues: bool
    """Follows a line break within the same paragraph."""


def read(data: bytes, notes: list[str]) -> list[Paragraph | Table]:
    page = decode(data)
    if _STRUCK.search(page):
        notes.append(STRUCK_OUT)
    return blocks(page)


def decode(data: bytes, charset: str = "") -> str:
    """By the charset of the mail part or the page, for GB2312 its superset; else by the bytes."""
    match = _CHARSET.search(data[:_CHARSET_WITHIN])
    declared = charset or (match[1].decode("ascii", "replace") if match else "")
    if declared.lower().startswith("gb"):
        declared = "gb18030"
    guessed = txt.try_encodings(data, *([declared] if declared else []))
    return guessed if guessed is not None else data.decode("gb18030", "replace")


def blocks(page: str) -> list[Paragraph | Table]:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    root = etree.fromstring(page.replace("\0", "").encode("utf-8", "replace"), parser)
    found: list[Paragraph | Table] = []
    for item in _Flow(opens_layout=True).items(root):
        if isinstance(item, _Line):
            _add_line(found, item)
        elif item.tag == "pre":
            found += txt.blocks("".join(map(str, item.itertext())))
        else:
            _add_table(found, item)
    return [block for block in found if isinstance(block, Table) or block.text.strip()]


def _add_line(found: list[Paragraph | Table], line: _Line) -> None:
    last = found[-1] if found else None
    if line.continues and isinstance(last, Paragraph):
        last.text = f"{last.text}\n{line.text}".strip("\n")
    else:
        found.append(Paragraph(line.text, _HEADINGS.get(line.block, "")))


def _add_table(found: list[Paragraph | Table], element: etree._Element) -> None:
    """A table; the rows of one our own print draws below another (`data-goes-on`) are that other's."""
    drawn = _data_table(element)
    last = found[-1] if found else None
    if "data-goes-on" in element.attrib and isinstance(last, Table) and len(drawn) == 1:
        last.rows += [row for block in drawn if isinstance(block, Table) for row in block.rows]
    else:
        found += drawn
    for inner in element.iterdescendants("table"):
        if _is_form(inner) and next(inner.iterancestors("table"), None) is element:
            _add_table(found, inner)


class _Flow:
    """The lines of text of an element, and its tables (`pre` too) as they are, in order."""

    def __init__(self, opens_layout: bool) -> None:
        self._opens_layout = opens_layout
        self._items: list[_Line | etree._Element] = []
        self._pieces: list[str] = []
        self._open: list[str] = []
        self._skipped: etree._Element | None = None
        self._continues = False
        self._counters: dict[etree._Element, int] = {}
        self._number = ""
        """Of the list item that has begun, until its first text."""

    def items(self, container: etree._Element) -> list[_Line | etree._Element]:
        self._open.append(str(container.tag))
        self._pieces.append(container.text or "")
        for child in container.iterchildren():
            walker = etree.iterwalk(child, events=("start", "end"))
            for event, element in walker:
                if event == "end":
                    self._end(element)
                elif self._start(element):
                    self._skipped = element
                    walker.skip_subtree()
        self._flush()
        return self._items

    def _start(self, element: etree._Element) -> bool:
        """Whether to skip what is in the element."""
        tag = element.tag
        if tag in _DROPPED or _is_hidden(element):
            return True
        if tag == "pre" or (tag == "table" and not self._is_layout(element)):
            self._flush()
            self._items.append(element)
            return True
        if tag in _ENTRIES:
            self._pieces.append(_entered(element))
            return True
        if tag == "br":
            self._break()
        elif tag in _BLOCKS:
            self._flush()
            self._open.append(tag)
        self._number = self._list_number(element) or self._number
        text = element.text or ""
        self._pieces.append(text.translate(_SYMBOLS) if _is_in_symbols(element) else text)
        return False

    def _is_layout(self, table: etree._Element) -> bool:
        is_deep = self._open.count("table") > limits.MAX_NESTING
        return self._opens_layout and not is_deep and _is_layout(table)

    def _list_number(self, element: etree._Element) -> str:
        """The number the browser puts before an item of an ordered list."""
        parent = element.getparent()
        if element.tag != "li" or parent is None or parent.tag != "ol":
            return ""
        number = self._counters[parent] = self._counters.get(parent, _list_start(parent) - 1) + 1
        return numeral(number, _LIST_STYLES.get(parent.get("type", "1"), "decimal")) + "."

    def _end(self, element: etree._Element) -> None:
        if element is self._skipped:
            self._skipped = None
        elif element.tag in _BLOCKS:
            self._flush()
            self._open.pop()
            if element.tag == "li" and self._number:
                self._add("")
        self._pieces.append(element.tail or "")

    def _break(self) -> None:
        self._add(self._taken())
        self._continues = self._open[-1] in _ONE_PARAGRAPH

    def _flush(self) -> None:
        text = self._taken()
        if text:
            self._add(text)
        self._continues = False

    def _add(self, text: str) -> None:
        self._items.append(_Line(self._number + text, self._open[-1], self._continues))
        self._number = ""

    def _taken(self) -> str:
        text = _BLANKS.sub(" ", "".join(self._pieces))
        self._pieces.clear()
        return text.strip(" ")


_ENTRIES: Final = frozenset(("input", "textarea", "select"))


def _entered(element: etree._Element) -> str:
    """What a saved page's field shows: the value typed, the option chosen."""
    if element.tag == "input":
        return "" if element.get("type", "").lower() in _NO_ENTRY else element.get("value", "")
    if element.tag == "textarea":
        return "".join(map(str, element.itertext()))
    options = list(element.iter("option"))
    chosen = [option for option in options if "selected" in option.attrib] or options[:1]
    return "、".join("".join(map(str, option.itertext())).strip() for option in chosen)


def _is_in_symbols(element: etree._Element) -> bool:
    return (
        element.get("face", "").lower() == "symbol"
        or _SYMBOL_FONT.search(element.get("style", "")) is not None
    )


def _is_hidden(element: etree._Element) -> bool:
    """Whether a browser doesn't show an element, or strikes it out."""
    return "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")) is not None


def _list_start(element: etree._Element) -> int:
    start = element.get("start", "1")
    return int(start) if start.isdecimal() and len(start) < 6 else 1


def _is_layout(table: etree._Element) -> bool:
    rows = _own_rows(table)
    if all(len(row) <= 1 for row in rows):
        return True
    if next(table.iterdescendants("table"), None) is None:
        return False
    data = [
        cell for row in rows for cell in row if next(cell.iter("table"), None) is None and _has_text(cell)
    ]
    return len(data) < limits.DATA_CELLS


def _is_form(table: etree._Element) -> bool:
    """Whether a table in a cell is as large as a form: it follows the one around as a table of its own."""
    rows = _own_rows(table)
    return len(rows) >= limits.FORM_ROWS and max(map(len, rows)) >= limits.FORM_CELLS


def _has_text(element: etree._Element) -> bool:
    return any(str(text).strip() for text in element.itertext())


def _own_rows(table: etree._Element) -> list[list[etree._Element]]:
    """The cells of a table's rows, those of tables in it left out."""
    return [
        [cell for cell in row.iterchildren("td", "th") if not _is_hidden(cell)]
        for row in table.iter("tr")
        if next(row.iterancestors("table"), None) is table and not _is_hidden(row)
    ]


def _data_table(element: etree._Element) -> list[Paragraph | Table]:
    captions = [Paragraph(_cell_text(caption, 0)) for caption in element.iterchildren("caption")]
    rows = [row for row in grid(_spanning(_own_rows(element))) if row]
    return [*captions, *([Table(rows)] if rows else [])]


def _spanning(rows: list[list[etree._Element]]) -> Iterator[list[Spanning]]:
    for at, row in enumerate(rows):
        below = len(rows) - at
        yield [
            Spanning(
                _cell_text(cell, 0),
                _span(cell, "colspan", _MOST_COLUMNS) or 1,
                _span(cell, "rowspan", below) or below,
            )
            for cell in row
        ]


def _span(element: etree._Element, name: str, most: int) -> int:
    text = element.get(name, "1").strip()
    return min(int(text), most) if text.isdecimal() and len(text) < 9 else 1


def _cell_text(element: etree._Element, depth: int) -> str:
    if depth > limits.MAX_NESTING:
        return "".join(map(str, element.itertext()))
    lines: list[str] = []
    for item in _Flow(opens_layout=False).items(element):
        if isinstance(item, _Line):
            lines.append(item.text)
        elif item.tag == "pre":
            lines.append("".join(map(str, item.itertext())))
        elif not _is_form(item):
            lines += [" ".join(_cell_text(cell, depth + 1) for cell in row) for row in _own_rows(item)]
    return "\n".join(lines).strip("\n")
