"""A site with the register alone: no address, tab or card leads to reports; and the other way round."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import clear_url_caches
from tests.server.inspections.conftest import Inspections

from zhunsheng.server import urls

ADDRESSES = {
    "reports": ("/campaigns/", "/reviews/", "/reports/1/", "/verify/"),
    "register": ("/inspections/", "/inspections/papers/", "/clues/"),
}
SOMEBODY = {"reports": "bureau", "register": "inspector"}


@pytest.fixture
def part(request: pytest.FixtureRequest, settings: LazySettings) -> Iterator[str]:
    settings.OPTIONS = settings.OPTIONS | {"PARTS": [request.param]}
    _read_again()
    yield request.param
    settings.OPTIONS = settings.OPTIONS | {"PARTS": ["reports", "register"]}
    _read_again()


def _read_again() -> None:
    importlib.reload(urls)
    clear_url_caches()


@pytest.mark.parametrize(
    ("part", "other"), [("register", "reports"), ("reports", "register")], indirect=["part"]
)
def test_a_part_that_is_not_installed_has_no_address(inspections: Inspections, part: str, other: str) -> None:
    client = inspections.office.client(SOMEBODY[part])
    assert client.get(ADDRESSES[part][0]).status_code == 200
    assert [client.get(address).status_code for address in ADDRESSES[other]] == [404] * len(ADDRESSES[other])


@pytest.mark.parametrize("part", ["register", "reports"], indirect=True)
def test_everybody_has_a_workbench_all_the_same(inspections: Inspections, part: str) -> None:
    other = ADDRESSES["reports" if part == "register" else "register"]
    for name in inspections.office.people:
        response = inspections.office.client(name).get("/")
        page = response.content.decode()
        assert (name, response.status_code) == (name, 200)
        assert [address for address in other if f'href="{address}' in page] == []


@pytest.mark.parametrize(
    ("part", "brand"), [("register", "巡察整改"), ("reports", "绩效自评")], indirect=["part"]
)
def test_the_name_says_what_the_site_is_for(inspections: Inspections, part: str, brand: str) -> None:
    pages = [Client().get("/login/"), inspections.office.client(SOMEBODY[part]).get("/")]
    found = [re.findall(r"准绳 <span>(.*?)</span>", page.content.decode()) for page in pages]
    assert found == [[brand], [brand]]
