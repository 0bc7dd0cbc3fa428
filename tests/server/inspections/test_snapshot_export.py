"""The counts leave the register as a file, with the fingerprints of their lists and without a word of an issue."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone
from tests.server.inspections.conftest import Inspections

from zhunsheng.kernel.snapshot_files import snapshots_from_text
from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.statistics.feed import RegisterSource


def test_the_file_says_what_a_live_feed_says(inspections: Inspections, issue: Issue) -> None:
    response = inspections.office.client("inspector").get("/inspections/snapshot/?year=2023")
    text = b"".join(response).decode()
    file = snapshots_from_text(text)
    assert (file.unit_code, file.unit_name, file.year, file.as_of) == (
        "150", "示例区委巡察办", 2023, date(2023, 12, 31),
    )  # fmt: skip
    source, unit = RegisterSource(), inspections.register.unit_id
    live = [source.snapshot(unit, 2023, file.as_of, snapshot.key) for snapshot in file.snapshots]
    assert list(file.snapshots) == live
    assert {s.key: s.value for s in file.snapshots}["issues.found"] == Decimal(1)
    assert issue.wording not in text
    assert Entry.objects.filter(verb="export_snapshots").count() == 1


def test_a_year_to_come_is_this_year(inspections: Inspections) -> None:
    client, today = inspections.office.client("inspector"), timezone.localdate()
    for asked in ("2100", "９", "9" * 23, "1999", ""):
        file = snapshots_from_text(b"".join(client.get(f"/inspections/snapshot/?year={asked}")).decode())
        assert (file.year, file.as_of) == (today.year, today), asked
