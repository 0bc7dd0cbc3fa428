"""汇总分析 by department, function and size: counts, means, grades; what is missing counts in no mean."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from django.conf import settings
from openpyxl import load_workbook
from tests.server.conftest import Advance, Office
from tests.server.reviews.conftest import AddReport

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reviews.breakdown import GroupLine, band_names, band_of
from zhunsheng.server.reviews.models import Recheck, RecheckScore, Sample
from zhunsheng.server.reviews.rechecking import Deviation
from zhunsheng.server.reviews.summary import Summary, summary_of
from zhunsheng.server.reviews.summary_documents import summary_docx, summary_xlsx

D = Decimal
BANDS = (D(500), D(2000), D(10000))


def year(office: Office, campaign: Campaign, queued: AddReport) -> Summary:
    """教育局 with a school below it, and an office that has filed nothing."""
    education = queued("教育局", "accepted", "92", "86", grade="优", full_year_funds=D(2500))
    school = queued("第一小学", "with_bureau", "85", "84", grade="良", full_year_funds=D("499.99"))
    queued("办公室", "filling", "99", "99", grade="优", full_year_funds=D(500))
    queued("总工会", "not_started")
    UnitReport.objects.filter(pk=school.pk).update(path=f"{education.path}{school.unit_id}/")
    Unit.objects.filter(name__in=["教育局", "第一小学"]).update(function="205")
    Unit.objects.filter(name="办公室").update(function="201")
    bureau = office.people["bureau"]
    sample = Sample.objects.create(campaign=campaign, size=1, seed="7", population=[], by=bureau)
    done = Recheck.objects.create(
        sample=sample, report=education, draft_number=1, done_at=education.state_since
    )
    RecheckScore.objects.create(recheck=done, row="r1", weight=D(8), filed=D(8), score=D(6))
    return summary_of(office.actor("bureau"), campaign)


EDUCATION = (2, 2, D("88.50"), D("85.00"), D("3.50"), 1, Deviation(D(8), D(6), 1), (1, 1))
NOTHING = (1, 0, None, None, None, 0, None, (0, 0))


def test_the_three_ways_of_grouping(office: Office, campaign: Campaign, queued: AddReport) -> None:
    by_function, by_size, by_department = year(office, campaign, queued).breakdowns
    assert by_department.lines == [
        GroupLine("教育局", *EDUCATION),
        GroupLine("办公室", *NOTHING),
        GroupLine("总工会", *NOTHING),
    ]
    assert by_function.lines == [
        GroupLine("201 一般公共服务支出", *NOTHING),
        GroupLine("205 教育支出", *EDUCATION),
        GroupLine("未分类", *NOTHING),
    ]
    first = (1, 1, D("92.00"), D("86.00"), D("6.00"), 1, Deviation(D(8), D(6), 1), (1, 0))
    second = (1, 1, D("85.00"), D("84.00"), D("1.00"), 0, None, (0, 1))
    assert by_size.lines == [
        GroupLine("500 万元以下", *second),
        GroupLine("500 万元至 2000 万元", *NOTHING),
        GroupLine("2000 万元至 10000 万元", *first),
        GroupLine("没有填全年预算数", *NOTHING),
    ]


@pytest.mark.parametrize(
    ("funds", "band"),
    [
        ("0", "500 万元以下"),
        ("499.99", "500 万元以下"),
        ("500", "500 万元至 2000 万元"),
        ("10000", "10000 万元以上"),
        (None, "没有填全年预算数"),
    ],
)
def test_a_limit_belongs_to_the_band_above_it(funds: str | None, band: str) -> None:
    assert band_of(D(funds) if funds is not None else None, BANDS) == band


def test_without_limits_there_is_one_band() -> None:
    assert (band_names(()), band_of(D(7), ())) == (["不分档"], "不分档")


def test_the_bands_are_a_setting(
    office: Office, campaign: Campaign, queued: AddReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.OPTIONS, "SIZE_BANDS", (D(1000),))
    by_size = year(office, campaign, queued).breakdowns[1]
    assert [(line.name, line.expected) for line in by_size.lines] == [
        ("1000 万元以下", 2),
        ("1000 万元以上", 1),
        ("没有填全年预算数", 1),
    ]


def test_the_budget_is_kept_with_every_save(office: Office, campaign: Campaign, advance: Advance) -> None:
    assert advance("filling").full_year_funds == D("1509.3")


def test_on_the_page_in_the_workbook_and_in_the_report(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    summary = year(office, campaign, queued)
    book = load_workbook(BytesIO(summary_xlsx(summary)))
    rows = [[cell.value for cell in row] for row in book["按功能分类"].iter_rows()]
    assert rows == [
        [
            *("功能分类", "应报", "已报送", "自评平均", "测算平均", "平均差异", "差异5分以上", "复核偏差率"),
            *("等次优", "等次良"),
        ],
        ["201 一般公共服务支出", 1, 0, None, None, None, 0, None, 0, 0],
        ["205 教育支出", 2, 2, 88.5, 85, 3.5, 1, 0.25, 1, 1],
        ["未分类", 1, 0, None, None, None, 0, None, 0, 0],
    ]
    page = office.client("reviewer").get(f"/reviews/{campaign.pk}/summary/").content.decode()
    assert "205 教育支出" in page
    assert "2000 万元至 10000 万元" in page
    assert len(summary_docx(summary)) > 1000
