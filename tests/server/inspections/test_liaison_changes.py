"""联络与传达 put right: each kind on its form, by the office alone, with a trace without words."""

from __future__ import annotations

from datetime import date

import pytest
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.liaison import actions

DAY = date(2023, 6, 1)
PAGES = "/inspections/liaison/"


@pytest.fixture
def addresses(inspections: Inspections) -> dict[str, object]:
    """One of each kind, by the address of its form."""
    inspector = inspections.office.actor("inspector")
    team = actions.receive_team(inspector, name="市委第三巡察组", since=DAY, contact="综合岗")
    paper = actions.note_asked_paper(inspector, team=team, what="工程台账", asked_on=DAY)
    relay = actions.note_relay(inspector, document="上级文件", relayed_on=DAY, audience="领导小组成员")
    report = actions.report_upward(inspector, reported_on=DAY, matter="整改进展")
    entries = {"teams": team, "papers": paper, "relays": relay, "reports": report}
    return {f"{PAGES}{kind}/{entry.pk}/change/": entry for kind, entry in entries.items()}


CHANGES = (
    {"name": "市委第三巡察组", "since": "2023-06-01", "until": "2023-07-20", "contact": "综合岗"},
    {"what": "工程台账和合同", "asked_on": "2023-06-01", "due_on": "2023-06-10"},
    {"document": "上级文件", "relayed_on": "2023-06-02", "audience": "全体干部"},
    {"reported_on": "2023-06-01", "matter": "整改进展", "decision": "原则同意，抓紧整改"},
)


def test_each_kind_is_put_right(inspections: Inspections, addresses: dict[str, object]) -> None:
    client = inspections.office.client("inspector")
    for (address, entry), typed in zip(addresses.items(), CHANGES, strict=True):
        assert client.get(address).status_code == 200
        assert client.post(address, typed).status_code == 302
        entry.refresh_from_db()  # type: ignore[attr-defined]
        assert {name: str(getattr(entry, name)) for name in typed} == typed
    verbs = ["change_team", "change_asked_paper", "change_relay", "change_leading_report"]
    changes = Entry.objects.filter(verb__startswith="change_").order_by("pk")
    assert list(changes.values_list("verb", flat=True)) == verbs
    assert "抓紧整改" not in "".join(changes.values_list("details", flat=True))


def test_what_cannot_be_is_refused_and_others_are_kept_out(
    inspections: Inspections, addresses: dict[str, object]
) -> None:
    office = inspections.office
    team, *_ = addresses
    refused = office.client("inspector").post(team, CHANGES[0] | {"until": "2023-05-01"})
    assert (refused.status_code, "结束日期 2023-05-01 早于开始日期" in refused.content.decode()) == (
        400,
        True,
    )
    for address in addresses:
        assert [office.client(name).get(address).status_code for name in ("leading", "jia_rectifier")] == [
            403
        ] * 2
