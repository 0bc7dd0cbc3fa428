"""A13, A14: the parts a passage lists of a total add up to it.

“其中…”, “…中，”, “由…组成：”, a colon or a bracket right behind the total begins the list. A part is a
name and a figure of the total's unit; the first thing that is neither ends the list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.findings import AtSection, Problem, Severity
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.report import Mention, Section
from zhunsheng.kernel.sentences import FULL_STOPS, occurrences, sentence_end, sentence_start
from zhunsheng.rulebook.checks.registry import text_rule

HEADING = "二、一般公共预算支出情况"
MONEY = "万元"
_MARK = re.compile(
    r"其中[，,]?(?P<colon>[：:])?|(?<=[元人名个家户件项])中[，,]|(?:组成|构成)(?P<made>[：:，,])|具体[是为][：:]?|(?<=[一-鿿）)])(?P<after>[：:])|(?P<bracket>[（(])"
)
_WORDS, _BEHIND = ("其中", "组成", "构成", "具体"), frozenset("中：:（(")
"""What a mark begins with: words anywhere, the others right behind a figure."""
_LONGEST_CLAUSE, _MOST_TOTALS = 80, 20
_CLAUSE = "，,。；;（(：:、！？\n"
_BRACKETED = re.compile(r"[（(][^（）()\n]*[）)]")
_LABEL = re.compile(r"[，,、；;和及]?(?:[一二三四五六]是)?(?:[^\d，,、；;。：:（）()]{1,24}|20\d\d年度?)")
_FIRST = re.compile(r"[：:，,]?(?:[^\d，,、；;。：（）()]{1,20}[，,、])?")
"""The other way round: 31个因断电，23个因老化."""
_SHARE = re.compile(r"[，,]?[^\d，,；;。]{0,4}占[^\d，,；;。]{0,12}")
_COMPARED = re.compile(
    "比|较|超|目标|计划|上年|去年|同期|增加|减少|增长|下降|[少多缺差]|压减|原有?|人均|每|平均|标准|限额|预算|安排"
)
_NO_PART = re.compile(
    "比|较|同比|目标|计划|预算(?!执行)|决算|人均|每|平均|标准|超|缺|少|不足|累计|其中|分别|[各均]$"
)
_FUNNEL = re.compile(
    "取得|获|实现|通过|合格|就业|完成|整改|办结|成功|满意(?!度)|建成|投入|到位|发放|立案|受理|结案|验收|移交|采纳|增加|减少"
)
_CROSSCUT = re.compile(
    "女|党员|脱贫|残疾|低保|留守|青年|农民|岁|首次|新增|优秀|重点|困难|以上|以下|人大|高风险"
)
_WITHIN = re.compile("[，,、（(]?(?:其中)?(?:含|包括|包含)")
"""，含防控物资24万元: of the part before it."""
_NET, _LONGEST_NET = re.compile("净[增减][加少]?了?$"), 5
"""净减2人（新招录1人、退休3人）: a difference, not a sum."""
_REST = re.compile("等|其余|其他|剩余|主要|包括|含|约")
_ALMOST, _NEARLY, _HALF = Decimal("0.01"), Decimal("0.05"), Decimal("0.5")
"""Shares of the total that may be left over."""


@dataclass(slots=True, frozen=True)
class _Parts:
    """What a passage lists after a mark."""

    totals: list[Mention]
    """What the list may be the parts of."""
    parts: list[Mention]
    whole: bool
    """Whether the list claims to be complete: a colon, a bracket, 由…组成."""
    plain: bool
    """甲镇6个、乙街道4个 and nothing after them: nearly as good as complete."""


def _lists(section: Section, mentions: list[Mention]) -> Iterator[_Parts]:
    text = section.text
    starts = [mention.start for mention in mentions]
    done = 0
    for mark in _marks(text, mentions):
        if mark.start() < done:
            continue
        totals = _totals(text, mark, mentions, starts)
        first = bisect_left(starts, mark.end())
        if not totals or first >= len(mentions):
            continue
        found = _parts(text, mark, totals, mentions[first:])
        if found is not None:
            done = found.parts[-1].end
            yield found


def _marks(text: str, mentions: list[Mention]) -> Iterator[re.Match[str]]:
    places = {mention.end for mention in mentions if text[mention.end : mention.end + 1] in _BEHIND}
    for word in _WORDS:
        places.update(occurrences(text, word))
    return filter(None, (_MARK.match(text, place) for place in sorted(places)))


def _totals(text: str, mark: re.Match[str], mentions: list[Mention], starts: list[int]) -> list[Mention]:
    """Figures the parts may belong to: right before the mark, or in its sentence or the one before."""
    last = bisect_left(starts, mark.start()) - 1
    if last < 0:
        return []
    touching = mentions[last].end == mark.start()
    start = mentions[last].start
    if _NET.search(text, max(0, start - _LONGEST_NET), start) is not None:
        return []
    if mark["bracket"] or mark["after"] or mark.group()[0] == "中":
        return [mentions[last]] if touching else []
    if mark["made"]:
        return [mentions[last]]
    begin = sentence_start(text, mark.start(), FULL_STOPS)
    if not text[begin : mark.start()].strip() and begin and text[begin - 1] != "\n":
        begin = sentence_start(text, begin - 1, FULL_STOPS)
    found = []
    for mention in mentions[max(bisect_left(starts, begin), last - _MOST_TOTALS) : last + 1]:
        clause = max(begin, mention.start - _LONGEST_CLAUSE, sentence_start(text, mention.start, _CLAUSE))
        if _COMPARED.search(text, clause, mention.start) is None:
            found.append(mention)
    return found


def _parts(text: str, mark: re.Match[str], totals: list[Mention], after: list[Mention]) -> _Parts | None:
    stop = sentence_end(text, mark.end(), FULL_STOPS)
    bracket, colon = bool(mark["bracket"]), bool(mark["colon"] or mark["made"])
    if bracket:
        closing = min((at for sign in "）)" if (at := text.find(sign, mark.end())) >= 0), default=-1)
        if closing < 0 or closing > stop:
            return None
        stop = closing
    unit = after[0].unit
    parts: list[Mention] = []
    wording = _LABEL
    cursor, shares, ended = mark.end(), False, ""
    within = deducted = False
    for mention in after:
        if mention.start >= stop:
            break
        between = text[cursor : mention.start].removeprefix("次")
        bare = _BRACKETED.sub("", between)
        if bare.count("（") + bare.count("(") > bare.count("）") + bare.count(")"):
            continue  # within a bracket behind a part
        if mention.unit == "%" and parts and _SHARE.fullmatch(bare):
            cursor, shares = mention.end, True
            continue
        within = bool(parts) and (_WITHIN.match(bare) is not None or (within and bare.startswith("、")))
        if within:
            cursor = mention.end
            continue
        if not parts:
            wording = _FIRST if not bare else _LABEL
        crossed = bare.startswith(("；", ";"))
        if mention.unit != unit or not wording.fullmatch(bare) or (crossed and not (colon or shares)):
            ended = between
            break
        if _NO_PART.search(bare):
            return None
        parts.append(mention)
        deducted = deducted or "扣" in bare
        cursor = mention.end
    if len(parts) < 2:
        return None
    rest = _BRACKETED.sub("", text[cursor:stop]) + ended
    if _mixed(text, mark.end(), parts) or (bracket and (ended or _REST.search(text, mark.end(), stop))):
        return None
    between = text[parts[0].end : parts[-1].start]
    plain = not ended and "，" not in between and len(rest) <= 4
    scores = unit == "分" and len(parts) > 2
    whole = bool(bracket or mark["after"] or mark["made"] or scores) and not _REST.search(rest)
    same = [total for total in totals if total.unit == unit and (not deducted or _is_deducted(text, total))]
    return _Parts(same, parts, whole, plain and not _REST.search(rest)) if same else None


def _is_deducted(text: str, total: Mention) -> bool:
    """Whether a figure is of points lost, too: 共扣1.73分，其中产出扣1.20分; not 98.27分，其中产出扣1.20分."""
    return "扣" in text[max(0, total.start - _LONGEST_NET) : total.start]


def _mixed(text: str, begin: int, parts: list[Mention]) -> bool:
    """Parts that overlap (女性60人、党员50人) or follow from each other (取得证书200人、实现就业150人)."""
    words, cursor = [], begin
    for part in parts:
        label = text[cursor : part.start]
        if part.unit != MONEY and _CROSSCUT.search(label):
            return True
        words.append("".join(_FUNNEL.findall(label)))
        cursor = part.end
    return parts[0].unit != MONEY and len(set(words)) > 1


def _problems(case: Case, money: bool) -> Iterator[Problem]:
    memo = vars(case)
    if "partitions" not in memo:
        memo["partitions"] = list(_all_lists(case))
    found: list[tuple[Section, _Parts]] = memo["partitions"]
    for section, listed in found:
        if (listed.parts[0].unit == MONEY) is money:
            yield from _problem(section, listed)


def _all_lists(case: Case) -> Iterator[tuple[Section, _Parts]]:
    """Found once for both rules."""
    for section in case.report.sections:
        mentions = case.mentions_by_section.get(section.number, [])
        if len(mentions) >= 3:
            for listed in _lists(section, mentions):
                yield section, listed


def _problem(section: Section, found: _Parts) -> Iterator[Problem]:
    # Behind the last part there may be more of another kind: …筛查2850人，检出异常213人.
    sums = list(accumulate(part.value for part in found.parts))[1:]
    gap, added, total = min(
        ((added - total.value, added, total) for total in found.totals for added in sums),
        key=lambda found: abs(found[0]),
    )
    slack = Decimal("0.005") * (len(found.parts) + 1) if found.parts[0].unit == MONEY else Decimal(0)
    if abs(gap) <= slack or not total.value or found.parts[0].unit in ("%", "个百分点", "倍"):
        return
    if len(found.totals) > 1 and abs(gap) > total.value / 5:
        return
    if len(sums) > 1 and sums[-1] == found.parts[0].value * 2:
        return  # 其中卫生技术人员60人；医师24人、护士26人、药技10人
    severity: Severity | None = None
    if gap < 0 and not found.whole and -gap > total.value * _ALMOST:
        if -gap > total.value * (_HALF if found.plain else _NEARLY):
            return
        severity = Severity.HINT
    unit = total.unit
    yield Problem(
        f"前面共{total.text}，其中各项相加为{plain_decimal(added)}{unit}。",
        [AtSection(section.number, total.start, found.parts[-1].end)],
        "请核对总数和其中各项。",
        severity,
    )


@text_rule(
    "A13",
    "其中各项金额之和与总数相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=(HEADING, "基本支出331.94万元。其中：人员经费283.58万元，公用经费58.36万元。")),
    silent=Example(prose=(HEADING, "基本支出331.94万元。其中：人员经费283.58万元，公用经费48.36万元。")),
)
def parts_of_amount(case: Case) -> Iterator[Problem]:
    """“…万元，其中：甲…万元，乙…万元”各项之和不能超过总数；写成“由…组成”、冒号或括号的，要等于总数。"""
    yield from _problems(case, money=True)


@text_rule(
    "A14",
    "其中各项数量之和与总数相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=("六、部门整体支出绩效情况", "编制64名：行政编制30名、事业编制28名、工勤编制4名。")),
    silent=Example(prose=("六、部门整体支出绩效情况", "编制64名：行政编制30名、事业编制30名、工勤编制4名。")),
)
def parts_of_count(case: Case) -> Iterator[Problem]:
    """“…个，其中甲…个、乙…个”各项之和不能超过总数；写成“由…组成”、冒号或括号的，要等于总数。"""
    yield from _problems(case, money=False)
