from __future__ import annotations

from pathlib import Path

import pytest
from tests.intake.readers.making import cell_texts, only_table, texts

from zhunsheng.intake.document import Paragraph, Table
from zhunsheng.intake.readers import read_bytes, read_document
from zhunsheng.intake.readers.txt import blocks
from zhunsheng.kernel.errors import UnreadableFile

TABLE = "填报单位：\n\t财政供养人员情况\n\t编制数\n\t控制率\n\n\t\n\t　13\n\t　84.62%\n\n\t3、市级专项资金\n（一个专项一行）\n\t\n\t\n\n\n说明：无\n"


def test_a_cell_a_line() -> None:
    found = blocks(TABLE)
    assert [type(block) for block in found] == [Paragraph, Table, Paragraph]
    table = found[1]
    assert isinstance(table, Table)
    assert not table.gridded
    assert cell_texts(table) == [
        ["财政供养人员情况", "编制数", "控制率"],
        ["", "　13", "　84.62%"],
        ["3、市级专项资金\n（一个专项一行）", "", ""],
    ]
    assert [cell.column for cell in table.rows[2]] == [0, 1, 2]


def test_the_sample(samples: Path) -> None:
    document = read_document(samples / "beita-2023.txt")
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in tables] == [24, 30]
    assert cell_texts(tables[1])[-1] == ["总分", "100", "97", "　"]
    assert (document.format, document.name, document.notes) == ("txt", "beita-2023.txt", [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_encodings(encoding: str) -> None:
    assert texts("一、部门基本情况\r\n编制13人。".encode(encoding)) == ["一、部门基本情况", "编制13人。"]


def test_rows_copied_from_excel() -> None:
    found = blocks('前文\n指标\t值\t备注\n\t13\t\n"年度\n指标值"\t3\t\n后文')
    assert found[0] == Paragraph("前文")
    assert isinstance(found[1], Table)
    assert cell_texts(found[1]) == [["指标", "值", "备注"], ["", "13", ""], ["年度\n指标值", "3", ""]]
    assert found[1].gridded
    assert found[2] == Paragraph("后文")


def test_rows_whose_cells_break_over_lines() -> None:
    """Excel's “Unicode 文本”: the tabs of a row may all stand in the middle lines of its quotes."""
    text = '甲\t乙\t丙\n"绩\n效\n标"\t一级指标\t"偏差原因\n分析"\n\t"产出\n（50分）"\t数量\n尾\t1\t2\n'
    (table,) = blocks(text)
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["甲", "乙", "丙"],
        ["绩\n效\n标", "一级指标", "偏差原因\n分析"],
        ["", "产出\n（50分）", "数量"],
        ["尾", "1", "2"],
    ]


def test_a_line_with_a_tab_is_no_table() -> None:
    assert blocks("填表人：（略）\t填报日期：2024年7月30日") == [
        Paragraph("填表人：（略）\t填报日期：2024年7月30日")
    ]


def test_tables_between_bars() -> None:
    table = blocks("| 指标 | 值 |\n|---|:--:|\n| 人数 | 13 |\n| a\\|b | |")[0]
    assert isinstance(table, Table)
    assert cell_texts(table) == [["指标", "值"], ["人数", "13"], ["a|b", ""]]


def test_indented_prose_is_no_table() -> None:
    text = "\t一、基本情况\n\t内设机构包括：综合室。\n\n\t二、支出情况\n\t本年支出248.74万元。"
    assert blocks(text) == [
        Paragraph("一、基本情况"),
        Paragraph("内设机构包括：综合室。"),
        Paragraph("二、支出情况"),
        Paragraph("本年支出248.74万元。"),
    ]
    assert blocks("\t一\n\n\t二") == [Paragraph("一"), Paragraph("二")]


def test_bytes_that_are_no_text() -> None:
    for data in (b"\x00\x01\x02\x03", b"abc\x00def", b"\xff\xff\xff\xff\x81"):
        with pytest.raises(UnreadableFile) as error:
            read_bytes(data, "x.txt")
        assert error.value.code == "unknown_format"


def test_only_table_of_a_text() -> None:
    assert len(only_table(TABLE.encode()).rows) == 3


@pytest.mark.parametrize(
    "text",
    [
        "  | 指标 | 值 | 备注 |\n  |---|---|---|\n  | 人数 | 13 | |",
        "指标 | 值 | 备注\n人数 | 13 |",
        "｜指标｜值｜备注｜\n｜人数｜13｜｜",
        "┌──┬──┬──┐\n│指标│值  │备注│\n├──┼──┼──┤\n│人数│13  │    │\n└──┴──┴──┘",
        "+------+----+------+\n| 指标 | 值 | 备注 |\n+------+----+------+\n| 人数 | 13 |      |\n+------+----+------+",
    ],
    ids=["indented", "no outer bars", "full width", "box", "plus and minus"],
)
def test_bars_of_other_kinds(text: str) -> None:
    first, table, last = blocks(f"前文\n{text}\n后文")
    assert (first, last) == (Paragraph("前文"), Paragraph("后文"))
    assert isinstance(table, Table)
    assert (table.gridded, cell_texts(table)) == (True, [["指标", "值", "备注"], ["人数", "13", ""]])


def test_no_outer_bars_and_an_empty_cell_at_the_beginning() -> None:
    (table,) = blocks("指标 | 值 | 备注\n | 13 | 无\n合计 | 13")
    assert isinstance(table, Table)
    assert (table.gridded, cell_texts(table)) == (
        False,
        [["指标", "值", "备注"], ["", "13", "无"], ["合计", "13"]],
    )


def test_lines_of_a_row_in_a_drawn_box() -> None:
    rule = "+----+----+"
    lines = [rule, "|指标|值  |", rule, "|完成|13  |", "|人数|    |", rule, "|车辆|2   |", rule]
    (table,) = blocks("\n".join(lines))
    assert isinstance(table, Table)
    assert cell_texts(table) == [["指标", "值"], ["完成\n人数", "13"], ["车辆", "2"]]


def test_bars_in_a_sentence_are_no_table() -> None:
    assert blocks("首页 | 公开 | 绩效\n正文") == [Paragraph("首页 | 公开 | 绩效"), Paragraph("正文")]
