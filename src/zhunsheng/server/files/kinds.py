"""Which kinds of files are taken, by extension and first bytes."""

from __future__ import annotations

_ZIP, _OLE = (b"PK\x03\x04",), (b"\xd0\xcf\x11\xe0",)
_KINDS: dict[str, tuple[tuple[bytes, ...], str]] = {
    "pdf": ((b"%PDF",), "application/pdf"),
    "docx": (_ZIP, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (_ZIP, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "odt": (_ZIP, "application/vnd.oasis.opendocument.text"),
    "ofd": (_ZIP, "application/ofd"),
    "zip": (_ZIP, "application/zip"),
    "doc": (_OLE, "application/msword"),
    "xls": (_OLE, "application/vnd.ms-excel"),
    "wps": (_OLE, "application/octet-stream"),
    "et": (_OLE, "application/octet-stream"),
    "jpg": ((b"\xff\xd8\xff",), "image/jpeg"),
    "jpeg": ((b"\xff\xd8\xff",), "image/jpeg"),
    "png": ((b"\x89PNG",), "image/png"),
    "txt": ((), "text/plain; charset=utf-8"),
    "csv": ((), "text/csv; charset=utf-8"),
}
"""Extension → (ways it may begin, content type). Macro-carrying kinds (docm, xlsm) are not taken."""


def refusal_of(name: str, head: bytes) -> str:
    """Why a file is not taken; empty if it is."""
    suffix = name.rpartition(".")[2].lower()
    known = _KINDS.get(suffix)
    if known is None:
        return f"不收“{name}”这种文件。可以上传 Word、Excel、PDF、图片或压缩包（zip）。"
    if known[0] and not head.startswith(known[0]):
        return f"“{name}”的内容不是 .{suffix} 文件，可能改过扩展名，请用原软件另存后再传。"
    return ""


def content_type_of(name: str) -> str:
    known = _KINDS.get(name.rpartition(".")[2].lower())
    return known[1] if known is not None else "application/octet-stream"
