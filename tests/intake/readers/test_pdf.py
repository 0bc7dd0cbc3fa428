from __future__ import annotations

import pytest
from tests.intake.readers.making import Mark, blocks, cell_texts, pdf, ruled, shape, texts

from zhunsheng.intake.document import Paragraph, Table
from zhunsheng.intake.readers import read_bytes
from zhunsheng.kernel.errors import UnreadableFile

FULL = "我办坚持以习惯厉行节约为原则开展各项工作并按照规定使用"


def tables(data: bytes) -> list[Table]:
    return [block for block in blocks(data) if isinstance(block, Table)]


def test_lines_are_joined_to_paragraphs() -> None:
    marks: list[Mark] = [
        (200, 60, 16, "自评报告"),
        (74, 100, 12, FULL[:24]),
        (50, 116, 12, FULL),
        (50, 132, 12, "资金。"),
        (74, 148, 12, "另起一段。"),
        (50, 164, 12, FULL),
    ]
    following: list[Mark] = [(50, 60, 12, "下页接续。"), (50, 92, 12, "二、支出情况")]
    assert texts(pdf(marks, following)) == [
        "自评报告",
        FULL[:24] + FULL + "资金。",
        "另起一段。",
        FULL + "下页接续。",
        "二、支出情况",
    ]


def test_a_document_number_moved_to_the_next_line_as_a_whole() -> None:
    marks: list[Mark] = [
        (50, 60, 12, FULL),
        (50, 76, 12, FULL[:22] + "（财预"),
        (50, 92, 12, "〔2020〕10号）执行。"),
    ]
    assert texts(pdf(marks)) == [FULL + FULL[:22] + "（财预〔2020〕10号）执行。"]


def test_page_numbers_and_running_heads_are_dropped() -> None:
    pages: list[list[Mark]] = [
        [(250, 20, 9, "示例区部门决算"), (50, 200 + at, 12, f"第{at}段。"), (290, 770, 9, f"— {at} —")]
        for at in range(3)
    ]
    assert texts(pdf(*pages)) == ["第0段。", "第1段。", "第2段。"]


def test_merged_cells() -> None:
    marks = ruled(
        [50, 100, 200, 300],
        [100, 120, 140, 160],
        [["绩\n效", "指标", "值"], [None, "人数", "13"], ["总分", "100", "<"]],
    )
    assert [
        shape(table)
        for table in tables(pdf([(50, 60, 12, "附件1-2"), *marks, (50, 200, 12, "填表人：（略）")]))
    ] == [
        [
            [("绩\n效", 0, 1, False), ("指标", 1, 1, False), ("值", 2, 1, False)],
            [("", 0, 1, True), ("人数", 1, 1, False), ("13", 2, 1, False)],
            [("总分", 0, 1, False), ("100", 1, 2, False)],
        ]
    ]


def test_a_table_over_two_pages_with_its_header_again() -> None:
    x = [50.0, 150.0, 300.0, 400.0]
    first = ruled(x, [700, 715, 730], [["一级指标", "名称", "分值"], ["产出", "轮次", "20"]])
    second = ruled(x, [60, 75, 90], [["一级指标", "名称", "分值"], ["效益", "效果", "30"]])
    assert [cell_texts(table) for table in tables(pdf(first, second))] == [
        [["一级指标", "名称", "分值"], ["产出", "轮次", "20"], ["效益", "效果", "30"]]
    ]


def test_labels_cut_by_the_page_end() -> None:
    x = [50.0, 100.0, 160.0, 230.0, 300.0]
    first = ruled(
        x,
        [600, 620, 640, 660, 680],
        [
            ["绩效", "产出指标", "数量指标", "轮次"],
            [None, None, "质量指标", "全覆盖"],
            [None, None, "时效指标", "按期"],
            [None, "效益", "经济效", ""],
        ],
    )
    second = ruled(
        x,
        [60, 80, 100, 120],
        [
            ["", "指标", "益指标", "……"],
            [None, None, "社会指标", "顺利"],
            [None, "满意指标", "服务指标", "群众"],
        ],
    )
    (table,) = tables(pdf(first, second))
    assert shape(table)[3:6] == [
        [("", 0, 1, True), ("效益\n指标", 1, 1, False), ("经济效\n益指标", 2, 1, False), ("", 3, 1, False)],
        [("", 0, 1, True), ("", 1, 1, True), ("", 2, 1, True), ("……", 3, 1, False)],
        [("", 0, 1, True), ("", 1, 1, True), ("社会指标", 2, 1, False), ("顺利", 3, 1, False)],
    ]


def test_a_row_cut_by_the_page_end() -> None:
    x = [50.0, 120.0, 194.0]
    first = ruled(x, [680, 700, 720], [["项目", "说明"], ["节约", "严格控制接待"]], size=11)
    second = ruled(x, [60, 80, 100], [["", "经费。"], ["其他", "无"]], size=11)
    assert [cell_texts(table) for table in tables(pdf(first, second))] == [
        [["项目", "说明"], ["节约", "严格控制接待经费。"], ["其他", "无"]]
    ]


def test_a_row_with_a_merged_label_cut_by_the_page_end() -> None:
    x = [50.0, 100.0, 148.0, 196.0, 244.0]
    head = ["一级", "二级指标", "名称", "分值"]
    first = ruled(
        x,
        [660, 680, 700, 720],
        [head, ["产出", "数量指标", "巡察轮次", "20"], ["满意", "服务对象", "群众满意", "10"]],
    )
    second = ruled(x, [60, 80, 100], [["", "满意指标", "度", ""], [None, None, "……", ""]])
    (table,) = tables(pdf(first, second))
    assert cell_texts(table) == [
        head,
        ["产出", "数量指标", "巡察轮次", "20"],
        ["满意", "服务对象满意指标", "群众满意度", "10"],
        ["", "", "……", ""],
    ]


def test_a_label_cut_within_its_brackets() -> None:
    x = [50.0, 126.0, 200.0]
    first = ruled(x, [680, 700, 720], [["项目", "规模"], ["楼馆（去年", ""]])
    second = ruled(x, [60, 80, 100], [["完工）", ""], ["节约", "无"]])
    (table,) = tables(pdf(first, second))
    assert cell_texts(table) == [["项目", "规模"], ["楼馆（去年完工）", ""], ["节约", "无"]]


def test_what_stands_in_brackets_behind_a_label_is_never_a_row_of_its_own() -> None:
    x = [50.0, 126.0, 200.0]
    head = ["目标", "内容"]
    first = ruled(x, [680, 700, 720], [head, ["目标1：", "建成库房。"]])
    second = ruled(x, [60, 80, 100], [["（80分）", ""], ["（一）目标", "（1）数量"]])
    (table,) = tables(pdf(first, second))
    assert cell_texts(table) == [head, ["目标1：（80分）", "建成库房。"], ["（一）目标", "（1）数量"]]
    whole = ruled(x, [680, 700, 720], [head, ["成本", "建成库房。"]])
    merged = ruled(x, [60, 80, 100], [["（20分）", "成本不超"], [None, "按期完成"]])
    (table,) = tables(pdf(whole, merged))
    assert cell_texts(table) == [head, ["成本\n（20分）", "建成库房。"], ["", "成本不超"], ["", "按期完成"]]


def test_a_number_broken_behind_its_point() -> None:
    x = [50.0, 126.0, 186.0]
    first = ruled(x, [680, 700, 720], [["项目", "金额"], ["年度资金", "150.5"]])
    second = ruled(x, [60, 80, 100], [["（万元）", "0"], ["其他", "0"]])
    (table,) = tables(pdf(first, second))
    assert cell_texts(table) == [["项目", "金额"], ["年度资金（万元）", "150.50"], ["其他", "0"]]


def test_the_first_row_below_a_header_is_no_rest_of_it() -> None:
    x = [50.0, 98.0, 146.0, 172.0]
    first = ruled(x, [660, 680, 700], [["附表附表", "指标指标", "一二"], ["二级指标", "三级指标", "分值"]])
    second = ruled(x, [60, 80, 100], [["数量指标", "窗口办件", "8"], ["质量指标", "群众满意", "10"]])
    (table,) = tables(pdf(first, second))
    assert cell_texts(table)[1:] == [
        ["二级指标", "三级指标", "分值"],
        ["数量指标", "窗口办件", "8"],
        ["质量指标", "群众满意", "10"],
    ]


def test_one_full_cell_beside_a_merged_label_may_be_chance() -> None:
    x = [50.0, 98.0, 190.0, 260.0]
    first = ruled(
        x,
        [660, 680, 700, 720],
        [["资金", "政府性基金：0", ""], [None, "非税收入拨款数：0", ""], [None, "专户管理非税拨款0", ""]],
    )
    second = ruled(x, [60, 80, 100], [["", "其他资金：0", ""], [None, "合计：0", ""]])
    (table,) = tables(pdf(first, second))
    assert [row[1] for row in cell_texts(table)] == [
        "政府性基金：0",
        "非税收入拨款数：0",
        "专户管理非税拨款0",
        "其他资金：0",
        "合计：0",
    ]


def test_a_row_whose_label_went_to_the_next_page() -> None:
    x = [50.0, 126.0, 200.0]
    first = ruled(x, [660, 680, 700, 720], [["项目", "金额"], ["公车购置", "0"], ["", "3.8"]])
    second = ruled(x, [60, 80, 100], [["公车运行", ""], ["公务接待", "1.4"]])
    (table,) = tables(pdf(first, second))
    assert cell_texts(table) == [
        ["项目", "金额"],
        ["公车购置", "0"],
        ["公车运行", "3.8"],
        ["公务接待", "1.4"],
    ]


def test_a_class_broken_before_its_last_word_by_the_writer() -> None:
    x = [50.0, 98.0, 146.0, 190.0]
    head = ["二级指标", "名称", "分值"]
    first = ruled(x, [660, 680, 700, 720], [head, ["数量指标", "页数", "20"], ["质量", "抽检检合", "10"]])
    second = ruled(x, [60, 80, 100], [["指标", "格率", ""], ["时效指标", "时间", "10"]])
    (table,) = tables(pdf(first, second))
    assert cell_texts(table) == [
        head,
        ["数量指标", "页数", "20"],
        ["质量指标", "抽检检合格率", "10"],
        ["时效指标", "时间", "10"],
    ]


def test_a_row_of_dots_is_no_rest_of_the_row_before() -> None:
    x = [50.0, 98.0, 146.0]
    first = ruled(x, [680, 700, 720], [["二级", "名称"], ["质量", "巡察工作"]])
    second = ruled(x, [60, 80, 100], [["", "……"], ["时效", "按期完成"]])
    (table,) = tables(pdf(first, second))
    assert cell_texts(table) == [["二级", "名称"], ["质量", "巡察工作"], ["", "……"], ["时效", "按期完成"]]


def test_two_full_rows_on_either_side_of_the_page_end_stay_two() -> None:
    x = [50.0, 100.0, 148.0, 196.0, 222.0]
    head = ["二级指标", "名称", "完成值", "分值"]
    first = ruled(
        x,
        [660, 680, 700, 720],
        [head, ["效益", "工作开展", "效果显著", "20"], [None, "持续推进", "社会满意", "15"]],
    )
    second = ruled(x, [60, 80, 100], [["", "净化生态", "效果显著", "10"], ["满意", "群众满意", "98", "10"]])
    (table,) = tables(pdf(first, second))
    assert cell_texts(table)[2:] == [
        ["", "持续推进", "社会满意", "15"],
        ["", "净化生态", "效果显著", "10"],
        ["满意", "群众满意", "98", "10"],
    ]


def test_two_tables_with_a_title_between_stay_two() -> None:
    x = [50.0, 150.0, 300.0]
    table = ruled(x, [700, 715], [["a", "b"]])
    other: list[Mark] = [(50, 110, 12, "附件1-2"), *ruled(x, [150, 165], [["c", "d"]])]
    assert len(tables(pdf(table, other))) == 2


def test_a_frame_is_no_table() -> None:
    assert blocks(pdf([*ruled([40, 500], [90, 140], [[""]]), (60, 100, 12, "框内文字")])) == [
        Paragraph("框内文字")
    ]


def test_a_scan() -> None:
    with pytest.raises(UnreadableFile) as error:
        read_bytes(pdf([(10, 10, 500, 500)]), "扫描.pdf")
    assert error.value.code == "scan"


def cut_open(above: str, below: str, beyond: tuple[str, ...] = ()) -> list[Table]:
    """A merged cell over a page end as a spreadsheet prints it: without a rule there, its text on either side,
    perhaps drawn again beyond the table."""
    upper = [
        *ruled([50, 100, 200, 300], [100, 120, 140], [["产出", "里程", "10"], [above, "桥", "1"]])[4:],
        *[(x, 100, x, 140) for x in (50, 300)],
        *[(50, 100, 300, 100), (100, 140, 300, 140)],
    ]
    lower = [
        *ruled([50, 100, 200, 300], [60, 80, 100], [[below, "路灯", "5"], ["满意", "群众", "9"]])[4:],
        *[(x, 60, x, 100) for x in (50, 300)],
        *[(100, 60, 300, 60), (50, 100, 300, 100)],
    ]
    clipped: list[Mark] = [(54, 142, 10, text) for text in beyond[:1]]
    return tables(pdf([*upper, *clipped], [*((54, 44, 10, text) for text in beyond[1:]), *lower]))


@pytest.mark.parametrize(
    ("above", "below", "beyond", "whole"),
    [
        ("效益", "", (), "效益"),
        ("", "效益", (), "效益"),
        ("效益", "效益", (), "效益"),
        ("效益", "(30分)", ("(30分)", "效益"), "效益\n(30分)"),
    ],
)
def test_a_merged_cell_the_page_end_leaves_open(
    above: str, below: str, beyond: tuple[str, ...], whole: str
) -> None:
    (table,) = cut_open(above, below, beyond)
    assert shape(table) == [
        [("产出", 0, 1, False), ("里程", 1, 1, False), ("10", 2, 1, False)],
        [(whole, 0, 1, False), ("桥", 1, 1, False), ("1", 2, 1, False)],
        [("", 0, 1, True), ("路灯", 1, 1, False), ("5", 2, 1, False)],
        [("满意", 0, 1, False), ("群众", 1, 1, False), ("9", 2, 1, False)],
    ]


def test_a_number_broken_after_its_point_stays_whole() -> None:
    (table,) = tables(pdf(ruled([50, 110, 180], [100, 130], [["≤150.\n5万元", "a"]])))
    assert cell_texts(table) == [["≤150.5万元", "a"]]
