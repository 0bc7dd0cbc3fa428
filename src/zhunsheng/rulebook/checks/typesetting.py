"""T10: fonts, sizes and line spacing of a .docx against the official format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from zhunsheng.kernel.checks import Case, Example, Mode, NotApplicable
from zhunsheng.kernel.findings import AtDimension, AtSection, Problem, Severity
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.report import Typeset
from zhunsheng.rulebook.checks.registry import text_rule


@dataclass(slots=True, frozen=True)
class _Official:
    name: str
    fonts: tuple[str, ...]
    """Parts of the names under which the font is met."""
    font: str
    half_points: int


_OFFICIAL = {
    "title": _Official("标题", ("小标宋", "XBS", "XiaoBiaoSong"), "小标宋", 44),
    "heading1": _Official("一级标题", ("黑体", "SimHei", "Heiti"), "黑体", 32),
    "heading2": _Official("二级标题", ("楷体", "KaiTi", "Kaiti"), "楷体", 32),
    "body": _Official("正文", ("仿宋", "FangSong", "Fangsong"), "仿宋", 32),
}
_SIZES = {84: "初号", 72: "小初", 52: "一号", 48: "小一", 44: "二号", 36: "小二", 32: "三号", 30: "小三"} | {
    28: "四号", 24: "小四", 21: "五号", 18: "小五"
}  # fmt: skip
_MOST_PLACES = 5


@text_rule(
    "T10",
    "字体字号不合公文格式",
    Severity.HINT,
    Mode.DETERMINISTIC,
    "gbt-9704-2012",
    fires=Example(report={"typesetting": [Typeset("body", "一", "本馆共有编制20人。", "宋体", 24, 560)]}),
    silent=Example(
        report={
            "typesetting": [
                Typeset("title", "", "自评报告", "方正小标宋简体", 44, 700),
                Typeset("heading1", "一", "一、部门基本情况", "黑体", 32, 560),
                Typeset("heading2", "一.1", "（一）机构设置情况", "楷体_GB2312", 32, 560),
                Typeset("body", "一", "本馆共有编制20人。", "仿宋_GB2312", 32, 560),
            ]
        }
    ),
)
def official_fonts(case: Case) -> Iterator[Problem]:
    """标题小标宋二号，一级标题黑体、二级标题楷体、正文仿宋，都是三号；只查 .docx，用 --format 时才查。"""
    lines = _lines(case)
    for role, official in _OFFICIAL.items():
        wrong = [line for line in lines if line.role == role and not _fits(line, official)]
        if wrong:
            first = wrong[0]
            wanted = f"{official.font}{_size(official.half_points)}"
            yield Problem(
                f"{official.name}有{len(wrong)}段不是{wanted}，如“{first.text[:8]}”是{first.font}{_size(first.half_points)}。",
                [_place(line) for line in wrong[:_MOST_PLACES]],
                f"请改为{wanted}。",
            )


@text_rule(
    "T10",
    "正文行距不合公文格式",
    Severity.HINT,
    Mode.DETERMINISTIC,
    "gbt-9704-2012",
    fires=Example(report={"typesetting": [Typeset("body", "一", "本馆共有编制20人。", "仿宋", 32, 400)]}),
    silent=Example(report={"typesetting": [Typeset("body", "一", "本馆共有编制20人。", "仿宋", 32, 600)]}),
)
def official_line_spacing(case: Case) -> Iterator[Problem]:
    """正文用固定行距，在参数规定的范围内；只查 .docx，用 --format 时才查。"""
    low, high = case.setting("line_spacing_from"), case.setting("line_spacing_to")
    body = [line for line in _lines(case) if line.role == "body"]
    wrong = [line for line in body if not low <= Decimal(line.line_twips) / 20 <= high]
    if wrong:
        first = wrong[0].line_twips
        told = f"{plain_decimal(Decimal(first) / 20)}磅" if first else "不是固定值"
        limits = f"固定值{plain_decimal(low)}至{plain_decimal(high)}磅"
        yield Problem(
            f"正文有{len(wrong)}段行距不在{limits}，如“{wrong[0].text[:8]}”{told}。",
            [_place(line) for line in wrong[:_MOST_PLACES]],
            f"请把正文行距设为{limits}。",
        )


def _lines(case: Case) -> list[Typeset]:
    if not case.report.typesetting:
        raise NotApplicable
    return case.report.typesetting


def _fits(line: Typeset, official: _Official) -> bool:
    """A font the file doesn't name is the reader's own and can't be judged."""
    font = not line.font or any(part in line.font for part in official.fonts)
    return font and line.half_points == official.half_points


def _size(half_points: int) -> str:
    return _SIZES.get(half_points) or f"{plain_decimal(Decimal(half_points) / 2)}磅"


def _place(line: Typeset) -> AtSection | AtDimension:
    return AtSection(line.section, 0, 0) if line.section else AtDimension("标题")
