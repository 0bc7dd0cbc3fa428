"""Figures in the text linked to the tables (可引用的数): 〔全年执行数〕 reads as what the table says now."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhunsheng.kernel.facts import Kind, State
from zhunsheng.kernel.report import Indicator, Report
from zhunsheng.press.values import value_text
from zhunsheng.rulebook.facts import kind_of, label_of
from zhunsheng.server.reports.schemes import FormSheet

_TOKEN = re.compile(r"〔([^〔〕\n]{2,40})〕")
_NO_NAME = re.compile(r"[〔〕\n]")
_UNITS = {Kind.MONEY: "万元", Kind.COUNT: "人", Kind.POINTS: "分", Kind.AREA: "平方米"}
COUNTED = "台账·"
"""〔台账·下发工作提示单〕: what a register counted."""
_INDICATOR_WORDS = {"target": "指标值", "actual": "完成值"}


def with_figures(text: str, report: Report, sheet: FormSheet) -> str:
    """The text as printed. A name that is no figure of the report (财预〔2020〕10号) stays as it is."""
    if "〔" not in text:
        return text
    indicators = dict(indicator_figures(report))

    def printed(match: re.Match[str]) -> str:
        name = match[1]
        if name in sheet.quotable:
            return figure(sheet.quotable[name], report)
        if name.startswith(COUNTED):
            return counted(name.removeprefix(COUNTED), report)
        return indicators.get(name, match[0])

    return _TOKEN.sub(printed, text)


def counted(title: str, report: Report) -> str:
    """A count of the register as it was quoted for the text."""
    return report.text(f"register.{title}") or f"（{title}未引用）"


def token(name: str) -> str:
    return f"〔{name}〕"


def figure(key: str, report: Report) -> str:
    """The fact with its unit; the bare name in brackets while it isn't given."""
    fact = report.facts.get(key)
    if fact is None or fact.state is State.BLANK:
        return f"（{label_of(key)}未填）"
    if fact.value is None:
        return fact.text
    return value_text(fact.value, kind_of(key)) + _UNITS.get(kind_of(key), "")


def indicator_figures(report: Report) -> Iterator[tuple[str, str]]:
    """窗口办件量完成值 → 53860件, and the same for the target: every indicator that has a name."""
    for indicator in report.indicators:
        for column in _INDICATOR_WORDS:
            text = getattr(indicator, column)
            if text and quotes(indicator):
                yield indicator_figure_name(indicator, column), text


def quotes(indicator: Indicator) -> bool:
    """Whether the indicator's name can stand between the brackets of a token."""
    return 0 < len(indicator.name) <= 35 and _NO_NAME.search(indicator.name) is None


def indicator_figure_name(indicator: Indicator, column: str) -> str:
    return f"{indicator.name}{_INDICATOR_WORDS[column]}"
