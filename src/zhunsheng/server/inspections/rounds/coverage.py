"""Full coverage of a term (全覆盖): which units have been inspected, how often, and which not for years (X11)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from zhunsheng.server.inspections.models import Inspectee, Term
from zhunsheng.server.orgs.models import Placement, Unit

STALE_YEARS = 3
"""三年未巡: local practice."""


@dataclass(slots=True)
class Covered:
    unit: Unit
    known_since: date
    """The register's first term began then: of the time before, it can't say."""
    rounds: dict[int, list[str]] = field(default_factory=dict)
    """Round → the kinds of inspection the unit had in it."""
    last: date | None = None
    """进驻 of the latest inspection, in this term or an earlier one."""

    def stale(self, today: date) -> bool:
        """Not inspected for three years, as far as the register knows."""
        since = self.last or self.known_since
        return (today.year - since.year, today.month, today.day) >= (STALE_YEARS, since.month, since.day)


@dataclass(slots=True)
class Coverage:
    """`units` are those of the latest year's hierarchy below its top: what a term should cover."""

    units: list[Covered]
    today: date

    @property
    def covered(self) -> int:
        return sum(bool(entry.rounds) for entry in self.units)

    @property
    def uncovered(self) -> list[Covered]:
        return [entry for entry in self.units if not entry.rounds]

    @property
    def stale(self) -> list[Covered]:
        return [entry for entry in self.units if entry.stale(self.today)]


def coverage_of(term: Term, today: date) -> Coverage:
    """A round counts once the team has moved in (进驻)."""
    terms = Term.objects.filter(tenant_id=term.tenant_id)
    known_since = min(terms.values_list("since", flat=True))
    entries = {unit.pk: Covered(unit, known_since) for unit in _units(term.tenant_id)}
    inspected = Inspectee.objects.filter(
        round__term__tenant_id=term.tenant_id, round__entered_on__lte=today, unit__in=entries
    ).select_related("round", "theme")
    for inspectee in inspected.order_by("round__entered_on", "id"):
        covered, entered = entries[inspectee.unit_id or 0], inspectee.round.entered_on
        covered.last = max(covered.last or date.min, entered or date.min)
        if inspectee.round.term_id == term.pk:
            theme = inspectee.theme.name if inspectee.theme is not None else ""
            covered.rounds.setdefault(inspectee.round_id, []).append(f"{theme}{inspectee.get_kind_display()}")
    return Coverage(list(entries.values()), today)


def term_on(tenant_id: int, day: date) -> Term | None:
    """Of the latest round begun by the day, for a round may outlast its term; without one, that of the day."""
    terms = Term.objects.filter(tenant_id=tenant_id)
    begun = terms.filter(rounds__entered_on__lte=day).order_by("-rounds__entered_on", "-number")
    return begun.first() or terms.filter(since__lte=day, until__gte=day).order_by("-number").first()


def _units(tenant_id: int) -> list[Unit]:
    """The units directly below the top: what they have below them is inspected with them."""
    placed = Placement.objects.filter(unit__tenant_id=tenant_id, unit__is_active=True)
    latest = placed.order_by("-fiscal_year").values_list("fiscal_year", flat=True).first() or 0
    tops = placed.filter(fiscal_year=latest, parent=None).values("unit_id")
    found = placed.filter(fiscal_year=latest, parent__in=tops).select_related("unit")
    return [entry.unit for entry in found.order_by("unit__code")]
