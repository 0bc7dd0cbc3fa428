"""The units below others, those an actor holds a duty over first of all, as they stand in the latest year."""

from __future__ import annotations

from django.db.models import Max, Q

from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Placement, Role


def units_below(actor: Actor, *roles: Role) -> frozenset[int]:
    """Ids of the units over which one of the roles is held, those below them included."""
    if roles not in actor.below:
        actor.below[roles] = with_all_below(actor.tenant, actor.units(*roles))
    return actor.below[roles]


def with_all_below(tenant_id: int, held: frozenset[int]) -> frozenset[int]:
    """These units and all below them."""
    if not held:
        return held
    year = Placement.objects.filter(unit__tenant_id=tenant_id).aggregate(latest=Max("fiscal_year"))
    within = Q(pk__in=())
    for unit_id in held:
        within |= Q(path__contains=f"/{unit_id}/")
    below = Placement.objects.filter(within, fiscal_year=year["latest"]).values_list("unit_id", flat=True)
    return held | frozenset(below)
