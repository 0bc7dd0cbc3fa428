"""A reviewer without a mouse (flow B13)."""

from __future__ import annotations

import pytest
from tests.e2e.conftest import Person, Someone
from tests.running_site import Site

MINE = (31, 12, 10, 7, 2)
"""Five reports given to 绩效股审核1, in the order of the queue; the first is under review already."""


@pytest.fixture
def reviewer(site: Site, someone: Someone) -> Person:
    site.run(
        "from zhunsheng.server.orgs.actors import actor_of\n"
        "from zhunsheng.server.orgs.models import User\n"
        "from zhunsheng.server.reviews.actions import assign\n"
        "people = {user.username: user for user in User.objects.all()}\n"
        f"for report in {MINE}:\n"
        "    assign(actor_of(people['czgl']), report_id=report, reviewer_id=people['sh1'].pk)"
    )
    return someone("sh1")


def _go(person: Person, key: str) -> str:
    """The unit whose page the key leads to; the queue's name where it leads there."""
    with person.page.expect_navigation():
        person.page.keyboard.press(key)
    return person.page.locator("h1").inner_text()


def _tab_to(person: Person, selector: str) -> None:
    for _ in range(120):
        if person.page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"Tab 到不了 {selector}")


def _focused(person: Person) -> str:
    found: str = person.page.evaluate("document.activeElement.id")
    return found


def test_a_queue_of_five_by_the_keyboard_alone(site: Site, reviewer: Person) -> None:
    keys = reviewer.page.keyboard
    reviewer.open("/reviews/1/?reviewer=mine&sort=unit")
    _tab_to(reviewer, "table.list tbody a")
    assert _go(reviewer, "Enter") == "区信访局"

    # J and K walk along the queue, and change nothing.
    walked = [_go(reviewer, key) for key in ("j", "j", "k", "k")]
    assert walked == ["区科技和工业信息化局", "区发展和改革局", "区科技和工业信息化局", "区信访局"]

    keys.press("a")
    assert _go(reviewer, "Enter") == "区科技和工业信息化局"
    assert reviewer.notes() == ["区信访局：已通过。"]

    # A comment on a cell, and back it goes.
    _go(reviewer, "o")
    _tab_to(reviewer, ".review a.button[href*='rows=all']")
    _go(reviewer, "Enter")
    _tab_to(reviewer, "a.cell[data-cell='r1.actual']")
    keys.press("c")
    assert _focused(reviewer) == "opine-text"
    assert reviewer.page.locator("#opine-place").inner_text() == "「窗口办件量」实际完成值"
    keys.type("请附办件清单。")
    _tab_to(reviewer, "#opine button.primary")
    _go(reviewer, "Enter")
    assert reviewer.texts("#opinions article > p:not(.small)") == ["请附办件清单。"]
    keys.press("r")
    assert _focused(reviewer) == "return-reason"
    keys.press("Tab")
    assert _go(reviewer, "Enter") == "区发展和改革局"

    # Two more accepted; the last is returned with a reason alone.
    for _ in range(2):
        _go(reviewer, "o")
        keys.press("a")
        _go(reviewer, "Enter")
    assert reviewer.page.locator("h1").inner_text() == "区委办公室"
    _go(reviewer, "o")
    keys.press("r")
    keys.type("三公经费请重新核对。")
    keys.press("Tab")
    assert _go(reviewer, "Enter") == "2023 年度审核总览"
    assert site.states(*MINE) == ["accepted", "returned", "accepted", "accepted", "returned"]


def test_letters_typed_into_a_field_are_letters(reviewer: Person) -> None:
    reviewer.open("/reviews/report/31/").page.keyboard.press("c")
    reviewer.page.keyboard.type("ajkor/?")
    assert reviewer.page.locator("#opine-text").input_value() == "ajkor/?"
    assert reviewer.page.locator("dialog[open], details[open]").count() == 0


def test_slash_leads_to_the_search_and_a_can_be_thought_better_of(site: Site, reviewer: Person) -> None:
    reviewer.open("/reviews/report/31/").page.keyboard.press("a")
    reviewer.page.keyboard.press("Escape")
    reviewer.page.wait_for_selector("dialog[open]", state="detached")
    assert _go(reviewer, "/") == "2023 年度审核总览"
    reviewer.page.wait_for_selector("#search:focus")
    reviewer.page.keyboard.type("信访")
    _go(reviewer, "Enter")
    assert reviewer.texts("table.list tbody td:nth-child(2)") == ["区信访局"]
    assert site.states(31) == ["under_review"]
