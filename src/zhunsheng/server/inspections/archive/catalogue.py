"""案卷目录: the lines of a round's file, and what is missing of it (齐全率)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from zhunsheng.server.inspections.archive.items import items_of
from zhunsheng.server.inspections.archive.materials import Material, RoundMaterials
from zhunsheng.server.inspections.archive.models import CatalogueItem, FiledEntry, Filing
from zhunsheng.server.orgs.models import Unit


@dataclass(slots=True, frozen=True)
class Line:
    """An item, of the round (`unit` None) or of one of its units, with what there is for it."""

    item: CatalogueItem
    unit: Unit | None
    materials: list[Material]


@dataclass(slots=True)
class Part:
    """How complete the round's own part is, or that of a unit: required items there are and should be."""

    unit: Unit | None
    there: int = 0
    required: int = 0
    files: int = 0
    missing: list[str] = field(default_factory=list)

    def count(self, name: str, is_required: bool, files: int) -> None:
        self.files += files
        if is_required:
            self.required += 1
            self.there += bool(files)
            if not files:
                self.missing.append(name)


def lines_of(materials: RoundMaterials) -> list[Line]:
    """The round's own first, then unit by unit."""
    items = list(items_of(materials.round.term.tenant_id).filter(is_active=True))
    of_units = sorted((found[0].unit for found in materials.inspectees.values()), key=_code)
    return [
        Line(item, unit, materials.of(item, unit))
        for unit in (None, *of_units)
        for item in items
        if (item.scope == CatalogueItem.Scope.ROUND) == (unit is None)
    ]


def _code(unit: Unit | None) -> str:
    return unit.code if unit is not None else ""


def parts_of(lines: Iterable[Line]) -> list[Part]:
    found: dict[int | None, Part] = {}
    for line in lines:
        part = found.setdefault(line.unit.pk if line.unit is not None else None, Part(line.unit))
        part.count(line.item.name, line.item.is_required, len(line.materials))
    return list(found.values())


def filed_parts(filing: Filing) -> list[Part]:
    """The same of an archived round, from its frozen lines."""
    found: dict[int | None, Part] = {}
    for lines in _by_item(filing.entries.select_related("unit")):
        part = found.setdefault(lines[0].unit_id, Part(lines[0].unit))
        part.count(lines[0].name, lines[0].is_required, sum(line.file_id is not None for line in lines))
    return list(found.values())


def _by_item(entries: Iterable[FiledEntry]) -> Iterator[list[FiledEntry]]:
    found: dict[tuple[int | None, str], list[FiledEntry]] = defaultdict(list)
    for entry in entries:
        found[entry.unit_id, entry.name].append(entry)
    yield from found.values()


def total_of(parts: Iterable[Part]) -> Part:
    total = Part(None)
    for part in parts:
        total.there += part.there
        total.required += part.required
        total.files += part.files
        total.missing += part.missing
    return total
