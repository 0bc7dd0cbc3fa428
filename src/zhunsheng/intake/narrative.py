"""The text of a report: its sections, the quantities in it, and the facts it states."""

from __future__ import annotations

import re
from decimal import Decimal

from zhunsheng.intake.outline import Numbered, Outline, numbered
from zhunsheng.kernel.facts import BLANK, GIVEN, NOT_APPLICABLE, Fact
from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.numerals import BLANKS, MONEY_UNITS, chinese_integer, normalize
from zhunsheng.kernel.places import TextPlace
from zhunsheng.kernel.report import Mention, Report, Section
from zhunsheng.rulebook.phrases import Passage, Phrases

_UNFINISHED = ("、", "，", "；", "：", "。", "！", "？", "”", "…")


def read_sections(paragraphs: list[str], titles: tuple[str, ...]) -> tuple[list[str], list[Section]]:
    """(lines before the first heading, sections) of a report's paragraphs."""
    outline = Outline(titles)
    front: list[str] = []
    sections: list[Section] = []
    bodies: list[list[str]] = []
    for paragraph in paragraphs:
        text = paragraph.strip(BLANKS)
        if not text:
            continue
        found = numbered(text)
        before = outline.path
        heading = outline.heading(found) if found is not None and found.number else None
        if heading is None or found is None:
            (bodies[-1] if bodies else front).append(text)
            continue
        if bodies and _lacks_first(found, before, outline):
            _promote(sections, bodies)
        sections.append(Section(heading.number, heading.title, "", text))
        bodies.append([heading.rest] if heading.rest else [])
    for section, body in zip(sections, bodies, strict=True):
        section.text = "\n".join(body)
    return front, sections


def _lacks_first(found: Numbered, before: dict[int, int], outline: Outline) -> bool:
    """Whether the level's first heading lost its number: “2.” with no “1.” before it."""
    if found.number != 2 or outline.last(found.level) != 2:
        return False
    return all(style < found.level for style in before)


def _promote(sections: list[Section], bodies: list[list[str]]) -> None:
    """The first short line without full stop of the open section becomes heading 1 of the level."""
    body = bodies[-1]
    for index, line in enumerate(body):
        if len(line) <= 30 and not line.endswith(_UNFINISHED) and index + 1 < len(body):
            parent = sections[-1].number
            sections.append(Section(f"{parent}.1", line, "", line))
            bodies.append(body[index + 1 :])
            del body[index:]
            return


# --- quantities ------------------------------------------------------------------------------------

_MEASURES = (
    "人次|人|名|个|轮|批次|批|次|份|条|项|件|户|家|场|期|篇|宗|处|台|辆|公里|千米|平方米|㎡|亩|米|吨|所|位|例|起|套|"
    "张|册|部|座|栋|间|幅|页|字|小时|分钟|天|工作日|倍|卷|分"
)
_DIGITS = r"(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_QUANTITY = re.compile(
    r"(?=[\d百一二两三四五六七八九十])(?:"
    rf"(?P<number>(?<![\d.\-—A-Za-z第]){_DIGITS})\s?(?:(?P<money>亿元|千万元|百万元|万元|千元|元)|(?P<share>[%％‰]|个百分点)|"
    rf"余?多?(?P<measure>{_MEASURES}))|"
    r"百分之(?P<chinese_share>[零一二两三四五六七八九十百点]+)|"
    r"(?P<chinese>[一二两三四五六七八九十百]{1,5})(?P<chinese_measure>个(?!百分点)|轮|次|份|条|项|件|户|家|场|期|名|批))"
)
_LONGEST_SLOGAN = 42
"""With its quotation marks."""
_ORDINALS = re.compile(
    r"第[一二三四五六七八九十]{1,3}[轮次批期届]?(?:、[一二三四五六七八九十]{1,3}[轮次批期届]?)*[、和至到]$"
)
"""第三轮、四轮、五轮: all of them are ordinals."""
_REACH = 60
"""So far before a number such a list of ordinals is looked for."""
_ORDINAL_BEFORE = frozenset("第届之同统逐唯任每上下这那另某各几")


def find_quantities(text: str, section: str = "") -> list[Mention]:
    """Every amount, count and share of a text, in order; ordinals, dates and slogans are none."""
    found = []
    for match in _QUANTITY.finditer(text):
        measured = _measured(match, text)
        if measured is not None:
            value, unit = measured
            found.append(Mention(section, match.start(), match.end(), match.group(), value, unit))
    return found


def _measured(match: re.Match[str], text: str) -> tuple[Decimal, str] | None:
    """The value of a quantity and its unit; None for what only looks like one."""
    digits, money, share, measure, chinese_share, chinese, chinese_measure = match.groups()
    if digits is not None:
        value = Decimal(digits.replace(",", "").replace("，", ""))
        if measure is not None:
            return value, measure
        if money is not None:
            return value if money == "万元" else value * MONEY_UNITS[money], "万元"
        if share == "个百分点":
            return value, share
        return value / (1000 if share == "‰" else 100), "%"
    if chinese_share is not None:
        part = _chinese_decimal(chinese_share)
        return None if part is None else (part / 100, "%")
    if chinese == "一" and chinese_measure in ("个", "次", "批", "项", "件", "条"):
        return None
    start = match.start()
    if start and (
        text[start - 1] in _ORDINAL_BEFORE or _ORDINALS.search(text, max(0, start - _REACH), start)
    ):
        return None
    number = chinese_integer(chinese)
    return None if number is None or _is_quoted(text, start) else (Decimal(number), chinese_measure)


def _is_quoted(text: str, position: int) -> bool:
    """Whether a position is inside a slogan: “三个专项”."""
    opening = text.rfind("“", max(0, position - _LONGEST_SLOGAN), position)
    closing = text.find("”", opening, opening + _LONGEST_SLOGAN)
    return opening >= 0 and position < closing and "“" not in text[opening + 1 : closing]


def _chinese_decimal(text: str) -> Decimal | None:
    whole, _, fraction = text.partition("点")
    number = chinese_integer(whole)
    digits = [chinese_integer(char) for char in fraction]
    if number is None or None in digits:
        return None
    return Decimal(f"{number}.{''.join(map(str, digits))}") if digits else Decimal(number)


# --- facts stated in the text --------------------------------------------------------------------


def read_mentions(report: Report, phrases: Phrases) -> None:
    """Quantities of every section, tied to the figures they repeat; facts only the text states."""
    titles: dict[str, tuple[str, ...]] = {}
    unit = None if "project.name" in report.facts else report.unit
    for section in report.sections:
        # Titles of the section and of those it lies in, innermost last.
        around = (*titles.get(section.number.rpartition(".")[0], ()), section.title)
        titles[section.number] = around
        passage = Passage(section.text, around, phrases, unit, report.number)
        mentions = find_quantities(section.text, section.number)
        for mention in mentions:
            key = mention.fact = passage.fact_at(mention.start, mention.unit, mention.value)
            if key is not None:
                _state(report, key, mention)
        report.mentions += mentions
        _state_absences(report, section, phrases)


def _state(report: Report, key: str, mention: Mention) -> None:
    """The text's figure becomes the fact where no table gave one."""
    fact = report.facts.get(key)
    if fact is not None and fact.place is None and fact.state is BLANK:
        place = TextPlace(mention.section, mention.start, mention.end)
        report.facts[key] = Fact(mention.value, GIVEN, mention.text, place)


def _state_absences(report: Report, section: Section, phrases: Phrases) -> None:
    """“无政府性基金预算收入和支出” says that the figures do not apply."""
    for key, start, end in phrases.absences(section.text):
        fact = report.facts.get(key)
        if fact is not None and fact.place is None and fact.state is BLANK:
            place = TextPlace(section.number, start, end)
            report.facts[key] = Fact(None, NOT_APPLICABLE, section.text[start:end], place)


def read_section_facts(report: Report, phrases: Phrases) -> None:
    """Facts that are a whole section's text (内设机构, 主要职能职责, 存在的问题 …)."""
    titled = [
        (section, title)
        for section in report.sections
        if phrases.section_title.search(title := compact(section.title))
    ]
    for key, pattern in phrases.section_facts:
        fact = report.facts.get(key)
        if fact is None or fact.place is not None:
            continue
        for section, title in titled:
            if not pattern.search(title):
                continue
            text = _whole_text(section, report.sections)
            if not text:
                continue
            none = len(text) <= _LONGEST_NONE and normalize(text).rstrip("。") in ("无", "不适用")
            state = NOT_APPLICABLE if none else GIVEN
            value = text if state is GIVEN else None
            report.facts[key] = Fact(value, state, text, TextPlace(section.number, 0, len(section.text)))
            break


_LONGEST_NONE = 20
"""A text longer than that is more than a “不适用。” with blanks around it."""


def _whole_text(section: Section, sections: list[Section]) -> str:
    """A section's text with that of the sections below it."""
    above = section.number + "."
    below = [s for s in sections if s.number.startswith(above)]
    return "\n".join(
        part for s in (section, *below) for part in ((s.heading if s is not section else ""), s.text) if part
    )
