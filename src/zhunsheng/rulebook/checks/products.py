"""A16: a price or an average times a count is the total the sentence gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from zhunsheng.kernel.checks import Case, Example, Mode, Sentence
from zhunsheng.kernel.findings import AtSection, Problem, Severity
from zhunsheng.kernel.numerals import MONEY_UNITS, plain_decimal, read_quantity, rounded_to
from zhunsheng.kernel.report import Mention
from zhunsheng.rulebook.checks.registry import text_rule

_RESULTS = "六、部门整体支出绩效情况"
_EACH = {"人": ("人", "名"), "户": ("户",), "亩": ("亩",), "家": ("家",), "辆": ("辆",)}
_PRICE = re.compile(
    r"(?:(?P<each>[人户亩家辆])均|每(?P<one>平方米|公里|[一-鿿])|[单均]价)(?P<between>[^，。；、\d]{0,10})$"
)
"""人均补助, 每台, 单价为 right before an amount."""
_PER = re.compile("/(平方米|公里|[一-鿿])")
"""500元/台"""
_TOTAL = re.compile("(?:共计?|合计|总计|总[额价]|总费用|总投资|发放|兑付|支付|节[省约])[^，。；、\\d]{0,8}$")
_MORE = re.compile(
    "[每/]?(?:[天日次]|[个]?月|季|年)(?![度底末初内])[^，。；、\\d]{0,6}(?:\\d|补|标准|发)|其中|[比较]上年|去年|[约近超余多最起至]|左右|以[上下内]|"
    "不低于|不超过|上限|预算|计划|自筹|剩余|分别|增收|收入|产值|工资|在职|在编|编制"
)
"""Another factor, a part, a bound: the three figures are not all there is."""
_YEARS = re.compile(r"(?:19|20)\d{2}年度?|全年|当年|本年")


class _Factors(NamedTuple):
    price: Mention
    number: Mention
    total: Mention


@text_rule(
    "A16",
    "单价、人均乘数量与总额相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=(_RESULTS, "人均补助1200元，补助300人，共发放40万元。")),
    silent=Example(prose=(_RESULTS, "人均补助1200元，补助300人，共发放36万元。")),
    signs=("人均", "户均", "亩均", "家均", "辆均", "单价", "均价", "每", "元/"),
)
def price_times_count(case: Case) -> Iterator[Problem]:
    """一句话里写单价（人均、每台）、数量和总额，又没有别的数的，三个数要乘得出来。"""
    for sentence, mentions in case.mentions_by_sentence:
        factors = _factors(sentence, mentions) if len(mentions) == 3 else None
        if factors is None:
            continue
        price, number, total = factors
        product = price.value * number.value
        if abs(product - total.value) <= _half_step(price) * number.value + _half_step(total):
            continue
        yield Problem(
            f"{price.text}×{number.text}是{plain_decimal(rounded_to(product, 4))}万元，写的是{total.text}。",
            [AtSection(sentence.section, mentions[0].start, mentions[-1].end)],
            "请核对单价、数量和总额。",
        )


def _factors(sentence: Sentence, mentions: list[Mention]) -> _Factors | None:
    """The three figures, if one is a price, one counts what it is the price of, and one is called a total."""
    amounts = [mention for mention in mentions if mention.unit == "万元"]
    counts = [mention for mention in mentions if mention.unit not in ("万元", "%", "个百分点", "分", "倍")]
    if len(amounts) != 2 or len(counts) != 1 or _MORE.search(_YEARS.sub("", sentence.text)) is not None:
        return None
    for price, total in (amounts, reversed(amounts)):
        unit = _unit_of_price(sentence, price)
        names_total = _TOTAL.search(_before(sentence, total)) is not None
        if unit is not None and names_total and _unit_of_price(sentence, total) is None:
            is_right = not unit or counts[0].unit in _EACH.get(unit, (unit,))
            return _Factors(price, counts[0], total) if is_right else None
    return None


def _unit_of_price(sentence: Sentence, amount: Mention) -> str | None:
    """What an amount is the price of one of; empty for 单价, None for what is no price."""
    per = _PER.match(sentence.text, amount.end - sentence.start)
    if per is not None:
        return per[1]
    match = _PRICE.search(_before(sentence, amount))
    return None if match is None else match["each"] or match["one"] or ""


def _before(sentence: Sentence, mention: Mention) -> str:
    start = mention.start - sentence.start
    return sentence.text[max(0, start - 20) : start]


def _half_step(mention: Mention) -> Decimal:
    """Half of the last printed digit of an amount, in 万元."""
    quantity = read_quantity(mention.text)
    if quantity is None:
        return Decimal(0)
    return Decimal(5).scaleb(-quantity.decimals - 1) * MONEY_UNITS.get(quantity.unit, Decimal(1))
