"""Grades that targets and results are given in: 优秀, 三等及以上, Ⅱ类, AAAA级; and states that are met or not."""

from __future__ import annotations

import re
from typing import NamedTuple

from zhunsheng.kernel.numerals import BLANKS, normalize

_LADDERS = (
    (
        ("优", "优秀", "优等"),
        ("良", "良好", "良等"),
        ("中", "中等", "一般", "合格", "达标", "及格"),
        ("差", "较差", "不合格", "不达标", "不及格"),
    ),
    (("特等",), ("一等", "1等"), ("二等", "2等"), ("三等", "3等"), ("四等", "4等"), ("五等", "5等")),
    (("甲级", "甲等"), ("乙级", "乙等"), ("丙级", "丙等")),
    (("I类", "一类"), ("II类", "二类"), ("III类", "三类"), ("IV类", "四类"), ("V类", "五类"), ("劣V类",)),
    (("AAAAA级", "5A级"), ("AAAA级", "4A级"), ("AAA级", "3A级"), ("AA级", "2A级"), ("A级",)),
)
"""Best first; words on one rung mean the same."""


class Rung(NamedTuple):
    ladder: int
    below_best: int


_RUNGS = {
    word: Rung(ladder, below)
    for ladder, rungs in enumerate(_LADDERS)
    for below, words in enumerate(rungs)
    for word in words
}
_AROUND = re.compile(
    r"(?:达到|均为|被?评为|获评|获|为)?(.+?)(?:等次|等级|标准)?(?:\(含\)以上|及?以上)?(?:等次|等级)?"
)
_STATES = frozenset(
    [
        "完整",
        "齐全",
        "完备",
        "及时",
        "按时",
        "按期",
        "准时",
        "准确",
        "规范",
        "合规",
        "满意",
        "健全",
        "到位",
        "安全",
        "真实",
        "公开",
        "通过",
        "完成",
        "已完成",
        "全部完成",
    ]
)
"""What is either so or not; 不断提高 never ends."""


def rung(text: str) -> Rung | None:
    """The rung a text names, if it is nothing but a grade."""
    match = _AROUND.fullmatch(_bare(text))
    return _RUNGS.get(match[1]) if match is not None else None


def same_ladder(one: str, other: str) -> bool:
    """Whether two grades can be compared at all."""
    first, second = rung(one), rung(other)
    return first is not None and second is not None and first.ladder == second.ladder


def is_met_in_words(target: str, actual: str) -> bool:
    """A grade reached, or the very state that was asked for."""
    if same_ladder(target, actual):
        return not falls_short(target, actual)
    return _bare(target) in _STATES and _bare(actual) == _bare(target)


def falls_short(target: str, actual: str) -> bool:
    """A grade lower than the one asked for."""
    asked, reached = rung(target), rung(actual)
    if asked is None or reached is None or asked.ladder != reached.ladder:
        return False
    return reached.below_best > asked.below_best


def _bare(text: str) -> str:
    return normalize(text).strip(f"{BLANKS}。“”\"'")
