"""Every value of a report on one page before it is filed (核对), each with the way to its cell."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhunsheng.kernel.form import FormTable
from zhunsheng.server.reports.assessing import Judged
from zhunsheng.server.reports.linked import with_figures
from zhunsheng.server.reports.schemes import FormSheet
from zhunsheng.server.reports.steps import BASE, BASIC, BUDGET, SELF, TEXT, basic_cells, budget_cells

_YEARS = {"prior": "上年决算数", "budget": "本年预算数", "final": "本年决算数"}
_INDICATOR = {"name": "指标", "target": "年度指标值", "target_value": "指标值", "actual": "实际完成值"}
_INDICATOR |= {"weight": "分值", "score": "自评得分", "reason": "偏差原因分析及改进措施"}


@dataclass(slots=True, frozen=True)
class Value:
    """`cell` is empty where there is nothing to change."""

    text: str
    cell: str = ""


@dataclass(slots=True)
class Line:
    name: str
    values: list[Value]

    @property
    def cell(self) -> str:
        """Where 修改 leads."""
        return next((value.cell for value in self.values if value.cell), "")


@dataclass(slots=True)
class Group:
    title: str
    step: str
    heads: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def recap(judged: Judged) -> list[Group]:
    sheet = judged.sheet
    groups = [_facts(judged, "基本情况", BASIC, basic_cells(sheet))]
    if budget_cells(sheet):
        groups.append(_facts(judged, "预算收支", BUDGET, budget_cells(sheet)))
    for table in sheet.form.tables:
        groups += _table(judged, table)
    if sheet.sections:
        groups.append(_text(judged))
    return [group for group in groups if group.lines]


def _facts(judged: Judged, title: str, step: str, cells: list[str]) -> Group:
    lines = [Line(judged.sheet.label(cell), [_value(judged, cell)]) for cell in cells]
    return Group(title, step, ["", "填的内容"], lines)


def _value(judged: Judged, cell: str) -> Value:
    sheet = judged.sheet
    if cell in sheet.computed:
        return Value(judged.assessment.computed.get(cell, ""))
    if sheet.fixed.get(cell):
        return Value(sheet.fixed[cell])
    return Value(judged.content.text(cell), cell if sheet.is_cell(cell) else "")


def _table(judged: Judged, table: FormTable) -> list[Group]:
    """Its rows by year, its single values, its indicators."""
    step = SELF if table.indicator_columns else BASE
    by_year = Group(f"{table.title}（分年度）", step, ["", *_YEARS.values()])
    single = Group(table.title, step, ["", "填的内容"])
    stems: dict[str, None] = {}
    for key in _keys(judged, table):
        stem, _, suffix = key.rpartition(".")
        if suffix in _YEARS:
            stems[stem] = None
        elif key not in ("unit.name", "unit.filer"):
            single.lines.append(Line(judged.sheet.label(key), [_value(judged, key)]))
    for stem in stems:
        values = [_value(judged, f"{stem}.{year}") for year in _YEARS]
        name = judged.content.text(f"{stem}.name")
        label = judged.sheet.label(f"{stem}.final").replace(_YEARS["final"], "")
        by_year.lines.append(Line(name or label, values))
    groups = [single, by_year]
    if table.indicator_columns:
        groups.append(_indicators(judged, judged.sheet))
    return groups


def _keys(judged: Judged, table: FormTable) -> list[str]:
    """The form's own, without the room for more, then the rows that were added."""
    own = [key for key in table.keys if key not in judged.sheet.spare_keys]
    stems = tuple(f"{stem}[" for stem in table.repeat.values())
    added = [cell for cell, _ in judged.content.filled() if stems and cell.startswith(stems)]
    return own + [cell for cell in added if not cell.endswith(".name")]


def _indicators(judged: Judged, sheet: FormSheet) -> Group:
    columns = [column for column in _INDICATOR if column in sheet.indicator_columns]
    group = Group("绩效指标", SELF, [_INDICATOR[column] for column in columns])
    for row in judged.assessment.rows:
        cells = [f"{row}.{column}" for column in columns[1:]]
        values = [Value(judged.content.text(cell), cell) for cell in cells]
        group.lines.append(Line(judged.content.text(f"{row}.name") or "未命名指标", values))
    return group


def _text(judged: Judged) -> Group:
    group = Group("报告正文", TEXT, ["", "印出来的文字"])
    for number, title in judged.sheet.sections.items():
        cell = f"section.{number}"
        text = with_figures(judged.content.text(cell), judged.assessment.report, judged.sheet)
        group.lines.append(Line(f"{number}、{title}", [Value(text, cell)]))
    return group
