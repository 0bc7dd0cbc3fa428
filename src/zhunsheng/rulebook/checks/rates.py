"""A17: shares that cannot be more than the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.findings import AtIndicator, Problem, Severity
from zhunsheng.kernel.sentences import occurrences
from zhunsheng.rulebook.checks.passages import passages
from zhunsheng.rulebook.checks.registry import text_rule

_SHARES = (
    "覆盖率",
    "使用率",
    "出勤率",
    "到课率",
    "合格率",
    "及时率",
    "准确率",
    "达标率",
    "优良率",
    "优秀率",
    "满意度",
    "满意率",
    "知晓率",
    "参与率",
    "回收率",
    "整改率",
    "办结率",
    "化解率",
    "入住率",
    "持证率",
    "落实率",
    "兑现率",
)
"""Parts of a whole; what is measured against a plan (完成率, 执行率) or grows (增长率) may be more."""
_NOT_OF_A_WHOLE = "(?<!床)(?<!床位)(?<!编制)(?<!拨备)(?<!流动性)"
"""Beds and posts can be overfilled, a bank's cover can be more than the risk."""
_SHARE = re.compile(
    rf"{_NOT_OF_A_WHOLE}(?:{'|'.join(_SHARES)})(?:为|是|达到|达|均为|[提升上增][高升长至][到至]|保持在|：|:){{0,2}}$"
)
_HUNDREDS = re.compile(r"(?<![\d.])\d{3,}(?:\.\d+)?$")
_LONGEST_NUMBER, _LONGEST_WORD = 10, 14
_WHOLE = Decimal(100)
_NAMED = re.compile(rf"{_NOT_OF_A_WHOLE}(?:{'|'.join(_SHARES)})$")


@text_rule(
    "A17",
    "覆盖率、合格率一类的比率不超过100%",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=("六、部门整体支出绩效情况", "良种覆盖率达982%。")),
    silent=Example(prose=("六、部门整体支出绩效情况", "良种覆盖率达98.2%，年度任务完成率105%。")),
)
def share_above_the_whole(case: Case) -> Iterator[Problem]:
    """覆盖率、使用率、出勤率、合格率、满意度等是部分占整体的比率，不会超过100%；完成率、增长率、病床使用率可以。"""
    found = passages(case)
    for start, end in sorted(_shares_above(found.text, found.after_indicators)):
        message = f"“{found.text[start:end]}”超过了100%。"
        yield Problem(message, [found.target(start, end)], "请核对小数点和计算口径。")
    for row, indicator, target, actual in case.rows:
        for value, column in ((target.value, "target"), (actual.value, "actual")):
            is_more = value is not None and value > _WHOLE and (target.unit or actual.unit) == "%"
            if is_more and _NAMED.search(indicator.name):
                yield Problem(
                    f"“{indicator.name}”填{getattr(indicator, column)}，超过了100%。",
                    [AtIndicator(row, column)],
                    "请核对小数点和计算口径。",
                )


def _shares_above(text: str, position: int) -> Iterator[tuple[int, int]]:
    """Where a share with more than 100% stands, from its word to the sign; looked for from the signs back."""
    for sign in "%％":
        for at in occurrences(text, sign, position):
            number = _HUNDREDS.search(text, max(0, at - _LONGEST_NUMBER), at)
            if number is not None and Decimal(number.group()) > _WHOLE:
                word = _SHARE.search(text, max(0, number.start() - _LONGEST_WORD), number.start())
                if word is not None:
                    yield word.start(), at + 1
