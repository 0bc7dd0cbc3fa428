"""On every screen the one thing to do is in sight before anybody scrolls (flow B20)."""

from __future__ import annotations

import pytest
from tests.e2e.conftest import Someone

DESKTOP = ((1366, 768), (1920, 1080))
MAIN = (
    ("jb06", "/", "link", "按财政局的 2 条意见修改"),
    ("jb03", "/reports/3/self/", "link", "核对并报送"),
    ("jb03", "/reports/3/base/", "link", "核对并报送"),
    ("jb01", "/reports/1/", "button", "从空白开始"),
    ("fz05", "/reports/5/approval/", "link", "同意报送财政局"),
    ("fz05", "/reports/5/approval/agree/", "button", "确认报送财政局"),
    ("sh1", "/reviews/1/", "link", "继续审核下一家"),
    ("sh1", "/reviews/report/2/", "button", "开始审核"),
    ("sh1", "/reviews/report/31/", "button", "通过并看下一家"),
)


@pytest.mark.parametrize("size", DESKTOP, ids=str)
def test_the_main_action_is_in_sight(someone: Someone, size: tuple[int, int]) -> None:
    people = {username: someone(username, *size) for username, *_ in MAIN}
    hidden = []
    for username, path, role, name in MAIN:
        page = people[username].open(path).page
        button = page.get_by_role(role, name=name).first
        if not button.evaluate(IN_SIGHT):
            hidden.append((path, name))
    assert hidden == []


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "审核这份报告"),
        ("/reports/5/approval/", "同意报送财政局"),
        ("/reports/5/approval/agree/", "确认报送财政局"),
    ],
)
def test_the_head_decides_on_the_telephone_without_scrolling(someone: Someone, path: str, name: str) -> None:
    page = someone("fz05", 390, 844).open(path).page
    button = page.locator("a, button", has_text=name).first
    assert button.evaluate(IN_SIGHT)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


IN_SIGHT = """(b) => {
  const place = b.getBoundingClientRect();
  const top = document.elementFromPoint(place.left + place.width / 2, place.top + place.height / 2);
  return place.top >= 0 && place.left >= 0 && place.bottom <= innerHeight && place.right <= innerWidth
    && b.contains(top);
}"""
"""Wholly within the window, and nothing lies over it."""


def test_what_lies_below_the_window_is_not_in_sight(someone: Someone) -> None:
    page = someone("fz05", 390, 844).open("/reports/5/approval/").page
    assert page.get_by_role("link", name="下载 Word").evaluate(IN_SIGHT) is False
