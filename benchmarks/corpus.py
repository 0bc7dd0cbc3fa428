"""Reports for the measurements: the sample report with other names, figures and words in each.

Two of them share what is prescribed, as the reports of a province do: the form's labels and note, the
headings of the outline, points and small whole numbers. They share no sum of money (but for chance), no
name, no paragraph and no heading of their own, so that what the reader remembers of one (labels, rows of
headers, prescribed headings) helps with the next no more than it does in earnest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from benchmarks.figures import new_figures, with_figures

SAMPLE = Path(__file__).parents[1] / "samples" / "shili-2023" / "clean.txt"
DISTINCT = 10_000
"""So many reports with names of their own."""

_FIRST = (
    "安白柏宝碧滨苍长朝澄春淳翠丹德登定东丰凤福富高古光广桂海汉和河鹤恒红宏虹华怀淮槐环黄惠吉嘉建江锦晋靖九菊君凯康"
    "坤兰乐莲良临灵龙隆泸鲁鹿禄洛茂梅绵岷明南宁平萍蒲秦青清庆琼泉仁荣汝瑞沙尚韶石双顺松泰棠梓舟"
)
_SECOND = (
    "坝堡滨岑昌潮城池川村岱淀垌渡墩帆坊峰阜冈港阁谷关馆湖浒滑湟汇基畿集涧郊津井景境径郡坎口库岚廊林陵岭柳楼麓罗洛门"
    "庙明漠陌内坪屏浦畦桥丘曲渠泉壤埭沙山杉社深圣市首水塘亭汀屯湾望圩文坞溪祥兴墟崖盐阳野邑垣苑"
)
_WORDS = (
    ("采用", "采取", "通过"),
    ("随时", "逐日", "按周"),
    ("年末对", "年底对", "第四季度末对"),
    ("控制在", "压减在", "管控在"),
    ("负责人牵头", "主要负责人牵头", "分管领导牵头"),
    ("不及时", "不够及时", "不够顺畅"),
    ("少建", "欠建", "少完成"),
    ("抽查", "复查", "核查"),
    ("岗位空缺", "人员空缺", "岗位缺员"),
)
_DIVISIONS = (
    ("综合股", "秘书股", "政工股", "办公室"),
    ("窗口管理股", "大厅管理股", "服务管理股", "督查股"),
    ("数据应用股", "信息股", "网络运行股", "技术股"),
)
_OWN_HEADING = re.compile(r"(?:（[一二三四五六七八九十]）|\d\.)(?=[^。]+$)")
_FREE_SECTIONS = ("六、", "七、", "八、")
"""The outline says nothing of the headings below these."""
_CLAUSES = ("，{0}一并落实", "，覆盖{0}全域", "，{0}参照办理", "，由{0}配合", "，{0}做法相同")


@dataclass(slots=True, frozen=True)
class Cell:
    text: str
    span: int
    continued: bool
    """Covered by the cell above."""


Row = tuple[Cell, ...]


@dataclass(slots=True, frozen=True)
class Table:
    columns: int
    rows: tuple[Row, ...]


Block = str | Table
"""A paragraph or a table."""


def report_blocks(number: int) -> list[Block]:
    """The report of that number; the same number makes the same report every time."""
    return blocks_of(report_text(number))


def unit_name(number: int) -> str:
    return f"{_place(number)}区政务服务中心"


def report_text(number: int) -> str:
    """Flat: a cell starts with a tab, blank lines part the rows."""
    random = Random(number)
    text = with_figures(_sample(), new_figures(random))
    place, towns = _place(number), (f"{_twin(number)}镇", f"{_place(number)}街道")
    for words in (*_WORDS, *_DIVISIONS):
        text = text.replace(words[0], random.choice(words))
    for name in _indicator_names():
        text = text.replace(name, place + name)
    for old, new in (
        ("示例区", f"{place}区"),
        ("我中心", f"{place}中心"),
        ("甲镇", towns[0]),
        ("乙街道", towns[1]),
        ("财务经办", f"{place}财务经办"),
        ("0000-1234567", f"0000-{1_234_567 + number}"),
    ):
        text = text.replace(old, new)
    lines = _with_own_headings(text.split("\n"), place)
    return "\n".join(_own(line, place, towns, random) for line in lines)


def _with_own_headings(lines: list[str], place: str) -> Iterator[str]:
    free = False
    for line in lines:
        if line[1:2] == "、":
            free = line.startswith(_FREE_SECTIONS)
        match = _OWN_HEADING.match(line) if free and place not in line else None
        yield line if match is None else match.group() + place + line[match.end() :]


def _own(line: str, place: str, towns: tuple[str, str], random: Random) -> str:
    """The line with a word in it that no other report has, where it is a sentence and has none yet."""
    if not line.endswith("。") or place in line or line.startswith("说明："):
        return line
    return line.removesuffix("。") + random.choice(_CLAUSES).format(random.choice(towns)) + "。"


def _place(number: int) -> str:
    return _FIRST[number % 100] + _SECOND[number // 100 % 100]


def _twin(number: int) -> str:
    return _SECOND[number % 100] + _FIRST[number // 100 % 100]


@cache
def _sample() -> str:
    return SAMPLE.read_text("utf-8")


@cache
def _indicator_names() -> tuple[str, ...]:
    """The third-level indicators of the sample: filled rows of the second table, but for the money."""
    tables = [block for block in blocks_of(_sample()) if isinstance(block, Table)]
    rows = [row for row in tables[1].rows if len(row) == 9 and row[0].continued and row[5].text]
    return tuple(row[3].text for row in rows if row[6].text and not row[3].text.startswith("年度资金"))


# --- from the flat text to paragraphs and tables ------------------------------------------------------

_SPANS = {
    (7, 2): (1, 6),
    (7, 4): (1, 2, 2, 2),
    (9, 2): (2, 7),
    (9, 3): (1, 4, 4),
    (9, 4): (6, 1, 1, 1),
    (9, 8): (1, 2, 1, 1, 1, 1, 1, 1),
}
"""Columns each cell takes, by the columns of the table and the cells of the row."""
_LABEL_COLUMNS = {(9, 9): 3}
"""Columns at the left where an empty cell goes on with the one above; one everywhere else."""


def blocks_of(text: str) -> list[Block]:
    blocks: list[Block] = []
    rows: list[list[str]] = []
    for chunk in re.split(r"\n{2,}", text.strip("\n")):
        if chunk.startswith("\t"):
            rows.append(chunk[1:].split("\n\t"))
            continue
        if rows:
            blocks.append(_table(rows))
            rows = []
        blocks += chunk.split("\n")
    return [*blocks, _table(rows)] if rows else blocks


def _table(rows: list[list[str]]) -> Table:
    columns = max(map(len, rows))
    return Table(columns, tuple(_row(row, columns) for row in rows))


def _row(texts: list[str], columns: int) -> Row:
    shape = (columns, len(texts))
    spans = _SPANS.get(shape, (1,) * columns)
    labels = _LABEL_COLUMNS.get(shape, 1)
    return tuple(
        Cell(text, span, not text and index < labels)
        for index, (text, span) in enumerate(zip(texts, spans, strict=True))
    )
