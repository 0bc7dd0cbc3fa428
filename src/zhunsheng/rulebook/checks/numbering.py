"""T01, T02: the numbers of headings, lists and enumerations follow each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from zhunsheng.kernel.checks import Case, Example, Mode, NotApplicable
from zhunsheng.kernel.findings import AtSection, Problem, Severity, Target
from zhunsheng.kernel.report import Section
from zhunsheng.rulebook.checks.registry import text_rule

# --- T01: headings and numbered lines ---------------------------------------------------------------

_NUMERALS = "一二三四五六七八九十"
_LINE = re.compile(
    rf"\s*(?:([{_NUMERALS}]{{1,3}})\s*[、.．，,:：](?![{_NUMERALS}]+(?:季度|月|[轮批期次级线]|产业))|[（(]\s*([{_NUMERALS}]{{1,3}})\s*[）)]|"
    r"(\d{1,2})\s*[、.．）)](?!\d)|[（(]\s*(\d{1,2})\s*[）)])"
)
_STARTS = frozenset(f"{_NUMERALS}（(0123456789")
_STYLES = ("{}、", "（{}）", "{}.", "（{}）")
"""How the four styles of numbering are written; the first two count in Chinese numerals."""
_SHOWN = 12
_INNER_QUOTES = str.maketrans("“”", "‘’")
_CHINESE = ("〇", *_NUMERALS, *(f"十{char}" for char in "一二三四五六七八九"), "二十")
_VALUES = {text: number for number, text in enumerate(_CHINESE)}


@dataclass(slots=True)
class _Numbered:
    """A heading or paragraph and its number; style -1 where it has none."""

    style: int
    number: int
    text: str
    section: int
    """Index of its section."""
    start: int = 0
    end: int = 0
    """Where a paragraph stands in its section's text; a heading has no characters there."""

    @property
    def written(self) -> str:
        match = _LINE.match(self.text)
        return match.group().strip() if match is not None else ""

    @property
    def title(self) -> str:
        """The first characters after the number, for the message."""
        match = _LINE.match(self.text)
        begin = match.end() if match is not None else 0
        return self.text[begin : begin + _SHOWN].strip().translate(_INNER_QUOTES)


def _written(style: int, number: int) -> str:
    shown = _CHINESE[number] if style < 2 and number < len(_CHINESE) else str(number)
    return _STYLES[style].format(shown)


def _read(text: str, section: int) -> _Numbered:
    return _Numbered(*_style_and_number(text), text, section)


@lru_cache(maxsize=2000)
def _style_and_number(text: str) -> tuple[int, int]:
    """Most headings are those the scheme asks for, the same in every report."""
    match = _LINE.match(text)
    if match is None:
        return -1, 0
    style = (match.lastindex or 1) - 1
    digits = match[style + 1]
    return style, _VALUES.get(digits, 0) if style < 2 else int(digits)


@text_rule(
    "T01",
    "序号不连续或写法不一",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        prose=(
            "一、部门基本情况",
            "略。",
            "二、支出情况",
            "略。",
            "3、政府性基金预算支出情况",
            "无。",
            "五、其他",
            "无。",
        )
    ),
    silent=Example(
        prose=(
            "一、部门基本情况",
            "1.接收档案。",
            "2.提供查档。",
            "二、支出情况",
            "略。",
            "三、其他需要说明的情况",
            "无。",
        )
    ),
)
def numbering(case: Case) -> Iterator[Problem]:
    """同一级标题用同一种序号；标题和分条的序号都从一起，依次排列，不重复，不跳号。"""
    if not case.report.sections:
        raise NotApplicable
    numbers = _Numbers(case.report.sections)
    for parent, family in numbers.families().items():
        if _is_in_order(family):
            continue
        yield from numbers.style_problems(family, parent.count(".") + 1 if parent else 0)
        yield from numbers.heading_gaps(family)
    yield from numbers.paragraph_gaps()


def _is_in_order(family: list[_Numbered]) -> bool:
    """Whether headings are numbered 1, 2, 3 in one style, as most are."""
    style = family[0].style
    return style >= 0 and all(
        heading.number == number and heading.style == style for number, heading in enumerate(family, 1)
    )


class _Numbers:
    """The numbers of one report: of each section's heading, and of the paragraphs below it."""

    def __init__(self, sections: list[Section]) -> None:
        self.sections = sections
        self.headings = [_read(section.heading, index) for index, section in enumerate(sections)]
        self.paragraphs = [_paragraphs(section.text, index) for index, section in enumerate(sections)]

    def at(self, line: _Numbered) -> Target:
        return AtSection(self.sections[line.section].number, line.start, line.end)

    def families(self) -> dict[str, list[_Numbered]]:
        """Headings of the same section, in order, by the number of the section they lie in."""
        families: dict[str, list[_Numbered]] = {}
        for heading, section in zip(self.headings, self.sections, strict=True):
            if not self._is_list_item(heading):
                families.setdefault(section.number.rpartition(".")[0], []).append(heading)
        return families

    def _is_list_item(self, heading: _Numbered) -> bool:
        """A short item of a list whose item before is a paragraph: “(1)…。” and then “(2)对外服务”."""
        if heading.number < 2 or heading.style < 2:
            return False
        before = self.paragraphs[heading.section - 1]
        return any((line.style, line.number) == (heading.style, heading.number - 1) for line in before)

    def style_problems(self, family: list[_Numbered], depth: int) -> Iterator[Problem]:
        """Headings of one section in another style than most of them, neighbours together."""
        style = _style_of(family, depth)
        for run in _runs(family, style):
            written = "".join(heading.written for heading in run)
            right = "".join(_written(style, heading.number) for heading in run)
            several = f"等{len(run)}个标题" if len(run) > 1 else ""
            message = f"“{run[0].title}”{several}序号“{written}”应为“{right}”。"
            yield Problem(message, [self.at(heading) for heading in run], "同级标题请用同一种序号。")

    def heading_gaps(self, family: list[_Numbered]) -> Iterator[Problem]:
        before: _Numbered | None = None
        last = 0
        for heading in family:
            if heading.style >= 0 and heading.number != last + 1:
                missing = self._missing(heading, last, before)
                if missing or heading.number <= last:
                    yield self._gap(heading, last, before, missing)
            before, last = heading, heading.number

    def _missing(self, heading: _Numbered, last: int, before: _Numbered | None) -> list[int]:
        """Numbers between two headings that no paragraph between them bears either."""
        first = before.section if before is not None else max(heading.section - 1, 0)
        between = (line for lines in self.paragraphs[first : heading.section] for line in lines)
        borne = {line.number for line in between if line.style == heading.style}
        return [number for number in range(last + 1, heading.number) if number not in borne]

    def _gap(self, heading: _Numbered, last: int, before: _Numbered | None, missing: list[int]) -> Problem:
        shown = f"“{heading.written}{heading.title}”"
        if before is not None and before.style < 0:
            first = _written(heading.style, missing[0] if missing else 1)
            message = f"“{before.title}”没有写序号“{first}”，后面接着{shown}。"
            return Problem(message, [self.at(before), self.at(heading)], "请给前一个标题补上序号。")
        if heading.number == last:
            message = f"{shown}的序号重复。"
        elif missing:
            message = f"{shown}前面缺“{_written(heading.style, missing[0])}”。"
        else:
            message = f"{shown}排在“{_written(heading.style, last)}”之后。"
        return Problem(message, [self.at(heading)], _REORDER)

    def paragraph_gaps(self) -> Iterator[Problem]:
        """Numbered paragraphs go on from each other, or from a heading that is one of them."""
        latest: dict[int, int] = {}
        for heading, lines, section in zip(self.headings, self.paragraphs, self.sections, strict=True):
            if "." not in section.number:
                latest.clear()
            if heading.style >= 0:
                latest[heading.style] = heading.number
            for line in lines:
                last = latest.get(line.style, 0)
                if line.number not in (1, last + 1):
                    shown, wanted = f"“{line.written}{line.title}”", _written(line.style, last + 1)
                    message = f"{shown}的序号重复。" if line.number == last else f"{shown}前面缺“{wanted}”。"
                    yield Problem(message, [self.at(line)], _REORDER)
                latest[line.style] = line.number


_REORDER = "请按顺序重排序号，并检查是否漏了内容。"


def _style_of(family: list[_Numbered], depth: int) -> int:
    """The style most headings of a family have; on a tie the one usual at this depth."""
    styles = [heading.style for heading in family if heading.style >= 0]
    if len(set(styles)) == 1:
        return styles[0]
    usual = min(depth, len(_STYLES) - 1)
    return max([usual, *styles], key=styles.count)


def _runs(family: list[_Numbered], style: int) -> Iterator[list[_Numbered]]:
    run: list[_Numbered] = []
    for heading in family:
        if heading.style >= 0 and heading.style != style:
            run.append(heading)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _paragraphs(text: str, section: int) -> list[_Numbered]:
    """Numbered paragraphs of a section's text."""
    found: list[_Numbered] = []
    if "\n" not in text and text[:1] not in _STARTS:
        return found
    start = 0
    for line in text.split("\n"):
        if line and line[0] in _STARTS:
            read = _read(line, section)
            if read.style >= 0:
                read.start, read.end = start, start + len(line)
                found.append(read)
        start += len(line) + 1
    return found


# --- T02: 一是 二是, 第一 第二 ---------------------------------------------------------------------------

_ORDINALS = (
    (re.compile(rf"([{_NUMERALS}])是"), "是", "{}是"),
    (re.compile(rf"第([{_NUMERALS}])(?=[，,、：:](?![{_NUMERALS}第\d]))"), "第", "第{}"),
)


@dataclass(slots=True, frozen=True)
class Ordinal:
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
    silent=Example(
        prose=("六、部门整体支出绩效情况", "主要做法统一是三条：一是建好库房。二是整理卷宗。三是开放查档。")
    ),
)
def ordinal_sequence(case: Case) -> Iterator[Problem]:
    """“一是、二是、三是”“第一、第二”“①②”依次排列，不重复，不跳号，不单写一个。"""
    for pattern, sign, form in _ORDINALS:
        run: list[Ordinal] = []
        for ordinal in _ordinals(case.report.sections, pattern, sign):
            if ordinal.number == 1:
                yield from _alone(run)
                run = [ordinal]
                continue
            last = run[-1].number if run else 0
            if ordinal.number == last:
                right = form.format(_CHINESE[last + 1])
                yield Problem(
                    f"“{ordinal.written}”出现两次，后一处疑为“{right}”。", [ordinal.target], "请重排次序。"
                )
            elif ordinal.number != last + 1:
                wanted = form.format(_CHINESE[last + 1])
                yield Problem(
                    f"“{ordinal.written}”前面缺“{wanted}”。",
                    [ordinal.target],
                    "请重排次序，或补上漏写的内容。",
                )
            run.append(ordinal)
        yield from _alone(run)
    if any(sign in case.prose for sign in _CIRCLED[:4]):
        yield from _circled(case.report.sections)


_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CIRCLED_NUMBER = re.compile("(?<![一-鿿“（(、])[①-⑳]")


def _circled(sections: list[Section]) -> Iterator[Problem]:
    last = 0
    for section in sections:
        for match in _CIRCLED_NUMBER.finditer(section.text):
            number = _CIRCLED.index(match.group()) + 1
            if number not in (1, last + 1):
                target = AtSection(section.number, match.start(), match.end())
                problem = "出现两次" if number == last else f"前面缺“{_CIRCLED[last]}”"
                yield Problem(f"“{match.group()}”{problem}。", [target], "请重排次序，或补上漏写的内容。")
            last = number


def enumerated(section: Section) -> list[Ordinal]:
    """The 一是, 二是, 三是 of a section."""
    pattern, sign, _ = _ORDINALS[0]
    return list(_ordinals([section], pattern, sign))


def _ordinals(sections: list[Section], pattern: re.Pattern[str], sign: str) -> Iterator[Ordinal]:
    """Ordinals at the start of a clause; the 一是 of 统一是 is none."""
    for section in sections:
        text = section.text
        if sign not in text:
            continue
        for match in pattern.finditer(text):
            start, end = match.span()
            if start == 0 or not "一" <= text[start - 1] <= "鿿":
                yield Ordinal(_VALUES[match[1]], match.group(), AtSection(section.number, start, end))


def _alone(run: list[Ordinal]) -> Iterator[Problem]:
    if len(run) == 1 and run[0].number == 1:
        yield Problem(
            f"只有“{run[0].written}”，没有接下去的一条。",
            [run[0].target],
            "只有一条的删去序号，否则补上后面的内容。",
        )
