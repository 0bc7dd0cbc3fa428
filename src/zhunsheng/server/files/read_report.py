"""Run as a process of its own by reading.py: NAME [SCHEME [FOLDER]], the file on standard input.

Prints the reports as JSON, one a line, or one line with the reader's refusal.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.exchange import error_to_dict, report_to_dict
from zhunsheng.portfolio.sources import intake, reports_in
from zhunsheng.server.files.bounds import bind_this_process

MEMORY = 2 * 1024**3
SECONDS = 60


def main(name: str, scheme: str = "", folder: str = "") -> None:
    bind_this_process(MEMORY, SECONDS)
    reader = intake(Path(folder)) if folder else intake()
    try:
        found = [
            report_to_dict(report)
            for report in reports_in(sys.stdin.buffer.read(), name, reader, scheme or None)
        ]
    except UnreadableFile as error:
        found = [error_to_dict(name, error.code, error.message)]
    sys.stdout.write("".join(json.dumps(entry, ensure_ascii=True) + "\n" for entry in found))


if __name__ == "__main__":
    main(*sys.argv[1:])
