"""The port through which a register of work feeds a report: counts, each with its rule and its day.

A report never asks the register what a figure is worth: it keeps the snapshot somebody took, so that a score
can be recomputed from the stored report alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol


@dataclass(slots=True, frozen=True)
class Snapshot:
    """One count (数) as a register had it.

    `value` None: the register can't say, which is not 0.
    """

    key: str
    """Names the count for good: rounds.done."""
    title: str
    """已完成的轮次."""
    value: Decimal | None
    unit: str
    """轮, 个, 份; % for a rate, whose value is a ratio."""
    rule: str
    """口径: what is counted, and what is not."""
    rule_name: str
    """The rule in a word, for a message: 已反馈."""
    words: str
    """What a badge says: 已完成 2 轮、进行中 1 轮."""
    as_of: date
    names: tuple[str, ...] = ()
    """What an indicator or a text calls it: words that all stand there, parted by blanks."""
    sha256: str = ""
    """Of the list behind the count: another list has another one, though it be as long. Only of a count
    asked for by itself."""


@dataclass(slots=True, frozen=True)
class CountedList:
    """The list behind a count, without any wording: numbers, units, dates and states."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def sha256(self) -> str:
        said = json.dumps([self.headings, self.rows], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()


class FactSource(Protocol):
    """A register that can be asked for the counts of a unit's year."""

    name: str
    """What a badge calls it: 台账."""

    def snapshots(self, unit_id: int, year: int, as_of: date) -> Sequence[Snapshot]:
        """Every count the unit's report of the year may quote, at the day; empty where it keeps no register."""
        ...

    def snapshot(self, unit_id: int, year: int, as_of: date, key: str) -> Snapshot:
        """The count of that key, with the fingerprint of its list. Raises KeyError for an unknown key."""
        ...

    def listed(self, unit_id: int, year: int, as_of: date, key: str) -> CountedList | None:
        """What that count counted; None where only the counts came here. Raises KeyError likewise."""
        ...
