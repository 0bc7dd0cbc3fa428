"""Reading the pool: 巡察办 and the leading group, of their own region. Nobody else, not even those in it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from zhunsheng.server.inspections.models import TeamMember
from zhunsheng.server.inspections.talent.models import (
    DeclaredRelation,
    FormerPost,
    Specialty,
    Talent,
    Training,
)
from zhunsheng.server.inspections.workflow import may_oversee
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role


def talents_visible_to(actor: Actor) -> QuerySet[Talent]:
    found = Talent.objects.filter(tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


def in_pool(talents: QuerySet[Talent]) -> QuerySet[Talent]:
    """Those who have not left it: the same as `Talent.in_pool`, as a query."""
    return talents.filter(Q(left_on=None) | Q(left_on__gt=timezone.localdate()))


def talent_for(actor: Actor, talent_id: int) -> Talent:
    """Raises Http404 for one the actor may not see."""
    return get_object_or_404(talents_visible_to(actor).select_related("unit", "user"), pk=talent_id)


def former_posts_visible_to(actor: Actor) -> QuerySet[FormerPost]:
    return FormerPost.objects.filter(talent__in=talents_visible_to(actor)).select_related("talent", "unit")


def relations_visible_to(actor: Actor) -> QuerySet[DeclaredRelation]:
    found = DeclaredRelation.objects.filter(talent__in=talents_visible_to(actor))
    return found.select_related("talent", "unit")


def trainings_visible_to(actor: Actor) -> QuerySet[Training]:
    found = Training.objects.filter(tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


def specialties_in_use(actor: Actor) -> QuerySet[Specialty]:
    """Those somebody now in the pool has."""
    return Specialty.objects.filter(talents__in=in_pool(talents_visible_to(actor))).distinct()


def members_visible_to(actor: Actor) -> QuerySet[TeamMember]:
    """Who serves on a team: for the office, the leading group and those who serve on it."""
    found = TeamMember.objects.filter(team__round__term__tenant_id=actor.tenant)
    if may_oversee(actor):
        return found
    if not actor.has(Role.TEAM):
        return found.none()
    return found.filter(team__members__talent__user_id=actor.person)
