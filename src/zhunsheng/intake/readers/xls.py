"""Old Excel workbooks (.xls, and .et files WPS saves as such), each cell as people see it.

calamine reads the values; the number formats, which it drops, are picked out of the records.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

import olefile  # type: ignore[import-untyped]
import python_calamine
from python_calamine import SheetTypeEnum, SheetVisibleEnum

from zhunsheng.intake.document import Paragraph, Table
from zhunsheng.intake.readers import limits
from zhunsheng.intake.readers.grids import Merge, Texts, sheet_blocks
from zhunsheng.intake.readers.number_formats import (
    BUILT_IN,
    GENERAL,
    date_letters,
    format_datetime,
    format_number,
)
from zhunsheng.intake.readers.package import damaged, too_large
from zhunsheng.kernel.errors import UnreadableFile

_BOUND_SHEET, _FORMAT, _CELL_STYLE, _END_OF_PART = 0x85, 0x41E, 0xE0, 0x0A
_NUMBER, _RK, _MANY_RK, _FORMULA = 0x203, 0x27E, 0xBD, 0x06
_STRINGS_AND_SWITCHES: Final = frozenset({0xFD, 0x204, 0x205})

Value = str | float | bool | date | time | timedelta


@dataclass(slots=True)
class _Formats:
    """Format code by cell, for each sheet in the order of the file."""

    codes: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN))
    cell_styles: list[int] = field(default_factory=list)
    sheets: list[dict[tuple[int, int], int]] = field(default_factory=list)

    def code(self, sheet: int, row: int, column: int) -> str:
        style = self.sheets[sheet].get((row, column), -1) if sheet < len(self.sheets) else -1
        return (
            self.codes.get(self.cell_styles[style], GENERAL)
            if 0 <= style < len(self.cell_styles)
            else GENERAL
        )


def read(data: bytes, notes: list[str]) -> list[Paragraph | Table]:
    formats = _read_formats(_stream(data))
    try:
        return _blocks(data, formats)
    except python_calamine.PasswordError as error:
        raise UnreadableFile("encrypted", "文件有密码，请取消密码另存后再试。") from error
    except BaseException as error:
        # calamine is written in Rust; its panics are no Exception, so nobody above would stop them.
        if type(error).__name__ == "PanicException":
            raise damaged() from error
        raise


def _blocks(data: bytes, formats: _Formats) -> list[Paragraph | Table]:
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    blocks: list[Paragraph | Table] = []
    for at, sheet in enumerate(workbook.sheets_metadata):
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet:
            blocks += _sheet(workbook.get_sheet_by_index(at), at, formats)
    return blocks


def _sheet(sheet: python_calamine.CalamineSheet, at: int, formats: _Formats) -> list[Paragraph | Table]:
    texts: Texts = {}
    for row, values in enumerate(sheet.to_python(skip_empty_area=False)):
        for column, value in enumerate(values):
            text = _text(value, formats.code(at, row, column))
            if text:
                texts[row, column] = text
    merges = [Merge(*start, *end) for start, end in sheet.merged_cell_ranges or []]
    return sheet_blocks(sheet.name, texts, merges)


def _text(value: Value, code: str) -> str:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return format_number(repr(value), code)
    if isinstance(value, timedelta):
        return format_number(repr(value / timedelta(days=1)), "[h]:mm")
    letters = date_letters(code)
    if isinstance(value, datetime):
        return format_datetime(value, letters or "ymdh")
    if isinstance(value, date):
        return format_datetime(datetime(value.year, value.month, value.day), letters or "ymd")  # noqa: DTZ001
    return f"{value:%H:%M:%S}" if "s" in letters else f"{value:%H:%M}"


def _stream(data: bytes) -> bytes:
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        for name in ("Workbook", "Book"):
            if file.exists(name):
                return bytes(file.openstream(name).read())
    raise damaged()


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Type and content of each record up to the end of the part that starts at `at`."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == _END_OF_PART:
            return


def _read_formats(stream: bytes) -> _Formats:
    formats = _Formats()
    starts: list[int] = []
    is_biff8 = stream[4:6] == b"\x00\x06"
    for kind, content in _records(stream, 0):
        if kind == _FORMAT and len(content) > 4:
            formats.codes[int.from_bytes(content[:2], "little")] = _format_code(content[2:], is_biff8)
        elif kind == _CELL_STYLE:
            formats.cell_styles.append(int.from_bytes(content[2:4], "little"))
        elif kind == _BOUND_SHEET:
            starts.append(int.from_bytes(content[:4], "little"))
    formats.sheets = [_cell_styles(stream, start) for start in starts]
    return formats


def _format_code(content: bytes, is_biff8: bool) -> str:
    if not is_biff8:
        return content[1 : 1 + content[0]].decode("gb18030", "replace")
    length, flags = struct.unpack_from("<HB", content)
    if flags & 1:
        return content[3 : 3 + 2 * length].decode("utf-16-le", "replace")
    return content[3 : 3 + length].decode("latin-1")


def _cell_styles(stream: bytes, start: int) -> dict[tuple[int, int], int]:
    """The style of each number of a sheet; refuses a sheet too large to be spread out."""
    styles: dict[tuple[int, int], int] = {}
    height = width = 0
    for kind, content in _records(stream, start):
        if len(content) < 6 or not (
            kind in _STRINGS_AND_SWITCHES or kind in (_NUMBER, _RK, _MANY_RK, _FORMULA)
        ):
            continue
        row, column, style = struct.unpack_from("<HHH", content)
        height, width = max(height, row + 1), max(width, column + 1)
        if kind == _MANY_RK:
            for offset in range(4, len(content) - 6, 6):
                styles[row, column] = int.from_bytes(content[offset : offset + 2], "little")
                column += 1
            width = max(width, column)
        elif kind not in _STRINGS_AND_SWITCHES:
            styles[row, column] = style
    if height * width > limits.MAX_TABLE_CELLS:
        raise too_large()
    return styles
