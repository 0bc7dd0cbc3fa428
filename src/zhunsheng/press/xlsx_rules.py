"""What a cell of the sheet accepts, and what is said when something else is typed."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhunsheng.kernel.facts import Kind

_FULL = 100
_TITLE = "请核对"
_WORDS = {
    Kind.MONEY: ("金额", "请填不小于0的数，单位是万元，例如 248.74；没有发生填 0，不适用填“——”。"),
    Kind.COUNT: ("人数", "请填不小于0的整数，例如 13；不适用填“——”。"),
    Kind.AREA: ("面积", "请填不小于0的数，单位是平方米；不适用填“——”。"),
    Kind.RATE: ("比率", "请填百分比，例如 84.62%；不适用填“——”。"),
}
_NOT_APPLICABLE = ("—", "——", "/", "无", "不适用")


def rule_for(kind: Kind, cell: str, money: str = "万元") -> dict[str, Any] | None:
    """The validation of a fact's cell (named as in “B5”); None where any text will do."""
    if kind is Kind.DATE:
        return {
            "validate": "date",
            "criteria": ">=",
            "value": date(2000, 1, 1),
            "error_title": _TITLE,
            "error_message": "请填日期，例如 2024-7-30。",
        }
    if kind is Kind.POINTS:
        return points_rule(str(_FULL), "分值和得分请填0到100之间的数，只填数字，不写“分”。")
    if kind not in _WORDS:
        return None
    name, message = _WORDS[kind]
    others = "".join(f',{cell}="{text}"' for text in _NOT_APPLICABLE)
    return {
        "validate": "custom",
        "value": f"=OR(AND(ISNUMBER({cell}),{cell}>=0){others})",
        "error_type": "warning",
        "error_title": f"{name}{_TITLE}",
        "error_message": message.replace("万元", money),
    }


def points_rule(most: str, message: str) -> dict[str, Any]:
    """Points from 0 to `most`: a number, or the cell of the indicator's weight."""
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": most if most.startswith("=") else int(most),
        "error_title": _TITLE,
        "error_message": message,
    }


def score_rule(weight_cell: str) -> dict[str, Any]:
    return points_rule(f"={weight_cell}", "得分不能低于0，也不能高于本指标的分值，只填数字，不写“分”。")
