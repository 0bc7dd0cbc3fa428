"""What the issues of a year came to (统计): by round, unit, category, source and month, with rates and a picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhunsheng.server.inspections.models import FOUND_BY_ROUNDS, Category, Round, Source
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.statistics.tallies import Cells, Tally, tallies, together
from zhunsheng.server.orgs.models import Unit

WAYS = {
    "round": "按轮次",
    "unit": "按单位",
    "category": "按问题类别",
    "source": "按来源",
    "month": "按发现月份",
}
EVERY_SOURCE = ("source", "month")
"""These count all issues of the year; the others what the rounds found."""
_NO_CATEGORY = "没有分类"


@dataclass(slots=True, frozen=True)
class Line:
    name: str
    tally: Tally

    @property
    def rate(self) -> Decimal | None:
        return Decimal(self.tally.closed) / self.tally.told if self.tally.told else None


def lines_of(scope: Scope, way: str, cells: Cells) -> list[Line]:
    """In the order of the round, the unit's code, the category, the source, the month."""
    found = _tallied(scope, way, cells)
    names = _names(scope, way, found)
    return [Line(name, found[value]) for value, name in names.items() if value in found]


def _tallied(scope: Scope, way: str, cells: Cells) -> dict[Any, Tally]:
    """`cells` tell rounds and sources apart; for the rest the issues are read again."""
    found: Iterable[tuple[Any, Tally]]
    if way == "source":
        found = ((cell.source, tally) for cell, tally in cells.items())
    elif way == "round":
        found = ((cell.round_id, tally) for cell, tally in cells.items() if cell.source in FOUND_BY_ROUNDS)
    elif way == "month":
        found = ((day.month, tally) for (day,), tally in tallies(scope, "found_on").items())
    else:
        found = ((value, tally) for (value,), tally in tallies(scope, way, only=FOUND_BY_ROUNDS).items())
    parts: dict[Any, list[Tally]] = defaultdict(list)
    for value, tally in found:
        parts[value].append(tally)
    return {value: together(tallies_of) for value, tallies_of in parts.items()}


def total_of(lines: list[Line]) -> Line:
    return Line("合计", together([line.tally for line in lines]))


def _names(scope: Scope, way: str, found: Iterable[Any]) -> Mapping[Any, str]:
    """Value → its name, in the order they are shown."""
    if way == "month":
        return {month: f"{month}月" for month in range(1, 13)}
    if way == "source":
        return {source.value: source.label for source in Source}
    if way == "round":
        rounds = Round.objects.filter(term__tenant_id=scope.tenant_id).select_related("term")
        return {entry.pk: entry.name for entry in rounds}
    if way == "unit":
        units = Unit.objects.filter(pk__in=list(found)).order_by("code")
        return dict(units.values_list("pk", "name"))
    categories = Category.objects.filter(tenant_id=scope.tenant_id)
    return {entry.pk: str(entry) for entry in categories} | {None: _NO_CATEGORY}


# --- the picture -------------------------------------------------------------------------------------------

WIDTH, ROW, _LEFT, _RIGHT = 640, 24, 170, 590
_MOST_BARS = 12
PARTS = (("closed", "已销号"), ("in_time", "期内整改"), ("overdue", "超期未完成"), ("long_term", "长期坚持"))


@dataclass(slots=True, frozen=True)
class Piece:
    x: int
    width: int
    look: str


@dataclass(slots=True, frozen=True)
class Bar:
    y: int
    name: str
    total: int
    pieces: list[Piece]
    end: int

    @property
    def text_y(self) -> int:
        return self.y + 14


@dataclass(slots=True, frozen=True)
class Picture:
    """A bar for each line, made up of the four outcomes."""

    bars: list[Bar]
    height: int
    words: str
    """For who can't see it."""
    left_out: int


def picture_of(lines: list[Line], way: str) -> Picture:
    """The longest first, except months and rounds, which have an order of their own."""
    shown = lines if way in ("month", "round") else sorted(lines, key=lambda line: -line.tally.total)
    shown = shown[:_MOST_BARS]
    most = max((line.tally.total for line in shown), default=1)
    bars = []
    for number, line in enumerate(shown):
        x, pieces = _LEFT, []
        for part, _ in PARTS:
            width = getattr(line.tally, part) * (_RIGHT - _LEFT) // most
            if width:
                pieces.append(Piece(x, width, part.replace("_", "-")))
            x += width
        bars.append(Bar(number * ROW + 4, line.name, line.tally.total, pieces, x + 6))
    said = "；".join(f"{line.name} {line.tally.total} 个，已销号 {line.tally.closed} 个" for line in shown)
    return Picture(
        bars, len(shown) * ROW + 6, f"{WAYS[way]}：{said or '没有问题'}。", len(lines) - len(shown)
    )
