"""What kind of file some bytes are. The extension is not asked."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import Final

from zhunsheng.intake.readers.package import Package, macros
from zhunsheng.kernel.errors import UnreadableFile

EXTENSIONS: Final[dict[str, tuple[str, ...]]] = {
    "txt": ("txt", "text", "md", "csv", "tsv", "log"),
    "csv": ("csv", "txt"),
    "docx": ("docx", "docm", "dotx", "dotm", "wps"),
    "xlsx": ("xlsx", "xlsm", "xltx", "et"),
    "odt": ("odt", "ott"),
    "ods": ("ods", "ots"),
    "doc": ("doc", "dot", "wps", "wpt"),
    "xls": ("xls", "xlt", "et"),
    "html": ("html", "htm", "xhtml", "shtml", "doc", "xls"),
    "mht": ("mht", "mhtml", "doc", "xls"),
    "pdf": ("pdf",),
    "rtf": ("rtf",),
}

ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"RIFF")
_PDF_WITHIN: Final = 1024
_MARKUP_WITHIN: Final = 4096
_ROWS_WITHIN: Final = 65536
_FEWEST_CELLS: Final = 3
_FEWEST_ROWS: Final = 4
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|div|p)[\s>]", re.I)
_MIME = re.compile(
    rb"^(?:MIME-Version|From|Date|Subject|Content-Type|Snapshot-Content-Location):", re.I | re.M
)
_OLE2_STREAMS: Final = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"))


def sniff(data: bytes | Package) -> str:
    """One of the keys of `EXTENSIONS`."""
    if isinstance(data, Package) or data.startswith(ZIP):
        return _sniff_zip(Package.of(data))
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableFile("empty", "文件是空的，请检查后重新提供。")
    if data.startswith(_OLE2):
        return _sniff_ole2(data)
    if data.startswith(_PICTURES):
        raise UnreadableFile("scan", "这是一张图片，请先做文字识别（OCR），再提供 Word 或文本文件。")
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "pdf"
    return _sniff_text(data)


def _sniff_zip(package: Package) -> str:
    folders = {name.partition("/")[0] for name in package.names}
    if "ppt" in folders:
        raise unknown_format()
    if "xl/workbook.bin" in package:
        raise UnreadableFile("unknown_format", "这是 .xlsb 工作簿，请用 Excel 或 WPS 另存为 .xlsx 后再试。")
    if "xl" in folders:
        return "xlsx"
    if "word" in folders:
        return "docx"
    if "content.xml" in package:
        return _sniff_open_document(package.part_or_none("mimetype") or b"")
    raise UnreadableFile("unknown_format", "这是压缩包，不是报告，请解压后提供其中的报告文件。")


def _sniff_open_document(mimetype: bytes) -> str:
    if b"presentation" in mimetype or b"graphics" in mimetype:
        raise unknown_format()
    return "ods" if b"spreadsheet" in mimetype else "odt"


def _sniff_ole2(data: bytes) -> str:
    import olefile  # type: ignore[import-untyped]  # needed for the old formats only

    with olefile.OleFileIO(io.BytesIO(data)) as file:
        streams = file.listdir()
    if any("_VBA_PROJECT" in path for path in streams):
        raise macros()
    outer = {path[0] for path in streams if len(path) == 1}
    if "EncryptedPackage" in outer:
        raise UnreadableFile("encrypted", "文件有密码，请取消密码另存后再试。")
    for stream, format_ in _OLE2_STREAMS:
        if stream in outer:
            return format_
    raise unknown_format()


def _sniff_text(data: bytes) -> str:
    head = data[:_MARKUP_WITHIN].replace(b"\0", b"")
    if _MIME.match(head) and b"multipart/related" in head.lower():
        return "mht"
    stripped = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if stripped.startswith(b"<") and _HTML.search(head):
        return "html"
    return "csv" if any(_is_parted(data, sign) for sign in ",;") else "txt"


def _is_parted(data: bytes, sign: str) -> bool:
    """Whether the lines are rows of one length, as a sheet saved as text has them.

    In the encodings of Chinese a comma or semicolon is never part of another character.
    """
    head = data[:_ROWS_WITHIN]
    if b"\0" in head or head.count(sign.encode()) < _FEWEST_CELLS * _FEWEST_ROWS:
        return False
    rows_of_text = csv.reader(io.StringIO(head.decode("latin-1"), newline=""), delimiter=sign)
    lengths = Counter(map(len, rows_of_text))
    length, rows = lengths.most_common(1)[0]
    return length >= _FEWEST_CELLS and rows >= max(_FEWEST_ROWS, sum(lengths.values()) * 0.9)


def unknown_format() -> UnreadableFile:
    return UnreadableFile("unknown_format", "不认识的文件，请提供 Word、Excel、PDF 或文本格式的报告。")
