"""命令行。

This module is all that starting a worker process imports, so it imports next to nothing itself.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is returned, and the whole of what a script may rely on."""
    # A command makes little garbage: looking for it every 700 objects would take a tenth of its time.
    gc.set_threshold(50_000, 10, 10)
    from zhunsheng.cli.running import run

    return run(arguments)
