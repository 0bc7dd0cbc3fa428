"""What each version of a plan has that the one before it hadn't, in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Prefetch

from zhunsheng.server.inspections.plans.models import Plan, PlannedObject, PlanVersion


@dataclass(slots=True, frozen=True)
class VersionLine:
    version: PlanVersion
    objects: int
    changes: list[str]
    """Against the version before; none of the first."""


def history(plan: Plan) -> list[VersionLine]:
    """Every version, the first first, with what changed."""
    planned = Prefetch("objects_planned", PlannedObject.objects.select_related("unit", "theme"))
    versions = list(plan.versions.select_related("file").prefetch_related(planned, "submissions"))
    changes = [[], *(_changes(*pair) for pair in pairwise(versions))]
    return [
        VersionLine(version, len(version.objects_planned.all()), said)
        for version, said in zip(versions, changes, strict=True)
    ]


def _changes(earlier: PlanVersion, later: PlanVersion) -> list[str]:
    """Targets first, then objects: added, moved to another year or stage, taken out."""
    plan, said = later.plan, _targets(earlier, later)
    before, after = Counter(_keys(earlier)), Counter(_keys(later))
    added, removed = after - before, before - after
    for name, slot in sorted(added.elements(), key=_by_name):
        moved_from = next((key for key in removed if key[0] == name), None)
        if moved_from is None:
            said.append("，".join(filter(None, (f"增加{name}", plan.slot_name(slot)))))
        else:
            removed -= Counter([moved_from])
            said.append(f"{name}由{plan.slot_name(moved_from[1])}改到{plan.slot_name(slot)}")
    return said + [f"移出{name}" for name, _ in sorted(removed.elements(), key=_by_name)]


def _targets(earlier: PlanVersion, later: PlanVersion) -> list[str]:
    pairs = (
        ("计划覆盖单位", earlier.target_units, later.target_units),
        ("计划开展轮次", earlier.target_rounds, later.target_rounds),
    )
    return [
        f"{name}由{_number(before)}改为{_number(after)}" for name, before, after in pairs if before != after
    ]


def _number(target: int | None) -> str:
    return "未定" if target is None else str(target)


def _keys(version: PlanVersion) -> list[tuple[str, int | None]]:
    return [(described(planned), planned.slot) for planned in version.objects_planned.all()]


def described(planned: PlannedObject) -> str:
    """示例区甲局（常规）; 乙街道（信访专项）."""
    theme = planned.theme.name if planned.theme is not None else ""
    return f"{planned.name}（{theme}{planned.get_kind_display()}）"


def _by_name(key: tuple[str, int | None]) -> tuple[str, int]:
    return key[0], key[1] or 0
