"""The year unit by unit: what the summary lists, groups and adds up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.reports.models import FILED, State
from zhunsheng.server.reviews.models import Recheck
from zhunsheng.server.reviews.queue import Reports
from zhunsheng.server.reviews.rechecking import Deviation

UNGRADED = "未定等次"


@dataclass(slots=True, frozen=True)
class UnitLine:
    """One unit. Scores are None while its report is missing, whatever a draft of it may say."""

    unit: str
    state: str
    reported: bool
    filed: Decimal | None
    computed: Decimal | None
    grade: str
    rate: Decimal | None
    errors: int
    warnings: int
    recheck: Deviation | None
    department: str = ""
    """The unit right below the organizer that it belongs to, or itself."""
    function: str = ""
    funds: Decimal | None = None
    """全年预算数, in 万元, also of a report still being written: it says how large the unit is."""

    @property
    def gap(self) -> Decimal | None:
        if self.filed is None or self.computed is None:
            return None
        return self.filed - self.computed


def unit_lines(reports: Reports, campaign: Campaign) -> list[UnitLine]:
    columns = (
        "pk",
        "unit__name",
        "state",
        "filed_total",
        "computed_total",
        "grade",
        "execution_rate",
        "errors",
        "warnings",
        "path",
        "unit__function",
        "full_year_funds",
    )
    rechecks = _rechecks(campaign)
    rows = list(reports.order_by("unit__code", "pk").values_list(*columns))
    heads = {row[0]: _department_of(row[9], campaign) for row in rows}
    names = dict(Unit.objects.filter(pk__in=set(heads.values())).values_list("pk", "name"))
    lines = []
    for pk, unit, state, filed, computed, grade, rate, errors, warnings, _, function, funds in rows:
        group = (names.get(heads[pk], unit), function, funds)
        if state in FILED:
            found = (filed, computed, grade or UNGRADED, rate, errors, warnings)
            lines.append(UnitLine(unit, State(state).label, True, *found, rechecks.get(pk), *group))
        else:
            missing = (None, None, "", None, 0, 0, None)
            lines.append(UnitLine(unit, State(state).label, False, *missing, *group))
    return lines


def _department_of(path: str, campaign: Campaign) -> int:
    """The unit below the organizer on the way to the report's own."""
    ids = [int(text) for text in path.strip("/").split("/")]
    at = ids.index(campaign.organizer_id) + 1 if campaign.organizer_id in ids else 0
    return ids[min(at, len(ids) - 1)]


def _rechecks(campaign: Campaign) -> dict[int, Deviation]:
    """The latest finished re-check of each report."""
    done = Recheck.objects.filter(sample__campaign=campaign, done_at__isnull=False).order_by("done_at")
    both = Q(scores__score__isnull=False, scores__filed__isnull=False)
    sums = done.annotate(
        filed=Sum("scores__filed", filter=both),
        score=Sum("scores__score", filter=both),
        rows=Count("scores", filter=both),
    )
    return {
        report: Deviation(filed, score, rows)
        for report, filed, score, rows in sums.values_list("report_id", "filed", "score", "rows")
        if rows
    }
