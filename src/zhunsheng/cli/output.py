"""What goes to the screen and to other programs."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""What a file may hold to play with the terminal, and what a file name may hold that isn't Unicode."""


def clean(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)


def say(message: str) -> None:
    """A note for the person at the screen; never in the way of what another program reads."""
    print(clean(message), file=sys.stderr)


def write_lines(lines: bytes) -> None:
    """JSON lines, always UTF-8, whatever the terminal's own encoding is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(lines)


def console(stderr: bool = False) -> Console:
    """Texts are shown as they are: “[red]” in a report is text, not a colour."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)
