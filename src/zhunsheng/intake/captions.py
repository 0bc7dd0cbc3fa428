"""Lines of text around a table: its number, title, unit of money."""

from __future__ import annotations

import re

from zhunsheng.kernel.labels import compact

LONGEST = 40

_CAPTION = re.compile(
    r"^(附件|附表|附)[\d一二三四五六七八九十\-—－.]*[:：]?|绩效(自评|评价).{0,8}表(\(.*\))?$|基础数据表$|"
    r"(^|\()(金额)?单位:(人民币)?[万亿]?元|^\(?\d{0,4}年度?\)$|^\(?续表?\d*\)?$|^报表编号"
)
_NOTE = re.compile(r"^(说明|注|备注|填表说明)\s*[:：]")
_MONEY_UNIT = re.compile(r"单位:(?:人民币)?\(?(万元|元)")


def is_caption(text: str) -> bool:
    """Whether a line is the number, title, year or unit of a table; a paragraph is none, however it is spaced."""
    if len(text) > 4 * LONGEST or len("".join(text.split())) > LONGEST:
        return False
    head = compact(text)
    return 0 < len(head) <= LONGEST and _CAPTION.search(head) is not None


def is_note(text: str) -> bool:
    """Whether a line below a table says how it is to be filled."""
    return _NOTE.match(text) is not None


def money_unit(text: str) -> str:
    """万元 or 元 where a line names the table's unit of money; else empty."""
    if "单位" not in text and "单 位" not in text:
        return ""
    match = _MONEY_UNIT.search(compact(text))
    return match[1] if match is not None else ""
