"""From a path or bytes to a Document: what kind of file it is and which reader takes it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final, TypeVar

from zhunsheng.intake.document import Document, Paragraph, Table
from zhunsheng.intake.readers import limits, sniffing
from zhunsheng.intake.readers.package import Package
from zhunsheng.kernel.errors import UnreadableFile

Content = TypeVar("Content", bytes, bytes | Package)
Result = TypeVar("Result")
Reader = Callable[[bytes | Package, list[str]], list[Paragraph | Table]]
"""A file's bytes, or the package they are, to blocks; what couldn't be read is added to the list of sentences."""

_MODULES: Final = {
    name: name for name in ("txt", "docx", "xlsx", "xls", "html", "mht", "odt", "ods", "pdf")
} | {
    "csv": "comma_separated",
    "doc": "office",
    "rtf": "office",
}
"""Which module reads a format."""


def read_document(path: Path) -> Document:
    """Read a report file of any supported format, or say in one sentence why that can't be."""
    return read_bytes(read_file(path), path.name)


def read_bytes(data: bytes, name: str) -> Document:
    """The same for bytes already in memory; `name` is only for showing and for `notes`."""
    if len(data) > limits.MAX_FILE_BYTES:
        raise _too_large()
    content = guarded(Package, data) if data.startswith(sniffing.ZIP) else data
    format_ = guarded(sniffing.sniff, content)
    reader = _reader(format_)
    notes: list[str] = []
    blocks = guarded(lambda content: reader(content, notes), content)
    if not blocks:
        raise UnreadableFile("no_text", "文件里没有文字，请检查是否选错了文件。")
    notes += _wrong_extension(name, format_)
    return Document(name, format_, data, blocks, notes=notes)


def guarded(function: Callable[[Content], Result], content: Content) -> Result:
    """`function(content)`, where whatever a strange file makes go wrong is an UnreadableFile."""
    try:
        return function(content)
    except (UnreadableFile, MemoryError):
        raise
    except Exception as error:
        raise UnreadableFile("damaged", "文件已损坏或内容异常，请用原软件打开另存后再试。") from error


def _reader(format_: str) -> Reader:
    """The `read` of one module: a text file must not wait for the XML and PDF libraries."""
    return import_module(f"zhunsheng.intake.readers.{_MODULES[format_]}").read  # type: ignore[no-any-return]


def _wrong_extension(name: str, format_: str) -> list[str]:
    suffix = os.path.splitext(name)[1].lower().lstrip(".")
    if not suffix or suffix in sniffing.EXTENSIONS[format_]:
        return []
    return [f"文件名后缀是 .{suffix}，实际内容是 {format_} 格式，已按实际内容读取。"]


def read_file(path: Path) -> bytes:
    """The bytes of a file, at most `MAX_FILE_BYTES`, refused while another program writes it."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableFile("not_a_file", "这不是一个文件，请指定具体的报告文件。")
        with open(path, "rb") as file:
            before = os.fstat(file.fileno())
            if before.st_size > limits.MAX_FILE_BYTES:
                raise _too_large()
            data = file.read(limits.MAX_FILE_BYTES + 1)
            after = os.fstat(file.fileno())
    except FileNotFoundError as error:
        raise UnreadableFile("not_found", "找不到这个文件，请核对路径。") from error
    except PermissionError as error:
        raise UnreadableFile("no_permission", "没有权限读取这个文件，请检查文件权限。") from error
    except (OSError, ValueError) as error:
        raise UnreadableFile("not_readable", "无法读取这个文件，请检查磁盘或网络位置。") from error
    if _version(before) != _version(after) or len(data) != after.st_size:
        raise UnreadableFile("being_written", "文件正在被写入，请等写完后再试。")
    return data


def _version(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _too_large() -> UnreadableFile:
    return UnreadableFile(
        "too_large", f"文件超过 {limits.MAX_FILE_BYTES // 1024 // 1024} MB，不像是报告，未予读取。"
    )
