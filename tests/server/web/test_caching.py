"""What somebody logged in is sent stays in no cache, so that the next one at a shared computer finds none of it."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.server.inspections.conftest import Inspections
from tests.server.web.access import issue_examples

from zhunsheng.server.inspections.models import Issue


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("inspector", "/", 200),
        ("inspector", "/inspections/", 200),
        ("inspector", "/inspections/export/", 200),
        ("inspector", "/inspections/issues/0/", 404),
        ("jia_rectifier", "/inspections/settings/", 403),
        ("jia", "/jobs/0/state/", 404),
        ("inspector", "/clues/", 200),
        ("inspector", "/inspections/common/", 200),
    ],
)
def test_pages_files_and_refusals(inspections: Inspections, who: str, address: str, status: int) -> None:
    """Where a page says more of its own, it says this too."""
    response = inspections.office.client(who).get(address)
    if response.streaming:
        b"".join(response)
    said = {part.strip() for part in response["Cache-Control"].split(",")}
    assert (response.status_code, {"no-store", "private"} <= said) == (status, True)


def test_the_pages_of_a_proof(inspections: Inspections, issue: Issue) -> None:
    examples = issue_examples(inspections, issue)
    client = inspections.office.client("inspector")
    for address in ("", "page/1/", "file/"):
        response = client.get(f"/inspections/proofs/{examples['proof_id']}/{address}")
        if response.streaming:
            b"".join(response)  # read to the end, it closes itself
        assert (response.status_code, response["Cache-Control"]) == (200, "no-store, private")


def test_what_is_the_same_for_everybody_is_kept() -> None:
    response = Client().get("/static/office/office.css")
    b"".join(response)  # read to the end, it closes itself
    assert (response.status_code, "no-store" in response["Cache-Control"]) == (200, False)
