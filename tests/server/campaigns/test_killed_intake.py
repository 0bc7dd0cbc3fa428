"""The worker killed while it takes in a zip of reports, in the middle of a transaction."""

from __future__ import annotations

import time
from pathlib import Path

from tests.server.jobs.own_site import PATIENCE, own_site

NAMES = [f"示例区{sign}局" for sign in "甲乙丙丁戊己"]


def test_each_report_is_taken_in_once(tmp_path: Path) -> None:
    with own_site(Path(__file__).with_name("killable_intake.py"), tmp_path) as site:
        site.run("prepare")
        worker = site.start("die")
        worker.communicate(timeout=PATIENCE)
        assert worker.returncode == -9
        told = site.tell()
        assert (told["job"], told["collected"]) == ("running", NAMES[:2])
        time.sleep(1.1)  # until the dead worker counts as silent
        site.run("work")
        assert site.tell() == {
            "job": "done",
            "taken in": [f"{name}.txt" for name in NAMES],
            "collected": NAMES,
            "traces": [f"{name} 2023" for name in NAMES],
            "breaks": [],
            "files": 8,  # the zip, six reports, the result
        }
