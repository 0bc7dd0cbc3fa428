"""T03–T07: slips of the pen, punctuation, impossible dates, overlong paragraphs, scanning noise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.facts import UNREADABLE, Kind
from zhunsheng.kernel.findings import AtFact, AtPlace, AtSection, Problem, Severity, Target
from zhunsheng.kernel.report import Report, Section
from zhunsheng.kernel.sentences import occurrences
from zhunsheng.rulebook.checks.passages import around, passages
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.facts import kind_of, label_of

# --- T03: repeated and missing characters ------------------------------------------------------------

_REPEATED = (
    ("及及", "普涉顾危触提", "时格早第"),
    ("的的", "目", "确士"),
    ("和和", "温总缓饱", "谐平美睦气解善"),
    ("与与", "参赠", "会"),
    *((doubled, "", "") for doubled in ("等等等", "，，", "、、", "；；", "。。")),
    *((word * 2, "", "") for word in ("进行", "开展", "加强", "提高", "通过")),
)
"""What must not stand twice, unless one of these characters stands before it (目的+的) or after it (以及+及时)."""
_CUT_SHORT = (
    ("本年支", re.compile(r"本年支(?=\s*\d)"), "本年支出"),
    ("本年收", re.compile(r"本年收(?=\s*\d)"), "本年收入"),
    ("结和结余", re.compile("结和结余"), "结转和结余"),
    ("一般共预算", re.compile("一般共预算"), "一般公共预算"),
)
_SLIP = re.compile(
    "|".join([*(word for word, _, _ in _REPEATED), *(slip.pattern for _, slip, _ in _CUT_SHORT)])
)
"""All of these at once, to be done with most reports in one run."""


@text_rule(
    "T03",
    "重字或漏字",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(prose=("一、部门基本情况", "管理各乡镇及及其所辖村的档案。")),
    silent=Example(prose=("一、部门基本情况", "做好接收以及及时整理，件件有着落，事事有人管。")),
)
def repeated_or_missing(case: Case) -> Iterator[Problem]:
    """不重字，不漏字，不重标点。"""
    found = passages(case)
    if _SLIP.search(found.text) is None:
        return
    for doubled, before, after in _REPEATED:
        for start, end in _standing_alone(found.text, doubled, before, after):
            words = around(found.text, start, end, 4)
            yield Problem(
                f"“{words}”里“{doubled}”重复。", [found.target(start, end)], "请删去多余的字或标点。"
            )
    for sign, pattern, right in _CUT_SHORT:
        if sign in found.text:
            for match, target in found.find(pattern):
                words = around(found.text, match.start(), match.end(), 6)
                yield Problem(f"“{words}”疑漏字。", [target], f"疑为“{right}”。")


def _standing_alone(text: str, word: str, before: str, after: str) -> Iterator[tuple[int, int]]:
    """Where a word stands without one of the characters that make it right."""
    for start in occurrences(text, word):
        end = start + len(word)
        if text[start - 1 : start] not in (*before,) and text[end : end + 1] not in (*after,):
            yield start, end


_LONG_CLAUSE, _LONG_LINE, _NEXT_LINE = 8, 40, 12


@text_rule(
    "T03",
    "整句或整段重复",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(prose=("六、部门整体支出绩效情况", "逐卷核对案卷目录，逐卷核对案卷目录，全部入库。")),
    silent=Example(prose=("六、部门整体支出绩效情况", "逐卷核对案卷目录，逐件核对文件目录，全部入库。")),
)
def repeated_passage(case: Case) -> Iterator[Problem]:
    """同一句话不连着写两遍，同一段话不写两处。"""
    if not _repeats(case.prose):
        return
    seen: set[str] = set()
    for section in case.report.sections:
        start, before = 0, ""
        for line in section.text.split("\n"):
            twice = line == before and len(line) >= _NEXT_LINE
            if twice or (line in seen and len(line) >= _LONG_LINE):
                target = AtSection(section.number, start, start + len(line))
                yield Problem(f"“{line[:12]}…”一段写了两遍。", [target], "请删去重复的一段。")
            seen.add(line)
            start, before = start + len(line) + 1, line
        start, before = 0, ""
        for clause in _clauses(section.text):
            if clause == before and len(clause) >= _LONG_CLAUSE:
                target = AtSection(section.number, start, start + len(clause))
                yield Problem(f"“{clause[:12]}…”连着写了两遍。", [target], "请删去重复的话。")
            start, before = start + len(clause) + 1, clause


def _clauses(text: str) -> list[str]:
    return text.replace("。", "，").replace("；", "，").replace("\n", "，").split("，")


def _repeats(text: str) -> bool:
    """Whether any line or clause stands twice: in most reports none does."""
    lines, clauses = [line for line in text.split("\n") if len(line) >= _NEXT_LINE], _clauses(text)
    return len(set(lines)) < len(lines) or any(
        clause == before and len(clause) >= _LONG_CLAUSE for before, clause in pairwise(clauses)
    )


# --- T04: punctuation ---------------------------------------------------------------------------------

_STRAIGHT_QUOTES = re.compile(r"\"[^\"\n]{1,40}\"")
_BRACKETS = "（）()\n"
_LONGEST_BRACKET = 40
_WIDE_BLANKS = ("\u3000", "\xa0")


@text_rule(
    "T04",
    "标点或空格不规范",
    Severity.HINT,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(prose=("一、部门基本情况", '"三公"经费按规定（见附表)公开。')),
    silent=Example(prose=("一、部门基本情况", "“三公”经费按规定（见附表）公开。")),
)
def mixed_punctuation(case: Case) -> Iterator[Problem]:
    """引号、括号用中文的，左右一致；不用全角空格或不间断空格凑位置。"""
    found = passages(case)
    quotes = [target for _, target in found.find(_STRAIGHT_QUOTES)] if '"' in found.text else []
    if quotes:
        yield Problem(f"{len(quotes)}处用了英文直引号。", quotes, "请改为中文引号“”。")
    brackets: list[Target] = [found.target(start, end) for start, end in _mixed_brackets(found.text)]
    brackets += _mixed_in_labels(case.report)
    if brackets:
        yield Problem(f"{len(brackets)}处括号一边中文、一边英文。", brackets, "请统一用中文括号（）。")
    padded: list[Target] = [
        AtSection(section.number, *_first_wide_blank(section))
        for section in (case.report.sections if _has_wide_blank(found.text) else ())
        if _has_wide_blank(section.text)
    ]
    cells = [AtPlace(place) for table in case.report.tables for place in table.padded]
    if padded or cells:
        yield Problem(
            f"{len(padded) + len(cells)}处用全角空格凑位置。", [*padded, *cells], "请删去，改用对齐方式。"
        )


def _mixed_brackets(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of brackets with one half Chinese and one half ASCII, found from the rare ASCII half."""
    for closing in occurrences(text, ")"):
        opening = max(text.rfind(char, max(0, closing - _LONGEST_BRACKET), closing) for char in _BRACKETS)
        if opening >= 0 and text[opening] == "（":
            yield opening, closing + 1
    for opening in occurrences(text, "("):
        stop = opening + 1 + _LONGEST_BRACKET
        closing = min(
            (at for char in _BRACKETS if (at := text.find(char, opening + 1, stop)) >= 0), default=-1
        )
        if closing >= 0 and text[closing] == "）":
            yield opening, closing + 1


def _mixed_in_labels(report: Report) -> list[Target]:
    return [
        AtPlace(label.place)
        for table in report.tables
        for label in table.labels
        if ("(" in label.text or ")" in label.text) and any(_mixed_brackets(label.text.replace("\n", "")))
    ]


def _has_wide_blank(text: str) -> bool:
    return any(blank in text for blank in _WIDE_BLANKS)


def _first_wide_blank(section: Section) -> tuple[int, int]:
    at = min(position for blank in _WIDE_BLANKS if (position := section.text.find(blank)) >= 0)
    return at, at + 1


# --- T05: dates ---------------------------------------------------------------------------------------

_DATE = re.compile(r"(\d+)\s?年\s?(\d{1,3})\s?月(?:\s?(\d{1,3})\s?[日号])?")
_YEAR_MONTH = re.compile(r"\d+\s?年\s?\d{1,3}\s?$")
_REACH = 16
_EPOCH = "1970年1月1日"
_FIRST_YEAR, _LAST_YEAR = 1800, 2099


@text_rule(
    "T05",
    "日期写错",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(prose=("一、部门基本情况", "本馆于202年3月迁入新址。")),
    silent=Example(prose=("一、部门基本情况", "本馆于2022年3月31日迁入新址，2023—2027年分步整理。")),
)
def malformed_date(case: Case) -> Iterator[Problem]:
    """日期要写得出这一天：年份四位，月份、日期真实存在。"""
    found = passages(case)
    for match in _dates(found.text):
        if not _exists(match):
            parts = "年、月、日" if match.re is _DATE else "月、日"
            yield Problem(f"日期“{match.group()}”不存在。", [found.target(*match.span())], f"请核对{parts}。")
    for key, fact in case.report.facts.items():
        if fact.state is UNREADABLE and kind_of(key) is Kind.DATE and _DATE.search(fact.text) is None:
            yield Problem(
                f"“{label_of(key)}”填的“{fact.text[:12]}”不是日期。",
                [AtFact(key)],
                "请写成“2024年3月15日”的样子。",
            )


def _dates(text: str) -> Iterator[re.Match[str]]:
    """Months with a year before or a day behind them, found from the rare 月 rather than from the many digits."""
    for month in occurrences(text, "月"):
        match = _with_year(text, month) or _without_year(text, month)
        if match is not None:
            yield match


def _with_year(text: str, month: int) -> re.Match[str] | None:
    begin = max(0, month - _REACH)
    if text.rfind("年", begin, month) <= 0:
        return None
    before = _YEAR_MONTH.search(text, begin, month)
    return _DATE.match(text, before.start()) if before is not None else None


_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _without_year(text: str, month: int) -> re.Match[str] | None:
    """6月31日"""
    start = month - 2 if text[month - 2 : month].isdigit() else month - 1
    before = text[start - 1 : start]
    if not month or before.isdigit() or before in ("年", " "):
        return None
    return _DAY.match(text, start)


def _exists(match: re.Match[str]) -> bool:
    """Two-digit years are short for this century's; a duration (3年6月) is no date."""
    if match.re is _DAY:
        month, day = int(match[1]), int(match[2])
        return 1 <= month <= 12 and 1 <= day <= _LONGEST_MONTHS[month - 1]
    if len(match[1]) < 3:
        return True
    year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
    if not _FIRST_YEAR <= year <= _LAST_YEAR or match.group() == _EPOCH:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


# --- T06: paragraphs ----------------------------------------------------------------------------------


@text_rule(
    "T06",
    "段落过长",
    Severity.HINT,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(prose=("六、部门整体支出绩效情况", "逐卷核对目录，" * 90)),
    silent=Example(prose=("六、部门整体支出绩效情况", "逐卷核对目录，" * 30, "逐件扫描著录，" * 30)),
)
def overlong_paragraph(case: Case) -> Iterator[Problem]:
    """一段不宜过长，分条写便于核对。"""
    limit = int(case.setting("long_paragraph"))
    for section in case.report.sections:
        if len(section.text) <= limit:
            continue
        start = 0
        for line in section.text.split("\n"):
            if len(line) > limit:
                target = AtSection(section.number, start, start + len(line))
                yield Problem(f"“{line[:12]}…”一段有{len(line)}字。", [target], "建议按事项分段或分条。")
            start += len(line) + 1


# --- T07: noise of scanning ---------------------------------------------------------------------------

_LETTERS = "lOoI"
_LETTER_IN_NUMBER = re.compile(r"\d[lOoI]+(?=[\d.,%万元年月日])[\d.]*|(?<![A-Za-z])[lOI]\d*\.\d+")
_MISREAD = "顼箅岀佥曰"
_MISREAD_WORD = re.compile("顼目|[预决概核]箅|箅数|支岀|岀[席台具]|资佥|基佥|\\d曰|曰[期常前]")
_RADICALS = re.compile("[\u2f00-\u2fd5]+")
"""Signs of the block of radicals, which some PDF files hold in place of the characters."""
_COMMON_RADICALS = "⼀⼆⼈⼊⼗⼤⼩⼯⽂⽅⽇⽉⽬⽤⾏⾦"
_READ_AS = str.maketrans("lOoI曰顼箅岀佥", "1001日项算出金")


@text_rule(
    "T07",
    "疑似扫描识别错字",
    Severity.HINT,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(prose=("二、一般公共预算支出情况", "顼目支出2O.50万元。")),
    silent=Example(prose=("二、一般公共预算支出情况", "项目支出20.50万元，推广O2O服务和5G网络。")),
    signs=(*_LETTERS, *_MISREAD, *_COMMON_RADICALS),
)
def scanning_noise(case: Case) -> Iterator[Problem]:
    """扫描件转成的文字，数字里混进的字母和形近字要改正。"""
    found = passages(case)
    for signs, pattern in ((_LETTERS, _LETTER_IN_NUMBER), (_MISREAD, _MISREAD_WORD)):
        if any(sign in found.text for sign in signs):
            for match, target in found.find(pattern):
                words = around(found.text, match.start(), match.end(), 4)
                yield Problem(
                    f"“{words}”疑有识别错误。", [target], f"疑为“{match.group().translate(_READ_AS)}”。"
                )
    if any(sign in found.text for sign in _COMMON_RADICALS):
        targets = [target for _, target in found.find(_RADICALS)]
        yield Problem(
            f"{len(targets)}处用了部首字符代替汉字。", targets, "请改为通用的汉字，否则查找和统计都找不到。"
        )
