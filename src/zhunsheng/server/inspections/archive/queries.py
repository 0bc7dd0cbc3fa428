"""Reading the archive: the office and the leading group, of their own region."""

from __future__ import annotations

from django.db.models import QuerySet

from zhunsheng.server.inspections.archive.models import ArchiveScan, FiledEntry, Filing
from zhunsheng.server.inspections.models import Round
from zhunsheng.server.inspections.workflow import may_oversee
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.queries import UNDER_WAY
from zhunsheng.server.orgs.actors import Actor


def filings_visible_to(actor: Actor) -> QuerySet[Filing]:
    found = Filing.objects.filter(round__term__tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


def filed_visible_to(actor: Actor) -> QuerySet[FiledEntry]:
    return FiledEntry.objects.filter(filing__in=filings_visible_to(actor))


def scans_visible_to(actor: Actor) -> QuerySet[ArchiveScan]:
    found = ArchiveScan.objects.filter(round__term__tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


def filing_in_force(entry: Round) -> Filing | None:
    """Sealed, being sealed, or an attempt that failed; None before, and after it was withdrawn."""
    return Filing.objects.select_related("job", "export", "by").filter(round=entry, withdrawn_on=None).first()


def is_under_way(job: Job | None) -> bool:
    return job is not None and job.state in UNDER_WAY
