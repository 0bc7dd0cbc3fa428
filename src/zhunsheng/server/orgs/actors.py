"""Who acts: a person with the duties of today. Every action takes one; there is no default."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone

from zhunsheng.server.orgs.models import Delegation, Duty, Role, User
from zhunsheng.server.orgs.verdicts import Refused


@dataclass(slots=True, frozen=True)
class Grant:
    """A role over the subtree of a unit."""

    role: Role
    unit_id: int
    unit_name: str
    deputy: bool = False
    """Held for somebody else, by delegation."""


@dataclass(slots=True, frozen=True)
class Actor:
    id: int | None
    """None for a command run at the machine."""
    name: str
    tenant_id: int | None
    grants: tuple[Grant, ...] = ()
    below: dict[tuple[Role, ...], frozenset[int]] = field(default_factory=dict, compare=False, repr=False)
    """What `subtrees.units_below` has found already: it is asked for many times while a page is made."""

    @property
    def person(self) -> int:
        """Who it is. What only a person may do, a command of the machine can't."""
        if self.id is None:
            raise Refused("这一步要由登录的人办理。")
        return self.id

    @property
    def tenant(self) -> int:
        """Whose units these are; a command of the machine belongs to none."""
        if self.tenant_id is None:
            raise Refused("这一步要由登录的人办理。")
        return self.tenant_id

    def units(self, *roles: Role) -> frozenset[int]:
        """The units over whose subtree one of the roles is held."""
        return frozenset(grant.unit_id for grant in self.grants if grant.role in roles)

    def holds(self, role: Role, path: str) -> bool:
        """Whether the role is held over the unit at the end of `path` (/1/5/9/)."""
        return any(grant.role is role and f"/{grant.unit_id}/" in path for grant in self.grants)

    def has(self, *roles: Role) -> bool:
        return any(grant.role in roles for grant in self.grants)

    @property
    def roles(self) -> list[str]:
        return list(dict.fromkeys(grant.role.label for grant in self.grants))


def actor_of(user: User, today: date | None = None) -> Actor:
    """A logged-in person, with the duties and delegations in force."""
    today = today or timezone.localdate()
    in_force = Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today))
    duties = Duty.objects.filter(in_force, user=user).select_related("unit").order_by("id")
    grants = [Grant(Role(duty.role), duty.unit_id, duty.unit.name) for duty in duties]
    handed = Delegation.objects.filter(deputy=user, since__lte=today, until__gte=today)
    grants += [
        Grant(Role(entry.duty.role), entry.duty.unit_id, entry.duty.unit.name, deputy=True)
        for entry in handed.select_related("duty__unit").order_by("id")
    ]
    return Actor(user.pk, user.name, user.tenant_id, tuple(grants))


def machine(name: str) -> Actor:
    """A command of the machine's operator, named in the trace: no duty, no tenant of its own."""
    return Actor(None, name, None)
