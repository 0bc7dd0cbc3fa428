"""N04: what the text says there was none of, while the table has an amount for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.findings import AtFact, Problem, Severity
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.places import TextPlace
from zhunsheng.kernel.sentences import FULL_STOPS, occurrences, sentence_end, sentence_start
from zhunsheng.rulebook.checks.narrative import is_a_result
from zhunsheng.rulebook.checks.passages import passages
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.facts import label_of

_NONE = re.compile("(?:没有|未|无)(?:发生|产生|安排|列支|支出)?(?:任何)?(?:费用)?的?$")
_NONE_BOUGHT = re.compile("(?:没有|未)$")
_LONGEST = 12
_END = "(?=[，。；、])"
_DENIED = (
    ("three_public.reception.final", "公务接待", _NONE, re.compile(f"(?:费用?|支出|活动)?{_END}")),
    ("three_public.overseas.final", "因公出国", _NONE, re.compile(f"(?:[（(]境[）)])?(?:费用?|支出)?{_END}")),
    ("three_public.vehicle_running.final", "公务用车", _NONE, re.compile(_END)),
    ("three_public.vehicle_purchase.final", "购置公务用车", _NONE_BOUGHT, re.compile(_END)),
    ("procurement.final", "政府采购", _NONE, re.compile(f"(?:支出|项目|业务)?{_END}")),
)
"""Fact, the noun for it, what stands before the noun and behind it where there was none."""
_OF_ANOTHER = re.compile("上年|去年|20\\d{2}年(?!度)|下属|所属|二级|超标|违规|超预算|新增|专项|计划外")
"""Of another year, another unit, or only of what would have been wrong."""


@text_rule(
    "N04",
    "正文说没有发生的，表内却有数",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        facts={"three_public.reception.final": "0.96"},
        prose=("二、一般公共预算支出情况", "全年没有发生公务接待，公车运行费按月公示。"),
    ),
    silent=Example(
        facts={"three_public.reception.final": "0"},
        prose=("二、一般公共预算支出情况", "全年没有发生公务接待，没有发生超标准的公务接待。"),
    ),
    signs=("没有", "未", "无"),
)
def denied_but_filled(case: Case) -> Iterator[Problem]:
    """正文说没有公务接待、因公出国、公务用车、政府采购的，表内不应有本年决算数；说没有超标、违规的不算。"""
    found = passages(case)
    for key, noun, before, behind in _DENIED:
        fact = case.report.facts.get(key)
        if fact is None or not fact.number or isinstance(fact.place, TextPlace):
            continue
        for at in occurrences(found.text, noun, found.after_indicators):
            denied = before.search(found.text, max(0, at - _LONGEST), at)
            rest = behind.match(found.text, at + len(noun))
            if denied is None or rest is None or _is_of_another(found.text, at):
                continue
            target = found.target(denied.start(), rest.end())
            if is_a_result(target, case):
                said = found.text[denied.start() : rest.end()]
                yield Problem(
                    f"正文说“{said}”，表内“{label_of(key)}”是{plain_decimal(fact.number)}。",
                    [target, AtFact(key)],
                    "请核实，两处说法要一致。",
                )


def _is_of_another(text: str, position: int) -> bool:
    begin, end = sentence_start(text, position, FULL_STOPS), sentence_end(text, position, FULL_STOPS)
    return _OF_ANOTHER.search(text, begin, end) is not None
