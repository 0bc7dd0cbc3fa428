"""For the access tests: a round archived long ago, packed, with a scan of 甲局 in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.files.storing import store_bytes
from zhunsheng.server.inspections.archive.actions import PACK, add_scan
from zhunsheng.server.inspections.archive.items import NewItem as CatalogueEntry
from zhunsheng.server.inspections.archive.items import add_item
from zhunsheng.server.inspections.archive.models import FiledEntry, Filing, Period
from zhunsheng.server.inspections.disclosure.actions import About, publish
from zhunsheng.server.inspections.disclosure.grounds import add_ground
from zhunsheng.server.inspections.disclosure.models import Manner, Matter
from zhunsheng.server.inspections.publicity.actions import NewItem, add_publicity
from zhunsheng.server.inspections.publicity.models import PublicityItem
from zhunsheng.server.jobs.models import Job


def archive_examples(inspections: Inspections) -> dict[str, Any]:
    office = inspections.office
    inspector, by = office.actor("inspector"), office.people["inspector"]
    item = add_item(inspector, CatalogueEntry("巡察报告", "unit", "scan", Period.TEN))
    upload = SimpleUploadedFile("巡察报告.txt", b"x")
    scan = add_scan(inspector, entry=inspections.round, item_id=item.pk, unit=office.jia_unit, upload=upload)
    package = Job.objects.create(
        tenant=office.tenant,
        kind=PACK,
        title="导出案卷",
        by=by,
        result=store_bytes(inspector, "案卷.zip", b"x"),
    )
    filing = Filing.objects.create(
        round=inspections.round,
        archived_on=date(2001, 1, 1),
        by=by,
        sealed_at=timezone.now(),
        export=package,
    )
    filed = FiledEntry.objects.create(
        filing=filing,
        unit=office.jia_unit,
        name=item.name,
        is_required=True,
        period=Period.TEN,
        path="201 示例区甲局/01-1 巡察报告.txt",
        origin=FiledEntry.Origin.SCAN,
        file=scan.file,
    )
    return {
        "archive_item_id": item.pk,
        "scan_id": scan.pk,
        "filing_id": filing.pk,
        "period": Period.TEN.value,
        "filed_id": filed.pk,
        "publicity_id": _publicity(inspections),
        **_disclosure(inspections),
    }


def _disclosure(inspections: Inspections) -> dict[str, Any]:
    """甲局's feedback was told within the party."""
    inspector, unit = inspections.office.actor("inspector"), inspections.office.jia_unit
    told = publish(
        inspector,
        About(inspections.round, unit, Matter.FEEDBACK, Manner.CIRCULAR),
        approver="领导小组组长",
        approved_on=date(2023, 5, 20),
        place="全区各党组",
        published_on=date(2023, 5, 22),
    )
    ground = add_ground(inspector, name="涉及工作秘密", basis="各地做法")
    return {
        "disclosure_id": told.pk,
        "matter": Matter.FEEDBACK.value,
        "manner": Manner.CIRCULAR.value,
        "ground_id": ground.pk,
    }


def _publicity(inspections: Inspections) -> int:
    new = NewItem(
        "巡察整改见成效",
        PublicityItem.Kind.STORY,
        "区委门户网站",
        date(2023, 7, 3),
        upload=SimpleUploadedFile("截图.txt", b"x"),
    )
    return add_publicity(inspections.office.actor("inspector"), new).pk
