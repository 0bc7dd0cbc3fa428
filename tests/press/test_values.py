"""The text of a fact, a heading, a label; the order of classes; the room text takes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given as sample
from hypothesis import strategies as st
from tests.press.forms import small_form
from tests.press.reports import plain

from zhunsheng.kernel.facts import Fact, Kind, State, blank, given, not_applicable
from zhunsheng.kernel.form import LevelOne
from zhunsheng.kernel.report import Indicator, Report, Section
from zhunsheng.press.characters import printable
from zhunsheng.press.classes import grouped
from zhunsheng.press.fitting import balanced, fitted_widths, line_count, text_width
from zhunsheng.press.headings import chinese, heading_text, title_lines, title_of
from zhunsheng.press.values import fact_text, points_text, value_text
from zhunsheng.press.wording import with_year

TABLE = small_form().tables[0]


@pytest.mark.parametrize(
    ("key", "fact", "text"),
    [
        ("projects.total.final", given(Decimal("9.2"), "9.20"), "9.20"),
        ("projects.total.final", given(Decimal("44.2"), "442000元"), "442000元"),
        ("projects.total.final", given(Decimal("44.2"), "442000"), "44.2"),
        ("projects.total.final", given(Decimal("44.20"), ""), "44.2"),
        ("staffing.control_rate", given(Decimal("0.8462"), "84.62%"), "84.62%"),
        ("staffing.control_rate", given(Decimal("0.8462"), ""), "84.62%"),
        ("staffing.control_rate", given(Decimal(11) / 13, ""), "84.62%"),
        ("filing.date", given(date(2024, 7, 30), "2024.7.30"), "2024.7.30"),
        ("filing.date", given(date(2024, 7, 3), ""), "2024年7月3日"),
        ("filing.preparer", Fact(None, State.GIVEN, "（略）"), "（略）"),
        ("procurement.prior", not_applicable("无"), "无"),
        ("procurement.final", not_applicable(""), "——"),
        ("procurement.prior", blank(), ""),
        ("procurement.prior", None, "——"),
        ("procurement.final", None, ""),
        ("procurement.final", Fact(None, State.UNREADABLE, "约5万"), "约5万"),
    ],
)
def test_text_of_a_fact(key: str, fact: Fact | None, text: str) -> None:
    assert fact_text(fact, key, TABLE) == text


def test_amounts_in_yuan_where_the_form_is_in_yuan() -> None:
    assert value_text(Decimal("248.741235"), Kind.MONEY, "元") == "2487412.35"


def test_points_of_an_indicator() -> None:
    assert points_text(Decimal("9.5"), "9.50") == "9.50"
    assert points_text(Decimal("9.5"), "9") == "9.5"
    assert points_text(Decimal("20"), "") == "20"
    assert points_text(None, "满分") == "满分"
    assert points_text(None, "") == ""


@pytest.mark.parametrize(
    ("number", "title", "heading"),
    [
        ("一", "部门基本情况", "一、部门基本情况"),
        ("21", "附则", "二十一、附则"),
        ("二.2", "部门预算执行情况", "（二）部门预算执行情况"),
        ("二.10", "其他", "（十）其他"),
        ("二.2.1", "基本支出情况", "1.基本支出情况"),
        ("二.2.1", "2023年支出", "1. 2023年支出"),
        ("二.2.1.3", "人员经费", "（3）人员经费"),
        ("", "编者按", "编者按"),
        ("六.1", "抓实整改；做深后半篇", "（一）抓实整改；做深后半篇。"),
    ],
)
def test_heading(number: str, title: str, heading: str) -> None:
    assert heading_text(Section(number, title, "", "（9）写错的号")) == heading


def test_chinese_numerals() -> None:
    assert [chinese(number) for number in (1, 9, 10, 11, 20, 21, 99)] == [
        *("一", "九", "十", "十一", "二十", "二十一", "九十九")
    ]


def test_title() -> None:
    form = small_form()
    assert title_of(Report(title="既有标题"), form) == "既有标题"
    assert (
        title_of(Report(fiscal_year=2023, unit="示例区档案馆"), form)
        == "示例区档案馆2023年度部门整体支出绩效自评报告"
    )
    assert title_of(Report(), form) == "部门整体支出绩效自评报告"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("示例区档案馆绩效自评报告", ["示例区档案馆绩效自评报告"]),
        (
            "2023年度示例区政务服务中心部门整体支出绩效自评报告",
            ["2023年度示例区政务服务中心", "部门整体支出绩效自评报告"],
        ),
        (
            "示例区政务服务中心2023年度项目支出绩效评价报告",
            ["示例区政务服务中心2023年度", "项目支出绩效评价报告"],
        ),
        ("示" * 40 + "自评报告", ["示" * 40 + "自评报告"]),
        (
            "示例区政务服务中心二〇二三年度工作情况的说明材料",
            ["示例区政务服务中心二〇二三年度工作情况的说明材料"],
        ),
    ],
)
def test_a_long_title_breaks_between_words(title: str, lines: list[str]) -> None:
    assert title_lines(title) == lines


def test_years_in_labels() -> None:
    assert with_year("{year-1}年决算数", 2023) == "2022年决算数"
    assert with_year("{year-1}年决算数", None) == "上年决算数"
    assert with_year("{year}年预算数", None) == "本年预算数"
    assert with_year("{year}年实际在职人数", None) == "　　年实际在职人数"
    assert with_year("（{year}年度）", None) == "（　　年度）"
    assert with_year("{year+1}年", 2023) == "2024年"


def test_what_no_document_can_hold_is_dropped() -> None:
    assert printable("a\x00b\x07\tc\r\nd\x0be\ud800f\ufffe😀") == "ab\tc\nd\ne" + "f😀"


# --- room -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("产出指标", 8, "产出指标"),
        ("产出指标", 6, "产出\n指标"),
        ("经济效益指标", 6, "经济效\n益指标"),
        ("经济效益指标", 8, "经济\n效益指标"),
        ("服务对象满意度指标", 6, "服务对\n象满意\n度指标"),
        ("全年预算数", 8, "全年\n预算数"),
        ("2023年实际在职人数", 14, "2023年\n实际在职人数"),
        ("绩效指标（90分）", 8, "绩效指标\n（90分）"),
        ("绩效指标（90分）", 5, "绩效\n指标\n（90\n分）"),
        ("年度\n指标值", 4, "年度\n指标值"),
    ],
)
def test_labels_break_by_sense(text: str, room: int, lines: str) -> None:
    assert balanced(text, room) == lines


@sample(plain, st.integers(2, 30))
def test_breaking_a_label_loses_nothing(text: str, room: int) -> None:
    broken = balanced(text, room)
    assert broken.replace("\n", "") == text
    assert all(text_width(line) <= max(room, 2) for line in broken.split("\n"))


def test_lines_of_a_cell() -> None:
    assert [line_count(text, 10) for text in ("", "五个字正好", "五个字多一点", "12345678901", "一\n二")] == [
        1,
        1,
        2,
        2,
        2,
    ]


def test_columns_give_what_they_can_spare() -> None:
    assert fitted_widths([30, 20, 50], [36, 0, 0], [0, 19, 10]) == pytest.approx(
        [36, 19.556, 44.444], abs=0.001
    )
    assert fitted_widths([30, 20], [20, 20], [0, 0]) == [30, 20]
    assert sum(fitted_widths([10, 10, 10], [40, 0, 0], [0, 0, 0])) == pytest.approx(30)


# --- classes --------------------------------------------------------------------------------------

CLASSES = (
    LevelOne("产出指标", 50, ("数量指标", "质量指标")),
    LevelOne("满意度指标", 10, ("服务对象满意度指标",)),
)


def classes_of(*pairs: tuple[str, str]) -> list[tuple[str, list[tuple[str, list[int]]]]]:
    indicators = [Indicator(level1, level2, "某指标") for level1, level2 in pairs]
    groups = grouped(indicators, CLASSES, {"群众满意度指标": "服务对象满意度指标"})
    return [(group.name, [(part.name, part.members) for part in group.parts]) for group in groups]


def test_classes_in_the_order_of_the_form() -> None:
    assert classes_of(
        ("满意度指标", "群众满意度指标"), ("产出指标", "质量指标"), ("产出指标", "质量指标")
    ) == [
        ("产出指标", [("数量指标", []), ("质量指标", [1, 2])]),
        ("满意度指标", [("群众满意度指标", [0])]),
    ]


def test_a_class_the_form_does_not_know_keeps_its_place() -> None:
    assert classes_of(("产出指标", "数量指标"), ("产出指标", "日效指标"), ("其他指标", ""), ("", "")) == [
        ("", [("", [3])]),
        ("产出指标", [("数量指标", [0]), ("日效指标", [1]), ("质量指标", [])]),
        ("其他指标", [("", [2])]),
        ("满意度指标", [("服务对象满意度指标", [])]),
    ]
