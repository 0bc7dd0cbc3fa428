"""Working on a round's file: scans in and out, archiving it, packing it, taking it back, appraising what is old.

The trace has items, units and sha256, never the name of a file: somebody may have put a person's into it.
"""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404

from zhunsheng.server.audit.trail import record
from zhunsheng.server.files.storing import store_upload
from zhunsheng.server.inspections.archive.catalogue import lines_of, parts_of, total_of
from zhunsheng.server.inspections.archive.items import items_of
from zhunsheng.server.inspections.archive.materials import materials_of
from zhunsheng.server.inspections.archive.models import ArchiveScan, CatalogueItem, Filing, RetentionDecision
from zhunsheng.server.inspections.archive.queries import filing_in_force, is_under_way, scans_visible_to
from zhunsheng.server.inspections.entry_checks import filled, happened, in_order, own, words
from zhunsheng.server.inspections.models import Inspectee, Round, Step
from zhunsheng.server.inspections.rounds.actions import date_steps
from zhunsheng.server.inspections.subjects import round_subject
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.queue import enqueue
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require

SEAL, PACK = "seal_archive", "pack_archive"
"""Kinds of jobs; what they do is in `sealing` and `packing`."""


@transaction.atomic
def add_scan(
    actor: Actor, *, entry: Round, item_id: int, unit: Unit | None, upload: UploadedFile[bytes] | None
) -> ArchiveScan:
    require(may_register(actor))
    _open_for_change(actor, entry)
    item = items_of(actor.tenant).filter(pk=item_id, is_active=True).first()
    if item is None:
        raise Http404
    _belongs(entry, item, unit)
    if upload is None:
        raise Refused("还没有选文件。")
    file = store_upload(actor, upload, guarded=True)
    scan = ArchiveScan.objects.create(round=entry, item=item, unit=unit, file=file, by_id=actor.person)
    record(actor, "add_archive_scan", round_subject(entry), _told(scan))
    return scan


def _belongs(entry: Round, item: CatalogueItem, unit: Unit | None) -> None:
    if (item.scope == CatalogueItem.Scope.ROUND) != (unit is None):
        raise Refused(f"“{item.name}”是{item.get_scope_display()}。")
    if unit is not None and not Inspectee.objects.filter(round=entry, unit=unit).exists():
        raise Refused("这个单位不是本轮的巡察对象。")


@transaction.atomic
def remove_scan(actor: Actor, *, scan_id: int) -> ArchiveScan:
    require(may_register(actor))
    found = scans_visible_to(actor).select_related("round__term", "item", "unit", "file")
    scan = found.filter(pk=scan_id).first()
    if scan is None:
        raise Http404
    _open_for_change(actor, scan.round)
    record(actor, "remove_archive_scan", round_subject(scan.round), _told(scan))
    ArchiveScan.objects.filter(pk=scan.pk).delete()
    return scan


def _told(scan: ArchiveScan) -> dict[str, object]:
    unit = scan.unit.name if scan.unit is not None else None
    return {"item": scan.item.name, "unit": unit, "sha256": scan.file.sha256}


def _open_for_change(actor: Actor, entry: Round) -> None:
    own(actor, entry.term.tenant_id)
    filing = filing_in_force(entry)
    if filing is not None and (filing.sealed_at is not None or is_under_way(filing.job)):
        raise Refused("本轮已经归档，材料不能再改。确需补充的，先撤销归档。")


# --- archiving ---------------------------------------------------------------------------------------------


@transaction.atomic
def file_round(actor: Actor, *, entry: Round, archived_on: date, gap_note: str = "") -> Filing:
    """归档, done by a job: every document is drawn a last time. What is missing has to be accounted for."""
    require(may_register(actor))
    entry = Round.objects.select_for_update(of=("self",)).select_related("term").get(pk=entry.pk)
    _open_for_change(actor, entry)
    happened(archived_on, "归档日期")
    if entry.fed_back_on is None:
        raise Refused("本轮还没有反馈，不能归档。")
    for step in Step:
        day = entry.date_of(step)
        if day is not None and step is not Step.ARCHIVED:
            in_order(day, f"“{step.label}”", archived_on, "归档日期")
    total = total_of(parts_of(lines_of(materials_of(actor, entry))))
    if not total.required:
        raise Refused("目录里没有必归的材料，请先设目录样本。")
    if total.missing:
        if not gap_note.strip():
            raise Refused(f"还缺 {len(total.missing)} 件必归材料，请补齐，或写明缺件说明。")
        gap_note = words(gap_note, "缺件说明")
    Filing.objects.filter(round=entry, sealed_at=None).delete()  # of an attempt that failed
    filing = Filing.objects.create(
        round=entry, archived_on=archived_on, gap_note=gap_note.strip(), by_id=actor.person
    )
    filing.job = _job(actor, SEAL, f"归档：{entry.name}", filing)
    filing.save(update_fields=["job"])
    return filing


@transaction.atomic
def withdraw_filing(actor: Actor, *, entry: Round, reason: str, on: date) -> Filing:
    """撤销归档: the frozen catalogue is kept beside the one to come."""
    require(may_register(actor))
    filing = _sealed(actor, entry)
    happened(on, "撤销日期")
    in_order(filing.archived_on, "归档日期", on, "撤销日期")
    filing.withdrawn_on, filing.withdrawn_for = on, words(reason, "撤销原因")
    filing.save(update_fields=["withdrawn_on", "withdrawn_for"])
    date_steps(actor, entry=entry, days={Step.ARCHIVED: None})
    details = {"on": on.isoformat(), "sha256": filing.digest}
    record(actor, "withdraw_archive", round_subject(entry), details)
    return filing


@transaction.atomic
def ask_for_package(actor: Actor, *, entry: Round) -> Job:
    """导出案卷, packed by a job."""
    require(may_register(actor))
    filing = _sealed(actor, entry)
    if is_under_way(filing.export):
        raise Refused("正在打包，请等一等。")
    filing.export = _job(actor, PACK, f"导出案卷：{entry.name}", filing)
    filing.save(update_fields=["export"])
    return filing.export


def _job(actor: Actor, kind: str, title: str, filing: Filing) -> Job:
    return enqueue(actor, kind=kind, title=title, parameters={"filing": filing.pk})


def _sealed(actor: Actor, entry: Round) -> Filing:
    own(actor, entry.term.tenant_id)
    filing = filing_in_force(entry)
    if filing is None or filing.sealed_at is None:
        raise Refused("本轮还没有归档。")
    return filing


# --- what passed its period ------------------------------------------------------------------------------


@transaction.atomic
def decide_retention(
    actor: Actor,
    *,
    filing: Filing,
    period: str,
    outcome: str,
    decided_by: str,
    decided_on: date,
    keep_until: date | None = None,
) -> RetentionDecision:
    """到期鉴定: kept down; the files stay where they are, whatever was decided."""
    require(may_register(actor))
    own(actor, filing.round.term.tenant_id)
    happened(decided_on, "鉴定日期")
    if outcome == RetentionDecision.Outcome.KEEP:
        if keep_until is None:
            raise Refused("继续保管的，请写明保管到哪一天。")
        in_order(decided_on, "鉴定日期", keep_until, "保管到")
    decision = RetentionDecision.objects.create(
        filing=filing,
        period=period,
        outcome=outcome,
        keep_until=keep_until if outcome == RetentionDecision.Outcome.KEEP else None,
        decided_by=filled(decided_by, "谁鉴定"),
        decided_on=decided_on,
        by_id=actor.person,
    )
    details = {"period": period, "outcome": outcome, "decided_on": decided_on.isoformat()}
    record(actor, "decide_retention", round_subject(filing.round), details)
    return decision
