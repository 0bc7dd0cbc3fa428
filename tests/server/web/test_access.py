"""Who gets in where: every address, every role, own and other units, generated from the address book itself.

A new address without an example of its parameters, or without a line in OPEN_TO, fails here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from tests.server.conftest import OPERATOR, PASSWORD, Advance, Office
from tests.server.inspections.conftest import Inspections
from tests.server.web.access import OPEN_TO, OWN_AFFAIRS, PUBLIC, clue_examples, examples_of, issue_examples
from tests.server.web.addresses import ADDRESSES, Address, body_of

from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.orgs.actions import assign_duty, create_tenant, create_unit, create_user, place_unit
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.queries import visible_to
from zhunsheng.server.reports.workflow import may_see

PRIVATE = [address for address in ADDRESSES if address.name not in PUBLIC]
ABOUT_A_REPORT = [address for address in PRIVATE if address.parameters]
SHARED = {"yi_rectifier": ["round"], "other_member": ["own_rule", "own_rule_file", "round"]}
"""With 甲局 in one round: they see the round, and of it their own part. The office's rules are for every team."""
Visit = Callable[[Client, Address, str], HttpResponse]


@pytest.fixture
def foreigners(office: Office) -> Office:
    """People of another district, one for each role."""
    tenant = create_tenant(OPERATOR, name="乙区", code="990001")
    root = create_unit(OPERATOR, tenant=tenant, code="000", name="乙区")
    place_unit(OPERATOR, unit=root, fiscal_year=2023, parent=None)
    for role in Role:
        user = create_user(
            OPERATOR,
            tenant=tenant,
            username=f"foreign_{role}",
            name=role,
            password=PASSWORD,
            must_change=False,
        )
        assign_duty(OPERATOR, user=user, unit=root, role=role, since=date(2022, 1, 1))
        office.people[f"foreign_{role}"] = user
    return office


@pytest.fixture
def visit(office: Office, advance: Advance, inspections: Inspections, issue: Issue) -> Visit:
    """Asks for an address about 甲局's report or an issue found there, and takes back whatever that did."""
    report = advance("filling")
    examples = examples_of(office, report) | issue_examples(inspections, issue) | clue_examples(office)

    def ask(client: Client, address: Address, method: str) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = getattr(client, method)(address.url(examples))
            transaction.set_rollback(True)
        body_of(response)
        return response

    return ask


def test_every_address_is_in_the_book() -> None:
    assert {address.name for address in PRIVATE} == set(OPEN_TO) | set(OWN_AFFAIRS)


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_login_there_is_only_the_login(visit: Visit, method: str) -> None:
    for address in PRIVATE:
        response = visit(Client(), address, method)
        assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/login/"), address


@pytest.mark.every_address
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_at_another_unit_s_report(office: Office, visit: Visit, method: str) -> None:
    for name in ("yi", "yi_head", "yi_rectifier", "other_member"):
        client = office.client(name)
        reached = [a.name for a in ABOUT_A_REPORT if visit(client, a, method).status_code < 400]
        assert reached == (SHARED.get(name, []) if method == "get" else []), name


@pytest.mark.every_address
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_at_another_district(foreigners: Office, visit: Visit, method: str) -> None:
    for role in Role:
        client = foreigners.client(f"foreign_{role}")
        reached = [a.name for a in ABOUT_A_REPORT if visit(client, a, method).status_code < 400]
        assert reached == [], role


def test_an_auditor_changes_nothing(office: Office, visit: Visit) -> None:
    client = office.client("auditor")
    others = [address for address in PRIVATE if address.name not in OWN_AFFAIRS]
    changed = [address.name for address in others if visit(client, address, "post").status_code < 400]
    assert changed == []


def test_who_may_open_which_page(office: Office, visit: Visit) -> None:
    """Status under 400 for exactly the people named; nobody ever sees the server break."""
    clients = {name: office.client(name) for name in sorted(office.people)}
    statuses = {
        address.name: {name: visit(client, address, "get").status_code for name, client in clients.items()}
        for address in PRIVATE
    }
    broken = {name: found for name, found in statuses.items() if max(found.values()) >= 500}
    assert broken == {}
    opened = {
        address: {name for name, status in found.items() if status < 400}
        for address, found in statuses.items()
        if address not in OWN_AFFAIRS
    }
    assert opened == OPEN_TO


def test_what_the_list_shows_is_what_the_page_opens(foreigners: Office, advance: Advance) -> None:
    advance("with_bureau")
    for name in foreigners.people:
        actor = foreigners.actor(name)
        listed = set(visible_to(actor).values_list("pk", flat=True))
        opened = {report.pk for report in UnitReport.objects.all() if may_see(actor, report)}
        assert listed == opened, name
