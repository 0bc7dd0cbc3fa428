"""The clean report in layouts offices make of it: all of it read, nothing found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.intake.form_files import Box, Sheet, as_docx, as_html, as_txt, reshaped, sheets_of
from tests.intake.readers.making import docx, tbl, tc

from zhunsheng.intake.document import Paragraph
from zhunsheng.intake.readers import read_bytes
from zhunsheng.kernel.report import Report
from zhunsheng.portfolio.batch import Job, check
from zhunsheng.portfolio.sources import intake, reports_in
from zhunsheng.press.docx import docx_bytes

READER = intake()
TEXT = (Path(__file__).parents[2] / "samples" / "shili-2023" / "clean.txt").read_text("utf-8")
(CLEAN,) = reports_in(TEXT.encode(), "报告.txt", READER)
Rows = list[list[Box]]


def _taken_apart() -> tuple[list[str], Sheet, Sheet]:
    """The report's text and its two annexes."""
    rulebook = READER.rulebook
    form, scheme = rulebook.forms["hunan-overall"], rulebook.schemes["hunan-overall"]
    document = read_bytes(docx_bytes(CLEAN, form, scheme), "报告.docx")
    base, own = sheets_of(document)
    paragraphs = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    return paragraphs[: paragraphs.index(base.above[0])], base, own


PROSE, BASE, OWN = _taken_apart()


def column_order_turned(rows: Rows) -> Rows:
    """本年决算、本年预算、上年决算: the newest year first."""
    turned = [len(row) == 4 and [box.span for box in row] == [1, 2, 2, 2] for row in rows]
    return [
        [row[0], *reversed(row[1:])]
        if is_turned and not row[0].text.startswith("财政") and row[0].rows
        else row
        for row, is_turned in zip(rows, turned, strict=True)
    ]


def staffing_in_rows(rows: Rows) -> Rows:
    """编制数 beside 26, 在职人数 beside 25, one below the other."""
    at = next(i for i, row in enumerate(rows) if row[0].text.startswith("财政"))
    title, *labels = rows[at]
    pairs = zip(labels, rows[at + 1][1:], strict=True)
    new = [
        [
            Box("" if number else title.text, rows=int(not number)),
            replace(label, span=3),
            replace(value, span=3),
        ]
        for number, (label, value) in enumerate(pairs)
    ]
    return [*rows[:at], *new, *rows[at + 2 :]]


def in_yuan(rows: Rows) -> Rows:
    for box in (box for row in rows for box in row if re.fullmatch(r"\d+\.\d\d", box.text)):
        box.text = format(int(box.text.replace(".", "")) * 100, ",")
    return rows


def with_units(rows: Rows) -> Rows:
    for box in (box for row in rows for box in row if re.fullmatch(r"\d+\.\d\d", box.text)):
        box.text = f"￥{box.text}"
    return rows


def _indicator_rows(rows: Rows) -> tuple[int, int]:
    header = next(i for i, row in enumerate(rows) if any("三级指标" in box.text for box in row))
    total = next(i for i, row in enumerate(rows) if row[0].text.startswith("总分"))
    return header, total


def serial_numbers(rows: Rows) -> Rows:
    """A column 序号 before the indicators."""
    header, total = _indicator_rows(rows)
    return [
        [Box("序号" if n == header else str(n - header)), *row]
        if header <= n < total
        else [replace(row[0], span=row[0].span + 1), *row[1:]]
        for n, row in enumerate(rows)
    ]


def heading_repeated(rows: Rows) -> Rows:
    header, _ = _indicator_rows(rows)
    return [*rows[: header + 5], [replace(box) for box in rows[header]], *rows[header + 5 :]]


def points_on_a_line_of_their_own(rows: Rows) -> Rows:
    for box in (box for row in rows for box in row if "指标" in box.text):
        box.text = re.sub(r"[（(](\d+)分[）)]", r"\n\1分", box.text)
    return rows


def classes_numbered(rows: Rows) -> Rows:
    for box in (box for row in rows for box in row):
        for number, name in enumerate(("产出指标", "效益指标", "满意度指标"), start=1):
            if box.text.startswith(name):
                box.text = f"{number}.{box.text}"
    return rows


def read_alike(report: Report) -> None:
    """Every fact and every indicator of the clean report."""
    facts = {key: (fact.state, fact.value) for key, fact in CLEAN.facts.items()}
    assert {key: (fact.state, fact.value) for key, fact in report.facts.items()} == facts
    rows = [
        [(i.level1, i.level2, i.name, i.target, i.actual, i.score) for i in r.indicators]
        for r in (report, CLEAN)
    ]
    assert rows[0] == rows[1]
    assert (report.unread, report.doubts) == ([], [])


def messages(report: Report) -> list[str]:
    return [finding.message for finding in check(report, Job()).result.findings]


BASES = [column_order_turned, staffing_in_rows, in_yuan, with_units]
OWNS = [serial_numbers, heading_repeated, points_on_a_line_of_their_own, classes_numbered]


@pytest.mark.parametrize("bend", [*BASES, *OWNS], ids=lambda bend: bend.__name__)
@pytest.mark.parametrize("write", [as_docx, as_html], ids=["docx", "html"])
def test_a_bent_table(bend: Callable[[Rows], Rows], write: Callable[..., bytes]) -> None:
    base = reshaped(BASE, bend) if bend in BASES else BASE
    if bend is in_yuan:
        base = replace(base, above=[*base.above, "单位：元"])
    own = reshaped(OWN, bend) if bend in OWNS else OWN
    (report,) = reports_in(write(base, own, prose=PROSE), "报告", READER)
    read_alike(report)
    assert messages(report) == []


@pytest.mark.parametrize(
    "heading",
    [r"\1．", r"第\1部分　", r"\1 、", r"\1,"],
)
def test_other_headings(heading: str) -> None:
    prose = [re.sub("^([一二三四五六七八九])、", heading, line) for line in PROSE]
    (report,) = reports_in(as_docx(BASE, OWN, prose=prose), "报告.docx", READER)
    read_alike(report)
    assert messages(report) == []


def _body(data: bytes) -> str:
    import io
    import zipfile

    text = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    return text[text.index("<w:body>") + len("<w:body>") : text.index("</w:body>")]


def test_a_report_all_in_one_frame() -> None:
    data = docx(tbl(tc(_body(as_docx(BASE, OWN, prose=PROSE)) + "<w:p/>")))
    (report,) = reports_in(data, "报告.docx", READER)
    read_alike(report)
    assert messages(report) == []


@pytest.mark.parametrize("write", [as_docx, as_txt], ids=["docx", "txt"])
def test_two_reports_in_a_file_the_second_of_a_town(write: Callable[..., bytes]) -> None:
    def of_the_town(text: str) -> str:
        return text.replace("示例区政务服务中心", "示例区甲镇人民政府")

    def renamed(sheet: Sheet) -> Sheet:
        rows = [[replace(box, text=of_the_town(box.text)) for box in row] for row in sheet.rows]
        return replace(sheet, rows=rows, above=[of_the_town(line) for line in sheet.above])

    first = write(BASE, OWN, prose=PROSE)
    second = write(renamed(BASE), renamed(OWN), prose=[of_the_town(line) for line in PROSE])
    data = docx(_body(first) + _body(second)) if write is as_docx else first + b"\n" + second
    reports = reports_in(data, "两份", READER)
    assert [report.unit for report in reports] == ["示例区政务服务中心", "示例区甲镇人民政府"]
    assert [len(report.indicators) for report in reports] == [len(CLEAN.indicators)] * 2
    assert [messages(report) for report in reports] == [[], []]
