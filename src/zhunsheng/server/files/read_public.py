"""Run as a process of its own by reading.py: NAME, a file to be published on standard input.

Prints what it says and what it tells besides (authors, comments, revisions); or the reader's refusal.
"""

from __future__ import annotations

import json
import sys

from zhunsheng.intake.readers import read_traces
from zhunsheng.intake.readers.opening import read_bytes
from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.exchange import error_to_dict
from zhunsheng.server.files.bounds import bind_this_process
from zhunsheng.server.files.read_report import MEMORY, SECONDS
from zhunsheng.server.files.read_text import paragraphs_of


def main(name: str) -> None:
    bind_this_process(MEMORY, SECONDS)
    data = sys.stdin.buffer.read()
    try:
        traces = [[trace.kind, trace.detail] for trace in read_traces(data)]
        found: object = {"paragraphs": paragraphs_of(read_bytes(data, name)), "traces": traces}
    except UnreadableFile as error:
        found = error_to_dict(name, error.code, error.message)
    sys.stdout.write(json.dumps(found, ensure_ascii=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
