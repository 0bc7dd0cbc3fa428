"""A small made-up district: a bureau and two units with their people, and a year open for both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from zhunsheng.server.campaigns.actions import create_campaign, open_campaign
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.demo.campaign import fill_sample, make_ready
from zhunsheng.server.orgs.actions import assign_duty, create_tenant, create_unit, create_user, place_unit
from zhunsheng.server.orgs.actors import Actor, actor_of, machine
from zhunsheng.server.orgs.models import Role, Tenant, Unit, User
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reviews import actions as reviews

PASSWORD = "shili-2023-demo"
OPERATOR = machine("测试")
YEAR = 2023


@dataclass
class Office:
    """The cast. People are named after what they do: jia is the preparer of 甲局, jia_head its head."""

    tenant: Tenant
    root: Unit
    jia_unit: Unit
    yi_unit: Unit
    people: dict[str, User] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return actor_of(self.people[name])

    def client(self, name: str) -> Client:
        client = Client()
        client.force_login(self.people[name], "django.contrib.auth.backends.ModelBackend")
        return client


def add_person(office: Office, name: str, unit: Unit, role: Role) -> None:
    user = create_user(
        OPERATOR, tenant=office.tenant, username=name, name=name, password=PASSWORD, must_change=False
    )
    assign_duty(OPERATOR, user=user, unit=unit, role=role, since=date(2022, 1, 1))
    office.people[name] = user


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process keeps between requests is of another test."""
    cache.clear()


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


def make_office() -> Office:
    tenant = create_tenant(OPERATOR, name="示例区", code="990000")
    root = create_unit(OPERATOR, tenant=tenant, code="000", name="示例区")
    jia = create_unit(OPERATOR, tenant=tenant, code="201", name="示例区甲局")
    yi = create_unit(OPERATOR, tenant=tenant, code="202", name="示例区乙局")
    place_unit(OPERATOR, unit=root, fiscal_year=YEAR, parent=None)
    for unit in (jia, yi):
        place_unit(OPERATOR, unit=unit, fiscal_year=YEAR, parent=root)
    office = Office(tenant, root, jia, yi)
    for name, unit, role in (
        ("jia", jia, Role.PREPARER),
        ("jia_head", jia, Role.HEAD),
        ("yi", yi, Role.PREPARER),
        ("yi_head", yi, Role.HEAD),
        ("reviewer", root, Role.REVIEWER),
        ("other_reviewer", root, Role.REVIEWER),
        ("bureau", root, Role.BUREAU),
        ("auditor", root, Role.AUDITOR),
        ("admin", root, Role.ADMIN),
    ):
        add_person(office, name, unit, role)
    return office


@pytest.fixture
def campaign(office: Office) -> Campaign:
    return make_year(office)


def make_year(office: Office) -> Campaign:
    campaign = create_campaign(
        office.actor("bureau"),
        organizer=office.root,
        fiscal_year=YEAR,
        scheme="hunan-overall",
        title="2023 年度部门整体支出绩效自评",
        deadline=timezone.now() + timedelta(days=10),
        notice="请按时填报。",
    )
    open_campaign(office.actor("bureau"), campaign=campaign, units=[office.jia_unit, office.yi_unit])
    return campaign


@pytest.fixture
def report(office: Office, campaign: Campaign) -> UnitReport:
    return report_of_jia(office, campaign)


def report_of_jia(office: Office, campaign: Campaign) -> UnitReport:
    """甲局's report, not begun."""
    return UnitReport.objects.get(campaign=campaign, unit=office.jia_unit)


STAGES = ("not_started", "filling", "with_head", "with_bureau", "under_review", "returned", "accepted")
Advance = Callable[[str], UnitReport]


@pytest.fixture
def advance(office: Office, report: UnitReport) -> Advance:
    """Takes 甲局's report to a state by the actions people would take."""

    def to(state: str) -> UnitReport:
        if state != "not_started":
            fill_sample(office.actor("jia"), report.pk, 2)
            make_ready(office.actor("jia"), report.pk)
        if state not in ("not_started", "filling"):
            draft = actions.submit(office.actor("jia"), report_id=report.pk)
        if state in ("with_bureau", "under_review", "returned", "accepted"):
            actions.approve(office.actor("jia_head"), report_id=report.pk, draft_number=draft.number)
        if state in ("under_review", "returned", "accepted"):
            reviews.open_review(office.actor("reviewer"), report_id=report.pk)
        if state == "returned":
            reviews.return_report(office.actor("reviewer"), report_id=report.pk, reason="请补充佐证。")
        if state == "accepted":
            reviews.accept(office.actor("reviewer"), report_id=report.pk)
        report.refresh_from_db()
        assert report.state == state
        return report

    return to
