"""Fifty people filling at once for some minutes: each opens a report, then saves a cell every three seconds.

Server and callers run on this machine; the callers' share of its processors is printed beside the times.
Bounded in time and in number, to the loopback address only.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from benchmarks.office import POSTGRESQL
from benchmarks.office_data import environment, fill_in_process, fresh_postgresql
from benchmarks.printing import say, table

FILLERS = 50
PAUSE = 3.0
MINUTES = 5.0
_PASSWORD = "shili-2023-demo"
_COOKIE = re.compile(r"(csrftoken|sessionid)=([^;]+)")


class Filler(threading.Thread):
    """One person. A save that isn't acknowledged counts as failed."""

    def __init__(self, port: int, username: str, report: int) -> None:
        super().__init__(daemon=True)
        self.port, self.username, self.report = port, username, report
        self.until = 0.0
        self.cookies: dict[str, str] = {}
        self.saves: list[float] = []
        self.opens: list[float] = []
        self.failures: list[str] = []

    def log_in(self) -> None:
        """Before the clock starts: a password is made to take long."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self._ask(connection, "GET", "/login/")
        form = urllib.parse.urlencode({"username": self.username, "password": _PASSWORD})
        self._ask(connection, "POST", "/login/", form, "application/x-www-form-urlencoded")
        connection.close()

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        number = 0
        while time.monotonic() < self.until:
            began = time.monotonic()
            if number % 20 == 0:
                self._timed(self.opens, connection, "GET", f"/reports/{self.report}/self/")
            number += 1
            change = {
                "cell": f"r{number % 9 + 1}.reason",
                "text": f"第 {number} 次改动，情况属年中新增任务。",
            }
            body = json.dumps({"base_version": 10**6, "changes": [change]})
            self._timed(self.saves, connection, "POST", f"/reports/{self.report}/cells/", body)
            time.sleep(max(0.0, PAUSE - (time.monotonic() - began)))

    def _timed(self, into: list[float], connection: http.client.HTTPConnection, *ask: str) -> None:
        began = time.monotonic()
        try:
            status, text = self._ask(connection, *ask)
        except OSError as error:
            self.failures.append(repr(error))
            connection.close()
            return
        into.append((time.monotonic() - began) * 1000)
        if status != 200 or (ask[0] == "POST" and not json.loads(text)["acks"]):
            self.failures.append(f"{status} {text[:200]}")

    def _ask(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: str = "",
        kind: str = "application/json",
    ) -> tuple[int, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
            "Accept": "application/json" if method == "POST" else "text/html",
            "Content-Type": kind,
        }
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        text = response.read().decode()
        for header in response.headers.get_all("Set-Cookie") or ():
            self.cookies.update(_COOKIE.findall(header))
        return response.status, text


def run(minutes: float = MINUTES) -> None:
    with TemporaryDirectory(prefix="zhunsheng-load-") as folder:
        for name in ("SQLite", "PostgreSQL"):
            try:
                database = fresh_postgresql(POSTGRESQL, "zhunsheng_load") if name == "PostgreSQL" else ""
            except Exception:
                say(f"{name}：没有可用的服务器")
                continue
            data = Path(folder) / name
            fill_in_process(data, database, 1_000)
            _measure(name, data, database, minutes)


def _measure(name: str, data: Path, database: str, minutes: float) -> None:
    printed = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{_BEGIN}"],
        env=environment(data, database),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    people: list[list[object]] = json.loads(printed)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    server = subprocess.Popen(
        _command(name, port),
        env=environment(data, database),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(6)
        fillers = [Filler(port, str(username), int(str(report))) for username, report in people]
        for filler in fillers:
            filler.log_in()
        busy = _processor_seconds(server.pid)
        used, began = getrusage(RUSAGE_SELF), time.monotonic()
        for filler in fillers:
            filler.until = began + minutes * 60
            filler.start()
            time.sleep(PAUSE / len(fillers))
        for filler in fillers:
            filler.join(minutes * 60 + 120)
        after, passed = getrusage(RUSAGE_SELF), time.monotonic() - began
        own = (after.ru_utime - used.ru_utime + after.ru_stime - used.ru_stime) / passed
        _show(name, fillers, passed, own, (_processor_seconds(server.pid) - busy) / passed)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _command(name: str, port: int) -> list[str]:
    """On one machine as `serve` does it, with PostgreSQL as docs/operate says."""
    if name == "SQLite":
        return [sys.executable, "-m", "zhunsheng", "serve", "--port", str(port)]
    gunicorn = [sys.executable, "-m", "gunicorn", "zhunsheng.server.wsgi", "--bind", f"127.0.0.1:{port}"]
    return [*gunicorn, "--workers", "3", "--threads", "4", "--keep-alive", "75", "--preload"]


def _processor_seconds(leader: int) -> float:
    """Of all processes of the server's group, from the kernel's own count."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == leader:
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


_BEGIN = f"""
import json
from datetime import date
from zhunsheng.server.orgs.actions import assign_duty, create_user
from zhunsheng.server.orgs.actors import machine
from zhunsheng.server.orgs.models import Role, User
from zhunsheng.server.reports.models import UnitReport
operator = machine("测量")
people = []
reports = UnitReport.objects.filter(unit__code__startswith="9", state="filling").select_related("unit")[:{FILLERS}]
known = User.objects.get(username="jb03")
for number, report in enumerate(reports):
    user = create_user(operator, tenant=report.unit.tenant, username=f"f{{number:02}}", name="经办人", password=None, must_change=False)
    assign_duty(operator, user=user, unit=report.unit, role=Role.PREPARER, since=date(2022, 1, 1))
    User.objects.filter(pk=user.pk).update(password=known.password)
    people.append([user.username, report.pk])
print(json.dumps(people))
"""


def _show(name: str, fillers: list[Filler], passed: float, own: float, server: float) -> None:
    saves = [value for filler in fillers for value in filler.saves]
    opens = [value for filler in fillers for value in filler.opens]
    failures = [failure for filler in fillers for failure in filler.failures]
    rows = [
        [
            what,
            str(len(values)),
            f"{median(values):.0f}",
            f"{quantiles(values, n=100)[-1]:.0f}",
            f"{max(values):.0f}",
        ]
        for what, values in (("保存一格", saves), ("打开自评表", opens))
    ]
    table(
        f"{len(fillers)} 人同时填报 {passed:.0f} 秒，{name}（毫秒）", ["", "次", "中位", "99%", "最长"], rows
    )
    say(f"没有成功的：{len(failures)}。处理器：服务器 {server:.2f} 核，发起请求的一方 {own:.2f} 核。")
    for failure in failures[:3]:
        say(f"  {failure}")


if __name__ == "__main__":
    run(float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES)
