"""Scores recomputed from the figures (测算得分), each with its steps and its basis.

What cannot be computed stays unknown: a qualitative result without an official level, a blank, a
text. Unknown is not zero; in the total the filed score stands in for it, and the card says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from zhunsheng.kernel.compilation import Formula, compile_formula
from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.formula import Binary, explain, parse
from zhunsheng.kernel.numerals import plain_decimal, show
from zhunsheng.kernel.report import Indicator, Report
from zhunsheng.kernel.scheme import (
    EqualRule,
    OverAchievement,
    QualitativeBand,
    ReverseRule,
    Scheme,
    Scoring,
)
from zhunsheng.kernel.targets import (
    Actual,
    Aim,
    Target,
    printed_unit,
    read_actual,
    read_target,
    same_unit,
    scaled,
    shown,
)

CENT = Decimal("0.01")
ZERO = Decimal(0)


@dataclass(slots=True)
class ScoreLine:
    """One score: of an indicator (by row) or of a fact (funds.score)."""

    indicator: int | None
    fact: str | None
    filed: Decimal | None
    computed: Decimal | None
    """None where the figures don't decide it."""
    steps: str
    basis: str
    """Identifier in the legal register."""
    low: Decimal | None = None
    high: Decimal | None = None
    """Range a qualitative level allows."""
    band: str = ""
    ratio: Decimal | None = None
    """Completion: actual ÷ target, for numbers."""
    is_missed: bool = False
    """The target isn't met, though by what share the figures don't tell."""

    @property
    def counted(self) -> Decimal | None:
        """What goes into the total: the computed score, else the filed one."""
        return self.computed if self.computed is not None else self.filed


@dataclass(slots=True)
class ClassTotal:
    level1: str
    weight: Decimal
    filed: Decimal
    counted: Decimal


@dataclass(slots=True)
class Scorecard:
    lines: list[ScoreLine]
    classes: list[ClassTotal]
    filed_total: Decimal | None
    total: Decimal | None
    """None when nothing was scored at all."""
    filed_grade: str
    grade: str
    by_hand: list[int] = field(default_factory=list)
    """Rows counted with their filed score because the figures don't decide."""


def score(report: Report, scheme: Scheme) -> Scorecard:
    """Every score of a report recomputed by its scheme."""
    lines = [_execution(report, scheme)] if "funds.score" in report.facts else []
    lines += [
        score_indicator(row, i, scheme.scoring, report.fiscal_year) for row, i in enumerate(report.indicators)
    ]
    counted = [line.counted for line in lines if line.counted is not None]
    total = sum(counted, ZERO) if counted else None
    by_hand = [line.indicator for line in lines if line.computed is None and line.indicator is not None]
    return Scorecard(
        lines,
        _class_totals(report, lines),
        report.number("score.total"),
        total,
        report.text("score.grade"),
        scheme.grade(total) if total is not None else "",
        by_hand,
    )


def _class_totals(report: Report, lines: list[ScoreLine]) -> list[ClassTotal]:
    totals: dict[str, ClassTotal] = {}
    for line in lines:
        if line.indicator is None:
            continue
        indicator = report.indicators[line.indicator]
        entry = totals.setdefault(indicator.level1, ClassTotal(indicator.level1, ZERO, ZERO, ZERO))
        entry.weight += indicator.weight or ZERO
        entry.filed += indicator.score or ZERO
        entry.counted += line.counted or ZERO
    return list(totals.values())


def _execution(report: Report, scheme: Scheme) -> ScoreLine:
    """Score of the money spent: weight × rate by the scheme's formula, never above the weight."""
    scoring = scheme.scoring
    weight = report.number("funds.weight")
    if weight is None:
        weight = scoring.execution_weight
    line = ScoreLine(
        None, "funds.score", report.number("funds.score"), None, "", scoring.bases["execution_weight"]
    )
    formula, spent_of, budget_of = _rate(scoring.execution_formula)
    spent, budget = spent_of(report.facts), budget_of(report.facts)
    if not isinstance(spent, Decimal) or not isinstance(budget, Decimal):
        missing = [name for key, name in scoring.execution_names.items() if report.number(key) is None]
        line.steps = f"{'、'.join(missing)}未填，无法测算。"
    elif budget == 0:
        nothing = explain(formula.right, scoring.execution_names)
        done = explain(formula.left, scoring.execution_names)
        outcome = "，没有预算支出，不计执行得分。" if spent == 0 else f"而有{done}，属无预算支出。"
        line.steps = f"{nothing}为0{outcome}"
    else:
        line.ratio = rate = spent / budget
        line.computed = points = rounded(min(weight, weight * rate))
        figures = {key: plain_decimal(report.number(key) or ZERO) for key in scoring.execution_names}
        line.steps = (
            f"得分 = 分值 × {explain(formula, scoring.execution_names)}"
            f" = {plain_decimal(weight)} × {explain(formula, figures)}"
            f"（执行率{show(rate, Kind.RATE)}）= {plain_decimal(points)}"
        )
        line.steps += "，以分值为限" if weight * rate > weight else ""
    return line


@lru_cache(maxsize=100)
def _rate(formula: str) -> tuple[Binary, Formula, Formula]:
    """A scheme's rate of execution with its two sides as functions of the facts."""
    tree = parse(formula)
    assert isinstance(tree, Binary), formula
    return tree, compile_formula(tree.left, {}), compile_formula(tree.right, {})


_GROWTH = re.compile("增长|增幅|增速")
_FALLEN = re.compile("(?:同比|较上年|比上年)?(?:下降|减少|降低|负增长)")


def actual_of(indicator: Indicator, year: int | None) -> Actual:
    """What a row says was done; a growth that “下降2.56%” is below nothing, a bare 7200 is in 元 as its target."""
    actual = read_actual(indicator.actual, year)
    if actual.value is not None and not actual.unit and actual.whole:
        actual = actual._replace(value=scaled(actual.value, printed_unit(indicator.target)))
    if actual.value is None or not _FALLEN.match(indicator.actual):
        return actual
    if not _GROWTH.search(indicator.name) or _FALLEN.search(indicator.target):
        return actual
    return actual._replace(value=-abs(actual.value))


def rounded(points: Decimal) -> Decimal:
    return points.quantize(CENT, ROUND_HALF_UP)


def score_indicator(row: int, indicator: Indicator, scoring: Scoring, year: int | None) -> ScoreLine:
    """The score of one row by target, actual value and weight."""
    line = ScoreLine(row, None, indicator.score, None, "", scoring.bases["qualitative"])
    weight = indicator.weight
    target, actual = read_target(indicator.target, year), actual_of(indicator, year)
    if weight is None:
        line.steps = (
            "没有填写分值，无法测算。"
            if "weight" in indicator.columns
            else f"本表不列单项分值，按填报得分计{_completion(indicator, target, actual, scoring)}。"
        )
        return line
    if not indicator.actual or not indicator.target:
        line.steps = "指标值或完成值未填，无法测算。"
        return line
    if target.aim is Aim.BY_DATE:
        return _by_date(line, target, actual, weight, scoring)
    if target.is_number:
        return _by_number(line, indicator, target, actual, weight, scoring)
    return _by_band(line, indicator, weight, scoring)


def _completion(indicator: Indicator, target: Target, actual: Actual, scoring: Scoring) -> str:
    """What the figures of a row without points say; nothing where they can't be compared."""
    comparable = target.is_number and actual.value is not None and not actual.signed
    if actual.value is None or not comparable or not same_unit(target.unit, actual.unit):
        return ""
    return "；" + _share(aim_of(target, indicator), target, actual.value, scoring)[1]


def _by_date(line: ScoreLine, target: Target, actual: Actual, weight: Decimal, scoring: Scoring) -> ScoreLine:
    line.basis = scoring.bases.get("quantitative", "common-practice")
    if actual.day is None or target.day is None:
        line.steps = f"指标值要求{target.text}，完成值没有写日期，由评价人判断。"
        return line
    on_time = actual.day <= target.day
    line.computed = weight if on_time else ZERO
    relation = "不晚于" if on_time else "晚于"
    result = f"得满分{plain_decimal(weight)}分" if on_time else "不得分"
    line.steps = f"完成日期{actual.day}{relation}要求的{target.day}，{result}。"
    return line


def _by_number(
    line: ScoreLine, indicator: Indicator, target: Target, actual: Actual, weight: Decimal, scoring: Scoring
) -> ScoreLine:
    line.basis = scoring.bases.get("quantitative", "common-practice")
    if actual.signed:
        line.steps = f"完成值“{actual.text[:20]}”照抄了指标值，不是实际完成的数，无法测算。"
        return line
    if actual.value is None or not same_unit(target.unit, actual.unit):
        line.steps = f"指标值是{target.text}，完成值“{actual.text[:20]}”不是同一单位的数，无法测算。"
        return line
    assert target.value is not None
    if (
        scoring.satisfaction_full is not None
        and "满意度" in indicator.level1 + indicator.name
        and target.unit == "%"
    ):
        return _by_satisfaction(line, actual.value, weight, scoring)
    if wrong_direction(target, indicator):
        line.steps = f"成本指标的指标值写成“{target.text}”，方向存疑，未测算。"
        return line
    aim = aim_of(target, indicator)
    if aim is Aim.EQUAL:
        line.basis = scoring.bases["equal"]
    share, why = _share(aim, target, actual.value, scoring)
    if share is None:
        line.is_missed = True
        line.steps = f"{why}，无法测算。"
        return line
    line.ratio = actual.value / target.value if target.value > 0 else None
    line.computed = rounded(weight * min(max(share, ZERO), Decimal(1)))
    line.steps = f"{why}，{_product(weight, share, line.computed)}"
    _over_achieved(line, aim, weight, scoring)
    return line


def is_money_cost(target: Target, indicator: Indicator) -> bool:
    """A cost in money: of the class of costs, measured in 万元 or called a cost itself."""
    named = target.unit == "万元" or "成本" in indicator.name
    return "成本" in indicator.level1 + indicator.level2 and named and target.unit != "%"


_SAVING = re.compile("节约|节省|降低|压减|减少|下降|规范|合规|达标")


def wrong_direction(target: Target, indicator: Indicator) -> bool:
    """A cost that asks for “at least” so much money; a saving may."""
    return (
        target.aim is Aim.AT_LEAST
        and is_money_cost(target, indicator)
        and _SAVING.search(indicator.name) is None
    )


def aim_of(target: Target, indicator: Indicator) -> Aim:
    """A number without a sign is a ceiling for a cost, and 0 for accidents and the like; else it is a floor."""
    if target.aim is not Aim.BARE:
        return target.aim
    is_none = target.value == 0 and not _GROWTH.search(indicator.name)
    return Aim.AT_MOST if is_none or is_money_cost(target, indicator) else Aim.AT_LEAST


def _is_met(aim: Aim, target: Target, actual: Decimal) -> bool:
    goal = _goal(target)
    if aim is Aim.RANGE:
        return goal <= actual <= _upper(target)
    return actual == goal or (aim is Aim.AT_LEAST and actual > goal) or (aim is Aim.AT_MOST and actual < goal)


def _has_share(aim: Aim, target: Target, actual: Decimal) -> bool:
    """Whether what misses a target is a share of it: of 0 or less only what exceeds a 0, which earns nothing."""
    limit = _upper(target) if aim is Aim.RANGE and actual > _goal(target) else _goal(target)
    return limit > 0 or (limit == 0 and (actual > 0 or aim is Aim.EQUAL))


def _goal(target: Target) -> Decimal:
    return ZERO if target.value is None else target.value


def _upper(target: Target) -> Decimal:
    return _goal(target) if target.upper is None else target.upper


def _share(aim: Aim, target: Target, actual: Decimal, scoring: Scoring) -> tuple[Decimal | None, str]:
    """(share of the weight, in words) that a number earns against its target; None where it is no share of it."""
    goal = _goal(target)
    done, asked = shown(actual, target.unit), shown(goal, target.unit)
    full = Decimal(1)
    if not _is_met(aim, target, actual) and not _has_share(aim, target, actual):
        return None, f"完成值{done}没有达到指标值{target.text}，指标值不大于0，算不出完成比例"
    if aim is Aim.RANGE:
        upper = _upper(target)
        limits = f"{asked}至{shown(upper, target.unit)}"
        if goal <= actual <= upper:
            return full, f"完成值{done}在指标值{limits}之内"
        share = actual / goal if actual < goal else upper / actual
        return share, f"完成值{done}不在指标值{limits}之内，按完成比例{show(share, Kind.RATE)}计分"
    if aim is Aim.AT_MOST:
        return _reverse_share(goal, actual, done, asked, scoring)
    if aim is Aim.EQUAL:
        return _equal_share(target, actual, scoring)
    if actual >= goal:
        sign = "等于" if actual == goal else "高于"
        return full, f"完成值{done}{sign}指标值{asked}"
    share = actual / goal
    return share, f"完成值{done}低于指标值{asked}，完成比例{done}÷{asked}={show(share, Kind.RATE)}"


def _equal_share(target: Target, actual: Decimal, scoring: Scoring) -> tuple[Decimal, str]:
    """“=” is met by that very figure: more is as far from it as less."""
    goal = _goal(target)
    done, asked = shown(actual, target.unit), shown(goal, target.unit)
    if actual == goal:
        return Decimal(1), f"完成值{done}等于指标值{asked}"
    told = f"完成值{done}{'高于' if actual > goal else '低于'}指标值={asked}"
    if goal == 0 or scoring.equal is EqualRule.MET:
        return ZERO, told
    gap = abs(actual - goal)
    return (
        1 - gap / goal,
        f"{told}，偏差{shown(gap, target.unit)}÷{asked}={show(gap / goal, Kind.RATE)}",
    )


def _reverse_share(
    goal: Decimal, actual: Decimal, done: str, asked: str, scoring: Scoring
) -> tuple[Decimal, str]:
    if actual <= goal:
        return Decimal(1), f"完成值{done}未超过指标值{asked}"
    if goal == 0:
        return ZERO, f"完成值{done}超过指标值0"
    if scoring.reverse is ReverseRule.LINEAR:
        share = 1 - (actual - goal) / goal
        return (
            share,
            f"完成值{done}超过指标值{asked}，按1-({done}-{asked})÷{asked}={show(max(share, ZERO), Kind.RATE)}计分",
        )
    share = goal / actual
    return share, f"完成值{done}超过指标值{asked}，按{asked}÷{done}={show(share, Kind.RATE)}计分"


def _product(weight: Decimal, share: Decimal, points: Decimal) -> str:
    if share >= 1:
        return f"得满分{plain_decimal(weight)}分。"
    return (
        f"得分 = {plain_decimal(weight)} × {show(max(share, ZERO), Kind.RATE)} = {plain_decimal(points)}分。"
    )


def _over_achieved(line: ScoreLine, aim: Aim, weight: Decimal, scoring: Scoring) -> None:
    """Far beyond the target: the target may have been set too low."""
    if aim is not Aim.AT_LEAST or line.ratio is None or line.ratio < scoring.over_achievement_from:
        return
    percent = show(line.ratio, Kind.RATE)
    if scoring.over_achievement is OverAchievement.REASON:
        line.steps += f"完成值是指标值的{percent}，须说明原因。"
    elif scoring.over_achievement is OverAchievement.DEDUCT:
        line.computed = rounded(weight * scoring.over_achievement_from / line.ratio)
        line.steps += f"完成值是指标值的{percent}，指标值偏低，调减为{plain_decimal(line.computed)}分。"


def _by_satisfaction(line: ScoreLine, actual: Decimal, weight: Decimal, scoring: Scoring) -> ScoreLine:
    line.basis = scoring.bases.get("satisfaction", "common-practice")
    full, zero = scoring.satisfaction_full, scoring.satisfaction_zero or ZERO
    assert full is not None
    rate = actual / 100
    line.ratio = rate / full
    if rate >= full:
        line.computed = weight
        line.steps = (
            f"满意度{shown(actual, '%')}不低于{show(full, Kind.RATE)}，得满分{plain_decimal(weight)}分。"
        )
    elif rate < zero:
        line.computed = ZERO
        line.steps = f"满意度{shown(actual, '%')}低于{show(zero, Kind.RATE)}，不得分。"
    else:
        line.computed = rounded(weight * rate / full)
        line.steps = f"得分 = {plain_decimal(weight)} × {shown(actual, '%')} ÷ {show(full, Kind.RATE)} = {plain_decimal(line.computed)}分。"
    return line


def band_of(text: str, scoring: Scoring) -> QualitativeBand | None:
    """The official level named in a result; the longest wording decides (未达成 contains 达成)."""
    named = [(len(word), band) for band in scoring.qualitative for word in band.words if word in text]
    return max(named, key=lambda pair: pair[0])[1] if named else None


def _by_band(line: ScoreLine, indicator: Indicator, weight: Decimal, scoring: Scoring) -> ScoreLine:
    band = band_of(indicator.actual, scoring)
    if band is None:
        line.steps = "定性指标，完成值没有写明达成、部分达成还是未达成，由评价人判断。"
        return line
    line.band = band.words[0]
    line.low, line.high = weight * band.low, weight * band.high
    limits = f"{plain_decimal(line.low)}至{plain_decimal(line.high)}分"
    line.steps = f"定性指标“{band.words[0]}”，得分应在{limits}之间，由评价人在其中确定。"
    if line.filed is not None and line.low <= line.filed <= line.high:
        line.computed = line.filed
        line.steps = f"定性指标“{band.words[0]}”，填报{plain_decimal(line.filed)}分在{limits}之内，予以认可。"
    return line


def same_points(filed: Decimal, computed: Decimal) -> bool:
    """Whether a filed score agrees: within 0.01, or the computed one rounded as it was printed."""
    if abs(filed - computed) <= CENT:
        return True
    exponent = filed.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    return decimals >= 1 and abs(filed - computed) <= Decimal(5).scaleb(-decimals - 1)
