"""What we write ourselves draws no finding, and says what the report said."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal as D
from pathlib import Path

import openpyxl
import pytest

from zhunsheng.kernel.form import Form
from zhunsheng.kernel.report import FRONT, SIGN_OFF, Report
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.portfolio.batch import Job, check
from zhunsheng.portfolio.sources import intake, reports_in
from zhunsheng.press.docx import docx_bytes
from zhunsheng.press.html import html_text
from zhunsheng.press.pdf import pdf_bytes
from zhunsheng.press.xlsx import xlsx_bytes

READER = intake()
FORM = READER.rulebook.forms["hunan-overall"]
SCHEME = READER.rulebook.schemes["hunan-overall"]
CLEAN = (Path(__file__).parents[2] / "samples" / "shili-2023" / "clean.txt").read_text("utf-8")
Write = Callable[[Report, Form, Scheme], bytes]
WRITERS: dict[str, Write] = {
    "docx": docx_bytes,
    "xlsx": xlsx_bytes,
    "pdf": pdf_bytes,
    "html": lambda report, form, scheme: html_text(report, form, scheme).encode(),
}
every_format = pytest.mark.parametrize(("suffix", "write"), WRITERS.items(), ids=WRITERS)


def read(data: bytes, name: str) -> Report:
    (report,) = reports_in(data, name, READER)
    return report


def written(text: str, suffix: str, write: Write) -> Report:
    """A report written by us and read back."""
    return read(write(read(text.encode(), "报告.txt"), FORM, SCHEME), f"报告.{suffix}")


def label_of_special_funds(report: Report) -> list[str]:
    return [label.text for table in report.tables for label in table.labels if "级专项" in label.text]


@every_format
def test_a_clean_report_stays_clean(suffix: str, write: Write) -> None:
    report = written(CLEAN, suffix, write)
    assert [finding.message for finding in check(report, Job()).result.findings] == []


@every_format
@pytest.mark.parametrize("level", ["市级", "区级", "县级", "省级"])
def test_special_funds_keep_the_level_the_report_gives_them(suffix: str, write: Write, level: str) -> None:
    text = CLEAN
    assert "区级专项资金" in text
    report = written(text.replace("区级专项资金", f"{level}专项资金"), suffix, write)
    assert label_of_special_funds(report) == [f"3、{level}专项资金"]


def test_a_workbook_of_annexes_is_not_asked_for_the_text() -> None:
    report = written(CLEAN, "xlsx", xlsx_bytes)
    assert (report.annexes_only, report.sections) == (True, [])
    tables = CLEAN
    tables = tables[tables.index("附件1-1") :]
    alone = read(tables.encode(), "报告.txt")
    assert alone.annexes_only is False
    messages = [finding.message for finding in check(alone, Job()).result.findings]
    assert "只有表，没有文字报告。" in messages


def test_a_project_may_be_added_in_the_workbook() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(read(CLEAN.encode(), "报告.txt"), FORM, SCHEME)))
    sheet = book.worksheets[0]
    row = next(cell.row for cell in sheet["A"] if cell.value and "其他事业类" in str(cell.value)) + 1
    for column, value in {"A": "5、对口帮扶经费", "B": 1, "D": 2, "F": 2.5}.items():
        sheet[f"{column}{row}"] = value
    buffer = io.BytesIO()
    book.save(buffer)
    report = read(buffer.getvalue(), "报告.xlsx")
    extra = {key: report.facts[key].value for key in report.facts if key.startswith("projects.extra[")}
    assert extra == {
        "projects.extra[1].name": "对口帮扶经费",
        "projects.extra[1].prior": D(1),
        "projects.extra[1].budget": D(2),
        "projects.extra[1].final": D("2.5"),
    }


@pytest.mark.parametrize(("suffix", "write"), [(k, w) for k, w in WRITERS.items() if k != "xlsx"])
def test_what_stands_before_and_after_the_text_is_kept(suffix: str, write: Write) -> None:
    front, end = "（公开稿）", "示例区政务服务中心\n2024年3月15日"
    text = CLEAN.replace("一、部门基本情况", f"{front}\n一、部门基本情况", 1)
    report = written(text, suffix, write)
    (above,) = (section.text for section in report.outside if section.number == FRONT)
    assert above.split("\n")[-1] == front
    assert [s.text for s in report.outside if s.number == SIGN_OFF] == [end]
    assert [finding.message for finding in check(report, Job()).result.findings] == []
