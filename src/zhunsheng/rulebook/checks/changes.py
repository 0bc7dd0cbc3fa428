"""A12: percentages the text works out from figures beside them: changes, shares and rates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.findings import AtIndicator, Problem, Severity
from zhunsheng.kernel.numerals import Quantity, plain_decimal, read_quantity, show
from zhunsheng.kernel.report import Indicator
from zhunsheng.kernel.sentences import (
    CLAUSE_STOPS,
    FULL_STOPS,
    sentence_before,
    sentence_start,
    sentences_with,
)
from zhunsheng.rulebook.checks.passages import Passages, passages
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.stated_sums import (
    NUMBER,
    PERCENTAGE,
    SHARE,
    growth_problem,
    number_of,
    percentage_agrees,
)

_RESULTS = "六、部门整体支出绩效情况"
_UNITS = (
    "万?元|亿元|万?(?:人次|家次|场次|册次|件次|批次|平方米|公里|公顷|小时|分钟|"
    "[人名个次份条项件户家场期处台辆亩米吨所例起套张册座栋间卷箱头只株天秒篇宗车])"
)
_Q = rf"{NUMBER}\s?({_UNITS})"
_UP = "增加|增长|提高|提升|上升|上涨|净增"
_DOWN = "减少|下降|降低|缩短|压减|降"
_RATE = (
    r"(?:增长率|下降率|增幅|降幅|增长|增加|提高|提升|上升|减少|下降|降低|缩短|降)(?:率|幅度?)?[为达了约]{0,2}"
)
_GAP = r"[，,]?[（(]?(?:同比|比上年|较上年|相应)?"

_BASED = re.compile(
    rf"(?:比|较|由|从)(?:(?:\d{{4}}年|[^。；，,\d])[^。；，,\d]{{0,10}})?[（(]?{_Q}[）)]?(?:{_UP}|{_DOWN})了?{_Q}{_GAP}{_RATE}{PERCENTAGE}"
)
"""比上年的150人次增加36人次，增长24%"""
_FROM_TO = re.compile(
    rf"[由从][^。；，,\d]{{0,12}}{_Q}[^。；，,\d]{{0,6}}(?:{_UP}|{_DOWN}|调整|增|升|减)?[到至为]{_Q}[，,]?[^。；，,\d]{{0,4}}{_RATE}{PERCENTAGE}"
)
"""由16起降至14起，下降12.5%"""
_THEN_FROM_TO = re.compile(
    rf"(?:{_UP}|{_DOWN})了?{PERCENTAGE}[（(，,]?[由从][^。；，,\d]{{0,6}}{_Q}(?:{_UP}|{_DOWN}|升|减|增)?[到至为]{_Q}"
)
"""下降12.5%（由16起降至14起）"""
_THEN_BEFORE = re.compile(
    rf"{_Q}[，,]?[^。；，,\d]{{0,6}}(?:{_UP}|{_DOWN})了?{PERCENTAGE}[（(](?:上年|去年|\d{{4}}年)(?:同期|度)?[为是]?{_Q}[）)]"
)
"""83,412人次，同比增长6.94%（2022年为78,000人次）"""
_STEP = re.compile(
    rf"[由从][^。；，,\d]{{0,12}}{_Q}[^。；，,\d]{{0,6}}(?:{_UP}|{_DOWN}|增|升|减)?[到至为]{_Q}[，,](?:净?{_UP}|{_DOWN})了?{_Q}"
)
"""由11个增加到15个，增加4个"""
_THAN = re.compile(
    rf"[比较](?:上年|去年|上一年|\d{{4}}年)(?:度|同期|决算)?数?的?[（(]?{_Q}[）)]?(?:{_UP}|{_DOWN})了?{PERCENTAGE}"
)
"""较上年14.02万元下降5.35%: of what came before"""
_QUANTITY = re.compile(_Q)


_SHORTEST = 8
"""Characters of a sentence with two figures in it; a cell with “≥98%” is none."""
_OF_IT = re.compile(r"的\d")
_FIGURE = re.compile(r"\d[\d,.]*")


class _Told(NamedTuple):
    """A sentence with a certain sign in it, by its characters in the whole text."""

    start: int
    end: int
    text: str

    @property
    def figures(self) -> int:
        return len(_FIGURE.findall(self.text))


def _told(found: Passages, sign: str) -> Iterator[_Told]:
    """Outside the indicators, whose cells hold one figure each."""
    for start, end in sentences_with(found.text, sign, FULL_STOPS, found.after_indicators):
        yield _Told(start, end, found.text[start:end])


def _percentages(case: Case) -> list[tuple[_Told, int]]:
    """Sentences with a percentage and another figure, and how many; put together once for all rules."""
    memo = vars(case)
    if "percentages" not in memo:
        long = [told for told in _told(passages(case), "%") if len(told.text) >= _SHORTEST]
        memo["percentages"] = [(told, figures) for told in long if (figures := told.figures) >= 2]
    made: list[tuple[_Told, int]] = memo["percentages"]
    return made


@text_rule(
    "A12",
    "正文所写增减幅度与前后两个数相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=(_RESULTS, "查档186人次，比上年的150人次增加36人次，增长42%。")),
    silent=Example(prose=(_RESULTS, "查档186人次，比上年的150人次增加36人次，增长24%。")),
)
def stated_change(case: Case) -> Iterator[Problem]:
    """写出前后两个数，或写出基数和增减数的，增减数、增减幅度要算得出来。"""
    found = passages(case)
    for told, figures in _percentages(case):
        if figures < 3 or _COMPARES.search(told.text) is None:
            continue
        for match, base, changed, stated in _changes(found.text, told):
            if base and not percentage_agrees(stated, abs(changed) / base):
                target = found.target(*match.span())
                yield growth_problem(target, abs(changed), base, stated, "前后两个数")
    for sign in ("增加", "减少"):
        for told in _told(found, sign):
            if ("由" in told.text or "从" in told.text) and told.figures >= 3:
                for match in _STEP.finditer(found.text, told.start, told.end):
                    yield from _wrong_step(found, match, sign)


def _wrong_step(found: Passages, match: re.Match[str], sign: str) -> Iterator[Problem]:
    before, one, after, other, written, unit = match.groups()
    step = abs(number_of(after) - number_of(before))
    if one == other == unit and step != number_of(written) and sign in match.group().rpartition("，")[2]:
        message = f"由{before}{one}到{after}{one}相差{plain_decimal(step)}{one}，写的是{written}{unit}。"
        yield Problem(message, [found.target(*match.span())], "请核对前后两个数和增减数。")


_COMPARES = re.compile("[比较由从]|[上去]年|年为")
_Change = tuple[re.Match[str], Decimal, Decimal, str]
"""Where it stands, what it is measured against, how much it changed, the percentage given."""


def _changes(text: str, told: _Told) -> Iterator[_Change]:
    start, end, sentence = told
    compares, moves = "比" in sentence or "较" in sentence, "由" in sentence or "从" in sentence
    if compares or moves:
        yield from _by_base(text, start, end)
    if moves:
        yield from _by_ends(text, start, end)
    if "（" in sentence or "(" in sentence:
        for match in _THEN_BEFORE.finditer(text, start, end):
            after, one, stated, before, other = match.groups()
            if one == other:
                yield match, number_of(before), number_of(after) - number_of(before), stated
    if compares:
        yield from _by_last_year(text, start, end)


def _by_base(text: str, start: int, end: int) -> Iterator[_Change]:
    for match in _BASED.finditer(text, start, end):
        base, one, change, other, stated = match.groups()
        if one == other and not one.endswith("元"):  # stated_growth looks at money
            yield match, number_of(base), number_of(change), stated


def _by_ends(text: str, start: int, end: int) -> Iterator[_Change]:
    for match in _FROM_TO.finditer(text, start, end):
        before, one, after, other, stated = match.groups()
        if one == other and not one.endswith("元"):
            yield match, number_of(before), number_of(after) - number_of(before), stated
    for match in _THEN_FROM_TO.finditer(text, start, end):
        stated, before, one, after, other = match.groups()
        if one == other:
            yield match, number_of(before), number_of(after) - number_of(before), stated


def _by_last_year(text: str, start: int, end: int) -> Iterator[_Change]:
    """The figure of this year is one of those before it in the sentence; wrong if none of them fits."""
    for match in _THAN.finditer(text, start, end):
        digits, unit, stated = match.groups()
        base = number_of(digits)
        named = [
            number_of(found[1])
            for found in _QUANTITY.finditer(sentence_before(text, match.start()))
            if found[2] == unit
        ]
        if base and named and not any(percentage_agrees(stated, abs(n - base) / base) for n in named):
            yield match, base, min(named, key=lambda number: abs(number - base)) - base, stated


# --- percentage points ---------------------------------------------------------------------------------

_POINTS = rf"{SHARE}\s?个百分点"
_POINTS_FROM_TO = re.compile(
    rf"[由从][^。；，,\d]{{0,12}}{PERCENTAGE}[^。；，,\d]{{0,6}}(?:{_UP}|{_DOWN}|升)?[到至为]{PERCENTAGE}[，,][^。；，,\d]{{0,6}}{_POINTS}"
)
_POINTS_THAN = re.compile(
    rf"{PERCENTAGE}[，,][^。；，,\d]{{0,4}}[比较](?:上年|去年|\d{{4}}年)[^。；，,\d]{{0,6}}{PERCENTAGE}[^。；，,\d]{{0,6}}{_POINTS}"
)
_POINTS_AIM = re.compile(
    rf"{PERCENTAGE}[，,][^。；，,\d]{{0,4}}(?:比|较|高于|低于|高出|超过|超)[^。；，,\d]{{0,4}}(?:目标|指标)值?[^。；，,\d]{{0,6}}{_POINTS}"
)


@text_rule(
    "A12",
    "正文所写百分点与两个比率之差相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=(_RESULTS, "巩固率由上年的99.2%提高到99.5%，提高0.5个百分点。")),
    silent=Example(prose=(_RESULTS, "巩固率由上年的99.2%提高到99.5%，提高0.3个百分点。")),
    signs=("个百分点",),
)
def stated_points(case: Case) -> Iterator[Problem]:
    """“由…%提高到…%，提高…个百分点”要等于两个比率之差；与目标比的，按指标表的指标值算。"""
    found = passages(case)
    for told in _told(found, "个百分点"):
        if "%" not in told.text or told.figures < 2:
            continue
        start, end = told.start, told.end
        for pattern in (_POINTS_FROM_TO, _POINTS_THAN):
            for match in pattern.finditer(found.text, start, end):
                gap = abs(Decimal(match[1]) - Decimal(match[2]))
                if gap != Decimal(match[3]):
                    yield _wrong_points(found, match, match[1], match[2], gap)
        for match in _POINTS_AIM.finditer(found.text, start, end):
            aims = _aims_of(case, match[1])
            gaps = [abs(Decimal(match[1]) - Decimal(aim)) for aim in aims]
            if aims and Decimal(match[2]) not in gaps:
                yield _wrong_points(found, match, match[1], aims[0], gaps[0])


def _wrong_points(found: Passages, match: re.Match[str], one: str, other: str, gap: Decimal) -> Problem:
    said = match[match.lastindex or 1]
    return Problem(
        f"{one}%与{other}%相差{plain_decimal(gap)}个百分点，写的是{said}个百分点。",
        [found.target(*match.span())],
        "请核对两个比率和百分点。",
    )


def done_and_aim(indicator: Indicator) -> tuple[Quantity | None, Quantity | None]:
    """Actual value and target, where they are numbers."""
    return read_quantity(indicator.actual), read_quantity(indicator.target.lstrip("≥≤=＝><"))


def _aims_of(case: Case, actual: str) -> list[str]:
    return [aim for indicator in case.report.indicators if (aim := _aim_of(indicator, actual))]


def _aim_of(indicator: Indicator, actual: str) -> str:
    """The target of an indicator attained to so many per cent, or nothing."""
    done, aim = done_and_aim(indicator)
    if done is None or aim is None or done.unit != "%" or aim.unit != "%" or done.number != Decimal(actual):
        return ""
    return plain_decimal(aim.number)


_DIFFERENCE = rf"{NUMBER}\s?(个百分点|个工作日|{_UNITS})"
_PLANNED = "(?:年初|年度|全年)?(?:计划|目标|任务|预算|承诺时限|承诺)[数值]?"
_SHORT_OF = re.compile(
    rf"[比较]{_PLANNED}(?:任务)?(?:少|多|低|高|超|缩短|提前|节约|节省|减少|超支|超出)了?{_DIFFERENCE}"
)
_BEYOND = re.compile(rf"(?:超额完成|超出|超过|高于|高出|低于|少于){_PLANNED}{NUMBER}\s?(个工作日|{_UNITS})")
"""超额完成年度目标1860件; 超过目标52000件 names the target itself. Percentage points: see stated_points."""


@text_rule(
    "N03",
    "正文所写与计划相差的数与指标表不一致",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        indicators=({"name": "归档案卷数量", "target": "≥200卷", "actual": "180卷"},),
        prose=(_RESULTS, "归档案卷数量比计划少30卷。"),
    ),
    silent=Example(
        indicators=({"name": "归档案卷数量", "target": "≥200卷", "actual": "180卷"},),
        prose=(_RESULTS, "归档案卷数量比计划少20卷。"),
    ),
    signs=tuple(
        word + what
        for word in ("比", "较", "超过", "超出", "超额完成", "高于", "高出", "低于", "少于")
        for what in ("计划", "目标", "任务", "预算", "承诺", "年初", "年度", "全年")
    ),
)
def short_of_plan(case: Case) -> Iterator[Problem]:
    """前面写出指标名称的，“比计划少几个”“超过目标几个百分点”要等于指标值与完成值之差。"""
    found = passages(case)
    for pattern in (_SHORT_OF, _BEYOND):
        for match in pattern.finditer(found.text, found.after_indicators):
            if match[2] == "个百分点" and _stands_behind_rate(found.text, match, case):
                continue  # stated_points has the rate itself to go by
            row = _indicator_before(case, sentence_before(found.text, match.start()))
            gap = _gap_of(case.report.indicators[row], match[2]) if row is not None else None
            if row is None or gap is None:
                continue
            if number_of(match[1]) in gap:
                yield from _wrong_rate_of_gap(found, match, gap[1])
                continue
            name = case.report.indicators[row].name
            yield Problem(
                f"“{name}”与计划相差{plain_decimal(gap[0])}{match[2]}，正文写{match[1]}{match[2]}。",
                [found.target(*match.span()), AtIndicator(row, "actual")],
                "请核对，两处应当一致。",
            )


def _stands_behind_rate(text: str, gap: re.Match[str], case: Case) -> bool:
    """Whether percentage points follow the very rate an indicator attained: 99.4%，比目标高0.4个百分点"""
    match = _POINTS_AIM.search(text, max(0, gap.start() - _REACH_OF_RATE), gap.end())
    return match is not None and match.end() == gap.end() and bool(_aims_of(case, match[1]))


_REACH_OF_RATE = 16
_RATE_OF_GAP = re.compile(rf"[，,（(](?:节约率|降幅|下降|降低|节约)[为达]?{PERCENTAGE}")


def _wrong_rate_of_gap(found: Passages, match: re.Match[str], aim: Decimal) -> Iterator[Problem]:
    """比预算节约7.30万元，节约率4.35%"""
    rate = _RATE_OF_GAP.match(found.text, match.end())
    if rate is not None and aim and match[2] == "万元":
        yield from _wrong_share(found, rate, number_of(match[1]), aim, rate[1])


def _indicator_before(case: Case, head: str) -> int | None:
    """The indicator named last in a sentence, in full or by the words right before its end (“一件事”集成办)."""
    rows = case.report.indicators
    end, at = max([(head.rfind(row.name), at) for at, row in enumerate(rows) if row.name], default=(-1, 0))
    if end >= 0:
        between = head[end + len(rows[at].name) :]
        return at if len(between) <= _REACH_OF_NAME and _OTHER_SUBJECT.search(between) is None else None
    tail = _AFTER_STOP.split(head)[-1]
    short = [
        at
        for at, row in enumerate(rows)
        if len(tail) >= max(_FEWEST, len(row.name) // 2) and row.name.startswith(tail)
    ]
    return short[0] if len(short) == 1 else None


_REACH_OF_NAME = 30
_OTHER_SUBJECT = re.compile("其中|分别|上年|去年|镇|街道|[；;]")
_AFTER_STOP = re.compile("[，,；;：:、]")
_FEWEST = 4


def _gap_of(indicator: Indicator, unit: str) -> tuple[Decimal, Decimal] | None:
    """How far the actual value is from the target, and the target: either may be what is told."""
    done, aim = done_and_aim(indicator)
    wanted = "%" if unit == "个百分点" else unit
    if done is None or aim is None or not done.unit == aim.unit == wanted:
        return None
    return abs(aim.number - done.number), aim.number


# --- shares and rates -----------------------------------------------------------------------------------

_OF_PLAN = re.compile(
    rf"{_Q}[^。；\d]{{0,4}}[，,]?[^。；，,\d]{{0,4}}(?:为|占|完成|达到?)(?:了)?[^。；，,\d]{{0,4}}(?:目标|计划|任务)(?:任务)?数?的{PERCENTAGE}"
)
_DONE_RATE = re.compile(
    rf"{_Q}[，,（(](?:年度|全年)?(?:目标|任务|计划|指标)?(?:任务)?完成率[为达]?(?:到)?{PERCENTAGE}"
)
"""13项，完成率86.67%"""
_OF_NAMED = re.compile(rf"{_Q}[，,（(]占[^。；，,\d]{{0,8}}{_Q}的{PERCENTAGE}")
_OF_BUDGET = re.compile(
    rf"预算数?[为是]?{_Q}[，、；][^。；，,\d]{{0,6}}(?:决算|支出|执行)数?[为是]?{_Q}[，,][^。；，,\d]{{0,6}}预算数?的{PERCENTAGE}"
)
OF_LINE = re.compile(rf"{_Q}[，,（(]占(项目支出|基本支出)的?{PERCENTAGE}")
LINES = {
    "项目支出": ("funds.project", "projects.total.final", "general_project.expenditure"),
    "基本支出": ("funds.basic", "general_basic.expenditure"),
}
"""What the tables and the text's own figures say of a line of the spending."""
_OF_WHOLE = re.compile(rf"{_Q}[（(]占{PERCENTAGE}[）)]")
_ALL = "总支出|支出总额|总收入|收入总额|总额|总数|总量|总人数|总投资"
_OF_ALL = re.compile(
    rf"{_Q}(?:[，,]占(?:比例?|(?:{_ALL})的?)?|[（(]占(?:{_ALL})的?)[为达]?{PERCENTAGE}(?!左右|以[上下])"
)
"""…，占60%; …，占比60%; …（占总支出的60%）"""
_TOTAL_BEFORE = re.compile(rf"(?:{_ALL}|合计|总计|共)[^。；，,、\d]{{0,6}}$")
_SPLIT_NEXT = re.compile("[，,。；;（(：:]{0,2}其中")
_OTHER_SHARE = re.compile("上年|去年|累计|分别|同比")
_STATED_RATE = re.compile(rf"(率|满意度)[为达是约到]{{0,2}}{PERCENTAGE}(?![一-鿿]{{0,4}}(?:以上|以下|左右))")
_RECTIFIED = re.compile("整改|销号|办结|化解|到位")
_IGNORED = frozenset("率度满意人数量完成实际及时比例共的有效")
_LONGEST = 40
_REACH = 400
"""Characters of a sentence before a share that are looked at."""


@text_rule(
    "A12",
    "正文所写比率与件数相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=(_RESULTS, "回收问卷116份，满意101份，满意度91.38%。")),
    silent=Example(prose=(_RESULTS, "回收问卷116份，满意106份，满意度91.38%。")),
)
def stated_share(case: Case) -> Iterator[Problem]:
    """“占计划的…%”按计划数算；比率、“其中…占…%”前面写出总数（同一句或紧接的前一句）和其中的数的，要除得出来。"""
    found = passages(case)
    for (start, end, sentence), _ in _percentages(case):
        if _OF_IT.search(sentence) is not None:
            yield from _of_named(found, start, end)
            yield from _of_planned(found, start, end, case)
        if "占" in sentence:
            yield from _listed_shares(found, start, end)
            if "（占" in sentence or "(占" in sentence:
                yield from _wholes(found, start, end)
            yield from _of_all(found, start, end)
        if "完成率" in sentence and "计划" not in sentence and "任务" not in sentence:
            yield from _of_target(_DONE_RATE, found, start, end, case)
        if "率" in sentence or "满意度" in sentence:
            yield from _rates(found, start, end)


def _of_named(found: Passages, start: int, end: int) -> Iterator[Problem]:
    for match in _OF_NAMED.finditer(found.text, start, end):
        part, one, total, other, stated = match.groups()
        if one == other and number_of(total):
            yield from _wrong_share(found, match, number_of(part), number_of(total), stated)
    for match in _OF_BUDGET.finditer(found.text, start, end):
        total, one, part, other, stated = match.groups()
        if one == other and number_of(total):
            yield from _wrong_share(found, match, number_of(part), number_of(total), stated)


def _of_planned(found: Passages, start: int, end: int, case: Case) -> Iterator[Problem]:
    """Of a figure that stands elsewhere: the target of an indicator, a line of the table."""
    yield from _of_target(_OF_PLAN, found, start, end, case)
    for match in OF_LINE.finditer(found.text, start, end):
        bases = [number for key in LINES[match[3]] if (number := case.report.number(key))]
        part = number_of(match[1])
        if match[2] == "万元" and bases and not any(percentage_agrees(match[4], part / n) for n in bases):
            yield from _wrong_share(found, match, part, bases[0], match[4])


_LISTED_SHARE = re.compile(rf"{_Q}[、，,（(]占(?:比|总[数额])?{PERCENTAGE}")
_TOTAL_BEHIND = re.compile(rf"(?:合计|共计|总计){_Q}")


def _listed_shares(found: Passages, start: int, end: int) -> Iterator[Problem]:
    """“甲60万元、占60%，乙40万元、占40%，合计100万元”: shares of the total that closes the list."""
    total = _TOTAL_BEHIND.search(found.text, start, end)
    if total is None or not number_of(total[1]):
        return
    for match in _LISTED_SHARE.finditer(found.text, start, total.start()):
        larger = [
            number_of(q[1]) for q in _QUANTITY.finditer(found.text, start, match.start()) if q[2] == match[2]
        ]
        shares = [number_of(match[1]) / number for number in larger if number > number_of(match[1])]
        if match[2] == total[2] and not any(percentage_agrees(match[3], share) for share in shares):
            yield from _wrong_share(found, match, number_of(match[1]), number_of(total[1]), match[3])


def _of_target(
    pattern: re.Pattern[str], found: Passages, start: int, end: int, case: Case
) -> Iterator[Problem]:
    """The share of the one target whose indicator was attained to just this figure."""
    for match in pattern.finditer(found.text, start, end):
        aims = {aim for row in case.report.indicators if (aim := _plan_of(row, match[1], match[2]))}
        if len(aims) == 1:
            yield from _wrong_share(found, match, number_of(match[1]), aims.pop(), match[3])


def _wholes(found: Passages, start: int, end: int) -> Iterator[Problem]:
    """“合同186万元，当年支付148.80万元（占80%）”: of one of the larger figures before it, or of all shares together.

    A total behind them is for _listed_shares.
    """
    shares = list(_OF_WHOLE.finditer(found.text, start, end))
    if not shares or _TOTAL_BEHIND.search(found.text, shares[-1].end(), end) is not None:
        return
    for match in shares:
        head = sentence_before(found.text, match.start())
        part = number_of(match[1])
        larger = [number_of(q[1]) for q in _QUANTITY.finditer(head) if q[2] == match[2]]
        larger = [number for number in larger if number > part]
        together = sum((number_of(share[1]) for share in shares if share[2] == match[2]), Decimal(0))
        wholes = [*larger, together] if len(shares) > 1 else larger
        if larger and not any(percentage_agrees(match[3], part / number) for number in wholes):
            yield from _wrong_share(found, match, part, larger[-1], match[3])


def _of_all(found: Passages, start: int, end: int) -> Iterator[Problem]:
    """“总支出500万元，其中人员经费300万元，占60%”: of the whole that is split, or of any larger figure."""
    for match in _OF_ALL.finditer(found.text, start, end):
        begin = max(_start_with_whole(found.text, start), match.start() - _REACH)
        head = found.text[begin : match.start()]
        part = number_of(match[1])
        figures = list(_QUANTITY.finditer(head))
        named = [q for q in figures if q[2] == match[2]]
        if _OTHER_SHARE.search(head) is not None or not part or not named:
            continue
        if figures[-1].end() >= len(head.rstrip("、，,和及")):
            continue  # 低保户60户80人，占50%: of the one or the other
        larger = [number for q in named if (number := number_of(q[1])) > part]
        wholes = [q for q in named if number_of(q[1]) > part and _is_whole(q, named, head)]
        larger.append(sum((number_of(q[1]) for q in named), Decimal(0)))  # 男80人、女120人，其中党员50人
        parts = (part, part + number_of(named[-1][1]))  # 中央1000万元、省级500万元，占75%
        shares = [some / number for number in larger for some in parts]
        if wholes and not any(percentage_agrees(match[3], share) for share in shares):
            yield from _wrong_share(found, match, part, number_of(wholes[-1][1]), match[3])


def _start_with_whole(text: str, start: int) -> int:
    """Where the sentence begins whose whole is split: 总支出500万元。其中人员经费300万元"""
    goes_on = text.startswith("其中", start) and text[start - 1 : start] != "\n"
    return sentence_start(text, start - 1, FULL_STOPS) if goes_on else start


def _is_whole(figure: re.Match[str], named: list[re.Match[str]], head: str) -> bool:
    """Whether a figure is called a total, or is the only one of its unit and split right behind it."""
    if _TOTAL_BEFORE.search(head, max(0, figure.start() - _SHORTEST * 2), figure.start()) is not None:
        return True
    return figure is named[0] and _SPLIT_NEXT.match(head, figure.end()) is not None


def _wrong_share(
    found: Passages, match: re.Match[str], part: Decimal, total: Decimal, stated: str
) -> Iterator[Problem]:
    if percentage_agrees(stated, part / total):
        return
    right = show(part / total, Kind.RATE)
    yield Problem(
        f"正文写{stated}%，按{plain_decimal(part)}÷{plain_decimal(total)}应为{right}。",
        [found.target(*match.span())],
        "请核对两个数和比率。",
    )


def _plan_of(indicator: Indicator, digits: str, unit: str) -> Decimal | None:
    """The target of an indicator with this actual value."""
    done, aim = done_and_aim(indicator)
    if done is None or aim is None or done.number != number_of(digits) or not aim.number:
        return None
    return aim.number if done.unit == aim.unit and unit.startswith(done.unit) else None


def _rates(found: Passages, start: int, end: int) -> Iterator[Problem]:
    """“…78家中有75家按时交稿，及时率96.15%”: the rate of the last two counts of one unit before it."""
    for match in _STATED_RATE.finditer(found.text, start, end):
        head, is_joined = _with_base(found.text, match.start())
        counts = list(_QUANTITY.finditer(head))
        if len(counts) < 2 or len(head) - counts[-1].end() > _LONGEST:
            continue
        part, unit = counts[-1].groups()
        stem = head[counts[-1].end() :].rpartition("，")[2]
        name, head = stem + match[1], head[: len(head) - len(stem)]
        if _OF_MORE.search(name) is not None or _is_of_two_pieces(name, found.text, match.start()):
            continue  # X10 looks at two pieces
        if _LEFT_OVER.search(name) is not None and _SPENT.search(head, 0, counts[-2].start()) is not None:
            continue
        if _ONE_OF_LIST.search(head, 0, counts[-1].end()) is not None:
            continue
        is_planned = _OF_PLANNED.search(name) is not None
        totals = [number_of(other[1]) for other in counts[:-1] if other[2] == unit]
        bases = [total for total in totals if total and (is_planned or total >= number_of(part))]
        is_about = _is_of_plan(head, counts) if is_planned else _is_about(name, head, counts)
        if not bases or not number_of(part) or not is_about or (is_joined and len(name) > _SHORT_NAME):
            continue
        if not _fits(match[2], number_of(part), counts, head, is_planned):
            yield from _wrong_share(found, match, number_of(part), bases[-1], match[2])


_SHORT_NAME = 5
"""就业困难人员就业率 is of others than those counted in the sentence before."""


def _with_base(text: str, position: int) -> tuple[str, bool]:
    """The sentence before a rate; with one count in it, together with the sentence before that has one, too."""
    begin = sentence_start(text, position)
    head = text[max(begin, position - _LONGEST * 2) : position]
    if len(_FIGURE.findall(head)) != 1 or text[begin - 1 : begin] in ("", "\n"):
        return head, False
    before = text[max(sentence_start(text, begin - 1), begin - _LONGEST * 2) : begin]
    is_base = _QUANTITY.search(before) is not None and len(_FIGURE.findall(_DATE.sub("", before))) == 1
    if not is_base or _WHOLE_BEFORE.search(before) is None:
        return head, False
    return _DATE.sub("", before) + head, True


_DATE = re.compile(r"(?:19|20)\d{2}年|\d{1,2}月|\d{1,2}日")
_WHOLE_BEFORE = re.compile("共|收到|受理|计划|应|总|全年|累计|发现|排查|交办|登记|发放")


_OF_MORE = re.compile("全[区县市省国镇乡]|累计|平均|综合|总体|上年|去年|控制率|在编率|使用率")
"""累计收回率: of other figures than those beside it; 控制率 has a rule of its own."""
_LEFT_OVER, _SPENT = re.compile("结[余转]"), re.compile("支出|执行")
"""支出450万元，结余50万元，结余率10%: of the budget, not of what was spent."""
_ONE_OF_LIST = re.compile(r"其中[^。；\n]*、[^，。；、\d]*\d[\d,.]*\s?[一-鿿]{1,3}$")
"""其中当年立案612起、积案72起，破案率: of neither of the two."""


def _is_of_two_pieces(rate: str, text: str, position: int) -> bool:
    """Whether a rate of rectification stands behind two counts of pieces in its sentence."""
    if _RECTIFIED.search(rate) is None:
        return False
    begin = max(sentence_start(text, position), position - _REACH)
    counts = list(_QUANTITY.finditer(text, begin, position))
    return sum(count[2] in "个项件条" for count in counts) == 2


_OF_PLANNED = re.compile("(?:完成|执行|支付|支出)率$")
_PLAN = re.compile("计划|任务|目标|预算|应[^急当]|安排|下达")
_DONE = re.compile("实际|完成|支出|执行|支付|已|使用")


def _is_of_plan(head: str, counts: list[re.Match[str]]) -> bool:
    """Whether the last two counts are what was planned and what was done: 计划培训200人，实际培训180人"""
    plan, done = counts[-2:]
    planned = head[sentence_start(head, plan.start(), CLAUSE_STOPS) : plan.start()]
    between = head[plan.end() : done.start()]
    return (
        plan[2] == done[2]
        and _PLAN.search(planned) is not None
        and _DONE.search(between) is not None
        and _OTHER_BASE.search(planned + between) is None
        and _FIGURE.search(head, done.end()) is None
    )


_OTHER_BASE = re.compile(r"[比较同总]|上年|去年|20\d{2}年|当年|本年|累计|其中|结转|追加|调[增减整]|收回")


def _fits(stated: str, part: Decimal, counts: list[re.Match[str]], head: str, is_planned: bool) -> bool:
    """Whether a rate is the part's share of a count before it, of whatever unit: 有效样本582份，满意531人.

    215个小区中仍有31个未引入物业，覆盖率85.58%: what is left of the total, where the part lacks something.
    整改到位45个、阶段性整改3个，整改率96%: of the last two together.
    """
    numbers = [number_of(other[1]) for other in counts[:-1]]
    totals = [total for total in numbers if total and (is_planned or total >= part)]
    parts = (part, part + numbers[-1], *numbers[1:])  # 收到86件，办结84件，正在办理2件，办结率97.67%
    shares = [some / total for total in totals for some in parts]
    if _LACKING.search(head, counts[-2].end()) is not None:
        shares += [1 - share for share in shares]
    return any(percentage_agrees(stated, share) for share in shares)


_LACKING = re.compile("[未没无不缺离漏停退逾]|过期|尚需|有待|滞后|落后")


def _is_about(rate: str, head: str, counts: list[re.Match[str]]) -> bool:
    """Whether the part is what the rate is named after: 整改率, 已整改27处; nothing else counted between."""
    clause = head[counts[-2].end() :]
    if re.search(r"\d[\d.]*\s?[%％]", head[counts[-1].end() :]) or "比" in clause or "较" in clause:
        return False
    if "满意" in rate:
        return "满意" in clause and "不满意" not in clause
    return bool((set(rate) - _IGNORED) & set(clause))
