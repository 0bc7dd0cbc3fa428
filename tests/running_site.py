"""A real server in a process of its own, on a fresh copy of the made-up district."""

from __future__ import annotations

import http.cookiejar
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "shili-2023-demo"
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the made-up district, made once for all the workers of a run."""
    shared = _of_the_run(tmp_path_factory) / "prepared"
    if not shared.exists():
        folder = tmp_path_factory.mktemp("preparing")
        command = [sys.executable, "-m", "django", "demo"]
        subprocess.run(command, env=environment(folder), check=True, capture_output=True)
        with suppress(OSError):  # another worker was quicker
            folder.rename(shared)
    return shared


def _of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder all the workers of a run know; without workers it is the run's own."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def environment(data: Path, **more: str) -> dict[str, str]:
    """Of a process on the data of that folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHUNSHENG_")}
    kept.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # set for the tests of the browser's own worker only
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
        command, around = [sys.executable, "-c", program], environment(self.data, **self.settings)
        done = subprocess.run(command, env=around, cwd=ROOT, check=True, capture_output=True)
        return done.stdout.decode()

    def texts(self, report: int) -> dict[str, str]:
        """Every filled cell of a report as it is kept."""
        kept: dict[str, str] = json.loads(
            self.run(
                "import json\n"
                "from zhunsheng.server.reports.models import UnitReport\n"
                "from zhunsheng.server.reports.content import content_from_json\n"
                f"content = content_from_json(UnitReport.objects.get(pk={report}).content)\n"
                "print(json.dumps({cell: held.text for cell, held in content.cells.items() if held.text}))"
            )
        )
        return kept

    def states(self, *reports: int) -> list[str]:
        kept: list[str] = json.loads(
            self.run(
                "import json\n"
                "from zhunsheng.server.reports.models import UnitReport\n"
                f"states = dict(UnitReport.objects.filter(pk__in={reports}).values_list('pk', 'state'))\n"
                f"print(json.dumps([states[pk] for pk in {reports}]))"
            )
        )
        return kept


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
        env=environment(data, **settings),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live/", timeout=1):
                return process
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("服务器没有启动") from None
            time.sleep(0.1)
    raise RuntimeError("服务器一分钟没有启动")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Caller:
    """Somebody without a browser: logs in and sends what the sheet's script would."""

    def __init__(self, site: Site, username: str) -> None:
        self.site = site
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.opener.open(f"{site.url}/login/", timeout=30).read()
        form = urllib.parse.urlencode({"username": username, "password": PASSWORD}).encode()
        self._send("/login/", form, "application/x-www-form-urlencoded")

    def _token(self) -> str:
        return next(cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken")

    def _send(self, path: str, body: bytes, kind: str) -> Any:
        headers = {"X-CSRFToken": self._token(), "Content-Type": kind, "Accept": "application/json"}
        request = urllib.request.Request(self.site.url + path, body, headers)
        with self.opener.open(request, timeout=60) as response:
            return json.loads(response.read())

    def post(self, path: str, data: dict[str, Any]) -> Any:
        """The answer; raises OSError where there is none, HTTPError where it is a refusal."""
        return self._send(path, json.dumps(data).encode(), "application/json")

    def upload(self, path: str, field: str, name: str, data: bytes, **more: str) -> int:
        """Status of a form with one file."""
        body, kind = _multipart(field, name, data, more)
        headers = {"X-CSRFToken": self._token(), "Content-Type": kind}
        request = urllib.request.Request(self.site.url + path, body, headers)
        try:
            with self.opener.open(request, timeout=60) as response:
                status: int = response.status
                return status
        except urllib.error.HTTPError as error:
            return error.code

    def refused(self, path: str, **form: str) -> str:
        """What the server refuses a form with, in its own words; empty when it was done."""
        return self._refused(path, urllib.parse.urlencode(form).encode(), "application/x-www-form-urlencoded")

    def refused_file(self, path: str, field: str, name: str, data: bytes, **more: str) -> str:
        return self._refused(path, *_multipart(field, name, data, more))

    def _refused(self, path: str, body: bytes, kind: str) -> str:
        headers = {"X-CSRFToken": self._token(), "Content-Type": kind, "Accept": "application/json"}
        request = urllib.request.Request(self.site.url + path, body, headers)
        try:
            self.opener.open(request, timeout=60).close()
        except urllib.error.HTTPError as error:
            return str(json.loads(error.read())["error"])
        return ""


def _multipart(field: str, name: str, data: bytes, more: dict[str, str]) -> tuple[bytes, str]:
    """Body and content type of a form with one file."""
    mark = "----zhunsheng"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in more.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
    body = b"".join([*parts, head.encode(), data, f"\r\n--{mark}--\r\n".encode()])
    return body, f"multipart/form-data; boundary={mark}"
