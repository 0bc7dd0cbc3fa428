"""A14: what was done and what was not, of the same whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.findings import AtSection, Problem, Severity
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.sentences import CLAUSE_STOPS, occurrences, sentence_start
from zhunsheng.rulebook.checks.derived import COUNT, COUNTED
from zhunsheng.rulebook.checks.passages import passages
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.stated_sums import NUMBER, number_of

_RESULTS = "六、部门整体支出绩效情况"

_NOT = re.compile("[不未没无]")
_DENIED_COUNT = re.compile(rf"[不未没无][^。；，,\d]{{0,10}}\d[\d,]*\s?(?:{COUNTED})")
_LONGEST = 120
_NEAR = 48
"""Characters before a verb in which its two counts stand."""
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
        counts = list(COUNT.finditer(sentence.text))
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
    return text[sentence_start(text, position, CLAUSE_STOPS) : position]


def _share_words(one: str, other: str) -> bool:
    """Whether two clauses have two characters in a row in common: 满意的, 不满意的."""
    return any(one[at : at + 2] in other for at in range(len(one) - 1))


_LACKING = re.compile(r"(?:没有|没|未能?|尚未)([一-鿿]{2,8})")
_OF_WHOM = re.compile(
    rf"{NUMBER}\s?([名人个家户项件])[^。；，,\d]{{0,14}}[中里]，?[还仍尚有共]{{0,2}}{NUMBER}\s?\2[还尚]?$"
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
        counts = _OF_WHOM.search(found.text, max(0, match.start() - _NEAR), match.start())
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
        match = _DONE.search(text, max(0, at - _NEAR), at)
        if match is not None and match[2] == unit and number_of(match[1]) == number_of(total):
            yield number_of(match[3])
