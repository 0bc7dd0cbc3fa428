"""The files of an uploaded zip: one after the other, within limits, their names never used as paths."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhunsheng.intake.readers.limits import MAX_FILE_BYTES
from zhunsheng.intake.readers.package import Package
from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.server.files.kinds import refusal_of
from zhunsheng.server.orgs.verdicts import Refused

MOST_FILES = 1_000
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz", ".tgz")
_SYSTEM = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of files by name; a name that comes again gets a number before it."""
    buffer = io.BytesIO()
    given: set[str] = set()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for number, (name, data) in enumerate(files, start=1):
            entry = f"{number}-{name}" if name in given else name
            given.add(entry)
            package.writestr(entry, data)
    return buffer.getvalue()


@dataclass(slots=True, frozen=True)
class Member:
    name: str
    """With its folders, as whoever packed it sees them."""
    data: bytes = b""
    refusal: str = ""
    """Why it is not taken; empty if it is."""


def members_of(data: bytes) -> list[zipfile.ZipInfo]:
    """The table of contents without folders and what operating systems leave behind.

    Raises Refused for what is no zip, is far larger than it looks, or holds too many files.
    """
    try:
        Package(data)  # refuses what would inflate beyond measure
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except UnreadableFile as error:
        raise Refused(f"压缩包不能用：{error.message}") from error
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        raise Refused("压缩包打不开，请重新压缩成 .zip 再传。") from error
    # Of a name that comes twice the last counts, as for whoever unpacks it.
    named = {name_of(entry): entry for entry in entries if not entry.is_dir()}
    wanted = [entry for name, entry in named.items() if not _is_system(name)]
    if len(wanted) > MOST_FILES:
        raise Refused(f"压缩包里有 {len(wanted)} 个文件，一次最多 {MOST_FILES} 个，请分几次上传。")
    if not wanted:
        raise Refused("压缩包里没有文件。")
    return wanted


def read_members(data: bytes, entries: list[zipfile.ZipInfo]) -> Iterator[Member]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for entry in entries:
            yield _read(package, entry)


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    name = name_of(entry)
    if ".." in name.split("/") or name.startswith("/") or ":" in name.split("/", 1)[0]:
        return Member(name, refusal="文件名带有上级目录，未收；请重新压缩。")
    if name.lower().endswith(_ARCHIVES):
        return Member(name, refusal="压缩包里的压缩包不收，请解开后放在一层里。")
    if entry.flag_bits & _ENCRYPTED_FLAG:
        return Member(name, refusal="文件有密码，请取消密码后重新压缩。")
    if entry.file_size > MAX_FILE_BYTES:
        return Member(name, refusal=f"有 {entry.file_size // 1024 // 1024} MB，超过单个文件 50 MB。")
    try:
        with package.open(entry) as stream:
            # Never more than is allowed, whatever size the entry claims.
            found = stream.read(MAX_FILE_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        return Member(name, refusal="在压缩包里已损坏，请重新压缩。")
    if not found:
        return Member(name, refusal="是空文件。")
    return Member(name, found, refusal_of(name.rpartition("/")[2], found[:16]))


def name_of(entry: zipfile.ZipInfo) -> str:
    """Chinese Windows packs names in GBK without saying so; zipfile takes them for cp437."""
    if entry.flag_bits & _UTF8_FLAG:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return entry.filename


def _is_system(name: str) -> bool:
    last = name.rpartition("/")[2]
    return name.startswith(_SYSTEM[0]) or last in _SYSTEM[1:] or last.startswith(("~$", "._"))
