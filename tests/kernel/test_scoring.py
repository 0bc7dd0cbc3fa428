"""Scores recomputed: the rule of each kind of target, with its steps."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhunsheng.kernel.facts import given as filled
from zhunsheng.kernel.places import CellPlace
from zhunsheng.kernel.report import Indicator, Report
from zhunsheng.kernel.scheme import EqualRule
from zhunsheng.kernel.scoring import same_points, score, score_indicator
from zhunsheng.rulebook.loading import load_rulebook

HUNAN = load_rulebook().schemes["hunan-overall"]


def row(target, actual, weight="10", score="10", **more):
    columns = {"weight": CellPlace(0, 0, 6)}
    return Indicator(
        "产出指标",
        more.pop("level2", "数量指标"),
        "指标",
        target,
        actual,
        D(weight),
        D(score),
        columns=columns,
        **more,
    )


@pytest.mark.parametrize(
    ("target", "actual", "points"),
    [
        ("≥2轮", "3轮", "10"),
        ("≥2轮", "2轮", "10"),
        ("≥12个", "10个", "8.33"),
        ("≥98%", "98", "10"),
        ("100%", "95%", "9.5"),
        ("=100%", "100%", "10"),
        ("=100%", "95%", "9.5"),
        ("=100%", "105%", "9.5"),
        ("=5个", "6个", "8"),
        ("=5个", "12个", "0"),
        ("=0起", "0起", "10"),
        ("=0起", "1起", "0"),
        ("≤5天", "4天", "10"),
        ("≤5天", "8天", "6.25"),
        ("0起", "0起", "10"),
        ("≤0起", "1起", "0"),
        ("全市前5名", "第3名", "10"),
        ("全市前5名", "第10名", "5"),
        ("≤0%", "-2.56%", "10"),
        ("≤-2%", "-2.56%", "10"),
        ("≥5%", "-1%", "0"),
        ("80%-90%", "85%", "10"),
        ("80%-90%", "60%", "7.5"),
        ("80%-90%", "100%", "9"),
        ("0-5%", "8%", "6.25"),
        ("-5%至5%", "-3%", "10"),
        ("-5%至5%", "10%", "5"),
        ("±5%以内", "-3%", "10"),
        ("≤±5%", "8%", "6.25"),
        ("≥0%", "0.5%", "10"),
        ("12月底前", "11月20日", "10"),
        ("11月底前", "12月2日", "0"),
    ],
)
def test_quantities_shares_ranges_and_dates(target, actual, points):
    assert score_indicator(0, row(target, actual), HUNAN.scoring, 2023).computed == D(points)


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("≥12个", "基本完成"),
        ("≥12个", "12次"),
        ("效果显著", "群众反映良好"),
        ("12月底前", "按期完成"),
        ("≥12个", ""),
        ("≥0%", "-1%"),
        ("0-5%", "-1%"),
        ("-5%至-1%", "3%"),
        ("±5%", "-6%"),
        ("≥-2%", "-3%"),
    ],
)
def test_what_the_figures_do_not_decide_stays_unknown(target, actual):
    assert score_indicator(0, row(target, actual), HUNAN.scoring, 2023).computed is None


def test_a_qualitative_level_allows_a_range_and_the_filed_score_in_it_is_kept():
    kept = score_indicator(
        0, row("明显改善", "部分达成预期指标并具有一定效果", score="7"), HUNAN.scoring, 2023
    )
    assert (kept.low, kept.high, kept.computed) == (D("6.0"), D("8.0"), D(7))
    refused = score_indicator(
        0, row("明显改善", "部分达成预期指标并具有一定效果", score="10"), HUNAN.scoring, 2023
    )
    assert refused.computed is None


def test_not_reached_is_not_mistaken_for_reached():
    line = score_indicator(0, row("明显改善", "未达成预期指标且效果较差", score="3"), HUNAN.scoring, 2023)
    assert (line.low, line.high) == (D(0), D(6))


def test_a_cost_without_sign_is_a_ceiling_and_a_cost_of_at_least_is_not_scored():
    assert score_indicator(0, row("60万元", "66万元", level2="成本指标"), HUNAN.scoring, 2023).computed == D(
        "9.09"
    )
    assert (
        score_indicator(0, row("≥60万元", "66万元", level2="成本指标"), HUNAN.scoring, 2023).computed is None
    )


def test_more_than_an_equal_target_is_a_deviation_or_nothing_as_the_scheme_says():
    line = score_indicator(0, row("=5个", "6个"), HUNAN.scoring, 2023)
    assert (line.steps, line.basis) == (
        "完成值6个高于指标值=5个，偏差1个÷5个=20%，得分 = 10 × 80% = 8分。",
        HUNAN.scoring.bases["equal"],
    )
    strict = replace(HUNAN.scoring, equal=EqualRule.MET)
    line = score_indicator(0, row("=5个", "6个"), strict, 2023)
    assert (line.computed, line.steps) == (D(0), "完成值6个高于指标值=5个，得分 = 10 × 0% = 0分。")


def test_a_row_without_points_counts_as_filed_and_says_how_far_it_got():
    short = Indicator("产出指标", "数量指标", "检查次数", "≥12次", "9次", None, D(8))
    line = score_indicator(0, short, HUNAN.scoring, 2023)
    assert (line.computed, line.counted, line.steps) == (
        None,
        D(8),
        "本表不列单项分值，按填报得分计；完成值9次低于指标值12次，完成比例9次÷12次=75%。",
    )
    fallen = Indicator("效益指标", "经济效益指标", "收入增长率", "≥0%", "-1%", None, D(8))
    assert score_indicator(0, fallen, HUNAN.scoring, 2023).steps == (
        "本表不列单项分值，按填报得分计；完成值-1%没有达到指标值≥0%，指标值不大于0，算不出完成比例。"
    )
    told = Indicator("效益指标", "社会效益指标", "营商环境", "改善", "明显改善", None, D(8))
    assert score_indicator(0, told, HUNAN.scoring, 2023).steps == "本表不列单项分值，按填报得分计。"


def by_rate(formula):
    names = {"funds.executed": "执行数", "funds.full_year": "全年预算", "general.opening": "上年结转"}
    return replace(HUNAN, scoring=replace(HUNAN.scoring, execution_formula=formula, execution_names=names))


def test_the_rate_of_execution_is_the_scheme_s():
    case = report(weight="10", score="0", executed="180", full_year="190")
    case.facts["general.opening"] = filled(D(10))
    scheme = by_rate("funds.executed / (funds.full_year + general.opening)")
    line = score(case, scheme).lines[0]
    assert (line.computed, line.steps) == (
        D(9),
        "得分 = 分值 × 执行数 ÷ （全年预算 + 上年结转） = 10 × 180 ÷ （190 + 10）（执行率90%）= 9",
    )
    del case.facts["general.opening"]
    assert score(case, scheme).lines[0].steps == "上年结转未填，无法测算。"


def test_the_steps_show_figures_and_result():
    assert score_indicator(0, row("≥12个", "10个"), HUNAN.scoring, 2023).steps == (
        "完成值10个低于指标值12个，完成比例10个÷12个=83.33%，得分 = 10 × 83.33% = 8.33分。"
    )


def report(**money):
    facts = {f"funds.{name}": filled(D(value)) for name, value in money.items()}
    return Report("hunan-overall", fiscal_year=2023, facts=facts)


@pytest.mark.parametrize(
    ("executed", "full_year", "points"),
    [
        ("180", "200", "9.00"),
        ("200", "200", "10.00"),
        ("210", "200", "10"),
        ("0", "0", None),
        ("5", "0", None),
    ],
)
def test_execution_is_weight_times_rate_never_above_the_weight(executed, full_year, points):
    card = score(report(weight="10", score="0", executed=executed, full_year=full_year), HUNAN)
    assert card.lines[0].computed == (None if points is None else D(points))


def test_the_total_takes_filed_scores_where_nothing_can_be_computed_and_says_which():
    case = report(weight="10", score="10", executed="100", full_year="100")
    case.indicators = [row("≥12个", "10个"), row("效果显著", "群众反映良好", score="9")]
    card = score(case, HUNAN)
    assert (card.total, card.grade, card.by_hand) == (D("27.33"), "差", [1])


def test_nothing_scored_gives_no_total():
    assert score(Report("hunan-overall"), HUNAN).total is None


@pytest.mark.parametrize(
    ("filed", "computed", "same"),
    [
        ("8.33", "8.33", True),
        ("8.3", "8.33", True),
        ("8", "8.33", False),
        ("9", "10", False),
        ("8.32", "8.33", True),
        ("8.4", "8.33", False),
    ],
)
def test_a_filed_score_agrees_as_it_was_rounded(filed, computed, same):
    assert same_points(D(filed), D(computed)) is same


amounts = st.decimals(min_value=0, max_value=10000, places=2, allow_nan=False)


@given(amounts, amounts, st.sampled_from(["≥", "≤", "=", ""]), st.integers(1, 40))
def test_a_score_is_never_below_zero_nor_above_the_weight(target, actual, sign, weight):
    line = score_indicator(0, row(f"{sign}{target}件", f"{actual}件", str(weight), "0"), HUNAN.scoring, 2023)
    assert line.computed is not None
    assert D(0) <= line.computed <= weight


either_side = st.decimals(min_value=-100, max_value=100, places=1, allow_nan=False)


@given(
    either_side,
    either_side,
    either_side,
    st.sampled_from(["≥{}%", "≤{}%", "={}%", "{}%", "{}%至{}%", "±{}%"]),
)
def test_a_target_of_any_sign_gives_a_score_or_says_why_not(one, other, actual, wording):
    target = wording.format(one, other)
    line = score_indicator(0, row(target, f"{actual}%"), HUNAN.scoring, 2023)
    assert line.steps
    assert line.computed is None or D(0) <= line.computed <= 10


@given(amounts, amounts, amounts)
def test_doing_more_never_scores_less(target, one, other):
    low, high = sorted((one, other))
    points = [
        score_indicator(0, row(f"≥{target}件", f"{n}件"), HUNAN.scoring, 2023).computed for n in (low, high)
    ]
    assert points[0] <= points[1]
