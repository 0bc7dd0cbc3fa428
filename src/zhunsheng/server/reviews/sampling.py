"""Drawing a sample (抽查): by chance or by risk, and the same again from the same seed.

Every report gets a number out of its id and the seed, by sha256; the smallest are drawn. Anybody can work it
out again, in any language and whatever the order of the list. By risk the number is divided by the weight
(Efraimidis and Spirakis, weighted sampling without replacement): twice the weight, twice the chance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal

RANDOM, RISK = "random", "risk"
_ARITHMETIC = Context(prec=28)
_STEPS = 2**64


@dataclass(slots=True, frozen=True)
class Candidate:
    report: int
    risk: Decimal

    @property
    def weight(self) -> Decimal:
        """A report without any sign of risk may be drawn too."""
        return 1 + max(self.risk, Decimal(0))


def draw(population: Iterable[Candidate], size: int, method: str, seed: str) -> list[int]:
    """Ids in the order drawn; all of them where fewer are there than asked for."""
    keyed = [
        (_key(seed, candidate.report, candidate.weight if method == RISK else Decimal(1)), candidate.report)
        for candidate in population
    ]
    return [report for _, report in sorted(keyed)[: max(size, 0)]]


def _key(seed: str, report: int, weight: Decimal) -> Decimal:
    digest = hashlib.sha256(f"{seed}/{report}".encode()).digest()
    chance = Decimal(int.from_bytes(digest[:8], "big") + 1) / _STEPS
    return _ARITHMETIC.divide(-_ARITHMETIC.ln(chance), weight)
