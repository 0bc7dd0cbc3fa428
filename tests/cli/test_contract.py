"""The published contract, on the real sample that lies beside this repository."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Result, Run

SAMPLE = Path(__file__).parents[3] / "shared" / "samples" / "beita-2023"

pytestmark = pytest.mark.skipif(
    not SAMPLE.with_suffix(".txt").is_file(),
    reason="the real sample lies outside this repository and isn't here",
)


@pytest.fixture(params=[".txt", ".docx"])
def checked(run: Run, request: pytest.FixtureRequest) -> Result:
    return run("check", SAMPLE.with_suffix(request.param), "--json")


@pytest.fixture
def report(checked: Result) -> dict[str, Any]:
    return checked.object


def test_exit_code_and_one_line(checked: Result) -> None:
    assert (checked.code, checked.err, checked.out.count("\n")) == (1, "", 1)


def test_head(report: dict[str, Any]) -> None:
    assert (report["scheme"], report["fiscal_year"]) == ("hunan-overall", 2023)
    assert report["unit"] == "中共北塔区委巡察工作领导小组办公室"
    assert "report" not in report


@pytest.mark.parametrize(
    ("key", "state", "value", "text"),
    [
        ("staffing.quota", "given", "13", "13"),
        ("staffing.actual", "given", "11", "11"),
        ("staffing.retired", "given", "1", "1人"),
        ("staffing.control_rate", "given", "0.8462", "84.62%"),
        ("three_public.total.prior", "blank", None, ""),
        ("three_public.total.budget", "given", "0", "0"),
        ("public_funds.office.final", "given", "9.2", "9.20"),
        ("procurement.prior", "not_applicable", None, "——"),
        ("procurement.budget", "given", "53.5", "53.50"),
        ("basic_adjustment.final", "blank", None, ""),
        ("unit.filer", "blank", None, ""),
        ("filing.date", "given", "2024-07-30", "2024年7月30日"),
        ("filing.phone", "given", "（略）", "（略）"),
        ("filing.indicators.preparer", "given", "（略）", "（略）"),
        ("funds.initial", "given", "176.18", "176.18"),
        ("funds.full_year", "given", "248.74", "248.74"),
        ("funds.execution_rate", "given", "1", "100%"),
        ("funds.project", "blank", None, ""),
        ("score.total", "given", "97", "97"),
        ("score.grade", "blank", None, ""),
        ("general_basic.income", "given", "248.74", "248.74万元"),
        ("state_capital.income", "not_applicable", None, "无国有资本经营预算收入和支出"),
    ],
)
def test_facts(report: dict[str, Any], key: str, state: str, value: str | None, text: str) -> None:
    fact = report["facts"][key]
    assert (fact["state"], fact["value"], fact["text"]) == (state, value, text)


def test_places_count_from_zero(report: dict[str, Any]) -> None:
    assert report["facts"]["staffing.quota"]["place"]["row"] == 1
    assert report["facts"]["staffing.retired"]["place"] == {"section": "一.2", "start": 18, "end": 20}
    assert {"table", "row", "column"} == set(report["indicators"][0]["place"])


def test_indicators(report: dict[str, Any]) -> None:
    rows = [
        [row[name] for name in ("level1", "level2", "name", "target", "actual", "weight", "score", "reason")]
        for row in report["indicators"]
    ]
    assert len(rows) == 7
    assert rows[0] == ["产出指标", "数量指标", "巡察轮次", "≥2轮", "3", "20", "20", ""]
    assert rows[6] == ["满意度指标", "服务对象满意度指标", "群众满意度", "≥98%", "98", "10", "9", ""]


def test_sections(report: dict[str, Any]) -> None:
    numbers = [section["number"] for section in report["sections"]]
    assert [number for number in numbers if "." not in number] == list("一二三四五六七八九")
    assert {"二.2", "二.2.1", "二.2.2", "六.1"} <= set(numbers)
    for section in report["sections"]:
        assert set(section) >= {"number", "title", "text"}


def test_mentions_point_at_their_text(report: dict[str, Any]) -> None:
    texts = {section["number"]: section["text"] for section in report["sections"]}
    for mention in report["mentions"]:
        assert texts[mention["section"]][mention["start"] : mention["end"]] == mention["text"]
    first = report["mentions"][0]
    assert (first["text"], first["value"], first["unit"], first["fact"]) == (
        "13人",
        "13",
        "人",
        "staffing.quota",
    )


def test_findings(report: dict[str, Any]) -> None:
    assert {"F04", "L01", "S02"} <= {finding["code"] for finding in report["findings"]}
    keys = {"code", "severity", "blocking", "message", "hint", "basis", "places", "formula"}
    for finding in report["findings"]:
        assert keys <= set(finding)
        assert finding["severity"] in ("error", "warning", "hint")
        assert finding["places"], finding["code"]
        for place in finding["places"]:
            assert well_formed(place, report), (finding["code"], place)


def well_formed(place: dict[str, Any], report: dict[str, Any]) -> bool:
    """One of the contract's places, and it exists."""
    match place:
        case {"fact": key}:
            return key in report["facts"]
        case {"indicator": row, "column": column}:
            return column in report["indicators"][row]
        case {"section": number, "start": start, "end": end}:
            parts = {part["number"]: part["text"] for part in (*report["sections"], *report["outside"])}
            return 0 <= start <= end <= len(parts[number])
        case {"dimension": str()}:
            return True
        case {"place": {"table": _, "row": _, "column": _} | {"section": _, "start": _, "end": _}}:
            return True
    return False


def test_outcomes_count_rules(report: dict[str, Any]) -> None:
    assert set(report["outcomes"]) == {"passed", "failed", "not_applicable", "not_evaluable", "crashed"}
    assert report["outcomes"]["crashed"] == 0
    assert report["outcomes"]["failed"] > 0
    assert len(report["not_evaluable"]) == report["outcomes"]["not_evaluable"]


def test_scores(run: Run) -> None:
    data = run("score", SAMPLE.with_suffix(".docx"), "--json").object
    by_place = {entry.get("fact", entry.get("indicator")): entry for entry in data["scores"]}
    assert (by_place["funds.score"]["filed"], by_place["funds.score"]["computed"]) == ("10", "10")
    assert (by_place[0]["filed"], by_place[0]["computed"]) == ("20", "20")
    assert (by_place[6]["filed"], by_place[6]["computed"]) == ("9", "10")
    assert by_place[4]["computed"] is None
    assert (data["filed_total"], data["total"], data["grade"]) == ("97", "98", "优")


@pytest.mark.parametrize("kind", [".docx", ".xlsx"])
def test_an_unknown_form_is_read_as_far_as_it_goes(run: Run, kind: str) -> None:
    blank = SAMPLE.parent / "forms" / f"项目支出绩效自评表-财预2020-10号{kind}"
    result = run("check", blank, "--json", "--fail-on", "never")
    assert result.code == 0
    assert result.object["scheme"] is not None or result.object["doubts"]
