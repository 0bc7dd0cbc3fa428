"""An issue from its registration to 销号, sent back once on the way, by everybody it passes (flow B14)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.e2e.conftest import Person, Someone
from tests.running_site import Site

WORDING = "公务用车派车单填写不完整"
PROOF = "%PDF-1.4 派车单".encode()


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    file = tmp_path / "派车单.pdf"
    file.write_bytes(PROOF)
    return file


def test_from_registration_to_closed_with_one_return(site: Site, someone: Someone, proof: Path) -> None:
    office, unit = someone("xcb1"), someone("zg11", 390, 844)
    discipline, leading = someone("pz02"), someone("ldxz")

    number = _register(office)
    assert _waiting(unit)["待认领"] >= 1
    _open(unit, number)
    unit.page.locator(".people-form").get_by_label("责任人").fill("办公室主任")
    unit.press("保存并认领")
    assert unit.notes() == ["已认领，责任人已写明。"]
    unit.page.get_by_text("现在等整改联络人办理。").wait_for()
    assert unit.page.get_by_role("button", name="报请核验").is_disabled()
    assert unit.texts(".issue-steps p") == ["还没有整改措施，不能报请核验。请先写明措施、责任人和时限。"]

    _add_measure(unit)
    assert unit.texts(".issue-steps p") == ["措施 1 还没有佐证，不能报请核验。"]
    _prove(unit, proof)
    _finish(unit)
    unit.press("报请核验")
    assert unit.texts("h1 .tag")[0] == "待派驻纪检组审核"

    _open(discipline, number)
    discipline.page.get_by_label("意见").fill("派车单缺十月份的，请补齐。")
    discipline.press("退回整改")
    assert discipline.texts("h1 .tag")[0] == "整改中"

    _open(unit, number)
    assert unit.texts("h1 .tag")[-1] == "退回 1 次"
    assert "派车单缺十月份的，请补齐。" in unit.texts(".timeline li")[0]
    unit.press("报请核验")

    _open(discipline, number)
    discipline.press("派驻纪检组审核通过")
    _open(office, number)
    office.press("巡察办核验通过")
    assert [text.partition(" 1")[0] for text in office.texts(".stages li > .tag")] == ["通过", "通过", "待办"]

    _open(leading, number)
    leading.press("销号")
    assert leading.texts("h1 .tag")[0] == "已销号"
    assert leading.page.locator(".issue-steps").count() == 0
    assert _history(leading) == [
        "销号", "巡察办核验通过", "派驻纪检组审核通过", "报请核验", "退回整改", "报请核验", "认领",
    ]  # fmt: skip

    _open(office, number)
    office.page.get_by_label("意见").fill("群众反映又有派车单不全。")
    office.press("重新打开")
    assert office.texts("h1 .tag")[-1] == "重开 1 次"
    assert "首次" in office.page.locator(".facts-two").inner_text()


def test_a_return_without_a_reason_says_so_where_it_is_written(someone: Someone) -> None:
    leading = someone("ldxz").open("/inspections/?state=to_close&mine=1")
    leading.page.locator("td a").last.click()
    leading.press("退回整改")
    assert leading.texts(".issue-steps .field-error") == ["退回整改要写明理由。"]
    assert leading.texts("h1 .tag")[0] == "待销号"
    words = leading.page.locator("#words:focus")
    assert words.get_attribute("aria-describedby") == "words_error"
    words.fill("盘点表缺十月份的。")
    leading.press("退回整改")
    assert leading.texts("h1 .tag")[0] == "整改中"
    assert "盘点表缺十月份的。" in leading.texts(".timeline li")[0]


def test_three_colours_count_what_they_list(someone: Someone) -> None:
    office = someone("xcb1").open("/inspections/")
    for colour in ("红", "黄", "绿"):
        counter = office.page.locator(".counter", has_text=f"{colour} ·")
        number = int(counter.locator("b").inner_text())
        counter.click()
        office.page.wait_for_load_state()
        assert number > 0
        assert office.texts(".pages span") == [f"第 1–{min(number, 50)} 个，共 {number} 个"]
        looks = {"红": "tag-red", "黄": "tag-amber", "绿": "tag-green"}
        assert office.page.locator(f".ledger-list td:nth-child(6) .{looks[colour]}").count() == min(
            number, 50
        )


def test_the_pane_opens_beside_the_list_and_its_buttons_work(someone: Someone) -> None:
    office = someone("xcb1").open("/inspections/?state=with_office")
    first = office.page.locator(".ledger-list tbody tr").first
    number = first.locator("td").first.inner_text()
    office.page.evaluate("document.querySelector('.ledger').dataset.same = 'yes'")
    first.locator("a[data-pane]").click()
    office.page.locator("#pane").wait_for()
    assert office.texts("#pane h2") == [number]
    assert office.page.locator(".ledger").get_attribute("data-same") == "yes"
    office.page.go_back()
    office.page.locator("#pane").wait_for(state="detached")
    office.page.go_forward()
    office.page.locator("#pane").wait_for()
    office.press("巡察办核验通过")
    assert office.notes() == [f"{number}：已巡察办核验通过。"]
    assert office.texts("#pane .tag")[0] == "待销号"


def test_rows_are_ticked_by_keyboard_and_stay_so_beside_the_pane(someone: Someone) -> None:
    office = someone("xcb1").open("/inspections/?state=with_office")
    rows = office.page.locator(".ledger-list tbody tr")
    numbers = [rows.nth(at).locator("td").first.inner_text().strip() for at in (0, 2)]
    for key in ("j", "Space", "j", "j", "Space", "k"):
        office.page.keyboard.press(key)
    assert office.texts("#ticked-count") == ["已选 2 个"]
    rows.nth(1).locator("a[data-pane]").click()
    office.page.locator("#pane").wait_for()
    assert office.texts("#ticked-count") == ["已选 2 个"]
    office.press("成批办理勾选的")
    assert office.texts("section h2")[1] == "台账里勾选的 2 个问题"
    assert sorted(office.texts("section:nth-of-type(2) tbody td:nth-child(2)")) == sorted(numbers)


def test_without_scripts_the_pane_is_a_page(site: Site, someone: Someone) -> None:
    office = someone("xcb1")
    context = office.context.browser.new_context(java_script_enabled=False, base_url=site.url)
    context.add_cookies(office.context.cookies())
    page = context.new_page()
    page.goto("/inspections/")
    page.locator("a[data-pane]").first.click()
    page.locator("#pane").wait_for()
    assert page.locator("#pane .stages li").count() == 3
    context.close()


def test_the_board_shows_every_state_once(someone: Someone) -> None:
    office = someone("xcb1").open("/inspections/board/")
    columns = [int(text) for text in office.texts(".board-column h2 span")]
    everything = office.page.locator(".counter", has_text="全部").locator("b").inner_text()
    assert (len(columns), sum(columns)) == (4, int(everything))


def test_the_export_is_the_list_and_is_traced(site: Site, someone: Someone) -> None:
    office = someone("xcb1").open("/inspections/?state=unclaimed")
    listed = office.page.locator(".ledger-list tbody tr").count()
    name, data = office.download("导出台账")
    assert (name.startswith("整改台账"), data[:2]) == (True, b"PK")
    told = site.run(
        "from zhunsheng.server.audit.models import Entry\n"
        "print(Entry.objects.filter(verb='export_ledger').latest('pk').details)"
    )
    assert told.strip() == f'{{"conditions":"state=unclaimed","issues":{listed},"searched":false}}'


def test_the_made_up_register_of_these_days_is_written_in_full(site: Site) -> None:
    """Measures with who answers and a deadline; what is to be put right at once is due soon."""
    told = site.run(
        "from django.utils import timezone\n"
        "from zhunsheng.server.inspections.models import Register\n"
        "from zhunsheng.server.inspections.statistics.count_rows import Scope\n"
        "from zhunsheng.server.inspections.statistics.register_checks import look_through\n"
        "today = timezone.localdate()\n"
        "found = look_through(Scope(Register.objects.get(), today.year, today))\n"
        "print({rule.code: said for rule, said in found if rule.code in ('X01', 'X03', 'X04', 'X07')})"
    )
    assert told.strip() == "{'X01': [], 'X03': [], 'X04': [], 'X07': []}"


# --- what people do ------------------------------------------------------------------------------------


def _register(office: Person) -> str:
    office.open("/inspections/").page.get_by_role("link", name="登记问题").click()
    office.page.get_by_label("巡察对象").select_option(
        value=office.page.locator("option", has_text="区教育局").first.get_attribute("value")
    )
    office.page.get_by_label("问题表述").fill(WORDING)
    office.page.get_by_label("整改时限").fill((timezone.localdate() + timedelta(days=5)).isoformat())
    office.page.get_by_role("button", name="登记", exact=True).click()
    office.page.wait_for_load_state()
    number: str = office.texts("h1")[0].split()[0]
    assert office.notes() == [f"已登记 {number}。"]
    return number


def _waiting(person: Person) -> dict[str, int]:
    """What the workbench counts."""
    person.open("/")
    found = [text.split() for text in person.texts(".waiting")]
    return {title: int(number) for title, number, *_ in found}


def _open(person: Person, number: str) -> None:
    """By searching the ledger for it."""
    person.open("/inspections/?state=all")
    person.page.get_by_role("searchbox").fill(number)
    person.press("筛选")
    person.page.locator("td a").last.click()
    person.page.wait_for_load_state()
    assert person.texts("h1")[0].startswith(number)


def _add_measure(unit: Person) -> None:
    form = unit.page.locator("details.add form")
    form.get_by_label("整改措施").fill("补齐派车单，按月核对")
    form.get_by_label("责任人").fill("办公室主任")
    form.get_by_role("button", name="加上").click()
    unit.page.wait_for_load_state()
    assert unit.texts(".measure h3") == ["措施 1 未完成 缺佐证"]


def _prove(unit: Person, proof: Path) -> None:
    unit.page.get_by_label("佐证文件").set_input_files(proof)
    unit.page.get_by_label("生效日期").fill(timezone.localdate().isoformat())
    unit.press("上传")
    assert unit.notes() == ["已收到 1 个文件。"]


def _finish(unit: Person) -> None:
    unit.page.get_by_text("修改、写完成日期").click()
    unit.page.get_by_label("完成日期").fill(timezone.localdate().isoformat())
    unit.press("保存")
    assert unit.texts(".measure h3") == ["措施 1 已完成"]


def _history(person: Person) -> list[str]:
    return [text.split()[0] for text in person.texts(".timeline li")]
