"""Whose figure a bare 年初预算, 执行率 or 在职 is: the whole unit's, or that of a part the sentence speaks of.

“三公”经费支出9.5万元，较年初预算的10万元少0.5万元: the 年初预算 is not the unit's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zhunsheng.kernel.sentences import sentence_end, sentence_start

_STOPS = "。！？\n"
_CLAUSE = "，,。；;：:、！？\n（("
_GLUE = "的“”\"'）) "
_WHOLE = re.compile("部门|整体|单位|[我本全][局委办馆院站所校厅司队镇乡街县区市中]|合计|总")
"""Said right before a figure's word, it is the whole unit's after all."""
_ATTACHED = ("完成", "完成了", "较", "比", "占", "占到", "与", "同", "低于", "高于", "小于", "大于", "控制在")
"""完成全年预算1700万元: of what was spoken of just before."""
_MOVED = re.compile("追加|调[增减]|新增|增加|减少|压减|收回|下达|用于|统筹")
"""追加项目支出500万元: what was moved is not what the sentence is about."""
_ASKED = (
    "(?=(?:全年|年初|年度|本年|当年|调整后?)?(?:预算|执行|支出|收入|核定|现?有|编制|在职|在编|实有|退休))"
)
_BODY = "站|中心|所|队|院|馆|校|园|场|库|处"
_BELOW = re.compile(
    rf"(?:^|(?<=[，,；;：:、（(\n]))(?:其中)?(下属|所属|直属)?(?:[一-鿿]{{2,18}}?)({_BODY}){_ASKED}"
)
"""区农业技术推广站编制32人, a unit below the one that reports."""
_TOGETHER = re.compile("[我本全各及和与含共]|包括")
"""我局及所属学校: not the unit below alone."""
_PROJECT = re.compile(
    r"(?:^|(?<=[，,；;：:、\n]))(?:其中)?[^，,。；;：:、\d]{2,24}?项目(?:资金)?"
    r"(?=(?:全年|年初|年度|本年|当年|调整后?)?(?:预算|执行[率数]|计划投资|总投资))"
)
"""高标准农田项目预算数3300万元"""
_LONGEST_WORD = 7
"""调整后预算执行 behind a name, which says that it has a budget."""
_FEW = 2
"""基本支出方面，"""
_DIGIT = re.compile(r"\d")
_ALL_PROJECTS = re.compile("基本支出|[我本全各]|部门")


class Named(NamedTuple):
    """Something with a budget that a sentence names."""

    start: int
    end: int
    is_part: bool


def is_of_part(text: str, word: int, named: Sequence[Named], unit: str) -> bool | None:
    """Whether the figure whose word begins at a position is a part's; None where the sentence doesn't say.

    `named` are the budgets the text names, in order; `unit` is the unit that reports.
    """
    begin = sentence_start(text, word, _STOPS)
    inside = [name for name in named if begin <= name.start and name.end <= word]
    inside += _others(text, begin, word, unit)
    inside.sort()
    if not inside:
        return None
    if inside[-1].is_part and _touch(inside[-1].end, word, text):
        return True
    clause = sentence_start(text, word, _CLAUSE)
    head = text[clause:word]
    if _WHOLE.search(head) is not None:
        return False
    topics = [name for name in inside if _is_topic(name, inside, text)]
    parts = [name for name in topics if name.is_part]
    if parts and (parts[-1].start >= clause or head.endswith(_ATTACHED)):
        return True
    firm = [name for name in topics if _is_firm(name, inside, text)]
    return firm[-1].is_part if firm else topics[0].is_part if topics else None


def _others(text: str, begin: int, end: int, unit: str) -> Iterator[Named]:
    """Units below the one that reports, and projects; the unit's own name in other words is none."""
    sentence = text[begin : end + _LONGEST_WORD]
    for match in _BELOW.finditer(sentence):
        own = not match[1] and (not unit or unit.endswith(match[2]))
        if not own and begin + match.end() <= end and _TOGETHER.search(match.group()) is None:
            yield Named(begin + match.start(), begin + match.end(), is_part=True)
    if "项目" in sentence:
        for match in _PROJECT.finditer(sentence):
            if begin + match.end() <= end and _ALL_PROJECTS.search(match.group()) is None:
                yield Named(begin + match.start(), begin + match.end(), is_part=True)


def _is_topic(name: Named, inside: list[Named], text: str) -> bool:
    """Whether a sentence gives figures of what it names: not 严格政府采购管理, nor 项目支出+年初预算 once more."""
    if not name.is_part:
        return not any(part.is_part and _touch(part.end, name.start, text) for part in inside)
    rest = text[name.end : sentence_end(text, name.end, _CLAUSE)].strip(_GLUE)
    if len(rest) > _FEW and _DIGIT.search(rest) is None:
        return False
    return _MOVED.search(text, sentence_start(text, name.start, _CLAUSE), name.start) is None


def _is_firm(name: Named, inside: list[Named], text: str) -> bool:
    """A part with a budget word behind it, the whole expressly named: what follows is theirs, too."""
    if name.is_part:
        return any(not whole.is_part and _touch(name.end, whole.start, text) for whole in inside)
    return _WHOLE.search(text, sentence_start(text, name.start, _CLAUSE), name.end) is not None


def _touch(end: int, start: int, text: str) -> bool:
    return end <= start and not text[end:start].strip(_GLUE)
