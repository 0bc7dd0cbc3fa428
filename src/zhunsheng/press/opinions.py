"""审核意见：what the checks found, as a document to hand over."""

from __future__ import annotations

from collections.abc import Sequence

from zhunsheng.kernel.findings import Finding, Severity
from zhunsheng.kernel.form import Form
from zhunsheng.kernel.report import Report
from zhunsheng.press.docx import docx_of
from zhunsheng.press.headings import title_lines
from zhunsheng.press.html import html_of
from zhunsheng.press.places import places_words
from zhunsheng.press.tree import Align, Cell, Kind, Page, Role, Row, Table, Text, Tree

HEADINGS = ("序号", "级别", "编号", "位置", "问题", "怎么改", "依据")
_WIDTHS = (8.0, 11.0, 9.0, 32.0, 46.0, 36.0, 26.0)
_MARKS = 3
"""So many columns hold short marks."""
_SUFFIX = "审核意见"
_REPORT = "自评报告"


def opinions_docx(report: Report, findings: Sequence[Finding], form: Form | None) -> bytes:
    return docx_of(opinions_tree(report, findings, form))


def opinions_html(report: Report, findings: Sequence[Finding], form: Form | None) -> str:
    return html_of(opinions_tree(report, findings, form))


def opinions_xlsx(report: Report, findings: Sequence[Finding], form: Form | None) -> bytes:
    from zhunsheng.press.xlsx_list import list_xlsx  # the one format of this module that needs a library

    title = opinions_title(report, form)
    return list_xlsx(title, summary(findings), HEADINGS, opinion_rows(report, findings, form), _WIDTHS)


def opinions_tree(report: Report, findings: Sequence[Finding], form: Form | None) -> Tree:
    title = opinions_title(report, form)
    page = Page(landscape=True)
    page.blocks += [Text(line, Role.TITLE) for line in title_lines(title)]
    page.blocks.append(Text(summary(findings), Role.BODY))
    if findings:
        page.blocks.append(_table(opinion_rows(report, findings, form)))
    return Tree(title, [page])


def opinions_title(report: Report, form: Form | None) -> str:
    """2023年度示例区某局部门整体支出绩效自评报告审核意见"""
    if report.title:
        return report.title + _SUFFIX
    year = f"{report.fiscal_year}年度" if report.fiscal_year else ""
    name = form.title if form is not None else _REPORT
    return f"{report.unit}{year}{name}{_SUFFIX}"


def summary(findings: Sequence[Finding]) -> str:
    """共发现3处：必须改1处，请核实1处，提示1处。"""
    if not findings:
        return "经审核，没有发现需要修改或者核实的问题。"
    counts = [(level, sum(finding.severity is level for finding in findings)) for level in Severity]
    listed = "，".join(f"{level.label}{count}处" for level, count in counts)
    return f"经审核，共有{len(findings)}处意见：{listed}。请逐处修改或者说明。"


def opinion_rows(report: Report, findings: Sequence[Finding], form: Form | None) -> list[tuple[str, ...]]:
    """The cells of each finding, the gravest first."""
    ordered = sorted(findings, key=lambda finding: finding.severity.rank)
    return [
        (
            str(number),
            finding.severity.label,
            finding.code,
            places_words(finding.targets, report, form),
            f"{finding.message}\n{finding.formula}".rstrip(),
            finding.hint,
            finding.basis,
        )
        for number, finding in enumerate(ordered, start=1)
    ]


def _table(rows: list[tuple[str, ...]]) -> Table:
    head = Row(tuple(Cell(i, 1, text, Kind.HEAD) for i, text in enumerate(HEADINGS)), head=True)
    body = [
        Row(
            tuple(
                Cell(i, 1, text, align=Align.CENTER if i < _MARKS else Align.LEFT)
                for i, text in enumerate(cells)
            )
        )
        for cells in rows
    ]
    return Table(_WIDTHS, [head, *body])
