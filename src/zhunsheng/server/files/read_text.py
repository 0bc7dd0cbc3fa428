"""Run as a process of its own by reading.py: NAME, the file on standard input.

Prints the paragraphs of any document as a JSON list, a table row as one paragraph; or the reader's refusal.
"""

from __future__ import annotations

import json
import sys

from zhunsheng.intake.document import Document, Paragraph
from zhunsheng.intake.readers.opening import read_bytes
from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.exchange import error_to_dict
from zhunsheng.server.files.bounds import bind_this_process
from zhunsheng.server.files.read_report import MEMORY, SECONDS


def paragraphs_of(document: Document) -> list[str]:
    """What the document says, without blank lines."""
    found: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(block.text)
        else:
            found += [" | ".join(cell.text for cell in row if not cell.continued) for row in block.rows]
    return [" ".join(text.split()) for text in found if text.strip()]


def main(name: str) -> None:
    bind_this_process(MEMORY, SECONDS)
    try:
        found: object = paragraphs_of(read_bytes(sys.stdin.buffer.read(), name))
    except UnreadableFile as error:
        found = error_to_dict(name, error.code, error.message)
    sys.stdout.write(json.dumps(found, ensure_ascii=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
