"""The units below those an actor holds a duty over, as they stand in the latest year."""

from __future__ import annotations

from django.db.models import Max, Q

from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Placement, Role


def units_below(actor: Actor, *roles: Role) -> frozenset[int]:
    """Ids of the units over which one of the roles is held, those below them included."""
    if roles not in actor.below:
        actor.below[roles] = _units_below(actor, roles)
    return actor.below[roles]


def _units_below(actor: Actor, roles: tuple[Role, ...]) -> frozenset[int]:
    held = actor.units(*roles)
    if not held:
        return held
    year = Placement.objects.filter(unit__tenant_id=actor.tenant).aggregate(latest=Max("fiscal_year"))
    within = Q(pk__in=())
    for unit_id in held:
        within |= Q(path__contains=f"/{unit_id}/")
    below = Placement.objects.filter(within, fiscal_year=year["latest"]).values_list("unit_id", flat=True)
    return held | frozenset(below)
