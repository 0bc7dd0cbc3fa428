"""The sample reports: every planted fault is found at its place, the clean twin has none."""

import tomllib
from pathlib import Path

import pytest

from zhunsheng.intake.readers import read_document
from zhunsheng.intake.reading import Intake
from zhunsheng.kernel.findings import AtDimension, AtFact, AtIndicator, AtPlace, AtSection, Severity
from zhunsheng.rulebook.loading import load_rulebook
from zhunsheng.rulebook.rules import checker

SAMPLES = Path(__file__).parents[2] / "samples" / "shili-2023"
RULEBOOK = load_rulebook()
INTAKE = Intake(RULEBOOK)


def read(name):
    (report,) = INTAKE.read(read_document(SAMPLES / name))
    return report


def check(name, publish=False, previous=None):
    report = read(name)
    rules = checker(RULEBOOK, RULEBOOK.schemes[report.scheme], report.fiscal_year)
    return report, rules.check(report, read(previous) if previous else None, publish)


def faults():
    for file, name in (
        ("faults.toml", "report.txt"),
        ("faults-2.toml", "report-2.txt"),
        ("faults-3.toml", "report-3.txt"),
    ):
        for number, fault in enumerate(tomllib.loads((SAMPLES / file).read_text("utf-8"))["fault"]):
            yield pytest.param(name, fault, id=f"{name}-{number}-{fault['code']}")


RESULTS = {}


def findings(name, fault):
    key = (name, fault.get("needs"))
    if key not in RESULTS:
        publish = "--publish" in fault.get("needs", "")
        previous = "previous.txt" if "--previous" in fault.get("needs", "") else None
        RESULTS[key] = check(name, publish, previous)
    report, result = RESULTS[key]
    return report, [finding for finding in result.findings if finding.code == fault["code"]]


def points_at(target, fault, report):
    """Whether one target of a finding is the place where the fault was planted."""
    match target:
        case AtFact(key):
            return fault.get("fact") == key
        case AtIndicator(row, column):
            return fault.get("indicator") == row and fault.get("column") in (None, column)
        case AtSection(number, start, end):
            placed = {"section", "fact", "indicator", "dimension"} & set(fault)
            if placed and fault.get("section") != number:
                return False
            text = next((s.text for s in report.sections if s.number == number), "")
            wanted = text.find(fault["text"]) if fault.get("text") else -1
            return wanted < 0 or start == end == 0 or (start < wanted + len(fault["text"]) and wanted < end)
        case AtDimension(name):
            return fault.get("dimension") == name
        case AtPlace():
            return True
    return False


@pytest.mark.parametrize(("name", "fault"), list(faults()))
def test_every_planted_fault_is_found_at_its_place(name, fault):
    report, found = findings(name, fault)
    assert any(points_at(target, fault, report) for finding in found for target in finding.targets), (
        fault,
        found,
    )


@pytest.mark.parametrize("name", ["clean.txt", "previous.txt"])
def test_a_clean_report_has_nothing_to_answer(name):
    _, result = check(name)
    assert [f for f in result.findings if f.severity is not Severity.HINT or f.code != "N10"] == []
    assert result.crashes == []


def test_a_clean_report_compared_with_its_last_year_has_nothing_to_answer():
    _, result = check("clean.txt", previous="previous.txt")
    assert [f for f in result.findings if f.severity is not Severity.HINT] == []
