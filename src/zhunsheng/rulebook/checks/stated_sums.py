"""Rules about sums, shares and counts stated in sentences (families A)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate, pairwise

from zhunsheng.kernel import compilation
from zhunsheng.kernel.checks import Case, Example, Mode, Sentence
from zhunsheng.kernel.errors import FormulaError
from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.findings import AtSection, Problem, Severity, Target
from zhunsheng.kernel.formula import parse
from zhunsheng.kernel.numerals import chinese_integer, plain_decimal, rounded_to, show
from zhunsheng.kernel.report import Mention, Section
from zhunsheng.kernel.sentences import sentence_start
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.signs import register, signs_of

HEADING = "二、一般公共预算支出情况"
NUMBER = r"(\d(?<![\d.,]\d)[\d,]{0,14}(?:\.\d{1,6})?)"
"""Looks back from behind its first digit, which spares a pattern most of the text. Bounded: a run of digits
as long as a page must not be begun anew at each of them.
"""
SHARE = r"(\d(?<![\d.,]\d)\d{0,5}(?:\.\d{1,6})?)"
PERCENTAGE = rf"{SHARE}\s?[%％]"
_AMOUNT = r"([\d,]+(?:\.\d+)?)万?元"
_CHANGE = re.compile(
    rf"(?:增加|减少|增长|下降|节约|压减|追加|调增|调减)了?{_AMOUNT}[^。；\d]{{0,10}}"
    r"(?:增长率?|下降|增幅|降幅|减少|增加|幅度|调整率|压减率?|调减|调增)[为达了]?\s*(\d+(?:\.\d+)?)\s*%"
)
_NAMED_CHANGE = re.compile(
    rf"(?:追加|压减|调增|调减|增加)了?(?!到|至|为)[^。；，,\d]{{2,12}}{_AMOUNT}[，,]?[（(]?(?:增长|压减|调增|调减|增幅)[为达]?\s*"
    r"(\d+(?:\.\d+)?)\s*%"
)
_FROM_TO = re.compile(
    rf"[由从]\D{{0,12}}{_AMOUNT}[^。；\d]{{0,10}}?(?:增加|减少|增长|下降|调整|追加|降|增|压减|调增|调减)[到至为]\D{{0,10}}{_AMOUNT}"
    r"[^。；\d]{0,10}(?:增长|下降|增幅|降幅|减少|增加|幅度)[为达了]?\s*(\d+(?:\.\d+)?)\s*%"
)


def count_of(text: str) -> int | None:
    """八 or 8."""
    return int(text) if text.isdigit() else chinese_integer(text)


def number_of(digits: str) -> Decimal:
    """1,234.50 → 1234.50"""
    return Decimal(digits.replace(",", ""))


def percentage_agrees(stated: str, share: Decimal) -> bool:
    """Whether a printed percentage is the share, to the decimals it is printed with."""
    decimals = len(stated.partition(".")[2])
    slack = Decimal("0.5") if decimals == 0 else Decimal("0.01") if decimals >= 2 else Decimal("0.05")
    return abs(number_of(stated) - share * 100) <= slack


@text_rule(
    "A12",
    "正文所写增减幅度与金额相符",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(prose=(HEADING, "年初预算410.00万元，年中追加75.10万元，增长13.82%。")),
    silent=Example(prose=(HEADING, "年初预算410.00万元，年中追加75.10万元，增长18.32%。")),
)
def stated_growth(case: Case) -> Iterator[Problem]:
    """正文写出基数、增减额（或增减后的数）和幅度的，幅度应等于增减额除以基数。"""
    for section in case.report.sections:
        if "%" not in section.text or "元" not in section.text:
            continue
        for match in (*_CHANGE.finditer(section.text), *_NAMED_CHANGE.finditer(section.text)):
            change, stated = number_of(match[1]), match[2]
            bases = _bases(case, section.text, match)
            if bases and not any(percentage_agrees(stated, change / base) for base in bases):
                yield growth_problem(_at(section, match), change, bases[0], stated, "金额")
        for match in _FROM_TO.finditer(section.text):
            base, after, stated = number_of(match[1]), number_of(match[2]), match[3]
            if base and not percentage_agrees(stated, abs(after - base) / base):
                yield growth_problem(_at(section, match), abs(after - base), base, stated, "金额")


_SENTENCE_BREAK = "。；！？\n"
_ONE_AMOUNT = re.compile(_AMOUNT)


def _bases(case: Case, text: str, match: re.Match[str]) -> list[Decimal]:
    """What a change can be measured against: the amounts named before it, else the table's figure."""
    passage = text[sentence_start(text, match.start(), _SENTENCE_BREAK) : match.start()]
    amounts = list(_ONE_AMOUNT.finditer(passage))
    if amounts:
        last = amounts[-1]
        is_named = last.end() == len(passage) or _SET_BESIDE.fullmatch(passage, last.end()) is not None
        if is_named and _COMPARED.search(passage, 0, last.start()) is not None:
            return [number_of(last[1])]  # 比上年10.95万元减少1.09万元; 与上年10.95万元相比，减少1.09万元
        named = [number_of(amount[1]) for amount in amounts]
        if _THAN.search(passage, last.end()) is not None:
            # 支出250万元，比上年增加5.90万元: what is named is the outcome; it may be the total, 其中… behind it.
            change = _signed_change(match)
            named = [before for number in reversed(named) if (before := number - change) > 0] + named
        return [base for base in named if base]
    figure = None
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    if "年初预算" in line and "三公" not in line:
        figure = case.report.number("funds.initial")
    elif "三公" in passage and ("上年" in passage or "去年" in passage):
        figure = case.report.number("three_public.total.prior")
    return [figure] if figure else []


_THAN = re.compile("比|较|同期")
_COMPARED = re.compile("[比较与同][^，。；]{0,12}$")
_SET_BESIDE = re.compile("相比[，,]?")
_LESS = re.compile("减少|下降|节约|压减|调减")


def _signed_change(match: re.Match[str]) -> Decimal:
    change = number_of(match[1])
    return -change if _LESS.match(match.group()) else change


def _at(section: Section, match: re.Match[str]) -> AtSection:
    return AtSection(section.number, match.start(), match.end())


def growth_problem(target: Target, change: Decimal, base: Decimal, stated: str, figures: str) -> Problem:
    """A stated growth that isn't change ÷ base; `figures` names what else may be wrong."""
    right = show(change / base, Kind.RATE)
    return Problem(
        f"正文写幅度{stated}%，按{plain_decimal(change)}÷{plain_decimal(base)}应为{right}。",
        [target],
        f"请改为{right}，或核对{figures}。",
    )


@text_rule(
    "A13",
    "一句话里分项金额之和与合计相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=(HEADING, "人员经费283.58万元，公用经费48.36万元，合计332.94万元。")),
    silent=Example(prose=(HEADING, "人员经费283.58万元，公用经费48.36万元，合计331.94万元。")),
)
def stated_amounts(case: Case) -> Iterator[Problem]:
    """“甲…万元，乙…万元，合计…万元”应相加相等。"""
    for sentence, mentions in case.mentions_by_sentence:
        inside = [mention for mention in mentions if mention.unit == "万元"]
        if len(inside) < 3:
            continue
        yield from _closing_total(sentence, inside)


def _before(sentence: Sentence, mention: Mention) -> str:
    return sentence.text[: mention.start - sentence.start]


def _closing_total(sentence: Sentence, amounts: list[Mention]) -> Iterator[Problem]:
    for index, mention in enumerate(amounts[2:], start=2):
        if not _before(sentence, mention).rstrip("为是达").endswith(_CLOSING):
            continue
        parts = amounts[:index]
        added = sum((part.value for part in parts), Decimal(0))
        if not _one_aspect(parts) or _is_sum_of_the_last(parts, mention.value):
            continue
        if _is_of_another_column(sentence, parts[0], mention):
            continue
        yield Problem(
            f"这句各项相加为{plain_decimal(added)}万元，写的合计是{plain_decimal(mention.value)}万元。",
            [AtSection(sentence.section, mention.start, mention.end)],
            "请核对各项金额和合计。",
        )


def _is_sum_of_the_last(parts: list[Mention], total: Decimal) -> bool:
    """Whether a total is that of all parts, or of the last ones: …，其中甲8万元、乙2万元，两项合计10万元."""
    sums = accumulate(part.value for part in reversed(parts))
    return any(abs(added - total) <= Decimal("0.005") * (n + 1) for n, added in enumerate(sums, 1) if n > 1)


_COLUMN = re.compile("预算|决算|上年|去年")


def _is_of_another_column(sentence: Sentence, first: Mention, total: Mention) -> bool:
    """会议费支出0.6万元、培训费支出1.1万元（两项预算合计2万元）"""
    said = _COLUMN.search(_before(sentence, total)[-_NAMED_WITHIN:])
    return said is not None and said.group() not in _before(sentence, first)


_NAMED_WITHIN = 8
_CLOSING = ("合计", "总计", "共计")


def _one_aspect(parts: list[Mention]) -> bool:
    """Amounts of one kind: budget and final figures, opening and closing must not be added up."""
    aspects = {part.fact.rpartition(".")[2] for part in parts if part.fact}
    return len(aspects) <= 1 and not aspects & {"opening", "closing", "income", "expenditure"}


_PARTS_TOTAL = re.compile(r"(?<!其中)(?:合计|共计|总计|一共|共)\D{0,6}$")
_LIST = re.compile(r"(?:[^、，。；：:的（）\s]{2,14}、){2,}[^、，。；：:的（）\s]{2,14}?(?=等)")
_SAID = re.compile(r"(?:上述|以上|这)([一二两三四五六七八九十]|\d{1,2})个?(?:方面|领域|类|项)")
_SAID_SIGNS = register(("上述", "以上", "这"))


@text_rule(
    "A14",
    "一段话里的数量不互相矛盾",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=("六、部门整体支出绩效情况", "建成便民服务点甲镇6个、乙街道4个，共12个。")),
    silent=Example(prose=("六、部门整体支出绩效情况", "建成便民服务点甲镇6个、乙街道4个，共10个。")),
)
def stated_counts(case: Case) -> Iterator[Problem]:
    """分项相加与“共…个”、已办与总数、“上述几个方面”与所列项数，应当说得通。"""
    said = not signs_of(case).isdisjoint(_SAID_SIGNS)
    for sentence, mentions in case.mentions_by_sentence:
        inside = [mention for mention in mentions if mention.unit not in _NO_COUNTS]
        if len(inside) >= 2:
            yield from _more_than_all(sentence, inside)
        if len(inside) >= 3:
            yield from _count_sum(sentence, inside)
        if said:
            yield from _enumeration(sentence)


_NO_COUNTS = frozenset({"万元", "%", "个百分点", "分", "倍"})


def _more_than_all(sentence: Sentence, counts: list[Mention]) -> Iterator[Problem]:
    """“其中…” or “整改到位…” right after its total in the same unit."""
    for total, part in pairwise(counts):
        if total.unit != part.unit or part.value <= total.value:
            continue
        between = sentence.text[total.end - sentence.start : part.start - sentence.start]
        if (
            _PART_OF_IT.fullmatch(between) is None
            or _AIMED.search(between)
            or _IS_A_GAP.search(_before(sentence, total))
        ):
            continue
        yield Problem(
            f"前面共{total.text}，后面却有{part.text}，多于总数。",
            [AtSection(sentence.section, total.start, part.end)],
            "请核对这两个数。",
        )


_IS_A_GAP = re.compile(
    "(?:超额|超过|超出|高于|多|少|增加|减少|增长|均|每|净|超编|空编|缺编|结转|剩余|其余)[^，。；\\d]{0,8}$"
)
"""超额完成目标1860件，其中…; 日均215件，其中…: the parts are of what stood before."""
_AIMED = re.compile("任务|目标|计划|指标")
"""加装17台，完成年度任务20台的85%"""
_PART_OF_IT = re.compile(
    r"[^，。；）)]{0,12}，?(?:其中|已?整改到位|已?完成|已?办结|已?整改|(?:实际)?(?:收回|回收))[^，。；\d]{0,16}"
)


def _count_sum(sentence: Sentence, counts: list[Mention]) -> Iterator[Problem]:
    for index, total in enumerate(counts[2:], start=2):
        if not _PARTS_TOTAL.search(_before(sentence, total)[-10:]):
            continue
        parts = [m for m in counts[:index] if m.unit == total.unit]
        added = sum((part.value for part in parts), Decimal(0))
        text = (
            sentence.text[parts[0].end - sentence.start : parts[-1].start - sentence.start] if parts else ""
        )
        # Only a plain list (甲镇6个、乙街道4个，共10个) is an addition.
        if (
            len(parts) < 2
            or len(parts) != index
            or added == total.value
            or not re.fullmatch(r"(?:[^。；]{0,14}[、，和及])?[^。；]{0,40}", text)
        ):
            continue
        if "其中" in sentence.text or ("、" not in text and "，" not in text):
            continue
        yield Problem(
            f"这句各项相加为{plain_decimal(added)}{total.unit}，写的是共{total.text}。",
            [AtSection(sentence.section, parts[0].start, total.end)],
            "请核对各项和合计。",
        )


def _enumeration(sentence: Sentence) -> Iterator[Problem]:
    """A list of n things called “上述 m 个方面”."""
    said = _SAID.search(sentence.text)
    listed = _LIST.search(sentence.text) if said is not None else None
    if said is not None and listed is not None and listed.start() < said.start():
        number = count_of(said[1])
        items = listed.group().count("、") + 1
        if number is not None and items > number:
            yield Problem(
                f"前面列了{items}项，后面说“{said.group()}”。",
                [AtSection(sentence.section, sentence.start + listed.start(), sentence.start + said.end())],
                "请核对所列各项和总数。",
            )


_OPERAND = r"[(（]*\d[\d,]*(?:\.\d+)?%?[)）]*"
_EQUATION = re.compile(
    rf"({_OPERAND}(?:\s*[+\-－—×xX*÷/]\s*{_OPERAND})+)\s*[=＝]\s*(\d[\d,]*(?:\.\d+)?)\s*(%?)"
)


@text_rule(
    "A16",
    "写出的算式与结果相符",
    Severity.HINT,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=(HEADING, "网上可办率为330÷400×100%=85.5%。")),
    silent=Example(prose=(HEADING, "网上可办率为330÷400×100%=82.5%。")),
)
def printed_equation(case: Case) -> Iterator[Problem]:
    """正文写出算式的，重算一遍应得所写结果。"""
    for section in case.report.sections:
        if "=" not in section.text and "＝" not in section.text:
            continue
        for match in _EQUATION.finditer(section.text):
            value = _evaluated(match[1])
            if value is None:
                continue
            stated = number_of(match[2]) / (100 if match[3] else 1)
            slack = Decimal(5).scaleb(-len(match[2].partition(".")[2]) - 1) / (100 if match[3] else 1)
            if abs(value - stated) > slack:
                right = show(value, Kind.RATE) if match[3] else plain_decimal(rounded_to(value, 2))
                yield Problem(
                    f"算式“{match.group().strip()}”重算得{right}。",
                    [AtSection(section.number, match.start(), match.end())],
                    "请核对算式和结果。",
                )


def _evaluated(text: str) -> Decimal | None:
    plain = text.translate(_OPERATORS).replace(",", "")
    plain = plain.lstrip("(") if plain.count("(") > plain.count(")") else plain
    formula = re.sub(r"([\d.]+)%", r"(\1/100)", plain)
    try:
        value = compilation.value_of(parse(formula), {}, {})
    except (FormulaError, ArithmeticError):
        return None
    return value if isinstance(value, Decimal) else None


_OPERATORS = str.maketrans(
    {"×": "*", "x": "*", "X": "*", "÷": "/", "－": "-", "—": "-", "（": "(", "）": ")"}
)
