"""A worker killed while it reminds, then two at the same time: every unit is reminded once."""

from __future__ import annotations

from pathlib import Path

from tests.server.jobs.own_site import PATIENCE, own_site


def test_every_unit_is_reminded_once(tmp_path: Path) -> None:
    with own_site(Path(__file__).with_name("killable_reminders.py"), tmp_path) as site:
        site.run("prepare")
        worker = site.start("die")
        worker.communicate(timeout=PATIENCE)
        assert worker.returncode == -9
        assert site.tell()["reminders"] == [["200", 1], ["201", 1]]
        both = [site.start("work"), site.start("work")]
        for worker in both:
            worker.communicate(timeout=PATIENCE)
            assert worker.returncode == 0
        assert site.tell() == {
            "reminders": [[f"{200 + number}", 1] for number in range(30)],
            "traces": 30,
            "breaks": [],
        }
