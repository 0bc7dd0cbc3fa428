"""The panel beside a report being filled (台账里的数): what each indicator may quote, and what was quoted."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from zhunsheng.server.reports.assessing import Judged
from zhunsheng.server.reports.linked import COUNTED, token
from zhunsheng.server.reports.models import Quote
from zhunsheng.server.reports.quotes import Offer, figure_text, fitting, same_count

_MOST = 2
"""Counts suggested for an indicator; all others are in the list below."""


@dataclass(slots=True, frozen=True)
class Choice:
    """A count to quote."""

    key: str
    title: str
    figure: str
    rule: str


@dataclass(slots=True)
class Line:
    """A cell with what it quotes and what it might."""

    cell: str
    name: str
    badge: str
    """台账：已完成 2 轮、进行中 1 轮（截至 2023-12-31）"""
    quote: Quote | None = None
    figure: str = ""
    """What was quoted."""
    now: str = ""
    """What the register says now, where that is something else."""
    choices: list[Choice] = field(default_factory=list)

    @property
    def token(self) -> str:
        return token(f"{COUNTED}{self.name}")


@dataclass(slots=True)
class Panel:
    lines: list[Line]
    """Indicators with a count that fits or was quoted; for the text, every count."""
    rows: list[tuple[str, str]]
    """Every indicator by cell, for the ones whose name fits nothing."""
    choices: list[Choice]
    as_of: str

    @property
    def badges(self) -> dict[str, str]:
        return {line.cell: line.badge for line in self.lines}


def panel_of(judged: Judged) -> Panel | None:
    """None for a unit that keeps no register and has quoted none."""
    if not judged.offers and not judged.quotes:
        return None
    report = judged.assessment.report
    lines, rows = [], []
    for row, indicator in zip(judged.assessment.rows, report.indicators, strict=True):
        cell = f"{row}.actual"
        rows.append((cell, indicator.name))
        quote, fitted = judged.quotes.get(cell), fitting(indicator, judged.offers)[:_MOST]
        if quote is not None or fitted:
            lines.append(_line(cell, indicator.name, quote, fitted, judged))
    return Panel(lines, rows, [_choice(offer) for offer in judged.offers], _as_of(judged))


def text_panel_of(judged: Judged) -> Panel | None:
    """Every count, the quoted ones with their token."""
    if not judged.offers and not judged.quotes:
        return None
    titles = dict.fromkeys(offer.snapshot.title for offer in judged.offers)
    quoted = {quote.title: quote for cell, quote in judged.quotes.items() if cell.startswith("register.")}
    lines = []
    for title in titles | dict.fromkeys(quoted):
        offers = [offer for offer in judged.offers if offer.snapshot.title == title]
        lines.append(_line(f"register.{title}", title, quoted.get(title), offers, judged))
    return Panel(lines, [], [], _as_of(judged))


def _line(cell: str, name: str, quote: Quote | None, fitted: list[Offer], judged: Judged) -> Line:
    if quote is None:
        return Line(cell, name, _badge_of(fitted[0]), choices=[_choice(offer) for offer in fitted])
    badge = f"{quote.source}：{quote.words}（截至 {quote.as_of}）"
    now = same_count(judged.offers, quote)
    changed = now is not None and now.snapshot.value != quote.value
    return Line(
        cell,
        name,
        badge,
        quote,
        figure_text(quote.value.normalize() + 0, quote.unit),
        _figure(now) if now is not None and changed else "",
    )


def _badge_of(offer: Offer) -> str:
    return f"{offer.source.name}：{offer.snapshot.words}（截至 {offer.snapshot.as_of}）"


def _choice(offer: Offer) -> Choice:
    return Choice(offer.snapshot.key, offer.snapshot.title, _figure(offer), offer.snapshot.rule)


def _figure(offer: Offer) -> str:
    return figure_text(offer.snapshot.value or Decimal(0), offer.snapshot.unit)


def _as_of(judged: Judged) -> str:
    return judged.offers[0].snapshot.as_of.isoformat() if judged.offers else ""
