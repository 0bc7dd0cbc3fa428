"""Every screen somebody can reach by links: no accessibility fault, nothing wider than the window.

The screens are found by following links, so a new page is looked at without being listed here. With
ZHUNSHENG_TEST_SCREENS=FOLDER a picture of each is left there, to be looked at before a release.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error as PlaywrightError
from tests.e2e.conftest import Person, Someone

PEOPLE = ("jb01", "jb03", "jb06", "fz05", "sh1", "czgl", "sj", "admin", "xcb1", "zg11")
LOOKS = ("light", "dark", "large")
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
RULES: dict[str, dict[str, Any]] = {"light": WCAG, "dark": COLOURS}
"""All that another dress of the same page can spoil; a larger print keeps the colours, only its width counts."""
MOST_PAGES = 400
"""More than anybody has: reached, it would leave some unseen."""
NOT_SCREENS = {"logout", "state", "job_state", "job_result"}
"""Data for scripts, and downloads."""


def _screens(person: Person) -> Iterator[str]:
    """Opens one page of each kind that links lead to, from the workbench on; its path."""
    found: set[str] = set()
    waiting, seen = ["/"], set()
    while waiting and len(found) < MOST_PAGES:
        path = waiting.pop(0)
        name = _name(path)
        if path in seen or name in NOT_SCREENS or name in found:
            continue
        seen.add(path)
        if not _opens(person, path):
            continue
        found.add(name)
        waiting += person.page.evaluate(
            "[...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))"
        )
        yield path
    assert found
    assert len(found) < MOST_PAGES, sorted(found)


def _opens(person: Person, path: str) -> bool:
    """Whether a page comes up; a download or a refusal is none."""
    try:
        response = person.page.goto(path)
    except PlaywrightError:  # a download has begun
        return False
    assert response is not None
    assert response.status < 500, path
    return response.status < 400 and "text/html" in response.headers.get("content-type", "")


def _name(path: str) -> str:
    """The address's name, and the step where a page has several."""
    parts = urlsplit(path)
    if parts.netloc or not parts.path.startswith("/"):
        return "logout"
    try:
        match = resolve(parts.path)
    except Resolver404:
        return "logout"
    return ":".join(
        [match.url_name or "", *(str(match.kwargs[key]) for key in ("step", "part") if key in match.kwargs)]
    )


def _dress(person: Person, look: str) -> None:
    """Light, dark or 大字, as the page itself would be written (`web/base.html`); no reading again."""
    theme, size = {"light": ("light", ""), "dark": ("dark", ""), "large": ("light", "large")}[look]
    person.page.evaluate(
        "([theme, size]) => { const page = document.documentElement;"
        " page.dataset.theme = theme; page.className = size; }",
        [theme, size],
    )


@pytest.mark.parametrize("username", PEOPLE)
def test_screens_are_accessible_and_fit(someone: Someone, username: str) -> None:
    person = someone(username)
    faults: list[str] = []
    for path in _screens(person):
        for look in LOOKS:
            _dress(person, look)
            person.page.set_viewport_size({"width": 1366, "height": 768})
            _keep_picture(person, username, look, path)
            if look in RULES:
                faults += [f"{look} {path} {fault}" for fault in _axe_faults(person, RULES[look])]
            person.page.set_viewport_size({"width": 683, "height": 768})
            faults += [f"{look} {path} {fault}" for fault in _too_wide(person)]
    assert faults == []


@pytest.mark.parametrize(
    ("button", "written"),
    [("夜间", {"theme": "dark", "size": ""}), ("大字", {"theme": "light", "size": "large"})],
)
def test_the_menu_dresses_every_page(someone: Someone, button: str, written: dict[str, str]) -> None:
    person = someone("jb01")
    person.page.locator(".me summary").click()
    person.page.locator(".me").get_by_role("button", name=button, exact=True).click()
    for path in ("/", "/password/"):
        person.open(path)
        page = "({ theme: document.documentElement.dataset.theme, size: document.documentElement.className })"
        assert person.page.evaluate(page) == written


def test_a_fault_would_be_seen(someone: Someone) -> None:
    person = someone("jb01")
    person.page.evaluate(
        "document.querySelector('main').innerHTML = '<input><p id=pale>颜色太淡，看不清楚</p>';"
        "document.querySelector('#pale').style.color = '#eee';"
    )
    found = _axe_faults(person, WCAG)
    assert sorted({fault.partition(" ")[0] for fault in found}) == ["color-contrast", "label"]
    assert _axe_faults(person, COLOURS) == [fault for fault in found if fault.startswith("color-contrast")]


def _axe_faults(person: Person, rules: dict[str, Any]) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(person.page, options=rules).response["violations"]
    return [f"{entry['id']} {node['target']}" for entry in found for node in entry["nodes"]]


def _too_wide(person: Person) -> list[str]:
    """At 200 % zoom of 1366: the page itself never scrolls sideways."""
    wide = person.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"横向超出 {wide} 像素"] if wide > 0 else []


def _keep_picture(person: Person, username: str, look: str, path: str) -> None:
    folder = os.environ.get("ZHUNSHENG_TEST_SCREENS", "")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        name = f"{username}-{look}-{urlsplit(path).path.strip('/').replace('/', '-') or 'workbench'}.png"
        person.page.screenshot(path=str(Path(folder) / name))
