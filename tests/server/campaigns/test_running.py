"""Opening a year, picking its units, granting more time, closing: by the pages the bureau uses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html
from pytest_django import DjangoAssertNumQueries
from tests.server.conftest import OPERATOR, YEAR, Advance, Office

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.campaigns.actions import change_campaign, close_campaign, extend, reopen_campaign
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.campaigns.queries import standing
from zhunsheng.server.campaigns.trees import tree_of
from zhunsheng.server.orgs.actions import create_unit, place_unit
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.models import UnitReport

SOON = timezone.now() + timedelta(days=20)


def _typed(moment: object) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")  # type: ignore[arg-type]


def _new(office: Office, **changes: str) -> dict[str, str]:
    typed = {
        "fiscal_year": str(YEAR),
        "scheme": "hunan-overall",
        "title": "2023 年度自评",
        "organizer": str(office.root.pk),
        "deadline": _typed(SOON),
        "notice": "请按时填报。",
    }
    return typed | changes


def test_a_year_is_opened_in_two_pages(office: Office) -> None:
    client = office.client("bureau")
    answer = client.post("/campaigns/new/", _new(office))
    campaign = Campaign.objects.get()
    assert answer["Location"] == f"/campaigns/{campaign.pk}/units/"
    assert (campaign.state, campaign.title, campaign.organizer) == ("draft", "2023 年度自评", office.root)
    client.post(f"/campaigns/{campaign.pk}/units/", {"unit": [office.jia_unit.pk, office.yi_unit.pk]})
    campaign.refresh_from_db()
    assert campaign.state == "open"
    assert list(UnitReport.objects.values_list("unit__name", "state")) == [
        ("示例区甲局", "not_started"),
        ("示例区乙局", "not_started"),
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "请填写任务名称。"),
        ({"deadline": "明天"}, "时间要写成 2024-07-31T17:30 的样子。"),
        ({"deadline": "2020-01-01T10:00"}, "截止时间已经过去，请改为以后的时间。"),
    ],
)
def test_what_is_wrong_with_a_new_year_is_said_beside_it(
    office: Office, changes: dict[str, str], said: str
) -> None:
    answer = office.client("bureau").post("/campaigns/new/", _new(office, **changes))
    assert (answer.status_code, said in answer.content.decode()) == (400, True)
    assert not Campaign.objects.exists()


def test_the_tree_shows_branches_who_takes_part_and_who_has_nobody(
    office: Office, campaign: Campaign
) -> None:
    school = create_unit(OPERATOR, tenant=office.tenant, code="201-1", name="示例区甲校")
    place_unit(OPERATOR, unit=school, fiscal_year=YEAR, parent=office.jia_unit)
    bing = create_unit(OPERATOR, tenant=office.tenant, code="203", name="示例区丙局")
    place_unit(OPERATOR, unit=bing, fiscal_year=YEAR, parent=office.root)
    found = [
        (node.name, node.present, node.staffed, [child.name for child in node.children])
        for node in tree_of(campaign)
    ]
    assert found == [
        ("示例区甲局", True, True, ["示例区甲校"]),
        ("示例区乙局", True, True, []),
        ("示例区丙局", False, False, []),
    ]


def test_the_progress_counts_states_and_what_was_filed(
    office: Office, campaign: Campaign, advance: Advance
) -> None:
    advance("under_review")
    found = standing(campaign)
    counts = {entry.state: entry.count for entry in found.states if entry.count}
    assert counts == {"under_review": 1, "not_started": 1}
    assert (found.expected, found.filed, found.accepted, found.late) == (2, 1, 0, 0)


@pytest.mark.parametrize(
    ("state", "shares"),
    [("with_bureau", "50.0% 0.0%"), ("returned", "0.0% 0.0%"), ("accepted", "50.0% 50.0%")],
)
def test_the_share_filed_is_one_number_wherever_it_stands(
    office: Office, campaign: Campaign, advance: Advance, state: str, shares: str
) -> None:
    """年度任务, 审核总览 and 汇总分析; what was sent back counts again once it is filed anew."""
    advance(state)
    shown = []
    for address in (
        f"/campaigns/{campaign.pk}/",
        f"/reviews/{campaign.pk}/",
        f"/reviews/{campaign.pk}/summary/",
    ):
        page = html.fromstring(office.client("bureau").get(address).content.decode())
        rule = page.xpath("//*[starts-with(@title, '报送率＝')]")
        said = " ".join(
            page.xpath("//*[@class='counter'][contains(., '报送率') or contains(., '通过率')]//b/text()")
        )
        shown.append((len(rule), said.replace(" / ", " ")))
    assert shown == [(1, shares)] * 3


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["示例区甲局", "示例区乙局"]),
        ("?q=乙", ["示例区乙局"]),
        ("?state=filling", ["示例区甲局"]),
        ("?state=accepted", []),
        ("?late=1", ["示例区乙局"]),
    ],
)
def test_the_filters_of_the_address(
    office: Office, campaign: Campaign, advance: Advance, query: str, shown: list[str]
) -> None:
    advance("filling")
    UnitReport.objects.filter(unit=office.yi_unit).update(deadline=timezone.now() - timedelta(hours=1))
    page = office.client("bureau").get(f"/campaigns/{campaign.pk}/{query}").context["page"]
    assert [report.unit.name for report in page] == shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_progress_asks_the_database_the_same_number_of_times(
    office: Office, campaign: Campaign, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    reports = UnitReport.objects.filter(campaign=campaign)
    if count == 1:
        reports.filter(unit=office.yi_unit).delete()
    else:
        bing = create_unit(OPERATOR, tenant=office.tenant, code="203", name="示例区丙局")
        UnitReport.objects.create(
            campaign=campaign, unit=bing, path="/1/", state_since=SOON, deadline=campaign.deadline
        )
    client = office.client("bureau")
    with django_assert_num_queries(10):
        client.get(f"/campaigns/{campaign.pk}/")


def test_more_time_for_one_unit_with_its_reason(office: Office, report: UnitReport) -> None:
    client = office.client("bureau")
    page = f"/campaigns/{report.campaign_id}/units/{report.pk}/"
    refused = client.post(f"{page}extend/", {"until": _typed(SOON), "reason": ""})
    assert "请写明延期的原因。" in refused.content.decode()
    client.post(f"{page}extend/", {"until": _typed(SOON), "reason": "经办人调整"})
    report.refresh_from_db()
    assert _typed(report.deadline) == _typed(SOON)
    assert "经办人调整" in client.get(page).content.decode()
    with pytest.raises(Refused, match="新的截止时间要晚于现在的截止时间。"):
        extend(office.actor("bureau"), report_id=report.pk, until=timezone.now(), reason="再来")


def test_a_later_deadline_is_everybodys_but_never_shortens_what_was_granted(
    office: Office, campaign: Campaign, report: UnitReport
) -> None:
    granted = campaign.deadline + timedelta(days=30)
    extend(office.actor("bureau"), report_id=report.pk, until=granted, reason="机构改革")
    later = campaign.deadline + timedelta(days=5)
    change_campaign(
        office.actor("bureau"), campaign=campaign, title="2023 年度自评", notice="", deadline=later
    )
    deadlines = dict(UnitReport.objects.values_list("unit__name", "deadline"))
    assert deadlines == {"示例区甲局": granted, "示例区乙局": later}


def test_closing_stops_the_filling_and_can_be_undone(
    office: Office, campaign: Campaign, report: UnitReport
) -> None:
    close_campaign(office.actor("bureau"), campaign=campaign)
    answer = office.client("jia").post(f"/reports/{report.pk}/start/", {"way": "blank"})
    assert "本年度自评已经结束" in answer.content.decode()
    with pytest.raises(Refused, match="请写明恢复的原因。"):
        reopen_campaign(office.actor("bureau"), campaign=campaign, reason=" ")
    reopen_campaign(office.actor("bureau"), campaign=campaign, reason="还有两家在审")
    assert office.client("jia").post(f"/reports/{report.pk}/start/", {"way": "blank"}).status_code == 302
    verbs = Entry.objects.filter(subject=f"campaign/{campaign.pk}").values_list("verb", flat=True)
    assert list(verbs) == ["create_campaign", "open_campaign", "close_campaign", "reopen_campaign"]


GETS = ("", "change/", "units/", "remind/")
POSTS = ("change/", "units/", "close/", "reopen/", "remind/")
ANSWERS = {
    "bureau": ([200, 200, 200, 200], [400, 403, 302, 403, 200]),
    "reviewer": ([200, 403, 403, 200], [403, 403, 403, 403, 200]),
    "jia": ([403] * 4, [403] * 5),
    "auditor": ([403] * 4, [403] * 5),
    "admin": ([403] * 4, [403] * 5),
}


@pytest.mark.parametrize("who", ANSWERS)
def test_who_gets_in(office: Office, campaign: Campaign, who: str) -> None:
    client = office.client(who)
    gets = [client.get(f"/campaigns/{campaign.pk}/{part}").status_code for part in GETS]
    posts = [client.post(f"/campaigns/{campaign.pk}/{part}").status_code for part in POSTS]
    assert (gets, posts) == ANSWERS[who]
    assert client.get("/campaigns/").status_code == (200 if who in ("bureau", "reviewer") else 403)
    assert client.get("/campaigns/new/").status_code == (200 if who == "bureau" else 403)
