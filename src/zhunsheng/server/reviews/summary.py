"""汇总分析: what a year's reports come to, from the summary columns and the indicator rows of what was filed.

A report that isn't there is shown as missing; it counts in no mean and is never a zero.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db.models import Count, F, Min, QuerySet, Sum

from zhunsheng.kernel.targets import read_target
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.reports.models import FILED, IndicatorRow, State
from zhunsheng.server.reviews.breakdown import Breakdown, breakdowns, mean_of
from zhunsheng.server.reviews.queue import FAR, Totals, reports_of, totals_of
from zhunsheng.server.reviews.rechecking import Deviation, deviation
from zhunsheng.server.reviews.unit_lines import UnitLine, unit_lines

_COMMON = 15


@dataclass(slots=True, frozen=True)
class Deduction:
    """An indicator on which points were lost, over all units."""

    name: str
    units: int
    lost: Decimal


@dataclass(slots=True, frozen=True)
class TargetQuality:
    """How many targets of a class can be measured."""

    level1: str
    level2: str
    targets: int
    measurable: int

    @property
    def share(self) -> Decimal:
        return (Decimal(self.measurable) / self.targets).quantize(Decimal("0.0001"), ROUND_HALF_UP)


@dataclass(slots=True)
class Summary:
    campaign: Campaign
    totals: Totals
    lines: list[UnitLine]
    grades: list[tuple[str, int]]
    breakdowns: list[Breakdown]
    deductions: list[Deduction]
    quality: list[TargetQuality]

    @property
    def missing(self) -> list[UnitLine]:
        return [line for line in self.lines if not line.reported]

    @property
    def states(self) -> list[tuple[str, int]]:
        counted = [(state.label, self.totals.of(state)) for state in State]
        return [(label, number) for label, number in counted if number]

    @property
    def scored(self) -> list[Decimal]:
        return [line.filed for line in self.lines if line.filed is not None]

    @property
    def mean(self) -> Decimal | None:
        """Over the reports that are there."""
        return mean_of(self.scored)

    @property
    def far(self) -> int:
        return sum(line.gap is not None and abs(line.gap) >= FAR for line in self.lines)

    @property
    def rechecked(self) -> Deviation | None:
        found = [line.recheck for line in self.lines if line.recheck is not None]
        return deviation((entry.filed, entry.score) for entry in found)

    @property
    def measurable(self) -> Decimal | None:
        """Share of all targets that can be measured."""
        targets = sum(entry.targets for entry in self.quality)
        if not targets:
            return None
        part = sum(entry.measurable for entry in self.quality)
        return (Decimal(part) / targets).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def summary_of(actor: Actor, campaign: Campaign) -> Summary:
    reports = reports_of(actor, campaign)
    lines = unit_lines(reports, campaign)
    filed = IndicatorRow.objects.filter(
        report__campaign=campaign, report__state__in=FILED, report__in=reports.order_by().values("pk")
    )
    return Summary(
        campaign=campaign,
        totals=totals_of(reports),
        lines=lines,
        grades=(grades := _grades(lines)),
        breakdowns=breakdowns(lines, [grade for grade, _ in grades], settings.OPTIONS["SIZE_BANDS"]),
        deductions=_deductions(filed),
        quality=_quality(filed),
    )


def _grades(lines: list[UnitLine]) -> list[tuple[str, int]]:
    """From the best grade down, as the lines' scores have them."""
    counted = Counter(line.grade for line in lines if line.reported)
    best: dict[str, Decimal] = {}
    for line in lines:
        if line.reported and line.filed is not None:
            best[line.grade] = max(best.get(line.grade, line.filed), line.filed)
    return sorted(counted.items(), key=lambda pair: -best.get(pair[0], Decimal(-1)))


def _deductions(rows: QuerySet[IndicatorRow]) -> list[Deduction]:
    lost = (
        rows.filter(filed__lt=F("weight"))
        .values("name")
        .annotate(units=Count("report", distinct=True), lost=Sum(F("weight") - F("filed")))
        .order_by("-units", "-lost", "name")[:_COMMON]
    )
    return [
        Deduction(row["name"], row["units"], Decimal(row["lost"]).quantize(Decimal("0.01"), ROUND_HALF_UP))
        for row in lost
    ]


def _quality(rows: QuerySet[IndicatorRow]) -> list[TargetQuality]:
    """Each wording is read once, however many units have it."""
    worded = rows.values_list("level1", "level2", "target").annotate(number=Count("pk"), first=Min("pk"))
    targets: Counter[tuple[str, str]] = Counter()
    measurable: Counter[tuple[str, str]] = Counter()
    for level1, level2, text, number, _ in worded.order_by("first"):  # as the form has the classes
        targets[level1, level2] += number
        target = read_target(text)
        if target.is_number or target.day is not None:
            measurable[level1, level2] += number
    return [TargetQuality(*key, number, measurable[key]) for key, number in targets.items()]
