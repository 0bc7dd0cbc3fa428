"""Kinds of background work: each a plain function, found by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.jobs.models import Job


class Cancelled(Exception):
    """Who asked for the work no longer wants it."""


class Stopped(Exception):
    """The worker is shutting down; the work goes back into the queue."""


class Lost(Exception):
    """The work was taken to be dead and is somebody else's now."""


class Progress(Protocol):
    def __call__(self, done: int, total: int, message: str = "") -> None:
        """Tell how far the work is. Raises Cancelled, Stopped or Lost where it must not go on.

        Called between steps, outside of any transaction: a step done before the call stays done.
        """


Work = Callable[[Job, Progress], StoredFile | None]
"""Does the work and returns the file to download, if it makes one.

The worker may die at any moment and the function is called anew: a step done already must not be done twice.
"""

_KINDS: dict[str, Work] = {}
_APART: set[str] = set()


def job_kind(name: str, *, apart: bool = False) -> Callable[[Work], Work]:
    """`apart`: shown and handed out by pages of its own, which ask for more than whose the job is."""

    def register(work: Work) -> Work:
        _KINDS[name] = work
        if apart:
            _APART.add(name)
        return work

    return register


def kinds_apart() -> frozenset[str]:
    return frozenset(_APART)


def work_of(kind: str) -> Work | None:
    return _KINDS.get(kind)
