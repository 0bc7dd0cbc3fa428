"""A14: as many bodies, measures and problems are listed as the text announces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.findings import AtSection, Problem, Severity
from zhunsheng.kernel.sentences import sentence_end, sentence_start
from zhunsheng.rulebook.checks.numbering import Ordinal, enumerated
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.stated_sums import count_of

_NUMBER = r"(?P<number>[一二两三四五六七八九十]|\d{1,2})"
_BODY = (
    "内设机构|内设股室|内设科室|职能股室|职能科室|业务股室|业务科室|科室|股室|处室|二级预算单位|二级单位|二级机构|二级事业单位|"
    "下属单位|下属机构|下属事业单位|所属单位|所属事业单位|直属单位|直属机构|事业单位|部门|中心|室|股|科|村|社区|居委会|镇|街道"
)
_HAS = "内设|下设|下辖|设有|设立|设|辖|包括|共有|有|共"
_THEN = "(?:[：:]|[，,]?(?:分别[是为]|即|为)[：:]?|包括[：:]?|[，,]包括[：:])"
_COUNT_FIRST = re.compile(
    rf"(?:{_HAS}){_NUMBER}个(?:{_BODY}|(?P<aspects>方面))[^。；：:，,、\d]{{0,4}}{_THEN}(?P<list>[^。；;：:\n]+)"
)
_NAME_FIRST = re.compile(rf"(?:{_BODY})(?:共有?|有|为)?{_NUMBER}个{_THEN}(?P<list>[^。；;：:\n]+)")
_LIST_FIRST = re.compile(
    rf"(?:内设|下设|下辖|设有|设立|辖|包括)(?P<list>[^。；;：:，,\n\d]{{4,160}}?){_NUMBER}个(?:{_BODY})"
)
_DIGIT = re.compile(r"\d")
_KIND = re.compile(f"{_BODY}|行政村|自然村")
"""The names of kinds are no names: 辖村、社区12个"""
_JOINED = re.compile("[和及与]")
_BRACKETS = re.compile("[（(][^（）()]*[）)]")
_NAMES = (*"室股科处部办组队站所馆院校局会厅园库司团社村镇乡", "中心", "社区", "街道", "窗口", "公司")
_LONGEST = 24


@text_rule(
    "A14",
    "写的个数与列出的名称相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=("一、部门基本情况", "内设5个股室：办公室、财务股、业务股、法规股。")),
    silent=Example(prose=("一、部门基本情况", "内设4个股室：办公室、财务股、业务股、法规股。")),
)
def listed_names(case: Case) -> Iterator[Problem]:
    """“内设5个股室：甲、乙…”“下设甲、乙2个二级单位”列出的名称要与写的个数相符；写“等”的不查。"""
    for section in case.report.sections:
        if "个" not in section.text:
            continue
        for pattern in (_COUNT_FIRST, _NAME_FIRST, _LIST_FIRST):
            for match in pattern.finditer(section.text):
                are_aspects = match.groupdict().get("aspects") is not None
                number, listed = count_of(match["number"]), _listed(match["list"], are_aspects)
                if number is None or listed is None or listed.low <= number <= listed.high:
                    continue
                near = listed.low if number < listed.low else listed.high
                yield Problem(
                    f"写有{number}个，列出的却是{near}个。",
                    [AtSection(section.number, *match.span())],
                    "请核对个数和名称。",
                )


class _Range(NamedTuple):
    """How many names a list may hold: 危化和烟花科 is one or two."""

    low: int
    high: int


def _listed(text: str, are_aspects: bool) -> _Range | None:
    """None for what is no plain list of names to the end of the sentence or to a clause about other things."""
    plain, _, rest = _BRACKETS.sub("", text).strip("，, ").replace(",", "，").partition("，")
    if "等" in text or "其中" in text or "、" in rest or rest.endswith(_NAMES) or _DIGIT.search(plain):
        return None
    names = [name.strip() for name in plain.split("、")]
    joined = len(_JOINED.findall(plain))
    if len(names) + joined < 2 or not (are_aspects or all(map(_is_name, names))):
        return None
    inside = re.split("[、（）()]", "".join(_BRACKETS.findall(text)))  # 办公室（财务股）: perhaps two
    return _Range(len(names), len(names) + joined + sum(map(_is_name, inside)))


def _is_name(text: str) -> bool:
    return text.endswith(_NAMES) and len(text) <= _LONGEST and _KIND.fullmatch(text) is None


# --- 采取四项措施：一是…二是… ---------------------------------------------------------------------------

_ANNOUNCED = re.compile(
    rf"(?<![第近前上“”十百+＋\d]){_NUMBER}(?:个|项|条|点|大|方面){{1,2}}(?:主要|重点|具体|突出|的){{0,2}}"
    "(?:措施|举措|做法|工作|问题|不足|短板|困难|原因|建议|方面|抓手|经验)(?:的?(?:问题|工作|不足|原因|措施|困难))?[：:。]$"
)
_OF_ANOTHER_LIST = re.compile(
    "针对|围绕|聚焦|按照|根据|结合|对照|上述|以上|其中|除|解决|整改|回应|反馈|"
    r"[一二两三四五六七八九十\d][个大]{0,2}(?:类|方面|领域|部分)"
)
"""针对3个问题：一是…, 四大类10项工作：一是…: what follows lists something else."""
_SAYS_SO = re.compile("采取|推行|抓|做|突出|存在|主要|以下|如下|体现|表现")
"""In a sentence of its own: 重点抓了三项工作。一是…, but not 承担三项工作。一是…"""
_GOES_ON = re.compile("此外|另外|同时|还[有要是]|最后|再[是有次]|以及")
_REACH = 40
_MOST_MISSING = 2
"""Ten things announced and four listed: the four may be examples."""


@text_rule(
    "A14",
    "写的条数与“一是、二是”所列相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        prose=("六、部门整体支出绩效情况", "采取了四项措施：一是建章立制。二是整理卷宗。三是开放查档。")
    ),
    silent=Example(
        prose=("六、部门整体支出绩效情况", "采取了三项措施：一是建章立制。二是整理卷宗。三是开放查档。")
    ),
    signs=("一是",),
)
def listed_items(case: Case) -> Iterator[Problem]:
    """“采取四项措施：一是…”接着列出的条数要与写的相符；只看次序不乱、不套着另一组的。"""
    for section in case.report.sections:
        if "一是" not in section.text:
            continue
        for run in _runs(enumerated(section), section.text):
            match = _announcement(section.text, run[0].target.start)
            number = count_of(match["number"]) if match is not None else None
            if match is None or number is None or number in (1, len(run)):
                continue
            missing = number - len(run)
            if missing > _MOST_MISSING or (missing > 0 and _goes_on(run, section.text)):
                continue
            yield Problem(
                f"写有“{match.group().strip('：:。')}”，列出的是{len(run)}条。",
                [AtSection(section.number, match.start(), run[-1].target.end)],
                "请核对条数，改数或补上漏写的。",
            )


def _runs(ordinals: list[Ordinal], text: str) -> Iterator[list[Ordinal]]:
    """一是, 二是, 三是 in order; none with another list inside it or out of order."""
    starts = [index for index, ordinal in enumerate(ordinals) if ordinal.number == 1]
    for start, stop in pairwise((*starts, len(ordinals))):
        run = ordinals[start:stop]
        is_plain = [ordinal.number for ordinal in run] == list(range(1, len(run) + 1))
        next_begins = ordinals[stop].target.start if stop < len(ordinals) else len(text)
        # Another 一是 in the paragraph of the last item belongs to that item: the list may go on behind it.
        if (
            len(run) > 1
            and is_plain
            and (stop == len(ordinals) or "\n" in text[run[-1].target.end : next_begins])
        ):
            yield run


def _announcement(text: str, position: int) -> re.Match[str] | None:
    """What announces the list that begins at a position: 四项措施："""
    begin = max(0, position - _REACH)
    end = len(text[begin:position].rstrip()) + begin
    match = _ANNOUNCED.search(text, begin, end)
    if match is None:
        return None
    head = text[max(begin, sentence_start(text, match.start())) : match.start()]
    is_announced = match.group()[-1] != "。" or _SAYS_SO.search(head) is not None
    return match if is_announced and _OF_ANOTHER_LIST.search(head) is None else None


def _goes_on(run: list[Ordinal], text: str) -> bool:
    """Whether another item may follow the last one in other words: 此外…"""
    last = run[-1].target.end
    return _GOES_ON.search(text, last, sentence_end(text, last, "\n")) is not None
