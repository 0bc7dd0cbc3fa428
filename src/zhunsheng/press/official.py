"""Measures and fonts of official documents (GB/T 9704-2012), the same for every format that goes out."""

from __future__ import annotations

from typing import Final, NamedTuple

PAGE: Final = (210.0, 297.0)
"""A4 upright, in millimetres."""
TOP: Final = 37.0
"""天头"""
LEFT: Final = 28.0
"""订口"""
TEXT: Final = (156.0, 225.0)
"""版心"""
LINES: Final = 22
CHARACTERS: Final = 28


class Margins(NamedTuple):
    top: float
    right: float
    bottom: float
    left: float


PORTRAIT: Final = Margins(TOP, PAGE[0] - LEFT - TEXT[0], PAGE[1] - TOP - TEXT[1], LEFT)
LANDSCAPE: Final = Margins(PORTRAIT.left, PORTRAIT.top, PORTRAIT.right, PORTRAIT.bottom)
"""The upright page turned, its heading at the binding side."""


def text_box(landscape: bool) -> tuple[float, float]:
    """Width and height of the text of a page."""
    return (TEXT[1], TEXT[0]) if landscape else TEXT


# Sizes in points by their Chinese names.
ER_HAO: Final = 22.0
XIAO_ER: Final = 18.0
SAN_HAO: Final = 16.0
SI_HAO: Final = 14.0
XIAO_SI: Final = 12.0
WU_HAO: Final = 10.5
MM_PER_POINT: Final = 25.4 / 72
TABLE_POINTS: Final = WU_HAO
TABLE_LINE: Final = 13.5
"""Points from line to line in a table."""
TABLE_PADDING: Final = 1.8
"""Millimetres left and right of the text of a cell, together."""


class Face(NamedTuple):
    """A font as official documents name it, what takes its place where it is missing, and free look-alikes."""

    name: str
    fallback: str
    free: tuple[str, ...]


SONG_TITLE: Final = Face(
    "方正小标宋简体", "宋体", ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "Noto Serif CJK SC")
)
FANG_SONG: Final = Face(
    "仿宋_GB2312", "仿宋", ("仿宋", "FangSong_GB2312", "FangSong", "STFangsong", "Noto Serif CJK SC")
)
HEI: Final = Face("黑体", "微软雅黑", ("SimHei", "STHeiti", "Noto Sans CJK SC"))
KAI: Final = Face("楷体_GB2312", "楷体", ("楷体", "KaiTi_GB2312", "KaiTi", "STKaiti", "Noto Serif CJK SC"))
SONG: Final = Face("宋体", "新宋体", ("SimSun", "STSong", "Noto Serif CJK SC"))
LATIN: Final = "Times New Roman"


class Look(NamedTuple):
    """How a line of text looks."""

    face: Face
    points: float
    bold: bool = False


TITLE: Final = Look(SONG_TITLE, ER_HAO)
BODY: Final = Look(FANG_SONG, SAN_HAO)
HEADINGS: Final = (
    Look(HEI, SAN_HAO),
    Look(KAI, SAN_HAO),
    Look(FANG_SONG, SAN_HAO, bold=True),
    Look(FANG_SONG, SAN_HAO),
)
ANNEX_NUMBER: Final = Look(HEI, SAN_HAO)
TABLE_TITLE: Final = Look(SONG_TITLE, XIAO_ER)
LINE: Final = Look(FANG_SONG, XIAO_SI)
NOTE: Final = Look(FANG_SONG, WU_HAO)
TABLE_HEAD: Final = Look(HEI, TABLE_POINTS)
TABLE_TEXT: Final = Look(FANG_SONG, TABLE_POINTS)
PAGE_NUMBER: Final = Look(SONG, SI_HAO)
