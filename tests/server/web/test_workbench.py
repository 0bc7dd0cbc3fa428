"""工作台: what waits for whom, and no clock where nothing is due any more."""

from __future__ import annotations

import pytest
from lxml import html
from tests.server.conftest import Advance, Office
from tests.server.reviews.conftest import AddReport, queued

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.actions import assign_duty
from zhunsheng.server.orgs.models import Role

__all__ = ["queued"]


def _cards(office: Office, who: str) -> list[str]:
    page = html.fromstring(office.client(who).get("/").content.decode())
    return [" ".join(card.text_content().split()) for card in page.xpath("//article")]


@pytest.mark.parametrize(
    ("state", "clock"),
    [
        ("not_started", True),
        ("filling", True),
        ("with_head", True),
        ("returned", True),
        ("with_bureau", False),
        ("under_review", False),
        ("accepted", False),
    ],
)
def test_a_report_once_filed_shows_no_countdown(
    office: Office, advance: Advance, state: str, clock: bool
) -> None:
    report = advance(state)
    [card] = _cards(office, "jia")
    assert ("还剩" in card, "报送财政局" in card) == (clock, not clock)
    if state != "not_started":
        page = office.client("jia").get(f"/reports/{report.pk}/self/").content.decode()
        assert ("还剩" in page) is clock


def test_nothing_is_due_in_a_year_that_is_over(office: Office, campaign: Campaign) -> None:
    Campaign.objects.update(state=Campaign.State.CLOSED)
    [card] = _cards(office, "jia")
    assert ("还剩" in card, "已过期" in card) == (False, False)


@pytest.mark.parametrize(
    ("state", "who", "page"),
    [
        ("with_head", "jia_head", "approval/"),
        ("accepted", "jia_head", "approval/"),
        ("filling", "jia_head", "self/"),
        ("accepted", "jia", "self/"),
        ("returned", "jia", ""),
    ],
)
def test_where_a_card_leads(office: Office, advance: Advance, state: str, who: str, page: str) -> None:
    report = advance(state)
    found = html.fromstring(office.client(who).get("/").content.decode())
    assert found.xpath("//article//a/@href") == [f"/reports/{report.pk}/{page}"]


@pytest.fixture
def waiting(office: Office, queued: AddReport) -> None:
    queued("一局", "under_review", reviewer=office.people["reviewer"])
    queued("二局", reviewer=office.people["reviewer"])
    queued("三局")
    queued("四局", reviewer=office.people["other_reviewer"])
    queued("五局", "accepted", reviewer=office.people["reviewer"])
    queued("六局", "filling")


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (
            "reviewer",
            "审核 等审核的报告 4 家：您承办 2 家，还没有分派 1 家，别人承办 1 家。 去审核",
        ),
        (
            "other_reviewer",
            "审核 等审核的报告 4 家：您承办 1 家，还没有分派 1 家，别人承办 2 家。 去审核",
        ),
        ("bureau", "审核 等审核的报告 4 家：还没有分派 1 家，已分派 3 家。 看审核总览"),
    ],
)
def test_the_bureau_sees_how_many_reports_wait_and_is_offered_no_filling(
    office: Office, waiting: None, who: str, said: str
) -> None:
    cards = _cards(office, who)
    assert cards[0] == said
    page = office.client(who).get("/").content.decode()
    assert "填报" not in page


def test_where_nothing_waits_it_says_so(office: Office, campaign: Campaign) -> None:
    assert _cards(office, "reviewer")[0] == "审核 现在没有等审核的报告。 看审核总览"


@pytest.mark.parametrize("who", ["auditor", "admin"])
def test_who_neither_fills_nor_reviews_is_told_of_neither(office: Office, waiting: None, who: str) -> None:
    page = office.client(who).get("/").content.decode()
    assert ("填报" in page, "等审核" in page) == (False, False)


def test_a_name_that_is_the_duty_is_not_printed_twice(office: Office, campaign: Campaign) -> None:
    user = office.people["jia"]
    user.name = "经办人"
    user.save()

    def head() -> str:
        page = html.fromstring(office.client("jia").get("/").content.decode())
        return str(page.xpath("string(//header//summary)"))

    assert head() == "经办人"
    unit, since = office.jia_unit, user.duties.get().since
    assign_duty(office.actor("admin"), user=user, unit=unit, role=Role.HEAD, since=since)
    assert head() == "经办人 · 单位负责人"
