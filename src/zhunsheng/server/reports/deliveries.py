"""Counts of a register on a machine of its own: taken in from its file, then offered as a live register's are."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from zhunsheng.kernel.snapshot_files import SnapshotFile, UnreadableSnapshots, snapshots_from_text
from zhunsheng.kernel.sources import CountedList, Snapshot
from zhunsheng.server.audit.trail import record
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.models import SnapshotDelivery
from zhunsheng.server.reports.saving import locked_report
from zhunsheng.server.reports.subjects import chain_of, subject_of
from zhunsheng.server.reports.workflow import may_edit

LARGEST = 1024 * 1024
"""Bytes: some sixty counts are 40 KB."""


@transaction.atomic
def deliver_snapshots(
    actor: Actor, *, report_id: int, upload: UploadedFile[bytes] | None
) -> SnapshotDelivery:
    """The file of the unit's own register, of the report's year. What was quoted before stays until it is updated."""
    report = locked_report(report_id)
    require(may_edit(actor, report))
    if upload is None:
        raise Refused("还没有选文件。")
    if (upload.size or 0) > LARGEST:
        raise Refused("这不是台账导出的快照文件，请重新选择。")
    try:
        text = upload.read().decode("utf-8")
        file = snapshots_from_text(text)
    except UnicodeDecodeError as error:
        raise Refused("这不是台账导出的快照文件，请重新选择。") from error
    except UnreadableSnapshots as error:
        raise Refused(str(error)) from error
    year = report.campaign.fiscal_year
    if file.unit_code != report.unit.code:
        raise Refused(f"快照是{file.unit_name}（{file.unit_code}）的，不是{report.unit.name}的。")
    if file.year != year:
        raise Refused(f"快照是 {file.year} 年的，这份报告是 {year} 年度的。")
    _check_day(report.unit_id, file)
    delivery = SnapshotDelivery.objects.create(
        unit=report.unit, fiscal_year=year, as_of=file.as_of, text=text, by_id=actor.person
    )
    details = {"as_of": file.as_of.isoformat(), "counts": len(file.snapshots)}
    record(actor, "deliver_snapshots", subject_of(report), details, chain_of(report))
    return delivery


def _check_day(unit_id: int, file: SnapshotFile) -> None:
    """Not of a day to come, and no step back behind what was brought before."""
    today = timezone.localdate()
    if file.as_of > today:
        raise Refused(f"快照截至 {file.as_of}，晚于今天，请核对那台机器的日期后重新导出。")
    brought = SnapshotDelivery.objects.filter(unit_id=unit_id, fiscal_year=file.year, as_of__lte=today)
    latest = brought.aggregate(latest=Max("as_of"))["latest"]
    if latest is not None and file.as_of < latest:
        raise Refused(f"快照截至 {file.as_of}，比已带入的（截至 {latest}）旧，请导出新的。")


class DeliveredSource:
    """The latest delivery of a unit's year, whatever day it is asked for: it says itself as of when."""

    name = "台账"

    def snapshots(self, unit_id: int, year: int, as_of: date) -> tuple[Snapshot, ...]:
        latest = SnapshotDelivery.objects.filter(unit_id=unit_id, fiscal_year=year).order_by("-id").first()
        return _counts_in(latest.text) if latest is not None else ()

    def snapshot(self, unit_id: int, year: int, as_of: date, key: str) -> Snapshot:
        for snapshot in self.snapshots(unit_id, year, as_of):
            if snapshot.key == key:
                return snapshot
        raise KeyError(key)

    def listed(self, unit_id: int, year: int, as_of: date, key: str) -> CountedList | None:
        """It stayed with the register."""
        self.snapshot(unit_id, year, as_of, key)
        return None


def _counts_in(text: str) -> tuple[Snapshot, ...]:
    """None of a file that an earlier version took, and which isn't taken any more."""
    try:
        return snapshots_from_text(text).snapshots
    except UnreadableSnapshots:
        return ()
