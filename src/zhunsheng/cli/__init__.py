"""命令行。

This module is all that starting a worker process imports, so it imports nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is returned, and the whole of what a script may rely on."""
    from zhunsheng.cli.running import run

    return run(arguments)
