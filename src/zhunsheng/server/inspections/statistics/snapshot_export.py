"""The register's counts as a file, for reports kept on another machine. No wording is in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import transaction

from zhunsheng.kernel.snapshot_files import SnapshotFile, snapshots_to_text
from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.models import Register
from zhunsheng.server.inspections.statistics.catalogue import catalogue
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.statistics.counts import listed
from zhunsheng.server.inspections.statistics.feed import RegisterSource
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import require


@transaction.atomic
def export_snapshots(actor: Actor, *, register: Register, year: int, as_of: date) -> str:
    """The file's text. Each count goes with the fingerprint of the list behind it, which stays here."""
    require(may_register(actor))
    scope = Scope(register, year, as_of)
    entries = {entry.key: entry for entry in catalogue(scope)}
    snapshots = tuple(
        replace(snapshot, sha256=listed(scope, entries, snapshot.key).sha256)
        for snapshot in RegisterSource().snapshots(register.unit_id, year, as_of)
    )
    unit = register.unit
    text = snapshots_to_text(SnapshotFile(unit.code, unit.name, year, as_of, snapshots))
    details = {"year": year, "as_of": as_of.isoformat(), "counts": len(snapshots)}
    record(actor, "export_snapshots", Subject("register", register.pk, unit.name), details)
    return text
