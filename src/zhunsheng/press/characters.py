"""Characters no document format can hold."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c]")


def printable(text: str) -> str:
    """The text with "\\n" for every kind of line end, without control characters and halves of characters."""
    if _UNPRINTABLE.search(text) is None:
        return text
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text))
