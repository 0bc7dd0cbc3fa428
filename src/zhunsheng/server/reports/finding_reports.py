"""A report by its address, for whoever may see it."""

from __future__ import annotations

from django.http import Http404

from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.workflow import may_see


def report_for(actor: Actor, report_id: int) -> UnitReport:
    """Raises Refused for one of another unit, Http404 for none at all."""
    report = UnitReport.objects.select_related("campaign", "unit", "reviewer").filter(pk=report_id).first()
    if report is None:
        raise Http404
    require(may_see(actor, report))
    return report
