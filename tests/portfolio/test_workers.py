"""The same over several processes: same results, same order, whatever happens to a process."""

from __future__ import annotations

import multiprocessing
import shutil
import sys
from pathlib import Path

import pytest
from tests.portfolio.deadly import DEADLY, DeadlyJob

from zhunsheng.portfolio.batch import Job, digest_path
from zhunsheng.portfolio.workers import CHUNK, check_files


@pytest.fixture
def many(tmp_path: Path, samples: Path) -> list[Path]:
    """Some chunks of small files, most of them bad: what counts is that none is lost."""
    paths = []
    for number in range(3 * CHUNK + 5):
        path = tmp_path / f"{number:03}.txt"
        if number % 20 == 7:
            shutil.copy(samples / "report-2.txt", path)
        else:
            path.write_text("通知" * (number + 1), "utf-8")
        paths.append(path)
    return paths


def test_same_results_in_the_same_order(many: list[Path]) -> None:
    assert list(check_files(many, Job(), 2, with_lines=True)) == [
        digest_path(path, Job(), True) for path in many
    ]


def test_when_all_is_done_no_worker_is_left(many: list[Path]) -> None:
    """Or Python, ending right after it, complains of a pool half closed."""
    before = set(multiprocessing.active_children())
    assert len(list(check_files(many, Job(), 2))) == len(many)
    assert set(multiprocessing.active_children()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_worker_that_dies_costs_only_its_file(many: list[Path]) -> None:
    deadly = many[CHUNK + 3].with_name(DEADLY)
    deadly.write_text("通知", "utf-8")
    many[CHUNK + 3] = deadly
    digests = list(check_files(many, DeadlyJob(), 2))
    assert [digest.file for digest in digests] == [str(path) for path in many]
    died = [digest.file for digest in digests if digest.unread and digest.unread.code == "worker_died"]
    assert died == [str(deadly)]
    assert sum(len(digest.reports) for digest in digests) == 3


def test_stopping_early_ends_the_workers(many: list[Path]) -> None:
    digests = check_files(many, Job(), 2)
    assert next(digests).file == str(many[0])
    digests.close()  # type: ignore[attr-defined]
