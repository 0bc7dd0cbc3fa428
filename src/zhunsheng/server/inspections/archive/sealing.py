"""The job that archives a round: each material becomes a file of its own, and the catalogue a list of sha256."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone

from zhunsheng.server.audit.trail import record
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.files.storing import clean_name, store_chunks
from zhunsheng.server.inspections.archive.actions import SEAL
from zhunsheng.server.inspections.archive.catalogue import Line, filed_parts, lines_of, total_of
from zhunsheng.server.inspections.archive.materials import Material, materials_of
from zhunsheng.server.inspections.archive.models import FiledEntry, Filing
from zhunsheng.server.inspections.models import Step
from zhunsheng.server.inspections.rounds.actions import date_steps
from zhunsheng.server.inspections.subjects import round_subject
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.jobs.kinds import Progress, job_kind
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.orgs.actors import Actor, actor_of
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import require


@job_kind(SEAL, apart=True)
def seal_archive(job: Job, progress: Progress) -> None:
    """Line by line; begun anew where a worker died half way."""
    actor = actor_of(job.by)
    require(may_register(actor))
    filing = Filing.objects.select_related("round__term").get(pk=job.parameters["filing"])
    if filing.sealed_at is not None:
        return
    filing.entries.all().delete()
    lines = lines_of(materials_of(actor, filing.round))
    progress(0, len(lines))
    for number, line in enumerate(lines, start=1):
        _file(actor, filing, line)
        progress(number, len(lines), line.unit.name if line.unit is not None else "本轮材料")
    _seal(actor, filing)


@transaction.atomic
def _file(actor: Actor, filing: Filing, line: Line) -> None:
    for number, material in enumerate(line.materials, start=1):
        name = clean_name(f"{line.item.place:02}-{number} {material.name}")
        _entry(filing, line, f"{folder_of(line.unit)}/{name}", material.origin, _stored(actor, material))
    if not line.materials:
        _entry(filing, line)


def _entry(
    filing: Filing, line: Line, path: str = "", origin: str = "", file: StoredFile | None = None
) -> None:
    FiledEntry.objects.create(
        filing=filing,
        unit=line.unit,
        name=line.item.name,
        is_required=line.item.is_required,
        period=line.item.period,
        path=path,
        origin=origin,
        file=file,
    )


def folder_of(unit: Unit | None) -> str:
    return clean_name(f"{unit.code} {unit.name}") if unit is not None else "本轮"


def _stored(actor: Actor, material: Material) -> StoredFile:
    if material.file is not None:
        return material.file
    return store_chunks(actor, clean_name(material.name), [material.data()], guarded=True)


@transaction.atomic
def _seal(actor: Actor, filing: Filing) -> None:
    date_steps(actor, entry=filing.round, days={Step.ARCHIVED: filing.archived_on})
    filing.sealed_at = timezone.now()
    filing.digest = hashlib.sha256(sums_of(filing).encode()).hexdigest()
    filing.save(update_fields=["sealed_at", "digest"])
    total = total_of(filed_parts(filing))
    details = {"files": total.files, "missing": len(total.missing), "sha256": filing.digest}
    record(actor, "archive_round", round_subject(filing.round), details)


def sums_of(filing: Filing) -> str:
    """SHA256SUMS, as `sha256sum -c` reads it."""
    filed = filing.entries.exclude(file=None).values_list("file__sha256", "path")
    return "".join(f"{sha256}  {path}\n" for sha256, path in filed)
