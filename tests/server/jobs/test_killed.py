"""A worker really killed in the middle of a job, and one told to stop."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.server.jobs.own_site import PATIENCE, Site, own_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with own_site(Path(__file__).with_name("killable.py"), tmp_path) as found:
        yield found


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
    worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0
    told = site.tell()
    assert (told["state"], told["attempts"], told["breaks"]) == ("queued", 0, [])
