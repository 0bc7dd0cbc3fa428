"""Filter sets kept by name (常用筛选): one's own, and those colleagues of the same bureau share."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reviews.filters import Filters
from zhunsheng.server.reviews.models import SavedView
from zhunsheng.server.reviews.policy import may_drop_view, may_open_view, reviews_at_all

LONGEST_NAME = 40
_MOST = 50


def visible_to(actor: Actor) -> QuerySet[SavedView]:
    """One's own first. The same rule as policy.may_open_view."""
    own = Q(by_id=actor.person)
    views = SavedView.objects.filter(own | Q(shared=True), tenant_id=actor.tenant)
    return views.select_related("by").order_by("name", "pk")


def view_for(actor: Actor, view_id: int) -> SavedView:
    """Raises Refused for one that isn't shared, Http404 for none at all."""
    view = SavedView.objects.filter(pk=view_id).first()
    if view is None:
        raise Http404
    require(may_open_view(actor, view))
    return view


@transaction.atomic
def keep_view(actor: Actor, *, name: str, filters: Filters, shared: bool) -> SavedView:
    """A name kept before stands for these filters from now on."""
    require(reviews_at_all(actor))
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refused(f"请给这组筛选起个名字，最多 {LONGEST_NAME} 个字。")
    own = SavedView.objects.filter(by_id=actor.person)
    if own.count() >= _MOST and not own.filter(name=name).exists():
        raise Refused(f"最多存 {_MOST} 组筛选，请先删去不用的。")
    view, _ = SavedView.objects.update_or_create(
        by_id=actor.person,
        name=name,
        defaults={"tenant_id": actor.tenant, "query": filters.address(), "shared": shared},
    )
    record(actor, "keep_view", _subject(view), {"query": view.query, "shared": shared})
    return view


@transaction.atomic
def drop_view(actor: Actor, *, view_id: int) -> SavedView:
    view = view_for(actor, view_id)
    require(may_drop_view(actor, view))
    record(actor, "drop_view", _subject(view), {"query": view.query})
    SavedView.objects.filter(pk=view_id).delete()
    return view


def _subject(view: SavedView) -> Subject:
    return Subject("view", view.pk, view.name)
