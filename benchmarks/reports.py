"""Reports as objects, for what is measured after the reading."""

from __future__ import annotations

from benchmarks.corpus import report_text
from zhunsheng.intake.readers.opening import read_bytes
from zhunsheng.intake.reading import Intake
from zhunsheng.kernel.report import Report
from zhunsheng.rulebook.loading import load_rulebook


def read_reports(count: int) -> list[Report]:
    intake = Intake(load_rulebook())
    return [_read(intake, number) for number in range(count)]


def _read(intake: Intake, number: int) -> Report:
    return intake.read(read_bytes(report_text(number).encode(), f"{number}.txt"))[0]
