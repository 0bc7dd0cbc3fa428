"""Evidence (佐证材料): files that prove an indicator or the report, and which indicators still lack any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhunsheng.server.audit.trail import record
from zhunsheng.server.files.storing import store_upload
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.content import Content, content_from_json
from zhunsheng.server.reports.models import Evidence, Survey, UnitReport
from zhunsheng.server.reports.saving import locked_report
from zhunsheng.server.reports.subjects import chain_of, subject_of
from zhunsheng.server.reports.surveys import formula_text, rate_text
from zhunsheng.server.reports.workflow import may_edit, may_sign

EVIDENCE, SIGNED = "evidence", "signed"
MOST_AT_ONCE = 20


@dataclass(slots=True)
class Added:
    """What became of an upload, told file by file."""

    kept: list[Evidence] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    same: list[Evidence] = field(default_factory=list)
    """Kept earlier, in place of a file that came again."""


@transaction.atomic
def add_evidence(
    actor: Actor, *, report_id: int, row: str, uploads: Sequence[UploadedFile[bytes]], note: str = ""
) -> Added:
    """Files for an indicator; for the report as a whole where `row` is empty."""
    report = locked_report(report_id)
    require(may_edit(actor, report))
    if row and content_from_json(report.content).row(row) is None:
        raise Refused("这一行指标已经被删除，请刷新页面再传。")
    if not uploads:
        raise Refused("还没有选文件。")
    if len(uploads) > MOST_AT_ONCE:
        raise Refused(f"一次最多传 {MOST_AT_ONCE} 个文件，请分几次传。")
    return keep_files(actor, report, row, EVIDENCE, uploads, note)


def keep_files(
    actor: Actor,
    report: UnitReport,
    row: str,
    kind: str,
    uploads: Sequence[UploadedFile[bytes]],
    note: str = "",
) -> Added:
    """A file already there for the same thing is not kept twice. The report's row must be held."""
    added = Added()
    there = list(Evidence.objects.filter(report=report).select_related("file"))
    for upload in uploads:
        file = store_upload(actor, upload)
        same = [entry for entry in there if entry.file.sha256 == file.sha256]
        again = [entry for entry in same if (entry.row, entry.kind) == (row, kind)]
        if again:
            added.same.append(again[0])
            added.notes.append(f"“{file.name}”已经传过，内容完全一样，没有再存。")
            file.delete()
            continue
        if same:
            added.notes.append(f"“{file.name}”与已传的“{same[0].file.name}”是同一个文件，两处都作佐证。")
        entry = Evidence.objects.create(
            report=report, row=row, kind=kind, file=file, note=note.strip()[:200], by_id=actor.person
        )
        there.append(entry)
        added.kept.append(entry)
        details = {"evidence": entry.pk, "row": row, "kind": kind, "name": file.name, "sha256": file.sha256}
        record(actor, "add_evidence", subject_of(report), details, chain_of(report))
    return added


@transaction.atomic
def remove_evidence(actor: Actor, *, report_id: int, evidence_id: int) -> None:
    """Taken out of the report; the file stays in the store and the trace names it."""
    report = locked_report(report_id)
    require(may_edit(actor, report))
    entry = Evidence.objects.select_related("file").filter(pk=evidence_id, report=report).first()
    if entry is None:
        raise Refused("这份材料已经不在了。")
    entry.delete()
    details = {
        "evidence": evidence_id,
        "row": entry.row,
        "name": entry.file.name,
        "sha256": entry.file.sha256,
    }
    record(actor, "remove_evidence", subject_of(report), details, chain_of(report))


@transaction.atomic
def add_signed(actor: Actor, *, report_id: int, uploads: Sequence[UploadedFile[bytes]]) -> Added:
    """The scan of the signed slip (审签单) of the draft that is with the head or the bureau."""
    report = locked_report(report_id)
    require(may_sign(actor, report))
    if not uploads:
        raise Refused("还没有选文件。")
    return keep_files(actor, report, "", SIGNED, uploads[:MOST_AT_ONCE], f"第 {report.draft_number} 稿")


def signed_scans(report: UnitReport) -> list[Evidence]:
    return list(Evidence.objects.filter(report=report, kind=SIGNED).select_related("file", "by"))


@dataclass(slots=True)
class Proven:
    """An indicator with what proves it; `row` is empty for the report as a whole."""

    row: str
    name: str
    actual: str
    files: list[Evidence]
    survey: Survey | None = None
    takes_survey: bool = False

    @property
    def formula(self) -> str:
        return formula_text(self.survey) if self.survey is not None else ""

    @property
    def surveyed(self) -> str:
        """The rate counted, where the table says something else."""
        rate = rate_text(self.survey) if self.survey is not None else ""
        return rate if rate != self.actual else ""

    @property
    def lacks(self) -> bool:
        return bool(self.row) and not self.files and self.survey is None


def proven_rows(report: UnitReport, content: Content) -> list[Proven]:
    """Every indicator that has a name, then the report as a whole with what no row claims any more."""
    files: dict[str, list[Evidence]] = {}
    for entry in Evidence.objects.filter(report=report, kind=EVIDENCE).select_related("file", "by"):
        files.setdefault(entry.row, []).append(entry)
    surveys = {survey.row: survey for survey in Survey.objects.filter(report=report)}
    rows = [
        Proven(
            row.id,
            content.text(f"{row.id}.name"),
            content.text(f"{row.id}.actual"),
            files.pop(row.id, []),
            surveys.get(row.id),
            takes_survey="满意" in row.level1 + row.level2,
        )
        for row in content.rows
        if content.text(f"{row.id}.name")
    ]
    rest = [entry for entries in files.values() for entry in entries]
    return [*rows, Proven("", "整份报告", "", rest)]
