"""Pictures of files for a look without a download.

A picture is made by a process of its own with little time and memory, so that a file made to harm
can neither stop the server nor reach anything: what leaves is a freshly encoded PNG.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.files.storing import path_of
from zhunsheng.server.orgs.verdicts import Refused

PICTURES = frozenset({"jpg", "jpeg", "png"})
_SECONDS = 20
_CANNOT = "这个文件打不开预览，请下载后查看。"


def can_be_shown(name: str) -> bool:
    return name.rpartition(".")[2].lower() in PICTURES | {"pdf"}


def page_count(file: StoredFile) -> int:
    """Pages of a PDF; a picture is one."""
    return int(_run(file, 0).decode())


def page_png(file: StoredFile, number: int) -> bytes:
    """Page `number`, from 1."""
    return _run(file, number)


def _run(file: StoredFile, number: int) -> bytes:
    if not can_be_shown(file.name):
        raise Refused("这种文件不能预览，请下载后查看。")
    kind = "pdf" if file.name.lower().endswith(".pdf") else "picture"
    command = [
        sys.executable,
        "-I",
        str(Path(__file__).with_name("drawing_page.py")),
        kind,
        str(path_of(file.sha256)),
        str(number),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
    except (subprocess.SubprocessError, OSError) as error:
        raise Refused(_CANNOT) from error
    return done.stdout
