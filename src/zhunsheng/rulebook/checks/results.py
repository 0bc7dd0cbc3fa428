"""N03: results the text gives by other words than the indicator's whole name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.findings import AtFact, AtIndicator, AtSection, Problem, Severity, Target
from zhunsheng.kernel.numerals import Quantity
from zhunsheng.kernel.report import Indicator, Report, Section
from zhunsheng.kernel.sentences import occurrences, sentence_before, sentence_end, sentence_start
from zhunsheng.rulebook.checks.narrative import (
    BOUNDS,
    achieved_goals,
    begins_word,
    is_a_result,
    is_another_time,
    is_of_a_part,
    results,
)
from zhunsheng.rulebook.checks.passages import passages
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.stated_sums import percentage_agrees

RESULTS = "六、部门整体支出绩效情况"

# --- a rate by the last word of its name ---------------------------------------------------------------

_RATE = re.compile(r"(?:为|是|达到?){0,2}(\d+(?:\.\d+)?)(%|％|‰)(?!以上|以下|左右)")
_LISTED = re.compile(r"(?:其中|分别)[^\d。；]*$")
_WORD_AT_END = re.compile("[一-龥]+$")
_LONGEST_NAME = 20
_SHORTEST_RATE = 3
_GENERAL_RATES = frozenset(
    [
        "完成率",
        "覆盖率",
        "合格率",
        "满意度",
        "满意率",
        "执行率",
        "增长率",
        "达标率",
        "回收率",
        "及时率",
        "使用率",
        "利用率",
        "控制率",
        "参与率",
        "优秀率",
        "优良率",
        "准确率",
        "到位率",
        "支付率",
        "节约率",
        "下降率",
        "普及率",
        "知晓率",
        "知晓度",
        "成功率",
        "通过率",
        "好评率",
        "响应率",
        "处理率",
        "比率",
        "占比",
        "同比",
        "环比",
        "结转率",
        "变动率",
        "调整率",
    ]
)
"""Words any number of matters may have."""


@text_rule(
    "N03",
    "正文的比率与指标表不一致",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        indicators=({"name": "公路列养率", "target": "≥94%", "actual": "94.85%"},),
        prose=(RESULTS, "养护公路1596公里，列养率98.45%。"),
    ),
    silent=Example(
        indicators=({"name": "公路列养率", "target": "≥94%", "actual": "94.85%"},),
        prose=(RESULTS, "养护公路1596公里，列养率94.85%，上年列养率93.2%。"),
    ),
)
def rate_by_its_last_word(case: Case) -> Iterator[Problem]:
    """正文用指标名称的后半（公路列养率写成列养率）写比率的，要与指标表的完成值一致；覆盖率、完成率一类通用的不比。"""
    for row, done in _rates(case.report, results(case)):
        indicator = case.report.indicators[row]
        own = [
            rate for rate in _said_rates(indicator.name, case) if _names(rate, indicator.name, case.report)
        ]
        for rate in own:
            alike = [other for other in own if type(other.target) is type(rate.target)]
            if any(_is_rounded(other.value, other.unit, done) for other in alike) or _is_told_in(
                rate.sentence, rate.word, done
            ):
                continue
            if _is_of_other_counts(rate, indicator.name):
                continue
            yield Problem(
                f"“{indicator.name}”正文写{rate.shown}，表内完成值是{indicator.actual}。",
                [rate.target, AtIndicator(row, "actual")],
                "请核对，两处应当一致。",
            )


_COUNT = re.compile(r"(?<![\d.])(\d{1,9})(?=[一-鿿])")
_HEAD = 2
"""Characters of a name that tell its matter: 承诺件按时办结率 is not that of 热线工单."""


def _is_of_other_counts(rate: _Rate, name: str) -> bool:
    """Whether a sentence that doesn't speak of the indicator's matter gives the counts its own rate is made of."""
    if rate.unit != "%" or name[:_HEAD] in rate.sentence:
        return False
    counts = [Decimal(digits) for digits in _COUNT.findall(rate.sentence.partition(rate.word)[0])]
    return any(
        percentage_agrees(str(rate.value), part / whole)
        for whole in counts
        for part in counts
        if whole > part
    )


class _Rate(NamedTuple):
    word: str
    value: Decimal
    unit: str
    sentence: str
    target: Target

    @property
    def shown(self) -> str:
        return f"{self.value}{self.unit}"


def _rates(report: Report, done: list[Quantity | None]) -> list[tuple[int, Quantity]]:
    """The rows whose result is a rate."""
    return [
        (row, result)
        for row, result in enumerate(done)
        if result is not None and result.unit in ("%", "‰") and _is_rate(report.indicators[row].name)
    ]


def _is_rate(name: str) -> bool:
    return len(name) >= _SHORTEST_RATE and name.endswith(("率", "比", "度"))


def _said_rates(name: str, case: Case) -> Iterator[_Rate]:
    """Rates of this year and the whole area whose word ends as the name does."""
    found, tail = passages(case), name[-_SHORTEST_RATE:]
    text = found.text
    for position in occurrences(text, tail, found.after_indicators):
        end = position + len(tail)
        match = _RATE.match(text, end)
        word = _WORD_AT_END.search(text, max(0, end - _LONGEST_NAME), end) if match is not None else None
        if match is not None and word is not None and _is_end_of(word.group(), name):
            target = found.target(*match.span(1))
            if is_a_result(target, case) and _is_of_this_year(text, end, target, case):
                sentence = text[sentence_start(text, end) : sentence_end(text, end)]
                unit = match[2].replace("％", "%")
                yield _Rate(word.group(), Decimal(match[1]), unit, sentence, target)


def _is_of_this_year(text: str, position: int, target: Target, case: Case) -> bool:
    """Whether a figure is this year's, of the whole year and the whole area."""
    if is_another_time(text, position, case.report.fiscal_year):
        return False
    head = sentence_before(text, position)
    return not _LISTED.search(head) and not is_of_a_part(text, position, target, case.report)


def _is_end_of(word: str, name: str) -> bool:
    """Whether a word is how a name ends, and says enough; the rule for whole names has the longer ones."""
    if word in _GENERAL_RATES or not name.endswith(word):
        return False
    return len(word) == _SHORTEST_RATE if word == name else len(word) >= _SHORTEST_RATE


def _names(rate: _Rate, name: str, report: Report) -> bool:
    """Whether no other indicator ends so, and the sentence is on what the name begins with."""
    if sum(indicator.name.endswith(rate.word) for indicator in report.indicators) > 1:
        return False
    begun = name.removesuffix(rate.word)
    pairs = [begun[i : i + 2] for i in range(max(1, len(begun) - 1))]
    return any(pair in rate.sentence for pair in pairs)


def _is_told_in(sentence: str, word: str, done: Quantity) -> bool:
    """Whether the sentence gives the right rate too, as 累计整改率 or 实际整改率."""
    told = (_RATE.match(part) for part in sentence.split(word)[1:])
    return any(match is not None and _is_rounded(Decimal(match[1]), match[2], done) for match in told)


def _is_rounded(value: Decimal, unit: str, done: Quantity) -> bool:
    """Equal up to the rounding of either; another unit is not compared."""
    if unit.replace("％", "%") != done.unit:
        return True
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    return abs(value - done.number) * 2 < Decimal(1).scaleb(-min(decimals, done.decimals))


# --- “任务1400户，实际完成1350户” ---------------------------------------------------------------------

_ASKED_AND_DONE = re.compile(
    r"(?:目标|任务|计划)[^。；\n\d]{0,10}(?P<asked>\d+(?:\.\d+)?)(?P<unit>[一-龥㎡]{1,3}?)[，,、（(]?(?:实际|已)?(?:(?<=实际)|(?<=已)|完成|到货|建成)了?"
    r"(?P<done>\d+(?:\.\d+)?)(?P=unit)(?![以余多])"
)


@text_rule(
    "N03",
    "正文写的任务数和完成数与指标表不一致",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        indicators=({"name": "户厕改造户数", "target": "1400户", "actual": "1350户"},),
        prose=(RESULTS, "户厕改造年度任务1400户，实际完成1530户。"),
    ),
    silent=Example(
        indicators=({"name": "户厕改造户数", "target": "1400户", "actual": "1350户"},),
        prose=(RESULTS, "户厕改造年度任务1400户，实际完成1350户；2024年计划200户，已完成50户。"),
    ),
    signs=("目标", "任务", "计划"),
)
def asked_and_done(case: Case) -> Iterator[Problem]:
    """正文把某项指标的任务数和完成数写在一起的，两个数都要与指标表一致。"""
    done_by_row = results(case)
    for section in case.report.sections:
        for match in _ASKED_AND_DONE.finditer(section.text):
            row = _row_meant(match, section, case)
            done = done_by_row[row] if row is not None else None
            if row is None or done is None:
                continue
            indicator, asked = case.report.indicators[row], case.rows[row][2].value
            is_done, is_asked = Decimal(match["done"]) == done.number, Decimal(match["asked"]) == asked
            if is_done is is_asked:
                continue  # both right, or another matter altogether
            column = "target" if is_done else "actual"
            told = match["asked"] if is_done else match["done"]
            what = "指标值" if is_done else "完成值"
            yield Problem(
                f"“{indicator.name}”正文写{told}{match['unit']}，表内{what}是{getattr(indicator, column)}。",
                [
                    AtSection(section.number, *match.span("asked" if is_done else "done")),
                    AtIndicator(row, column),
                ],
                "请核对，两处应当一致。",
            )


_YEAR = re.compile(r"((?:19|20)\d{2})年")
_OTHER_YEAR = re.compile("上年|去年|上一年|下年|明年|季度|上半年|截至|[1-9]月")


def _row_meant(match: re.Match[str], section: Section, case: Case) -> int | None:
    """The one indicator in this unit that the sentence or its heading names, with either figure in the table."""
    start = sentence_start(section.text, match.start())
    head = section.text[start : match.start()]
    years = _YEAR.findall(head + match.group())
    if _OTHER_YEAR.search(head) or any(int(year) != case.report.fiscal_year for year in years):
        return None
    around = f"{section.title}\n{head}{match.group()}"
    meant = [
        row
        for row, indicator, target, actual in case.rows
        if target.value is not None
        and actual.value is not None
        and match["unit"] in (target.unit, actual.unit)
        and _is_named(indicator, around)
    ]
    return meant[0] if len(meant) == 1 else None


_NAMING = 4
"""Characters of a name, in pairs, that a sentence must have to speak of the indicator."""


def _is_named(indicator: Indicator, text: str) -> bool:
    name = indicator.name
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    shared = {char for pair in pairs if pair in text for char in pair}
    return len(shared) >= _NAMING


# --- what the achieved goals say too -------------------------------------------------------------------

_GOAL_FIGURE = re.compile(
    r"(?:^|[，。；、,;\n])(?:全年|共|累计)?(?P<what>[一-龥]{2,14})(?P<number>\d+(?:\.\d+)?)(?P<unit>万?[一-龥]{1,2})"
)
_FIGURE = re.compile(r"(\d+(?:\.\d+)?)")
_SPECIFIC = 4
"""Characters that say enough of a matter; 宣讲 alone may be any."""


class _Figure(NamedTuple):
    what: str
    number: str
    unit: str
    row: int

    @property
    def text(self) -> str:
        return self.number + self.unit


@text_rule(
    "N03",
    "正文的数与年度目标完成情况、指标表都不一致",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        {"goal.achieved": "改造老旧小区18个。"},
        ({"name": "老旧小区改造数量", "target": "18个", "actual": "18个"},),
        prose=(RESULTS, "改造老旧小区16个、176栋。"),
    ),
    silent=Example(
        {"goal.achieved": "改造老旧小区18个。"},
        ({"name": "老旧小区改造数量", "target": "18个", "actual": "18个"},),
        prose=(RESULTS, "改造老旧小区18个、176栋，其中甲镇改造老旧小区7个。"),
    ),
)
def goal_figure(case: Case) -> Iterator[Problem]:
    """年度目标完成情况里与指标表相同的数，正文用同样的话写的，也要相同。"""
    for key in achieved_goals(case.report):
        for match in _GOAL_FIGURE.finditer(case.report.text(key)):
            figure = _in_table(match, case)
            if figure is not None:
                yield from _told_otherwise(figure, key, case)


def _in_table(match: re.Match[str], case: Case) -> _Figure | None:
    """The goal's figure with the row whose actual value it is."""
    number, unit = Decimal(match["number"]), match["unit"]
    for row, done in enumerate(results(case)):
        if done is None or done.number != number or not done.unit or not unit.startswith(done.unit):
            continue
        return _Figure(match["what"], match["number"], done.unit, row)
    return None


_COUNTING = re.compile("(?:人次|场次|批次|家次|[户场期份件家所项篇批人对页册座台])?(?:个数|数量|数)?")


def _has_own_rule(figure: _Figure, report: Report) -> bool:
    """The row is named by these very words: its own rule compares them where they stand as a word."""
    name = report.indicators[figure.row].name
    return name.startswith(figure.what) and _COUNTING.fullmatch(name, len(figure.what)) is not None


def _told_otherwise(figure: _Figure, key: str, case: Case) -> Iterator[Problem]:
    """Where the sections give another number for the same words and none the right one."""
    said = list(_said_of(figure, case))
    is_told = any(number == figure.number for number, _, _ in said)
    is_sum = sum(Decimal(number) for number, _, _ in said) == Decimal(figure.number)
    if not said or is_told or is_sum:
        return
    if len(figure.what) < _SPECIFIC and any(figure.text in section.text for section in case.report.sections):
        return
    for number, position, section in said:
        swapped = sorted(number) == sorted(figure.number)
        own_word = begins_word(section.text, position)
        if own_word and _has_own_rule(figure, case.report):
            continue
        is_whole = Decimal(number) >= Decimal(figure.number) * case.setting("part_of_result")
        own_word = own_word and is_whole and len(figure.what) >= _SPECIFIC
        behind = position + len(figure.what)
        place = AtSection(section.number, behind, behind + len(number))
        year = case.report.fiscal_year
        if not (swapped or own_word) or is_another_time(section.text, position, year):
            continue
        if _LISTED.search(sentence_before(section.text, position)):
            continue
        if not is_of_a_part(section.text, position, place, case.report):
            yield Problem(
                f"“{figure.what}”正文写{number}{figure.unit}，年度目标完成情况和指标表是{figure.text}。",
                [place, AtFact(key), AtIndicator(figure.row, "actual")],
                "请核对，几处应当一致。",
            )


def _said_of(figure: _Figure, case: Case) -> Iterator[tuple[str, int, Section]]:
    """(number, where the words begin, section) of every number in this unit right behind the words."""
    for section in case.report.sections:
        if figure.what not in section.text:
            continue
        if not is_a_result(AtSection(section.number, 0, 0), case):
            continue
        for position in occurrences(section.text, figure.what):
            behind = position + len(figure.what)
            match = _FIGURE.match(section.text, behind)
            end = match.end() + len(figure.unit) if match is not None else behind
            is_in_unit = section.text.endswith(figure.unit, behind, end)
            if match is not None and is_in_unit and not section.text.startswith(BOUNDS, end):
                yield match[1], position, section


# --- accidents the table says there were none of -------------------------------------------------------

_EVENT = re.compile("事故|疫情|事件|案件|火灾|舆情|死亡|上访")
_COUNT_AT_END = re.compile("(?:发生)?(?:起数|件数|次数|例数|数量|数)$|（[^）]*）$")
_HAPPENED = re.compile("发生|出现")
_DID_NOT = re.compile("未|没有?|不|无|零|防止|避免|杜绝|防范|减少|预防|若|如|可能")
_TIMES = re.compile(r"(?:共|发生|了){0,2}([1-9]\d*|[一二两三四五六七八九])(起|件|例|次|宗|人)")


@text_rule(
    "N03",
    "正文写发生了事故，指标表是0",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        indicators=({"name": "较大及以上安全事故起数", "target": "0起", "actual": "0起"},),
        prose=(RESULTS, "全年发生较大安全事故1起。"),
    ),
    silent=Example(
        indicators=({"name": "较大及以上安全事故起数", "target": "0起", "actual": "0起"},),
        prose=(RESULTS, "全年未发生较大安全事故，发生一般事故1起；上年发生较大安全事故1起。"),
    ),
    signs=("发生", "出现"),
)
def happened_after_all(case: Case) -> Iterator[Problem]:
    """指标表写事故、疫情、案件为0的，正文不能写本年发生了几起。"""
    found = passages(case)
    for row, (indicator, done) in enumerate(zip(case.report.indicators, results(case), strict=True)):
        if done is None or done.number != 0 or not _EVENT.search(indicator.name):
            continue
        for name in sorted(_names_of_event(indicator.name)):
            for position in occurrences(found.text, name, found.after_indicators):
                match = _TIMES.match(found.text, position + len(name))
                if match is not None and _took_place(found.text, position, match, case):
                    yield Problem(
                        f"正文写{name}{match[1]}{match[2]}，表内“{indicator.name}”是{indicator.actual}。",
                        [found.target(position, match.end()), AtIndicator(row, "actual")],
                        "请核对，两处应当一致。",
                    )


def _names_of_event(name: str) -> set[str]:
    """较大及以上安全事故 is also told of as 较大安全事故."""
    event = _COUNT_AT_END.sub("", name)
    plain = event.replace("及以上", "").replace("以上", "")
    return {event, plain} if len(plain) >= _SPECIFIC else set()


def _took_place(text: str, position: int, match: re.Match[str], case: Case) -> bool:
    """Whether the clause says that it happened, this year and here."""
    clause = text[sentence_start(text, position, "，,。；！？;\n、") : position]
    if not _HAPPENED.search(clause + match.group()) or _DID_NOT.search(clause):
        return False
    target = passages(case).target(position, match.end())
    year = case.report.fiscal_year
    return is_a_result(target, case) and not is_another_time(text, position, year)
