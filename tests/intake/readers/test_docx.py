from __future__ import annotations

import io
from pathlib import Path

import docx as python_docx
import pytest
from tests.intake.readers.making import (
    W,
    blocks,
    cell_texts,
    docx,
    only_table,
    p,
    shape,
    tbl,
    tc,
    texts,
    zipped,
)

from zhunsheng.intake.document import Paragraph, Table
from zhunsheng.intake.readers import read_bytes, read_document
from zhunsheng.intake.readers.docx_names import Styles
from zhunsheng.intake.readers.docx_numbering import Numbering
from zhunsheng.intake.readers.docx_scan import TooRich, scan
from zhunsheng.intake.readers.docx_tidy import tidy
from zhunsheng.intake.readers.package import Package
from zhunsheng.kernel.errors import UnreadableFile

MC = (
    W
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def test_the_sample_reads_as_its_text(samples: Path) -> None:
    from_docx = read_document(samples / "beita-2023.docx").blocks
    from_txt = read_document(samples / "beita-2023.txt").blocks
    assert [_plain(block) for block in from_docx] == [_plain(block) for block in from_txt]


def _plain(block: Paragraph | Table) -> object:
    return block.text if isinstance(block, Paragraph) else cell_texts(block)


def test_merged_cells_of_the_sample(samples: Path) -> None:
    table = next(
        block for block in read_document(samples / "beita-2023.docx").blocks if isinstance(block, Table)
    )
    assert shape(table)[:2] == [
        [
            ("财政供养人员情况", 0, 1, False),
            ("编制数", 1, 2, False),
            ("2023年实际在职人数", 3, 2, False),
            ("控制率", 5, 2, False),
        ],
        [
            ("", 0, 1, True),
            ("\u300013", 1, 2, False),
            ("11\u3000", 3, 2, False),
            ("\u300084.62%", 5, 2, False),
        ],
    ]


def test_tidying_a_plain_document_changes_nothing(samples: Path) -> None:
    for path in [samples / "beita-2023.docx", *sorted((samples / "forms").glob("*.docx"))]:
        package = Package(path.read_bytes())
        document = package.part("word/document.xml")
        plain = scan(document, Styles(package), Numbering(package))
        assert scan(tidy(document, []), Styles(package), Numbering(package)) == plain


def test_marks_within_a_paragraph() -> None:
    run = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r>"
    tab_stop = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="20"/></w:tabs></w:pPr>'
    assert texts(docx(f"<w:p>{tab_stop}{run}</w:p>")) == ["a\tb\nc-d"]


def test_blanks_stay_and_empty_paragraphs_go() -> None:
    body = "<w:p/>" + p("　 ") + '<w:p><w:r><w:t xml:space="preserve"> 一、 </w:t></w:r></w:p>'
    assert texts(docx(body)) == [" 一、 "]


def test_a_page_break_is_no_text() -> None:
    assert texts(docx('<w:p><w:r><w:br w:type="page"/><w:t>附件1-1</w:t></w:r></w:p>')) == ["附件1-1"]


def test_entities_and_fields() -> None:
    field = "<w:r><w:instrText>PAGE &lt;1&gt;</w:instrText></w:r><w:r><w:t>1</w:t></w:r>"
    assert texts(docx(p("&lt;a&gt; &amp; &quot;b&quot;") + f"<w:p>{field}</w:p>")) == ['<a> & "b"', "1"]
    assert texts(docx(p("&#x4E00;、基本情况"))) == ["一、基本情况"]


def test_grid_before_spans_and_vertical_merges() -> None:
    data = docx(
        tbl(
            tc(p("一"), '<w:vMerge w:val="restart"/>') + tc(p("二"), '<w:gridSpan w:val="2"/>'),
            tc(properties="<w:vMerge/>") + tc(p("三")) + tc(p("四")),
            '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + tc(p("五"), '<w:gridSpan w:val="2"/>'),
        )
    )
    assert shape(only_table(data)) == [
        [("一", 0, 1, False), ("二", 1, 2, False)],
        [("", 0, 1, True), ("三", 1, 1, False), ("四", 2, 1, False)],
        [("五", 1, 2, False)],
    ]


def test_a_merge_without_a_cell_above_is_a_cell() -> None:
    assert shape(only_table(docx(tbl(tc(p("a"), "<w:vMerge/>") + tc(p("b")))))) == [
        [("a", 0, 1, False), ("b", 1, 1, False)]
    ]


def test_old_horizontal_merges() -> None:
    row = tc(p("合计"), '<w:hMerge w:val="restart"/>') + tc(properties="<w:hMerge/>") + tc(p("5"))
    assert shape(only_table(docx(tbl(row, tc() + tc() + tc())))) == [
        [("合计", 0, 2, False), ("5", 2, 1, False)],
        [("", 0, 1, False), ("", 1, 1, False), ("", 2, 1, False)],
    ]


def test_paragraphs_of_a_cell_are_lines() -> None:
    assert cell_texts(only_table(docx(tbl(tc(p("年度") + p("指标值")) + tc("<w:p/>" + p("3")))))) == [
        ["年度\n指标值", "\n3"]
    ]


def test_revisions_are_accepted() -> None:
    body = (
        '<w:p><w:ins w:id="1"><w:r><w:t>新</w:t></w:r></w:ins>'
        '<w:del w:id="2"><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:t>文</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>后半</w:t></w:r></w:p>"
        + tbl('<w:trPr><w:del w:id="4"/></w:trPr>' + tc(p("删")) + tc(), tc(p("留")) + tc(p("1")))
    )
    assert blocks(docx(body))[:2] == [Paragraph("新文"), Paragraph("前半后半")]
    assert cell_texts(only_table(docx(body))) == [["留", "1"]]


def test_hidden_text_is_dropped() -> None:
    assert texts(
        docx("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>见</w:t></w:r></w:p>")
    ) == ["见"]
    shown = '<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>见</w:t></w:r></w:p>'
    assert texts(docx(shown)) == ["见"]


def test_content_controls() -> None:
    filled = f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{p('填写')}</w:sdtContent></w:sdt>"
    prompt = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('单击此处')}</w:sdtContent></w:sdt>"
    )
    assert texts(docx(filled + prompt)) == ["填写"]
    cell = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{tc(p('单击此处'))}</w:sdtContent></w:sdt>"
    assert cell_texts(only_table(docx(tbl(tc(p("a")) + cell)))) == [["a", ""]]


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    box = "<mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice>" \
        "<mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback>" \
        "</mc:AlternateContent>"  # fmt: skip
    body = f"<w:p><w:r><w:t>正文</w:t></w:r><w:r>{box.format(p('框一') + p('框二'))}</w:r></w:p>{p('下文')}"
    assert texts(docx(body, MC)) == ["正文", "框一", "框二", "下文"]
    in_cell = tbl(tc(f"<w:p><w:r><w:t>格</w:t>{box.format(p('框'))}</w:r></w:p>") + tc())
    assert cell_texts(only_table(docx(in_cell, MC))) == [["格\n框", ""]]


def test_a_table_in_a_cell_is_text_of_the_cell() -> None:
    inner = tbl(tc(p("a")) + tc(p("b")), tc(p("c") + p("d")) + tc(p("e")))
    data = docx(tbl(tc(p("前") + inner + p("后")) + tc(p("右"))))
    assert cell_texts(only_table(data)) == [["前\na b\nc\nd e\n后", "右"]]


FORM = [
    ["一级指标", "二级指标", "三级指标", "指标值", "完成值"],
    ["产出", "数量", "里程", "10", "10"],
    ["", "质量", "合格率", "1", "1"],
]


def test_a_form_in_a_cell_is_a_table_of_its_own() -> None:
    inner = tbl(*("".join(tc(p(text)) for text in row) for row in FORM))
    rows = [[f"标签{number}", f"值{number}"] for number in range(4)]
    outer = tbl(
        *("".join(tc(p(text)) for text in row) for row in rows), tc(p("绩效指标")) + tc(inner + "<w:p/>")
    )
    first, second = (block for block in blocks(docx(outer + p("后文"))) if isinstance(block, Table))
    assert (cell_texts(first), cell_texts(second)) == ([*rows, ["绩效指标", ""]], FORM)


def test_a_page_laid_out_with_a_table() -> None:
    inner = tbl(*("".join(tc(p(text)) for text in row) for row in FORM))
    first, second, third = blocks(docx(tbl(tc(p("示例区林场")) + tc(p("自评表") + inner + "<w:p/>"))))
    assert (first, second) == (Paragraph("示例区林场"), Paragraph("自评表"))
    assert isinstance(third, Table)
    assert cell_texts(third) == FORM


def test_frames_around_text_and_tables_are_taken_away() -> None:
    inner = tbl(tc(p("a")) + tc(p("b")))
    assert texts(docx(tbl(tc(p("一") + p("二"))))) == ["一", "二"]
    assert texts(docx(tbl(tc(p("标题")), tc(inner + "<w:p/>")))) == ["标题", "<table>"]


def test_tables_fifty_deep() -> None:
    content = p("底")
    for _ in range(50):
        content = tbl(tc(content + p("层")) + tc())
    assert only_table(docx(content)).rows[0][0].text.startswith("底")
    content = p("底")
    for _ in range(50):
        content = tbl(tc(content))
    assert texts(docx(content)) == ["底"]


def test_struck_out_text_is_dropped_and_told() -> None:
    struck = "<w:p><w:r><w:rPr><w:{}/></w:rPr><w:t>299.9</w:t></w:r><w:r><w:t>320.5</w:t></w:r></w:p>"
    for mark in ("strike", "dstrike"):
        document = read_bytes(docx(struck.format(mark)), "a.docx")
        assert (document.blocks, document.notes) == (
            [Paragraph("320.5")],
            ["带删除线的文字当作删去的，没有读取。"],
        )
    document = read_bytes(docx(struck.format('strike w:val="false"')), "a.docx")
    assert (document.blocks, document.notes) == ([Paragraph("299.9320.5")], [])


def test_a_raised_number_behind_a_figure_is_none_of_its_digits() -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{}</w:t></w:r>'
    body = "".join(
        f"<w:p><w:r><w:t>{before}</w:t></w:r>{raised.format(sign)}</w:p>"
        for before, sign in (("320.5", "1"), ("1500m", "2"))
    )
    assert texts(docx(body)) == ["320.5（1）", "1500m2"]


def test_a_cell_deleted_in_revision_is_gone() -> None:
    deleted = '<w:tcPr><w:cellDel w:id="1"/></w:tcPr>'
    body = tbl(tc(p("旧"), deleted) + tc(p("新")) + tc(p("1")), tc(p("二")) + tc(p("2")))
    assert cell_texts(only_table(docx(body))) == [["新", "1"], ["二", "2"]]


def test_comparing_signs_of_the_symbol_font() -> None:
    sign = '<w:p><w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>60%</w:t></w:r></w:p>'
    assert texts(docx(sign)) == ["≥60%"]


def test_signs_of_symbol_fonts_ruby_and_formulas() -> None:
    body = (
        '<w:p><w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:t>是</w:t>'
        '<w:sym w:font="Wingdings" w:char="F0A8"/><w:t>否</w:t><w:softHyphen/></w:r>'
        "<w:r><w:ruby><w:rt><w:r><w:t>yin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>音</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        "<m:oMathPara><m:oMath><m:r><m:t>11÷13</m:t></m:r></m:oMath></m:oMathPara></w:p>"
    )
    math = W + ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    assert texts(docx(body, math)) == ["☑是□否音11÷13"]


@pytest.mark.parametrize(
    "body",
    [
        "<w:p ><w:r><w:t >文</w:t ></w:r></w:p>",
        "<w:p><w:r><w:t xml:space='preserve'>文</w:t></w:r></w:p>",
        "<w:p><w:r><w:t><![CDATA[文]]></w:t></w:r></w:p>",
        "<w:p><!-- <w:t>无</w:t> --><w:r><w:t>文</w:t></w:r></w:p>",
        '<w:p xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><x:r><x:t>文</x:t></x:r></w:p>',
        "<w:p><w:r><w:t\n>文</w:t><w:t/></w:r></w:p>",
        "<w:p><w:pPr><w:numPr><w:ilvl w:val='12' /></w:numPr></w:pPr><w:r><w:br>\n</w:br><w:t>文</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>文</w:t></w:r></w:p><w:tbl/>",
    ],
)
def test_unusual_spellings(body: str) -> None:
    assert texts(docx(body)) == ["文"]


def test_empty_rows_and_cells() -> None:
    merge = "<w:vMerge w:val='restart' w:rsid='1'/>"
    data = docx(f"<w:tbl w:x='1'><w:tr/><w:tr><w:tc/>{tc(p('文'), merge)}</w:tr></w:tbl>")
    assert shape(only_table(data)) == [[], [("", 0, 1, False), ("文", 1, 1, False)]]


def test_other_encodings_prefixes_and_the_strict_variant() -> None:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    default = f'<document xmlns="{namespace}"><body><p><r><t>文</t></r></p></body></document>'
    assert texts(zipped({"word/document.xml": default})) == ["文"]
    utf16 = '<?xml version="1.0" encoding="UTF-16"?>' + default
    assert texts(zipped({"word/document.xml": utf16.encode("utf-16")})) == ["文"]
    assert texts(docx(p("文"), 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"')) == ["文"]


def test_office_365_names_the_document_differently() -> None:
    relations = (
        '<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="word/document2.xml"/></Relationships>'
    )
    document = f"<w:document {W}><w:body>{p('文')}</w:body></w:document>"
    assert texts(zipped({"_rels/.rels": relations, "word/document2.xml": document})) == ["文"]


def test_headings_have_their_style() -> None:
    document = python_docx.Document()
    document.add_heading("一、基本情况", 1)
    document.add_paragraph("内设机构包括：综合室。")
    outlined = document.add_paragraph("二、支出情况")
    outlined._p.get_or_add_pPr().append(outlined._p.makeelement(
        f"{{{outlined._p.nsmap['w']}}}outlineLvl", {f"{{{outlined._p.nsmap['w']}}}val": "1"}
    ))  # fmt: skip
    assert blocks(_saved(document)) == [
        Paragraph("一、基本情况", "heading 1"),
        Paragraph("内设机构包括：综合室。"),
        Paragraph("二、支出情况", "heading 2"),
    ]


def _saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def test_a_document_of_pictures_is_a_scan() -> None:
    parts = {"word/document.xml": f'<w:document {W}><w:body><w:p><w:r><w:drawing><a:blip r:embed="r1"/></w:drawing>'
             "</w:r></w:p></w:body></w:document>", "word/media/1.png": b"x"}  # fmt: skip
    with pytest.raises(UnreadableFile) as error:
        read_bytes(zipped(parts), "扫描.docx")
    assert error.value.code == "scan"


def test_pictures_and_embedded_files_are_noted() -> None:
    drawing = '<w:p><w:r><w:t>文</w:t><w:drawing><a:blip r:embed="r1"/></w:drawing></w:r></w:p>'
    parts = {"word/document.xml": f"<w:document {W} xmlns:a='a' xmlns:r='r'><w:body>{drawing}<w:altChunk r:id='r2'/></w:body></w:document>",
             "word/media/1.png": b"x", "word/embeddings/sheet1.xlsx": b"x"}  # fmt: skip
    assert read_bytes(zipped(parts), "报告.docx").notes == [
        "文件中嵌有另一份文件，嵌入的部分没有读取。",
        "文件中有 1 张图片，图片里的文字没有读取。",
        "文件中嵌有 1 个 Excel 等对象，其中的内容没有读取。",
    ]


def test_what_the_scan_leaves_to_tidying() -> None:
    package = Package(docx(p("文")))
    document = (
        f"<w:document {W}><w:body><w:p><w:ins><w:r><w:t>文</w:t></w:r></w:ins></w:p></w:body></w:document>"
    )
    with pytest.raises(TooRich):
        scan(document.encode(), Styles(package), Numbering(package))


def test_the_numbers_word_gives_its_paragraphs_change_nothing() -> None:
    def numbered(first: int) -> str:
        ids = [f'w14:paraId="{first + place:08X}" w14:textId="77777777"' for place in range(3)]
        cell = f'<w:tc><w:tcPr/><w:p {ids[1]} w:rsidR="00A1"><w:r><w:t>甲</w:t></w:r></w:p></w:tc>'
        return f"<w:p {ids[0]}><w:r><w:t>一</w:t></w:r></w:p><w:tbl><w:tr {ids[2]}>{cell}{tc(p('乙'))}</w:tr></w:tbl>"

    plain = docx(p("一") + tbl(tc(p("甲")) + tc(p("乙"))))
    for first in (1, 0x40000000):
        assert blocks(docx(numbered(first), f'{W} xmlns:w14="urn:w14"')) == blocks(plain)


def test_the_same_markup_in_two_documents_is_read_with_the_styles_of_each() -> None:
    def with_style(name: str) -> bytes:
        styles = f'<w:styles {W}><w:style w:type="paragraph" w:styleId="a1"><w:name w:val="{name}"/></w:style></w:styles>'
        return docx(p("正文") + p("文", properties='<w:pPr><w:pStyle w:val="a1"/></w:pPr>'), styles=styles)

    for name in ("heading 1", "heading 3"):
        assert blocks(with_style(name)) == [Paragraph("正文"), Paragraph("文", name)]


def test_much_markup_between_two_texts() -> None:
    row = tc() * 60
    data = docx(p("一") + "<w:p/>" * 2_000 + tbl(tc(p("头")) + row, row, row + tc(p("尾"))) + p("二"))
    assert texts(data) == ["一", "<table>", "二"]
    assert cell_texts(only_table(data)) == [["头", *[""] * 60], [""] * 60, [*[""] * 60, "尾"]]


def test_a_text_that_never_began_is_a_damaged_file() -> None:
    with pytest.raises(UnreadableFile) as error:
        read_bytes(docx(p("一") + "<w:p><w:r>二</w:t></w:r></w:p>"), "报告.docx")
    assert error.value.code == "damaged"
