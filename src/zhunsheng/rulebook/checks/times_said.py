"""N05: times that cannot be right: a deadline that has passed, a result of the year before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.findings import AtIndicator, AtSection, Problem, Severity
from zhunsheng.kernel.sentences import FULL_STOPS, sentence_end, sentence_start
from zhunsheng.rulebook.checks.registry import text_rule

_DEADLINE = re.compile(
    r"((?:19|20)\d{2})年(?:\d{1,2}月(?:\d{1,2}日|底|末|中旬|上旬)?|底|末|[上下]半年)?(?:以?前|之前|内|底前)"
    r"(?!已|就|发|下|印|出|的|[^。；，]{0,4}(?:受理|遗留|形成|立案|登记|欠|发生|存量|购置))"
)
_STEPS = re.compile("改进|下一步|整改措施|今后|打算")
_DONE = re.compile("已|曾|原定|原计划|上年|去年|推迟|延[期后]|未|没有|本应")


@text_rule(
    "N05",
    "改进措施的时限没有过去",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        report={"fiscal_year": 2023},
        prose=("八、下一步改进措施", "由综合股牵头，2023年6月30日前建成剩余点位。"),
    ),
    silent=Example(
        report={"fiscal_year": 2023},
        prose=("八、下一步改进措施", "由综合股牵头，2024年6月30日前建成剩余点位。"),
    ),
)
def deadline_has_passed(case: Case) -> Iterator[Problem]:
    """下一步改进措施写的完成时限，不能在自评年度以内或更早。"""
    year = case.report.fiscal_year
    if year is None:
        return
    filing = case.report.facts.get("filing.date")
    filed = filing.value if filing is not None else None
    if isinstance(filed, date) and filed.year <= year:
        year -= 1  # written before the year was over
    steps = {section.number for section in case.report.sections if _STEPS.search(section.title)}
    for section in case.report.sections:
        if steps.isdisjoint((section.number, section.number.partition(".")[0])):
            continue
        for match in _DEADLINE.finditer(section.text):
            begin = sentence_start(section.text, match.start())
            end = sentence_end(section.text, match.end())
            if int(match[1]) <= year and _DONE.search(section.text, begin, end) is None:
                yield Problem(
                    f"改进措施写“{match.group()}”完成，时限已过。",
                    [AtSection(section.number, *match.span())],
                    "请核对年份。",
                )


_PLANS = re.compile("由[^。；，]{2,12}(?:负责|牵头)|牵头|责成|督促|下一步|将[于在]|计划|力争")


@text_rule(
    "N05",
    "偏差原因里改进措施的时限没有过去",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        report={"fiscal_year": 2023},
        indicators=({"name": "点位", "reason": "2个点位未建成。由综合股负责，2023年6月30日前建成。"},),
    ),
    silent=Example(
        report={"fiscal_year": 2023},
        indicators=({"name": "点位", "reason": "2个点位未建成。由综合股负责，2024年6月30日前建成。"},),
    ),
)
def deadline_in_reasons_has_passed(case: Case) -> Iterator[Problem]:
    """偏差原因及改进措施一栏写由谁负责、何时完成的，时限不能在自评年度以内或更早。"""
    year = case.report.fiscal_year
    if year is None:
        return
    for row, indicator in enumerate(case.report.indicators):
        for match in _DEADLINE.finditer(indicator.reason) if "年" in indicator.reason else ():
            begin = sentence_start(indicator.reason, match.start(), FULL_STOPS)
            end = sentence_end(indicator.reason, match.end(), FULL_STOPS)
            is_planned = _PLANS.search(indicator.reason, begin, end) is not None
            if int(match[1]) < year + 1 and is_planned and _DONE.search(indicator.reason, begin, end) is None:
                yield Problem(
                    f"“{indicator.name[:16]}”的改进措施写“{match.group()}”完成，时限已过。",
                    [AtIndicator(row, "reason")],
                    "请核对年份。",
                )


_LAST_YEAR = re.compile(r"((?:19|20)\d{2})年\d{1,2}月(?:\d{1,2}日|底|末|中旬|上旬|下旬)?")
_RESULT = re.compile(
    "(?:全部|均|已|顺利)?(?:通过验收|完成验收|建成|竣工|完工|投入使用|投用|办结|完成整改|开展(?:问卷|满意度)?(?:调查|测评)|采用)"
)
_LONGER = re.compile(
    "上年|去年|上一年|[比较]|同期|结转|跨年|续建|起|以来|至|到|启动|开工|立项|批复|印发|规划|出台|签订|中标|招标|修订|成立|设立|遗留|历年|"
    "前期|历时|后|《|〔"
)
_REACH = 40


@text_rule(
    "N05",
    "完成情况里的时间是自评年度的",
    Severity.HINT,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        report={"fiscal_year": 2023},
        prose=("六、部门整体支出绩效情况", "便民服务点均在2022年12月20日前通过验收。"),
    ),
    silent=Example(
        report={"fiscal_year": 2023},
        prose=(
            "六、部门整体支出绩效情况",
            "便民服务点均在2023年12月20日前通过验收。续建项目2022年12月完工，2023年投入使用。",
        ),
    ),
)
def result_of_last_year(case: Case) -> Iterator[Problem]:
    """写完成、验收、调查的一句里只有上一年的月份，没有自评年度的，可能是年份写错。"""
    year = case.report.fiscal_year
    if year is None:
        return
    for section in case.report.sections:
        if str(year - 1) not in section.text or not section.number.startswith("六"):
            continue
        for match in _LAST_YEAR.finditer(section.text):
            begin = sentence_start(section.text, match.start(), FULL_STOPS)
            end = sentence_end(section.text, match.end(), FULL_STOPS)
            sentence = section.text[begin:end]
            is_result = _RESULT.search(section.text, match.end(), min(end, match.end() + _REACH)) is not None
            if (
                int(match[1]) != year - 1
                or not is_result
                or str(year) in sentence
                or _LONGER.search(sentence)
            ):
                continue
            yield Problem(
                f"{year}年度的完成情况写的是“{match.group()}”。",
                [AtSection(section.number, *match.span())],
                "请核对年份；确是上年的，请写明跨年的情况。",
            )
