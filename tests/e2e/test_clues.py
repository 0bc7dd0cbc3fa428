"""A clue in the browser, from its registration to the paper; every page without an accessibility fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.e2e.conftest import Person, Someone
from tests.e2e.test_screens import COLOURS, LOOKS, WCAG, _axe_faults, _dress, _keep_picture, _too_wide
from tests.running_site import Site

PEOPLE = """
from datetime import date
from zhunsheng.server.clues.keyring import Purpose, new_key
from zhunsheng.server.orgs.actions import assign_duty, create_user
from zhunsheng.server.orgs.actors import machine
from zhunsheng.server.orgs.models import Placement, Role
top = Placement.objects.filter(parent=None).select_related("unit__tenant").latest("fiscal_year").unit
operator = machine("test")
for username, name, role in (
    ("ban1", "巡察办甲", Role.INSPECTION), ("ban2", "巡察办乙", Role.INSPECTION), ("zu1", "领导小组甲", Role.LEADING),
):
    user = create_user(
        operator, tenant=top.tenant, username=username, name=name, password="shili-2023-demo", must_change=False
    )
    assign_duty(operator, user=user, unit=top, role=role, since=date(2023, 1, 1))
for purpose in Purpose:
    new_key(purpose)
"""


@pytest.fixture
def office(site: Site) -> Site:
    site.run(PEOPLE)
    return site


def _fill(person: Person, **fields: str) -> None:
    for label, text in fields.items():
        person.page.get_by_label(label, exact=True).fill(text)


def _choose(person: Person, label: str, option: str) -> None:
    person.page.get_by_label(label, exact=True).select_option(label=option)


def _send(person: Person, button: str) -> None:
    """The button of the page itself, and the page it leads to."""
    with person.page.expect_navigation():
        person.page.locator("main").get_by_role("button", name=button, exact=True).click()


def test_from_registering_to_the_paper(office: Site, someone: Someone, tmp_path: Path) -> None:
    keeper = someone("ban1")
    keeper.page.get_by_role("link", name="线索与举报", exact=True).click()
    keeper.page.get_by_role("link", name="登记线索", exact=True).click()
    _fill(keeper, 反映的内容="绿化工程款疑似虚列，票据与实物不符。", 反映对象="某站站长")
    _send(keeper, "登记")
    assert "编号 XS" in keeper.notes()[0]
    address = keeper.page.url.removeprefix(office.url)
    material = tmp_path / "票据.txt"
    material.write_text("票据清单", "utf-8")
    keeper.page.set_input_files("#file", str(material))
    keeper.press("上传")
    _fill(keeper, 分流给谁="区纪委监委", 分流理由="涉嫌违纪")
    _choose(keeper, "请谁批准", "领导小组甲（zu1）")
    keeper.press("拟办分流")
    leader = someone("zu1").open(address)
    _send(leader, "批准分流")
    keeper.open(address).press("移交")
    keeper.follow("移交函")
    assert keeper.texts(".slip h1") == ["问题线索移交函"]
    assert "区纪委监委：" in keeper.texts(".slip p")
    assert keeper.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    outsider = someone("ban2")
    assert outsider.page.request.get(address).status == 404
    assert outsider.open("/clues/").texts("table.list tbody") == ["没有指定您经办的线索或举报。"]


def test_pages_are_accessible_and_fit(office: Site, someone: Someone) -> None:
    keeper = someone("ban1").open("/clues/new/")
    _fill(keeper, 反映的内容="绿化工程款疑似虚列，票据与实物不符。" * 20, 反映对象="某站站长")
    _send(keeper, "登记")
    clue = keeper.page.url.removeprefix(office.url)
    _fill(keeper, 分流给谁="区纪委监委", 分流理由="涉嫌违纪")
    _choose(keeper, "请谁批准", "领导小组甲（zu1）")
    keeper.press("拟办分流")
    keeper.open("/clues/complaints/new/")
    _fill(keeper, 反映的内容="接受被巡察单位宴请。")
    keeper.page.get_by_label("举报人（另行加密，匿名的留空）").fill("示例来信人")
    keeper.page.get_by_label("被举报的工作人员").select_option(label="巡察办乙（ban2）")
    _send(keeper, "受理")
    complaint = keeper.page.url.removeprefix(office.url)
    site_pages = {
        "ban1": [
            "/clues/",
            "/clues/new/",
            "/clues/complaints/new/",
            clue,
            complaint,
            f"{complaint}identity/",
        ],
        "zu1": ["/clues/", clue],
    }
    faults: list[str] = []
    for username, paths in site_pages.items():
        person = keeper if username == "ban1" else someone(username)
        for path in paths:
            person.open(path)
            for look in LOOKS:
                _dress(person, look)
                person.page.set_viewport_size({"width": 1366, "height": 768})
                _keep_picture(person, username, look, path)
                rules = WCAG if look == "light" else COLOURS
                faults += [f"{look} {path} {fault}" for fault in _axe_faults(person, rules)]
                person.page.set_viewport_size({"width": 683, "height": 768})
                faults += [f"{look} {path} {fault}" for fault in _too_wide(person)]
    assert faults == []
