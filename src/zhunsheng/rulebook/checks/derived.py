"""Figures the text works out from those of the tables: vacancies, points lost, what is left to do, the day's share.

A reader with a calculator tries them first. Each is compared only where the text plainly names what it is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.findings import AtFact, AtIndicator, Problem, Severity
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.report import Indicator
from zhunsheng.kernel.sentences import FULL_STOPS, occurrences, sentence_before, sentence_start
from zhunsheng.rulebook.checks.changes import done_and_aim
from zhunsheng.rulebook.checks.passages import passages
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.stated_sums import NUMBER, number_of

_STAFF = "一、部门基本情况"
_RESULTS = "六、部门整体支出绩效情况"
_NEAR = 24
"""Characters within which two figures are read together."""
COUNTED = "个工作日|人次|家次|[人名个次份条项件户家场期处台辆亩米吨所例起套册座栋间卷]"
COUNT = re.compile(rf"{NUMBER}\s?({COUNTED})")


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


# --- a bound that does not hold ------------------------------------------------------------------------------

_DONE_BEFORE = re.compile(rf"{NUMBER}\s?(万元|{COUNTED})[，,][^。；，,\d]{{0,6}}$")
_BOUND_BEHIND = re.compile(rf"控制在[^。；，,\d]{{0,8}}{NUMBER}\s?(万元|{COUNTED})(?:以内|之内|范围内|以下)")


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


# --- what is left to do ------------------------------------------------------------------------------------------

_LEFT = re.compile(
    r"(?:剩余|余下|剩下|尚余)的?(\d{1,6})\s?([个项处户件条台套座间所名人家])的?([一-鿿“”]{4,16})"
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
    done, aim = done_and_aim(indicator)
    if done is None or aim is None or not done.unit == aim.unit == unit or done.number >= aim.number:
        return None
    return aim.number - done.number


def _is_named(name: str, words: str) -> bool:
    """Whether an indicator's name has the first words of what is left in it."""
    return words[:_SHORTEST] in name


# --- the day's share ---------------------------------------------------------------------------------------------

_DAILY = re.compile(
    rf"日均[^。；，,\d]{{0,8}}{NUMBER}\s?({COUNTED})[（(，,]?按(?:全年)?{NUMBER}个?(?:工作日|天)"
)


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
        totals = [number_of(count[1]) for count in COUNT.finditer(head) if count[2] == match[2]]
        days, said = number_of(match[3]), number_of(match[1])
        if len(totals) == 1 and days and abs(totals[0] / days - said) > 1:
            yield Problem(
                f"{plain_decimal(totals[0])}÷{plain_decimal(days)}天约为{plain_decimal(round(totals[0] / days, 1))}，写的是{match[1]}{match[2]}。",
                [found.target(*match.span())],
                "请核对总数、天数和日均数。",
            )
