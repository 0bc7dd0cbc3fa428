"""Reports as plain data and back: the contract's shape, and nothing lost on the way."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhunsheng.kernel import facts as f
from zhunsheng.kernel.exchange import (
    ExchangeError,
    error_to_dict,
    report_from_dict,
    report_to_dict,
    result_to_dict,
    scorecard_to_dict,
    target_to_dict,
)
from zhunsheng.kernel.facts import Fact, State
from zhunsheng.kernel.findings import (
    AtDimension,
    AtFact,
    AtIndicator,
    AtPlace,
    AtSection,
    CheckResult,
    Finding,
    Outcome,
    Severity,
    Unanswered,
)
from zhunsheng.kernel.places import CellPlace, TextPlace
from zhunsheng.kernel.report import Doubt, Indicator, Mention, Report, Section, Unread
from zhunsheng.kernel.scoring import ClassTotal, Scorecard, ScoreLine


def through_json(report: Report) -> Report:
    return report_from_dict(json.loads(json.dumps(report_to_dict(report))))


# --- nothing is lost -------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)
counts = st.integers(0, 10_000)
cells = st.builds(CellPlace, counts, counts, counts)
spans = st.builds(TextPlace, texts, counts, counts)
places = st.one_of(cells, spans)
values = st.one_of(numbers, st.dates(), texts, st.none())
fact_states = st.one_of(
    st.builds(Fact, values, st.just(State.GIVEN), texts, st.none() | places),
    st.builds(Fact, st.none(), st.sampled_from(list(State)), texts, st.none() | places),
)


def reports() -> st.SearchStrategy[Report]:
    """Every field of every part filled, from the annotations: a field added later is tested too."""
    st.register_type_strategy(str, texts)
    st.register_type_strategy(Decimal, numbers)
    st.register_type_strategy(int, counts)
    st.register_type_strategy(CellPlace, cells)
    st.register_type_strategy(TextPlace, spans)
    st.register_type_strategy(Fact, fact_states)
    return st.builds(Report, **{field.name: ... for field in fields(Report)})


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_a_report_comes_back_equal(data: Any) -> None:
    report = data.draw(reports())
    assert through_json(report) == report


def test_the_digits_a_score_was_filed_with_come_back() -> None:
    # 9.20 is exact to the cent, 9.2 may stand for 9.24: the rules allow for the difference
    report = Report(
        facts={"funds.score": f.given(Decimal("9.20"), "9.20分")},
        indicators=[
            Indicator(score=Decimal("9.0"), score_text="9.0", weight=Decimal("10"), weight_text="10")
        ],
        mentions=[Mention("六", 0, 5, "97.50%", Decimal("0.9750"), "%")],
    )
    back = through_json(report)
    assert str(back.facts["funds.score"].value) == "9.20"
    assert str(back.indicators[0].score) == "9.0"
    assert back.mentions[0].value == Decimal("0.975")


# --- the contract's shape --------------------------------------------------------------------------


def small_report() -> Report:
    return Report(
        scheme="hunan-overall",
        form="hunan-overall",
        fiscal_year=2023,
        unit="示例区档案馆",
        title="2023年示例区档案馆部门整体支出绩效自评报告",
        facts={
            "public_funds.office.final": f.given(Decimal("9.20"), "9.20", CellPlace(0, 16, 3)),
            "filing.date": f.given(date(2024, 7, 30), "2024年7月30日", TextPlace("附件1-1", 3, 13)),
            "filing.indicators.date": Fact(None, State.GIVEN, "（略）", None),
            "procurement.prior": f.not_applicable("——", CellPlace(0, 19, 1)),
            "funds.project": f.blank(),
            "staffing.actual": Fact(None, State.UNREADABLE, "十来个", CellPlace(0, 1, 2)),
        },
        indicators=[
            Indicator(
                "产出指标",
                "数量指标",
                "归档数量",
                "≥10件",
                "12件",
                Decimal("20"),
                None,
                place=CellPlace(1, 11, 3),
            )
        ],
        sections=[Section("二.2", "预算执行", "本年支出9.20万元。", "（2）预算执行")],
        mentions=[Mention("二.2", 4, 10, "9.20万元", Decimal("9.20"), "万元", "general.expenditure")],
        unread=[Unread("附注", CellPlace(2, 0, 0))],
        doubts=[Doubt("应为哪一天？", None, ["2024-07-30"])],
    )


def test_the_contract_of_a_report() -> None:
    data = report_to_dict(small_report(), "报告.docx")
    assert list(data)[:12] == [
        "file",
        "scheme",
        "fiscal_year",
        "unit",
        "facts",
        "indicators",
        "sections",
        "mentions",
        "unread",
        "doubts",
        "findings",
        "outcomes",
    ]
    assert (data["file"], data["scheme"], data["fiscal_year"], data["unit"]) == (
        "报告.docx",
        "hunan-overall",
        2023,
        "示例区档案馆",
    )
    assert data["facts"] == {
        "public_funds.office.final": {
            "value": "9.2",
            "state": "given",
            "text": "9.20",
            "place": {"table": 0, "row": 16, "column": 3},
            "type": "number",
        },
        "filing.date": {
            "value": "2024-07-30",
            "state": "given",
            "text": "2024年7月30日",
            "place": {"section": "附件1-1", "start": 3, "end": 13},
            "type": "date",
        },
        "filing.indicators.date": {
            "value": "（略）",
            "state": "given",
            "text": "（略）",
            "place": None,
            "type": None,
        },
        "procurement.prior": {
            "value": None,
            "state": "not_applicable",
            "text": "——",
            "place": {"table": 0, "row": 19, "column": 1},
            "type": None,
        },
        "funds.project": {"value": None, "state": "blank", "text": "", "place": None, "type": None},
        "staffing.actual": {
            "value": None,
            "state": "unreadable",
            "text": "十来个",
            "place": {"table": 0, "row": 1, "column": 2},
            "type": None,
        },
    }
    indicator = data["indicators"][0]
    assert {
        key: indicator[key]
        for key in ("level1", "level2", "name", "target", "actual", "weight", "score", "reason")
    } == {
        "level1": "产出指标",
        "level2": "数量指标",
        "name": "归档数量",
        "target": "≥10件",
        "actual": "12件",
        "weight": "20",
        "score": None,
        "reason": "",
    }
    assert indicator["place"] == {"table": 1, "row": 11, "column": 3}
    assert data["sections"] == [
        {"number": "二.2", "title": "预算执行", "text": "本年支出9.20万元。", "heading": "（2）预算执行"}
    ]
    assert data["mentions"] == [
        {
            "section": "二.2",
            "start": 4,
            "end": 10,
            "text": "9.20万元",
            "value": "9.2",
            "unit": "万元",
            "fact": "general.expenditure",
        }
    ]
    assert data["unread"] == [{"text": "附注", "place": {"table": 2, "row": 0, "column": 0}}]
    assert data["doubts"] == [{"question": "应为哪一天？", "place": None, "candidates": ["2024-07-30"]}]
    assert data["findings"] == []
    assert data["outcomes"] == {
        "passed": 0,
        "failed": 0,
        "not_applicable": 0,
        "not_evaluable": 0,
        "crashed": 0,
    }


def test_the_contract_of_findings() -> None:
    result = CheckResult(
        [
            Finding(
                "A01",
                Severity.ERROR,
                True,
                "执行率不对。",
                "请改。",
                "通行做法",
                [AtFact("funds.score")],
                "A01.x",
            )
        ],
        dict.fromkeys(Outcome, 0) | {Outcome.FAILED: 1, Outcome.NOT_EVALUABLE: 1},
        [Unanswered("A06", "A06.area", ("buildings.area_rate",))],
    )
    assert result_to_dict(result) == {
        "findings": [
            {
                "code": "A01",
                "severity": "error",
                "blocking": True,
                "message": "执行率不对。",
                "hint": "请改。",
                "basis": "通行做法",
                "places": [{"fact": "funds.score"}],
                "rule": "A01.x",
                "formula": None,
            }
        ],
        "outcomes": {"passed": 0, "failed": 1, "not_applicable": 0, "not_evaluable": 1, "crashed": 0},
        "not_evaluable": [{"code": "A06", "rule": "A06.area", "missing": ["buildings.area_rate"]}],
    }


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (AtFact("funds.score"), {"fact": "funds.score"}),
        (AtIndicator(0, "score"), {"indicator": 0, "column": "score"}),
        (AtSection("六.1", 3, 9), {"section": "六.1", "start": 3, "end": 9}),
        (AtDimension("成本指标"), {"dimension": "成本指标"}),
        (AtPlace(CellPlace(0, 12, 0)), {"place": {"table": 0, "row": 12, "column": 0}}),
        (AtPlace(TextPlace("附件清单", 0, 4)), {"place": {"section": "附件清单", "start": 0, "end": 4}}),
    ],
)
def test_the_contract_of_finding_places(target: Any, expected: dict[str, Any]) -> None:
    assert target_to_dict(target) == expected


def test_the_contract_of_scores() -> None:
    lines = [
        ScoreLine(None, "funds.score", Decimal("10"), Decimal("9.50"), "10 × 95%", "caiyu"),
        ScoreLine(0, None, None, None, "由评价人判断。", "caiyu", Decimal("16.0"), Decimal("20")),
    ]
    classes = [ClassTotal("产出指标", Decimal("20"), Decimal(0), Decimal("0.00"))]
    card = Scorecard(lines, classes, None, Decimal("9.50"), "", "差", [0])
    data = scorecard_to_dict(small_report(), card, lambda basis: f"《{basis}》", "报告.docx")
    assert data == {
        "file": "报告.docx",
        "scheme": "hunan-overall",
        "fiscal_year": 2023,
        "unit": "示例区档案馆",
        "scores": [
            {
                "fact": "funds.score",
                "filed": "10",
                "computed": "9.5",
                "steps": "10 × 95%",
                "basis": "《caiyu》",
                "low": None,
                "high": None,
            },
            {
                "indicator": 0,
                "filed": None,
                "computed": None,
                "steps": "由评价人判断。",
                "basis": "《caiyu》",
                "low": "16",
                "high": "20",
            },
        ],
        "total": "9.5",
        "grade": "差",
        "filed_total": None,
        "filed_grade": None,
        "classes": [{"level1": "产出指标", "weight": "20", "filed": "0", "counted": "0"}],
        "by_hand": [0],
    }


def test_the_contract_of_an_unreadable_file() -> None:
    assert error_to_dict("a.docx", "damaged", "文件已损坏。") == {
        "file": "a.docx",
        "error": {"code": "damaged", "message": "文件已损坏。"},
    }


# --- from others -----------------------------------------------------------------------------------


def test_another_program_need_not_know_our_siblings() -> None:
    bare = {
        "facts": {
            "staffing.actual": {"value": "13", "state": "given"},
            "filing.date": {"value": "2024-07-30", "state": "given"},
            "unit.name": {"value": "示例区档案馆", "state": "given"},
        },
        "indicators": [{"name": "归档数量", "weight": "20"}],
    }
    report = report_from_dict(bare)
    assert {key: fact.value for key, fact in report.facts.items()} == {
        "staffing.actual": Decimal("13"),
        "filing.date": date(2024, 7, 30),
        "unit.name": "示例区档案馆",
    }
    assert report.indicators == [Indicator(name="归档数量", weight=Decimal("20"))]


@pytest.mark.parametrize(
    "change",
    [
        {"facts": None},
        {"facts": []},
        {"facts": {"funds.score": {"value": "NaN", "state": "given", "type": "number"}}},
        {"facts": {"funds.score": {"value": "1E+999999", "state": "given", "type": "number"}}},
        {"facts": {"funds.score": {"value": 10, "state": "given"}}},
        {"facts": {"funds.score": {"value": "10", "state": "guessed"}}},
        {"facts": {"filing.date": {"value": "2024-02-30", "state": "given", "type": "date"}}},
        {"indicators": {"a": 1}},
        {"indicators": [{"weight": "zehn"}]},
        {"indicators": [{"columns": {"name": {"table": 1}}}]},
        {"sections": [{"number": "一", "title": "\ud800", "text": ""}]},
        {"sections": [["一", "标题", ""]]},
        {"mentions": [{"section": "一"}]},
        {"fiscal_year": "二〇二三"},
        {"unit": 5},
        {"doubts": "?"},
    ],
)
def test_what_is_no_report_is_refused(change: dict[str, Any]) -> None:
    data = report_to_dict(small_report()) | change
    with pytest.raises(ExchangeError):
        report_from_dict(data)


@pytest.mark.parametrize("data", [{}, {"facts": {}}, {"name": "zhunsheng", "version": "1"}])
def test_other_json_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ExchangeError):
        report_from_dict(data)
