"""N04, N05, N10, N11: whether what the text says can be true beside the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from zhunsheng.kernel.checks import Case, Example, Mode, NotApplicable, NotEvaluable
from zhunsheng.kernel.facts import State
from zhunsheng.kernel.findings import AtIndicator, AtSection, Problem, Severity, Target
from zhunsheng.kernel.numerals import Quantity, plain_decimal
from zhunsheng.kernel.report import Indicator, Mention, Report, Section
from zhunsheng.kernel.sentences import FULL_STOPS, sentence_before, sentence_end, sentence_start
from zhunsheng.rulebook.checks.narrative import results
from zhunsheng.rulebook.checks.passages import around
from zhunsheng.rulebook.checks.problems import section_of
from zhunsheng.rulebook.checks.registry import text_rule

_PROBLEMS_TITLE = re.compile("问题|措施|打算|建议")
"""Sections that speak of what is left to do; there an unfinished matter contradicts nothing."""


def _result_sections(report: Report) -> Iterator[Section]:
    """Sections outside problems and measures, the sections below those left out too."""
    left_out: tuple[str, ...] = ()
    for section in report.sections:
        if _PROBLEMS_TITLE.search(section.title):
            left_out = (*left_out, section.number + ".")
        elif not section.number.startswith(left_out):
            yield section


# --- N04: still running ------------------------------------------------------------------------------

_RUNNING_SIGNS = ("正在", "尚未", "还没有", "还未", "进行中", "未完工", "未竣工")
_RUNNING = re.compile(
    "正在(?:紧张|有序|抓紧|积极|加快|稳步)?(?:开展|施工|建设|推进|进行|实施|办理(?!\\d)|整改|改造|筹备|验收)|"
    "尚未(?:完成|完工|竣工|验收|建成|结束|启动|开工)|还没有(?:完成|完工|竣工|验收|建成|结束)|还未(?:完成|完工|竣工|验收|建成)|"
    "进行中|未完工|未竣工"
)
_LONG_LINK = 4


@text_rule(
    "N04",
    "正文说还在进行，表里已按完成计分",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        indicators=(
            {"name": "库房改造工程", "target": "≥2间", "actual": "2间", "weight": "10", "score": "10"},
        ),
        prose=("六、部门整体支出绩效情况", "库房改造正在施工，预计明年交付。"),
    ),
    silent=Example(
        indicators=(
            {"name": "库房改造工程", "target": "≥2间", "actual": "1间", "weight": "10", "score": "5"},
        ),
        prose=("六、部门整体支出绩效情况", "库房改造正在施工，预计明年交付。"),
    ),
    signs=_RUNNING_SIGNS,
)
def still_running(case: Case) -> Iterator[Problem]:
    """正文说还在进行、还没有验收的事，指标表不应按全部完成给满分。"""
    for section in _result_sections(case.report):
        told: set[int] = set()
        for match in _RUNNING.finditer(section.text):
            row = _full_score_about(section.text, match, case.report.indicators)
            if row is None or row in told:
                continue
            told.add(row)
            indicator = case.report.indicators[row]
            words = around(section.text, match.start(), match.end(), 10)
            message = f"正文说“…{words}…”，表内“{indicator.name}”填{indicator.actual}，得满分。"
            target = AtSection(section.number, match.start(), match.end())
            yield Problem(
                message, [target, AtIndicator(row, "actual")], "请核实年末是否完成，两处写法要一致。"
            )


def _full_score_about(text: str, match: re.Match[str], indicators: list[Indicator]) -> int | None:
    """The full-score indicator the sentence shares most words with."""
    start = match.start() - len(sentence_before(text, match.start()))
    end = sentence_end(text, match.end())
    before = max(start - 1, 0)
    own, wider = text[start:end], text[before - len(sentence_before(text, before)) : end]
    best: tuple[int, int, int] | None = None
    for row, indicator in enumerate(indicators):
        if indicator.score is None or indicator.score != indicator.weight:
            continue
        shared = max(_longest_shared(indicator.name, own), _far_link(indicator.name, wider))
        rank = (shared, len(set(indicator.name) & set(own)), -row)
        if shared > 1 and (best is None or rank > best):
            best = rank
    return None if best is None else -best[2]


def _far_link(name: str, text: str) -> int:
    """The sentence before counts only where it shares a long stretch with the name."""
    shared = _longest_shared(name, text)
    return shared if shared >= _LONG_LINK else 0


def _longest_shared(name: str, text: str) -> int:
    """Length of the longest stretch of the name that stands in the text, 1 for none of note."""
    longest = 1
    for start in range(len(name)):
        while start + longest < len(name) and name[start : start + longest + 1] in text:
            longest += 1
    return longest


_ALL_DONE = re.compile(
    r"(?:各项|所有|全部|\d+项)[^。；，\n未没不]{0,8}(?:指标|目标)[^。；，\n未没不]{0,4}(?:全部|均|都|全面|100%)[^。；，\n未没不基]{0,6}"
    "(?:完成|实现|达成|达标|达到)|"
    r"(?:全面|全部|圆满)完成了?[^。；，\n未没不]{0,8}(?:各项|所有|全部)[^。；，\n未没不工]{0,8}(?:指标|目标)|"
    r"(?:绩效|年度)目标(?:均?已)?(?:全部|全面)(?:完成|实现)"
)


def _speaks_of_all(text: str) -> bool:
    return ("指标" in text or "目标" in text) and any(
        word in text for word in ("全部", "均", "都", "全面", "圆满", "100%")
    )


_NO_PROBLEM = re.compile("不存在(?:任何)?问题|(?:没有|未发现)任何问题")


@text_rule(
    "N04",
    "一面说全部完成、没有问题，一面有扣分或问题",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        indicators=(
            {"name": "归档案卷", "target": "≥200卷", "actual": "180卷", "weight": "10", "score": "9"},
        ),
        prose=("六、部门整体支出绩效情况", "年初确定的各项绩效指标全部完成。"),
    ),
    silent=Example(
        indicators=(
            {"name": "归档案卷", "target": "≥200卷", "actual": "180卷", "weight": "10", "score": "9"},
        ),
        prose=("六、部门整体支出绩效情况", "年初确定的各项绩效指标基本完成。"),
    ),
)
def all_done_but_deducted(case: Case) -> Iterator[Problem]:
    """说各项指标全部完成的，表内不应有扣分；说不存在问题的，不应另列问题。"""
    report = case.report
    lost = [
        row
        for row, i in enumerate(report.indicators)
        if i.weight and i.score is not None and i.score < i.weight
    ]
    lists_problems = report.state("problems") is State.GIVEN
    for section in _result_sections(report):
        match = _ALL_DONE.search(section.text) if lost and _speaks_of_all(section.text) else None
        if match is not None:
            first = report.indicators[lost[0]]
            message = f"正文说“{match.group()}”，表内{len(lost)}项有扣分，如“{first.name}”{plain_decimal(first.score or Decimal(0))}分。"
            target = AtSection(section.number, match.start(), match.end())
            yield Problem(
                message, [target, AtIndicator(lost[0], "score")], "请核实完成情况，两处说法要一致。"
            )
        match = _NO_PROBLEM.search(section.text) if lists_problems and "问题" in section.text else None
        if match is not None:
            target = AtSection(section.number, match.start(), match.end())
            hint = "请核实，两处说法要一致。"
            yield Problem(
                f"正文说“{match.group()}”，另一处列了存在的问题。",
                [target, *section_of("problems", report)],
                hint,
            )


# --- N05: 目前 ---------------------------------------------------------------------------------------

_NOW = re.compile("截至目前|目前|现阶段")


@text_rule(
    "N05",
    "年度报告里写“目前”",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        facts={"filing.date": "2024年7月10日"}, prose=("六、部门整体支出绩效情况", "目前，两间库房已经交付。")
    ),
    silent=Example(
        facts={"filing.date": "2024年2月10日"}, prose=("六、部门整体支出绩效情况", "目前，两间库房已经交付。")
    ),
    signs=("目前", "现阶段"),
)
def stale_now(case: Case) -> Iterator[Problem]:
    """年度结束几个月后填报的，写进度要写截至哪一天，不写“目前”。"""
    places: list[Target] = [
        AtSection(section.number, match.start(), match.end())
        for section in _result_sections(case.report)
        for match in _NOW.finditer(section.text)
    ]
    if not places:
        return
    filed, year = _filing_date(case.report), case.report.fiscal_year
    if filed is None or year is None:
        raise NotEvaluable("filing.date")
    if (filed - date(year, 12, 31)).days > case.setting("stale_after_days"):
        message = f"正文{len(places)}处写“目前”，填报已是{filed.year}年{filed.month}月{filed.day}日。"
        yield Problem(message, places, f"请写明截至日期，如“截至{year}年12月31日”。")


_LAST_YEAR_END = re.compile(r"截[至止到](?P<year>20\d{2})年(?:12月(?:31日|[底末份])?|年?[底末])?(?![\d月年])")
_STANDING = re.compile(
    r"(?:在职|实有|在编|编制|在岗|退休|固定资产|资产总额|总资产|公务用车|内设|下设|现有|保有量)[^，。；\d]{0,10}\d"
)
"""What a report says of the unit as it is at the end of its year."""
_COMPARES = re.compile(
    "[比较]|上年|去年|同期|期初|年初|增加|减少|净增|以来|当时|成立|普查|历史|遗留|结转|规划"
)


@text_rule(
    "N05",
    "现状写成截至上年末的",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=("一、部门基本情况", "截至2022年12月31日，本馆编制20人，在职18人。")),
    silent=Example(prose=("一、部门基本情况", "截至2023年12月31日，本馆编制20人，在职18人。")),
    signs=("截至", "截止", "截到"),
)
def stale_date(case: Case) -> Iterator[Problem]:
    """写在职人数、资产、车辆等现状的，截至日期应是报告年度的年末；与上年比较、讲历史的不查。"""
    year = case.report.fiscal_year
    if year is None:
        raise NotApplicable
    for section in _result_sections(case.report):
        for match in _LAST_YEAR_END.finditer(section.text):
            if int(match["year"]) != year - 1 or _is_compared(match, section.text, year):
                continue
            yield Problem(
                f"写的是{match.group()}的情况，报告年度是{year}年。",
                [AtSection(section.number, *match.span())],
                f"请核对，一般写截至{year}年12月31日的数。",
            )


def _is_compared(match: re.Match[str], text: str, year: int) -> bool:
    """Whether a date isn't that of the unit's present state, or stands beside one of this year."""
    near = text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
    at = min(match.start(), _NEAR)
    start, end = sentence_start(near, at, FULL_STOPS), sentence_end(near, at, FULL_STOPS)
    standing = _STANDING.search(near, at + len(match.group()), min(end, at + _PRESENT_WITHIN))
    paragraph = near[sentence_start(near, at, "\n") : sentence_end(near, at, "\n")]
    is_both = any(f"{later}年" in paragraph for later in (year, year + 1)) or "目前" in paragraph
    return standing is None or is_both or _COMPARES.search(near, start, end) is not None


_NEAR = 400
"""Characters of a paragraph looked at before and behind a date."""
_PRESENT_WITHIN = 50


def _filing_date(report: Report) -> date | None:
    for key in ("filing.date", "filing.indicators.date"):
        fact = report.facts.get(key)
        if fact is not None and isinstance(fact.value, date):
            return fact.value
    return None


# --- N10: claims ----------------------------------------------------------------------------------------

_COUNTS = frozenset("个轮次份条项件户家场期篇批人名宗处例起套") | {"人次", "批次"}
_FEWEST_COUNTS = 3
_SMALLEST_COUNT = 2
_MOST_SHOWN = 3
_SURVEYED = re.compile("问卷|收回|回收|有效|抽样|样本")
"""How many were asked is no work done: it is what a satisfaction rests on."""
_NEAR_COUNT = 8
_UNIT_AT_END = re.compile(r"^.*\d")


@text_rule(
    "N10",
    "正文的工作量在表里找不到",
    Severity.HINT,
    Mode.PERSON,
    "common-practice",
    fires=Example(prose=("六、部门整体支出绩效情况", "全年下发提示单36份，约谈5人，督办事项48项。")),
    silent=Example(
        indicators=({"name": "下发提示单", "actual": "36份"},),
        prose=("六、部门整体支出绩效情况", "全年下发提示单36份，约谈5人，督办事项48项。"),
    ),
)
def untraced_counts(case: Case) -> Iterator[Problem]:
    """正文里与任何指标都不相干的工作量，要有台账可查。"""
    report = case.report
    if not report.mentions:
        return
    known = {
        _result(row, done)
        for row, done in zip(report.indicators, results(case), strict=True)
        if done is not None
    }
    untied: list[Mention] = []
    for section in _performance_sections(report):
        said = case.mentions_by_section.get(section.number, ())
        counts = [
            m
            for m in said
            if m.fact is None
            and m.unit in _COUNTS
            and m.value > _SMALLEST_COUNT
            and _SURVEYED.search(section.text, max(0, m.start - _NEAR_COUNT), m.start) is None
        ]
        if len(counts) >= _FEWEST_COUNTS and not any(_is_known(mention, known) for mention in said):
            untied += counts
    if untied:
        largest = sorted(untied, key=lambda mention: -mention.value)
        shown = "、".join(dict.fromkeys(mention.text for mention in largest[:_MOST_SHOWN]))
        targets: list[Target] = [AtSection(mention.section, mention.start, mention.end) for mention in untied]
        yield Problem(
            f"正文有{len(untied)}个工作量（{shown}等）在表里找不到。",
            targets,
            "请备好台账、清单等佐证，供复核时查。",
        )


def _result(indicator: Indicator, done: Quantity) -> tuple[Decimal, str]:
    """Actual value and unit; the target's unit where the actual value has lost its own."""
    unit = done.unit or _UNIT_AT_END.sub("", indicator.target)
    return (done.number / 100 if unit == "%" else done.number), unit


def _is_known(mention: Mention, known: set[tuple[Decimal, str]]) -> bool:
    return mention.fact is not None or (mention.value, mention.unit) in known


def _performance_sections(report: Report) -> Iterator[Section]:
    """The sections on what was achieved, with those below them."""
    above = tuple(
        s.number + "."
        for s in report.sections
        if "绩效情况" in s.title or "绩效实现" in s.title or "产出" in s.title
    )
    for section in report.sections:
        if f"{section.number}.".startswith(above):
            yield section


# --- N11: staff -------------------------------------------------------------------------------------------

_RETIRED_COUNTED = re.compile(
    r"(?:编制|在职|实有|在编)[^，。；、\n（(]{0,10}[（(，,]?\s*(?:其中)?(?:包?含|包括)[^，。；\n]{0,4}退休"
)


@text_rule(
    "N11",
    "把退休人员算进编制或在职",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=("一、部门基本情况", "（二）人员编制情况", "编制人数20人（含退休3人），实有17人。")),
    silent=Example(prose=("一、部门基本情况", "（二）人员编制情况", "编制人数20人，实有17人，退休3人。")),
    signs=("退休",),
)
def retirees_counted(case: Case) -> Iterator[Problem]:
    """退休人员不占编制，编制数和在职人数都不含退休人员。"""
    for section in case.report.sections:
        if "退休" not in section.text:
            continue
        for match in _RETIRED_COUNTED.finditer(section.text):
            target = AtSection(section.number, match.start(), match.end())
            yield Problem(
                f"“{match.group()}”把退休人员算了进去。", [target], "编制和在职都不含退休人员，请核对人数。"
            )
