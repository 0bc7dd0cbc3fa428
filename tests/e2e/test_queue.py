"""The queue with eight hundred units (flow B12)."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from tests.e2e.conftest import Person, Someone
from tests.running_site import Site

MORE = 760
"""Beside the forty of the made-up district."""
GO = ("区委办公室", "区科技和工业信息化局", "区文化旅游体育局")
SKIPPED = {
    "区委组织部": "这份自评报告正在填报，现在不能通过。",
    "区发展和改革局": "这份报告由绩效股审核3承办，要办理请先“转由我审核”。",
    "区教育局": "这份报告由绩效股审核2承办，要办理请先“转由我审核”。",
}


@pytest.fixture
def reviewer(site: Site, someone: Someone) -> Person:
    site.run(f"from benchmarks.office_data import add_reports\nadd_reports({MORE})")
    return someone("sh1").open("/reviews/1/")


def _counters(person: Person) -> dict[str, str]:
    return dict(text.rsplit(maxsplit=1) for text in person.texts("a.counter"))


def _units(person: Person) -> list[str]:
    return person.texts("table.list tbody td:nth-child(2)")


def _pages(person: Person) -> str:
    return person.texts(".pages .small")[0]


def _asked(person: Person) -> str:
    return unquote(person.page.url.partition("?")[2])


def _follow(person: Person, link: str) -> None:
    with person.page.expect_navigation():
        person.page.get_by_role("link", name=link).first.click()


def test_filter_sort_page_back_and_a_shared_address(reviewer: Person, someone: Someone) -> None:
    assert _counters(reviewer) == {
        "待审核": "270",
        "通过": "131",
        "退回修改": "129",
        "填报中": "135",
        "待单位负责人审核": "131",
        "未开始": "4",
        "代收待确认": "1",
        "全部": "801",
    }
    reviewer.page.select_option("#state", "with_bureau")
    reviewer.page.fill("#search", "示例单位")
    reviewer.press("筛选")
    assert _pages(reviewer) == "第 1–50 家，共 127 家"
    for _ in range(2):
        reviewer.page.locator("thead a", has_text="自评").click()
        reviewer.page.wait_for_load_state()
    assert _asked(reviewer) == "state=with_bureau&search=示例单位&sort=filed&rising=1"
    scores = reviewer.texts("table.list tbody td:nth-child(4)")
    assert scores == sorted(scores, key=float)
    _follow(reviewer, "下一页")
    assert _pages(reviewer) == "第 51–100 家，共 127 家"
    second = _units(reviewer)
    _follow(reviewer, second[0])
    assert reviewer.texts(".bar h1, .bar-buttons > .small") == [second[0], "第 51 家，共 127 家"]
    reviewer.page.go_back()
    assert (_pages(reviewer), _units(reviewer)) == ("第 51–100 家，共 127 家", second)

    colleague = someone("sh2").open(reviewer.page.url)
    assert (_pages(colleague), _units(colleague)) == ("第 51–100 家，共 127 家", second)


def test_many_are_accepted_at_once_those_that_cannot_are_named_before_and_all_is_undone(
    site: Site, reviewer: Person
) -> None:
    filters = "state=all&search=区&sort=unit&rising=1"
    reviewer.open(f"/reviews/1/?{filters}")
    for unit in (*GO, *SKIPPED):
        reviewer.page.get_by_label(f"勾选{unit}").check()
    assert reviewer.texts("#ticked-count") == ["已选 6 家"]

    reviewer.press("批量通过（仅无错误）")
    assert reviewer.texts("h1") == ["批量通过：3 家会办，3 家跳过"]
    goes, skipped = reviewer.page.locator("table.list tbody").all()
    assert sorted(row.split()[0] for row in goes.inner_text().splitlines()) == sorted(GO)
    told = [row.split("\t") for row in skipped.inner_text().splitlines()]
    assert {unit: reason for unit, _, reason in told} == SKIPPED
    assert site.states(2, 12, 22) == ["with_bureau"] * 3

    reviewer.press("通过这 3 家")
    assert sorted(reviewer.texts("table.list tbody tr")) == sorted(f"{unit} 已通过 通过" for unit in GO)
    assert site.states(2, 12, 22) == ["accepted"] * 3
    assert _asked(reviewer) == filters

    reviewer.press("撤销这次批量办理")
    assert reviewer.notes() == ["已撤销 3 家，0 家没有动。"]
    assert sorted(reviewer.texts("table.list tbody tr")) == sorted(f"{unit} 已撤销 待财政审核" for unit in GO)
    assert site.states(2, 12, 22) == ["with_bureau"] * 3
    _follow(reviewer, "回审核总览")
    assert _asked(reviewer) == filters

    reviewer.open("/reports/2/timeline/")
    last = [" ".join(step.split()[3:]) for step in reviewer.texts(".timeline li")[-3:]]
    assert last == ["开始审核", "通过", "撤销批量办理"]
