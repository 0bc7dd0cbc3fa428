"""Reading an uploaded report. A process of its own does it, with little time and memory, so that a file
made to harm, or one that no reader can bear, takes nobody else's page down with it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from django.conf import settings

from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.exchange import report_from_dict
from zhunsheng.kernel.report import Report, Trace

_SECONDS = 90
_REPORT_READER = "zhunsheng.server.files.read_report"
_TEXT_READER = "zhunsheng.server.files.read_text"
_PUBLIC_READER = "zhunsheng.server.files.read_public"


def read_reports(data: bytes, name: str, scheme: str = "") -> list[Report]:
    """The reports of a file. Raises UnreadableFile with a sentence for the person."""
    said = _run(_REPORT_READER, data, name, scheme, settings.OPTIONS["SCHEMES_DIR"])
    entries = [json.loads(line) for line in said.splitlines()]
    for entry in entries:
        _refuse(entry)
    return [report_from_dict(entry) for entry in entries]


def read_text(data: bytes, name: str) -> list[str]:
    """The paragraphs of any document. Raises UnreadableFile with a sentence for the person."""
    found = json.loads(_run(_TEXT_READER, data, name))
    _refuse(found)
    return [str(paragraph) for paragraph in found]


def read_public(data: bytes, name: str) -> tuple[str, list[Trace]]:
    """The text of a file to be published, and what it tells besides. Raises UnreadableFile as the others."""
    found = json.loads(_run(_PUBLIC_READER, data, name))
    _refuse(found)
    traces = [Trace(kind, detail) for kind, detail in found["traces"]]
    return "\n".join(found["paragraphs"]), traces


def _run(reader: str, data: bytes, *arguments: str) -> bytes:
    command = [sys.executable, "-m", reader, *arguments]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=True)
    except (subprocess.SubprocessError, OSError) as error:
        raise UnreadableFile(
            "damaged", "文件内容异常，读取时间太长或占用太多，请用原软件打开另存后再试。"
        ) from error
    return done.stdout


def _refuse(entry: Any) -> None:
    if isinstance(entry, dict) and "error" in entry:
        raise UnreadableFile(entry["error"]["code"], entry["error"]["message"])
