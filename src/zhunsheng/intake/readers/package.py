"""The parts of an Office zip package (.docx, .xlsx, .odt), inflated one by one and within limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from zhunsheng.intake.readers import limits
from zhunsheng.kernel.errors import UnreadableFile

_ENCRYPTED_FLAG = 0x1
_END_RECORD = b"PK\x05\x06"
_MACRO_PARTS = ("vbaproject.bin", "xl/macrosheets/", "basic/script-lc.xml")


class Package:
    """A zip file in memory. Nothing is inflated before `part` asks for it."""

    def __init__(self, data: bytes) -> None:
        _refuse_huge_directory(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
            raise damaged() from error
        self._entries = self._zip.NameToInfo
        self._refuse_bomb()

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def part(self, name: str) -> bytes:
        """The bytes of one part. A part that isn't there is a damaged file."""
        return b"".join(self.pieces(name, limits.MAX_PART_BYTES))

    def pieces(self, name: str, size: int) -> Iterator[bytes]:
        """The bytes of a part, inflated piece by piece as they are asked for."""
        entry = self._entries.get(name)
        if entry is None:
            raise damaged()
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise UnreadableFile("encrypted", "文件有密码，请取消密码另存后再试。")
        if entry.file_size > limits.MAX_PART_BYTES:
            raise too_large()
        try:
            with self._zip.open(entry) as part:
                # read(n) never inflates more than n bytes, whatever the entry claims
                for _ in range(0, entry.file_size, size):
                    yield part.read(min(size, entry.file_size))
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
            raise damaged() from error

    @classmethod
    def of(cls, content: bytes | Package) -> Package:
        """Of a file's bytes, unless they have been opened already."""
        return content if isinstance(content, Package) else cls(content)

    def part_or_none(self, name: str) -> bytes | None:
        return self.part(name) if name in self._entries else None

    def refuse_macros(self) -> None:
        for name in self._entries:
            if name.lower().endswith(_MACRO_PARTS[0]) or name.lower().startswith(_MACRO_PARTS[1:]):
                raise macros()

    def _refuse_bomb(self) -> None:
        total = 0
        for entry in self._entries.values():
            size = entry.file_size
            total += size
            if size > limits.RATIO_FREE_BYTES and size > limits.MAX_RATIO * max(entry.compress_size, 1):
                raise too_large()
        if total > limits.MAX_PACKAGE_BYTES:
            raise too_large()


def damaged() -> UnreadableFile:
    return UnreadableFile("damaged", "文件已损坏或不完整，请用原软件打开另存后再试。")


def macros() -> UnreadableFile:
    return UnreadableFile("macros", "文件带有宏，为安全起见不予读取，请另存为不带宏的文件。")


def too_large() -> UnreadableFile:
    return UnreadableFile("too_large", "文件展开后过大，不像是报告，未予读取。")


def _refuse_huge_directory(data: bytes) -> None:
    """zipfile takes the whole table of contents in; a million entries would cost a gigabyte."""
    end = data.rfind(_END_RECORD)
    if end < 0 or len(data) < end + 22:
        raise damaged()
    if int.from_bytes(data[end + 12 : end + 16], "little") > limits.MAX_DIRECTORY_BYTES:
        raise too_large()
