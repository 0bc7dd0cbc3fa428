"""The text step beside tables that change: starter sentences and figures follow without a reload."""

from __future__ import annotations

from tests.e2e.conftest import Person, Someone
from tests.running_site import Site

BEGUN = "section.一"


def _look_again(person: Person) -> None:
    """Back to the window, as from another tab."""
    with person.page.expect_response("**/starters/"):
        person.page.evaluate("window.dispatchEvent(new Event('focus'))")


def _starter(person: Person, section: str) -> str:
    found: str = person.page.locator(f'details:has([data-into="{section}"]) p').first.inner_text()
    return found


def test_starters_and_figures_follow_the_tables(site: Site, someone: Someone) -> None:
    writer = someone("jb01").open("/reports/1/")
    writer.press("从空白开始").open("/reports/1/text/")
    figures = someone("jb01").open("/reports/1/base/")
    figures.type("staffing.actual", "25")
    figures.wait_saved()
    _look_again(writer)
    writer.page.wait_for_selector(f'details.starter:not([hidden]) [data-into="{BEGUN}"]')
    before = _starter(writer, BEGUN)
    assert "实有人数25人" in before
    figures.type("staffing.actual", "24")
    figures.wait_saved()
    _look_again(writer)
    writer.page.wait_for_selector("details.starter:has-text('实有人数24人')")
    assert "24人" in "".join(writer.texts(".chips b"))


def test_a_section_left_as_it_was_put_in_follows_and_one_that_was_written_stays(
    site: Site, someone: Someone
) -> None:
    writer = someone("jb03").open("/reports/3/text/")
    written = {cell: text for cell, text in site.texts(3).items() if cell.startswith("section.")}
    section = "section.七"
    writer.cell(section).fill("")
    writer.page.locator(f'details:has([data-into="{section}"]) summary').first.click()
    writer.page.locator(f'[data-into="{section}"]').click()
    writer.page.keyboard.press("Tab")
    writer.wait_saved()
    put_in = writer.value(section)
    assert "“规范化建设基层便民服务点数量”扣1.33分。" in put_in
    figures = someone("jb03").open("/reports/3/self/")
    figures.type("r2.score", "6")
    figures.wait_saved()
    _look_again(writer)
    writer.page.wait_for_function(
        "(box) => box.value.includes('扣2分')", arg=writer.cell(section).element_handle()
    )
    writer.wait_saved()
    kept = site.texts(3)
    assert kept[section] == put_in.replace("扣1.33分", "扣2分")
    assert {cell: kept[cell] for cell in written if cell != section} == {
        cell: text for cell, text in written.items() if cell != section
    }
    writer.type(section, put_in + "\n另有一段自己写的。")
    writer.wait_saved()
    figures.type("r2.score", "5")
    figures.wait_saved()
    _look_again(writer)
    writer.page.wait_for_timeout(1200)
    assert writer.value(section) == put_in + "\n另有一段自己写的。"


def test_a_hint_once_read_stays_read_and_lets_the_report_be_filed(someone: Someone) -> None:
    preparer = someone("jb03").open("/reports/3/self/")
    for box in preparer.page.locator('td[data-severity="error"] textarea[data-cell$=".reason"]').all():
        box.fill("部分点位产权核查用时较长，下年提前开展核查。")
    preparer.page.keyboard.press("Tab")
    preparer.wait_saved()
    preparer.open("/reports/3/text/")
    preparer.type("section.八", preparer.value("section.八") + "\n按照财预[2020]10号的要求改进。")
    preparer.wait_saved()
    preparer.open("/reports/3/check/")
    assert [preparer.count(name) for name in ("errors", "unexplained", "unread")] == [0, 0, 1]
    assert preparer.page.locator("#submit-button").is_disabled()
    preparer.press("这 1 条提示看过了")
    preparer.page.reload()
    assert preparer.count("unread") == 0
    assert "看过" in preparer.page.locator("#recap li:has-text('六角括号')").inner_text()
    preparer.page.locator("#submit-button").click()
    preparer.page.wait_for_selector("text=已报送单位负责人审核")
