"""A campaign by its address, for whoever reviews in it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import require
from zhunsheng.server.reviews.policy import may_review, reviews_at_all


def campaigns_of(actor: Actor) -> QuerySet[Campaign]:
    """The years whose reports this person reviews, the latest first."""
    require(reviews_at_all(actor))
    open_ones = Campaign.objects.exclude(state=Campaign.State.DRAFT)
    return open_ones.filter(tenant_id=actor.tenant).order_by("-fiscal_year", "-pk")


def campaign_for(actor: Actor, campaign_id: int) -> Campaign:
    """Raises Refused for one that isn't theirs to review, Http404 for none at all."""
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    if campaign is None:
        raise Http404
    require(may_review(actor, campaign))
    return campaign
