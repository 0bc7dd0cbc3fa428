"""N03: targets the text repeats, and what the reasons beside the indicators say is lacking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.findings import AtIndicator, Problem, Severity
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.sentences import occurrences, sentence_before
from zhunsheng.rulebook.checks.narrative import SHORTEST_NAME, begins_word, without_tail
from zhunsheng.rulebook.checks.passages import passages
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.stated_sums import NUMBER, number_of

_GOALS = "（四）绩效目标设置情况"
_BOUND = re.compile(
    rf"(?:要?(?:不少于|不低于|不超过|不高于|不大于|不小于|控制在|≥|≤)|(?:目标|指标)值?[为是]){NUMBER}\s?([%％]|[一-鿿]{{1,4}})"
)
_OTHERS = re.compile('上年|去年|下年|明年|[“"]十[三四五]五|到20|20[2-9]\\d年底?前|要求|标准|规定')
"""Of another year, or somebody else's bound."""
_NEAR = 12


@text_rule(
    "N03",
    "正文、年度目标所写的指标值与指标表一致",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        indicators=({"name": "窗口办件量", "target": "≥52000件", "actual": "53860件"},),
        prose=("一、部门基本情况", _GOALS, "年初目标：窗口办件量不少于50000件。"),
    ),
    silent=Example(
        indicators=({"name": "窗口办件量", "target": "≥52000件", "actual": "53860件"},),
        prose=(
            "一、部门基本情况",
            _GOALS,
            "年初目标：窗口办件量不少于52000件，2025年底前窗口办件量不少于60000件。",
        ),
    ),
    signs=(
        "不少于",
        "不低于",
        "不超过",
        "不高于",
        "不大于",
        "不小于",
        "控制在",
        "≥",
        "≤",
        "目标值",
        "指标值",
        "目标为",
        "指标为",
    ),
)
def stated_target(case: Case) -> Iterator[Problem]:
    """紧跟指标名称写的“不少于…”“不超过…”，数要与指标表的指标值相同；别的年度的不比。"""
    found = passages(case)
    for row, indicator, target, _ in case.rows:
        name = without_tail(indicator.name)
        if target.value is None or target.upper is not None or not target.unit or len(name) < SHORTEST_NAME:
            continue
        for at in occurrences(found.text, name, found.after_indicators):
            match = _BOUND.match(found.text, at + len(name))
            if match is None or not begins_word(found.text, at) or not match[2].startswith(target.unit):
                continue
            head, behind = sentence_before(found.text, at), found.text[match.end() : match.end() + _NEAR]
            if number_of(match[1]) == target.value or _OTHERS.search(head + behind) is not None:
                continue
            yield Problem(
                f"“{indicator.name}”这里写{match.group()}，表内指标值是{indicator.target}。",
                [found.target(*match.span()), AtIndicator(row, "target")],
                "请核对，两处应当一致。",
            )


_LACKS = re.compile(
    rf"^(?:[比较]?(?:年初|年度)?(?:目标|计划|任务|指标值|目标值)?)(?:少|差|低|短缺|未完成|多|超)了?[一-鿿]{{0,2}}{NUMBER}\s?(个百分点|[一-鿿]{{1,4}})"
)
_STEP = Decimal("0.005")


@text_rule(
    "N03",
    "偏差原因里写的差额与指标值、完成值相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        indicators=(
            {"name": "建设便民服务点", "target": "≥12个", "actual": "10个", "reason": "少建3个。选址较晚。"},
        )
    ),
    silent=Example(
        indicators=(
            {"name": "建设便民服务点", "target": "≥12个", "actual": "10个", "reason": "少建2个。选址较晚。"},
        )
    ),
)
def stated_gap_in_reason(case: Case) -> Iterator[Problem]:
    """偏差原因开头写“少…个”“低…个百分点”的，等于指标值与完成值之差。"""
    for row, indicator, target, actual in case.rows:
        match = _LACKS.match(indicator.reason) if indicator.reason else None
        if match is None or target.value is None or actual.value is None:
            continue
        unit = "%" if match[2] == "个百分点" else target.unit
        if not unit or target.unit != actual.unit or target.unit != unit:
            continue
        if unit != "%" and not match[2].startswith(unit):
            continue
        gap = abs(target.value - actual.value)
        if abs(number_of(match[1]) - gap) > _STEP:
            yield Problem(
                f"原因写“{match.group()}”，指标值与完成值相差{plain_decimal(gap)}{match[2] if unit == '%' else unit}。",
                [AtIndicator(row, "reason"), AtIndicator(row, "actual")],
                "请核对，两处应当一致。",
            )
