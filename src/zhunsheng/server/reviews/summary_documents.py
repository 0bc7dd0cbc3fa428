"""The summary table (.xlsx) and the summary report (汇总报告, .docx): figures only, every sentence from them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

import xlsxwriter

from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.press.characters import printable
from zhunsheng.press.docx import docx_of
from zhunsheng.press.headings import title_lines
from zhunsheng.press.tree import Align, Cell, Kind, Page, Role, Row, Table, Text, Tree
from zhunsheng.server.reviews.breakdown import Breakdown, GroupLine
from zhunsheng.server.reviews.summary import Summary
from zhunsheng.server.reviews.unit_lines import UnitLine

MISSING = "未报送"
_UNIT_HEADINGS = (
    "序号",
    "单位",
    "状态",
    "自评",
    "测算",
    "差异",
    "等次",
    "执行率",
    "错误",
    "核实",
    "复核偏差率",
)
_GROUP_HEADINGS = ("应报", "已报送", "自评平均", "测算平均", "平均差异", "差异5分以上", "复核偏差率")
_GROUP_WIDTHS = (8, 8, 10, 10, 10, 13, 13)
_UNIT_WIDTHS = (8, 34, 18, 10, 10, 10, 10, 11, 8, 8, 13)
Value = str | int | Decimal | None


# --- the table ------------------------------------------------------------------------------------------


def summary_xlsx(summary: Summary) -> bytes:
    """Units, groups, deductions, quality. A missing report says so and has empty cells, so that no mean counts it as 0."""
    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    head = workbook.add_format({"bold": True, "border": 1, "bg_color": "#EDF0F4", "align": "center"})
    cell = workbook.add_format({"border": 1})
    share = workbook.add_format({"border": 1, "num_format": "0.0%"})

    def add_page(
        name: str, headings: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[Value]]
    ) -> None:
        sheet = workbook.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, head)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                look = share if headings[column].endswith("率") else cell
                if value is None:
                    sheet.write_blank(number, column, None, cell)
                elif isinstance(value, str):
                    sheet.write_string(number, column, printable(value), cell)
                else:
                    sheet.write_number(number, column, value, look)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(headings) - 1)

    units = [_unit_values(number, line) for number, line in enumerate(summary.lines, start=1)]
    add_page("汇总表", _UNIT_HEADINGS, _UNIT_WIDTHS, units)
    for breakdown in summary.breakdowns:
        groups = [_group_values(line) for line in breakdown.lines]
        headings = _group_headings(breakdown, summary)
        add_page(breakdown.title, headings, _group_widths(summary), groups)
    deductions = [(entry.name, entry.units, entry.lost) for entry in summary.deductions]
    add_page("常见扣分", ("指标", "扣分单位数", "共扣分"), (50, 14, 12), deductions)
    quality = [
        (entry.level1, entry.level2, entry.targets, entry.measurable, entry.share)
        for entry in summary.quality
    ]
    headings = ("一级指标", "二级指标", "指标数", "可衡量的指标值", "可衡量率")
    add_page("指标质量", headings, (22, 26, 10, 18, 12), quality)
    workbook.close()
    return buffer.getvalue()


def _unit_values(number: int, line: UnitLine) -> tuple[Value, ...]:
    if not line.reported:
        return (number, line.unit, f"{MISSING}（{line.state}）", *[None] * 8)
    recheck = line.recheck.ratio if line.recheck is not None else None
    scores = (line.filed, line.computed, line.gap, line.grade, line.rate)
    return (number, line.unit, line.state, *scores, line.errors, line.warnings, recheck)


def _group_headings(breakdown: Breakdown, summary: Summary) -> tuple[str, ...]:
    grades = (f"等次{grade}" for grade, _ in summary.grades)
    return (breakdown.heading, *_GROUP_HEADINGS, *grades)


def _group_widths(summary: Summary) -> tuple[int, ...]:
    return (34, *_GROUP_WIDTHS, *(10 for _ in summary.grades))


def _group_values(line: GroupLine) -> tuple[Value, ...]:
    recheck = line.recheck.ratio if line.recheck is not None else None
    means = (line.filed, line.computed, line.gap)
    return (line.name, line.expected, line.reported, *means, line.far, recheck, *line.grades)


# --- the report -----------------------------------------------------------------------------------------


def summary_docx(summary: Summary) -> bytes:
    return docx_of(summary_tree(summary))


def summary_tree(summary: Summary) -> Tree:
    title = f"{summary.campaign.title}审核汇总报告"
    page = Page()
    page.blocks += [Text(line, Role.TITLE) for line in title_lines(title)]
    numbered = zip("一二三四五六七", _sections(summary), strict=False)
    for numeral, (heading, blocks) in numbered:
        page.blocks.append(Text(f"{numeral}、{heading}", Role.HEADING, 1))
        page.blocks += blocks
    annex = Page(landscape=True)
    annex.blocks += [
        Text("附件", Role.ANNEX_NUMBER),
        Text(f"{summary.campaign.title}汇总表", Role.TABLE_TITLE),
    ]
    annex.blocks.append(_units_table(summary))
    return Tree(title, [page, annex])


Blocks = list[Text | Table]


def _sections(summary: Summary) -> list[tuple[str, Blocks]]:
    return [
        ("总体情况", _overall(summary)),
        ("等次分布", _grades(summary)),
        ("分类情况", _groups(summary)),
        ("常见扣分", _deductions(summary)),
        ("指标质量", _quality(summary)),
        ("抽查复核", [Text(_recheck_words(summary), Role.BODY)]),
        ("未报送的单位", [Text(_missing_words(summary), Role.BODY)]),
    ]


def _overall(summary: Summary) -> Blocks:
    totals = summary.totals
    reported = totals.all - len(summary.missing)
    words = f"应报{totals.all}家，已报送{reported}家，报送率{_percent(totals.reported_share)}；"
    words += f"审核通过{totals.of('accepted')}家，通过率{_percent(totals.accepted_share)}。"
    if summary.mean is not None:
        words += f"已报送的{len(summary.scored)}家自评平均{plain_decimal(summary.mean)}分，"
        words += f"最高{plain_decimal(max(summary.scored))}分，最低{plain_decimal(min(summary.scored))}分；"
        words += f"自评与测算相差5分以上的{summary.far}家。"
    if summary.missing:
        words += "未报送的不计入平均。"
    rows = [(label, str(number)) for label, number in summary.states]
    return [Text(words, Role.BODY), _table(("状态", "家数"), (70, 30), rows)]


def _grades(summary: Summary) -> Blocks:
    reported = sum(number for _, number in summary.grades)
    if not reported:
        return [Text("还没有已报送的单位。", Role.BODY)]
    rows = [(grade, str(number), _percent(Decimal(number) / reported)) for grade, number in summary.grades]
    return [_table(("等次（自评）", "家数", "占已报送"), (50, 25, 25), rows)]


def _groups(summary: Summary) -> Blocks:
    """By function and size; the departments are in the workbook."""
    blocks: Blocks = []
    for breakdown in summary.breakdowns:
        if breakdown.title == "按部门":
            continue
        blocks.append(Text(f"{breakdown.title}：", Role.BODY))
        rows = [
            (
                line.name,
                str(line.expected),
                str(line.reported),
                *map(_mean, (line.filed, line.computed, line.gap)),
            )
            for line in breakdown.lines
        ]
        headings = (breakdown.heading, *_GROUP_HEADINGS[:5])
        blocks.append(_table(headings, (40, 11, 11, 13, 13, 12), rows, left=0))
    return blocks


def _mean(value: Decimal | None) -> str:
    return "—" if value is None else plain_decimal(value)


def _deductions(summary: Summary) -> Blocks:
    if not summary.deductions:
        return [Text("已报送的指标没有扣分。", Role.BODY)]
    rows = [(entry.name, str(entry.units), plain_decimal(entry.lost)) for entry in summary.deductions]
    return [_table(("指标", "扣分单位数", "共扣分"), (60, 20, 20), rows)]


def _quality(summary: Summary) -> Blocks:
    if summary.measurable is None:
        return [Text("还没有已报送的指标。", Role.BODY)]
    words = f"指标值可衡量（有数、有计量单位或时限）的占{_percent(summary.measurable)}，分类如下。"
    rows = [
        (entry.level1, entry.level2, str(entry.targets), str(entry.measurable), _percent(entry.share))
        for entry in summary.quality
    ]
    headings = ("一级指标", "二级指标", "指标数", "可衡量", "占比")
    return [Text(words, Role.BODY), _table(headings, (28, 34, 13, 12, 13), rows)]


def _recheck_words(summary: Summary) -> str:
    done = sum(line.recheck is not None for line in summary.lines)
    found = summary.rechecked
    if found is None:
        return "还没有办结的抽查复核。"
    return (
        f"抽查复核办结{done}家。复核的{found.rows}项指标，自评合计{plain_decimal(found.filed)}分，"
        f"复核合计{plain_decimal(found.score)}分，偏差{plain_decimal(found.absolute)}分，"
        f"偏差率{_percent(found.ratio)}。"
    )


def _missing_words(summary: Summary) -> str:
    if not summary.missing:
        return "应报单位全部报送。"
    named = "、".join(f"{line.unit}（{line.state}）" for line in summary.missing)
    return f"共{len(summary.missing)}家：{named}。"


def _units_table(summary: Summary) -> Table:
    rows = []
    for number, line in enumerate(summary.lines, start=1):
        texts = [_cell_text(value) for value in _unit_values(number, line)]
        texts[7] = _percent(line.rate) if line.rate is not None else ""
        texts[10] = _percent(line.recheck.ratio) if line.recheck is not None else ""
        rows.append(tuple(texts))
    return _table(_UNIT_HEADINGS, _UNIT_WIDTHS, rows, left=1)


def _cell_text(value: Value) -> str:
    if value is None:
        return ""
    return plain_decimal(value) if isinstance(value, Decimal) else str(value)


def _table(
    headings: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]], left: int = 0
) -> Table:
    """`left`: the column of names, which stands at the left."""
    head = Row(tuple(Cell(i, 1, text, Kind.HEAD) for i, text in enumerate(headings)), head=True)
    body = [
        Row(
            tuple(
                Cell(i, 1, text, align=Align.LEFT if i == left else Align.CENTER)
                for i, text in enumerate(row)
            )
        )
        for row in rows
    ]
    return Table(tuple(float(width) for width in widths), [head, *body])


def _percent(share: Decimal | None) -> str:
    return "—" if share is None else f"{(share * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
