"""The two pictures of the queue as places in an SVG, drawn by the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from zhunsheng.server.reviews.queue import FAR, Spot

WIDTH, HEIGHT = 320, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 312, 14, 172
_BUCKET = 2
_LOWEST_BUCKET = 60
_AXIS_STEP = 5
_MOST_MARKS = 8


@dataclass(slots=True, frozen=True)
class Mark:
    """A line of the grid with its number."""

    at: int
    label: str


@dataclass(slots=True, frozen=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    label: str
    reports: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def above(self) -> int:
        return self.y - 3


@dataclass(slots=True, frozen=True)
class Histogram:
    bars: list[Bar]
    words: str
    """The picture in words, for who can't see it."""


@dataclass(slots=True, frozen=True)
class Dot:
    x: int
    y: int
    radius: int
    far: bool


@dataclass(slots=True, frozen=True)
class DotPath:
    """Dots that look alike as one line with round ends: thousands of circles would be slow to draw."""

    look: str
    width: int
    line: str


@dataclass(slots=True, frozen=True)
class Scatter:
    dots: list[Dot]
    across: list[Mark]
    up: list[Mark]
    words: str

    @property
    def paths(self) -> list[DotPath]:
        lines: dict[tuple[bool, int], list[str]] = {}
        for dot in self.dots:
            lines.setdefault((dot.far, dot.radius), []).append(f"M{dot.x} {dot.y}h0")
        return [
            DotPath("dot-far" if far else "dot", radius * 2, "".join(line))
            for (far, radius), line in sorted(lines.items())
        ]


def histogram(spots: Iterable[Spot]) -> Histogram:
    """Self scores in steps of two points; everything under 60 in one."""
    counted: Counter[int] = Counter()
    for spot in spots:
        bucket = max(spot.filed // (2 * _BUCKET) * _BUCKET, _LOWEST_BUCKET - _BUCKET)
        counted[min(bucket, 100 - _BUCKET)] += spot.reports
    if not counted:
        return Histogram([], "还没有已报送的报告。")
    buckets = range(min(counted), max(counted) + _BUCKET, _BUCKET)
    step = (_RIGHT - _LEFT) // len(buckets)
    most = max(counted.values())
    bars = []
    for number, bucket in enumerate(buckets):
        height = counted[bucket] * (_BOTTOM - _TOP - 10) // most
        x = _LEFT + number * step + step // 8
        label = f"<{_LOWEST_BUCKET}" if bucket < _LOWEST_BUCKET else str(bucket)
        bars.append(Bar(x, _BOTTOM - height, max(step * 3 // 4, 2), height, label, counted[bucket]))
    said = "，".join(f"{_bucket_words(bucket)}{counted[bucket]} 家" for bucket in buckets if counted[bucket])
    return Histogram(bars, f"自评分分布：{said}。")


def _bucket_words(bucket: int) -> str:
    return "60 分以下 " if bucket < _LOWEST_BUCKET else f"{bucket} 至 {bucket + _BUCKET} 分 "


def scatter(spots: Iterable[Spot]) -> Scatter:
    """测算 across, 自评 up, with the diagonal on which both agree."""
    found = list(spots)
    if not found:
        return Scatter([], [], [], "还没有已报送的报告。")
    low = min(min(spot.filed, spot.computed) for spot in found) // 2
    low = max(0, min(low, 100 - _AXIS_STEP) // _AXIS_STEP * _AXIS_STEP)
    dots = [
        Dot(_x(spot.computed, low), _y(spot.filed, low), _radius(spot.reports), _far(spot)) for spot in found
    ]
    step = _AXIS_STEP
    while (100 - low) // step > _MOST_MARKS:
        step *= 2
    marks = range(100, low - 1, -step)
    return Scatter(
        dots,
        [Mark(_x(mark * 2, low), str(mark)) for mark in marks],
        [Mark(_y(mark * 2, low), str(mark)) for mark in marks],
        _scatter_words(found),
    )


def _scatter_words(spots: list[Spot]) -> str:
    all_reports = sum(spot.reports for spot in spots)
    above = sum(spot.reports for spot in spots if _far(spot) and spot.filed > spot.computed)
    below = sum(spot.reports for spot in spots if _far(spot) and spot.filed < spot.computed)
    return f"{all_reports} 家中，自评比测算高 {FAR} 分以上 {above} 家，低 {FAR} 分以上 {below} 家。"


def _far(spot: Spot) -> bool:
    return abs(spot.filed - spot.computed) >= FAR * 2


def _x(half_points: int, low: int) -> int:
    return _LEFT + _along(half_points, low, _RIGHT - _LEFT)


def _y(half_points: int, low: int) -> int:
    return _BOTTOM - _along(half_points, low, _BOTTOM - _TOP)


def _along(half_points: int, low: int, length: int) -> int:
    return min(max(half_points - low * 2, 0), (100 - low) * 2) * length // ((100 - low) * 2)


def _radius(reports: int) -> int:
    return min(3 + len(str(reports)), 8)
