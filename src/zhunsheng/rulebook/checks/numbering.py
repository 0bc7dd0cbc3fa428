"""T01, T02: the numbers of headings, lists and enumerations follow each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zhunsheng.kernel.checks import Case, Example, Mode, NotApplicable
from zhunsheng.kernel.findings import AtSection, Problem, Severity, Target
from zhunsheng.kernel.numerals import chinese_integer
from zhunsheng.kernel.report import Section
from zhunsheng.rulebook.checks.registry import text_rule

# --- T01: headings and numbered lines ---------------------------------------------------------------

_NUMERALS = "一二三四五六七八九十"
_LINE = re.compile(
    rf"\s*(?:([{_NUMERALS}]{{1,3}})\s*[、.．，,:：]|[（(]\s*([{_NUMERALS}]{{1,3}})\s*[）)]|"
    r"(\d{1,2})\s*[、.．）)](?!\d)|[（(]\s*(\d{1,2})\s*[）)])"
)
_STARTS = frozenset(f"{_NUMERALS}（(0123456789")
_STYLES = ("{}、", "（{}）", "{}.", "（{}）")
"""How the four styles of numbering are written; the first two count in Chinese numerals."""
_CHINESE = ("〇", *_NUMERALS, *(f"十{char}" for char in "一二三四五六七八九"), "二十")


@dataclass(slots=True, frozen=True)
class _Numbered:
    """A heading or line with its numbering as written; style -1 where it has none."""

    style: int
    number: int
    written: str
    section: int
    """Index of its section."""
    target: Target


def _written(style: int, number: int) -> str:
    shown = _CHINESE[number] if style < 2 and number < len(_CHINESE) else str(number)
    return _STYLES[style].format(shown)


def _read(text: str, index: int, target: Target) -> _Numbered:
    match = _LINE.match(text)
    if match is None:
        return _Numbered(-1, 0, "", index, target)
    style = (match.lastindex or 1) - 1
    digits = match.group(style + 1)
    number = chinese_integer(digits) if style < 2 else int(digits)
    return _Numbered(style, number or 0, match.group().strip(), index, target)


def _families(sections: list[Section]) -> dict[str, list[_Numbered]]:
    """Headings of the same section, in order, by the number of the section they lie in."""
    families: dict[str, list[_Numbered]] = {}
    for index, section in enumerate(sections):
        heading = _read(section.heading, index, AtSection(section.number, 0, 0))
        families.setdefault(section.number.rpartition(".")[0], []).append(heading)
    return families


def _style_of(family: list[_Numbered], depth: int) -> int:
    """The style most headings of a family have; on a tie the one usual at this depth."""
    styles = [heading.style for heading in family if heading.style >= 0]
    usual = min(depth, len(_STYLES) - 1)
    return max(dict.fromkeys([usual, *styles]), key=styles.count) if styles else usual


@text_rule(
    "T01",
    "标题的序号写法不一",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(prose=("一、部门基本情况", "略。", "二、支出情况", "略。", "3、政府性基金预算支出情况", "无。", "四、其他", "无。")),
    silent=Example(prose=("一、部门基本情况", "略。", "二、支出情况", "略。", "三、政府性基金预算支出情况", "无。", "四、其他", "无。")),
)
def heading_style(case: Case) -> Iterator[Problem]:
    """同一级标题用同一种序号：一、二、三，（一）（二）（三），1.2.3.。"""
    for parent, family in _families(case.report.sections).items():
        depth = parent.count(".") + 1 if parent else 0
        style = _style_of(family, depth)
        for run in _runs([heading for heading in family if heading.style >= 0], style):
            written = "".join(heading.written for heading in run)
            right = "".join(_written(style, heading.number) for heading in run)
            yield Problem(f"序号“{written}”应为“{right}”。", [heading.target for heading in run], "同级标题请用同一种序号。")


def _runs(family: list[_Numbered], style: int) -> Iterator[list[_Numbered]]:
    """Neighbouring headings in another style, together."""
    run: list[_Numbered] = []
    for heading in family:
        if heading.style != style:
            run.append(heading)
        elif run:
            yield run
            run = []
    if run:
        yield run


@text_rule(
    "T01",
    "标题的序号不连续",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(prose=("一、部门基本情况", "略。", "二、支出情况", "略。", "四、绩效情况", "略。")),
    silent=Example(prose=("一、部门基本情况", "略。", "二、支出情况", "略。", "三、绩效情况", "略。")),
)
def heading_sequence(case: Case) -> Iterator[Problem]:
    """同一级标题的序号从一起，依次排列，不重复，不跳号。"""
    sections = case.report.sections
    if not sections:
        raise NotApplicable
    for family in _families(sections).values():
        before: _Numbered | None = None
        last = 0
        for heading in family:
            if heading.style < 0:
                before, last = heading, 0
                continue
            if heading.number != last + 1:
                missing = _missing(heading, last, before, sections)
                if missing or heading.number <= last:
                    yield _gap(heading, last, before, missing)
            before, last = heading, heading.number


def _missing(heading: _Numbered, last: int, before: _Numbered | None, sections: list[Section]) -> list[int]:
    """Numbers between two headings that no line of the text between them bears either."""
    wanted = set(range(last + 1, heading.number))
    first = before.section if before is not None else max(heading.section - 1, 0)
    for section in sections[first : heading.section]:
        wanted -= {line.number for line in _numbered_lines(section, 0) if line.style == heading.style}
    return sorted(wanted)


def _gap(heading: _Numbered, last: int, before: _Numbered | None, missing: list[int]) -> Problem:
    targets = [heading.target]
    if before is not None and before.style < 0:
        targets.insert(0, before.target)
        message = f"“{heading.written}”前面的标题没有写“{_written(heading.style, missing[0] if missing else 1)}”。"
        return Problem(message, targets, "请给前一个标题补上序号。")
    if heading.number == last:
        message = f"序号“{heading.written}”重复。"
    elif missing:
        message = f"“{heading.written}”前面缺“{_written(heading.style, missing[0])}”。"
    else:
        message = f"序号“{heading.written}”排在“{_written(heading.style, last)}”之后。"
    return Problem(message, targets, "请按顺序重排序号，并检查是否漏了内容。")


def _numbered_lines(section: Section, index: int) -> list[_Numbered]:
    """Numbered paragraphs of a section's text."""
    text = section.text
    lines: list[_Numbered] = []
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if text[start] in _STARTS:
            line = _read(text[start : start + 8], index, AtSection(section.number, start, end))
            if line.style >= 0:
                lines.append(line)
        start = end + 1
    return lines


@text_rule(
    "T01",
    "条目的序号不连续",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(prose=("一、部门基本情况", "2.接收各单位移交的档案。", "3.为群众提供查档服务。")),
    silent=Example(prose=("一、部门基本情况", "1.接收各单位移交的档案。", "2.为群众提供查档服务。")),
)
def line_sequence(case: Case) -> Iterator[Problem]:
    """正文里分条写的，序号从1起，依次排列。"""
    latest: dict[int, int] = {}
    for index, section in enumerate(case.report.sections):
        heading = _read(section.heading, index, AtSection(section.number, 0, 0))
        if "." not in section.number:
            latest.clear()
        if heading.style >= 0:
            latest[heading.style] = heading.number
        for line in _numbered_lines(section, index):
            last = latest.get(line.style, 0)
            if line.number not in (1, last + 1):
                wanted = _written(line.style, last + 1)
                message = f"序号“{line.written}”重复。" if line.number == last else f"“{line.written}”前面缺“{wanted}”。"
                yield Problem(message, [line.target], "请按顺序重排序号，并检查是否漏了内容。")
            latest[line.style] = line.number


# --- T02: 一是 二是, 第一 第二 ---------------------------------------------------------------------------

_ORDINALS = (
    (re.compile(rf"([{_NUMERALS}])是"), "是", "{}是"),
    (re.compile(rf"第([{_NUMERALS}])(?=[，,、：:])"), "第", "第{}"),
)


@dataclass(slots=True, frozen=True)
class _Ordinal:
    number: int
    written: str
    target: AtSection


@text_rule(
    "T02",
    "“一是、二是”的次序不对",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(prose=("六、部门整体支出绩效情况", "一是建好库房。二是整理卷宗。二是开放查档。")),
    silent=Example(prose=("六、部门整体支出绩效情况", "主要做法统一是三条：一是建好库房。二是整理卷宗。三是开放查档。")),
)
def ordinal_sequence(case: Case) -> Iterator[Problem]:
    """“一是、二是、三是”“第一、第二”依次排列，不重复，不跳号，不单写一个。"""
    for pattern, sign, form in _ORDINALS:
        run: list[_Ordinal] = []
        for ordinal in _ordinals(case.report.sections, pattern, sign):
            if ordinal.number == 1:
                yield from _alone(run)
                run = [ordinal]
                continue
            last = run[-1].number if run else 0
            if ordinal.number == last:
                right = form.format(_CHINESE[last + 1])
                yield Problem(f"“{ordinal.written}”出现两次，后一处疑为“{right}”。", [ordinal.target], "请重排次序。")
            elif ordinal.number != last + 1:
                wanted = form.format(_CHINESE[last + 1])
                yield Problem(f"“{ordinal.written}”前面缺“{wanted}”。", [ordinal.target], "请重排次序，或补上漏写的内容。")
            run.append(ordinal)
        yield from _alone(run)


def _ordinals(sections: list[Section], pattern: re.Pattern[str], sign: str) -> Iterator[_Ordinal]:
    """Ordinals at the start of a clause; the 一是 of 统一是 is none."""
    for section in sections:
        text = section.text
        if sign not in text:
            continue
        for match in pattern.finditer(text):
            start, end = match.span()
            if start == 0 or not "一" <= text[start - 1] <= "鿿":
                number = chinese_integer(match[1]) or 0
                yield _Ordinal(number, match.group(), AtSection(section.number, start, end))


def _alone(run: list[_Ordinal]) -> Iterator[Problem]:
    if len(run) == 1 and run[0].number == 1:
        yield Problem(f"只有“{run[0].written}”，没有接下去的一条。", [run[0].target], "只有一条的删去序号，否则补上后面的内容。")
