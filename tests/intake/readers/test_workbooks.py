"""Workbooks of LibreOffice (.ods) and sheets saved as text (.csv)."""

from __future__ import annotations

import pytest
from tests.intake.readers.making import blocks, ods, only_table, shape, texts, zipped

from zhunsheng.intake.document import Table
from zhunsheng.intake.readers import read_bytes
from zhunsheng.kernel.errors import UnreadableFile

CSV = """填报单位：甲镇,,,
编制数,在职人数,控制率,备注
13,11,84.62%,"一是,
二是"
,,,
"1,234.56",0,——,
"""


def cell(text: str, spans: str = "") -> str:
    return f"<table:table-cell {spans}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def sheet(*rows: str, name: str = "表", style: str = "") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'


EMPTY = '<table:table-cell table:number-columns-repeated="{}"/>'.format


def test_an_ods_has_its_merges_and_its_cells_as_people_see_them() -> None:
    wide = 'table:number-columns-spanned="2" table:number-rows-spanned="2"'
    covered = '<table:covered-table-cell table:number-columns-repeated="2"/>'
    value = '<table:table-cell office:value-type="percentage" office:value="0.8462"><text:p>84.62%</text:p></table:table-cell>'
    data = ods(
        sheet(
            row(cell("经费", wide), "<table:covered-table-cell/>", cell("一<text:s/>二")),
            row(covered, value, EMPTY(1000)),
            row(EMPTY(1024), repeated=1048570),
            name="基础数据表",
        )
    )
    assert shape(only_table(data)) == [
        [("经费", 0, 2, False), ("一 二", 2, 1, False)],
        [("", 0, 2, True), ("84.62%", 2, 1, False)],
    ]
    assert only_table(data).name == "基础数据表"


def test_repeated_rows_and_cells_of_an_ods_are_spread_out_and_hidden_sheets_left_out() -> None:
    twice = '<table:table-cell table:number-columns-repeated="2"><text:p>0</text:p></table:table-cell>'
    hidden = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    data = ods(
        sheet(row(cell("甲"), twice, repeated=2))
        + sheet(row(cell("暗")), style="ta2")
        + sheet(row(cell("说明"))),
        hidden,
    )
    assert [[c.text for c in r] for r in blocks(data)[0].rows] == [["甲", "0", "0"]] * 2  # type: ignore[union-attr]
    assert texts(data) == ["<table>", "说明"]
    assert read_bytes(data, "x.ods").format == "ods"


def test_a_huge_ods_is_refused() -> None:
    many = '<table:table-cell table:number-columns-repeated="16384"><text:p>0</text:p></table:table-cell>'
    with pytest.raises(UnreadableFile) as refused:
        read_bytes(ods(sheet(row(many, repeated=1000000))), "x.ods")
    assert refused.value.code == "too_large"


def test_a_csv_is_a_grid() -> None:
    document = read_bytes(CSV.encode("gb18030"), "表.csv")
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert [[c.text for c in r] for r in table.rows] == [
        ["填报单位：甲镇", "", "", ""],
        ["编制数", "在职人数", "控制率", "备注"],
        ["13", "11", "84.62%", "一是,\n二是"],
        ["", "", "", ""],
        ["1,234.56", "0", "——", ""],
    ]
    assert (document.format, document.notes) == ("csv", [])


@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_every_encoding(mark: str) -> None:
    assert read_bytes(CSV.encode(mark), "表.csv").format == "csv"


def test_a_csv_may_be_parted_by_semicolons() -> None:
    rows = [
        "填报单位：甲镇;;;",
        "编制数;在职人数;控制率;备注",
        "13;11;84,62%;一是；二是",
        '1,234.56;0;——;"甲;乙"',
    ]
    document = read_bytes("\r\n".join(rows).encode("gb18030"), "表.csv")
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert [[c.text for c in r] for r in table.rows] == [
        ["填报单位：甲镇", "", "", ""],
        ["编制数", "在职人数", "控制率", "备注"],
        ["13", "11", "84,62%", "一是；二是"],
        ["1,234.56", "0", "——", "甲;乙"],
    ]
    assert document.format == "csv"


def test_a_text_with_commas_in_it_is_none() -> None:
    prose = "".join(f"{n}. 预算,决算,执行,都完成了。\n其中：基本支出,项目支出。\n" for n in range(20))
    assert read_bytes(prose.encode(), "x.txt").format == "txt"


def test_an_xlsb_is_refused_with_the_way_out() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_bytes(zipped({"xl/workbook.bin": b"x"}), "x.xlsb")
    assert refused.value.message == "这是 .xlsb 工作簿，请用 Excel 或 WPS 另存为 .xlsx 后再试。"
