"""A real server in a process of its own, and Debian's Chromium in front of it.

Every test gets a fresh copy of the made-up district. Whatever a page logs as an error, every violation
of the content security policy and every request that leaves this machine fails the test.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

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
]
PASSWORD = "shili-2023-demo"
_NO_CHROMIUM = "本机没有 Chromium，浏览器测试没有运行（Debian：apt install chromium）"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not CHROMIUM:
        for item in items:
            if "tests/e2e" in item.path.as_posix():
                item.add_marker(pytest.mark.skip(reason=_NO_CHROMIUM))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the made-up district, made once for each worker."""
    folder = tmp_path_factory.mktemp("prepared")
    subprocess.run(
        [sys.executable, "-m", "django", "demo"], env=_environment(folder), check=True, capture_output=True
    )
    return folder


def _environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHUNSHENG_")}
    return kept | {
        "ZHUNSHENG_DATA_DIR": str(data),
        "ZHUNSHENG_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "zhunsheng.server.settings",
        **more,
    }


@dataclass
class Site:
    """A running server that can be killed and started again on the same data."""

    data: Path
    port: int
    process: subprocess.Popen[bytes]
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """As a power cut would: no farewell."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def start(self) -> None:
        self.process = _started(self.data, self.port, self.settings)

    def run(self, code: str) -> str:
        """Python run beside the server, on its data; returns what it prints."""
        program = f"import django; django.setup()\n{code}"
        environment = _environment(self.data, **self.settings)
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, check=True, capture_output=True
        )
        return done.stdout.decode()


@pytest.fixture
def site_settings() -> dict[str, str]:
    """Server options of a test; overridden by parametrization."""
    return {}


@pytest.fixture
def site(prepared: Path, tmp_path: Path, site_settings: dict[str, str]) -> Iterator[Site]:
    data = tmp_path / "data"
    shutil.copytree(prepared, data)
    port = _free_port()
    running = Site(data, port, _started(data, port, site_settings), site_settings)
    yield running
    running.kill()


def _started(data: Path, port: int, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "zhunsheng", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command,
        env=_environment(data, **settings),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live/", timeout=1):
                return process
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("服务器没有启动") from None
            time.sleep(0.1)
    raise RuntimeError("服务器 20 秒没有启动")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
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
        self.context.route("**/*", self._only_here)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20000)
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"pageerror {error}"))

    def _only_here(self, route: Any) -> None:
        if route.request.url.startswith((self.site.url, "data:", "blob:")):
            route.fallback()
        else:
            self.complaints.append(f"foreign request {route.request.url}")
            route.abort()

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning") and not any(word in message.text for word in EXPECTED):
            self.complaints.append(f"{message.type} {message.text}")

    def log_in(self, username: str) -> Person:
        self.page.goto("/login/")
        self.page.fill("#username", username)
        self.page.fill("#password", PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_selector("h1:has-text('工作台')")
        return self

    def open(self, path: str) -> Person:
        self.page.goto(path)
        return self

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
    """Makes a logged-in person; at the end nobody's browser may have complained."""
    people: list[Person] = []

    def make(username: str, width: int = 1366, height: int = 768) -> Person:
        person = Person(chromium, site, width, height)
        people.append(person)
        return person.log_in(username)

    yield make
    complaints = [complaint for person in people for complaint in person.complaints]
    for person in people:
        person.close()
    assert complaints == []
