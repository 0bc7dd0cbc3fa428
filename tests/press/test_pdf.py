"""The PDF, as a reader of PDF files sees it."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from tests.press.forms import small_form, small_report

from zhunsheng.kernel.report import Indicator, Report
from zhunsheng.press.errors import PressError
from zhunsheng.press.official import FANG_SONG, HEI

typst = pytest.importorskip("typst", reason="typst is not installed")
pdf = pytest.importorskip("zhunsheng.press.pdf")


def _has_chinese_font() -> bool:
    try:
        pdf.chosen_fonts(FANG_SONG, frozenset(typst.Fonts().families()))
    except PressError:
        return False
    return True


needs_font = pytest.mark.skipif(not _has_chinese_font(), reason="no Chinese font on this machine")


def pages(report: Report) -> list[tuple[tuple[int, int], str]]:
    """Size in millimetres and text without blanks of each page."""
    with pypdfium2.PdfDocument(pdf.pdf_bytes(report, small_form())) as document:
        found = []
        for page in document:
            width, height = (round(side / 72 * 25.4) for side in page.get_size())
            found.append(((width, height), re.sub(r"\s", "", page.get_textpage().get_text_range())))
        return found


@needs_font
def test_pages_and_their_numbers() -> None:
    (first, text), (second, base), (third, own) = pages(small_report())
    assert (first, second, third) == ((210, 297), (210, 297), (297, 210))
    assert text.endswith("附件：1.2023年度基础数据表2.绩效自评表—1—")
    assert "一、部门基本情况（一）机构设置情况内设综合股。编制13人。1.2023年新设一个。" in text
    assert base.startswith("附件12023年度基础数据表填报单位：示例区档案馆")
    assert base.endswith("—2—")
    assert "一是压缩接待。二是<集中>采购&租车。" in base
    assert own.endswith("—3—")


@needs_font
def test_the_heading_of_the_indicators_is_on_every_page() -> None:
    report = small_report()
    report.indicators = [Indicator("产出指标", "数量指标", f"第{number}项") for number in range(60)]
    own = [text for size, text in pages(report) if size == (297, 210)]
    assert len(own) > 2
    assert all("绩效指标一级指标二级指标三级指标年度指标值" in text for text in own)
    assert [name for text in own for name in re.findall(r"第\d+项", text)] == [
        f"第{number}项" for number in range(60)
    ]


@needs_font
@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        "*粗* _斜_ $x^2$ `码`",
        "@标签 <标签> = 标题",
        "\\ \\u{41} ~ -- ...",
        "\"引号' [括] {花} // 注",
        "a\x00b\ud800c",
    ],
)
def test_no_text_becomes_markup(text: str) -> None:
    report = small_report()
    report.sections[1].text = text
    report.indicators[0].name = text
    report.title = f"{text}自评报告"
    wanted = re.sub(r"\s", "", text.replace("\x00", "").replace("\ud800", ""))
    found = "".join(page for _, page in pages(report))
    assert found.count(wanted) == 3


@needs_font
def test_no_one_is_named_and_no_clock_is_read() -> None:
    data = pdf.pdf_bytes(small_report(), small_form())
    with pypdfium2.PdfDocument(data) as document:
        metadata = document.get_metadata_dict(skip_empty=True)
    assert (metadata["Author"], metadata["Title"]) == ("准绳", "2023年度示例区档案馆部门整体支出绩效自评报告")
    assert not [name for name in metadata if "Date" in name and "1970" not in metadata[name]]
    assert data == pdf.pdf_bytes(small_report(), small_form())


def test_official_fonts_come_first_and_none_is_an_error() -> None:
    assert pdf.chosen_fonts(FANG_SONG, frozenset({"仿宋_GB2312", "Noto Serif CJK SC"})) == [
        "仿宋_GB2312",
        "Noto Serif CJK SC",
    ]
    assert (
        pdf.chosen_fonts(HEI, frozenset({"Noto Serif CJK SC", "Noto Sans CJK SC"}))[0] == "Noto Sans CJK SC"
    )
    with pytest.raises(PressError, match="没有找到中文字体"):
        pdf.chosen_fonts(FANG_SONG, frozenset({"DejaVu Sans"}))
