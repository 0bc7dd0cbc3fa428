"""Counts a register offers for a unit's report (台账里的数): which fit an indicator, and how they are written.

What was quoted is kept with the report as a snapshot; the register is only asked what it says now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from django.conf import settings
from django.core.cache import cache as memory
from django.utils import timezone
from django.utils.module_loading import import_string

from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.report import Indicator
from zhunsheng.kernel.sources import FactSource, Snapshot
from zhunsheng.kernel.targets import read_actual, read_target, same_unit
from zhunsheng.server.reports.content import QUOTED
from zhunsheng.server.reports.models import Quote, UnitReport

_PIECES = frozenset("个家项件条份")
"""Measure words that stand for each other: 28 个 and 28 家."""
_WITHIN, _WITHIN_WHOLE = Decimal("0.01"), Decimal("0.5")
"""Percentage points two rates may differ by: printed with decimals, and without."""


@dataclass(slots=True, frozen=True)
class Offer:
    """A count as a register gives it now."""

    source: FactSource
    snapshot: Snapshot

    @property
    def family(self) -> str:
        """Counts of one matter: rounds begun, done and running."""
        return self.snapshot.key.partition(".")[0]


@cache
def fact_sources() -> tuple[FactSource, ...]:
    return tuple(import_string(path)() for path in settings.FACT_SOURCES)


def as_of_for(report: UnitReport) -> date:
    """The last day of the year reported on, today while it isn't over."""
    return min(timezone.localdate(), date(report.campaign.fiscal_year, 12, 31))


_KEPT_SECONDS = 300


def offers_for(report: UnitReport) -> list[Offer]:
    """Every count that has a figure, asked for now; empty for a unit that keeps no register."""
    year, as_of = report.campaign.fiscal_year, as_of_for(report)
    offers = [
        Offer(source, snapshot)
        for source in fact_sources()
        for snapshot in source.snapshots(report.unit_id, year, as_of)
        if snapshot.value is not None
    ]
    memory.set(_kept_as(report), offers, _KEPT_SECONDS)
    return offers


def offers_lately(report: UnitReport) -> list[Offer]:
    """As they were asked for some minutes ago at most, with the page: counting a large register anew
    takes several times as long as saving a cell."""
    kept: list[Offer] | None = memory.get(_kept_as(report))
    return offers_for(report) if kept is None else kept


def _kept_as(report: UnitReport) -> str:
    return f"offers/{report.unit_id}/{report.campaign.fiscal_year}/{as_of_for(report)}"


def quotes_of(report: UnitReport) -> dict[str, Quote]:
    """By cell."""
    return {quote.cell: quote for quote in Quote.objects.filter(report=report).select_related("evidence")}


def same_count(offers: Iterable[Offer], quote: Quote) -> Offer | None:
    """What the register says now of what was quoted."""
    wanted = (quote.source, quote.key)
    return next((offer for offer in offers if (offer.source.name, offer.snapshot.key) == wanted), None)


# --- which count an indicator means -----------------------------------------------------------------------


def fitting(indicator: Indicator, offers: Iterable[Offer]) -> list[Offer]:
    """The counts the indicator's name and unit fit, the best first; none where the target is words (明显改善)."""
    target = read_target(indicator.target)
    if indicator.target and not target.is_number:
        return []
    unit = target.unit or read_actual(indicator.actual).unit
    found = [
        (named(offer.snapshot, indicator.name), offer)
        for offer in offers
        if unit_fits(offer.snapshot.unit, unit)
    ]
    return [offer for score, offer in sorted(found, key=lambda pair: -pair[0]) if score]


def named(snapshot: Snapshot, text: str, clause: str | None = None) -> int:
    """How many characters of a name of the count stand in the text; the last word in the clause itself."""
    scores = []
    for name in snapshot.names:
        words = name.split()
        if all(word in text for word in words) and (clause is None or words[-1] in clause):
            scores.append(sum(map(len, words)))
    return max(scores, default=0)


def unit_fits(unit: str, other: str) -> bool:
    return same_unit(unit, other) or (unit[:1] in _PIECES and other[:1] in _PIECES)


# --- how a figure is written and compared -----------------------------------------------------------------


def figure_text(value: Decimal, unit: str, wanted: str = "") -> str:
    """2轮, as the target has it; 71.64%."""
    if unit == "%":
        return f"{plain_decimal(value * 100)}%"
    return f"{plain_decimal(value)}{wanted or unit}"


def agrees(filed: Decimal, value: Decimal, unit: str) -> bool:
    if unit != "%":
        return filed == value
    within = _WITHIN_WHOLE if filed == filed.to_integral() else _WITHIN
    return abs(filed - value * 100) <= within


def source_text(source: str, title: str, as_of: date) -> str:
    """What a quoted cell says of where it comes from."""
    return f"{QUOTED}:{source}“{title}”，截至 {as_of}"
