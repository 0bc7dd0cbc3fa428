"""Figures the text works out from those of the tables: vacancies, points lost, savings, what is left to do.

A reader with a calculator tries them first. Each is compared only where the text plainly names what it is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.findings import AtFact, AtIndicator, AtSection, Problem, Severity
from zhunsheng.kernel.numerals import plain_decimal, read_quantity, show
from zhunsheng.kernel.report import Indicator, Report
from zhunsheng.kernel.sentences import FULL_STOPS, occurrences, sentence_before, sentence_start
from zhunsheng.rulebook.checks.narrative import HALF_CENT
from zhunsheng.rulebook.checks.passages import passages
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.stated_sums import number_of, percentage_agrees

_STAFF = "一、部门基本情况"
_SPENDING = "二、一般公共预算支出情况"
_RESULTS = "六、部门整体支出绩效情况"
_N = r"(\d(?<![\d.,]\d)[\d,]{0,14}(?:\.\d{1,6})?)"
_P = r"(\d(?<![\d.,]\d)\d{0,5}(?:\.\d{1,6})?)\s?[%％]"
_NEAR = 24
"""Characters within which two figures are read together."""
_COUNTED = "个工作日|人次|家次|[人名个次份条项件户家场期处台辆亩米吨所例起套册座栋间卷]"


# --- vacancies -----------------------------------------------------------------------------------------

_VACANT = re.compile(r"(空编|缺编|空余编制|超编)[为了共有]{0,2}(\d{1,5})\s?[个名人]")
_OF_A_PART = re.compile("其中|下属|所属|二级|行政|事业|参公|工勤|上年|去年")


@text_rule(
    "N05",
    "正文所写空编、超编数与编制和在职人数相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        facts={"staffing.quota": "26", "staffing.actual": "25"}, prose=(_STAFF, "在职人员25人，空编2名。")
    ),
    silent=Example(
        facts={"staffing.quota": "26", "staffing.actual": "25"}, prose=(_STAFF, "在职人员25人，空编1名。")
    ),
    signs=("空编", "缺编", "空余编制", "超编"),
)
def stated_vacancies(case: Case) -> Iterator[Problem]:
    """空编（超编）数等于编制数与在职人数之差；分行政、事业写的不比。"""
    quota, actual = case.report.number("staffing.quota"), case.report.number("staffing.actual")
    if quota is None or actual is None:
        return
    found = passages(case)
    for match in _VACANT.finditer(found.text, found.after_indicators):
        vacant = actual - quota if match[1] == "超编" else quota - actual
        if _OF_A_PART.search(sentence_before(found.text, match.start())) or number_of(match[2]) == vacant:
            continue
        yield Problem(
            f"编制{plain_decimal(quota)}人、在职{plain_decimal(actual)}人，正文写“{match.group()}”。",
            [found.target(*match.span()), AtFact("staffing.quota"), AtFact("staffing.actual")],
            "请核对编制数、在职人数和空编数。",
        )


# --- points lost ---------------------------------------------------------------------------------------

_LOST = re.compile(r"扣(?:了|减|除|掉)?分?[共计为]{0,2}\s?(\d{1,2}(?:\.\d{1,4})?)\s?分")
_OF_ONE = re.compile("指标|执行|产出|效益|满意|[该此一每各]项|每|数量|质量|时效|成本|社会|其中|上年|去年")


@text_rule(
    "N02",
    "正文所写扣分与总分相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        facts={"score.weight_total": "100", "score.total": "94.66"},
        prose=(_RESULTS, "自评总分94.66分，扣5.43分。"),
    ),
    silent=Example(
        facts={"score.weight_total": "100", "score.total": "94.66"},
        prose=(_RESULTS, "自评总分94.66分，扣5.34分。满意度指标扣1.20分。"),
    ),
    signs=("扣",),
)
def stated_loss(case: Case) -> Iterator[Problem]:
    """与总分写在一句、又不是说某一类指标的扣分，等于满分减总分。"""
    total = case.report.number("score.total")
    if total is None:
        return
    whole = case.report.number("score.weight_total") or Decimal(100)
    found = passages(case)
    for match in _LOST.finditer(found.text, found.after_indicators):
        start = sentence_start(found.text, match.start(), FULL_STOPS)
        _, scored, between = found.text[start : match.start()].rpartition(f"{plain_decimal(total)}分")
        is_whole = (
            bool(scored) and len(between) <= _NEAR and _OF_ONE.search(between) is None and "（" not in between
        )
        if is_whole and number_of(match[1]) != whole - total:
            yield Problem(
                f"满分{plain_decimal(whole)}、总分{plain_decimal(total)}，应扣{plain_decimal(whole - total)}分，写的是{match[1]}分。",
                [found.target(*match.span()), AtFact("score.total")],
                "请核对总分和扣分。",
            )


# --- savings against the budget --------------------------------------------------------------------------

_AGAINST_BUDGET = re.compile(
    rf"[比较](?:年初|全年|年度|本年)?预算(?:安排|数|的|相比)*[，,]?(?P<way>节约|节省|结余|减少|少|下降|降低|压减|超支|超出|增加|多)了?"
    rf"(?P<number>{_N})\s?万元"
)
_MORE_THAN = ("超支", "超出", "增加", "多")


@text_rule(
    "N01",
    "正文所写比预算节约、超支的数与表内两数之差相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        facts={"three_public.reception.budget": "1.20", "three_public.reception.final": "0.96"},
        prose=(_SPENDING, "2023年公务接待费预算数1.20万元，决算数0.96万元，比预算节约0.42万元。"),
    ),
    silent=Example(
        facts={"three_public.reception.budget": "1.20", "three_public.reception.final": "0.96"},
        prose=(_SPENDING, "2023年公务接待费预算数1.20万元，决算数0.96万元，比预算节约0.24万元。"),
    ),
    signs=("比预算", "较预算", "比年初预算", "较年初预算", "比全年预算", "较全年预算"),
)
def stated_saving(case: Case) -> Iterator[Problem]:
    """写在某项决算数后面的“比预算节约…”等于这一项的预算数减决算数。"""
    for section in case.report.sections:
        if "预算" not in section.text:
            continue
        for match in _AGAINST_BUDGET.finditer(section.text):
            spent = _spent_before(case, section.number, section.text, match.start())
            budget, final = case.report.number(_budget_of(spent, match.group())), case.report.number(spent)
            if budget is None or final is None:
                continue
            saved = final - budget if match["way"] in _MORE_THAN else budget - final
            if abs(number_of(match["number"]) - saved) > 2 * HALF_CENT:
                yield Problem(
                    f"预算{plain_decimal(budget)}、决算{plain_decimal(final)}，正文写“{match.group()}”。",
                    [AtSection(section.number, *match.span()), AtFact(spent)],
                    "请核对预算、决算和节约的数。",
                )


def _spent_before(case: Case, section: str, text: str, position: int) -> str:
    """What was spent, by the table, if that is the last amount before a position in its sentence."""
    start = sentence_start(text, position)
    mentions = case.mentions_by_section.get(section, ())
    before = [mention for mention in mentions if start <= mention.start and mention.end <= position]
    return (before[-1].fact or "") if before else ""


def _budget_of(spent: str, words: str) -> str:
    """The budget a spending is measured against: of the whole year where the words don't say 年初."""
    if spent == "funds.executed":
        return "funds.initial" if "年初" in words else "funds.full_year"
    item, _, column = spent.rpartition(".")
    return f"{item}.budget" if column == "final" else ""


# --- shares and rates of a named line ----------------------------------------------------------------------

_LINES = {
    "基本支出": ("general_basic.expenditure", "funds.basic"),
    "项目支出": ("general_project.expenditure", "funds.project", "projects.total.final"),
    "公用经费": ("public_funds.total.final",),
    "三公经费": ("three_public.total.final",),
    "总支出": ("general.expenditure", "funds.executed"),
}
_BUDGETS = {
    "基本支出": ("general_basic.income", "general_basic.opening + general_basic.income"),
    "项目支出": (
        "projects.total.budget",
        "general_project.income",
        "general_project.opening + general_project.income",
    ),
    "公用经费": ("public_funds.total.budget",),
    "三公经费": ("three_public.total.budget",),
}
_NAME = '(基本支出|项目支出|公用经费|[“"]?三公[”"]?经费|总支出|支出总额|支出合计|(?:全年|本年)总?支出)'
_LINE_BEFORE = re.compile(f"{_NAME}$")
_AMOUNT_BEFORE = re.compile(rf"{_N}\s?万元[，,、（(]$")
_SHARE_BEHIND = re.compile(rf"占{_NAME}(?:总额|总数|合计)?的?(?:比[重例])?[为达]?{_P}")
_RATE_BEFORE = re.compile(f"{_NAME}的?(?:年度|全年)?(?:预算)?(?:执行|支出|完成)$")
_RATE_BEHIND = re.compile(rf"率[为达是到]{{0,2}}{_P}")
_OTHER_TIME = re.compile("上年|去年|半年|季度|月底|截至|累计|下属|所属|二级|直属")


@text_rule(
    "A12",
    "正文所写某项支出的占比、执行率与表内的数相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        facts={"funds.basic": "331.94", "funds.executed": "492.64"},
        prose=(_SPENDING, "基本支出占总支出的76.38%。"),
    ),
    silent=Example(
        facts={"funds.basic": "331.94", "funds.executed": "492.64"},
        prose=(_SPENDING, "基本支出占总支出的67.38%。"),
    ),
    signs=("占", "执行率", "支出率", "完成率"),
)
def share_of_named_line(case: Case) -> Iterator[Problem]:
    """“基本支出占总支出的…%”“项目支出预算执行率…%”按表内的数算；表内有几个口径的，合一个即可。"""
    found = passages(case)
    text, report = found.text, case.report
    for at in occurrences(text, "占", found.after_indicators):
        match = _SHARE_BEHIND.match(text, at)
        if match is not None:
            parts = _parts_before(text, at, report)
            yield from _unlike_share(case, match, parts, _figures(_LINES, match[1], report), match[2])
    for at in occurrences(text, "率", found.after_indicators):
        match = _RATE_BEHIND.match(text, at)
        line = _RATE_BEFORE.search(text, max(0, at - _NEAR), at) if match is not None else None
        if match is not None and line is not None:
            spent, planned = _figures(_LINES, line[1], report), _figures(_BUDGETS, line[1], report)
            yield from _unlike_share(case, match, spent, planned, match[1])


def _parts_before(text: str, position: int, report: Report) -> list[Decimal]:
    """The amount or the figures of the line that stands right before 占."""
    start = max(0, position - _NEAR)
    amount = _AMOUNT_BEFORE.search(text, start, position)
    if amount is not None:
        return [number_of(amount[1])]
    line = _LINE_BEFORE.search(text, start, position)
    return _figures(_LINES, line[1], report) if line is not None else []


def _figures(lines: dict[str, tuple[str, ...]], name: str, report: Report) -> list[Decimal]:
    """What the tables and the text's own figures say of a line; several where there are several views of it."""
    bare = re.sub('[“”"]', "", name)
    formulas = lines.get(bare, lines.get("总支出", ()))  # 本年支出, 支出总额
    found = ([report.number(key) or Decimal(0) for key in formula.split(" + ")] for formula in formulas)
    return [total for numbers in found if numbers[-1] and (total := sum(numbers, Decimal(0)))]


def _unlike_share(
    case: Case, match: re.Match[str], parts: list[Decimal], wholes: list[Decimal], stated: str
) -> Iterator[Problem]:
    shares = [(part, whole) for part in parts for whole in wholes]
    if not shares or any(percentage_agrees(stated, part / whole) for part, whole in shares):
        return
    found = passages(case)
    if _OTHER_TIME.search(sentence_before(found.text, match.start())):
        return
    part, whole = shares[0]
    right = show(part / whole, Kind.RATE)
    yield Problem(
        f"正文写{stated}%，按{plain_decimal(part)}÷{plain_decimal(whole)}应为{right}。",
        [found.target(*match.span())],
        "请核对两个数和比率；口径不同的请注明。",
    )


# --- what the whole spending is made of ---------------------------------------------------------------------

_SPLIT = re.compile(
    rf"其中[：:，,]?(基本支出)[共为是]{{0,2}}{_N}\s?万元[^。；\d]{{0,4}}(?:[（(，,]?占[^。；，,]{{0,12}}[）)]?)?[，,、](项目支出)[共为是]{{0,2}}{_N}\s?万元"
)
_SPENT = re.compile("支出")
_PLANNED = re.compile("预算[^。；，]{0,6}万元|年初预算|安排")


@text_rule(
    "N01",
    "总支出“其中”的基本支出、项目支出与别处一致",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        facts={"funds.basic": "331.94", "funds.project": "160.70"},
        prose=(_SPENDING, "全年支出492.64万元，其中基本支出331.94万元，项目支出106.70万元。"),
    ),
    silent=Example(
        facts={"funds.basic": "331.94", "funds.project": "160.70"},
        prose=(
            _SPENDING,
            "全年支出492.64万元，其中基本支出331.94万元，项目支出160.70万元。上年支出450万元，其中基本支出300万元，项目支出150万元。",
        ),
    ),
    signs=("其中",),
)
def split_of_spending(case: Case) -> Iterator[Problem]:
    """“支出…万元，其中基本支出…，项目支出…”，两个数要与表内或正文分项写的一样；写预算、收入、别的年度的不比。"""
    found = passages(case)
    for match in _SPLIT.finditer(found.text, found.after_indicators):
        begin = sentence_start(found.text, match.start())
        if begin == match.start():
            begin = sentence_start(found.text, begin - 1)  # …支出492.64万元。其中…
        head = found.text[begin : match.start()]
        if _SPENT.search(head) is None or _PLANNED.search(head) or _OTHER_TIME.search(head):
            continue
        for name, digits in ((match[1], match[2]), (match[3], match[4])):
            known = _figures(_LINES, name, case.report) + _figures(_BUDGETS, name, case.report)
            if known and min(abs(number - number_of(digits)) for number in known) > HALF_CENT:
                yield Problem(
                    f"{name}这里写{digits}万元，别处是{plain_decimal(known[0])}万元。",
                    [found.target(*match.span())],
                    "请核对；口径不同的在正文说明。",
                )


# --- a bound that does not hold ------------------------------------------------------------------------------

_DONE_BEFORE = re.compile(rf"{_N}\s?(万元|{_COUNTED})[，,][^。；，,\d]{{0,6}}$")
_BOUND_BEHIND = re.compile(rf"控制在[^。；，,\d]{{0,8}}{_N}\s?(万元|{_COUNTED})(?:以内|之内|范围内|以下)")


@text_rule(
    "A12",
    "写“控制在…以内”的数不超过所写的限额",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=(_RESULTS, "项目支出总成本160.70万元，控制在预算158.00万元以内。")),
    silent=Example(prose=(_RESULTS, "项目支出总成本160.70万元，控制在预算168.00万元以内。")),
    signs=("控制在",),
)
def bound_kept(case: Case) -> Iterator[Problem]:
    """“…万元，控制在…万元以内”，前一个数不能大于后一个。"""
    found = passages(case)
    for at in occurrences(found.text, "控制在", found.after_indicators):
        match = _BOUND_BEHIND.match(found.text, at)
        before = _DONE_BEFORE.search(found.text, max(0, at - _NEAR), at) if match is not None else None
        if match is None or before is None:
            continue
        (done, unit), (bound, other) = before.groups(), match.groups()
        if unit == other and number_of(done) > number_of(bound):
            yield Problem(
                f"{done}{unit}大于{bound}{unit}，不是“控制在{bound}{unit}以内”。",
                [found.target(before.start(), match.end())],
                "请核对这两个数。",
            )


# --- parts that are the opposite of each other ------------------------------------------------------------------

_COUNT = re.compile(rf"{_N}\s?({_COUNTED})")
_NOT = re.compile("[不未没无]")
_DENIED_COUNT = re.compile(rf"[不未没无][^。；，,\d]{{0,10}}\d[\d,]*\s?(?:{_COUNTED})")
_STOPS = "，,；;：:、（("
_LONGEST = 120
_SHORT = 8
"""Characters of a clause that only denies the one before: 不满意的, 不能网上办的."""


@text_rule(
    "A14",
    "做到的与没有做到的加起来不超过总数",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=(_RESULTS, "收回有效问卷1150份，评价为满意的1083份，不满意的76份。")),
    silent=Example(prose=(_RESULTS, "收回有效问卷1150份，评价为满意的1083份，不满意的12份。")),
    signs=("不", "未", "没", "无"),
)
def opposites_within_whole(case: Case) -> Iterator[Problem]:
    """“共…份，满意的…份，不满意的…份”，后两个数说的是同一件事的有和没有，加起来不能多于总数。"""
    for sentence, mentions in case.mentions_by_sentence:
        if len(mentions) < 3 or _DENIED_COUNT.search(sentence.text) is None:
            continue
        counts = list(_COUNT.finditer(sentence.text))
        for whole, done, undone in zip(counts, counts[1:], counts[2:], strict=False):
            if len({whole[2], done[2], undone[2]}) > 1 or undone.end() - whole.start() > _LONGEST:
                continue
            total, *parts = (number_of(count[1]) for count in (whole, done, undone))
            said, denied = (_clause(sentence.text, count.start()) for count in (done, undone))
            is_pair = (
                _NOT.search(said) is None and _NOT.search(denied) is not None and _share_words(said, denied)
            )
            if is_pair and max(parts) <= total < parts[0] + parts[1]:
                yield Problem(
                    f"{done.group()}与{undone.group()}相加为{plain_decimal(parts[0] + parts[1])}，多于总数{whole.group()}。",
                    [
                        AtSection(
                            sentence.section, sentence.start + whole.start(), sentence.start + undone.end()
                        )
                    ],
                    "请核对这三个数。",
                )


def _clause(text: str, position: int) -> str:
    return text[sentence_start(text, position, _STOPS + "。") : position]


def _share_words(one: str, other: str) -> bool:
    """Whether two clauses have two characters in a row in common: 满意的, 不满意的."""
    return any(one[at : at + 2] in other for at in range(len(one) - 1))


_LACKING = re.compile(r"(?:没有|没|未能?|尚未)([一-鿿]{2,8})")
_OF_WHOM = re.compile(
    rf"{_N}\s?([名人个家户项件])[^。；，,\d]{{0,14}}[中里]，?[还仍尚有共]{{0,2}}{_N}\s?\2[还尚]?$"
)
"""48名窗口工作人员中有9名没有取得上岗证书"""


@text_rule(
    "A14",
    "前后文里做到的与没有做到的加起来等于总数",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        prose=(
            _RESULTS,
            "窗口工作人员48名，其中41名取得上岗证书。\n48名窗口工作人员中有9名没有取得上岗证书。",
        )
    ),
    silent=Example(
        prose=(
            _RESULTS,
            "窗口工作人员48名，其中41名取得上岗证书。\n48名窗口工作人员中有7名没有取得上岗证书。",
        )
    ),
    signs=("没", "未"),
)
def done_and_undone_elsewhere(case: Case) -> Iterator[Problem]:
    """一处写“48名里41名取得…”，另一处写“48名中有7名没有取得…”，两处要合得上。"""
    found = passages(case)
    done: dict[tuple[str, str, str], set[Decimal]] = {}
    for match in _LACKING.finditer(found.text, found.after_indicators):
        counts = _OF_WHOM.search(found.text, max(0, match.start() - 2 * _NEAR), match.start())
        if counts is None:
            continue
        total, unit, undone = counts.groups()
        said = (total, unit, match[1][:_FEWEST])
        if said not in done:
            done[said] = set(_done_of(found.text, *said))
        numbers = done[said]
        if numbers and number_of(total) - number_of(undone) not in numbers:
            yield Problem(
                f"一处写{plain_decimal(max(numbers))}{unit}{match[1][:_FEWEST]}，这里写{undone}{unit}没有，合不上总数{total}{unit}。",
                [found.target(counts.start(), match.end())],
                "请核对两处的数。",
            )


_FEWEST = 4
_DONE = re.compile(
    r"(?<![\d.])(\d[\d,]{0,8})\s?([名人个家户项件])[^。；\d]{0,14}(\d{1,6})\2(?:已|均已|都已)?$"
)
"""48名，其中41名, right before 取得上岗证书"""


def _done_of(text: str, total: str, unit: str, what: str) -> Iterator[Decimal]:
    for at in occurrences(text, what):
        match = _DONE.search(text, max(0, at - 2 * _NEAR), at)
        if match is not None and match[2] == unit and number_of(match[1]) == number_of(total):
            yield number_of(match[3])


# --- what is left to do ------------------------------------------------------------------------------------------

_LEFT = re.compile(
    r"(?=[剩余尚])(?:剩余|余下|剩下|尚余)的?(\d{1,6})\s?([个项处户件条台套座间所名人家])的?([一-鿿“”]{4,16})"
)
_SHORTEST = 4


@text_rule(
    "N03",
    "正文所写剩余的个数与指标值和完成值之差相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        indicators=({"name": "建设便民服务点数量", "target": "≥12个", "actual": "10个"},),
        prose=("八、下一步改进措施", "2024年6月底前建成剩余3个便民服务点。"),
    ),
    silent=Example(
        indicators=({"name": "建设便民服务点数量", "target": "≥12个", "actual": "10个"},),
        prose=("八、下一步改进措施", "2024年6月底前建成剩余2个便民服务点。"),
    ),
    signs=("剩余", "余下", "剩下", "尚余"),
)
def stated_remainder(case: Case) -> Iterator[Problem]:
    """“建成剩余…个便民服务点”，要等于这项指标的指标值与完成值之差。"""
    found = passages(case)
    for match in _LEFT.finditer(found.text, found.after_indicators):
        named = [
            (row, indicator, gap)
            for row, indicator in enumerate(case.report.indicators)
            if _is_named(indicator.name, match[3]) and (gap := _shortfall(indicator, match[2])) is not None
        ]
        if len(named) == 1 and named[0][2] != number_of(match[1]):
            row, indicator, gap = named[0]
            yield Problem(
                f"“{indicator.name}”还差{plain_decimal(gap)}{match[2]}，正文写剩余{match[1]}{match[2]}。",
                [found.target(*match.span()), AtIndicator(row, "actual")],
                "请核对，两处应当一致。",
            )


def _shortfall(indicator: Indicator, unit: str) -> Decimal | None:
    done, aim = read_quantity(indicator.actual), read_quantity(indicator.target.lstrip("≥≤=＝><"))
    if done is None or aim is None or not done.unit == aim.unit == unit or done.number >= aim.number:
        return None
    return aim.number - done.number


def _is_named(name: str, words: str) -> bool:
    """Whether an indicator's name has the first words of what is left in it."""
    return words[:_SHORTEST] in name


# --- the day's share ---------------------------------------------------------------------------------------------

_DAILY = re.compile(rf"日均[^。；，,\d]{{0,8}}{_N}\s?({_COUNTED})[（(，,]?按(?:全年)?{_N}个?(?:工作日|天)")


@text_rule(
    "A16",
    "日均数与总数和天数相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=(_RESULTS, "全年办件53860件，日均办件225件（按250个工作日算）。")),
    silent=Example(prose=(_RESULTS, "全年办件53860件，日均办件215件（按250个工作日算）。")),
    signs=("日均",),
)
def stated_daily(case: Case) -> Iterator[Problem]:
    """写出总数、天数和日均数的，要除得出来。"""
    found = passages(case)
    for match in _DAILY.finditer(found.text, found.after_indicators):
        head = sentence_before(found.text, match.start())
        totals = [number_of(count[1]) for count in _COUNT.finditer(head) if count[2] == match[2]]
        days, said = number_of(match[3]), number_of(match[1])
        if len(totals) == 1 and days and abs(totals[0] / days - said) > 1:
            yield Problem(
                f"{plain_decimal(totals[0])}÷{plain_decimal(days)}天约为{plain_decimal(round(totals[0] / days, 1))}，写的是{match[1]}{match[2]}。",
                [found.target(*match.span())],
                "请核对总数、天数和日均数。",
            )
