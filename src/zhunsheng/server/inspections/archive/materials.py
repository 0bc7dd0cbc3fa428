"""What there is for each item of a round's catalogue: scans, what units handed in, what the register can draw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import Count, Min
from django.utils import timezone

from zhunsheng.press.docx import docx_of
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.files.storing import clean_name, read_stored
from zhunsheng.server.inspections.archive.drawing import opinions_tree, slips_tree
from zhunsheng.server.inspections.archive.models import ArchiveScan, CatalogueItem, FiledEntry, Filling
from zhunsheng.server.inspections.ledger.exporting import ledger_xlsx
from zhunsheng.server.inspections.models import Inspectee, Issue, Register, Round
from zhunsheng.server.inspections.papers.models import Paper, PaperKind, PaperVersion
from zhunsheng.server.inspections.papers.rectification_reports import draw_report
from zhunsheng.server.inspections.queries import inspected_by_us
from zhunsheng.server.inspections.rounds.actions import register_for
from zhunsheng.server.inspections.rounds.notice_models import OF_A_ROUND, NoticeKind
from zhunsheng.server.inspections.rounds.notices import notice_tree
from zhunsheng.server.inspections.supervision.models import NoticeSlip
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit

Origin = FiledEntry.Origin


@dataclass(slots=True, frozen=True)
class Material:
    """A file that is there, or one the register draws when it is asked for."""

    name: str
    origin: Origin
    file: StoredFile | None = None
    draw: Callable[[], bytes] | None = None
    scan: ArchiveScan | None = None

    def data(self) -> bytes:
        if self.file is not None:
            return read_stored(self.file)
        assert self.draw is not None
        return self.draw()


@dataclass(slots=True, frozen=True)
class RoundMaterials:
    """All that the catalogue of a round asks about, read at once."""

    actor: Actor
    round: Round
    register: Register
    inspectees: dict[int, list[Inspectee]]
    scans: dict[tuple[int, int | None], list[ArchiveScan]]
    papers: dict[tuple[int, str], list[Paper]]
    slips: dict[int, list[NoticeSlip]]
    issues: dict[int, int]

    def of(self, item: CatalogueItem, unit: Unit | None) -> list[Material]:
        """A scan of the original stands in for what the register would draw; what was handed in goes beside it."""
        key = unit.pk if unit is not None else None
        scans = [
            Material(scan.file.name, Origin.SCAN, file=scan.file, scan=scan)
            for scan in self.scans.get((item.pk, key), [])
        ]
        held = self._handed_in(item, unit) + scans
        return held or self._drawn(item, unit)

    def _handed_in(self, item: CatalogueItem, unit: Unit | None) -> list[Material]:
        papers = self.papers.get((unit.pk, item.filling), []) if unit is not None else []
        return [
            Material(f"{_version_name(version)} {version.file.name}", Origin.HANDED_IN, file=version.file)
            for paper in papers
            for version in paper.versions.all()
        ]

    def _drawn(self, item: CatalogueItem, unit: Unit | None) -> list[Material]:
        return [Material(clean_name(name), Origin.DRAWN, draw=draw) for name, draw in self._draws(item, unit)]

    def _draws(self, item: CatalogueItem, unit: Unit | None) -> Iterable[tuple[str, Callable[[], bytes]]]:
        filling = Filling(item.filling)
        if filling is Filling.LEDGER and self._has_issues(unit):
            yield f"{item.name}.xlsx", partial(self._ledger, item, unit)
        if unit is None:
            return
        if filling.value in OF_A_ROUND:
            kind = NoticeKind(filling.value)
            for inspectee in self.inspectees[unit.pk]:
                dated = self._date_of(kind, inspectee)
                if dated is not None:
                    yield (
                        f"{item.name}（{inspectee.name}）.docx",
                        partial(self._notice, kind, inspectee, dated),
                    )
        elif filling is Filling.OPINIONS:
            for paper in (paper for kind in PaperKind for paper in self.papers.get((unit.pk, kind), [])):
                if paper.versions.all():
                    yield f"{item.name}（{paper.name}）.docx", partial(self._opinions, paper)
        elif filling is Filling.REPORT and self._has_issues(unit):
            yield f"{item.name}.docx", partial(self._report, unit)
        elif filling is Filling.SLIPS and unit.pk in self.slips:
            yield f"{item.name}.docx", partial(self._slips, unit)

    def _has_issues(self, unit: Unit | None) -> bool:
        return bool(self.issues) if unit is None else unit.pk in self.issues

    def _date_of(self, kind: NoticeKind, inspectee: Inspectee) -> date | None:
        """Of the step the paper belongs to; before that there is nothing to file."""
        return {
            NoticeKind.FORMING: self.round.formed_on,
            NoticeKind.ANNOUNCEMENT: self.round.announced_on,
            NoticeKind.MOBILISING: self.round.entered_on,
        }.get(kind, inspectee.fed_back_on or self.round.fed_back_on)

    # --- drawing -------------------------------------------------------------------------------------

    def _notice(self, kind: NoticeKind, inspectee: Inspectee, dated: date) -> bytes:
        return docx_of(notice_tree(self.register, kind, inspectee, dated))

    def _opinions(self, paper: Paper) -> bytes:
        return docx_of(opinions_tree(paper))

    def _report(self, unit: Unit) -> bytes:
        return docx_of(draw_report(self.actor, round_id=self.round.pk, unit_id=unit.pk))

    def _slips(self, unit: Unit) -> bytes:
        return docx_of(slips_tree(self.slips[unit.pk], self.register.unit.name))

    def _ledger(self, item: CatalogueItem, unit: Unit | None) -> bytes:
        issues = Issue.objects.filter(round=self.round).order_by("unit__code", "number")
        found = issues.filter(unit=unit) if unit is not None else issues
        today = timezone.localdate()
        said = f"{self.round.name}，截至{today}。"
        title = f"{unit.name}{item.name}" if unit is not None else item.name
        rows = found.select_related("unit", "round__term", "category", "theme")
        return ledger_xlsx(title, said, rows, today)


def _version_name(version: PaperVersion) -> str:
    """第1稿, 第2次第1稿, 第2稿（已放弃）."""
    again = f"第{version.paper.number}次" if version.paper.number > 1 else ""
    return f"{again}第{version.number}稿{'（已放弃）' if version.given_up_at else ''}"


def materials_of(actor: Actor, entry: Round) -> RoundMaterials:
    inspectees: dict[int, list[Inspectee]] = defaultdict(list)
    found = inspected_by_us(entry.term.tenant_id).filter(round=entry)
    for inspectee in found.select_related("round__term", "unit", "team", "theme"):
        assert inspectee.unit_id is not None
        inspectees[inspectee.unit_id].append(inspectee)
    scans: dict[tuple[int, int | None], list[ArchiveScan]] = defaultdict(list)
    for scan in ArchiveScan.objects.filter(round=entry).select_related("file", "by"):
        scans[scan.item_id, scan.unit_id].append(scan)
    papers = Paper.objects.filter(round=entry).select_related("unit", "round__term")
    by_kind: dict[tuple[int, str], list[Paper]] = defaultdict(list)
    for paper in papers.prefetch_related("versions__file", "versions__opinions").order_by("number"):
        by_kind[paper.unit_id, paper.kind].append(paper)
    issues = Issue.objects.filter(round=entry).order_by().values_list("unit_id").annotate(number=Count("*"))
    return RoundMaterials(
        actor,
        entry,
        register_for(actor),
        inspectees,
        scans,
        by_kind,
        _slips_of(entry, list(inspectees)),
        dict(issues),
    )


def _slips_of(entry: Round, units: list[int]) -> dict[int, list[NoticeSlip]]:
    """A slip names no round: it belongs to the inspection its unit was in at the time."""
    slips: dict[int, list[NoticeSlip]] = defaultdict(list)
    if entry.entered_on is None:
        return slips
    later = Inspectee.objects.filter(unit_id__in=units, round__entered_on__gt=entry.entered_on)
    until = dict(later.order_by().values_list("unit_id").annotate(next=Min("round__entered_on")))
    sent = NoticeSlip.objects.filter(unit_id__in=units, issued_on__gte=entry.entered_on)
    for slip in sent.select_related("unit").order_by("issued_on", "pk"):
        if slip.unit_id not in until or slip.issued_on < until[slip.unit_id]:
            slips[slip.unit_id].append(slip)
    return slips
