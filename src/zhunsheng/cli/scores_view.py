"""zhunsheng score on the screen."""

from __future__ import annotations

from decimal import Decimal

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from zhunsheng.cli.output import clean, console
from zhunsheng.cli.paragraphs import Paragraph
from zhunsheng.cli.report_view import heading
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.report import Report
from zhunsheng.kernel.scoring import ClassTotal, Scorecard, ScoreLine, same_points
from zhunsheng.rulebook.loading import Rulebook


def show_scores(report: Report, card: Scorecard, rulebook: Rulebook) -> None:
    screen = console()
    screen.print(heading(report, rulebook))
    screen.print(_table(report, card))
    for total in card.classes:
        screen.print(Text(_class_line(total)))
    screen.print(Text(f"总分  自评 {_points(card.filed_total)}  测算 {_points(card.total)}", "bold"))
    screen.print(
        Text(f"等级  自评 {clean(card.filed_grade) or '未填'}  测算 {card.grade or '无法测算'}", "bold")
    )
    if card.by_hand:
        screen.print(Text(f"有 {len(card.by_hand)} 条要由评价人判断，总分里暂按自评分计。", "yellow"))
    bases = dict.fromkeys(rulebook.cite(line.basis) for line in card.lines if line.computed is not None)
    if bases:
        screen.print(Paragraph(f"依据：{'；'.join(bases)}", "dim"))


def _table(report: Report, card: Scorecard) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column("指标", max_width=18)
    for title in ("分值", "自评", "测算", "差异"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("计算步骤", ratio=1)
    for line in card.lines:
        table.add_row(*_cells(line, report))
    return table


def _cells(line: ScoreLine, report: Report) -> tuple[RenderableType, ...]:
    if line.indicator is None:
        name, weight = "预算执行率", report.number("funds.weight")
    else:
        indicator = report.indicators[line.indicator]
        name, weight = indicator.name, indicator.weight
    numbers = (_points(weight), _points(line.filed), _points(line.computed))
    return Paragraph(name), *map(Text, numbers), _difference(line), Paragraph(line.steps)


def _difference(line: ScoreLine) -> Text:
    if line.filed is None or line.computed is None:
        return Text("—", "dim")
    if same_points(line.filed, line.computed):
        return Text("0", "dim")
    difference = line.filed - line.computed
    return Text(f"{'+' if difference > 0 else ''}{plain_decimal(difference)}", "bold red")


def _points(value: Decimal | None) -> str:
    return "—" if value is None else plain_decimal(value)


def _class_line(total: ClassTotal) -> str:
    return (
        f"{clean(total.level1)}  分值 {plain_decimal(total.weight)}  "
        f"自评 {plain_decimal(total.filed)}  测算 {plain_decimal(total.counted)}"
    )
