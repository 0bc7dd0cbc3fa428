"""Whose figure a bare 年初预算, 执行率 or 在职 is: the whole unit's, or that of a part the sentence speaks of.

“三公”经费支出9.5万元，较年初预算的10万元少0.5万元: the 年初预算 is not the unit's.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zhunsheng.kernel.sentences import FULL_STOPS, sentence_end, sentence_start

_REACH = 400
"""Characters of a sentence looked at before a figure."""
_CLAUSE = "，,。；;：:、！？\n（("
_GLUE = "的“”\"'）) "
_WHOLE = re.compile("部门|整体|单位|[我本全][局委办馆院站所校厅司队镇乡街县区市中]|合计|总")
"""Said right before a figure's word, it is the whole unit's after all."""
_ATTACHED = ("完成", "完成了", "较", "比", "占", "占到", "与", "同", "低于", "高于", "小于", "大于", "控制在")
"""完成全年预算1700万元: of what was spoken of just before."""
_MOVED = re.compile("追加|调[增减]|新增|增加|减少|压减|收回|下达|用于|统筹")
"""追加项目支出500万元: what was moved is not what the sentence is about."""
_ASKED = "(?=[（(]?(?:全年|年初|年度|本年|当年|调整后?)?(?:预算|执行|支出|收入|核定|现?有|编制|在职|在编|实有|退休))"
_BEGIN = r"(?:^|(?<=[，,；;：:、（(\n]))(?:其中|下设)?"
_BODY = "站|中心|所|队|院|馆|校|园|场|库|处"
_BELOW = re.compile(
    rf"{_BEGIN}(?:(下属|所属|直属|二级)[一-鿿]{{0,18}}?(?:{_BODY}|机构|单位)|[一-鿿]{{2,18}}?({_BODY})){_ASKED}"
)
"""区农业技术推广站编制32人, a unit below the one that reports."""
_OFFICE = re.compile(rf"{_BEGIN}[一-鿿]{{0,6}}机关(本级)?(?:行政)?{_ASKED}")
_BESIDE_OFFICE = re.compile("(?:下属|所属|直属|二级|事业)[一-鿿]{0,6}(?:编制|单位|机构)")
"""机关编制46个；事业编制50个: the unit's own office is a part where the others are named, too."""
_BESIDE_BODY = re.compile(rf"[；;][一-鿿]{{2,18}}(?:{_BODY}){_ASKED}")
"""局机关编制11人；不动产登记中心编制9人"""
_ONE_KIND = re.compile(r"(?:其中)?(?:行政|事业|工勤|参公)(?:编制?|单位|机构|人员)\D{0,4}\d+[个名人]、\D{0,4}")
"""事业编制50个、在职47人"""
_TOGETHER = re.compile("[我本全各及和与含共]|包括")
"""我局及所属学校: not the unit below alone."""
_FUND = "项目|资金|补贴|补助|专项|经费|工程"
_PROJECT = re.compile(
    rf"{_BEGIN}[^，,。；;：:、\d]{{0,24}}?(?:{_FUND})(?:[（(][^（）()\d]{{1,8}}[）)])?"
    r"(?=[仅只]?(?:全年|年初|年度|本年|当年|调整后?)?(?:预算|执行[率数]|计划投资|总投资))"
)
"""高标准农田项目预算数3300万元"""
_LONGEST_WORD = 7
"""调整后预算执行 behind a name, which says that it has a budget."""
_ABOUT = ("", "方面", "情况", "中", "上")
"""基本支出方面，"""
_SPLIT = re.compile(r"\d[^。！？\n]*(?:其中|包括)")
"""本年支出6664万元，其中基本支出1664万元: the sentence is about what it splits."""
_DIGIT = re.compile(r"\d")
_ALL_PROJECTS = re.compile("基本支出|[我本全各总]|部门|单位|财政|预算|年度|追加|调[增减]|下达")
"""财政资金执行率, 部门经费: all of the unit's money."""


class Named(NamedTuple):
    """Something with a budget that a sentence names."""

    start: int
    end: int
    is_part: bool


def is_of_part(text: str, word: int, named: Sequence[Named], unit: str) -> bool | None:
    """Whether the figure whose word begins at a position is a part's; None where the sentence doesn't say.

    `named` are the budgets the text names, in order; `unit` is the unit that reports.
    """
    begin = max(sentence_start(text, word, FULL_STOPS), word - _REACH)
    clause = sentence_start(text, word, _CLAUSE)
    head = text[clause:word]
    if _ONE_KIND.fullmatch(head) is not None:
        return True
    first = bisect_left(named, Named(begin, begin, is_part=False))
    inside = list(named[first : bisect_left(named, Named(word, word, is_part=False))])
    inside += _others(text, begin, word, unit)
    inside.sort()
    if not inside:
        return None
    if inside[-1].is_part and _touch(inside[-1].end, word, text):
        return True
    if _WHOLE.search(head) is not None:
        return False
    topics = [name for name in inside if _is_topic(name, inside, text)]
    parts = [name for name in topics if name.is_part]
    if parts and (parts[-1].start >= clause or head.endswith(_ATTACHED)):
        return True
    firm = [name for name in topics if _is_firm(name, inside, text)]
    if firm:
        return firm[-1].is_part
    if not topics or _SPLIT.search(text, begin, topics[0].end) is not None:
        return None
    return topics[0].is_part or None  # a bare 年初预算 is of what the section is about


def _others(text: str, begin: int, end: int, unit: str) -> Iterator[Named]:
    """Units below the one that reports, its office, projects; the unit's own name in other words is none."""
    sentence = text[begin : end + _LONGEST_WORD]
    for match in _BELOW.finditer(sentence):
        name = match.group().removeprefix("其中").removeprefix("下设").lstrip("我本全省市区县")
        own = match[2] is not None and (not unit or unit.endswith(name))
        if not own and begin + match.end() <= end and _TOGETHER.search(match.group()) is None:
            yield Named(begin + match.start(), begin + match.end(), is_part=True)
    for match in _OFFICE.finditer(sentence) if "机关" in sentence else ():
        if match[1] or "其中" in sentence[: match.end()] or _names_others(text, begin, end):
            yield Named(begin + match.start(), begin + match.end(), is_part=True)
    for match in _PROJECT.finditer(sentence):
        if begin + match.end() <= end and _ALL_PROJECTS.search(match.group()) is None:
            yield Named(begin + match.start(), begin + match.end(), is_part=True)


def _names_others(text: str, begin: int, end: int) -> bool:
    stop = min(sentence_end(text, end, FULL_STOPS), end + _REACH)
    return any(pattern.search(text, begin, stop) is not None for pattern in (_BESIDE_OFFICE, _BESIDE_BODY))


def _is_topic(name: Named, inside: list[Named], text: str) -> bool:
    """Whether a sentence gives figures of what it names: not 严格政府采购管理, nor 项目支出+年初预算 once more."""
    if not name.is_part:
        return not any(part.is_part and _touch(part.end, name.start, text) for part in inside)
    rest = text[name.end : sentence_end(text, name.end, _CLAUSE)].strip(_GLUE)
    if _DIGIT.search(rest) is None and rest not in _ABOUT:
        return False
    return _MOVED.search(text, sentence_start(text, name.start, _CLAUSE), name.start) is None


def _is_firm(name: Named, inside: list[Named], text: str) -> bool:
    """A part with a budget word behind it, the whole expressly named: what follows is theirs, too."""
    if name.is_part:
        return any(not whole.is_part and _touch(name.end, whole.start, text) for whole in inside)
    return _WHOLE.search(text, sentence_start(text, name.start, _CLAUSE), name.end) is not None


def _touch(end: int, start: int, text: str) -> bool:
    return end <= start and not text[end:start].strip(_GLUE)
