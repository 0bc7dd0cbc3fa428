"""The formal documents say what the screen says, and what stage they are of."""

from __future__ import annotations

from io import BytesIO

import docx
import openpyxl
import pypdfium2
import pytest
from tests.server.conftest import Advance, Office

from zhunsheng.server.reports.approval import summary_of
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.content import content_from_json, fingerprint
from zhunsheng.server.reports.documents import Stamp, parts_of, slip_tree, stamp_of, tree_of
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.saving import Change, save_cells


@pytest.fixture
def filed(advance: Advance) -> UnitReport:
    return advance("with_head")


def _download(office: Office, report: UnitReport, kind: str) -> bytes:
    response = office.client("jia").get(f"/reports/{report.pk}/download/{kind}/")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    return bytes(response.content)


def _on_screen(report: UnitReport) -> dict[str, str]:
    """Cells of the self-evaluation table that are numbers or text of their own."""
    content = content_from_json(report.content)
    return {
        cell: text for cell, text in content.filled() if cell.startswith("r") and cell.partition(".")[2] != ""
    }


def test_the_word_document_has_every_value_of_the_screen(office: Office, filed: UnitReport) -> None:
    document = docx.Document(BytesIO(_download(office, filed, "docx")))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert [cell for cell, text in _on_screen(filed).items() if text not in cells] == []
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert f"第 1 稿　校验码 {fingerprint(content_from_json(filed.content))[:12]}　草稿" in text
    assert "〔" not in text.replace("〔2020〕", "")


def test_the_workbook_has_every_value_of_the_screen(office: Office, filed: UnitReport) -> None:
    book = openpyxl.load_workbook(BytesIO(_download(office, filed, "xlsx")))
    values = {cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    numbers = {value for value in values if isinstance(value, int | float)}
    missing = [
        cell
        for cell, text in _on_screen(filed).items()
        if text not in values and not _is_among(text, numbers)
    ]
    assert missing == []
    assert str(book.properties.description).startswith("第 1 稿　校验码 ")


def _is_among(text: str, numbers: set[int | float]) -> bool:
    try:
        return float(text.rstrip("%")) / (100 if text.endswith("%") else 1) in numbers
    except ValueError:
        return False


def test_the_pdf_and_the_page_carry_the_mark(office: Office, filed: UnitReport) -> None:
    pdf = pypdfium2.PdfDocument(_download(office, filed, "pdf"))
    assert all("草稿" in page.get_textpage().get_text_range() for page in pdf)
    page = _download(office, filed, "html").decode()
    assert '<div class="mark" aria-hidden="true">草稿</div>' in page


def test_what_is_accepted_is_no_draft(office: Office, advance: Advance) -> None:
    report = advance("accepted")
    judged = judge(report)
    stamp = stamp_of(report, judged)
    assert stamp == Stamp(f"第 1 稿　校验码 {fingerprint(judged.content)[:12]}", final=True)
    tree = tree_of(judged, stamp)
    assert tree.mark == ""
    assert tree.pages[-1].blocks[-1][0] == stamp.words  # type: ignore[index]
    assert "草稿" not in _download(office, report, "html").decode()


def test_what_was_changed_since_carries_no_draft_number(office: Office, advance: Advance) -> None:
    report = advance("returned")
    assert stamp_of(report, judge(report)).words.startswith("第 1 稿　")
    change = [Change("funds.initial", "1.23")]
    save_cells(office.actor("jia"), report_id=report.pk, base_version=report.version, changes=change)
    report.refresh_from_db()
    assert stamp_of(report, judge(report)).words.startswith("未报送的稿　")


def test_parts_are_printed_by_themselves(office: Office, filed: UnitReport) -> None:
    judged = judge(filed)
    assert parts_of(judged) == {
        "all": "全套",
        "text": "报告",
        "base": "附件1-1",
        "self": "附件1-2",
        "slip": "审签单",
    }
    client = office.client("jia_head")
    base = client.get(f"/reports/{filed.pk}/print/base/").content.decode()
    assert ("附件1-1" in base, "附件1-2" in base) == (True, False)
    assert client.get(f"/reports/{filed.pk}/print/nonsense/").status_code == 403
    assert client.get(f"/reports/{filed.pk}/print/?part=nonsense").status_code == 404


def test_the_printed_page_brings_its_style_and_nothing_else(office: Office, filed: UnitReport) -> None:
    response = office.client("jia").get(f"/reports/{filed.pk}/print/all/")
    policy = response["Content-Security-Policy"]
    assert "style-src 'self' 'sha256-" in policy
    assert "unsafe" not in policy
    assert " style=" not in response.content.decode()
    assert "style-src" not in office.client("jia").get("/")["Content-Security-Policy"]


def test_the_slip_names_what_is_signed(office: Office, filed: UnitReport) -> None:
    summary = summary_of(filed)
    tree = slip_tree(filed, summary, stamp_of(filed, summary.judged))
    table = next(block for block in tree.pages[0].blocks if not isinstance(block, tuple))
    said = {row.cells[0].text: row.cells[1].text for row in table.rows}
    assert said["单位"] == "示例区甲局"
    assert said["稿次"] == f"第 1 稿　校验码 {fingerprint(summary.judged.content)[:12]}"
    assert said["自评总分、等次"] == f"{summary.total} 分　{summary.grade}"
    answer = office.client("jia_head").get(f"/reports/{filed.pk}/download/slip/")
    assert docx.Document(BytesIO(answer.content)).tables[0].cell(0, 1).text == "示例区甲局"
