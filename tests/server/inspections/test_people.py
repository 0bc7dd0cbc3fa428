"""The unit says who answers for an issue: when claiming it and while rectifying, and nobody else does."""

from __future__ import annotations

import json

import pytest
from django.http import Http404
from tests.server.inspections.conftest import Advance, Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.issues.actions import name_people
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.orgs.verdicts import Refused

NAMED = {"leader": "分管副局长", "department": "办公室", "person": "资产管理员"}


def _named(issue: Issue) -> tuple[str, str, str, str]:
    issue.refresh_from_db()
    return issue.state, issue.leader, issue.department, issue.person


def test_named_before_claiming_and_while_rectifying(
    inspections: Inspections, issue: Issue, bring: Advance
) -> None:
    rectifier = inspections.office.actor("jia_rectifier")
    name_people(rectifier, issue_id=issue.pk, **NAMED)
    assert _named(issue) == ("unclaimed", "分管副局长", "办公室", "资产管理员")
    bring(issue, "rectifying")
    name_people(rectifier, issue_id=issue.pk, **NAMED | {"person": "新任资产管理员"})
    assert _named(issue) == ("rectifying", "分管副局长", "办公室", "新任资产管理员")


def test_the_trace_tells_the_columns_and_no_name(inspections: Inspections, issue: Issue) -> None:
    rectifier = inspections.office.actor("jia_rectifier")
    for person in ("资产管理员", "新任资产管理员", "新任资产管理员"):
        name_people(rectifier, issue_id=issue.pk, **NAMED | {"person": person})
    told = Entry.objects.filter(verb="name_people").order_by("id")
    assert [json.loads(entry.details) for entry in told] == [
        {"columns": ["leader", "department", "person"]},
        {"columns": ["person"]},
    ]


@pytest.mark.parametrize("state", ["with_discipline", "with_office", "to_close", "closed"])
def test_not_while_it_is_verified_nor_after(
    inspections: Inspections, issue: Issue, bring: Advance, state: str
) -> None:
    bring(issue, state)
    with pytest.raises(Refused, match="认领时和整改中才能改责任领导、部门和责任人。"):
        name_people(inspections.office.actor("jia_rectifier"), issue_id=issue.pk, **NAMED)


def test_only_by_the_unit_s_own_rectifier(inspections: Inspections, issue: Issue) -> None:
    for name in ("inspector", "jia_discipline", "member"):
        with pytest.raises(Refused, match="由责任单位的整改联络人填写。"):
            name_people(inspections.office.actor(name), issue_id=issue.pk, **NAMED)
    with pytest.raises(Http404):
        name_people(inspections.office.actor("yi_rectifier"), issue_id=issue.pk, **NAMED)


def test_the_page_names_and_claims_in_one_step(inspections: Inspections, issue: Issue) -> None:
    client, address = inspections.office.client("jia_rectifier"), f"/inspections/issues/{issue.pk}/"
    assert "保存并认领" in client.get(address).content.decode()
    assert "保存并认领" not in inspections.office.client("inspector").get(address).content.decode()
    long = client.post(f"{address}people/", NAMED | {"person": "人" * 61, "claim": "1"})
    page = long.content.decode()
    assert (long.status_code, "责任人最多 60 个字。" in page, "分管副局长" in page) == (400, True, True)
    client.post(f"{address}people/", NAMED | {"claim": "1"})
    assert _named(issue) == ("rectifying", "分管副局长", "办公室", "资产管理员")
