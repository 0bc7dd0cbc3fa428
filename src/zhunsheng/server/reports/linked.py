"""Figures in the text linked to the tables (可引用的数): 〔全年执行数〕 reads as what the table says now."""

from __future__ import annotations

import re

from zhunsheng.kernel.facts import Kind, State
from zhunsheng.kernel.report import Report
from zhunsheng.press.values import value_text
from zhunsheng.rulebook.facts import kind_of, label_of
from zhunsheng.server.reports.schemes import FormSheet

_TOKEN = re.compile(r"〔([^〔〕\n]{2,30})〕")
_UNITS = {Kind.MONEY: "万元", Kind.COUNT: "人", Kind.POINTS: "分", Kind.AREA: "平方米"}


def with_figures(text: str, report: Report, sheet: FormSheet) -> str:
    """The text as printed. A name that is no figure of the form (财预〔2020〕10号) stays as it is."""
    if "〔" not in text:
        return text
    keys = quotable(sheet)
    return _TOKEN.sub(lambda match: figure(keys[match[1]], report) if match[1] in keys else match[0], text)


def figure(key: str, report: Report) -> str:
    """The fact with its unit; the bare name in brackets while it isn't given."""
    fact = report.facts.get(key)
    if fact is None or fact.state is State.BLANK:
        return f"（{label_of(key)}未填）"
    if fact.value is None:
        return fact.text
    return value_text(fact.value, kind_of(key)) + _UNITS.get(kind_of(key), "")


def quotable(sheet: FormSheet) -> dict[str, str]:
    """Name → key of every figure the text may quote."""
    keys = [
        key
        for key in sheet.form.keys
        if key == "score.grade" or kind_of(key) not in (Kind.TEXT, Kind.DATE, Kind.YEAR)
    ]
    return {label_of(key): key for key in keys}
