"""Filling the sheet in a real browser (flows B1 to B8)."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from tests.e2e.conftest import Person, Someone
from tests.running_site import Site

FILLING = "/reports/3/self/"
"""区委组织部's report in the made-up district: filled, with reasons left out."""
BASE = "/reports/3/base/"


@pytest.fixture
def preparer(someone: Someone) -> Person:
    return someone("jb03")


def _kept(site: Site, cell: str, report: int = 3) -> str:
    return site.run(
        "from zhunsheng.server.reports.models import UnitReport\n"
        "from zhunsheng.server.reports.content import content_from_json\n"
        f"print(content_from_json(UnitReport.objects.get(pk={report}).content).text({cell!r}), end='')"
    )


def _order(person: Person) -> list[str]:
    return person.page.evaluate(
        "[...document.querySelectorAll('textarea[data-cell]')].map((b) => b.dataset.cell)"
    )  # type: ignore[no-any-return]


# --- B1 ----------------------------------------------------------------------------------------------


def test_from_blank_by_keyboard_the_total_adds_up_and_stays_after_reload(
    site: Site, someone: Someone
) -> None:
    person = someone("jb01").open("/reports/1/")
    person.page.get_by_role("button", name="从空白开始").click()
    person.page.wait_for_selector("h2:has-text('基本情况')")
    person.open("/reports/1/self/")
    # The bureau's figures stand there already, and can't be typed over.
    assert [person.value(f"funds.{key}") for key in ("initial", "full_year", "executed")] == [
        "486.3",
        "503.1",
        "492.64",
    ]
    assert person.cell("funds.initial").get_attribute("readonly") is not None
    rows = (
        ("r1", "检查轮次", "≥2轮", "3轮", "50", "50"),
        ("r9", "群众满意度", "≥98%", "98%", "40", "37"),
    )
    for row, *texts in rows:
        person.cell(f"{row}.name").focus()
        for text in texts:
            person.page.keyboard.type(text)
            person.page.keyboard.press("Tab")
    person.wait_saved()
    shown = {name: person.computed(name) for name in ("funds.execution_rate", "funds.score", "r1.computed")}
    assert shown == {"funds.execution_rate": "97.92%", "funds.score": "9.79", "r1.computed": "50"}
    assert person.page.locator("#total").inner_text() == "96.79"
    before = {cell: person.value(cell) for cell in _order(person)}
    person.page.reload()
    assert {cell: person.value(cell) for cell in _order(person)} == before
    assert person.page.locator("#total").inner_text() == "96.79"


def test_tab_goes_along_the_row_and_enter_down_the_column(preparer: Person) -> None:
    preparer.open(FILLING)
    preparer.cell("r1.target").focus()
    names = []
    for key in ("Tab", "Tab", "Shift+Tab", "Enter", "Shift+Enter"):
        preparer.page.keyboard.press(key)
        names.append(preparer.page.evaluate("document.activeElement.dataset.cell"))
    assert names == ["r1.actual", "r1.weight", "r1.actual", "r2.actual", "r1.actual"]


def test_arrows_leave_a_cell_only_at_the_edge_of_its_text(preparer: Person) -> None:
    preparer.open(FILLING)
    box = preparer.cell("r1.target")
    box.focus()
    box.evaluate("(b) => b.setSelectionRange(2, 2)")
    preparer.page.keyboard.press("ArrowRight")
    assert preparer.page.evaluate("document.activeElement.dataset.cell") == "r1.target"
    box.evaluate("(b) => b.setSelectionRange(b.value.length, b.value.length)")
    preparer.page.keyboard.press("ArrowRight")
    assert preparer.page.evaluate("document.activeElement.dataset.cell") == "r1.actual"


# --- B2 ----------------------------------------------------------------------------------------------


def test_with_everything_put_right_the_report_can_be_filed(preparer: Person) -> None:
    preparer.open(FILLING)
    assert preparer.count("errors") == 7
    for cell in [cell for cell in _order(preparer) if cell.endswith(".reason")]:
        holder = preparer.page.locator(f'td[data-severity="error"] textarea[data-cell="{cell}"]')
        if holder.count():
            preparer.type(cell, "部分点位产权核查用时较长，下年提前开展核查。")
    preparer.page.wait_for_selector('[data-count="errors"]:has-text("0")')
    assert preparer.page.locator("td[data-severity=error]").count() == 0
    preparer.wait_saved()
    preparer.open("/reports/3/check/")
    preparer.page.locator("#submit-button").click()
    preparer.page.wait_for_selector("text=已报送单位负责人审核")


def test_a_fix_puts_in_what_it_says(preparer: Person) -> None:
    preparer.open(FILLING)
    preparer.type("r2.score", "8")
    preparer.page.get_by_role("button", name="采用测算分 6.67").click()
    preparer.wait_saved()
    assert preparer.value("r2.score") == "6.67"


# --- B3 ----------------------------------------------------------------------------------------------


def test_typing_through_slow_answers_loses_no_letter(site: Site, preparer: Person) -> None:
    preparer.open(FILLING)

    def slow(route: Any) -> None:
        time.sleep(1.0)
        route.continue_()

    preparer.page.route("**/cells/", slow)
    box = preparer.cell("r1.actual")
    box.fill("")
    text = "全年完成53860件，其中线上办理三万件"
    box.press_sequentially(text, delay=120)
    preparer.page.keyboard.press("Tab")
    preparer.page.wait_for_selector('#save-state[data-state="saved"]', timeout=15000)
    assert preparer.value("r1.actual") == text
    assert _kept(site, "r1.actual") == text


# --- B4, B21 -----------------------------------------------------------------------------------------


def test_without_a_network_drafts_wait_and_are_sent_once(site: Site, preparer: Person) -> None:
    preparer.open(FILLING)
    preparer.context.set_offline(True)
    for cell, text in (("r1.actual", "50001件"), ("r2.actual", "9个"), ("r3.actual", "12项")):
        preparer.type(cell, text)
    preparer.page.wait_for_selector('#save-state[data-state="offline"]')
    assert "3 处修改已暂存在本机" in preparer.page.locator("#save-state").inner_text()
    preparer.context.set_offline(False)
    preparer.wait_saved()
    assert [_kept(site, cell) for cell in ("r1.actual", "r2.actual", "r3.actual")] == [
        "50001件",
        "9个",
        "12项",
    ]
    assert preparer.page.evaluate("Object.keys(localStorage).length") == 0


def test_drafts_survive_a_closed_browser_window(site: Site, preparer: Person) -> None:
    preparer.open(FILLING)
    preparer.context.set_offline(True)
    preparer.type("r1.actual", "50002件")
    preparer.page.wait_for_selector('#save-state[data-state="offline"]')
    preparer.page.close(run_before_unload=False)
    preparer.context.set_offline(False)
    preparer.page = preparer.context.new_page()
    preparer.open(FILLING)
    preparer.wait_saved()
    assert preparer.value("r1.actual") == "50002件"
    assert _kept(site, "r1.actual") == "50002件"


def test_on_a_shared_computer_nothing_stays_in_the_browser(site: Site, preparer: Person) -> None:
    preparer.page.locator(".me summary").click()
    preparer.page.get_by_role("button", name="公用电脑（本机不留草稿）").click()
    preparer.open(FILLING)
    preparer.context.set_offline(True)
    preparer.type("r1.actual", "50010件")
    preparer.page.wait_for_selector('#save-state[data-state="offline"]')
    assert preparer.page.evaluate("Object.keys(localStorage).length") == 0
    assert "1 处修改还在这一页，请不要关闭" in preparer.page.locator("#save-state").inner_text()
    preparer.context.set_offline(False)
    preparer.wait_saved()
    assert _kept(site, "r1.actual") == "50010件"


@pytest.mark.parametrize("status", [500, 502])
def test_a_failing_server_is_tried_again(site: Site, preparer: Person, status: int) -> None:
    preparer.open(FILLING)
    failures = iter([True, True])

    def fail_twice(route: Any) -> None:
        if next(failures, False):
            route.fulfill(status=status, body="<html>")
        else:
            route.continue_()

    preparer.page.route("**/cells/", fail_twice)
    preparer.type("r1.actual", "50003件")
    preparer.page.wait_for_selector('#save-state[data-state="offline"]')
    preparer.wait_saved()
    assert _kept(site, "r1.actual") == "50003件"


def test_an_expired_session_asks_in_a_dialog_and_loses_nothing(site: Site, preparer: Person) -> None:
    preparer.open(FILLING)
    preparer.context.clear_cookies(name="sessionid")
    preparer.type("r1.actual", "50004件")
    preparer.page.wait_for_selector("#relogin[open]")
    preparer.page.fill("#relogin-username", "jb03")
    preparer.page.fill("#relogin-password", "wrong-password")
    preparer.page.locator("#relogin button.primary").click()
    preparer.page.wait_for_selector("#relogin-error:has-text('账号或密码不对')")
    preparer.page.fill("#relogin-password", "shili-2023-demo")
    preparer.page.locator("#relogin button.primary").click()
    preparer.wait_saved()
    assert _kept(site, "r1.actual") == "50004件"


def test_another_unit_s_page_says_so_in_plain_words(preparer: Person) -> None:
    preparer.open("/reports/4/self/")
    assert "您没有这个单位的职责，不能查看它的自评报告。" in preparer.page.locator("main").inner_text()


# --- B5 ----------------------------------------------------------------------------------------------


def test_two_windows_conflict_only_in_the_same_cell(site: Site, someone: Someone) -> None:
    one, other = someone("jb03").open(FILLING), someone("jb03").open(FILLING)
    one.type("r1.actual", "50005件")
    one.wait_saved()
    other.type("r2.actual", "11个")
    other.wait_saved()
    assert not other.page.locator("#conflict[open]").count()
    assert other.value("r1.actual") == "50005件"  # seen, so changing it is no conflict
    one.type("r1.actual", "50015件")
    one.wait_saved()
    other.type("r1.actual", "50006件")
    other.page.wait_for_selector("#conflict[open]")
    assert (
        "已把“窗口办件量的实际完成值”改为“50015件”，您填的是“50006件”"
        in other.page.locator("#conflict-text").inner_text()
    )
    other.page.get_by_role("button", name="用我的").click()
    other.page.wait_for_selector("#conflict", state="hidden")
    other.wait_saved()
    other.page.wait_for_timeout(700)
    assert _kept(site, "r1.actual") == "50006件"
    assert _kept(site, "r2.actual") == "11个"


def test_theirs_after_a_conflict_is_shown_and_kept(site: Site, someone: Someone) -> None:
    one, other = someone("jb03").open(FILLING), someone("jb03").open(FILLING)
    one.type("r1.actual", "50007件")
    one.wait_saved()
    other.type("r1.actual", "50008件")
    other.page.wait_for_selector("#conflict[open]")
    other.page.get_by_role("button", name="用他的").click()
    assert other.value("r1.actual") == "50007件"
    assert _kept(site, "r1.actual") == "50007件"


# --- B6 ----------------------------------------------------------------------------------------------


def _paste(person: Person, cell: str, text: str) -> None:
    person.cell(cell).focus()
    person.page.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def test_a_block_is_pasted_cell_by_cell_and_undone_at_once(site: Site, preparer: Person) -> None:
    preparer.open(FILLING)
    cells = ("r1.target", "r1.actual", "r1.weight", "r2.target", "r2.actual", "r2.weight")
    before = [preparer.value(cell) for cell in cells]
    _paste(preparer, "r1.target", '≥１００件\t"第一行\n第二行"\t８\r\n≥5个\t5个\t8\r\n')
    assert [preparer.value(cell) for cell in cells] == [
        "≥１００件",
        "第一行\n第二行",
        "8",
        "≥5个",
        "5个",
        "8",
    ]
    assert "已粘贴 2 行 6 格，Ctrl+Z 可撤销" in preparer.page.locator("#toast").inner_text()
    preparer.wait_saved()
    assert _kept(site, "r1.actual") == "第一行\n第二行"
    preparer.page.keyboard.press("Control+z")
    assert [preparer.value(cell) for cell in cells] == before
    preparer.wait_saved()


def test_what_hangs_over_the_edge_is_counted_and_computed_cells_stay(preparer: Person) -> None:
    preparer.open(FILLING)
    _paste(preparer, "r1.score", "7\t超过预期\t多出来的一格")
    assert (preparer.value("r1.score"), preparer.value("r1.reason")) == ("7", "超过预期")
    assert "超出的 1 格未粘贴" in preparer.page.locator("#toast").inner_text()
    assert preparer.computed("r1.computed") == "8"


def test_a_ragged_or_large_block_is_shown_before_it_is_pasted(preparer: Person) -> None:
    preparer.open(BASE)
    before = preparer.value("three_public.total.prior")
    _paste(preparer, "three_public.total.prior", "1\t2\t3\n4\t5\n")
    preparer.page.wait_for_selector("#paste[open]")
    preparer.page.get_by_role("button", name="不粘贴").click()
    assert preparer.value("three_public.total.prior") == before


# --- B7 ----------------------------------------------------------------------------------------------


def test_an_input_method_is_left_alone_until_it_commits(preparer: Person) -> None:
    preparer.open(FILLING)
    sent: list[str] = []
    preparer.page.on("request", lambda r: sent.append(r.post_data) if r.url.endswith("/cells/") else None)
    box = preparer.cell("r1.reason")
    box.focus()
    client = preparer.context.new_cdp_session(preparer.page)
    client.send("Input.imeSetComposition", {"text": "xin", "selectionStart": 3, "selectionEnd": 3})
    enter = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    client.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    preparer.page.wait_for_timeout(1300)
    assert preparer.page.evaluate("document.activeElement.dataset.cell") == "r1.reason"
    assert sent == []
    client.send("Input.insertText", {"text": "新增"})
    preparer.page.keyboard.press("Tab")
    preparer.wait_saved()
    assert json.loads(sent[-1])["changes"] == [{"cell": "r1.reason", "text": "新增"}]


# --- B8 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("large", [False, True])
def test_every_message_leads_to_its_cell_in_view_and_uncovered(preparer: Person, large: bool) -> None:
    if large:
        preparer.page.locator(".me summary").click()
        preparer.page.get_by_role("button", name="大字").click()
    preparer.open(FILLING)
    total = preparer.page.locator("#findings li").count()
    assert total == 7
    for number in range(total):
        if large:
            preparer.page.locator("#open-drawer").click()
        preparer.page.locator("#findings li").nth(number).get_by_role("button", name="定位").click()
        seen = preparer.page.evaluate(
            """() => {
              const box = document.activeElement, place = box.getBoundingClientRect();
              const top = document.elementFromPoint(place.left + place.width / 2, place.top + Math.min(place.height / 2, 12));
              return [box.dataset.cell, top === box, place.top >= 0 && place.bottom <= innerHeight];
            }"""
        )
        assert seen[0].endswith(".reason")
        assert seen[1:] == [True, True]


def test_a_message_of_another_step_leads_there(preparer: Person) -> None:
    preparer.open(BASE)
    preparer.page.locator("#findings li").first.get_by_role("button", name="定位").click()
    preparer.page.wait_for_url("**/self/#*")
    assert preparer.page.evaluate("document.activeElement.dataset.cell") == "r2.reason"


# --- rows, and leaving a page ------------------------------------------------------------------------


def test_a_row_is_put_in_and_taken_out(preparer: Person) -> None:
    preparer.open(FILLING)
    assert preparer.page.locator("#remove-indicator").is_disabled()
    preparer.page.select_option("#new-class", "产出指标/质量指标")
    preparer.page.get_by_role("button", name="插入指标").click()
    preparer.page.wait_for_url("**/self/#r*.name")
    new = preparer.page.evaluate("document.activeElement.dataset.cell")
    preparer.type(new, "抽查合格率")
    preparer.wait_saved()
    preparer.cell(new).focus()
    preparer.page.get_by_role("button", name="删除指标").click()
    assert preparer.page.locator("#remove-title").inner_text() == "删除指标“抽查合格率”？"
    preparer.page.get_by_role("button", name="删除这一行").click()
    preparer.page.wait_for_selector(f'textarea[data-cell="{new}"]', state="detached")


def test_the_last_change_is_saved_before_another_step_opens(site: Site, preparer: Person) -> None:
    preparer.open(FILLING)
    preparer.cell("r1.actual").fill("50009件")
    preparer.page.get_by_role("link", name="基础数据表").click()
    preparer.page.wait_for_url("**/base/")
    assert _kept(site, "r1.actual") == "50009件"
