"""Times a sentence speaks of that are not the whole year of the report."""

from __future__ import annotations

import re

_TIME = re.compile(
    r"(?P<before>[上前]半年|[前第一二三][一二三]?个?季度|(?:截[至止到]|至|到)[^，。；]{0,5}?(?<!\d)(?:[1-9]|1[01])月(?:份|末|底|\d{1,2}日)?|"
    r"(?<!\d)(?:[1-9]|1[01])月[末底]|"
    r"1?\d?\s?[—\-－–~～至到]\s?(?:[1-9]|1[01])月)|"
    r"(?P<years>近[两二三四五六七八九十\d]+年|(?:19|20)\d{2}年?\s?[—\-－–~～至到]{1,2}\s?(?:(?:19|20)\d{2})?\d{0,2}年|[一二三四五六七八九十]五[”\"]?(?:期间|以来)|多年以?来|[两三四五六七八九十]年来|历年)|"
    r"全年|年末|年底|12月|本年|当年|(?:19|20)\d{2}年"
)
"""The last branch is of the whole year again: 上半年执行率42%，全年执行率98%."""
_REACH = 400
"""Characters before a figure that are looked at."""


def is_before_year_end(head: str) -> bool:
    """Whether the words before a figure speak of a part of the year: 上半年, 截至9月底."""
    return ("季" in head or "月" in head or "半年" in head) and _last(head) == "before"


def is_not_the_whole_year(head: str) -> bool:
    """Whether the words before a figure speak of a part of the year, or of several: 近五年, 2021—2023年."""
    kind = _last(head) if "年" in head or "季" in head or "月" in head else None
    return kind == "before" or (kind == "years" and "年" in head)


def _last(head: str) -> str | None:
    kind: str | None = None
    for match in _TIME.finditer(head, max(0, len(head) - _REACH)):
        kind = match.lastgroup
    return kind
