"""The year's reports by department, by function of expenditure and by size: counts, means, grades, deviation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.server.orgs.functions import Function
from zhunsheng.server.reviews.queue import FAR
from zhunsheng.server.reviews.rechecking import Deviation, deviation
from zhunsheng.server.reviews.unit_lines import UnitLine

UNCLASSED, UNKNOWN_SIZE = "未分类", "没有填全年预算数"


@dataclass(slots=True, frozen=True)
class GroupLine:
    """What a group of units comes to. What isn't there counts in no mean."""

    name: str
    expected: int
    reported: int
    filed: Decimal | None
    """Means of the self scores, of the computed ones, and of their difference where both are there."""
    computed: Decimal | None
    gap: Decimal | None
    far: int
    recheck: Deviation | None
    grades: tuple[int, ...]
    """As many units as have each grade, in the order of the summary's grades."""


@dataclass(slots=True)
class Breakdown:
    """One way of grouping."""

    title: str
    heading: str
    lines: list[GroupLine]


def breakdowns(lines: Sequence[UnitLine], grades: Sequence[str], bands: Sequence[Decimal]) -> list[Breakdown]:
    def grouped(key: Callable[[UnitLine], str], order: Iterable[str]) -> list[GroupLine]:
        return _grouped(lines, key, order, grades)

    departments = dict.fromkeys(line.department for line in lines)
    functions = [*(_named(function) for function in Function), UNCLASSED]
    sizes = [*band_names(bands), UNKNOWN_SIZE]
    return [
        Breakdown(
            "按功能分类",
            "功能分类",
            grouped(lambda line: _named(Function(line.function)) if line.function else UNCLASSED, functions),
        ),
        Breakdown("按资金量", "全年预算数", grouped(lambda line: band_of(line.funds, bands), sizes)),
        Breakdown("按部门", "部门", grouped(lambda line: line.department, departments)),
    ]


def _named(function: Function) -> str:
    return f"{function.value} {function.label}"


# --- size ---------------------------------------------------------------------------------------------


def band_names(bands: Sequence[Decimal]) -> list[str]:
    """500 万元以下, 500 万元至 2000 万元, 2000 万元以上."""
    if not bands:
        return ["不分档"]
    words = [f"{plain_decimal(limit)} 万元" for limit in bands]
    between = [f"{low}至 {high}" for low, high in pairwise(words)]
    return [f"{words[0]}以下", *between, f"{words[-1]}以上"]


def band_of(funds: Decimal | None, bands: Sequence[Decimal]) -> str:
    """A limit itself belongs to the band above it."""
    if funds is None:
        return UNKNOWN_SIZE
    return band_names(bands)[sum(funds >= limit for limit in bands)]


# --- groups -------------------------------------------------------------------------------------------


def _grouped(
    lines: Iterable[UnitLine], key: Callable[[UnitLine], str], order: Iterable[str], grades: Sequence[str]
) -> list[GroupLine]:
    """In the order given; groups without a unit are left out."""
    members: dict[str, list[UnitLine]] = {}
    for line in lines:
        members.setdefault(key(line), []).append(line)
    return [_group(name, members[name], grades) for name in order if name in members]


def _group(name: str, lines: list[UnitLine], grades: Sequence[str]) -> GroupLine:
    gaps = [line.gap for line in lines if line.gap is not None]
    counted = Counter(line.grade for line in lines if line.reported)
    rechecks = [line.recheck for line in lines if line.recheck is not None]
    return GroupLine(
        name=name,
        expected=len(lines),
        reported=sum(line.reported for line in lines),
        filed=mean_of(line.filed for line in lines),
        computed=mean_of(line.computed for line in lines),
        gap=mean_of(gaps),
        far=sum(abs(gap) >= FAR for gap in gaps),
        recheck=deviation((entry.filed, entry.score) for entry in rechecks),
        grades=tuple(counted[grade] for grade in grades),
    )


def mean_of(values: Iterable[Decimal | None]) -> Decimal | None:
    given = [value for value in values if value is not None]
    if not given:
        return None
    return (sum(given, Decimal(0)) / len(given)).quantize(Decimal("0.01"), ROUND_HALF_UP)
