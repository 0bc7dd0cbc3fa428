"""Excel workbooks (.xlsx, and .et files WPS saves as such), each cell as people see it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from lxml import etree

from zhunsheng.intake.document import Paragraph, Table
from zhunsheng.intake.readers import limits
from zhunsheng.intake.readers.grids import Merge, Texts, sheet_blocks
from zhunsheng.intake.readers.number_formats import BUILT_IN, GENERAL, format_number
from zhunsheng.intake.readers.package import Package, damaged, too_large
from zhunsheng.intake.readers.safexml import parse
from zhunsheng.kernel.errors import UnreadableFile

_MAIN: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT: Final = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_S: Final = "{" + _MAIN.decode() + "}"
_C, _V, _F, _T, _IS, _ROW = (_S + name for name in ("c", "v", "f", "t", "is", "row"))
_PHONETIC: Final = _S + "rPh"
_ID_ENDS: Final = "/relationships}id"
_WORKSHEET: Final = "/worksheet"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LAST_ROW: Final = 1_048_576
_WIDEST_FORM: Final = 100


class _Sheet(NamedTuple):
    name: str
    part: str
    hidden: bool


@dataclass(slots=True)
class _Workbook:
    """What the sheets of a file have in common."""

    package: Package
    sheets: list[_Sheet]
    strings: list[str]
    formats: list[str]
    """Format code of each cell style."""
    from_1904: bool


def read(data: bytes | Package, notes: list[str]) -> list[Paragraph | Table]:
    workbook = _open(data)
    blocks: list[Paragraph | Table] = []
    for sheet in workbook.sheets:
        if sheet.hidden:
            continue
        root = _parse(workbook.package.part(sheet.part))
        texts, uncalculated = _texts(root, workbook)
        if uncalculated:
            notes.append(
                f"工作表“{sheet.name}”有 {uncalculated} 个公式没有结果，请用 Excel 或 WPS 打开保存后再试。"
            )
        if texts and (hidden := _hidden_parts(root)):
            notes.append(f"工作表“{sheet.name}”有隐藏的{hidden}，其中的内容也读了。")
        blocks += sheet_blocks(sheet.name, texts, list(_merges(root)))
    pictures = sum(name.startswith("xl/media/") for name in workbook.package.names)
    if pictures and not blocks:
        raise UnreadableFile("scan", "文件里只有图片没有文字，请先做文字识别（OCR）后再试。")
    if pictures:
        notes.append(f"文件中有 {pictures} 张图片，图片里的文字没有读取。")
    return blocks


def _hidden_parts(root: etree._Element) -> str:
    """Which parts of a sheet nobody sees; an empty row or column hidden beyond the form says nothing."""
    rows = any(
        row.get("hidden") in ("1", "true") and next(row.iter(_V, _T), None) is not None
        for row in root.iter(_ROW)
    )
    columns = any(
        column.get("hidden") in ("1", "true") and _integer(column.get("max")) <= _WIDEST_FORM
        for column in root.iter(_S + "col")
    )
    return "、".join(name for name, found in (("行", rows), ("列", columns)) if found)


def hidden_sheets(data: bytes) -> dict[str, list[list[str]]]:
    """The cells of the hidden sheets, by sheet name; rows are as long as their last cell."""
    workbook = _open(data)
    return {
        sheet.name: _lines(_texts(_parse(workbook.package.part(sheet.part)), workbook)[0])
        for sheet in workbook.sheets
        if sheet.hidden
    }


def _lines(texts: Texts) -> list[list[str]]:
    lines: list[list[str]] = []
    for (row, column), text in sorted(texts.items()):
        if row + column > limits.MAX_COLUMNS + len(lines) + 1000:
            raise too_large()
        lines += [[] for _ in range(row + 1 - len(lines))]
        lines[row] += [""] * (column - len(lines[row]))
        lines[row].append(text)
    return lines


def _parse(data: bytes) -> etree._Element:
    return parse(data.replace(_STRICT, _MAIN))


def _open(data: bytes | Package) -> _Workbook:
    package = Package.of(data)
    package.refuse_macros()
    part = _target(package, "_rels/.rels", "/officeDocument") or "xl/workbook.xml"
    root = _parse(package.part(part))
    properties = root.find(_S + "workbookPr")
    strings = package.part_or_none(_target(package, _relations_of(part), "/sharedStrings"))
    styles = package.part_or_none(_target(package, _relations_of(part), "/styles"))
    return _Workbook(
        package,
        list(_sheets(root, package, part)),
        [_string(item) for item in _parse(strings).iterchildren(_S + "si")] if strings else [],
        _formats(_parse(styles)) if styles else [],
        properties is not None and properties.get("date1904") in ("1", "true"),
    )


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _relations(package: Package, part: str) -> Iterator[tuple[str, str, str]]:
    """(id, type, part name) of everything a part refers to."""
    data = package.part_or_none(part)
    if data is None:
        return
    base = posixpath.dirname(posixpath.dirname(part))
    for relation in parse(data):
        target = relation.get("Target", "")
        path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
        yield relation.get("Id", ""), relation.get("Type", ""), path


def _target(package: Package, relations: str, type_end: str) -> str:
    return next((path for _, kind, path in _relations(package, relations) if kind.endswith(type_end)), "")


def _sheets(root: etree._Element, package: Package, part: str) -> Iterator[_Sheet]:
    worksheets = {
        relation: path
        for relation, kind, path in _relations(package, _relations_of(part))
        if kind.endswith(_WORKSHEET)
    }
    for sheet in root.iter(_S + "sheet"):
        relation = next((value for key, value in sheet.attrib.items() if str(key).endswith(_ID_ENDS)), "")
        if str(relation) in worksheets:
            hidden = sheet.get("state", "visible") != "visible"
            yield _Sheet(sheet.get("name", ""), worksheets[str(relation)], hidden)


def _formats(styles: etree._Element) -> list[str]:
    codes = dict(BUILT_IN)
    for custom in styles.iter(_S + "numFmt"):
        codes[_integer(custom.get("numFmtId"))] = custom.get("formatCode", "")
    cell_styles = styles.find(_S + "cellXfs")
    if cell_styles is None:
        return []
    return [
        codes.get(_integer(style.get("numFmtId")), GENERAL) for style in cell_styles.iterchildren(_S + "xf")
    ]


def _string(item: etree._Element) -> str:
    """A shared or inline string: its runs without the phonetic ones."""
    pieces = [
        text.text or ""
        for text in item.iter(_T)
        if (parent := text.getparent()) is None or parent.tag != _PHONETIC
    ]
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _texts(root: etree._Element, workbook: _Workbook) -> tuple[Texts, int]:
    """What the cells of a sheet show, and how many formulas have no result."""
    texts: Texts = {}
    uncalculated = 0
    row = -1
    for row_element in root.iter(_ROW):
        row = min(_integer(row_element.get("r"), row + 2), _LAST_ROW) - 1
        column = -1
        for cell in row_element.iterchildren(_C):
            column = _column(cell.get("r"), column + 1)
            value = cell.find(_V)
            if value is None or not value.text:
                uncalculated += cell.find(_F) is not None
            text = _text(cell, value, workbook)
            if text:
                texts[row, column] = text
        if len(texts) > limits.MAX_TABLE_CELLS:
            raise too_large()
    return texts, uncalculated


def _text(cell: etree._Element, value: etree._Element | None, workbook: _Workbook) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(_IS)
        return "" if inline is None else _string(inline)
    raw = "" if value is None else value.text or ""
    if kind == "s":
        at = _integer(raw, -1)
        if not 0 <= at < len(workbook.strings):
            raise damaged()
        return workbook.strings[at]
    if kind == "b":
        return "TRUE" if raw == "1" else "FALSE" if raw else ""
    if kind == "n" and raw:
        style = _integer(cell.get("s"))
        code = workbook.formats[style] if style < len(workbook.formats) else GENERAL
        return format_number(raw, code, workbook.from_1904)
    return _unescaped(raw)


def _column(reference: str | None, following: int) -> int:
    """The column of "C7"; cells without a reference follow each other."""
    match = _REFERENCE.fullmatch(reference or "")
    return min(_letters(match[1]) if match else following, limits.MAX_COLUMNS - 1)


def _letters(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _merges(root: etree._Element) -> Iterator[Merge]:
    for element in root.iter(_S + "mergeCell"):
        first, _, last = element.get("ref", "").partition(":")
        start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if start and end:
            yield Merge(int(start[2]) - 1, _letters(start[1]), int(end[2]) - 1, _letters(end[1]))


def _integer(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default
