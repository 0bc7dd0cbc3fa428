"""Resident memory of a process and of all below it, as Linux tells it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from time import monotonic

AVAILABLE = Path("/proc/self/statm").exists()
_PAGE = os.sysconf("SC_PAGE_SIZE") if AVAILABLE else 0
_EVERY = 0.1
_LOOK_FOR_CHILDREN = 1.0


class Sampler(Thread):
    """Notes the sum for the stretch of the work `stretch` names at that moment; keeps the peaks."""

    def __init__(self, process: int, stretch: Callable[[], int]) -> None:
        super().__init__(daemon=True)
        self.peaks: dict[int, int] = {}
        self._process, self._stretch, self._ended = process, stretch, Event()

    def run(self) -> None:
        family, looked = [self._process], 0.0
        while not self._ended.wait(_EVERY):
            if monotonic() - looked > _LOOK_FOR_CHILDREN:
                family, looked = _family(self._process), monotonic()
            at = self._stretch()
            self.peaks[at] = max(self.peaks.get(at, 0), sum(map(_resident, family)))

    def end(self) -> None:
        self._ended.set()
        self.join()


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def _family(process: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            children.setdefault(_parent(entry), []).append(int(entry.name))
    found = [process]
    for member in found:
        found += children.get(member, [])
    return found


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0
