"""What targets ask for and what actual values say."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhunsheng.kernel.targets import Actual, Aim, Target, read_actual, read_target, same_unit


@pytest.mark.parametrize(
    ("text", "aim", "value", "upper", "unit"),
    [
        ("≥2轮", Aim.AT_LEAST, D(2), None, "轮"),
        ("＞95％", Aim.AT_LEAST, D(95), None, "%"),
        ("不低于98.5%", Aim.AT_LEAST, D("98.5"), None, "%"),
        ("3轮以上", Aim.AT_LEAST, D(3), None, "轮"),
        ("年底考核85分以上", Aim.AT_LEAST, D(85), None, "分"),
        ("≤5万元", Aim.AT_MOST, D(5), None, "万元"),
        ("不超过30000元", Aim.AT_MOST, D(3), None, "万元"),
        ("控制在10%以内", Aim.AT_MOST, D(10), None, "%"),
        ("5个工作日内", Aim.AT_MOST, D(5), None, "个工作日"),
        ("=100%", Aim.EQUAL, D(100), None, "%"),
        ("100%", Aim.BARE, D(100), None, "%"),
        ("1,200平方米", Aim.BARE, D(1200), None, "平方米"),
        ("80%-90%", Aim.RANGE, D(80), D(90), "%"),
        ("效果显著", Aim.WORDS, None, None, ""),
        ("≥2轮，覆盖28个单位", Aim.WORDS, None, None, ""),
        ("全市前5名", Aim.AT_MOST, D(5), None, "名"),
        ("前三位以内", Aim.AT_MOST, D(3), None, "名"),
        ("2023年全市第2名", Aim.AT_MOST, D(2), None, "名"),
        ("提前10天", Aim.BARE, D(10), None, "天"),
        ("把安全放在第一位", Aim.WORDS, None, None, ""),
        ("≤-2%", Aim.AT_MOST, D(-2), None, "%"),
        ("≥10万人次", Aim.AT_LEAST, D(100000), None, "人次"),
        ("不高于上年（11人）", Aim.AT_MOST, D(11), None, "人"),
        ("每季度不少于1次", Aim.WORDS, None, None, ""),
        ("3月底前启动、11月底前完成", Aim.WORDS, None, None, ""),
    ],
)
def test_a_target_is_read(text, aim, value, upper, unit):
    assert read_target(text, 2023) == Target(aim, text, value, upper, unit)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023年11月30日前", date(2023, 11, 30)),
        ("12月底前", date(2023, 12, 31)),
        ("2月底前", date(2023, 2, 28)),
        ("年底前完成", date(2023, 12, 31)),
        ("2023年12月", date(2023, 12, 31)),
        ("2023-11-30", date(2023, 11, 30)),
        ("2023年第二季度", date(2023, 6, 30)),
        ("四季度末前完成", date(2023, 12, 31)),
        ("2023年内", date(2023, 12, 31)),
    ],
)
def test_a_deadline_is_a_day(text, day):
    assert read_target(text, 2023) == Target(Aim.BY_DATE, text, day=day)


@pytest.mark.parametrize(
    ("text", "actual"),
    [
        ("3", Actual("3", D(3), "", whole=True)),
        ("３轮", Actual("３轮", D(3), "轮", whole=True)),
        ("完成3轮", Actual("完成3轮", D(3), "轮")),
        ("≥90%", Actual("≥90%", D(90), "%", signed=True, whole=True)),
        ("约98%", Actual("约98%")),
        ("基本完成", Actual("基本完成")),
        ("11月20日", Actual("11月20日", day=date(2023, 11, 20))),
        ("第3名", Actual("第3名", D(3), "名")),
        ("全市第三", Actual("全市第三", D(3), "名")),
        ("第三季度开展2次", Actual("第三季度开展2次", D(2), "次")),
        ("－2.56%", Actual("－2.56%", D("-2.56"), "%", whole=True)),
        ("增长-1.2%", Actual("增长-1.2%", D("-1.2"), "%")),
        ("-5个", Actual("-5个", D(5), "个", whole=True)),
        ("GB-2%", Actual("GB-2%", D(2), "%")),
        ("95.2%（发放问卷300份）", Actual("95.2%（发放问卷300份）", D("95.2"), "%", whole=True)),
        ("95.2%（应为92%）", Actual("95.2%（应为92%）")),
    ],
)
def test_an_actual_value_is_read(text, actual):
    assert read_actual(text, 2023) == actual


def test_units_agree_when_one_is_left_out_or_has_a_noun_behind():
    assert [same_unit("轮", ""), same_unit("轮", "轮检查"), same_unit("%", "次")] == [True, True, False]


@given(st.text(max_size=20))
def test_any_text_is_read_without_error(text):
    assert read_target(text, 2023).text == text
    assert read_actual(text, 2023).text == text
