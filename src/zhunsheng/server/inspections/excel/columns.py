"""The columns of a 问题清单: what they are called in the template, and what else people call them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.numerals import chinese_integer


@dataclass(slots=True, frozen=True)
class Column:
    key: str
    title: str
    about: str
    example: str
    width: int
    synonyms: tuple[str, ...] = ()
    needed: bool = False


NUMBER_COLUMN = Column(
    "number",
    "编号",
    "已有编号的照填；空着的由系统按轮次编号。同一个编号已在台账里的，不再导入。",
    "示例（不导入）",
    16,
    ("问题编号",),
)
COLUMNS = (
    NUMBER_COLUMN,
    Column(
        "wording",
        "问题表述",
        "必填。一个问题有几条措施的，可以往下接着写几行，这一栏空着或合并单元格。",
        "固定资产盘点账实不符，3 台设备没有登记入账。",
        44,
        (
            "问题",
            "发现问题",
            "存在问题",
            "存在的问题",
            "问题描述",
            "问题内容",
            "具体问题",
            "反馈问题",
            "问题表现",
        ),
        needed=True,
    ),
    Column("source", "来源", "必填，从下拉中选。", "常规巡察", 14, ("问题来源", "发现来源"), needed=True),
    Column(
        "round",
        "轮次",
        "各类巡察发现的必填，从下拉中选。",
        "",
        14,
        ("巡察轮次", "所属轮次", "发现轮次"),
    ),
    Column(
        "unit",
        "单位",
        "必填，责任单位（牵头）。写全称、简称或单位编码都可以；拿不准的会在预览时请您选定。",
        "",
        24,
        ("责任单位", "被巡察单位", "被巡察党组织", "整改单位", "单位名称", "牵头单位", "整改责任单位"),
        needed=True,
    ),
    Column("unit_code", "单位编码", "可不填。有同名单位时用它区分。", "", 12, ("单位代码", "编码")),
    Column(
        "category",
        "类别",
        "从下拉中选，是台账的问题类别。",
        "",
        24,
        ("问题类别", "问题类型", "问题分类", "分类"),
    ),
    Column("theme", "主题", "可不填，从下拉中选。", "", 12, ("专题", "专项主题", "巡察主题")),
    Column(
        "special_actions",
        "专项行动",
        "可不填，从下拉中选；标几个的，中间用“、”或“；”隔开。",
        "",
        20,
        ("专项行动名称", "所属专项行动"),
    ),
    Column("immediate", "立行立改", "是或否；空着为否。", "否", 10, ("是否立行立改", "是否立行立改问题")),
    Column(
        "found_on",
        "发现日期",
        "必填。2024-7-30、2024.7.30、20240730 都认得。",
        "2024-7-30",
        13,
        ("发现时间", "问题发现日期", "问题发现时间"),
        needed=True,
    ),
    Column(
        "fed_back_on",
        "反馈日期",
        "可不填：同本轮。一轮反馈以后补登的，填告诉责任单位的那天，时限从那天算。",
        "",
        13,
        ("送达日期", "反馈时间", "送达时间"),
    ),
    Column(
        "due_on",
        "整改时限",
        "可不填：反馈后按轮次的整改期限自动算。",
        "",
        13,
        ("整改期限", "整改完成时限", "问题整改时限"),
    ),
    Column("leader", "责任领导", "可不填。", "分管领导", 12, ("整改责任领导", "分管领导")),
    Column("department", "责任部门", "可不填。", "办公室", 14, ("责任科室", "责任股室", "整改责任部门")),
    Column("person", "责任人", "可不填。", "资产管理员", 12, ("整改责任人", "具体责任人")),
)
MEASURE_TITLES = {
    "text": "",
    "leader": "责任领导",
    "department": "责任部门",
    "person": "责任人",
    "due_on": "时限",
}
TEMPLATE_MEASURES = 3

_TITLES = {compact(title): column.key for column in COLUMNS for title in (column.title, *column.synonyms)}
_PARTS = {
    "": "text",
    "内容": "text",
    "措施": "text",
    "整改措施": "text",
    "责任领导": "leader",
    "领导": "leader",
    "分管领导": "leader",
    "责任部门": "department",
    "责任科室": "department",
    "部门": "department",
    "责任人": "person",
    "时限": "due_on",
    "期限": "due_on",
    "完成时限": "due_on",
    "完成时间": "due_on",
    "整改时限": "due_on",
    "完成期限": "due_on",
}
_MEASURE = re.compile(r"(?:具体)?(?:整改)?措施(?:([0-9]+|[一二三四五六七八九十]+))?[:、.·\-]?(.*)")
_NUMBERED_PART = re.compile(r"(.+?)([0-9]+)")
_OTHERS_OF_A_MEASURE = ("完成时限", "完成时间", "完成期限", "时限", "措施时限")
_BRACKETS = re.compile(r"[(〔\[][^()〔〕\[\]]*[)〕\]]|[*※:]")


def measure_key(number: int, part: str) -> str:
    return f"measure.{number}.{part}"


def keys_of(titles: Sequence[str]) -> dict[str, int]:
    """Which column of a row of headings holds what; the first of two of the same name counts.

    责任领导, 责任部门 and 责任人 right behind 措施2 are that measure's where they stand there more than once.
    """
    bare = [_BRACKETS.sub("", compact(title)) for title in titles]
    often = Counter(bare)
    found: dict[str, int] = {}
    behind = 0
    for at, title in enumerate(bare):
        key, number = _key_of(title, behind, often[title] > 1)
        behind = number or behind
        if key and key not in found:
            found[key] = at
    return found


def _key_of(title: str, behind: int, repeated: bool) -> tuple[str, int]:
    """The column's key, and the number of the measure it begins or belongs to."""
    measure = _MEASURE.fullmatch(title)
    if measure is not None and measure[2] in _PARTS:
        number = _number(measure[1]) if measure[1] else 1
        return measure_key(number, _PARTS[measure[2]]), number
    numbered = _NUMBERED_PART.fullmatch(title)
    if numbered is not None and numbered[1] in _PARTS:
        return measure_key(int(numbered[2]), _PARTS[numbered[1]]), 0
    if title in _PARTS and behind and (repeated or title in _OTHERS_OF_A_MEASURE):
        return measure_key(behind, _PARTS[title]), 0
    if title in _OTHERS_OF_A_MEASURE:
        return measure_key(1, "due_on"), 0
    return _TITLES.get(title, ""), 0


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else chinese_integer(text) or 1


def under_groups(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Headings of two rows as one: 措施1 over 责任领导 and 时限 is 措施1责任领导, 措施1时限."""
    titles: list[str] = []
    group = ""
    for above, below in zip(upper, lower, strict=True):
        group = above if above or not below else group
        is_group = _MEASURE.fullmatch(compact(group)) is not None
        titles.append(f"{group}{below}" if is_group and below else below or above)
    return titles
