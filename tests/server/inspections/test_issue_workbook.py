"""What is read of a 问题清单, however it is laid out."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import openpyxl
import pytest
from tests.server.inspections.workbooks import Value, workbook

from zhunsheng.server.inspections.excel.columns import keys_of
from zhunsheng.server.inspections.excel.importing import read_day
from zhunsheng.server.inspections.excel.workbook import Choices, marked_copy, read_issues, template
from zhunsheng.server.orgs.verdicts import Refused

HEAD = ("编号", "问题表述", "来源", "单位", "发现日期")
OFFERED = Choices(
    {
        "source": ["常规巡察", "专项巡察"],
        "round": ["六届第三轮"],
        "unit": ["示例区甲局"],
        "category": ["三个聚焦·作风"],
        "special_actions": ["惠农补贴专项整治", "工程领域专项整治"],
    }
)


def _read(rows: Sequence[Sequence[Value]], merged: Sequence[str] = ()) -> list[tuple[int, dict[str, str]]]:
    return [(row.number, row.texts) for row in read_issues(workbook(rows, merged)).rows]


def test_headings_in_any_order_under_a_title_and_by_other_names() -> None:
    rows = [
        ("示例区委第三轮巡察发现问题清单", None, None, None, None),
        ("填报单位：示例区委巡察办", None, None, None, None),
        ("序号", "责任单位", "发现时间", "存在的问题（具体）", "问题来源"),
        (1, "示例区甲局", date(2023, 3, 20), "固定资产账实不符", "常规"),
        ("合计", "1", None, None, None),
    ]
    assert _read(rows, ["A1:E1", "A2:E2"]) == [
        (
            4,
            {
                "wording": "固定资产账实不符",
                "source": "常规",
                "unit": "示例区甲局",
                "found_on": "2023-03-20",
            },
        )
    ]


def test_without_the_headings_it_is_no_list() -> None:
    with pytest.raises(Refused, match="前 15 行里都没有找到表头（问题表述、来源、单位、发现日期）"):
        read_issues(workbook([("单位编码", "单位名称"), ("201", "示例区甲局")]))


def test_what_is_not_used_is_told() -> None:
    table = read_issues(
        workbook([(*HEAD, "备注", "领导批示"), ("", "问题一二三", "督查", "甲局", "2023-1-1", "", "")])
    )
    assert table.unused == ["领导批示"]


@pytest.mark.parametrize(
    ("titles", "keys"),
    [
        (
            ("问题表述", "措施1", "措施1责任人", "措施1时限", "措施２", "措施２完成时限"),
            [
                "wording",
                "measure.1.text",
                "measure.1.person",
                "measure.1.due_on",
                "measure.2.text",
                "measure.2.due_on",
            ],
        ),
        (
            ("问题表述", "责任领导", "责任人", "整改措施", "完成时限"),
            ["wording", "leader", "person", "measure.1.text", "measure.1.due_on"],
        ),
        (
            ("问题表述", "措施一", "责任人", "时限", "措施二", "责任人", "时限"),
            [
                "wording",
                "measure.1.text",
                "measure.1.person",
                "measure.1.due_on",
                "measure.2.text",
                "measure.2.person",
                "measure.2.due_on",
            ],
        ),
        (
            ("问题表述", "措施1", "措施2", "责任人1", "责任人2"),
            ["wording", "measure.1.text", "measure.2.text", "measure.1.person", "measure.2.person"],
        ),
    ],
)
def test_measures_stand_in_columns_of_their_own(titles: tuple[str, ...], keys: list[str]) -> None:
    found = keys_of(titles)
    assert sorted(found, key=found.__getitem__) == keys
    assert list(found.values()) != []


def test_a_heading_of_two_rows() -> None:
    rows = [
        ("问题表述", "来源", "单位", "发现日期", "措施1", None, "措施2", None),
        (None, None, None, None, "内容", "时限", "内容", "时限"),
        ("固定资产账实不符", "督查", "甲局", "2023-3-20", "逐件盘点", "2023-5-1", "补登台账", "2023-6-1"),
    ]
    (row,) = read_issues(workbook(rows, ["E1:F1", "G1:H1"])).rows
    assert [measure.texts for measure in row.measures] == [
        {"text": "逐件盘点", "due_on": "2023-5-1"},
        {"text": "补登台账", "due_on": "2023-6-1"},
    ]


def test_several_rows_of_one_issue() -> None:
    head = ("编号", "问题表述", "来源", "单位", "发现日期", "整改措施", "责任人", "整改时限")
    rows = [
        head,
        ("A-1", "固定资产账实不符", "督查", "甲局", "2023-3-20", "逐件盘点", "甲岗", "2023-5-1"),
        (None, None, None, None, None, "补登台账", "乙岗", "2023-6-1"),
        ("A-2", "会议记录缺失三次", "督查", "甲局", "2023-3-21", "补齐记录", None, None),
        ("A-2", "会议记录缺失三次", "督查", "甲局", "2023-3-21", "定期检查", None, None),
    ]
    found = read_issues(workbook(rows, ["A2:A3", "B2:B3"])).rows
    assert [
        (row.number, row.text("number"), row.due_by_measure, [(m.number, m.texts) for m in row.measures])
        for row in found
    ] == [
        (
            2,
            "A-1",
            True,
            [
                (2, {"text": "逐件盘点", "due_on": "2023-5-1"}),
                (3, {"text": "补登台账", "person": "乙岗", "due_on": "2023-6-1"}),
            ],
        ),
        (4, "A-2", False, [(4, {"text": "补齐记录"}), (5, {"text": "定期检查"})]),
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-7-30", date(2024, 7, 30)),
        ("2024.7.30", date(2024, 7, 30)),
        ("２０２４．７．３０", date(2024, 7, 30)),
        ("20240730", date(2024, 7, 30)),
        ("2024 年 7 月 30 日", date(2024, 7, 30)),
        ("2024/07/30", date(2024, 7, 30)),
        ("2024年7月底", None),
        ("2024.13.1", None),
        ("45503", None),
        ("7月30日", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert read_day(text) == day


def test_the_template_offers_the_dictionaries_and_its_example_is_not_read() -> None:
    data = template(OFFERED, "巡察发现问题清单")
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book["问题清单"]
    offered = {
        str(rule.sqref).partition("4:")[0]: rule.formula1 for rule in page.data_validations.dataValidation
    }
    assert {letter: formula for letter, formula in offered.items() if formula} == {
        "C": "字典!$C$1:$C$2",
        "D": "字典!$D$1:$D$1",
        "E": "字典!$E$1:$E$1",
        "G": "字典!$G$1:$G$1",
        "I": "字典!$I$1:$I$2",
    }
    assert [cell.value for cell in book["字典"]["C"]] == ["常规巡察", "专项巡察"]
    assert book["字典"].sheet_state == "hidden"
    assert page["I2"].value == "专项行动"
    assert page["B2"].comment.text.startswith("必填。")
    assert [cell.value for cell in page[3]][:5] == [
        "示例（不导入）",
        "固定资产盘点账实不符，3 台设备没有登记入账。",
        "常规巡察",
        "六届第三轮",
        "示例区甲局",
    ]
    table = read_issues(data)
    assert (table.rows, table.unused) == ([], [])


def test_the_marked_copy_has_each_fault_at_its_cell() -> None:
    data = workbook(
        [HEAD, ("", "问题一", "督查", "甲局", "昨天"), ("", None, "督查", "甲局", "明天")], ["B2:B3"]
    )
    book = openpyxl.load_workbook(
        io.BytesIO(
            marked_copy(
                data, "Sheet", [(2, 4, "不是日期。"), (3, 1, "没有写问题表述。"), (3, 4, "不是日期。")]
            )
        )
    )
    marked = {
        cell.coordinate: (cell.comment.text, cell.fill.start_color.rgb)
        for row in book["Sheet"].iter_rows()
        for cell in row
        if cell.comment is not None
    }
    red = "FFFFC7CE"
    assert marked == {
        "E2": ("不是日期。", red),
        "B2": ("没有写问题表述。", red),
        "E3": ("不是日期。", red),
    }
