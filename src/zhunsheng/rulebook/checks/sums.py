"""Rules about sums over rows and lines (families A)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zhunsheng.kernel.checks import Case, Example, Mode, NotApplicable, NotEvaluable
from zhunsheng.kernel.facts import MONEY, RATE
from zhunsheng.kernel.findings import AtDimension, AtFact, AtIndicator, AtSection, Problem, Severity
from zhunsheng.kernel.numerals import plain_decimal, show
from zhunsheng.kernel.report import Report
from zhunsheng.kernel.targets import printed
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.facts import kind_of, label_of

CENT = Decimal("0.01")

ROW = {
    "level1": "产出指标",
    "level2": "数量指标",
    "target": "≥10件",
    "actual": "10件",
    "weight": "50",
    "score": "50",
}


def _points(report: Report, column: str) -> list[Decimal]:
    values = [getattr(indicator, column) for indicator in report.indicators]
    return [value for value in values if value is not None]


@text_rule(
    "A03",
    "各行得分之和等于总分",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "own-form",
    blocking=True,
    fires=Example(
        {"funds.score": "10", "score.total": "96"},
        (ROW | {"name": "归档数量"}, ROW | {"name": "利用人次", "score": "35"}),
    ),
    silent=Example(
        {"funds.score": "10", "score.total": "95"},
        (ROW | {"name": "归档数量"}, ROW | {"name": "利用人次", "score": "35"}),
    ),
)
def scores_add_up(case: Case) -> Iterator[Problem]:
    """执行得分与各指标得分相加，应等于总分。"""
    report = case.report
    total = report.number("score.total")
    scores = _points(report, "score")
    if total is None or not scores:
        raise NotEvaluable("score.total")
    added = sum(scores, report.number("funds.score") or Decimal(0))
    if abs(added - total) > CENT:
        blanks = len(report.indicators) - len(scores)
        note = f"（{blanks}行得分未填）" if blanks else ""
        yield Problem(
            f"各行得分相加为{plain_decimal(added)}分，总分填报{plain_decimal(total)}分，相差{plain_decimal(abs(added - total))}分{note}。",
            [AtFact("score.total")],
            f"请核对各行得分，总分应为{plain_decimal(added)}分。",
        )


@text_rule(
    "A04",
    "各行分值之和等于分值合计，合计为100",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "caiyu-2020-10#weights",
    blocking=True,
    fires=Example(
        {"funds.weight": "10", "score.weight_total": "100"},
        (ROW | {"name": "归档数量"}, ROW | {"name": "利用人次", "weight": "42"}),
    ),
    silent=Example(
        {"funds.weight": "10", "score.weight_total": "100"},
        (ROW | {"name": "归档数量"}, ROW | {"name": "利用人次", "weight": "40"}),
    ),
)
def weights_add_up(case: Case) -> Iterator[Problem]:
    """执行分值与各指标分值相加，应等于合计并等于满分。"""
    report = case.report
    if report.scheme is None or not any("weight" in indicator.columns for indicator in report.indicators):
        raise NotApplicable
    weights = _points(report, "weight")
    if len(weights) < len(report.indicators):
        if "score.weight_total" not in report.facts:
            raise NotApplicable
        raise NotEvaluable("score.weight_total")
    added = sum(weights, _execution_weight(case))
    printed = report.number("score.weight_total")
    full = case.scheme.full_mark
    if printed is not None and abs(added - printed) > CENT:
        message = f"各行分值相加为{plain_decimal(added)}分，合计填报{plain_decimal(printed)}分。"
        yield Problem(
            message, [AtFact("score.weight_total")], f"请调整各行分值，合计应为{plain_decimal(full)}分。"
        )
    elif abs(added - full) > CENT:
        message = f"各行分值相加为{plain_decimal(added)}分，应为{plain_decimal(full)}分。"
        yield Problem(message, [AtFact("score.weight_total")], "请调整各行分值。")


def _execution_weight(case: Case) -> Decimal:
    """As filed; where the table has a score for the money but no cell for its weight, the scheme's."""
    weight = case.report.number("funds.weight")
    if weight is not None:
        return weight
    return case.setting("execution_weight") if case.report.number("funds.score") is not None else Decimal(0)


@text_rule(
    "A04",
    "一级指标各行分值之和等于表上所印分值",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "own-form",
    blocking=True,
    fires=Example({"score.class.产出指标": "50"}, (ROW | {"name": "归档数量", "weight": "52"},)),
    silent=Example({"score.class.产出指标": "50"}, (ROW | {"name": "归档数量"},)),
)
def class_weights_add_up(case: Case) -> Iterator[Problem]:
    """一级指标下各行分值相加，应等于它后面括号里的分值。"""
    report = case.report
    for key in [key for key in case.keys_of("score") if key.startswith("score.class.")]:
        name = key.removeprefix("score.class.")
        rows = [i for i in report.indicators if i.level1 == name or i.level2 == name]
        weights = [i.weight for i in rows if i.weight is not None]
        printed = report.number(key)
        if not rows or len(weights) < len(rows) or printed is None:
            continue
        added = sum(weights, Decimal(0))
        if abs(added - printed) > CENT:
            message = f"“{name}”印有{plain_decimal(printed)}分，各行分值相加为{plain_decimal(added)}分。"
            yield Problem(message, [AtFact(key), AtDimension(name)], "请调整这一类各行的分值。")


_HUBEI_GOALS = {"funds.weight": "20", "goal.expected": "做好接收。", "goal.points": "50"}


@text_rule(
    "A04",
    "各年度目标分值与执行分值之和为100",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "own-form",
    blocking=True,
    fires=Example(
        _HUBEI_GOALS | {"goal[2].expected": "做好利用。", "goal[2].points": "40"}, scheme="hubei-overall"
    ),
    silent=Example(
        _HUBEI_GOALS | {"goal[2].expected": "做好利用。", "goal[2].points": "30"}, scheme="hubei-overall"
    ),
)
def goal_points_add_up(case: Case) -> Iterator[Problem]:
    """年度目标后面括号里印有分值的，各目标分值加执行分值应等于满分。"""
    report = case.report
    keys = [key for key in case.keys_of("goal") if key.endswith(".points")]
    if not keys:
        raise NotApplicable
    goals = [key for key in case.keys_of("goal") if key.endswith(".expected")]
    points = [report.number(goal.removesuffix("expected") + "points") for goal in goals]
    given = [number for number in points if number is not None]
    weight, full = report.number("funds.weight"), case.scheme.full_mark
    if len(given) < len(goals) or weight is None:
        raise NotEvaluable("goal.points", "funds.weight")
    added = sum(given, weight)
    if abs(added - full) > CENT:
        parts = " + ".join(plain_decimal(number) for number in given)
        yield Problem(
            f"年度目标分值{parts}，加执行{plain_decimal(weight)}分，合计{plain_decimal(added)}分，应为{plain_decimal(full)}分。",
            [AtFact(key) for key in keys],
            f"请调整各目标的分值，合计应为{plain_decimal(full - weight)}分。",
        )


@text_rule(
    "A05",
    "得分不超过分值",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "common-practice",
    blocking=True,
    fires=Example(indicators=(ROW | {"name": "归档数量", "weight": "6", "score": "7"},)),
    silent=Example(indicators=(ROW | {"name": "归档数量", "weight": "6", "score": "6"},)),
)
def score_within_weight(case: Case) -> Iterator[Problem]:
    """每个指标的得分在0和分值之间。"""
    for row, indicator in enumerate(case.report.indicators):
        weight, score = indicator.weight, indicator.score
        if weight is None or score is None or Decimal(0) <= score <= weight:
            continue
        message = f"得分{plain_decimal(score)}高于本指标分值{plain_decimal(weight)}，请改为0到{plain_decimal(weight)}之间的数。"
        if score < 0:
            message = f"得分{plain_decimal(score)}小于0，请改为0到{plain_decimal(weight)}之间的数。"
        yield Problem(message, [AtIndicator(row, "score")], "请核对得分和分值。")


# --- how figures are printed -------------------------------------------------------------------------

_LONG_FRACTION = re.compile(r"\d\.\d{3,}")


@text_rule(
    "A15",
    "金额两位小数、比率用百分号",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example({"projects.business.final": "85.4213"}),
    silent=Example({"projects.business.final": "85.42"}),
)
def printed_precision(case: Case) -> Iterator[Problem]:
    """金额最多两位小数（万元），比率写成百分数。"""
    for key, fact, number in case.figures:
        kind = kind_of(key)
        if kind is MONEY and "." in fact.text[:-3] and _LONG_FRACTION.search(fact.text):
            message = f"{label_of(key)}填报{fact.text}，小数超过两位。"
            yield Problem(message, [AtFact(key)], "请按万元保留两位小数。")
        elif kind is RATE and "%" not in fact.text.replace("％", "%") and number != 0:
            message = f"{label_of(key)}写成{fact.text}，没有百分号。"
            yield Problem(message, [AtFact(key)], f"请写成{show(number, RATE)}。")


@text_rule(
    "A15",
    "同一行的两个数差一万倍左右",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example({"procurement.budget": "210.00", "procurement.final": "1983600"}),
    silent=Example({"procurement.budget": "210.00", "procurement.final": "198.36"}),
)
def row_ten_thousand_fold(case: Case) -> Iterator[Problem]:
    """同一行的预算数和决算数相差一万倍左右的，多半是其中一个以元填写。"""
    for key, _, final in case.figures:
        if not key.endswith(".final") or not final:
            continue
        budget = case.report.number(key.removesuffix("final") + "budget")
        if not budget:
            continue
        if _is_about_ten_thousand_fold(final, budget, case):
            other = key.removesuffix("final") + "budget"
            message = f"{label_of(other)}{plain_decimal(budget)}，{label_of(key)}{plain_decimal(final)}，相差约一万倍。"
            yield Problem(message, [AtFact(key), AtFact(other)], "请核对单位是元还是万元。")


@text_rule(
    "A15",
    "指标值与完成值差一万倍左右",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(indicators=({"name": "项目成本", "target": "≤200万元", "actual": "198元"},)),
    silent=Example(indicators=({"name": "项目成本", "target": "≤2万元", "actual": "19800元"},)),
)
def result_ten_thousand_fold(case: Case) -> Iterator[Problem]:
    """指标值和完成值单位差一个“万”、数字却差不多的，多半是其中一个单位写错。"""
    for row, indicator, target, actual in case.rows:
        if not target.is_number or actual.value is None:
            continue
        if _large_units(indicator.target) == _large_units(indicator.actual):
            continue
        asked, done = printed(indicator.target), printed(indicator.actual)
        if asked is None or done is None or asked.unit != done.unit or asked.counted_in == done.counted_in:
            continue
        if _is_about_ten_thousand_fold(asked.value, done.value, case):
            message = f"“{indicator.name}”指标值{indicator.target}，完成值{indicator.actual}，相差约一万倍。"
            yield Problem(
                message,
                [AtIndicator(row, "actual"), AtIndicator(row, "target")],
                f"请核对单位是{done.unit}还是万{done.unit}。",
            )


def _is_about_ten_thousand_fold(one: Decimal, other: Decimal, case: Case) -> bool:
    """Whether the larger of two figures is so many times the other that a 万 may be missing."""
    large, small = max(one, other), min(one, other)
    least, most = case.setting("mistaken_unit_from"), case.setting("mistaken_unit_to")
    return bool(small) and least <= large / small <= most


def _large_units(text: str) -> tuple[bool, bool]:
    return "万" in text, "亿" in text


@text_rule(
    "A15",
    "正文与表格的金额差一万倍",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        {"funds.executed": "248.74"}, prose=("二、一般公共预算支出情况", "全年执行数2487400万元。")
    ),
    silent=Example(
        {"funds.executed": "248.74"}, prose=("二、一般公共预算支出情况", "全年执行数248.74万元。")
    ),
)
def ten_thousand_fold(case: Case) -> Iterator[Problem]:
    """正文金额恰为表内金额的一万倍或万分之一，多半是元和万元写混了。"""
    for mention in case.report.mentions:
        figure = case.report.number(mention.fact) if mention.fact else None
        if figure is None or mention.unit != "万元" or not figure or not mention.value:
            continue
        if mention.value in (figure * 10000, figure / 10000):
            yield Problem(
                f"正文写{mention.text}，表内{label_of(mention.fact or '')}为{plain_decimal(figure)}万元，相差一万倍。",
                [AtSection(mention.section, mention.start, mention.end), AtFact(mention.fact or "")],
                "请核对单位是元还是万元。",
            )
