"""An uploaded report is read by a process of its own: the same report, and no harm from a harmful file."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.portfolio.sources import intake, reports_at
from zhunsheng.server.files import read_report, reading
from zhunsheng.server.files.reading import read_reports

SAMPLE = Path(__file__).parents[3] / "samples" / "shili-2023" / "clean.txt"


def test_what_comes_back_is_what_the_reader_says() -> None:
    assert read_reports(SAMPLE.read_bytes(), SAMPLE.name) == reports_at(SAMPLE, intake())


def test_a_refusal_comes_back_in_the_reader_s_words() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_reports("红烧肉：五花肉一斤，冰糖少许。".encode(), "菜谱.txt")
    assert refused.value.code == "not_a_report"


def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_SECONDS", 0.01)
    with pytest.raises(UnreadableFile, match="读取时间太长或占用太多"):
        read_reports(SAMPLE.read_bytes(), SAMPLE.name)


def test_a_reader_that_takes_too_much_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A reader of the test's own, in place of ours: it asks for more than it may have."""
    greedy = tmp_path / "greedy.py"
    greedy.write_text(
        "import resource\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({read_report.MEMORY}, {read_report.MEMORY}))\n"
        "bytearray(8 * 1024**3)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(reading, "_REPORT_READER", "greedy")
    with pytest.raises(UnreadableFile, match="读取时间太长或占用太多"):
        read_reports(b"x", "x.txt")
