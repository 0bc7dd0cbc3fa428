"""审核意见 in every format."""

from __future__ import annotations

import io

import docx
import openpyxl
from lxml import html
from tests.press.forms import small_form, small_report

from zhunsheng.kernel.findings import AtFact, AtIndicator, Finding, Severity
from zhunsheng.kernel.report import Report
from zhunsheng.press.opinions import (
    HEADINGS,
    opinion_rows,
    opinions_docx,
    opinions_html,
    opinions_title,
    opinions_xlsx,
    summary,
)

FINDINGS = [
    Finding(
        "S07",
        Severity.HINT,
        False,
        "完成值“98”没有单位。",
        "补上“%”。",
        "通行做法",
        [AtIndicator(2, "actual")],
    ),
    Finding(
        "A03",
        Severity.ERROR,
        True,
        "各行得分相加是 97，总分填的是 98。",
        "=改为 97",
        "《示例办法》",
        [AtFact("score.total"), AtFact("projects.total.final"), AtFact("score.total")],
    ),
    Finding(
        "L01",
        Severity.WARNING,
        False,
        "调整幅度超过 5%。",
        "",
        "通行做法",
        [],
        formula="（106 - 100）÷ 100 = 6%，应不高于5%",
    ),
]
ROWS = [
    (
        "1",
        "必须改",
        "A03",
        "附件2 总分；附件1 项目支出 本年决算数",
        "各行得分相加是 97，总分填的是 98。",
        "=改为 97",
        "《示例办法》",
    ),
    ("2", "请核实", "L01", "", "调整幅度超过 5%。\n（106 - 100）÷ 100 = 6%，应不高于5%", "", "通行做法"),
    (
        "3",
        "提示",
        "S07",
        "附件2 自评表 第3个指标“群众满意度”完成值",
        "完成值“98”没有单位。",
        "补上“%”。",
        "通行做法",
    ),
]
TITLE = "2023年度示例区档案馆部门整体支出绩效自评报告审核意见"
SUMMARY = "经审核，共有3处意见：必须改1处，请核实1处，提示1处。请逐处修改或者说明。"


def test_the_gravest_come_first() -> None:
    assert opinion_rows(small_report(), FINDINGS, small_form()) == ROWS
    assert summary(FINDINGS) == SUMMARY
    assert summary([]) == "经审核，没有发现需要修改或者核实的问题。"


def test_title() -> None:
    report = Report(fiscal_year=2023, unit="示例区档案馆")
    assert opinions_title(small_report(), None) == TITLE
    assert opinions_title(report, small_form()) == "示例区档案馆2023年度部门整体支出绩效自评报告审核意见"
    assert opinions_title(report, None) == "示例区档案馆2023年度自评报告审核意见"


def test_word() -> None:
    document = docx.Document(io.BytesIO(opinions_docx(small_report(), FINDINGS, small_form())))
    assert [p.text for p in document.paragraphs if p.text] == [
        "2023年度示例区档案馆",
        "部门整体支出绩效自评报告审核意见",
        SUMMARY,
    ]
    (table,) = document.tables
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == [HEADINGS, *ROWS]
    assert round(document.sections[0].page_width.mm) == 297


def test_web_page() -> None:
    tree = html.document_fromstring(opinions_html(small_report(), FINDINGS, small_form()))
    for line_break in tree.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    assert [h.text_content() for h in tree.xpath("//h1")] == [TITLE]
    assert [cell.text_content() for cell in tree.xpath("//thead//th[@scope='col']")] == list(HEADINGS)
    assert [tuple(c.text_content() for c in row) for row in tree.xpath("//tbody/tr")] == ROWS


def test_workbook() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(opinions_xlsx(small_report(), FINDINGS, small_form()))).active
    assert sheet is not None
    rows = [tuple(cell.value or "" for cell in row) for row in sheet]
    assert (rows[0][0], rows[1][0]) == (TITLE, SUMMARY)
    assert rows[2:] == [HEADINGS, *ROWS]
    assert sheet["F4"].data_type == "s"
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref) == ("A4", "$3:$3", "A3:G6")


def test_nothing_found() -> None:
    document = docx.Document(io.BytesIO(opinions_docx(small_report(), [], None)))
    assert document.paragraphs[2].text == "经审核，没有发现需要修改或者核实的问题。"
    assert document.tables == []
    opinions_xlsx(small_report(), [], None)
