"""Functions timed in turn, so that what else the machine does falls on all of them alike.

What is timed is the processor's time of this process, all threads together: on shared cores the
clock on the wall also counts the others' work, and counts it more often in a long call than in a
short one.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import process_time


@dataclass(slots=True, frozen=True)
class Spread:
    """The middle of several measurements and how far they lie apart."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: list[float]) -> Spread:
        return cls(median(values), min(values), max(values))

    def show(self, digits: int = 2) -> str:
        return f"{self.median:,.{digits}f}（{self.least:,.{digits}f}–{self.most:,.{digits}f}）"


@dataclass(slots=True)
class Timings:
    """Seconds of every function in every round."""

    seconds: dict[str, list[float]]

    def milliseconds(self, name: str) -> float:
        return median(self.seconds[name]) * 1000

    def ratio(self, name: str, to: str) -> Spread:
        """How many times as long as another function of the same round."""
        pairs = zip(self.seconds[name], self.seconds[to], strict=True)
        return Spread.of([mine / other for mine, other in pairs])


def alternate(
    functions: Mapping[str, Callable[[int], object]], rounds: int, clock: Callable[[], float] = process_time
) -> Timings:
    """Each function once a round, given the number of the round; another one begins each time."""
    timings = Timings({name: [] for name in functions})
    names = list(functions)
    with only_new_garbage():
        for number in range(rounds):
            start = number % len(names)
            for name in names[start:] + names[:start]:
                timings.seconds[name].append(once(functions[name], number, clock))
    return timings


def once(function: Callable[[int], object], number: int, clock: Callable[[], float] = process_time) -> float:
    gc.collect()
    began = clock()
    kept = function(number)
    seconds = clock() - began
    del kept
    return seconds


@contextmanager
def only_new_garbage() -> Iterator[None]:
    """What is there before doesn't count: nobody pays for the libraries others have loaded."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def forget() -> None:
    """Empty what our functions remember of earlier reports; what is made once a process stays."""
    for name, module in list(sys.modules.items()):
        if name.startswith("zhunsheng."):
            for function in vars(module).values():
                parameters = getattr(function, "cache_parameters", None)
                if parameters is not None and parameters()["maxsize"] is not None:
                    function.cache_clear()
