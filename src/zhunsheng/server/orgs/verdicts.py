"""Whether somebody may do something, and in words why not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Verdict:
    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


def no(reason: str) -> Verdict:
    return Verdict(False, reason)


class Refused(Exception):
    """An action its actor may not do, or not now; the message is for the person."""


def require(verdict: Verdict) -> None:
    if not verdict:
        raise Refused(verdict.reason)
