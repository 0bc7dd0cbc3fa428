"""The units of a year as a tree to pick from."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.models import Duty, Placement, Role
from zhunsheng.server.reports.models import UnitReport


@dataclass(slots=True)
class Node:
    unit_id: int
    name: str
    code: str
    present: bool
    """Takes part in the campaign already."""
    staffed: bool
    """Whether somebody is there to fill the report."""
    children: list[Node] = field(default_factory=list)


def tree_of(campaign: Campaign) -> list[Node]:
    """The units below the organizer in the campaign's year, in the order of their codes."""
    placed = (
        Placement.objects.filter(
            fiscal_year=campaign.fiscal_year,
            path__contains=f"/{campaign.organizer_id}/",
            unit__is_active=True,
        )
        .exclude(unit_id=campaign.organizer_id)
        .select_related("unit")
        .order_by("unit__code")
    )
    present = set(UnitReport.objects.filter(campaign=campaign).values_list("unit_id", flat=True))
    staffed = _units_with_preparers(campaign)
    nodes: dict[int, Node] = {}
    parents: dict[int, int | None] = {}
    for entry in placed:
        above = {int(part) for part in entry.path.strip("/").split("/")}
        nodes[entry.unit_id] = Node(
            entry.unit_id,
            entry.name_then,
            entry.unit.code,
            entry.unit_id in present,
            not staffed.isdisjoint(above),
        )
        parents[entry.unit_id] = entry.parent_id
    roots: list[Node] = []
    for unit_id, node in nodes.items():
        parent = nodes.get(parents[unit_id] or 0)
        (parent.children if parent is not None else roots).append(node)
    return roots


def _units_with_preparers(campaign: Campaign) -> set[int]:
    in_force = Q(until__isnull=True) | Q(until__gte=timezone.localdate())
    duties = Duty.objects.filter(
        in_force, role=Role.PREPARER, user__is_active=True, unit__tenant_id=campaign.tenant_id
    )
    return set(duties.values_list("unit_id", flat=True))
