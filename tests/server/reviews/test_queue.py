"""审核总览: counters, filters in the address, order, charts, and giving reports to reviewers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.http import QueryDict
from tests.server.conftest import Office
from tests.server.reviews.conftest import AddReport

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reviews import actions, queue
from zhunsheng.server.reviews.charts import Bar, Dot, histogram, scatter
from zhunsheng.server.reviews.filters import Filters, filters_from
from zhunsheng.server.reviews.queue import (
    Spot,
    Totals,
    beside,
    filtered,
    ids_in_order,
    next_to_review,
    reports_of,
    spots_of,
    totals_of,
)


def _names(office: Office, campaign: Campaign, address: str) -> list[str]:
    filters = filters_from(QueryDict(address))
    actor = office.actor("reviewer")
    ids = ids_in_order(filtered(reports_of(actor, campaign), filters, actor), filters)
    names = dict(UnitReport.objects.values_list("pk", "unit__name"))
    return [names[pk] for pk in ids]


# --- filters -------------------------------------------------------------------------------------------


def test_filters_are_read_from_the_address_and_written_back() -> None:
    filters = filters_from(
        QueryDict("state=all&reviewer=mine&gap=5.0&faulty=1&search= 民政 &sort=gap&page=3")
    )
    assert filters == Filters("all", "mine", "5", True, "民政", "gap", False, 3)
    assert filters_from(QueryDict(filters.here)) == filters


def test_an_address_nobody_wrote_by_our_rules_falls_back_to_the_defaults() -> None:
    text = "state=x&reviewer=1%27&gap=NaN&faulty=yes&sort=password&page=-1"
    assert filters_from(QueryDict(text)) == Filters()


def test_another_filter_starts_at_the_first_page() -> None:
    assert Filters(state="all", page=4).address(sort="gap") == "state=all&sort=gap"


def test_the_queue_is_sorted_by_risk_and_holds_what_waits(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    queued("甲局", risk=Decimal(1))
    queued("乙局", "under_review", risk=Decimal(7))
    queued("丙局", "accepted", risk=Decimal(9))
    assert _names(office, campaign, "") == ["乙局", "甲局"]
    assert _names(office, campaign, "state=all") == ["丙局", "乙局", "甲局"]
    assert _names(office, campaign, "state=accepted") == ["丙局"]


def test_a_difference_of_exactly_five_points_counts(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    queued("甲局", filed="92.4", computed="87.4")
    queued("乙局", filed="92.39", computed="87.4")
    queued("丙局", filed="80", computed="85")
    queued("丁局", filed="80")
    assert _names(office, campaign, "gap=5") == ["甲局", "丙局"]


def test_the_other_filters(office: Office, campaign: Campaign, queued: AddReport) -> None:
    mine = office.people["reviewer"]
    queued("甲镇", errors=2)
    queued("乙镇", reviewer=mine)
    queued("丙街道", reviewer=office.people["other_reviewer"])
    assert _names(office, campaign, "faulty=1") == ["甲镇"]
    assert _names(office, campaign, "reviewer=mine") == ["乙镇"]
    assert _names(office, campaign, f"reviewer={mine.pk}") == ["乙镇"]
    assert _names(office, campaign, "reviewer=none") == ["甲镇"]
    assert _names(office, campaign, "search=镇") == ["甲镇", "乙镇"]


@pytest.mark.parametrize("few", [500, 0])
def test_by_a_part_of_the_name_or_by_the_code(
    office: Office, campaign: Campaign, queued: AddReport, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Whether few units match, or more than are looked up."""
    monkeypatch.setattr(queue, "_FEW", few)
    queued("甲镇")
    queued("乙镇", "accepted")
    queued("丙街道IT中心")
    assert _names(office, campaign, "search=镇") == ["甲镇"]
    assert _names(office, campaign, "search=镇&state=all") == ["甲镇", "乙镇"]
    assert _names(office, campaign, "search=it中") == ["丙街道IT中心"]
    assert _names(office, campaign, "search=90001") == ["甲镇"]
    assert _names(office, campaign, "search=9000") == []
    assert _names(office, campaign, "search=%25") == []


def test_reports_without_a_score_come_last_whichever_way_it_is_sorted(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    queued("甲局", filed="80")
    queued("乙局")
    queued("丙局", filed="90")
    assert _names(office, campaign, "sort=filed") == ["丙局", "甲局", "乙局"]
    assert _names(office, campaign, "sort=filed&rising=1") == ["甲局", "丙局", "乙局"]


# --- counters and charts ---------------------------------------------------------------------------------


def test_what_went_back_to_the_unit_is_not_reported(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    for state in ("with_bureau", "under_review", "accepted", "returned", "filling", "not_started"):
        queued(f"{state}局", state)
    totals = totals_of(reports_of(office.actor("reviewer"), campaign))
    assert (totals.all, totals.reported_share, totals.accepted_share) == (
        6,
        Decimal("0.5"),
        Decimal("0.1667"),
    )


def test_a_campaign_without_reports_has_no_rate() -> None:
    assert Totals({}).reported_share is None


def test_scores_are_counted_in_half_points(office: Office, campaign: Campaign, queued: AddReport) -> None:
    queued("甲局", filed="94.66", computed="92.1")
    queued("乙局", filed="94.4", computed="91.9")
    queued("丙局", "filling", filed="99", computed="1")
    assert spots_of(reports_of(office.actor("reviewer"), campaign)) == [Spot(189, 184, 2)]


def test_a_histogram_in_steps_of_two() -> None:
    chart = histogram([Spot(189, 189, 2), Spot(191, 180, 1), Spot(200, 200, 1), Spot(90, 90, 1)])
    assert [(bar.label, bar.reports) for bar in chart.bars if bar.reports] == [
        ("<60", 1),
        ("94", 3),
        ("98", 1),
    ]
    assert chart.words == "自评分分布：60 分以下 1 家，94 至 96 分 3 家，98 至 100 分 1 家。"
    assert histogram([Spot(190, 190, 4)]).bars == [Bar(65, 24, 211, 148, "94", 4)]


def test_a_scatter_marks_what_is_far_from_the_diagonal() -> None:
    chart = scatter([Spot(200, 190, 1), Spot(199, 190, 12)])
    assert chart.dots == [Dot(30, 14, 4, True), Dot(30, 30, 5, False)]
    assert chart.words == "13 家中，自评比测算高 5 分以上 1 家，低 5 分以上 0 家。"


# --- the way through ------------------------------------------------------------------------------------


def test_beside() -> None:
    assert beside([5, 3, 9], 3) == (5, 9)
    assert beside([5, 3, 9], 9) == (3, None)
    assert beside([5, 3], 7) == (None, 5)


def test_the_next_is_what_i_began_then_mine_then_nobodys(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    me, other = office.people["reviewer"], office.people["other_reviewer"]
    nobodys = queued("甲局", risk=Decimal(9))
    mine = queued("乙局", reviewer=me)
    begun = queued("丙局", "under_review", reviewer=me)
    queued("丁局", reviewer=other, risk=Decimal(99))
    actor, order = office.actor("reviewer"), []
    for _ in range(4):
        found = next_to_review(reports_of(actor, campaign), actor)
        order.append(found)
        UnitReport.objects.filter(pk=found).update(state="accepted")
    assert order == [begun.pk, mine.pk, nobodys.pk, None]


# --- giving to reviewers ---------------------------------------------------------------------------------


def test_a_report_is_given_to_a_reviewer_and_taken_back(office: Office, queued: AddReport) -> None:
    report, reviewer = queued("甲局"), office.people["reviewer"]
    actions.assign(office.actor("bureau"), report_id=report.pk, reviewer_id=reviewer.pk)
    report.refresh_from_db()
    assert report.reviewer == reviewer
    actions.assign(office.actor("reviewer"), report_id=report.pk, reviewer_id=None)
    said = list(Entry.objects.filter(verb="assign").values_list("details", flat=True))
    assert said == ['{"from":"","to":"reviewer"}', '{"from":"reviewer","to":""}']


@pytest.mark.parametrize(
    ("who", "state", "to", "why"),
    [
        ("jia", "with_bureau", "reviewer", "分派由财政审核和财政管理员办理。"),
        ("bureau", "accepted", "reviewer", "已经通过，不用再分派。"),
        ("bureau", "with_bureau", "jia", "只能分派给管这个单位的财政审核。"),
        ("other_reviewer", "under_review", "other_reviewer", "正由别人审核，请财政管理员改派。"),
    ],
)
def test_who_may_not_give_what_to_whom(
    office: Office, queued: AddReport, who: str, state: str, to: str, why: str
) -> None:
    report = queued("甲局", state, reviewer=office.people["reviewer"])
    with pytest.raises(Refused, match=why):
        actions.assign(office.actor(who), report_id=report.pk, reviewer_id=office.people[to].pk)


# --- the page -------------------------------------------------------------------------------------------


def test_the_page_asks_as_often_for_three_reports_as_for_one(
    office: Office, campaign: Campaign, queued: AddReport, django_assert_num_queries: object
) -> None:
    client = office.client("reviewer")
    queued("甲局", filed="90", computed="90")
    with django_assert_num_queries(13):  # type: ignore[operator]
        client.get(f"/reviews/{campaign.pk}/")
    for name in ("乙局", "丙局"):
        queued(name, filed="95", computed="90", reviewer=office.people["reviewer"])
    with django_assert_num_queries(13):  # type: ignore[operator]
        page = client.get(f"/reviews/{campaign.pk}/").content.decode()
    assert '<span class="tag tag-red">+5</span>' in page


def test_ticked_units_are_given_away_and_the_filters_stay(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    report, other = queued("甲局"), queued("乙局")
    answer = office.client("bureau").post(
        f"/reviews/{campaign.pk}/assign/?state=all&sort=gap",
        {"report": [report.pk], "to": office.people["reviewer"].pk},
    )
    assert answer["Location"] == f"/reviews/{campaign.pk}/?state=all&sort=gap"
    assert dict(UnitReport.objects.values_list("pk", "reviewer__name")) == {
        report.pk: "reviewer",
        other.pk: None,
    }


@pytest.mark.parametrize("who", ["jia", "jia_head", "auditor", "admin"])
def test_the_queue_is_the_bureaus(office: Office, campaign: Campaign, who: str) -> None:
    assert office.client(who).get(f"/reviews/{campaign.pk}/").status_code == 403


def test_an_unknown_campaign(office: Office) -> None:
    assert office.client("reviewer").get("/reviews/99999/").status_code == 404
    assert office.client("reviewer").get("/reviews/").status_code == 200
