"""Starter sentences (起始句): a section begun from the figures. They state figures, never achievements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhunsheng.kernel.facts import State
from zhunsheng.kernel.findings import nested_quotes
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.report import Indicator, Report
from zhunsheng.rulebook.facts import label_of
from zhunsheng.server.reports.linked import indicator_figure_name, quotes, token
from zhunsheng.server.reports.schemes import FormSheet

_KEY = re.compile(r"\{([a-z_]+\.[a-z_.]+)\}")
_OF_FIGURES = {
    "基本情况": (
        "编制人数{staffing.quota}，实有人数{staffing.actual}，在职人员控制率{staffing.control_rate}。",
        "退休人员{staffing.retired}。",
    ),
    "一般公共预算": (
        "{year}年度一般公共预算财政拨款年初结转和结余{general.opening}，本年收入{general.income}，"
        "本年支出{general.expenditure}，年末结转和结余{general.closing}。",
        "年初预算数{funds.initial}，全年预算数{funds.full_year}，全年执行数{funds.executed}，"
        "预算执行率{funds.execution_rate}。",
        "其中：基本支出年初结转和结余{general_basic.opening}，本年收入{general_basic.income}，"
        "本年支出{general_basic.expenditure}，年末结转和结余{general_basic.closing}。",
        "项目支出年初结转和结余{general_project.opening}，本年收入{general_project.income}，"
        "本年支出{general_project.expenditure}，年末结转和结余{general_project.closing}。",
        "“三公”经费上年决算数{three_public.total.prior}，本年预算数{three_public.total.budget}，"
        "本年决算数{three_public.total.final}。",
    ),
    "绩效情况": (
        "{year}年度部门整体支出绩效自评总分{score.total}，等级为“{score.grade}”。",
        "其中预算执行得分{funds.score}。",
    ),
}
"""Word in the section's title → sentences. One with a figure that isn't given is left out."""
_WITHOUT = {
    "政府性基金": ("政府性基金预算", "government_fund"),
    "国有资本经营": ("国有资本经营预算", "state_capital"),
    "社会保险基金": ("社会保险基金预算", "social_insurance"),
}
"""Budgets that most units don't have: word in the title → (what it is called, stem of its facts)."""


def starter(title: str, report: Report, sheet: FormSheet, year: int) -> str:
    """Paragraphs with the figures as tokens; empty where the figures say nothing of the section."""
    for word, (name, stem) in _WITHOUT.items():
        if word in title:
            return _budget(name, stem, report, sheet, year)
    sentences = [
        _linked(sentence, year)
        for word, group in _OF_FIGURES.items()
        if word in title
        for sentence in group
        if _given(sentence, report, sheet)
    ]
    paragraphs = ["".join(sentences)] if sentences else []
    if "绩效情况" in title:
        paragraphs += map(_completed, report.indicators)
    if "问题" in title:
        paragraphs += _deducted(report.indicators)
    return "\n".join(paragraph for paragraph in paragraphs if paragraph)


def _given(sentence: str, report: Report, sheet: FormSheet) -> bool:
    quotable = set(sheet.quotable.values())
    return all(key in quotable and report.state(key) is State.GIVEN for key in _KEY.findall(sentence))


def _linked(sentence: str, year: int) -> str:
    return _KEY.sub(lambda match: token(label_of(match[1])), sentence.replace("{year}", str(year)))


def _budget(name: str, stem: str, report: Report, sheet: FormSheet, year: int) -> str:
    states = {report.state(f"{stem}.income"), report.state(f"{stem}.expenditure")}
    if states == {State.NOT_APPLICABLE}:
        return f"{year}年无{name}收入和支出。"
    sentence = f"{{year}}年{name}收入{{{stem}.income}}，支出{{{stem}.expenditure}}。"
    return _linked(sentence, year) if _given(sentence, report, sheet) else ""


def _completed(indicator: Indicator) -> str:
    if not (indicator.actual and indicator.target and quotes(indicator)):
        return ""
    target, actual = (token(indicator_figure_name(indicator, column)) for column in ("target", "actual"))
    return f"{indicator.name}：年度指标值{target}，实际完成{actual}。"


def _deducted(indicators: list[Indicator]) -> Iterator[str]:
    """Which indicators lost points, with the reason their row gives."""
    for indicator in indicators:
        weight, score = indicator.weight, indicator.score
        if weight is not None and score is not None and score < weight:
            lost = nested_quotes(f"“{indicator.name}”扣{plain_decimal(weight - score)}分。")
            yield f"{lost}{indicator.reason}" if indicator.reason else lost
