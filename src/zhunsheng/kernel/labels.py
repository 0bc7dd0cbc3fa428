"""Comparing the labels of a form with those of somebody's file.

Labels compare after folding widths, without blanks, numbering, “其中：”, a closing colon and
brackets or a unit of money behind a stroke. Years in a label are kept apart: “2022年决算数” is 决算数 of the year 2022.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_NUMBERING = re.compile(
    r"^(?:\(?[一二三四五六七八九十]{1,3}[)、.]|\(\d{1,2}\)|\d{1,2}[.、)](?!\d)|其中:|其中,|指标\d+:|[*※★▲●◆])+"
)
_CIRCLED_IN_BRACKETS = {ord("①") + number: f"({number + 1})" for number in range(20)}
"""Folding widths would make bare digits of them."""
_CIRCLED = re.compile("[①-⑳]").search
_OPENING = frozenset("([〔")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕")
_YEAR = re.compile(r"((?:19|20)\d{2})年度?")
_UNIT_AT_END = re.compile(r"[/、:][亿千百万]{0,2}元$")
_RELATIVE_YEAR = re.compile(r"^(上年度?|上一年度?|去年|本年度?|当年)(?=.*[预决]算)")


is_figure = re.compile(r"[\s\u3000]*[+-]?[\d,.]+[\s\u3000]*[%％]?[\s\u3000]*").fullmatch
"""Whether a cell holds nothing but a number: then it is no label, and needn't be read as one."""


LONGEST_LABEL = 60
"""A longer text is never a label."""


class Label(NamedTuple):
    key: str
    """What is compared."""
    year: int | None = None
    """A year printed in the label."""
    offset: int | None = None
    """-1 for 上年, 0 for 本年, where the label says so in words."""


NO_LABEL = Label("")


def compact(text: str) -> str:
    """Widths and brackets folded, every blank and invisible sign removed."""
    return _compact_label(text) if len(text) <= LONGEST_LABEL else _compact(text)


def _compact(text: str) -> str:
    if _CIRCLED(text):
        text = text.translate(_CIRCLED_IN_BRACKETS)
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    if not bare.isprintable():
        bare = "".join(filter(str.isprintable, bare))
    return bare.replace("【", "(").replace("】", ")") if "【" in bare else bare


_compact_label = lru_cache(maxsize=4000)(_compact)
"""Labels and headings are the same in every report."""


@lru_cache(maxsize=4000)
def read_label(text: str) -> Label:
    """The comparable label of a cell's text; its key is empty for a blank cell. Not for whole paragraphs."""
    bare = without_numbering(_compact(text))
    if bare.startswith("(") and bare.endswith(")") and text.lstrip()[:1] == "【":
        bare = bare[1:-1]
    if not _OPENING.isdisjoint(bare):
        bare = _BRACKETS.sub("", bare)
    bare = without_numbering(bare.rstrip(":,。;"))
    if bare.endswith("元"):
        bare = _UNIT_AT_END.sub("", bare)
    year = _YEAR.search(bare) if "20" in bare or "19" in bare else None
    if year is not None:
        return Label(_YEAR.sub("", bare), int(year[1]))
    relative = _RELATIVE_YEAR.match(bare)
    if relative is not None:
        return Label(bare[relative.end() :], None, -1 if relative[1][0] in "上去" else 0)
    return Label(bare)


def without_numbering(text: str) -> str:
    """A compact text without the number it begins with."""
    match = _NUMBERING.match(text)
    return text if match is None else text[match.end() :]


_OWN_NUMBER = re.compile(r"\d{1,2}\s*[、.．]|[（(][\d一二三四五六七八九十]{1,3}[）)]")


def own_number(text: str) -> str:
    """The number a row of a group begins with, as it stands: 3、 or （二）; empty without one."""
    match = _OWN_NUMBER.match(text)
    return "" if match is None else match.group()


def brackets(text: str) -> str:
    """What stands in the brackets of a label: 万元, 50分."""
    return " ".join(part[1:-1] for part in _BRACKETS.findall(compact(text)))


def full_class(name: str) -> str:
    """A class of indicators by its full name: 社会效益 is short for 社会效益指标."""
    return f"{name}指标" if name and not name.endswith("指标") else name
