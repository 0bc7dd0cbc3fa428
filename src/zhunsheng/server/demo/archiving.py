"""The file of the made-up district's first round of the year: scans of what was on paper, then archived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from zhunsheng.press.pdf import pdf_of
from zhunsheng.press.tree import Page, Role, Text, Tree
from zhunsheng.server.inspections.archive.actions import add_scan, file_round
from zhunsheng.server.inspections.archive.items import adopt_items, items_of
from zhunsheng.server.inspections.models import Round
from zhunsheng.server.jobs.worker import Worker
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit

_OF_THE_ROUND = ("巡察工作方案", "领导小组会议纪要")
_OF_EACH_UNIT = ("巡察报告", "整改方案", "专题民主生活会材料", "整改进展报告")
_SHORT = "联审的签字表存纸质档案室，未扫描。"


def archive_a_round(office: Actor, entry: Round, archived_on: date) -> None:
    """Its papers were reviewed before the register was there: only the scans are."""
    adopt_items(office)
    items = {item.name: item.pk for item in items_of(office.tenant)}
    for name, unit in _scans(entry):
        upload = SimpleUploadedFile(f"{name}.pdf", _scan(name, unit))
        add_scan(office, entry=entry, item_id=items[name], unit=unit, upload=upload)
    file_round(office, entry=entry, archived_on=archived_on, gap_note=_SHORT)
    Worker().run(once=True)


def _scans(entry: Round) -> Iterator[tuple[str, Unit | None]]:
    for name in _OF_THE_ROUND:
        yield name, None
    for inspectee in entry.inspectees.select_related("unit"):
        for name in _OF_EACH_UNIT:
            yield name, inspectee.unit


def _scan(name: str, unit: Unit | None) -> bytes:
    of = unit.name if unit is not None else "示例区委"
    return pdf_of(Tree(name, [Page([Text(f"{of}{name}（扫描件示例）", Role.TITLE)])]))
