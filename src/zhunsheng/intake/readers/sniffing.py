"""What kind of file some bytes are. The extension is not asked."""

from __future__ import annotations

import re
from typing import Final

from zhunsheng.kernel.errors import UnreadableFile

EXTENSIONS: Final[dict[str, tuple[str, ...]]] = {
    "txt": ("txt", "text", "md", "csv", "tsv", "log"),
    "docx": ("docx", "docm", "dotx", "dotm", "wps"),
    "xlsx": ("xlsx", "xlsm", "xltx", "et"),
    "odt": ("odt", "ott", "fodt"),
    "doc": ("doc", "dot", "wps", "wpt"),
    "xls": ("xls", "xlt", "et"),
    "html": ("html", "htm", "xhtml", "mht", "mhtml", "shtml"),
    "pdf": ("pdf",),
    "rtf": ("rtf",),
}

_ZIP = b"PK\x03\x04"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_PDF_WITHIN = 1024
_HTML = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|div)\b", re.I | re.S)


def sniff(data: bytes) -> str:
    """One of the keys of `EXTENSIONS`."""
    if not data:
        raise UnreadableFile("empty", "文件是空的，请检查后重新提供。")
    if data.startswith(_ZIP):
        return _sniff_zip(data)
    return "txt"


def _sniff_zip(data: bytes) -> str:
    return "docx"
