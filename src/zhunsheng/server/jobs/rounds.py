"""What every worker looks after once a minute, though nobody asked for it (例行事务).

Several workers go round at the same time and any may die: a piece of this work must be safe to be done twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

Round = Callable[[], None]

SECONDS = 60
_ROUNDS: list[Round] = []
_log = logging.getLogger("zhunsheng.jobs")


def every_minute(work: Round) -> Round:
    _ROUNDS.append(work)
    return work


def go_round() -> None:
    """One that fails doesn't hold up the others; it is tried again at the next round."""
    for work in _ROUNDS:
        try:
            work()
        except Exception:
            _log.exception("round failed", extra={"round": work.__name__})
