"""What the issues of a year came to (统计): by round, unit, category, source and month, with rates and a picture."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q
from django.db.models.functions import ExtractMonth

from zhunsheng.press.headings import chinese
from zhunsheng.server.inspections.models import FOUND_BY_ROUNDS, Source
from zhunsheng.server.inspections.statistics.catalogue import outcomes
from zhunsheng.server.inspections.statistics.count_rows import Scope, issues_then

WAYS = {
    "round": "按轮次",
    "unit": "按单位",
    "category": "按问题类别",
    "source": "按来源",
    "month": "按发现月份",
}
_COLUMNS = {
    "round": ("round__term__number", "round__number"),
    "unit": ("unit__code", "unit__name"),
    "category": ("category__place", "category__group", "category__name"),
    "source": ("source",),
    "month": ("month",),
}
EVERY_SOURCE = ("source", "month")
"""These count all issues of the year; the others what the rounds found."""


@dataclass(slots=True, frozen=True)
class Line:
    name: str
    total: int
    told: int
    """Fed back: what the rate is of."""
    closed: int
    in_time: int
    overdue: int
    long_term: int

    @property
    def rate(self) -> Decimal | None:
        return Decimal(self.closed) / self.told if self.told else None


def lines_of(scope: Scope, way: str) -> list[Line]:
    issues = issues_then(scope)
    if way not in EVERY_SOURCE:
        issues = issues.filter(source__in=FOUND_BY_ROUNDS)
    if way == "month":
        issues = issues.annotate(month=ExtractMonth("found_on"))
    columns = _COLUMNS[way]
    counted = (
        issues.order_by()
        .values_list(*columns)
        .annotate(
            total=Count("pk"),
            told=Count("pk", filter=Q(fed_back_on__lte=scope.as_of)),
            **{name: Count("pk", filter=where) for name, where in outcomes(scope).items()},
        )
        .order_by(*columns)
    )
    return [Line(_name(way, row[: len(columns)]), *row[len(columns) :]) for row in counted]


def total_of(lines: list[Line]) -> Line:
    figures = [(x.total, x.told, x.closed, x.in_time, x.overdue, x.long_term) for x in lines]
    sums = [sum(column) for column in zip(*figures, strict=True)] if figures else [0] * 6
    return Line("合计", *sums)


def _name(way: str, values: tuple[object, ...]) -> str:
    if way == "round":
        return f"{chinese(int(str(values[0])))}届第{chinese(int(str(values[1])))}轮"
    if way == "source":
        return Source(str(values[0])).label
    if way == "month":
        return f"{values[0]}月"
    if way == "category":
        return "·".join(str(value) for value in values[1:] if value) or "没有分类"
    return str(values[-1])


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
    shown = lines if way in ("month", "round") else sorted(lines, key=lambda line: -line.total)
    shown = shown[:_MOST_BARS]
    most = max((line.total for line in shown), default=1)
    bars = []
    for number, line in enumerate(shown):
        x, pieces = _LEFT, []
        for part, _ in PARTS:
            width = getattr(line, part) * (_RIGHT - _LEFT) // most
            if width:
                pieces.append(Piece(x, width, part.replace("_", "-")))
            x += width
        bars.append(Bar(number * ROW + 4, line.name, line.total, pieces, x + 6))
    said = "；".join(f"{line.name} {line.total} 个，已销号 {line.closed} 个" for line in shown)
    return Picture(
        bars, len(shown) * ROW + 6, f"{WAYS[way]}：{said or '没有问题'}。", len(lines) - len(shown)
    )
