"""联络与传达 withdrawn: struck through where it stands, with the reason, and counted nowhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from lxml import html
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.liaison import actions
from zhunsheng.server.inspections.liaison.models import AskedPaper, HigherTeam, LeadingReport, Relay
from zhunsheng.server.inspections.special_actions.actions import enter_special_action, tag_records
from zhunsheng.server.inspections.special_actions.models import SpecialAction
from zhunsheng.server.inspections.special_actions.queries import TAGGABLE, lines_of, to_offer
from zhunsheng.server.inspections.supervision.waiting import supervision_waiting_for
from zhunsheng.server.orgs.verdicts import Refused

DAY = date(2023, 6, 1)
PAGE = "/inspections/liaison/"
REASON = "重复登记了一次"


@dataclass(frozen=True)
class Entered:
    team: HigherTeam
    paper: AskedPaper
    relay: Relay
    report: LeadingReport

    def addresses(self, step: str) -> dict[str, str]:
        """In the order they can be withdrawn in: a team after its papers."""
        entries = {"papers": self.paper, "teams": self.team, "relays": self.relay, "reports": self.report}
        return {kind: f"{PAGE}{kind}/{entry.pk}/{step}/" for kind, entry in entries.items()}


@pytest.fixture
def entered(inspections: Inspections) -> Entered:
    inspector = inspections.office.actor("inspector")
    team = actions.receive_team(inspector, name="市委第三巡察组", since=DAY, contact="综合岗")
    return Entered(
        team,
        actions.note_asked_paper(inspector, team=team, what="工程台账", asked_on=DAY, due_on=DAY),
        actions.note_relay(inspector, document="上级文件", relayed_on=DAY, audience="领导小组成员"),
        actions.report_upward(inspector, reported_on=DAY, matter="整改进展"),
    )


def _page(inspections: Inspections, name: str) -> Any:
    return html.fromstring(inspections.office.client(name).get(PAGE).content.decode())


def test_each_kind_is_withdrawn_with_a_reason_and_stays_struck_through(
    inspections: Inspections, entered: Entered
) -> None:
    client = inspections.office.client("inspector")
    page = _page(inspections, "inspector")
    assert page.xpath("//main//del") == []
    for address in entered.addresses("withdraw").values():
        assert page.xpath(f"//a[@href='{address}']")
        short = client.post(address, {"reason": "错"})
        assert (short.status_code, "作废的理由至少写 4 个字。" in short.content.decode()) == (400, True)
        assert client.post(address, {"reason": REASON}).status_code == 302
    for name in ("inspector", "leading"):
        page = _page(inspections, name)
        struck = [said.text_content() for said in page.xpath("//main//del")]
        assert struck == ["市委第三巡察组", "工程台账", "上级文件", "整改进展"], name
        assert page.text_content().count(f"作废：{REASON}") == 4
        assert page.xpath("//main//a[contains(@href, 'change') or contains(@href, 'withdraw')]") == []
    today = timezone.localdate()
    for entry in (entered.team, entered.paper, entered.relay, entered.report):
        entry.refresh_from_db()
        assert (entry.withdrawn_on, entry.withdrawn_for) == (today, REASON)
    told = {e.verb: json.loads(e.details) for e in Entry.objects.filter(verb__startswith="withdraw_")}
    assert told == {
        "withdraw_asked_paper": {
            "paper": entered.paper.pk,
            "asked_on": "2023-06-01",
            "handed_on": None,
            "reason": REASON,
        },
        "withdraw_team": {"since": "2023-06-01", "reason": REASON},
        "withdraw_relay": {"relayed_on": "2023-06-01", "untagged": [], "reason": REASON},
        "withdraw_leading_report": {"reported_on": "2023-06-01", "reason": REASON},
    }


def test_what_is_withdrawn_is_not_worked_on_any_more(inspections: Inspections, entered: Entered) -> None:
    client = inspections.office.client("inspector")
    for address in entered.addresses("withdraw").values():
        client.post(address, {"reason": REASON})
    typed: dict[str, dict[str, str]] = {
        "papers": {"what": "别的台账", "asked_on": "2023-06-01"},
        "teams": {"name": "别的组", "since": "2023-06-01", "contact": "综合岗"},
        "relays": {"document": "别的文件", "relayed_on": "2023-06-01", "audience": "全体干部"},
        "reports": {"reported_on": "2023-06-01", "matter": "别的进展"},
    }
    posts = [(address, typed[kind]) for kind, address in entered.addresses("change").items()]
    posts += [(address, {"reason": REASON}) for address in entered.addresses("withdraw").values()]
    posts.append((f"{PAGE}teams/{entered.team.pk}/papers/new/", typed["papers"]))
    posts.append(
        (f"{PAGE}papers/{entered.paper.pk}/hand-over/", {"handed_on": "2023-06-02", "receipt": "回执"})
    )
    for address, sent in posts:
        refused = client.post(address, sent)
        assert (refused.status_code, "已经作废，不用再办。" in refused.content.decode()) == (400, True), (
            address
        )
    assert list(AskedPaper.objects.values_list("what", "handed_on")) == [("工程台账", None)]


def test_a_team_with_papers_stays_and_nobody_else_withdraws(
    inspections: Inspections, entered: Entered
) -> None:
    office = inspections.office
    with pytest.raises(Refused, match="已有 1 份调阅资料，不能作废，只能修改。"):
        actions.withdraw_team(office.actor("inspector"), team_id=entered.team.pk, reason=REASON)
    for name in ("leading", "jia_rectifier", "member"):
        for address in entered.addresses("withdraw").values():
            assert office.client(name).post(address, {"reason": REASON}).status_code == 403
    assert not HigherTeam.objects.exclude(withdrawn_on=None).exists()


def test_nothing_counts_it(inspections: Inspections, entered: Entered) -> None:
    inspector = inspections.office.actor("inspector")
    action = enter_special_action(inspector, name="惠农补贴专项整治", ordered_by="市委巡察办", since=DAY)
    other = actions.note_relay(inspector, document="另一份文件", relayed_on=DAY, audience="全体干部")
    tag_records(inspector, special_action_id=action.pk, kind="relays", ids=[entered.relay.pk, other.pk])
    soon = timezone.localdate() + timedelta(days=1)
    near = actions.note_asked_paper(inspector, team=entered.team, what="工程合同", asked_on=DAY, due_on=soon)

    def counted() -> tuple[list[tuple[str, int]], list[tuple[str, int]], list[Relay]]:
        waiting = [(entry.title, entry.number) for entry in supervision_waiting_for(inspector)]
        [line] = lines_of(SpecialAction.objects.all())
        tags = [(kind.label, number) for kind, number in line.others]
        return waiting, tags, list(to_offer(action, TAGGABLE["relays"]))

    before = counted()
    assert before == (
        [("资料超期未移交", 1), ("临近移交的资料", 1)],
        [("传达贯彻", 2)],
        [other, entered.relay],
    )
    actions.withdraw_relay(inspector, relay_id=entered.relay.pk, reason=REASON)
    actions.withdraw_asked_paper(inspector, paper_id=entered.paper.pk, reason=REASON)
    assert counted() == ([("临近移交的资料", 1)], [("传达贯彻", 1)], [other])
    actions.withdraw_asked_paper(inspector, paper_id=near.pk, reason=REASON)
    tag_records(inspector, special_action_id=action.pk, kind="relays", ids=[entered.relay.pk])
    assert counted() == ([], [], [other])
