"""Taking in what a workbook changed: through the same door as typing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.actions import add_indicator
from zhunsheng.server.reports.content import IMPORTED
from zhunsheng.server.reports.models import Evidence
from zhunsheng.server.reports.refilling import NEW, read_refill
from zhunsheng.server.reports.saving import Change, locked_report, save_cells
from zhunsheng.server.reports.workflow import may_edit


@dataclass(slots=True)
class Imported:
    count: int
    left: list[str] = field(default_factory=list)
    """Cells not taken, each with its reason."""


@transaction.atomic
def import_refill(
    actor: Actor,
    *,
    report_id: int,
    entry: Evidence,
    base_version: int,
    answers: Mapping[int, str],
    only_sound: bool,
) -> Imported:
    """Every change of the file, or only those without a problem. `base_version` is the one previewed."""
    report = locked_report(report_id)
    require(may_edit(actor, report))
    if report.version != base_version:
        raise Refused("预览之后报告又有改动，请重新看一遍预览再导入。")
    given = dict(answers)
    for unmatched in read_refill(report, entry, given).unmatched:
        if given.get(unmatched.number) == NEW:
            row = add_indicator(actor, report_id=report.pk, level1=unmatched.level1, level2=unmatched.level2)
            given[unmatched.number] = row.id
    report.refresh_from_db()
    refill = read_refill(report, entry, given)
    wanted = [item for item in refill.items if item.kind != "same"]
    left = [f"{item.name}：{item.problem}" for item in wanted if item.problem and only_sound]
    changes = [Change(item.cell, item.after) for item in wanted if not (item.problem and only_sound)]
    saved = save_cells(
        actor,
        report_id=report.pk,
        base_version=report.version,
        changes=changes,
        source=f"{IMPORTED}:{entry.file.name}",
    )
    names = {item.cell: item.name for item in wanted}
    left += [f"{names[cell]}：{why}" for cell, why in saved.refused.items()]
    return Imported(len(saved.acks), left)
