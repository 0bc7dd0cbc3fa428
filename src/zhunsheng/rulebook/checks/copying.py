"""N13: paragraphs taken over from last year's report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from zhunsheng.kernel.checks import Case, Example, Mode, NotApplicable
from zhunsheng.kernel.findings import AtSection, Problem, Severity
from zhunsheng.kernel.places import TextPlace
from zhunsheng.kernel.report import Report
from zhunsheng.rulebook.checks.registry import text_rule

_SHORTEST = 40
_DIGITS = re.compile(r"\d+(?:[.,，]\d+)*")
_STANDING = ("unit.divisions", "unit.duties")
"""Sections that rightly stay the same from year to year."""
_SHARED_PAIRS = 0.6
"""Share of neighbouring characters two paragraphs must have in common before they are compared in full."""

_LAST_YEAR = Example(
    prose=(
        "六、部门整体支出绩效情况",
        "全年新建标准库房2间，配齐恒温恒湿设备，完成纸质档案数字化12000页，向社会开放档案300卷，查档群众等候时间缩短。",
    )
)


@text_rule(
    "N13",
    "与上年报告文字雷同",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        prose=(
            "六、部门整体支出绩效情况",
            "全年新建标准库房3间，配齐恒温恒湿设备，完成纸质档案数字化15000页，向社会开放档案320卷，查档群众等候时间缩短。",
        ),
        previous=_LAST_YEAR,
    ),
    silent=Example(
        prose=(
            "六、部门整体支出绩效情况",
            "两间旧库房的漏雨处已经修补，全部卷宗搬回架位，另为乡镇档案员办了两期整理规范的培训班，参训人员都通过了考核。",
        ),
        previous=_LAST_YEAR,
    ),
)
def previous_year_copy(case: Case) -> Iterator[Problem]:
    """与上年报告只差年份和数字的段落，要按当年情况重写。"""
    if case.previous is None:
        raise NotApplicable
    limit = float(case.setting("copy_similarity"))
    earlier = [_masked(text) for _, _, text in _paragraphs(case.previous)]
    known = [(text, _pairs(text)) for text in earlier]
    for section, start, text in _paragraphs(case.report):
        share = _similarity(_masked(text), known, limit)
        if share >= limit:
            message = f"“{text[:14]}…”一段与上年报告雷同（{share:.0%}）。"
            yield Problem(message, [AtSection(section, start, start + len(text))], "请按本年实际情况重写。")


def _paragraphs(report: Report) -> Iterator[tuple[str, int, str]]:
    """(section, start, text) of the long paragraphs that are not standing text and state no figure of the form.

    Sentences like “年初结转和结余…本年收入…” are prescribed word for word.
    """
    prescribed = {
        (m.section, m.start) for m in report.mentions if m.fact is not None and m.fact != "score.total"
    }
    places = (report.facts[key].place for key in _STANDING if key in report.facts)
    standing = {place.section for place in places if isinstance(place, TextPlace)}
    for section in report.sections:
        if any(section.number == number or section.number.startswith(number + ".") for number in standing):
            continue
        start = 0
        for line in section.text.split("\n"):
            stated = any(
                name == section.number and start <= at < start + len(line) for name, at in prescribed
            )
            if len(line) >= _SHORTEST and not stated:
                yield section.number, start, line
            start += len(line) + 1


def _masked(text: str) -> str:
    return _DIGITS.sub("#", text)


def _pairs(text: str) -> set[str]:
    return {text[index : index + 2] for index in range(len(text) - 1)}


def _similarity(text: str, known: list[tuple[str, set[str]]], limit: float) -> float:
    """The greatest similarity to one of last year's paragraphs, 0 below the limit."""
    own, best = _pairs(text), 0.0
    for other, pairs in known:
        if text == other:
            return 1.0
        if 2 * len(own & pairs) >= _SHARED_PAIRS * (len(own) + len(pairs)):
            best = max(best, SequenceMatcher(None, text, other, autojunk=False).ratio())
    return best if best >= limit else 0.0
