"""Rules about what a text says of issues found and rectified (family X)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhunsheng.kernel.checks import Case, Example, Mode, Sentence
from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.findings import AtSection, Problem, Severity
from zhunsheng.kernel.numerals import plain_decimal, show
from zhunsheng.kernel.report import Mention
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.stated_sums import percentage_agrees

_HEADING = "六、部门整体支出绩效情况"
_RATE = re.compile(r"(?:整改|销号|办结|化解|到位)[^。；，,\d]{0,4}率[为达到约]{0,2}\s*(\d+(?:\.\d+)?)\s*%")
_DONE = re.compile("完成|整改|销号|办结|化解|到位")
_PIECES = ("个", "项", "件", "条")


@text_rule(
    "X10",
    "正文所写整改完成率与件数相符",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=(_HEADING, "反馈问题28个，已完成整改25个，整改完成率98%。")),
    silent=Example(prose=(_HEADING, "反馈问题28个，已完成整改25个，整改完成率89.29%。")),
    signs=("率",),
)
def stated_rectification_rate(case: Case) -> Iterator[Problem]:
    """一句话里先写问题数、再写已整改数、后写完成率的，完成率应等于已整改数除以问题数；多于两个数的不判断。"""
    for sentence, mentions in case.mentions_by_sentence:
        rate = _RATE.search(sentence.text) if "率" in sentence.text else None
        if rate is None:
            continue
        start = sentence.start + rate.start()
        counts = [mention for mention in mentions if mention.unit in _PIECES and mention.end <= start]
        if not _found_and_done(counts, sentence):
            continue
        found, done = counts
        share = done.value / found.value
        if not percentage_agrees(rate[1], share):
            yield Problem(
                f"正文写整改率{rate[1]}%，按{plain_decimal(done.value)}÷{plain_decimal(found.value)}应为{show(share, Kind.RATE)}。",
                [AtSection(sentence.section, start, sentence.start + rate.end())],
                "请核对件数和完成率，写明是已销号的还是已整改的。",
            )


def _found_and_done(counts: list[Mention], sentence: Sentence) -> bool:
    """Two counts of the same thing, the second of what was done of the first."""
    if len(counts) != 2 or counts[0].unit != counts[1].unit or not counts[0].value:
        return False
    found, done = counts
    between = sentence.text[found.end - sentence.start : done.end - sentence.start]
    return done.value <= found.value and _DONE.search(between) is not None
