"""The sample with planted faults is read to the end, its clean twin is left in peace."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from zhunsheng.intake.readers import read_document
from zhunsheng.intake.reading import Intake
from zhunsheng.kernel.findings import CheckResult
from zhunsheng.kernel.report import Report
from zhunsheng.rulebook.loading import load_rulebook
from zhunsheng.rulebook.rules import checker

SAMPLES = Path(__file__).parents[3] / "samples" / "shili-2023"
FAMILIES = "FNTP"


@pytest.fixture(scope="module")
def intake() -> Intake:
    return Intake(load_rulebook())


def read(intake: Intake, name: str) -> Report:
    return intake.read(read_document(SAMPLES / name))[0]


def check(report: Report, previous: Report | None = None, publish: bool = False) -> CheckResult:
    rulebook = load_rulebook()
    scheme = rulebook.schemes[report.scheme or "hunan-overall"]
    return checker(rulebook, scheme, report.fiscal_year).check(report, previous, publish)


def test_clean_report_has_no_finding(intake):
    result = check(read(intake, "clean.txt"), read(intake, "previous.txt"))
    assert [finding.message for finding in result.findings if finding.code[0] in FAMILIES] == []
    assert result.crashes == []


def test_clean_report_only_wants_its_review_before_publication(intake):
    result = check(read(intake, "clean.txt"), publish=True)
    assert [finding.code for finding in result.findings if finding.code[0] in FAMILIES] == ["P05"]


@pytest.mark.parametrize("faults", ["faults.toml", "faults-2.toml", "faults-3.toml"])
def test_every_planted_fault_is_found(intake, faults):
    planted = tomllib.loads((SAMPLES / faults).read_text("utf-8"))
    result = check(read(intake, planted["report"]), read(intake, "previous.txt"), publish=True)
    found = {finding.code for finding in result.findings}
    assert {fault["code"] for fault in planted["fault"] if fault["code"][0] in FAMILIES} - found == set()
