"""Every scheme's worked examples come out as written: score, steps, grade."""

from __future__ import annotations

from decimal import Decimal

import pytest

from zhunsheng.kernel.facts import Fact, State, blank
from zhunsheng.kernel.numerals import read_value
from zhunsheng.kernel.places import CellPlace
from zhunsheng.kernel.report import Indicator, Report
from zhunsheng.kernel.scheme import Scheme, WorkedExample
from zhunsheng.kernel.scoring import ScoreLine, score, score_indicator
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.rulebook.loading import load_rulebook

SCHEMES = tuple(load_rulebook().schemes.values())
CASES = [(scheme, example) for scheme in SCHEMES for example in scheme.examples]
PLACE = CellPlace(0, 0, 0)
KINDS = ("≥", "≤", "=", "区间", "日期", "计数", "定性", "超额", "以分值为限", "满意度", "等级")


def scored(scheme: Scheme, example: WorkedExample) -> ScoreLine:
    if example.indicator:
        return score_indicator(0, _indicator(example), scheme.scoring, scheme.since)
    facts = {key: _fact(key, text) for key, text in example.facts.items()}
    return score(Report(facts={"funds.score": blank()} | facts), scheme).lines[0]


def _indicator(example: WorkedExample) -> Indicator:
    cells = dict(example.indicator)
    points = {name: Decimal(cells.pop(name)) for name in ("weight", "score") if name in cells}
    return Indicator(**cells, **points, columns=dict.fromkeys(example.indicator, PLACE))  # type: ignore[arg-type]


def _fact(key: str, text: str) -> Fact:
    state, value = read_value(text, kind_of(key))
    assert state is State.GIVEN
    return Fact(value, state, text, PLACE)


@pytest.mark.parametrize(("scheme", "example"), CASES, ids=[f"{s.id}-{e.title}" for s, e in CASES])
def test_worked_example(scheme: Scheme, example: WorkedExample) -> None:
    if example.total is not None:
        assert scheme.grade(example.total) == example.grade
        return
    line = scored(scheme, example)
    assert (line.computed, line.steps) == (example.score, example.steps)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
def test_every_scheme_has_an_example_of_each_kind(scheme: Scheme) -> None:
    titles = " ".join(example.title for example in scheme.examples)
    assert [kind for kind in KINDS if kind not in titles] == []
    assert len(scheme.examples) >= 8


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
def test_bands_and_grades_leave_no_gap(scheme: Scheme) -> None:
    bands = sorted(scheme.scoring.qualitative, key=lambda band: band.low)
    assert bands[0].low == 0
    assert bands[-1].high == 1
    assert [band.high for band in bands[:-1]] == [band.low for band in bands[1:]]
    assert min(grade.from_score for grade in scheme.grades) == 0


def test_the_schemes_differ_where_their_forms_do() -> None:
    schemes = load_rulebook().schemes
    assert {name: scheme.scoring.execution_weight for name, scheme in schemes.items()} == {
        "hunan-overall": 10,
        "hubei-overall": 20,
        "national-project-2020": 10,
        "national-project-2021": 10,
        "sichuan-project": 10,
    }
    lowest = {name: scheme.scoring.qualitative[1].low for name, scheme in schemes.items()}
    assert lowest.pop("hubei-overall") == Decimal("0.5")
    assert set(lowest.values()) == {Decimal("0.6")}
    weights = {name: [(w.level1, w.points) for w in scheme.class_weights] for name, scheme in schemes.items()}
    assert weights["national-project-2021"] == [
        ("成本指标", 20),
        ("产出指标", 40),
        ("效益指标", 20),
        ("满意度指标", 10),
    ]
    assert weights["national-project-2020"] == [("产出指标", 50), ("效益指标", 30), ("满意度指标", 10)]
    assert weights["hubei-overall"] == []
