"""document.xml rewritten so that docx_scan can read it: the same report, plainly put.

Revisions are accepted. What hangs on a paragraph in a text box follows the paragraph. Of alternative
contents (a drawing for new, one for old versions of Word) the first stays. A table that frames
others is taken away; any other table in a cell becomes text of the cell. Hidden and struck-out text goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from lxml import etree

from zhunsheng.intake.readers import limits
from zhunsheng.intake.readers.docx_scan import NAMESPACE, STRICT_NAMESPACE
from zhunsheng.intake.readers.notes import STRUCK_OUT
from zhunsheng.intake.readers.package import damaged
from zhunsheng.intake.readers.safexml import parse

W: Final = f"{{{NAMESPACE}}}"
VAL: Final = W + "val"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
P, R, T, TBL, TR, TC = (W + name for name in ("p", "r", "t", "tbl", "tr", "tc"))
_PPR, _RPR, _TCPR = W + "pPr", W + "rPr", W + "tcPr"
_FALSE: Final = ("0", "false", "off")

_REMOVED: Final = (
    *(W + name for name in (
        "del", "moveFrom", "pPrChange", "rPrChange", "tcPrChange", "trPrChange", "tblPrChange",
        "sdtPr", "sdtEndPr", "rubyPr", "rt", "vanish", "strike", "dstrike", "vertAlign", "softHyphen", "altChunk",
        "hMerge", "tabs")),
    _M + "oMathParaPr",
)  # fmt: skip
_OPENED: Final = (
    *(W + name for name in (
        "ins", "moveTo", "sdt", "sdtContent", "customXml", "smartTag", "hyperlink", "fldSimple",
        "ruby", "rubyBase", "dir", "bdo")),
    _MC + "AlternateContent", _MC + "Choice", _MC + "Fallback", _M + "oMath", _M + "oMathPara",
)  # fmt: skip
_RENAMED = {W + "cr": W + "br", W + "ptab": W + "tab", _M + "t": T}
_DIGITS = {W + "gridSpan": 3, W + "gridBefore": 3, W + "ilvl": 1, W + "numId": 9, W + "outlineLvl": 1}
"""Elements with a number, and how many digits docx_scan takes."""
_SYMBOL, _STYLE, _MERGED = W + "sym", W + "pStyle", W + "vMerge"
_ODD_TEXTS = etree.XPath(
    "//w:t[* or not(text()) or @*[name() != 'xml:space' or . != 'preserve'] or contains(., '\r')]",
    namespaces={"w": NAMESPACE},
)
_EMPTIES = etree.XPath(
    "//w:tbl[not(node())] | //w:tr[not(node())] | //w:tc[not(node())]", namespaces={"w": NAMESPACE}
)
_SPELLED = (TBL, _SYMBOL, _STYLE, _MERGED, W + "br", W + "tab", W + "noBreakHyphen", *_RENAMED, *_DIGITS)
_SYMBOLS = {
    ("wingdings", 0xFC): "✓", ("wingdings", 0xFE): "☑", ("wingdings", 0xFD): "☒",
    ("wingdings", 0xA8): "□", ("wingdings", 0x6F): "□", ("wingdings", 0xFB): "✗",
    ("symbol", 0xB3): "≥", ("symbol", 0xA3): "≤", ("symbol", 0xB1): "±", ("symbol", 0xB4): "×",
    ("symbol", 0xB8): "÷", ("symbol", 0xB9): "≠", ("symbol", 0xBB): "≈", ("symbol", 0xA5): "∞", ("symbol", 0xB0): "°",
    ("wingdings 2", 0x50): "✓", ("wingdings 2", 0x52): "☑", ("wingdings 2", 0x54): "☒", ("wingdings 2", 0xA3): "□",
}  # fmt: skip


def tidy(document: bytes, notes: list[str]) -> bytes:
    body = tidy_body(document, notes)
    root = body.getparent()
    if root is None or root.prefix != "w":
        root = etree.Element(W + "document", nsmap={"w": NAMESPACE})
        _copy_into(root, body)
    etree.cleanup_namespaces(root, top_nsmap={"w": NAMESPACE})
    return etree.tostring(root, encoding="UTF-8")


def _copy_into(root: etree._Element, body: etree._Element) -> None:
    """Copy the tree element by element, which gives all of them the prefix of `root`.

    Moving the tree would do the same, but takes time by the square of its size.
    """
    parents = [root]
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "end":
            parents.pop()
            continue
        copy = etree.SubElement(parents[-1], element.tag, dict(element.attrib))
        copy.text = element.text
        parents.append(copy)


def tidy_body(document: bytes, notes: list[str]) -> etree._Element:
    """`w:body` with paragraphs and tables only, cells with paragraphs only."""
    root = parse(document.replace(STRICT_NAMESPACE.encode(), NAMESPACE.encode()))
    body = root.find(W + "body")
    if root.tag != W + "document" or body is None:
        raise damaged()
    if next(root.iter(W + "altChunk"), None) is not None:
        notes.append("文件中嵌有另一份文件，嵌入的部分没有读取。")
    _keep_first_alternatives(root)
    _clear_prompts(root)
    _accept_revisions(root)
    _drop_hidden_runs(root)
    if _drop_runs(root, (W + "strike", W + "dstrike")):
        notes.append(STRUCK_OUT)
    _bracket_superscripts(root)
    _merge_cells_across(root)
    etree.strip_elements(root, *_REMOVED, with_tail=False)
    etree.strip_tags(root, *_OPENED)
    _lift_text_boxes(root)
    _unwrap_frames(body)
    _take_out_forms(body)
    _flatten_nested_tables(root)
    _spell_plainly(root)
    return body


def _keep_first_alternatives(root: etree._Element) -> None:
    for alternative in root.iter(_MC + "AlternateContent"):
        for other in list(alternative)[1:]:
            alternative.remove(other)


def _clear_prompts(root: etree._Element) -> None:
    """A content control nobody filled in shows 单击此处输入文字; that is no text of the report."""
    for control in root.iter(W + "sdt"):
        if control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            for text in control.iter(T):
                text.text = ""


def _accept_revisions(root: etree._Element) -> None:
    for mark in list(root.iter(W + "cellDel")):
        _remove(next(mark.iterancestors(TC), None))
    for mark in reversed(list(root.iter(W + "del"))):
        parent = mark.getparent()
        if parent is None:
            continue
        if parent.tag == W + "trPr":
            _remove(parent.getparent())
        elif parent.tag == _RPR:
            _join_with_next(next(parent.iterancestors(P), None))


def _join_with_next(paragraph: etree._Element | None) -> None:
    """The paragraph's end was deleted: its text goes on in the following paragraph."""
    following = None if paragraph is None else paragraph.getnext()
    if paragraph is None or following is None or following.tag != P:
        return
    content = [child for child in paragraph if child.tag != _PPR]
    properties = _properties(following, _PPR)
    for child in reversed(content):
        if properties is None:
            following.insert(0, child)
        else:
            properties.addnext(child)
    _remove(paragraph)


def _drop_hidden_runs(root: etree._Element) -> None:
    _drop_runs(root, (W + "vanish",))


def _drop_runs(root: etree._Element, marks: tuple[str, ...]) -> bool:
    """Take away the runs so marked; whether any of them had a text."""
    had_text = False
    for mark in list(root.iter(*marks)):
        run = _run_of(mark)
        if run is not None and mark.get(VAL) not in _FALSE:
            had_text = had_text or _has_text(run)
            _remove(run)
    return had_text


def _run_of(mark: etree._Element) -> etree._Element | None:
    """The run whose properties a mark is one of; None for a paragraph's or a style's."""
    properties = mark.getparent()
    run = None if properties is None else properties.getparent()
    return run if run is not None and run.tag == R else None


def _bracket_superscripts(root: etree._Element) -> None:
    """320.5 with a small raised 1 behind it is no 320.51."""
    for mark in root.iter(W + "vertAlign"):
        run = _run_of(mark) if mark.get(VAL) == "superscript" else None
        texts = [] if run is None else list(run.iter(T))
        before = None if run is None else run.getprevious()
        said = "" if before is None else "".join(text.text or "" for text in before.iter(T))
        if len(texts) == 1 and (texts[0].text or "").isdigit() and said[-1:].isdigit():
            texts[0].text = f"（{texts[0].text}）"


def _merge_cells_across(root: etree._Element) -> None:
    """The old way of merging (`w:hMerge`) keeps the covered cells: take them into their neighbour."""
    for merge in list(root.iter(W + "hMerge")):
        cell = next(merge.iterancestors(TC), None)
        left = None if cell is None else cell.getprevious()
        if cell is None or left is None or left.tag != TC or merge.get(VAL, "continue") == "restart":
            continue
        _set_span(left, _span(left) + _span(cell))
        if any(text.text for text in cell.iter(T)):
            left.extend(cell.iterchildren(P, TBL))
        _remove(cell)


def _span(cell: etree._Element) -> int:
    properties = _properties(cell, _TCPR)
    span = None if properties is None else properties.find(W + "gridSpan")
    value = "" if span is None else span.get(VAL, "")
    return int(value) or 1 if _is_number(value, 3) else 1


def _set_span(cell: etree._Element, value: int) -> None:
    properties = _properties(cell, _TCPR)
    if properties is None:
        properties = etree.Element(_TCPR)
        cell.insert(0, properties)
    for old in properties.findall(W + "gridSpan"):
        properties.remove(old)
    etree.SubElement(properties, W + "gridSpan", {VAL: str(value)})


def _properties(element: etree._Element, tag: str) -> etree._Element | None:
    """The properties, which always come first: `find` would go through all the children."""
    first = next(iter(element), None)
    return first if first is not None and first.tag == tag else None


def _lift_text_boxes(root: etree._Element) -> None:
    """Inner boxes first, so that each one's paragraphs come out behind the paragraph it hangs on."""
    for box in reversed(list(root.iter(W + "txbxContent"))):
        host = next(box.iterancestors(P), None)
        if host is not None:
            for child in reversed(list(box.iterchildren(P, TBL))):
                host.addnext(child)
        _remove(box)


def _unwrap_frames(body: etree._Element) -> None:
    """A table of one cell, of one column with tables in it, or around a form with hardly any text beside, is layout."""
    table = body.find(TBL)
    while table is not None:
        framed = _framed(table)
        if framed is None:
            table = next(table.itersiblings(TBL), None)
            continue
        for child in reversed(framed):
            table.addnext(child)
        following = next(table.itersiblings(TBL), None)
        body.remove(table)
        table = following


def _framed(table: etree._Element) -> list[etree._Element] | None:
    """What the table frames; None for a table with cells of its own."""
    cells = [cell for row in table.iterchildren(TR) for cell in row.iterchildren(TC)]
    plain = [cell for cell in cells if next(cell.iter(TBL), None) is None]
    if not cells or (len(cells) > 1 and len(plain) == len(cells)):
        return None
    is_column = all(len(list(row.iterchildren(TC))) == 1 for row in table.iterchildren(TR))
    if not is_column and (
        sum(map(_has_text, plain)) >= limits.DATA_CELLS or not any(map(_is_form, table.iterdescendants(TBL)))
    ):
        return None
    return [child for cell in cells for child in cell.iterchildren(P, TBL)]


def _has_text(element: etree._Element) -> bool:
    return any((text.text or "").strip() for text in element.iter(T))


def _take_out_forms(body: etree._Element) -> None:
    """A table as large as a form, put into a cell of another: it follows that one as a table of its own."""
    for table in reversed(list(body.iter(TBL))):
        outer = next(reversed(list(table.iterancestors(TBL))), None)
        if outer is not None and _is_form(table):
            outer.addnext(table)


def _is_form(table: etree._Element) -> bool:
    rows = [len(list(row.iterchildren(TC))) for row in table.iterchildren(TR)]
    return len(rows) >= limits.FORM_ROWS and max(rows) >= limits.FORM_CELLS


def _flatten_nested_tables(root: etree._Element) -> None:
    """Inner tables first: each row becomes one paragraph of the cell around, its cells parted by a blank."""
    for table in reversed(list(root.iter(TBL))):
        if next(table.iterancestors(TC), None) is None:
            continue
        for row in table.iterchildren(TR):
            line = etree.Element(P)
            line.extend(_row_content(row))
            table.addprevious(line)
        _remove(table)


def _row_content(row: etree._Element) -> Iterator[etree._Element]:
    for at, cell in enumerate(row.iterchildren(TC)):
        if at:
            yield _text(" ")
        for line, paragraph in enumerate(list(cell.iterchildren(P))):
            if line:
                yield etree.Element(W + "br")
            yield from list(paragraph)


def _text(text: str) -> etree._Element:
    element = etree.Element(T)
    element.text = text
    return element


def _spell_plainly(root: etree._Element) -> None:
    """Write the tags docx_scan looks for in the one way it knows."""
    for element in cast("list[etree._Element]", _ODD_TEXTS(root)):
        _spell_text(element, "".join(map(str, element.itertext())))
    for element in list(root.iter(*_SPELLED)):
        tag = _RENAMED.get(element.tag, element.tag)
        value = element.get(VAL, "")
        if tag in _DIGITS:
            _spell(element, value if _is_number(value, _DIGITS[tag]) else "")
        elif tag == _STYLE:
            _spell(element, "" if set(value) & set('&"<>') else value)
        elif tag == T:
            _spell_text(element, element.text or "")
        elif tag == _SYMBOL:
            _spell_text(element, _symbol(element))
        elif tag == _MERGED and value == "restart":
            _spell(element, value)
        elif tag == TBL:
            element.attrib.clear()
        else:
            element.clear()
            element.tag = tag
    for element in cast("list[etree._Element]", _EMPTIES(root)):
        element.text = ""  # written as <w:tc></w:tc>, not <w:tc/>


def _spell(element: etree._Element, value: str) -> None:
    """The element with this value and nothing else; no element without a value."""
    if not value:
        _remove(element)
    else:
        element.clear()
        element.set(VAL, value)


def _spell_text(element: etree._Element, text: str) -> None:
    element.clear()
    element.tag = T
    element.text = text.replace("\r", "\n")


def _symbol(element: etree._Element) -> str:
    """A sign by its number in a font: ticks, boxes, ≥ and the like of the usual fonts, any plain Unicode sign."""
    code = _hexadecimal(element.get(W + "char", ""))
    sign = _SYMBOLS.get((element.get(W + "font", "").lower(), code & 0xFF))
    if sign is None and 0x20 <= code < 0xD800:
        sign = chr(code)
    return sign or ""


def _hexadecimal(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        return 0


def _is_number(text: str, digits: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= digits


def _remove(element: etree._Element | None) -> None:
    if element is not None:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
