"""The title and the numbered headings of the text."""

from __future__ import annotations

import re

from zhunsheng.kernel.form import Form
from zhunsheng.kernel.report import Report, Section
from zhunsheng.press.fitting import text_width
from zhunsheng.press.official import ER_HAO, MM_PER_POINT, TEXT

_DIGITS = "零一二三四五六七八九"
_SEVERAL_SENTENCES = re.compile("[；;！？]")
_TITLE_ROOM = int(TEXT[0] / (ER_HAO * MM_PER_POINT)) * 2
"""Half-width characters of the title's size on one line."""
_BREAKS = (
    re.compile("(?=部门整体|部门预算|项目支出|(?<!部门)整体支出)"),
    re.compile("(?=支出绩效|绩效自评|绩效评价|自评报告)"),
)
"""Where a title may be broken, the better places first."""
_ENDS = ("报告", "意见")
_RUN_IN_LEVELS = 2


def heading_text(section: Section) -> str:
    """一、 （一） 1. （1） from the position in the outline, whatever number was printed."""
    title = section.title
    if not section.number:
        return title
    head, *below = section.number.split(".")
    level = 1 + len(below)
    if level == 1:
        text = f"{head if not head.isdigit() else chinese(int(head))}、{title}"
    elif level == 2:
        text = f"（{chinese(int(below[-1]))}）{title}"
    elif level == 3:
        text = f"{below[-1]}.{' ' if title[:1].isdigit() else ''}{title}"
    else:
        text = f"（{below[-1]}）{title}"
    return f"{text}。" if level <= _RUN_IN_LEVELS and _SEVERAL_SENTENCES.search(title) else text


def chinese(number: int) -> str:
    """1 to 99 in Chinese numerals: 十, 十二, 二十, 二十一."""
    tens, ones = divmod(number, 10)
    ten = f"{_DIGITS[tens] if tens > 1 else ''}十" if tens else ""
    return ten + (_DIGITS[ones] if ones or not tens else "")


def title_of(report: Report, form: Form) -> str:
    """The report's own title, else unit, year and the form's name."""
    if report.title:
        return report.title
    year = f"{report.fiscal_year}年度" if report.fiscal_year else ""
    return f"{report.unit}{year}{form.title}"


def title_lines(title: str) -> list[str]:
    """A long title on two lines of like length, broken between words.

    Only a title that says at its end what it is can be put together again by who reads it.
    """
    if text_width(title) <= _TITLE_ROOM or not title.endswith(_ENDS):
        return [title]
    for pattern in _BREAKS:
        halves = [(title[: match.start()], title[match.start() :]) for match in pattern.finditer(title)]
        fitting = [pair for pair in halves if pair[0] and max(map(text_width, pair)) <= _TITLE_ROOM]
        if fitting:
            return list(sorted(fitting, key=_unevenness)[0])
    return [title]


def _unevenness(halves: tuple[str, str]) -> int:
    return abs(text_width(halves[0]) - text_width(halves[1]))
