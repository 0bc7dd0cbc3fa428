"""A17: shares that cannot be more than the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.findings import AtIndicator, Problem, Severity
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
)
"""Parts of a whole; what is measured against a plan (完成率, 执行率) or grows (增长率) may be more."""
_NOT_OF_A_WHOLE = "(?<!床)(?<!床位)(?<!编制)(?<!拨备)(?<!流动性)"
"""Beds and posts can be overfilled, a bank's cover can be more than the risk."""
_SHARE = re.compile(
    rf"{_NOT_OF_A_WHOLE}(?:{'|'.join(_SHARES)})(?:为|是|达到|达|均为|[提升上增][高升长至][到至]|保持在|：|:){{0,2}}(\d{{3,}}(?:\.\d+)?)%"
)
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
    signs=_SHARES,
)
def share_above_the_whole(case: Case) -> Iterator[Problem]:
    """覆盖率、使用率、出勤率、合格率、满意度等是部分占整体的比率，不会超过100%；完成率、增长率、病床使用率可以。"""
    found = passages(case)
    for match in _SHARE.finditer(found.text, found.after_indicators):
        if Decimal(match[1]) > _WHOLE:
            yield Problem(
                f"“{match.group()}”超过了100%。", [found.target(*match.span())], "请核对小数点和计算口径。"
            )
    for row, indicator, target, actual in case.rows:
        if not _NAMED.search(indicator.name):
            continue
        for value, column in ((target.value, "target"), (actual.value, "actual")):
            unit = target.unit or actual.unit
            if value is not None and value > _WHOLE and unit == "%":
                yield Problem(
                    f"“{indicator.name}”填{getattr(indicator, column)}，超过了100%。",
                    [AtIndicator(row, column)],
                    "请核对小数点和计算口径。",
                )
