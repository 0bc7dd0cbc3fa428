"""A unit answers its self-check list: no button loses what was typed, and what it found is in the ledger."""

from __future__ import annotations

from tests.e2e.conftest import Someone


def test_no_button_loses_what_was_typed_until_it_is_handed_in(someone: Someone) -> None:
    person = someone("zg11").open("/inspections/selfchecks/")
    page = person.page
    page.locator("tr", has_text="自查中").get_by_role("link").click()
    page.wait_for_url("**/units/*/")
    page.get_by_label("第 7 项说明").fill("已对照三个季度的回单")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert person.notes() == ["已保存，还没有上报。"]
    page.get_by_label("第 6 项自查结果").select_option("no")
    person.press("修改")
    page.get_by_label("整改措施").fill("重新验收，两人签字\n修订验收办法")
    person.press("修改查出的问题")
    assert page.get_by_label("第 6 项自查结果").input_value() == "no"
    assert page.get_by_label("第 7 项说明").input_value() == "已对照三个季度的回单"

    person.press("上报巡察办")
    assert person.texts(".note-error") == ["第 7、8、9 项还没有回答。"]
    for item, answer in ((7, "no"), (8, "no"), (9, "not_applicable")):
        page.get_by_label(f"第 {item} 项自查结果").select_option(answer)
    page.get_by_label("第 9 项说明").fill("没有下属支部")
    person.press("上报巡察办")
    assert person.notes() == ["已上报，1 个问题记入了整改台账。"]
    page.locator("td").get_by_role("link").click()
    page.wait_for_url("**/issues/*/")
    assert "整改中" in page.locator("h1").inner_text()
    assert "重新验收，两人签字" in person.texts(".measure")[0]
