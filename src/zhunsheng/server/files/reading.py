"""Reading an uploaded report. A process of its own does it, with little time and memory, so that a file
made to harm, or one that no reader can bear, takes nobody else's page down with it.
"""

from __future__ import annotations

import json
import subprocess
import sys

from django.conf import settings

from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.exchange import report_from_dict
from zhunsheng.kernel.report import Report

_SECONDS = 90
_READER = "zhunsheng.server.files.read_report"


def read_reports(data: bytes, name: str, scheme: str = "") -> list[Report]:
    """The reports of a file. Raises UnreadableFile with a sentence for the person."""
    command = [sys.executable, "-m", _READER, name, scheme, settings.OPTIONS["SCHEMES_DIR"]]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=True)
    except (subprocess.SubprocessError, OSError) as error:
        raise UnreadableFile(
            "damaged", "文件内容异常，读取时间太长或占用太多，请用原软件打开另存后再试。"
        ) from error
    entries = [json.loads(line) for line in done.stdout.splitlines()]
    for entry in entries:
        if "error" in entry:
            raise UnreadableFile(entry["error"]["code"], entry["error"]["message"])
    return [report_from_dict(entry) for entry in entries]
