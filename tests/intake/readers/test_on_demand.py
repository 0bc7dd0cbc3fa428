"""Styles, traces and hidden sheets: what only some callers ask for."""

from __future__ import annotations

import io

import docx as python_docx
from docx.shared import Pt
from tests.intake.readers.making import W, docx, p, pdf, tbl, tc, zipped
from tests.intake.readers.test_xlsx import workbook

from zhunsheng.intake.document import Paragraph, Style, Trace
from zhunsheng.intake.readers import docx_styles, read_bytes, read_traces


def test_fonts_sizes_and_line_heights() -> None:
    styles = f"""<w:styles {W}>
    <w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
    <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:pPr><w:spacing w:line="560" w:lineRule="exact"/></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
      <w:rPr><w:rFonts w:eastAsiaTheme="majorEastAsia"/><w:sz w:val="32"/></w:rPr></w:style></w:styles>"""
    theme = (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:majorFont><a:ea typeface=""/>'
        '<a:font script="Hans" typeface="黑体"/></a:majorFont></a:theme>'
    )
    run = '<w:r><w:rPr><w:rFonts w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/></w:rPr><w:t>文</w:t></w:r>'
    body = (
        "<w:p/>" + p("一、", properties='<w:pPr><w:pStyle w:val="h1"/></w:pPr>') + tbl(tc(p("a")) + tc())
        + f'<w:p><w:pPr><w:spacing w:line="360" w:lineRule="auto"/></w:pPr>{run}</w:p>' + p("文")
    )  # fmt: skip
    data = docx(body, styles=styles, **{"theme/theme1": theme})
    assert docx_styles(data) == [
        Style(0, "黑体", 32, 560),
        Style(2, "仿宋_GB2312", 32, 0),
        Style(3, "宋体", 21, 560),
    ]


def test_styles_point_at_paragraphs_of_the_document() -> None:
    document = python_docx.Document()
    document.add_heading("一、基本情况", 1)
    document.add_paragraph()
    document.add_table(2, 2)
    document.add_paragraph("文").paragraph_format.line_spacing = Pt(28)
    buffer = io.BytesIO()
    document.save(buffer)
    blocks = read_bytes(buffer.getvalue(), "报告.docx").blocks
    styles = docx_styles(buffer.getvalue())
    assert [style.paragraph for style in styles] == [
        at for at, block in enumerate(blocks) if isinstance(block, Paragraph)
    ]
    assert styles[-1].line_twips == 560


def test_traces_of_a_word_file() -> None:
    document = (
        f"<w:document {W}><w:body><w:p><w:ins><w:r><w:t>文</w:t></w:r></w:ins><w:del/>"
        "<w:r><w:rPr><w:vanish/></w:rPr></w:r></w:p></w:body></w:document>"
    )
    data = zipped(
        {
            "word/document.xml": document,
            "word/comments.xml": "<w:comments><w:comment/><w:comment/></w:comments>",
            "word/_rels/settings.xml.rels": '<R><r Target="file:///C:\\Users\\someone\\x.dotx" TargetMode="External"/></R>',
            "docProps/core.xml": "<c><dc:creator>某某某</dc:creator><cp:lastModifiedBy>Administrator</cp:lastModifiedBy></c>",
            "docProps/app.xml": "<P><Manager/><Company>某某单位</Company></P>",
        }
    )
    assert read_traces(data) == [
        Trace("author", "文件属性“作者”（某**）"),
        Trace("company", "文件属性“公司”"),
        Trace("embedded_path", "文件内的 word/_rels/settings.xml.rels 记有本机路径"),
        Trace("tracked_change", "正文有 2 处修订痕迹"),
        Trace("hidden_text", "正文有 1 处隐藏文字"),
        Trace("comment", "有 2 条批注"),
    ]


def test_traces_of_other_files() -> None:
    assert read_traces(workbook()) == [Trace("hidden_sheet", "隐藏的工作表“_meta”")]
    assert read_traces("文".encode()) == []
    assert read_traces(pdf([(50, 50, 12, "文")])) == []
