"""What a process that opens a stranger's file may use. Windows knows no such bounds: there only the clock holds."""

from __future__ import annotations

import sys


def bind_this_process(memory: int, seconds: int) -> None:
    """At most so many bytes, and so many seconds of the processor."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
