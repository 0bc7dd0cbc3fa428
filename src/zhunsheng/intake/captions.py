"""Lines of text around a table: its number, title, unit of money."""

from __future__ import annotations

import re

from zhunsheng.kernel.labels import compact

LONGEST = 40

_CAPTION = re.compile(
    r"^(附件|附表|附)[\d一二三四五六七八九十\-—－.]*[:：]?|绩效(自评|评价).{0,8}表(\(.*\))?$|基础数据表$|"
    r"^\(?\d{0,4}年度?\)$|^\(?续表?\d*\)?$|^报表编号"
)
_NOTE = re.compile(r"^(说明|注|备注|填表说明)\s*[:：]")
MONEY_UNIT = "亿元|千万元|百万元|万元|千元|百元|元"
_MONEY_UNIT = re.compile(rf"(?:(?:单位|金额):[^\d:。]{{0,5}}?|^\()({MONEY_UNIT})(?:$|[、,/()%])")


def is_caption(text: str) -> bool:
    """Whether a line is the number, title, year or unit of a table; a paragraph is none, however it is spaced."""
    if len(text) > 4 * LONGEST or len("".join(text.split())) > LONGEST:
        return False
    head = compact(text)
    return 0 < len(head) <= LONGEST and (_CAPTION.search(head) is not None or bool(money_unit(text)))


def is_note(text: str) -> bool:
    """Whether a line below a table says how it is to be filled."""
    return _NOTE.match(text) is not None


def money_unit(text: str) -> str:
    """万元, 元 … where a line names the table's unit of money; else empty."""
    if "元" not in text:
        return ""
    match = _MONEY_UNIT.search(compact(text))
    return match[1] if match is not None else ""
