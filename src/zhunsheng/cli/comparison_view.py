"""zhunsheng diff on the screen: old and new told apart by signs as well as by colour."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from zhunsheng.cli.grouping import section_title
from zhunsheng.cli.output import clean, console
from zhunsheng.cli.paragraphs import Paragraph
from zhunsheng.kernel.compare import Comparison, IndicatorChange, ParagraphChange, compare
from zhunsheng.kernel.facts import Fact, State
from zhunsheng.kernel.numerals import show
from zhunsheng.kernel.report import Report
from zhunsheng.rulebook.facts import kind_of, label_of

_OLD, _NEW = "red", "green"
_COLUMNS = {"target": "指标值", "actual": "完成值", "weight": "分值", "score": "得分", "reason": "偏差原因"}


def show_comparison(before: Report, after: Report) -> None:
    screen = console()
    comparison = compare(before, after)
    screen.print(Text(clean(after.unit or after.title), "bold"))
    screen.print(Text(f"前：{_name(before)}", _OLD))
    screen.print(Text(f"后：{_name(after)}", _NEW))
    if comparison.count == 0:
        screen.print(Text("两份内容相同。", "green"))
        return
    _show_cells(screen, comparison)
    for change in comparison.paragraphs:
        _show_paragraph(screen, change, before, after)
    screen.print(
        Text(
            f"\n共 {comparison.count} 处不同：数据项 {len(comparison.facts)}，"
            f"指标 {len(comparison.indicators)}，段落 {len(comparison.paragraphs)}。",
            "bold",
        )
    )


def show_alone(report: Report, words: str) -> None:
    console().print(Text(f"{words}：{_name(report)}", "yellow"))


def _name(report: Report) -> str:
    year = f"{report.fiscal_year}年度 " if report.fiscal_year else ""
    return year + clean(report.title or report.unit)


def _show_cells(screen: Console, comparison: Comparison) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for title in ("改动处", "前", "后"):
        table.add_column(title)
    for fact in comparison.facts:
        old, new = _shown(fact.key, fact.before), _shown(fact.key, fact.after)
        table.add_row(Paragraph(label_of(fact.key)), Paragraph(old, _OLD), Paragraph(new, _NEW))
    for row in comparison.indicators:
        for where, old, new in _indicator_rows(row):
            table.add_row(Paragraph(where), Paragraph(old, _OLD), Paragraph(new, _NEW))
    if table.row_count:
        screen.print(table)


def _shown(key: str, fact: Fact | None) -> str:
    if fact is None or fact.state is State.BLANK:
        return "（空）"
    return fact.text if fact.value is None else show(fact.value, kind_of(key))


def _indicator_rows(change: IndicatorChange) -> list[tuple[str, str, str]]:
    name = f"指标“{change.name}”"
    if change.before is None:
        return [(name, "（没有这一行）", "新增")]
    if change.after is None:
        return [(name, "原有", "（删去）")]
    return [
        (f"{name}{_COLUMNS.get(column, column)}", old or "（空）", new or "（空）")
        for column, old, new in change.columns
    ]


def _show_paragraph(screen: Console, change: ParagraphChange, before: Report, after: Report) -> None:
    titles = {section.number: section.title for section in (*before.sections, *after.sections)}
    screen.print()
    title = section_title(change.section, titles.get(change.section, ""))
    screen.print(Rule(Text(clean(title), "bold"), align="left", style="dim"))
    for sign, text, colour in (("- ", change.before, f"strike {_OLD}"), ("+ ", change.after, _NEW)):
        for line in text.split("\n") if text else ():
            screen.print(Paragraph(sign + line, colour))
