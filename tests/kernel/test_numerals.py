"""Numbers as officials write them, and the three kinds of emptiness."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhunsheng.kernel.facts import Kind, State
from zhunsheng.kernel.numerals import (
    Quantity,
    chinese_integer,
    plain_decimal,
    read_date,
    read_quantity,
    read_value,
    show,
)


@pytest.mark.parametrize(
    ("text", "kind", "unit", "state", "value"),
    [
        ("248.74", Kind.MONEY, "万元", State.GIVEN, Decimal("248.74")),
        ("　２４８．７４　", Kind.MONEY, "万元", State.GIVEN, Decimal("248.74")),
        ("2487400", Kind.MONEY, "元", State.GIVEN, Decimal("248.74")),
        ("2,487,400元", Kind.MONEY, "万元", State.GIVEN, Decimal("248.74")),
        ("1.2亿元", Kind.MONEY, "万元", State.GIVEN, Decimal("12000")),
        ("0", Kind.MONEY, "万元", State.GIVEN, Decimal("0")),
        ("", Kind.MONEY, "万元", State.BLANK, None),
        (" 　\n", Kind.MONEY, "万元", State.BLANK, None),
        ("——", Kind.MONEY, "万元", State.NOT_APPLICABLE, None),
        ("无", Kind.MONEY, "万元", State.NOT_APPLICABLE, None),
        ("/", Kind.MONEY, "万元", State.NOT_APPLICABLE, None),
        ("──", Kind.MONEY, "万元", State.NOT_APPLICABLE, None),
        ("不涉及", Kind.MONEY, "万元", State.NOT_APPLICABLE, None),
        ("\u200e——\u2060", Kind.MONEY, "万元", State.NOT_APPLICABLE, None),
        ("\u22125.20", Kind.MONEY, "万元", State.GIVEN, Decimal("-5.2")),
        ("(5.20)", Kind.MONEY, "万元", State.UNREADABLE, None),
        ("约98", Kind.MONEY, "万元", State.UNREADABLE, None),
        ("84.62%", Kind.RATE, "万元", State.GIVEN, Decimal("0.8462")),
        ("８４．６２％", Kind.RATE, "万元", State.GIVEN, Decimal("0.8462")),
        ("0.8462", Kind.RATE, "万元", State.GIVEN, Decimal("0.8462")),
        ("84.62", Kind.RATE, "万元", State.GIVEN, Decimal("0.8462")),
        ("1.2", Kind.RATE, "万元", State.UNREADABLE, None),
        ("13人", Kind.COUNT, "万元", State.GIVEN, Decimal("13")),
        ("9.5分", Kind.POINTS, "万元", State.GIVEN, Decimal("9.5")),
        ("1200㎡", Kind.AREA, "万元", State.GIVEN, Decimal("1200")),
        ("2024年7月30日", Kind.DATE, "万元", State.GIVEN, date(2024, 7, 30)),
        ("2024年2月30日", Kind.DATE, "万元", State.UNREADABLE, None),
        ("20240730", Kind.DATE, "万元", State.GIVEN, date(2024, 7, 30)),
        ("二〇二四年七月三十日", Kind.DATE, "万元", State.GIVEN, date(2024, 7, 30)),
        ("二○二四年十二月三十一日", Kind.DATE, "万元", State.GIVEN, date(2024, 12, 31)),
        ("二零二四年一月二日", Kind.DATE, "万元", State.GIVEN, date(2024, 1, 2)),
        ("二〇二四年二月三十日", Kind.DATE, "万元", State.UNREADABLE, None),
        ("2024年7月", Kind.DATE, "万元", State.UNREADABLE, None),
        ("示例区档案馆", Kind.TEXT, "万元", State.GIVEN, "示例区档案馆"),
    ],
)
def test_a_cell_is_given_blank_not_applicable_or_unreadable(text, kind, unit, state, value):
    assert read_value(text, kind, unit) == (state, value)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("36（行政12，事业24）", Kind.COUNT, "36"),
        ("36（行政12，\n事业24）人", Kind.COUNT, "36"),
        ("12人（其中女性5人）", Kind.COUNT, "12"),
        ("12人，其中女性5人", Kind.COUNT, "12"),
        ("248.74（含上年结转12万元）", Kind.MONEY, "248.74"),
        ("2,487,400元(不含利息3元)", Kind.MONEY, "248.74"),
        ("90%（含结转）", Kind.RATE, "0.9"),
        ("9.5（扣0.5分）", Kind.POINTS, "9.5"),
        ("1200㎡（含附属用房80㎡）", Kind.AREA, "1200"),
    ],
)
def test_what_a_number_is_made_of_may_stand_behind_it(text, kind, value):
    assert read_value(text, kind) == (State.GIVEN, Decimal(value))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("36（应为38）", Kind.COUNT),
        ("100（调整后120）", Kind.MONEY),
        ("13（11）", Kind.COUNT),
        ("36（行政编制）", Kind.COUNT),
        ("5（3台）", Kind.MONEY),
        ("5（单位：元）", Kind.MONEY),
        ("3辆（含公车1辆）", Kind.MONEY),
        ("1.2（其中0.5）", Kind.RATE),
        ("12+24（行政12）", Kind.COUNT),
        ("36 24（其中女性5人）", Kind.COUNT),
        ("1" + "(" * 20_000, Kind.MONEY),
        ("36（含" + "退休" * 100 + "）", Kind.COUNT),
    ],
)
def test_a_remark_that_may_mean_another_number_is_asked_about(text, kind):
    assert read_value(text, kind) == (State.UNREADABLE, None)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("３轮", Quantity(Decimal(3), "轮", 0)),
        ("98%", Quantity(Decimal(98), "%", 0)),
        ("1,234.50 万元", Quantity(Decimal("1234.50"), "万元", 2)),
        ("2023年11月", None),
        ("约98", None),
        ("效果显著", None),
    ],
)
def test_a_quantity_is_one_number_and_a_short_unit(text, quantity):
    assert read_quantity(text) == quantity


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("二十八", 28),
        ("两", 2),
        ("十", 10),
        ("一百零五", 105),
        ("三千二百", 3200),
        ("一万二千", 12000),
        ("二〇二三", 2023),
        ("轮", None),
    ],
)
def test_chinese_numerals(text, number):
    assert chinese_integer(text) == number


@pytest.mark.parametrize(
    "text", ["2024-07-30", "2024.7.30", "2024/7/30", "２０２４年７月３０日", "2024 年 7 月 30 日"]
)
def test_dates_in_every_notation(text):
    assert read_date(text) == date(2024, 7, 30)


def test_values_are_shown_as_people_read_them():
    assert [
        show(Decimal("0.8462"), Kind.RATE),
        show(Decimal("248.70"), Kind.MONEY),
        show(None, Kind.MONEY),
    ] == [
        "84.62%",
        "248.7",
        "（空）",
    ]


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False))
def test_a_plain_decimal_reads_back(number):
    assert Decimal(plain_decimal(number)) == number
    assert "E" not in plain_decimal(number)


@given(st.text(max_size=30), st.sampled_from(Kind))
def test_any_text_is_one_of_the_four_states(text, kind):
    state, value = read_value(text, kind)
    assert (value is not None) == (state is State.GIVEN)
