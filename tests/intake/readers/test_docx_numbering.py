from __future__ import annotations

import pytest
from tests.intake.readers.making import W, blocks, cell_texts, docx, only_table, p, tbl, tc, texts

from zhunsheng.intake.document import Paragraph
from zhunsheng.intake.readers.numerals import numeral


def level(at: int, fmt: str, text: str, extra: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/>{extra}<w:lvlText w:val="{text}"/></w:lvl>'


OFFICIAL = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="0">
{level(0, "chineseCountingThousand", "%1、")}{level(1, "chineseCounting", "（%2）")}{level(2, "decimal", "%3.")}
{level(3, "decimal", "%1.%4", "<w:isLgl/>")}</w:abstractNum>
<w:abstractNum w:abstractNumId="1">{level(0, "bullet", "●")}</w:abstractNum>
<w:abstractNum w:abstractNumId="2">{level(0, "decimal", "%1", '<w:pStyle w:val="a1"/>')}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>
</w:numbering>"""


def numbered(text: str, at: int = 0, num: int = 1) -> str:
    return p(
        text, properties=f'<w:pPr><w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{num}"/></w:numPr></w:pPr>'
    )


def test_headings_numbered_by_word() -> None:
    body = (
        numbered("部门基本情况") + numbered("机构设置", 1) + numbered("人员编制", 1) + numbered("在职", 2)
        + p("插文") + numbered("预算支出情况") + numbered("总体情况", 1) + numbered("法定", 3)
    )  # fmt: skip
    assert texts(docx(body, numbering=OFFICIAL)) == [
        "一、部门基本情况", "（一）机构设置", "（二）人员编制", "1.在职", "插文", "二、预算支出情况", "（一）总体情况", "2.1 法定",
    ]  # fmt: skip


def test_lists_restarts_bullets_and_no_list() -> None:
    body = numbered("a") + numbered("b", num=2) + numbered("c") + numbered("d", num=3) + numbered("e", num=0)
    assert texts(docx(body, numbering=OFFICIAL)) == ["一、a", "五、b", "六、c", "d", "e"]


def test_a_numbered_column_of_a_table() -> None:
    data = docx(
        tbl(tc(numbered("", num=4)) + tc(p("甲")), tc(numbered("", num=4)) + tc(p("乙"))), numbering=OFFICIAL
    )
    assert cell_texts(only_table(data)) == [["1 ", "甲"], ["2 ", "乙"]]


def test_numbers_stand_before_their_own_line_of_a_cell() -> None:
    data = docx(tbl(tc(p("前") + numbered("甲") + numbered("乙")) + tc()), numbering=OFFICIAL)
    assert cell_texts(only_table(data)) == [["前\n一、甲\n二、乙", ""]]


def test_numbering_by_style_and_by_its_ancestor() -> None:
    styles = f"""<w:styles {W}>
    <w:style w:type="paragraph" w:styleId="a1"><w:name w:val="公文一级"/><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="a2"><w:name w:val="公文二级"/><w:basedOn w:val="a1"/></w:style>
    <w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Normal"/></w:style></w:styles>"""
    body = "".join(
        p("文", properties=f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>')
        for style in ("a1", "a2", "a3", "a9")
    )
    assert blocks(docx(body, styles=styles, numbering=OFFICIAL)) == [
        Paragraph("1 文", "公文一级"),
        Paragraph("2 文", "公文二级"),
        Paragraph("文", ""),
        Paragraph("文", "a9"),
    ]


def test_a_paragraph_can_refuse_the_number_of_its_style() -> None:
    styles = f'<w:styles {W}><w:style w:styleId="a1"><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style></w:styles>'
    refusing = '<w:pPr><w:pStyle w:val="a1"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>'
    assert texts(docx(p("文", properties=refusing), styles=styles, numbering=OFFICIAL)) == ["文"]


@pytest.mark.parametrize(
    ("value", "style", "written"),
    [
        (10, "chineseCounting", "十"),
        (11, "chineseCounting", "十一"),
        (20, "chineseCountingThousand", "二十"),
        (101, "chineseCountingThousand", "一百零一"),
        (110, "chineseCountingThousand", "一百一十"),
        (1001, "chineseCountingThousand", "一千零一"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (10, "ideographDigital", "一〇"),
        (3, "ideographTraditional", "丙"),
        (2, "decimalEnclosedCircleChinese", "②"),
        (21, "decimalEnclosedCircle", "21"),
        (12, "decimalFullWidth", "１２"),
        (7, "decimalZero", "07"),
        (14, "upperRoman", "XIV"),
        (28, "lowerLetter", "bb"),
        (5, "somethingNew", "5"),
    ],
)
def test_number_styles(value: int, style: str, written: str) -> None:
    assert numeral(value, style) == written
