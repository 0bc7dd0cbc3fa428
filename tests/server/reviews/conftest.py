"""Reports made straight in the table, with only what the queue shows of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests.server.conftest import Office

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.reports.models import UnitReport

AddReport = Callable[..., UnitReport]


@pytest.fixture
def queued(office: Office, campaign: Campaign) -> AddReport:
    """A report in the queue: state, scores and counts as given. Two come with the campaign; they are removed."""
    UnitReport.objects.filter(campaign=campaign).delete()

    def add(
        name: str, state: str = "with_bureau", filed: str = "", computed: str = "", **more: Any
    ) -> UnitReport:
        number = UnitReport.objects.count() + 1
        unit = Unit.objects.create(tenant=office.tenant, code=f"9{number:04}", name=name)
        return UnitReport.objects.create(
            campaign=campaign,
            unit=unit,
            path=f"/{office.root.pk}/{unit.pk}/",
            state=state,
            state_since=timezone.now(),
            deadline=campaign.deadline,
            filed_total=Decimal(filed) if filed else None,
            computed_total=Decimal(computed) if computed else None,
            **more,
        )

    return add
