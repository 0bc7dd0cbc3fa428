"""Filed drafts: which there are, what changed since, and a cell taken back from one."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404

from zhunsheng.server.audit.trail import last_details
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.content import Content, content_from_json
from zhunsheng.server.reports.models import Draft, UnitReport
from zhunsheng.server.reports.saving import Change, Saved, locked_report, save_cells
from zhunsheng.server.reports.subjects import chain_of
from zhunsheng.server.reports.workflow import Verb

SHORT_HASH = 12
"""Characters of the hash printed on a document: enough that no two drafts share them by chance."""
NOW = 0
"""In an address, instead of a draft's number: the report as it stands."""


def draft_of(report: UnitReport, number: int) -> Draft:
    draft = Draft.objects.filter(report=report, number=number).first()
    if draft is None:
        raise Http404
    return draft


def content_at(report: UnitReport, number: int) -> Content:
    """What the report said in a draft, or says now."""
    return content_from_json(report.content if number == NOW else draft_of(report, number).content)


def last_returned(report: UnitReport) -> Draft | None:
    """The draft the bureau sent back last: what a reviewer compares with."""
    details = last_details(chain_of(report), Verb.RETURN)
    if details is None:
        return None
    return Draft.objects.filter(report=report, number=details.get("draft", -1)).first()


def drafts_with_hash(tenant_id: int, short: str) -> list[Draft]:
    """Drafts whose hash begins so. As a range, which the index answers on every database."""
    found = Draft.objects.filter(
        sha256__gte=short, sha256__lt=f"{short}g", report__unit__tenant_id=tenant_id
    ).select_related("report__unit", "report__campaign")
    return list(found.defer("content", "findings", "report__content")[:5])


@transaction.atomic
def restore_cell(actor: Actor, *, report_id: int, number: int, cell: str) -> Saved:
    """A cell as a draft had it, saved like anything typed, with the draft as its source."""
    report = locked_report(report_id)
    text = content_at(report, number).text(cell)
    saved = save_cells(
        actor,
        report_id=report_id,
        base_version=report.version,
        changes=[Change(cell, text)],
        source=f"draft:{number}",
    )
    if saved.refused:
        raise Refused(next(iter(saved.refused.values())))
    return saved
