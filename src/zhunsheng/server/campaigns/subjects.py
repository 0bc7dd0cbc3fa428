"""How a campaign is named in the trace."""

from __future__ import annotations

from zhunsheng.server.audit.trail import Subject
from zhunsheng.server.campaigns.models import Campaign


def subject_of(campaign: Campaign) -> Subject:
    return Subject("campaign", campaign.pk, campaign.title)
