"""The exit codes, a contract with scripts."""

from __future__ import annotations

import os

DONE = 0
FINDINGS = 1
UNREADABLE = 2
"""Also for a command that was typed wrongly."""
BUG = 3
INTERRUPTED = 130


def debugging() -> bool:
    return os.environ.get("ZHUNSHENG_DEBUG", "") not in ("", "0")
