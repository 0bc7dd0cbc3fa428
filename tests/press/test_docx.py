"""The Word document, read back by other programs than ours."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.press.forms import small_form, small_report

from zhunsheng.intake.readers import read_bytes
from zhunsheng.kernel.report import Report, Section
from zhunsheng.press.document import report_tree
from zhunsheng.press.docx import docx_bytes, docx_of
from zhunsheng.press.packing import Template
from zhunsheng.press.tree import Cell, Kind, Page, Role, Row, Table, Text, Tree

libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def opened(data: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(data))


def word(report: Report | None = None) -> docx.document.Document:
    return opened(docx_bytes(report or small_report(), small_form()))


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return package.read(name).decode()


def grid(table: WordTable) -> list[list[tuple[str, int, str]]]:
    """Text, columns and vertical merge of every cell as stored."""
    rows = []
    for row in table._tbl.iter(qn("w:tr")):
        cells = []
        for cell in row.iter(qn("w:tc")):
            span = cell.find(f".//{qn('w:gridSpan')}")
            merge = cell.find(f".//{qn('w:vMerge')}")
            text = "\n".join("".join(t.itertext()) for t in cell.iter(qn("w:t")))
            cells.append((text, int(span.get(qn("w:val"))) if span is not None else 1, _merge_of(merge)))
        rows.append(cells)
    return rows


def _merge_of(merge: etree._Element | None) -> str:
    return "" if merge is None else str(merge.get(qn("w:val"), "continue"))


def test_paragraphs_and_their_styles() -> None:
    document = word()
    assert [(p.style.name, p.text) for p in document.paragraphs if p.text] == [
        ("Title", "2023年度示例区档案馆"),
        ("Title", "部门整体支出绩效自评报告"),
        ("Heading 1", "一、部门基本情况"),
        ("Heading 2", "（一）机构设置情况"),
        ("Body Text", "内设综合股。"),
        ("Body Text", "编制13人。"),
        ("Heading 3", "1. 2023年新设"),
        ("Body Text", "一个。"),
        ("Heading 4", "（1）缘由"),
        ("Body Text", "无"),
        ("Heading 1", "十二、其他；说明。"),
        ("Body Text", "无"),
        ("附件说明", "附件："),
        ("附件名称", "1.2023年度基础数据表"),
        ("附件名称", "2.绩效自评表"),
        ("附件序号", "附件1"),
        ("表题", "2023年度基础数据表"),
        ("表头行", "填报单位：示例区档案馆"),
        ("表注", "说明：不适用的填“——”。"),
        ("表尾行", "填表人：\t填报日期：2024年7月30日\t联系电话：0000-1234567"),
        ("附件序号", "附件2"),
        ("表题", "绩效自评表"),
        ("表副题", "（2023年度）"),
    ]


def test_cells_are_really_merged() -> None:
    base, own = (grid(table) for table in word().tables)
    assert base[0] == [
        ("人员情况", 1, "restart"),
        ("编制数", 1, ""),
        ("2023年在职人数", 1, ""),
        ("控制率", 1, ""),
    ]
    assert base[1] == [("", 1, "continue"), ("13", 1, ""), ("11", 1, ""), ("84.62%", 1, "")]
    assert base[-1] == [("厉行节约保障措施", 1, ""), ("一是压缩接待。\n二是<集中>采购 & 租车。", 3, "")]
    assert own[3][:3] == [("", 1, "continue"), ("产出指标\n（60分）", 1, "restart"), ("数量指标", 1, "")]
    assert own[-1] == [("评价等级", 2, ""), ("优", 6, "")]


def test_page_as_the_standard_wants_it() -> None:
    upright, turned = word().sections
    millimetres = [
        round(side.mm)
        for side in (upright.top_margin, upright.left_margin, upright.right_margin, upright.bottom_margin)
    ]
    assert millimetres == [37, 28, 26, 35]
    assert (round(upright.page_width.mm), round(upright.page_height.mm)) == (210, 297)
    assert (turned.orientation, round(turned.page_width.mm)) == (WD_ORIENT.LANDSCAPE, 297)
    assert (round(turned.page_width.mm - turned.left_margin.mm - turned.right_margin.mm)) == 225
    pitch = int(upright._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")))
    assert 22 * pitch <= (297 - 37 - 35) * 1440 / 25.4 < 23 * pitch


def test_fonts_are_named_with_something_to_fall_back_on() -> None:
    data = docx_bytes(small_report(), small_form())
    styles = {style.name: style for style in opened(data).styles}
    looks = {
        name: (
            styles[name].element.rPr.rFonts.get(qn("w:eastAsia")),
            styles[name].font.size.pt,
            bool(styles[name].font.bold),
        )
        for name in ("Title", "Body Text", "Heading 1", "Heading 2", "Heading 3", "Heading 4")
    }
    assert looks == {
        "Title": ("方正小标宋简体", 22, False),
        "Body Text": ("仿宋_GB2312", 16, False),
        "Heading 1": ("黑体", 16, False),
        "Heading 2": ("楷体_GB2312", 16, False),
        "Heading 3": ("仿宋_GB2312", 16, True),
        "Heading 4": ("仿宋_GB2312", 16, False),
    }
    fonts = part(data, "word/fontTable.xml")
    assert re.findall('w:name="([^"]+)"><w:altName w:val="([^"]+)"', fonts) == [
        ("方正小标宋简体", "宋体"),
        ("仿宋_GB2312", "仿宋"),
        ("黑体", "微软雅黑"),
        ("楷体_GB2312", "楷体"),
        ("宋体", "新宋体"),
    ]


def test_page_numbers_stand_outside() -> None:
    document = word()
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((document.sections[0].footer, 2), (document.sections[0].even_page_footer, 0)):
        (paragraph,) = footer.paragraphs
        assert (paragraph.text, paragraph.alignment) == ("— 1 —", side)
        assert "PAGE" in etree.tostring(paragraph._p).decode()


def test_annexes_begin_on_new_pages() -> None:
    document = word()
    starts = [p.text for p in document.paragraphs if p._p.find(f".//{qn('w:pageBreakBefore')}") is not None]
    assert starts == ["附件1"]  # the second annex begins with the section of its turned page
    assert len(document.sections) == 2


def test_rows_hold_together_and_a_single_heading_is_repeated() -> None:
    head = Row((Cell(0, 1, "序号", Kind.HEAD), Cell(1, 1, "问题", Kind.HEAD)), head=True)
    body = Row((Cell(0, 1, "1"), Cell(1, 1, "总分不符")))
    tree = Tree("审核意见", [Page([Text("审核意见", Role.TITLE), Table((1, 5), [head, body])])])
    (table,) = opened(docx_of(tree)).tables
    rows = [etree.tostring(row._tr).decode() for row in table.rows]
    assert ["tblHeader" in row for row in rows] == [True, False]
    assert all("cantSplit" in row for row in rows)
    assert "tblHeader" not in docx_bytes(small_report(), small_form()).decode("latin-1")


def test_no_one_is_named_and_no_clock_is_read() -> None:
    data = docx_bytes(small_report(), small_form())
    assert data == docx_bytes(small_report(), small_form())
    core = opened(data).core_properties
    assert (core.author, core.last_modified_by, core.title) == ("准绳", "准绳", "")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_at_all_makes_a_sound_file(title: str, text: str) -> None:
    report = small_report()
    report.title = title
    report.sections = [Section("一", title, text)]
    report.indicators[0].name = text
    data = docx_bytes(report, small_form())
    etree.fromstring(part(data, "word/document.xml").encode())
    assert len(opened(data).tables) == 2


def test_a_package_is_what_the_standard_library_would_have_read() -> None:
    template = Template({"a.xml": "<a/>" * 100, "目录/b.xml": "b"})
    with zipfile.ZipFile(io.BytesIO(template.with_part("c.xml", b"c" * 1000))) as package:
        assert {name: package.read(name) for name in package.namelist()} == {
            "a.xml": b"<a/>" * 100,
            "目录/b.xml": b"b",
            "c.xml": b"c" * 1000,
        }


def _marked(mark: str) -> Tree:
    return replace(report_tree(small_report(), small_form()), mark=mark)


def test_a_draft_bears_its_mark_in_the_header_of_every_page_and_what_is_final_does_not() -> None:
    """Under the name by which Word finds, and takes out, a watermark."""
    for section in opened(docx_of(_marked("草稿"))).sections:
        for header in (section.header, section.even_page_header):
            (shape,) = header._element.iter("{urn:schemas-microsoft-com:vml}shape")
            (path,) = shape.iter("{urn:schemas-microsoft-com:vml}textpath")
            assert shape.get("id").startswith("PowerPlusWaterMarkObject")
            assert path.get("string") == "草稿"
    assert "headerReference" not in part(docx_of(_marked("")), "word/document.xml")
    assert docx_of(_marked("")) == docx_bytes(small_report(), small_form())


def test_a_marked_document_is_read_as_the_one_without() -> None:
    plain, marked = (read_bytes(docx_of(_marked(mark)), "正式稿.docx") for mark in ("", "草稿"))
    assert marked.blocks == plain.blocks
    assert marked.notes == plain.notes


def test_no_mark_breaks_the_file() -> None:
    for header in ("word/header1.xml", "word/header2.xml"):
        etree.fromstring(part(docx_of(_marked('<"草&稿">')), header).encode())


def _as_pdf(data: bytes, folder: Path) -> Path:
    (folder / "a.docx").write_bytes(data)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run([*command, "a.docx"], cwd=folder, check=True, capture_output=True, timeout=120)
    return folder / "a.pdf"


@libreoffice
def test_libreoffice_draws_the_mark_on_every_page(tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(_as_pdf(docx_of(_marked("草稿")), tmp_path)) as pdf:
        pages = [page.render(scale=0.5).to_pil().convert("RGB").tobytes() for page in pdf]
    reddish = [
        sum(red > green + 8 for red, green in zip(page[::3], page[1::3], strict=True)) / (len(page) / 3)
        for page in pages
    ]
    assert len(reddish) == 3
    assert min(reddish) > 0.01


@libreoffice
def test_libreoffice_shows_every_page(tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(_as_pdf(docx_bytes(small_report(), small_form()), tmp_path)) as pdf:
        sizes = [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in pdf]
        numbers = [re.findall(r"— (\d) —", page.get_textpage().get_text_range()) for page in pdf]
    assert sizes == [(210, 297), (210, 297), (297, 210)]
    assert numbers == [["1"], ["2"], ["3"]]
