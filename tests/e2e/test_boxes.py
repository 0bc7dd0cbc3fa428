"""A long list of boxes: searched, all of what is found ticked, and the count beside it."""

from __future__ import annotations

from tests.e2e.conftest import Someone


def test_units_of_a_circular_are_searched_and_ticked(someone: Someone) -> None:
    inspector = someone("xcb1").open("/inspections/circulars/new/")
    copied = inspector.page.locator("fieldset.boxes", has_text="抄送单位")
    said = copied.get_by_role("status")
    assert said.inner_text() == "0"

    copied.get_by_role("searchbox").fill("镇")
    rows = copied.locator("label").filter(visible=True)
    towns = [text.strip() for text in rows.all_inner_texts()]
    assert towns
    assert [town for town in towns if "镇" not in town] == []

    copied.get_by_role("button", name="全选").click()
    assert said.inner_text() == str(len(towns))
    copied.get_by_role("searchbox").fill("")
    ticked = [text.strip() for text in copied.locator("label:has(input:checked)").all_inner_texts()]
    assert ticked == towns

    copied.get_by_role("button", name="全不选").click()
    assert (said.inner_text(), copied.locator("input:checked").count()) == ("0", 0)


def test_a_short_list_is_left_as_it_is(someone: Someone) -> None:
    inspector = someone("xcb1").open("/inspections/circulars/new/")
    problems = inspector.page.locator("fieldset.boxes", has_text="共性问题")
    assert problems.get_by_role("button").count() == 0


def test_units_of_a_campaign_are_picked_the_same_way(someone: Someone) -> None:
    page = someone("czgl").open("/campaigns/1/units/").page
    said, search = page.get_by_role("status"), page.get_by_role("searchbox", name="查找")
    page.get_by_role("button", name="全选", exact=True).click()
    every = int(said.inner_text())
    page.get_by_role("button", name="全不选").click()
    assert (every > 1, said.inner_text()) == (True, "0")

    search.fill("没有这个单位")
    page.get_by_role("button", name="全选", exact=True).click()
    assert (said.inner_text(), page.locator("[data-name]").filter(visible=True).count()) == ("0", 0)
    search.fill("")
    page.get_by_role("button", name="全选", exact=True).click()
    assert said.inner_text() == str(every)
