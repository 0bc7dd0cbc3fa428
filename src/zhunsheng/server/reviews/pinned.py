"""Opinions with what they are about: as it was filed, and as it is; so that 已改 means something has changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.content import Content, content_from_json, fingerprint
from zhunsheng.server.reports.differences import place_of
from zhunsheng.server.reports.models import Draft, Evidence, UnitReport
from zhunsheng.server.reports.schemes import sheet_of
from zhunsheng.server.reviews.models import Opinion


@dataclass(slots=True)
class Pinned:
    opinion: Opinion
    place: str
    cell: str
    """Empty for the report as a whole."""
    then: str
    now: str
    changed: bool
    """Whether the cell says something else than in the draft the opinion is about."""

    @property
    def is_open(self) -> bool:
        return self.opinion.state == Opinion.State.OPEN


def pinned(report: UnitReport, opinions: Iterable[Opinion]) -> list[Pinned]:
    wanted = list(opinions)
    numbers = {opinion.draft_number for opinion in wanted}
    drafts = {draft.number: draft for draft in Draft.objects.filter(report=report, number__in=numbers)}
    now = content_from_json(report.content)
    return [_pinned(opinion, report, drafts.get(opinion.draft_number), now) for opinion in wanted]


def _pinned(opinion: Opinion, report: UnitReport, draft: Draft | None, now: Content) -> Pinned:
    sheet, cell = sheet_of(report.campaign.scheme), opinion.cell
    before = content_from_json(draft.content) if draft is not None else now
    if cell in sheet.computed:
        old, new = _computed(report, before, cell), _computed(report, now, cell)
    elif sheet.is_cell(cell):
        old, new = before.text(cell), now.text(cell)
    else:
        changed = fingerprint(before) != fingerprint(now) or _proof_added(report, draft)
        return Pinned(opinion, "整份报告", "", "", "", changed)
    return Pinned(opinion, place_of(cell, now, sheet), cell, old, new, old != new)


def _computed(report: UnitReport, content: Content, cell: str) -> str:
    return judge(report, content).assessment.computed.get(cell, "")


def _proof_added(report: UnitReport, draft: Draft | None) -> bool:
    """Evidence can't come between filing and return: what is newer than the draft came after the opinion."""
    return draft is not None and Evidence.objects.filter(report=report, at__gt=draft.filed_at).exists()
