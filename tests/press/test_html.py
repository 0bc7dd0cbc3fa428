"""The web page: whole, self-contained, told apart by its tags."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from tests.press.forms import small_form, small_report

from zhunsheng.press.html import html_text

PAGE = html_text(small_report(), small_form())


def test_nothing_is_fetched_and_nothing_runs() -> None:
    tree = html.document_fromstring(PAGE)
    assert tree.get("lang") == "zh-CN"
    assert tree.xpath("//script | //link | //img | //iframe | //@src | //@href | //@onload") == []
    assert "http" not in PAGE
    assert "@import" not in PAGE
    assert "url(" not in PAGE


def test_headings_form_an_outline() -> None:
    tree = html.document_fromstring(PAGE)
    assert [(h.tag, h.text_content()) for h in tree.xpath("//h1|//h2|//h3|//h4|//h5")] == [
        ("h1", "2023年度示例区档案馆部门整体支出绩效自评报告"),
        ("h2", "一、部门基本情况"),
        ("h3", "（一）机构设置情况"),
        ("h4", "1. 2023年新设"),
        ("h5", "（1）缘由"),
        ("h2", "十二、其他；说明。"),
        ("h2", "2023年度基础数据表"),
        ("h2", "绩效自评表"),
    ]


def test_cells_say_what_they_head() -> None:
    tree = html.document_fromstring(PAGE)
    first = tree.xpath("(//table)[1]//tr[1]/*")
    assert [(cell.tag, cell.get("scope"), cell.get("rowspan"), cell.text_content()) for cell in first] == [
        ("th", "rowgroup", "2", "人员情况"),
        ("th", "col", None, "编制数"),
        ("th", "col", None, "2023年在职人数"),
        ("th", "col", None, "控制率"),
    ]
    measures = tree.xpath("(//table)[1]//tr[last()]/*")
    assert [(cell.tag, cell.get("scope"), cell.get("colspan")) for cell in measures] == [
        ("th", "row", None),
        ("td", None, "3"),
    ]
    assert html.tostring(measures[1], encoding="unicode").count("<br>") == 1
    assert measures[1].text_content() == "一是压缩接待。二是<集中>采购 & 租车。"
    widths = [float(width) for width in re.findall(r'<col width="([\d.]+)%">', PAGE)[:4]]
    assert round(sum(widths)) == 100


def test_the_heading_of_the_indicators_is_repeated_though_it_stands_in_the_middle() -> None:
    """In a <thead> of its own; the cell beside the indicators is cut below it, both tables have one width."""
    tree = html.document_fromstring(PAGE)
    upper, lower = tree.xpath("(//table)[position() > 1]")
    assert [table.get("aria-label") for table in (upper, lower)] == ["绩效自评表"] * 2
    assert [len(table.xpath(".//thead")) for table in (upper, lower)] == [0, 1]
    assert [cell.get("rowspan") for cell in lower.xpath(".//thead/tr/*")] == [None] * 8
    assert lower.xpath("string(.//thead/tr/*[2])") == "一级指标"
    first = lower.xpath(".//tbody/tr[1]/*[1]")[0]
    assert (first.tag, first.get("class"), first.text_content()) == ("td", "goes-on", "")
    rows = len(lower.xpath(".//tbody/tr"))
    assert 1 < int(first.get("rowspan")) <= rows
    widths = [
        re.findall(r'<col width="([\d.]+)%">', html.tostring(t, encoding="unicode")) for t in (upper, lower)
    ]
    assert widths[0] == widths[1]
    assert ("data-goes-on" in upper.attrib, "data-goes-on" in lower.attrib) == (False, True)


def test_it_prints_on_a4_with_page_numbers() -> None:
    assert "@page { size: A4; margin: 37mm 26mm 35mm 28mm; }" in PAGE
    assert 'content: "— " counter(page) " —"' in PAGE
    assert '<section class="landscape">' in PAGE


@given(st.text(max_size=80))
def test_no_text_becomes_markup(text: str) -> None:
    report = small_report()
    report.title = report.sections[0].title = report.indicators[0].name = (
        f"<b onclick=x>{text}</style><script>"
    )
    tree = html.document_fromstring(html_text(report, small_form()))
    assert tree.xpath("//script | //b") == []
    assert len(tree.xpath("//table")) == 3
