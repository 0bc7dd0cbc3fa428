"""信息宣传: entered with something to check it by, counted by month and channel, seen by the office."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from lxml import html
from pytest_django import DjangoAssertNumQueries
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.publicity.actions import NewItem, add_publicity, change_publicity
from zhunsheng.server.inspections.publicity.models import PublicityItem
from zhunsheng.server.inspections.publicity.queries import (
    Counted,
    by_channel,
    by_month,
    publicity_filters,
    publicity_visible_to,
)
from zhunsheng.server.orgs.verdicts import Refused

PAGE = "/inspections/publicity/"
SITE, BULLETIN = "区委门户网站", "巡察工作简报"


def new(title: str, day: date, channel: str = SITE, **more: Any) -> NewItem:
    return NewItem(**{"kind": "story", "link": "https://example.org/1"} | more, title=title, channel=channel, published_on=day)  # fmt: skip


@pytest.fixture
def year(inspections: Inspections) -> Inspections:
    inspector = inspections.office.actor("inspector")
    for item in (
        new("进驻动员会召开", date(2023, 3, 2)),
        new("整改见成效", date(2023, 7, 3), level="city"),
        new("巡察工作动态", date(2023, 7, 20), BULLETIN, kind="bulletin"),
        new("巡察整改情况", date(2023, 7, 28), kind="report", level="county"),
        new("上年的消息", date(2022, 12, 31)),
    ):
        add_publicity(inspector, item)
    return inspections


def test_counts_by_month_and_by_channel(year: Inspections) -> None:
    """Of each kind, in the order of the kinds: 信息, 宣传, 简报; then all, then those taken up."""
    filters = publicity_filters(QueryDict("year=2023"), date(2024, 1, 1))
    items = filters.of_year(publicity_visible_to(year.office.actor("leading")))
    assert by_month(items) == [Counted("3月", [0, 1, 0], 1, 0), Counted("7月", [1, 1, 1], 3, 2)]
    assert by_channel(items) == [Counted(SITE, [1, 2, 0], 3, 2), Counted(BULLETIN, [0, 0, 1], 1, 0)]


def test_the_address_asks_for_some_of_them(year: Inspections) -> None:
    def titles(query: str) -> list[str]:
        filters = publicity_filters(QueryDict(query), date(2023, 12, 31))
        return [str(item) for item in filters.narrowed(publicity_visible_to(year.office.actor("inspector")))]

    everything = ["巡察整改情况", "巡察工作动态", "整改见成效", "进驻动员会召开"]
    assert titles("") == everything
    assert titles("year=2022") == ["上年的消息"]
    assert titles("kind=story&level=city") == ["整改见成效"]
    assert titles(f"channel={BULLETIN}") == ["巡察工作动态"]
    assert titles("year=1&kind=无&level=无&page=无") == everything


def test_there_is_something_to_check_it_by(inspections: Inspections) -> None:
    inspector = inspections.office.actor("inspector")
    with pytest.raises(Refused, match="请填写链接，或者上传一份，以便核对。"):
        add_publicity(inspector, new("整改见成效", date(2023, 7, 3), link=""))
    item = add_publicity(
        inspector,
        new("整改见成效", date(2023, 7, 3), link="", upload=SimpleUploadedFile("截图.pdf", b"%PDF-1")),
    )
    change_publicity(
        inspector, item_id=item.pk, new=new("整改见成效", date(2023, 7, 3), link="", level="city")
    )
    item.refresh_from_db()
    assert (item.level, item.file.name, item.file.is_guarded) == ("city", "截图.pdf", True)
    with pytest.raises(Refused, match="台账由巡察办登记。"):
        add_publicity(inspections.office.actor("leading"), new("整改见成效", date(2023, 7, 3)))
    with pytest.raises(Refused, match="还没有到。"):
        add_publicity(inspector, new("整改见成效", date(2999, 7, 3)))


def test_entered_changed_and_removed_on_the_pages(inspections: Inspections) -> None:
    client = inspections.office.client("inspector")
    typed = {
        "title": "整改见成效",
        "kind": "story",
        "channel": SITE,
        "published_on": "2023-07-03",
        "level": "",
    }
    refused = client.post(f"{PAGE}new/", typed | {"link": "javascript:alert(1)"})
    assert (refused.status_code, "链接要写成" in refused.content.decode()) == (400, True)
    sent = client.post(f"{PAGE}new/", typed | {"link": "https://example.org/1"})
    assert sent["Location"] == f"{PAGE}?year=2023"
    item = PublicityItem.objects.get()
    client.post(f"{PAGE}{item.pk}/", typed | {"link": "https://example.org/2", "level": "city"})
    words = _words(client.get(f"{PAGE}?year=2023").content)
    assert "2023-07-03 整改见成效 宣传 区委门户网站 市级 网页 修改" in words
    assert _words(inspections.office.client("leading").get(f"{PAGE}?year=2023").content).count("修改") == 0
    client.post(f"{PAGE}{item.pk}/remove/")
    assert PublicityItem.objects.count() == 0
    assert "整改见成效" not in "".join(Entry.objects.values_list("details", flat=True))


def test_a_full_page_asks_no_more_than_a_short_one(
    year: Inspections, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, inspector = year.office.client("inspector"), year.office.actor("inspector")
    with django_assert_num_queries(8):
        client.get(f"{PAGE}?year=2023")
    for number in range(60):
        add_publicity(inspector, new(f"巡察动态第{number}期", date(2023, 8, 1), f"渠道{number % 7}"))
    with django_assert_num_queries(8):
        page = client.get(f"{PAGE}?year=2023")
    assert "第 1／2 页，共 64 条" in page.content.decode()


def _words(content: bytes) -> str:
    return " ".join(" ".join(html.fromstring(content.decode()).find(".//main").itertext()).split())
