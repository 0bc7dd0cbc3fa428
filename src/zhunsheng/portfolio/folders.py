"""The files of a folder that may be reports."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from zhunsheng.portfolio.batch import Unread

_TEMPORARY = ("~$", ".~", "~WRL", ".")
"""Word and WPS keep such files beside an open document; a leading point hides a file."""

_IRRELEVANT = frozenset(
    [
        ".jpg",
        ".jpeg",
        ".png",
        ".gif",
        ".bmp",
        ".tif",
        ".tiff",
        ".webp",
        ".svg",
        ".ico",
        ".heic",
        ".psd",
        ".zip",
        ".rar",
        ".7z",
        ".tar",
        ".gz",
        ".bz2",
        ".xz",
        ".tgz",
        ".iso",
        ".mp3",
        ".mp4",
        ".avi",
        ".mov",
        ".wav",
        ".wmv",
        ".mkv",
        ".m4a",
        ".flv",
        ".exe",
        ".dll",
        ".msi",
        ".bat",
        ".cmd",
        ".com",
        ".sh",
        ".ps1",
        ".lnk",
        ".url",
        ".apk",
        ".ini",
        ".cfg",
        ".toml",
        ".yaml",
        ".yml",
        ".xml",
        ".css",
        ".js",
        ".py",
        ".pyc",
        ".log",
        ".bak",
        ".tmp",
        ".db",
        ".sqlite",
        ".ttf",
        ".otf",
        ".eml",
        ".msg",
    ]
)
"""What an inbox of reports also holds. Everything else is opened: the content decides, not the name."""


@dataclass(slots=True)
class Files:
    """The files to read, in order, and what was passed over."""

    paths: list[Path] = field(default_factory=list)
    skipped: int = 0
    unread: list[Unread] = field(default_factory=list)
    """Folders that may not be opened."""


def find_files(arguments: Iterable[Path]) -> Files:
    """A file named by the user is always taken; a folder is searched with everything below it."""
    found = Files()
    for argument in arguments:
        if argument.is_dir():
            found.paths += _search(argument, found)
        else:
            found.paths.append(argument)
    return found


def _search(folder: Path, found: Files) -> Iterator[Path]:
    seen: set[tuple[int, int]] = set()

    def note_closed(error: OSError) -> None:
        found.unread.append(
            Unread(str(error.filename), "no_permission", "没有权限打开这个文件夹，请检查权限。")
        )

    for place, folders, names in os.walk(folder, onerror=note_closed, followlinks=True):
        if not _is_new(place, seen):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        wanted = [name for name in sorted(names) if _may_be_report(name)]
        found.skipped += len(names) - len(wanted)
        yield from (Path(place, name) for name in wanted)


def _is_new(place: str, seen: set[tuple[int, int]]) -> bool:
    """Whether a folder wasn't searched yet: a link may lead back to a folder above it."""
    try:
        status = os.stat(place)
    except OSError:
        return True
    identity = (status.st_dev, status.st_ino)
    if identity in seen:
        return False
    seen.add(identity)
    return True


def _may_be_report(name: str) -> bool:
    return not name.startswith(_TEMPORARY) and os.path.splitext(name)[1].lower() not in _IRRELEVANT
