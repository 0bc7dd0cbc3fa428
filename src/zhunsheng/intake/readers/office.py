"""Formats read with LibreOffice's help (.doc, .wps, .rtf): converted to .docx, then read as such."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from zhunsheng.intake.document import Paragraph, Table
from zhunsheng.intake.readers import docx, limits
from zhunsheng.intake.readers.package import damaged
from zhunsheng.kernel.errors import UnreadableFile

_PROGRAMS: Final = ("soffice", "libreoffice")
_OPTIONS: Final = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo")
_DOCX: Final = "docx:MS Word 2007 XML"


def read(data: bytes, notes: list[str]) -> list[Paragraph | Table]:
    program = find_program()
    if program is None:
        raise UnreadableFile(
            "needs_libreoffice", "本机未装 LibreOffice，请在 WPS 或 Word 中另存为 .docx 后再试。"
        )
    return docx.read(convert(data, program), notes)


def find_program() -> str | None:
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def convert(data: bytes, program: str) -> bytes:
    """The file as .docx. Each call has a profile of its own, so that calls don't wait for each other."""
    with tempfile.TemporaryDirectory(prefix="zhunsheng-") as name:
        folder = Path(name)
        source, target = folder / "report.bin", folder / "out" / "report.docx"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        _run(
            [program, profile, *_OPTIONS, "--convert-to", _DOCX, "--outdir", str(target.parent), str(source)]
        )
        if not target.is_file():
            raise damaged()
        if target.stat().st_size > limits.MAX_FILE_BYTES:
            raise UnreadableFile("too_large", "文件转换后过大，不像是报告，未予读取。")
        return target.read_bytes()


def _run(command: list[str]) -> None:
    """In a process group of its own: soffice is a script that leaves the real program behind when killed."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(limits.CONVERSION_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile("too_slow", "文件转换超时，请在 WPS 或 Word 中另存为 .docx 后再试。") from error
    finally:
        _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
