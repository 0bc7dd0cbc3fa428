from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from tests.intake.readers.making import blocks, cell_texts, only_table, shape, texts, zipped

from zhunsheng.intake.document import Table
from zhunsheng.intake.readers import read_bytes, read_document, xlsx_hidden
from zhunsheng.intake.readers.number_formats import format_number
from zhunsheng.kernel.errors import UnreadableFile

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(workbook: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "基础数据表"
    sheet.append(["财政供养人员情况", "编制数", "控制率"])
    sheet.append([None, 13, 0.846153846153846])
    sheet["C2"].number_format = "0.00%"
    sheet.append(["日期", date(2024, 7, 30), datetime(2024, 7, 30, 8, 30)])  # noqa: DTZ001
    sheet.append(["支出", 248.73999999999998, True])
    sheet.append(["合计", None, "年度\n指标值"])
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("A5:B6")
    hidden = book.create_sheet("_meta")
    hidden["B2"] = 5
    hidden.sheet_state = "veryHidden"
    notes = book.create_sheet("说明")
    notes["A1"], notes["A3"] = "一、基本情况", "编制13人。\n在职11人。"
    return saved(book)


def test_values_as_people_see_them() -> None:
    assert shape(only_table(workbook())) == [
        [("财政供养人员情况", 0, 1, False), ("编制数", 1, 1, False), ("控制率", 2, 1, False)],
        [("", 0, 1, True), ("13", 1, 1, False), ("84.62%", 2, 1, False)],
        [("日期", 0, 1, False), ("2024-07-30", 1, 1, False), ("2024-07-30 08:30:00", 2, 1, False)],
        [("支出", 0, 1, False), ("248.74", 1, 1, False), ("TRUE", 2, 1, False)],
        [("合计", 0, 2, False), ("年度\n指标值", 2, 1, False)],
        [("", 0, 2, True), ("", 2, 1, False)],
    ]
    assert only_table(workbook()).name == "基础数据表"


def test_one_column_of_text_is_paragraphs_and_hidden_sheets_are_skipped() -> None:
    assert texts(workbook()) == ["<table>", "一、基本情况", "编制13人。", "在职11人。"]
    assert xlsx_hidden(workbook()) == {"_meta": [[], ["", "5"]]}


def test_a_form_reads_as_its_docx(samples: Path) -> None:
    from_xlsx, from_docx = (
        cell_texts(next(block for block in read_document(path).blocks if isinstance(block, Table)))
        for path in sorted((samples / "forms").glob("项目支出绩效自评表-财预2020-10号.*"), reverse=True)
    )
    assert from_xlsx[2:] == from_docx


def sheet_file(cells: str, extra: str = "", strings: str = "") -> bytes:
    """The least a workbook needs, for what openpyxl doesn't write."""
    parts = {
        "_rels/.rels": f'<R><r Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></R>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets><sheet name="表" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<R><r Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<r Id="r2" Type="{RELATIONS}/sharedStrings" Target="/xl/sharedStrings.xml"/></R>',
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{cells}</sheetData>{extra}</worksheet>",
    }
    if strings:
        parts["xl/sharedStrings.xml"] = f"<sst {MAIN}>{strings}</sst>"
    return zipped(dict(parts))


def test_rich_phonetic_and_inline_strings_errors_and_gaps() -> None:
    data = sheet_file(
        '<row r="2"><c r="B2" t="s"><v>0</v></c><c t="inlineStr"><is><t>内联</t></is></c></row>'
        '<row><c t="e"><v>#DIV/0!</v></c><c t="str"><f>A1</f><v>文_x000D_\n字</v></c><c r="D3"><v>1</v></c></row>',
        strings="<si><r><t>编</t></r><r><t>制数</t></r><rPh><t>bian</t></rPh></si>",
    )
    assert cell_texts(only_table(data)) == [
        ["", "", "", ""],
        ["", "编制数", "内联", ""],
        ["#DIV/0!", "文\n字", "", "1"],
    ]


def test_formulas_without_a_result_are_empty_and_noted() -> None:
    data = sheet_file('<row><c t="str"><v>a</v></c><c><f>B1*2</f></c><c><v>3</v></c></row>')
    document = read_bytes(data, "表.xlsx")
    assert cell_texts(only_table(data)) == [["a", "", "3"]]
    assert document.notes == ["工作表“表”有 1 个公式没有结果，请用 Excel 或 WPS 打开保存后再试。"]


def test_whole_row_merges_and_empty_ends() -> None:
    data = sheet_file(
        '<row><c t="str"><v>标题</v></c></row><row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row><row r="90"><c t="str"><v> </v></c></row>',
        '<mergeCells><mergeCell ref="A1:XFD1"/><mergeCell ref="A50:B60"/></mergeCells>',
    )
    assert shape(only_table(data)) == [[("标题", 0, 2, False)], [("a", 0, 1, False), ("b", 1, 1, False)]]


def test_a_cell_far_out_is_refused_not_spread() -> None:
    data = sheet_file(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    with pytest.raises(UnreadableFile) as error:
        read_bytes(data, "表.xlsx")
    assert error.value.code == "too_large"


def test_an_empty_workbook_has_no_text() -> None:
    with pytest.raises(UnreadableFile) as error:
        blocks(saved(openpyxl.Workbook()))
    assert error.value.code == "no_text"


@pytest.mark.parametrize(
    ("raw", "code", "seen"),
    [
        ("248.73999999999998", "General", "248.74"),
        ("13", "General", "13"),
        ("0.84615384615384615", "General", "0.846153846"),
        ("123456789012345", "General", "123456789012345"),
        ("-12.5", "General", "-12.5"),
        ("0.0000001", "General", "0.0000001"),
        ("0.84615384615384615", "0.00%", "84.62%"),
        ("1", "0%", "100%"),
        ("2.675", "0.00", "2.68"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("12", "0.##", "12"),
        ("-1234.5", "#,##0.00_ ;-#,##0.00 ", "-1,234.50"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0"),
        ("0", "0;-0;;@", ""),
        ("248740", "0!.0,", "24.9"),
        ("13", '0"人"', "13人"),
        ("13", 'General"人"', "13人"),
        ("0.98", '"≥"0%', "≥98%"),
        ("5", "[Red]0.0;[Blue]-0.0", "5.0"),
        ("20", "[$¥-804]#,##0.00", "¥20.00"),
        ("3", "[>5]0.0;0", "3"),
        ("0.5", "# ?/?", "0.5"),
        ("45503", "yyyy/m/d", "2024-07-30"),
        ("45503", 'yyyy"年"m"月"d"日"', "2024-07-30"),
        ("45503", 'yyyy"年"m"月"', "2024年7月"),
        ("45503.354166667", "yyyy-mm-dd hh:mm", "2024-07-30 08:30"),
        ("0.5", "h:mm", "12:00"),
        ("1.25", "[h]:mm", "30:00"),
        ("99999999", "yyyy/m/d", "99999999"),
        ("1e400", "0", "1e400"),
        ("abc", "0", "abc"),
    ],
)
def test_number_formats(raw: str, code: str, seen: str) -> None:
    assert format_number(raw, code) == seen


def test_hidden_rows_and_columns_are_read_and_noted() -> None:
    book = openpyxl.Workbook()
    page = book.active
    for row in (("指标", "值", "备注"), ("人数", "13", "甲"), ("车辆", "2", "乙")):
        page.append(row)
    page.row_dimensions[2].hidden = True
    page.row_dimensions[9].hidden = True
    page.column_dimensions["C"].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    document = read_bytes(buffer.getvalue(), "自评表.xlsx")
    assert document.notes == ["工作表“Sheet”有隐藏的行、列，其中的内容也读了。"]
    assert cell_texts(only_table(buffer.getvalue())) == [
        ["指标", "值", "备注"],
        ["人数", "13", "甲"],
        ["车辆", "2", "乙"],
    ]
