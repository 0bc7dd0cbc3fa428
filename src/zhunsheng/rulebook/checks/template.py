"""F08, F09, F13: traces of the blank form, its list of annexes, wording of another level."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from zhunsheng.kernel.checks import Case, Example, Mode, NotApplicable
from zhunsheng.kernel.facts import State
from zhunsheng.kernel.findings import AtDimension, AtPlace, Problem, Severity, Target
from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.places import CellPlace, TextPlace
from zhunsheng.kernel.report import ANNEX_LIST, EmptyRow, Printed, Report, Residue, Section, TableSeen
from zhunsheng.rulebook.checks.passages import passages
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.signs import register, signs_of
from zhunsheng.rulebook.rules import OWN_FORM

# --- F08: residue ----------------------------------------------------------------------------------

_PROMPTS = (
    ("以下附件", re.compile("报告应?包括以下附件")),
    ("封", re.compile("[（(]?[此本]页为封面[）)]?")),
    ("字以内", re.compile(r"[（(]限?\d{2,4}字以内[）)]")),
    ("（请", re.compile(r"（请(?:填写|写明|注明|说明|列出|简要|在此|对照|参照|按|根据)[^（）()\n]{0,30}）")),
    ("（参考", re.compile("（参考(?:格式|提纲|模板|范本|样式)）")),
    ("×", re.compile("×{2,}(?=单位|部门|局|县|市|区|年|[%％万元个人次批项件户场期亩])")),
    ("X", re.compile("X{2,}(?=单位|部门|局|县|市|区|年|[%％万元个人次批项件户场期亩])")),
    ("（待", re.compile("（待(?:补充|填写?|完善|核实)）")),
    ("此处", re.compile("(?:在)?此处(?:填写|输入|插入)[^，。；\\n]{0,12}")),
)
"""A sign, and the prompt around it."""
register(sign for sign, _ in _PROMPTS)
_ELLIPSIS_KEYS = ("projects.extra.budget", "projects.extra.final")
"""Read right of a label “……” that nobody replaced by a project's name."""


@text_rule(
    "F08",
    "留有空白表的提示文字",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    OWN_FORM,
    fires=Example(
        outside={"附件清单": "报告应包括以下附件：\n1.基础数据表"},
        report={"residues": [Residue("（一个专项一行）", CellPlace(0, 12, 0))]},
    ),
    silent=Example(outside={"附件清单": "附件：\n1.基础数据表"}),
)
def template_residue(case: Case) -> Iterator[Problem]:
    """空白表上提示怎样填写的文字，交出去的报告里要删掉。"""
    for residue in case.report.residues:
        yield Problem(f"留有提示文字“{residue.text}”。", [AtPlace(residue.place)], "请删去提示文字。")
    found, there = passages(case), signs_of(case)
    for sign, pattern in _PROMPTS:
        if sign in there:
            for match, target in found.find(pattern):
                yield Problem(f"留有提示文字“{match.group()}”。", [target], "请删去提示文字。")


@text_rule(
    "F08",
    "留有“……”空行",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    OWN_FORM,
    fires=Example(report={"empty_rows": [EmptyRow("产出指标", "数量指标", "……", CellPlace(1, 12, 3))]}),
    silent=Example(report={"empty_rows": [EmptyRow("效益指标", "经济效益指标", "", CellPlace(1, 12, 3))]}),
)
def ellipsis_row(case: Case) -> Iterator[Problem]:
    """空白表上表示可以加行的“……”，不用的要删掉。"""
    kept = [row for row in case.report.empty_rows if row.text]
    rows: list[Target] = [AtPlace(place) for place in _ellipsis_labels(case.report)]
    rows += [AtPlace(row.place) for row in kept]
    if rows:
        text = kept[0].text if kept else "……"
        yield Problem(f"表里留有{len(rows)}行“{text}”没有填。", rows, "请填写或删去这些行。")


def _ellipsis_labels(report: Report) -> Iterator[CellPlace]:
    noted = {residue.place.row for residue in report.residues if isinstance(residue.place, CellPlace)}
    for key in _ELLIPSIS_KEYS:
        fact = report.facts.get(key)
        if fact is not None and isinstance(fact.place, CellPlace) and fact.state is State.BLANK:
            if fact.place.row not in noted:
                yield CellPlace(fact.place.table, fact.place.row, 0)
            return


# --- F09: list of annexes --------------------------------------------------------------------------

_ITEM = re.compile(
    r"^\s*(?:附件)?\s*(?:([\d一二三四五六七八九十]{1,2}(?:[-—－–]\d{1,2})?)(?!\d)\s*[.．、:：)）]?)?\s*(.+?)\s*$"
)
_DASHES = str.maketrans("—－–", "---")
_BESIDE_NAME = re.compile(r"^附[件表]?[\d一二三四五六七八九十]+(?:-\d+)?[:.、]?|\(?\d{4}年度?\)?")


@dataclass(slots=True, frozen=True)
class _Item:
    """One line of the list of annexes that names a table."""

    number: str
    name: str
    place: TextPlace


@text_rule(
    "F09",
    "附件清单与附表对不上",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        outside={"附件清单": "附件：\n1.部门整体支出绩效评价基础数据表\n2.项目支出绩效自评表"},
        report={"tables": [TableSeen("base", 0, title="部门整体支出绩效评价基础数据表", number="附件1")]},
    ),
    silent=Example(
        outside={"附件清单": "附件：\n1.部门整体支出绩效评价基础数据表"},
        report={"tables": [TableSeen("base", 0, title="部门整体支出绩效评价基础数据表", number="附件1")]},
    ),
)
def annex_list_mismatch(case: Case) -> Iterator[Problem]:
    """附件清单上的名称、编号和个数要与后面的附表一致。"""
    report = case.report
    items = [item for section in report.outside if section.number == ANNEX_LIST for item in _items(section)]
    if not items or not all(table.title for table in report.tables):
        raise NotApplicable
    left = list(report.tables)
    unmatched = []
    for item in items:
        name = _bare(item.name)
        table = next((table for table in left if _bare(table.title) == name), None)
        if table is None:
            unmatched.append(item)
            continue
        left.remove(table)
        yield from _number_problem(item, table, report)
    for item in unmatched:
        yield _name_problem(item, left, report)
    for table in left:
        message = f"附表“{table.title}”没有列入附件清单。"
        yield Problem(message, [_heading_of(table, report)], "请补入清单。")


def _items(section: Section) -> Iterator[_Item]:
    start = 0
    for line in section.text.split("\n"):
        match = _ITEM.match(line)
        name = match[2].strip("《》。；;") if match is not None else ""
        if match is not None and name.endswith("表"):
            yield _Item(
                (match[1] or "").translate(_DASHES), name, TextPlace(section.number, start, start + len(line))
            )
        start += len(line) + 1


@lru_cache(maxsize=500)
def _bare(title: str) -> str:
    """A title without the annex number and the year beside it."""
    return _BESIDE_NAME.sub("", compact(title).translate(_DASHES))


def _number_problem(item: _Item, table: TableSeen, report: Report) -> Iterator[Problem]:
    """A list that numbers 1-1, 1-2 must agree with the headings; plain 1, 2 only counts."""
    number = re.sub(r"^附[件表]?\s*", "", table.number).translate(_DASHES)
    targets = [AtPlace(item.place), _heading_of(table, report)]
    if not number and any(other.number for other in report.tables):
        yield Problem(f"附表“{table.title}”没有附件编号。", targets, "请按清单补写编号。")
    elif "-" in item.number and number and item.number != number:
        yield Problem(f"清单编号“{item.number}”与附表编号“{table.number}”不一致。", targets, "请统一编号。")


def _name_problem(item: _Item, left: list[TableSeen], report: Report) -> Problem:
    """A table under a similar title is the same annex misnamed; otherwise the annex is not there."""
    name = _bare(item.name)
    table = next((t for t in left if _bare(t.title) in name or name in _bare(t.title)), None)
    if table is None:
        return Problem(
            f"清单列有“{item.name}”，文件里没有这张表。", [AtPlace(item.place)], "请补附表，或从清单删去。"
        )
    left.remove(table)
    unnumbered = "，也没有附件编号" if not table.number else ""
    message = f"清单写“{item.name}”，表上标题是“{table.title}”{unnumbered}。"
    return Problem(message, [AtPlace(item.place), _heading_of(table, report)], "请统一名称和编号。")


def _heading_of(table: TableSeen, report: Report) -> Target:
    for section in report.outside:
        start = section.text.find(table.title) if section.number != ANNEX_LIST and table.title else -1
        if start >= 0:
            return AtPlace(TextPlace(section.number, start, start + len(table.title)))
    return AtDimension(table.title or table.id)


# --- F13: words of another level -------------------------------------------------------------------

_LEVEL = re.compile(
    "(自治区|省|(?<![社园景片小地灾])区(?!划|域)|县(?!域|城)|(?<![红国彩])旗|(?<!城)市(?!场|政|民|容)|自治州)"
)
_RANKS = {"省": 1, "自治区": 1, "自治州": 2, "市": 2, "区": 3, "县": 3, "旗": 3}
_WORD_RANKS = {"省": 1, "市": 2}
_FOREIGN_LABEL = re.compile("([省市])(?:本?级)专项资金")
_FOREIGN = {word: re.compile(f"{word}(?:目标|任务|指标)") for word in ("市定", "省定")}


@text_rule(
    "F13",
    "沿用了其他层级的用语",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        facts={"unit.name": "示例县档案馆"},
        indicators=({"name": "归档时间", "actual": "按市定目标完成"},),
        report={"unit": "示例县档案馆"},
    ),
    silent=Example(
        facts={"unit.name": "示例市档案馆"},
        indicators=({"name": "归档时间", "actual": "按市定目标完成"},),
        report={"unit": "示例市档案馆"},
    ),
)
def level_words(case: Case) -> Iterator[Problem]:
    """县区单位的报告不应写“市级专项资金”“市定目标”这类上级模板的用语。"""
    rank = _rank(case.report.unit)
    if rank == 0:
        raise NotApplicable
    unit = case.report.unit
    for label in _labels(case.report):
        match = _FOREIGN_LABEL.search(label.text) if "级专项" in label.text else None
        if match is not None and _WORD_RANKS[match[1]] < rank:
            yield _foreign(match.group(), AtPlace(label.place), unit)
    found = passages(case)
    for word, pattern in _FOREIGN.items():
        if _WORD_RANKS[word[0]] < rank and word in found.text:
            for match, target in found.find(pattern):
                if match.start() >= found.after_indicators and not match.group().endswith("目标"):
                    continue  # 完成市定任务120件
                yield _foreign(match.group(), target, unit)


def _labels(report: Report) -> Iterator[Printed]:
    for table in report.tables:
        yield from table.labels


def _foreign(word: str, target: Target, unit: str) -> Problem:
    return Problem(f"“{unit}”的报告里写着“{word}”。", [target], f"请核实是否应按本级改写“{word}”。")


def _rank(unit: str) -> int:
    """Level of a unit by its name: 1 province, 2 city, 3 county or district; 0 unknown."""
    return max((_RANKS[match[1]] for match in _LEVEL.finditer(unit)), default=0)
