from __future__ import annotations

from tests.intake.readers.making import blocks, cell_texts, only_table, shape, texts

from zhunsheng.intake.document import Paragraph, Table
from zhunsheng.intake.readers import read_bytes


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def test_blocks_breaks_and_blanks() -> None:
    body = (
        "<h1>自评报告</h1><p>一、基本\n 情况<br>第二行</p><div>甲<br>乙<p>丙</p>丁</div>"
        "<script>var x=1</script><style>p{}</style><p style='display:none'>藏</p><p>&nbsp;&#19968;&lt;</p><!-- 注 -->"
    )
    assert blocks(page(body, "<title>网页</title>")) == [
        Paragraph("自评报告", "heading 1"),
        Paragraph("一、基本 情况\n第二行"),
        Paragraph("甲"),
        Paragraph("乙"),
        Paragraph("丙"),
        Paragraph("丁"),
        Paragraph("\xa0一<"),
    ]


def test_spans() -> None:
    table = (
        "<table><tr><td rowspan=2>财政供养<br>人员情况</td><td colspan=2>编制数</td></tr>"
        "<tr><td><p>13</p></td><td>11<p></p></td></tr><tr><td>总分</td><td colspan=2 rowspan=0>100</td></tr></table>"
    )
    assert shape(only_table(page(table))) == [
        [("财政供养\n人员情况", 0, 1, False), ("编制数", 1, 2, False)],
        [("", 0, 1, True), ("13", 1, 1, False), ("11", 2, 1, False)],
        [("总分", 0, 1, False), ("100", 1, 2, False)],
    ]


def test_layout_tables_are_gone_through() -> None:
    data = "<table><tr><td>一</td><td>二</td></tr></table>"
    layout = f"<table><tr><td>栏目</td><td><table><tr><td>标题<p>正文</p>{data}</td></tr></table></td></tr></table>"
    assert texts(page(layout)) == ["栏目", "标题", "正文", "<table>"]


def test_a_table_in_a_data_table_is_text_of_its_cell() -> None:
    inner = "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    rows = "".join(f"<tr><td>行{at}</td><td>值{at}</td></tr>" for at in range(4))
    table = only_table(page(f"<table>{rows}<tr><td>说明</td><td>{inner}</td></tr></table>"))
    assert cell_texts(table)[-1] == ["说明", "a b\nc d"]


def test_numbers_of_ordered_lists() -> None:
    assert texts(page("<ol start=2><li>甲<li><p>乙</p></ol><ol type=A><li>丙</ol><ul><li>丁</ul>")) == [
        "2.甲",
        "3.乙",
        "A.丙",
        "丁",
    ]


def test_a_form_in_a_cell_is_a_table_of_its_own() -> None:
    form = [
        ["一级指标", "二级指标", "三级指标", "指标值", "完成值"],
        ["产出", "数量", "里程", "10", "10"],
        ["", "质量", "合格率", "1", "1"],
    ]

    def table(rows: list[list[str]]) -> str:
        lines = ("".join(f"<td>{text}</td>" for text in row) for row in rows)
        return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"

    rows = [[f"标签{number}", f"值{number}"] for number in range(4)]
    found = [
        block for block in blocks(page(table([*rows, ["绩效指标", table(form)]]))) if isinstance(block, Table)
    ]
    assert [cell_texts(block) for block in found] == [[*rows, ["绩效指标", ""]], form]


def test_charsets() -> None:
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    assert texts(f"<html><head>{meta}</head><p>绩效㎡</p></html>".encode("gb18030")) == ["绩效㎡"]
    assert texts("<html><p>绩效</p></html>".encode("gbk")) == ["绩效"]
    assert texts('<?xml version="1.0" encoding="utf-8"?><html><p>绩效</p></html>'.encode()) == ["绩效"]
    assert texts("<html><p>绩效</p></html>".encode("utf-16")) == ["绩效"]


def test_preformatted_text_is_read_as_text() -> None:
    assert cell_texts(only_table(page("<pre>一\t二\n三\t四</pre>"))) == [["一", "二"], ["三", "四"]]


def test_deep_nesting() -> None:
    deep = "<div>" * 1500 + "底" + "</div>" * 1500
    assert texts(page(deep)) == ["底"]
    tables = "<table><tr><td>左<td>" * 300 + "底" + "</table>" * 300
    assert "底" in str(blocks(page(tables)))


def test_web_archives() -> None:
    archive = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=XX\n\n--XX\nContent-Type: text/html; charset=gb2312\n"
        "Content-Transfer-Encoding: base64\n\nPHA+vKjQpzwvcD4=\n--XX\nContent-Type: image/png\n\nx\n--XX--\n"
    )
    document = read_bytes(archive.encode(), "报告.doc")
    assert (document.format, document.blocks) == ("mht", [Paragraph("绩效")])


def test_a_table_our_own_print_draws_in_two_is_one() -> None:
    body = (
        '<table class="upper"><tr><td>甲</td><td>1</td></tr></table>'
        "<table data-goes-on><thead><tr><th>乙</th><th>2</th></tr></thead><tr><td>丙</td><td>3</td></tr></table>"
        "<table><tr><td>丁</td><td>4</td></tr></table><p>间隔</p>"
        "<table data-goes-on><tr><td>戊</td><td>5</td></tr></table>"
    )
    tables = [block for block in blocks(page(body), "a.html") if isinstance(block, Table)]
    assert [cell_texts(table) for table in tables] == [
        [["甲", "1"], ["乙", "2"], ["丙", "3"]],
        [["丁", "4"]],
        [["戊", "5"]],
    ]


def test_struck_out_text_is_dropped_and_told() -> None:
    body = "<p><del>299.9</del>320.5<s>1</s><span style='text-decoration: line-through'>2</span></p>"
    document = read_bytes(page(body), "a.html")
    assert (document.blocks, document.notes) == (
        [Paragraph("320.5")],
        ["带删除线的文字当作删去的，没有读取。"],
    )


def test_what_was_typed_and_chosen_in_a_saved_page() -> None:
    body = (
        "<p>执行数<input value='320.5'>万元<input type=button value=保存></p>"
        "<p><textarea>说明一</textarea></p>"
        "<p><select><option>良</option><option selected>优</option></select>级</p>"
    )
    assert texts(page(body)) == ["执行数320.5万元", "说明一", "优级"]


def test_comparing_signs_of_the_symbol_font() -> None:
    body = "<p><span style='font-family:Symbol'>³</span>60%，<font face=Symbol>£</font>5</p>"
    assert texts(page(body)) == ["≥60%，≤5"]


def test_rows_and_cells_a_browser_hides() -> None:
    body = (
        "<table><tr><td>总分</td><td hidden>77</td><td>95</td></tr><tr style='display:none'><td>总分</td><td>77</td></tr>"
        "<tr><td>等级</td><td>优</td></tr></table>"
    )
    assert cell_texts(only_table(page(body))) == [["总分", "95"], ["等级", "优"]]
