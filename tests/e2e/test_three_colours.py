"""三色 as people see them on the days that count, and who finds which reminder (flow B14).

The server's tests stop the clock; here the deadlines are set from today.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.e2e.conftest import Person, Someone
from tests.e2e.small_district import made
from tests.running_site import Site

GREEN, YELLOW, RED = ("tag-green", "绿"), ("tag-amber", "黄"), ("tag-red", "红")
SHOWN = {
    21: ("剩 21 天", None),
    20: ("剩 20 天", GREEN),
    11: ("剩 11 天", GREEN),
    10: ("剩 10 天", YELLOW),
    1: ("剩 1 天", YELLOW),
    0: ("今天到期", YELLOW),
    -1: ("超期 1 天", RED),
}
"""Days left → what stands there and in which tag; the word of its colour among the counters."""
TOLD = {"jia_rectifier": (20, 11, 10, 1, 0, -1), "jia_head": (10, 1, 0, -1), "inspector": (-1,)}
NOT_TOLD = (
    "jia",
    "yi_head",
    "yi_rectifier",
    "leading",
    "member",
    "jia_discipline",
    "keeper",
    "bureau",
    "admin",
)
"""Who has a duty close by: others at the unit, the same of another unit, the rest of the inspection office."""
LOOK = """(tag) => {
  const [red, green, blue] = getComputedStyle(tag).color.match(/[0-9.]+/g).map(Number);
  return [tag.innerText.trim(), [...tag.classList].find((name) => name.startsWith("tag-")) || "", [red, green, blue]];
}"""
Numbers = dict[int, str]


@pytest.fixture(scope="session")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, str]]:
    folder = tmp_path_factory.mktemp("due")
    return folder, {left: number for number, left in made(folder, "due").items()}


@pytest.fixture
def prepared(numbered: tuple[Path, Numbers]) -> Path:
    return numbered[0]


@pytest.fixture
def numbers(numbered: tuple[Path, Numbers]) -> Numbers:
    """Days left → number of the issue."""
    return numbered[1]


def _tags(person: Person, within: str) -> list[tuple[str, str, list[float]]]:
    """The text of each tag, its class, and the colour it is really written in."""
    return [tuple(found) for found in person.page.locator(within).evaluate_all(f"(tags) => tags.map({LOOK})")]


def _is_coloured(look: str, colour: list[float]) -> bool:
    red, green, blue = colour
    return {
        "tag-green": green > red and green > blue,
        "tag-amber": red > green > blue,
        "tag-red": red > 1.5 * green and red > 1.5 * blue,
    }[look]


def _expected() -> dict[int, tuple[str, str]]:
    return {left: (words, look[0] if look else "") for left, (words, look) in SHOWN.items()}


def test_the_ledger_and_the_board_show_each_day_in_its_colour(
    site: Site, someone: Someone, numbers: Numbers
) -> None:
    office = someone("inspector").open("/inspections/?sort=due")
    at = {number: left for left, number in numbers.items()}
    rows = office.page.locator(".ledger-list tbody tr")
    assert rows.count() == len(SHOWN)
    listed = {}
    for row in range(rows.count()):
        number = (
            office.page.locator(f".ledger-list tbody tr:nth-child({row + 1}) td").first.inner_text().strip()
        )
        cell = f".ledger-list tbody tr:nth-child({row + 1}) td:nth-child(6)"
        tags = _tags(office, f"{cell} .tag")
        listed[at[number]] = (office.page.locator(cell).inner_text().strip(), tags[0][1] if tags else "")
        assert all(_is_coloured(look, colour) for _, look, colour in tags), tags
    assert listed == _expected()
    for look, colour in (GREEN, YELLOW, RED):
        counter = office.page.locator(".counter", has_text=f"{colour} ·").locator("b").inner_text()
        assert int(counter) == sum(1 for _, shown in SHOWN.values() if shown == (look, colour))

    office.open("/inspections/board/")
    cards = {}
    for left, number in numbers.items():
        card = office.page.locator(".issue-card", has_text=number)
        said = card.locator(".issue-card-head > span:nth-child(2)")
        tags = _tags(office, f".issue-card:has-text('{number}') .issue-card-head .tag")
        cards[left] = (said.inner_text().strip(), tags[0][1] if tags else "")
        assert all(_is_coloured(look, colour) for _, look, colour in tags), tags
        classes = set((card.get_attribute("class") or "").split()) - {"issue-card"}
        assert classes == ({tags[0][1].removeprefix("tag-")} if tags else set())
    assert cards == _expected()


def test_each_is_reminded_of_what_concerns_them_and_nobody_else_is(
    site: Site, someone: Someone, numbers: Numbers
) -> None:
    found = {name: _reminders(someone(name)) for name in (*TOLD, *NOT_TOLD)}
    wanted = {
        name: sorted((numbers[left], *_expected()[left]) for left in days) for name, days in TOLD.items()
    }
    assert found == wanted | {name: [] for name in NOT_TOLD}


def _reminders(person: Person) -> list[tuple[str, str, str]]:
    """On the workbench after logging in: number, words, class of the tag."""
    lines = person.page.locator("article:has(h2:text-is('整改时限提醒')) li")
    return sorted(
        (
            lines.nth(at).inner_text().split()[0],
            lines.nth(at).locator(".tag").inner_text(),
            next(
                name
                for name in (lines.nth(at).locator(".tag").get_attribute("class") or "").split()
                if name.startswith("tag-")
            ),
        )
        for at in range(lines.count())
    )
