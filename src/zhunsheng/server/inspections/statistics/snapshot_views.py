"""Taking the register's counts along to another machine."""

from __future__ import annotations

from datetime import date

from django.http import FileResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from zhunsheng.server.files.storing import clean_name, sent_bytes
from zhunsheng.server.inspections.rounds.actions import register_for
from zhunsheng.server.inspections.statistics.asked import year_asked
from zhunsheng.server.inspections.statistics.snapshot_export import export_snapshots
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.web.requests import OfficeRequest


@require_GET
def snapshot_file(request: OfficeRequest) -> FileResponse:
    """The counts of a year as of its last day, or of today while it isn't over."""
    require(may_register(request.actor))
    today = timezone.localdate()
    year = year_asked(request.GET.get("year", ""), today)
    as_of = min(today, date(year, 12, 31))
    register = register_for(request.actor)
    data = export_snapshots(request.actor, register=register, year=year, as_of=as_of)
    return sent_bytes(clean_name(f"{register.unit.name}{year}年台账快照.json"), data.encode())
