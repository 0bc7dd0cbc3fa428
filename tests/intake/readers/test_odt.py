from __future__ import annotations

import pytest
from tests.intake.readers.making import blocks, cell_texts, odt, only_table, shape, texts

from zhunsheng.intake.document import Paragraph
from zhunsheng.intake.readers import read_bytes
from zhunsheng.kernel.errors import UnreadableFile


def test_blanks_tabs_breaks_and_what_is_no_text() -> None:
    body = (
        '<text:h text:outline-level="2">标题</text:h><text:p> 一、  基本<text:s text:c="3"/>情况<text:tab/>甲<text:line-break/>乙'
        "<text:note><text:note-body><text:p>脚注</text:p></text:note-body></text:note><text:span>丙</text:span>丁</text:p>"
        "<text:p><office:annotation><text:p>批注</text:p></office:annotation></text:p>"
        "<text:section><text:p>节内</text:p></text:section>"
    )
    assert blocks(odt(body)) == [
        Paragraph("标题", "heading 2"),
        Paragraph(" 一、 基本   情况\t甲\n乙丙丁"),
        Paragraph("节内"),
    ]


def test_spans_and_repeats() -> None:
    cell = "<table:table-cell {0}><text:p>{1}</text:p></table:table-cell>"
    covered = "<table:covered-table-cell/>"
    body = (
        "<table:table><table:table-header-rows><table:table-row>"
        + cell.format('table:number-rows-spanned="2"', "甲") + cell.format('table:number-columns-spanned="2"', "乙") + covered
        + "</table:table-row></table:table-header-rows><table:table-row>"
        + covered + cell.format('table:number-columns-repeated="2"', "丙")
        + "</table:table-row></table:table>"
    )  # fmt: skip
    assert shape(only_table(odt(body))) == [
        [("甲", 0, 1, False), ("乙", 1, 2, False)],
        [("", 0, 1, True), ("丙", 1, 1, False), ("丙", 2, 1, False)],
    ]


def test_frames_nested_tables_and_text_boxes() -> None:
    def table(*cells: str) -> str:
        row = "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
        return f"<table:table><table:table-row>{row}</table:table-row></table:table>"

    assert texts(odt(table("<text:p>一</text:p><text:p>二</text:p>"))) == ["一", "二"]
    inner = table("<text:p>a</text:p>", "<text:p>b</text:p>")
    assert cell_texts(only_table(odt(table(f"<text:p>前</text:p>{inner}", "<text:p>右</text:p>")))) == [
        ["前\na b", "右"]
    ]
    box = "<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame>"
    assert texts(odt(f"<text:p>正文{box}</text:p>")) == ["正文", "框"]


def test_numbered_lists_and_headings() -> None:
    styles = (
        '<text:list-style style:name="L1">'
        '<text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/>'
        '<text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="." text:display-levels="1"/>'
        "</text:list-style>"
    )
    outline = (
        '<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><text:outline-style>'
        '<text:outline-level-style text:level="1" style:num-format="1"/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
        "</text:outline-style></office:document-styles>"
    )
    item = "<text:list-item>{}</text:list-item>"
    deeper = "<text:list>" + item.format("<text:p>丙</text:p>") + "</text:list>"
    body = (
        '<text:list text:style-name="L1">' + item.format("<text:p>甲</text:p>") + item.format("<text:p>乙</text:p>" + deeper) + "</text:list>"
        '<text:p>插</text:p><text:list text:style-name="L1" text:continue-numbering="true">' + item.format("<text:p>丁</text:p>") + "</text:list>"
        '<text:list text:style-name="L1">' + item.format("<text:p>戊</text:p>") + "</text:list>"
        '<text:h text:outline-level="1">己</text:h><text:h text:outline-level="2">庚</text:h>'
    )  # fmt: skip
    assert texts(odt(body, styles, styles=outline)) == [
        "一、甲", "二、乙", "1.丙", "插", "三、丁", "一、戊", "1 己", "1.1 庚",
    ]  # fmt: skip


def test_an_encrypted_file() -> None:
    with pytest.raises(UnreadableFile) as error:
        read_bytes(odt("", **{"META-INF/manifest": "<m><manifest:encryption-data/></m>"}), "报告.odt")
    assert error.value.code == "encrypted"
