"""A worker really killed in the middle of an import: what it had written stays, and no row comes in twice."""

from __future__ import annotations

import time
from pathlib import Path

from tests.server.jobs.own_site import own_site


def test_a_killed_import_is_finished_by_the_next_worker(tmp_path: Path) -> None:
    with own_site(Path(__file__).with_name("killable_import.py"), tmp_path) as site:
        site.run("prepare")
        worker = site.start("work")
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        worker.kill()
        worker.communicate()
        half = {"issues": 100, "wordings": 100, "rows": 100, "traces": 100, "imports": 0, "breaks": []}
        assert site.tell() == {"state": "running"} | half
        time.sleep(1.1)  # until the dead worker counts as silent
        site.run("work", "finish")
        whole = {"issues": 300, "wordings": 300, "rows": 300, "traces": 300, "imports": 1, "breaks": []}
        assert site.tell() == {"state": "done"} | whole
