"""A real server in a process of its own, and Debian's Chromium in front of it.

Every test gets a fresh copy of the made-up district. Whatever a page logs as an error, every violation
of the content security policy and every request that leaves this machine fails the test.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.running_site import PASSWORD, Site, prepared, site, site_settings

__all__ = ["prepared", "site", "site_settings"]

CHROMIUM = next(
    (path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), ""
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
_NO_CHROMIUM = "本机没有 Chromium，浏览器测试没有运行（Debian：apt install chromium）"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not CHROMIUM:
        for item in items:
            if "tests/e2e" in item.path.as_posix():
                item.add_marker(pytest.mark.skip(reason=_NO_CHROMIUM))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """Closed after the last browser test: while it is open an event loop runs, beside which Django refuses to work.

    The server under test runs in a process of its own; here only the tests of the same worker are meant.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


EXPECTED = ("Failed to load resource", "net::ERR")
"""What the browser itself logs when a test cuts the network or the server answers an error."""


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, browser: Any, site: Site, width: int = 1366, height: int = 768) -> None:
        self.site = site
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            base_url=site.url,
            accept_downloads=True,
        )
        self.context.on("request", self._only_here)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20000)
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"pageerror {error}"))

    def _only_here(self, request: Any) -> None:
        """Listens only: what intercepts every request keeps the browser from caching. `ARGUMENTS` bars the way."""
        if not request.url.startswith((self.site.url, "data:", "blob:")):
            self.complaints.append(f"foreign request {request.url}")

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning") and not any(word in message.text for word in EXPECTED):
            self.complaints.append(f"{message.type} {message.text}")

    def try_to_log_in(self, username: str, password: str = PASSWORD, token: str = "") -> None:
        self.page.goto("/login/")
        self.page.fill("#username", username)
        self.page.fill("#password", password)
        self.page.fill("#token", token)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_load_state()

    def log_in(self, username: str, password: str = PASSWORD, token: str = "") -> Person:
        self.try_to_log_in(username, password, token)
        self.page.wait_for_selector("h1:has-text('工作台')")
        return self

    def open(self, path: str) -> Person:
        self.page.goto(path)
        return self

    def press(self, name: str) -> Person:
        """The button of that name, and the page it leads to."""
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_load_state()
        return self

    def follow(self, link: str) -> Person:
        """The page a link leads to; what is on the page it stood on is no longer looked at."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=link).click()
        return self

    def download(self, link: str) -> tuple[str, bytes]:
        """Name and content of what a link gives."""
        with self.page.expect_download() as expected:
            self.page.get_by_role("link", name=link, exact=True).click()
        return expected.value.suggested_filename, Path(expected.value.path()).read_bytes()

    def texts(self, selector: str) -> list[str]:
        """What is written in each, without line breaks and runs of blanks."""
        return [" ".join(text.split()) for text in self.page.locator(selector).all_inner_texts()]

    def notes(self) -> list[str]:
        """What the office said to the last thing done."""
        return self.texts(".notes .note")

    # --- the sheet ---------------------------------------------------------------------------------

    def cell(self, name: str) -> Any:
        return self.page.locator(f'textarea[data-cell="{name}"]')

    def type(self, name: str, text: str) -> None:
        self.cell(name).fill(text)
        self.page.keyboard.press("Tab")

    def value(self, name: str) -> str:
        found: str = self.cell(name).input_value()
        return found

    def computed(self, name: str) -> str:
        found: str = self.page.locator(f'[data-computed="{name}"]').inner_text()
        return found

    def count(self, name: str) -> int:
        return int(self.page.locator(f'[data-count="{name}"]').first.inner_text())

    def wait_saved(self) -> None:
        self.page.wait_for_selector('#save-state[data-state="saved"]')

    def close(self) -> None:
        self.context.close()


Someone = Callable[..., Person]


@pytest.fixture
def someone(chromium: Any, site: Site) -> Iterator[Someone]:
    """Makes a logged-in person, or somebody at the login page where no account is named.

    At the end nobody's browser may have complained.
    """
    people: list[Person] = []

    def make(username: str, width: int = 1366, height: int = 768) -> Person:
        person = Person(chromium, site, width, height)
        people.append(person)
        return person.log_in(username) if username else person.open("/login/")

    yield make
    complaints = [complaint for person in people for complaint in person.complaints]
    for person in people:
        person.close()
    assert complaints == []
