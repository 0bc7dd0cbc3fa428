"""A worker really killed in the middle of a job, and one told to stop; on a database file of its own.

With ZHUNSHENG_DATABASE_URL the same on a database made for this test in that PostgreSQL.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

URL = os.environ.get("ZHUNSHENG_DATABASE_URL", "")
ROOT = Path(__file__).parents[3]


@dataclass
class Site:
    environment: dict[str, str]

    def start(self, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(Path(__file__).with_name("killable.py")), *words]
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def run(self, *words: str) -> str:
        process = self.start(*words)
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        return output

    def tell(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.run("tell"))
        return told


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    environment = dict(
        os.environ,
        DJANGO_SETTINGS_MODULE="zhunsheng.server.settings",
        ZHUNSHENG_DATA_DIR=str(tmp_path),
        ZHUNSHENG_JOB_SILENCE_SECONDS="1",
        ZHUNSHENG_LOG_LEVEL="ERROR",
        PYTHONPATH=str(ROOT),
    )
    if not URL:
        yield Site(environment)
        return
    name = f"zhunsheng_killed_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(URL, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield Site(environment | {"ZHUNSHENG_DATABASE_URL": f"{URL.rpartition('/')[0]}/{name}"})
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _at_work(site: Site) -> subprocess.Popen[str]:
    """A worker that has done five steps."""
    worker = site.start("work")
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    return worker


def test_a_killed_workers_job_is_finished_by_the_next_and_nothing_is_doubled(site: Site) -> None:
    site.run("prepare")
    worker = _at_work(site)
    worker.kill()
    worker.communicate()
    assert site.tell()["state"] == "running"
    time.sleep(1.1)  # until the dead worker counts as silent
    site.run("work", "finish")
    assert site.tell() == {
        "state": "done",
        "attempts": 2,
        "done": 20,
        "steps": [[f"step/{number}", 1 if number <= 5 else 2] for number in range(1, 21)],
        "breaks": [],
        "results": 1,
    }


def test_a_worker_told_to_stop_puts_its_job_back(site: Site) -> None:
    site.run("prepare")
    worker = _at_work(site)
    worker.terminate()
    worker.communicate(timeout=120)
    assert worker.returncode == 0
    told = site.tell()
    assert (told["state"], told["attempts"], told["breaks"]) == ("queued", 0, [])
