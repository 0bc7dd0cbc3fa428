"""What the text works out from the lines of the spending: savings, shares, rates, what the whole is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.findings import AtFact, AtSection, Problem, Severity
from zhunsheng.kernel.numerals import plain_decimal, show
from zhunsheng.kernel.report import Report
from zhunsheng.kernel.sentences import occurrences, sentence_before, sentence_start
from zhunsheng.rulebook.checks.changes import LINES, OF_LINE
from zhunsheng.rulebook.checks.narrative import HALF_CENT
from zhunsheng.rulebook.checks.passages import passages
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.stated_sums import NUMBER, PERCENTAGE, number_of, percentage_agrees
from zhunsheng.rulebook.checks.three_public import is_compared

_SPENDING = "二、一般公共预算支出情况"
_NEAR = 24
"""Characters before a share or a rate in which its line is named."""


# --- savings against the budget --------------------------------------------------------------------------

_AGAINST_BUDGET = re.compile(
    rf"[比较](?:年初|全年|年度|本年)?预算(?:安排|数|的|相比)*[，,]?(?P<way>节约|节省|结余|减少|少|下降|降低|压减|超支|超出|增加|多)了?"
    rf"(?P<number>{NUMBER})\s?万元"
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
            if is_compared(case, section, match.start()):
                continue
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

_LINES = LINES | {
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
_AMOUNT_BEFORE = re.compile(rf"{NUMBER}\s?万元[，,、（(]$")
_SHARE_BEHIND = re.compile(rf"占{_NAME}(?:总额|总数|合计)?的?(?:比[重例])?[为达]?{PERCENTAGE}")
_RATE_BEFORE = re.compile(f"{_NAME}的?(?:年度|全年)?(?:预算)?(?:执行|支出|完成)$")
_RATE_BEHIND = re.compile(rf"率[为达是到]{{0,2}}{PERCENTAGE}")
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
    """The amount or the figures of the line right before 占; none for an amount whose share stated_share works out."""
    start = max(0, position - _NEAR)
    amount = _AMOUNT_BEFORE.search(text, start, position)
    if amount is not None:
        return [] if OF_LINE.match(text, amount.start()) else [number_of(amount[1])]
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
    rf"其中[：:，,]?(基本支出)[共为是]{{0,2}}{NUMBER}\s?万元[^。；\d]{{0,4}}(?:[（(，,]?占[^。；，,]{{0,12}}[）)]?)?[，,、](项目支出)[共为是]{{0,2}}{NUMBER}\s?万元"
)
_PLANNED = re.compile(r"预算[^。；，\d]{0,6}[\d.,]*万元|年初预算|安排")


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
        if "支出" not in head or _PLANNED.search(head) or _OTHER_TIME.search(head):
            continue
        for name, digits in ((match[1], match[2]), (match[3], match[4])):
            known = _figures(_LINES, name, case.report) + _figures(_BUDGETS, name, case.report)
            if known and min(abs(number - number_of(digits)) for number in known) > HALF_CENT:
                yield Problem(
                    f"{name}这里写{digits}万元，别处是{plain_decimal(known[0])}万元。",
                    [found.target(*match.span())],
                    "请核对；口径不同的在正文说明。",
                )
