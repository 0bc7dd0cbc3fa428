"""保管期限: what of the archived rounds has passed its period, for people to appraise. Nothing is deleted by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from zhunsheng.server.inspections.archive.models import FiledEntry, Filing, Period, RetentionDecision
from zhunsheng.server.inspections.archive.queries import filings_visible_to
from zhunsheng.server.orgs.actors import Actor


@dataclass(slots=True, frozen=True)
class Kept:
    """The files of an archived round that are kept for the same period."""

    filing: Filing
    period: Period
    files: int
    until: date
    decided: RetentionDecision | None
    """The latest decision; 同意销毁 leaves the files where they are."""

    def is_due(self, today: date) -> bool:
        """Whether somebody has to decide."""
        settled = self.decided is not None and self.decided.outcome == RetentionDecision.Outcome.DESTROY
        return not settled and self.until <= today


def kept_for(actor: Actor) -> list[Kept]:
    """What has a period, the earliest first."""
    filings = filings_visible_to(actor).filter(withdrawn_on=None, sealed_at__isnull=False)
    found = filings.select_related("round__term").prefetch_related("decisions")
    counted = FiledEntry.objects.filter(filing__in=filings).exclude(file=None).order_by()
    files = {
        (filing_id, period): number
        for filing_id, period, number in counted.values_list("filing_id", "period").annotate(Count("pk"))
    }
    return sorted(_kept(found, files), key=lambda kept: (kept.until, kept.filing.pk))


def _kept(filings: Iterable[Filing], files: dict[tuple[int, str], int]) -> Iterator[Kept]:
    for filing in filings:
        for period in Period:
            number = files.get((filing.pk, period.value), 0)
            if number and period.years is not None:
                of_period = [said for said in filing.decisions.all() if said.period == period]
                decided = of_period[-1] if of_period else None
                longer = decided.keep_until if decided is not None else None
                yield Kept(
                    filing, period, number, longer or _until(filing.archived_on, period.years), decided
                )


def _until(archived_on: date, years: int) -> date:
    """Counted from the first day of the year after (各地做法)."""
    return date(archived_on.year + 1 + years, 1, 1)
