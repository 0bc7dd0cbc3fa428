"""Rules about how indicators are designed."""

from __future__ import annotations

import pytest

QUANTITY = {"level1": "产出指标", "level2": "数量指标", "weight": "10", "score": "10"}
QUALITY = QUANTITY | {"level2": "质量指标"}


def test_a_ratio_may_be_measured_by_the_hundred_hours(messages):
    row = QUALITY | {"name": "安全播出停播率", "target": "≤5秒/百小时", "actual": "2.88秒/百小时"}
    assert messages("D01.name_fits_target", indicators=(row,)) == []


@pytest.mark.parametrize(("target", "told"), [("≤万分之一", 0), ("≤百分之五", 0), ("逐步降低", 1)])
def test_a_fraction_in_words_can_be_measured(messages, target, told):
    row = QUALITY | {"name": "年鉴差错率", "target": target, "actual": "万分之0.63"}
    assert len(messages("D02.target_is_measurable", indicators=(row,))) == told


@pytest.mark.parametrize(
    ("name", "told"), [("安全播出停播率", 0), ("新书上架周期", 0), ("病区感染率", 0), ("图书外借率", 1)]
)
def test_less_is_better_for_what_nobody_wants(messages, name, told):
    row = QUALITY | {"name": name, "target": "≤5%", "actual": "4%"}
    assert len(messages("D04.direction_is_right", indicators=(row,))) == told


@pytest.mark.parametrize(
    ("level2", "told"), [("社会成本指标", 0), ("生态环境成本指标", 0), ("经济成本指标", 1)]
)
def test_only_economic_costs_are_money(messages, level2, told):
    other = {"level1": "成本指标", "level2": "经济成本指标", "name": "总成本", "target": "≤60万元"}
    row = {"level1": "成本指标", "level2": level2, "name": "临时占用林地", "target": "≤2公顷"}
    assert len(messages("D09.cost_in_money", indicators=(other, row))) == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("课后服务学校覆盖率", 0),
        ("公共图书馆新增藏书册数", 0),
        ("阅读推广活动覆盖学校数", 0),
        ("示例区图书馆读者数", 1),
        ("中小学校舍安全检查", 1),
    ],
)
def test_schools_of_a_kind_are_no_other_unit(messages, name, told):
    row = QUANTITY | {"name": name, "target": "≥60所", "actual": "58所"}
    prose = ("2023年度示例区政务服务中心部门整体支出绩效自评报告",)
    found = messages(
        "D11.words_of_another_unit", facts={"unit.name": "示例区政务服务中心"}, indicators=(row,), prose=prose
    )
    assert len(found) == told


GOAL = "服务老年人和困境儿童5000人次；建成数字化共享平台，与省馆的目录联合检索互通。"


def test_a_goal_is_covered_by_an_indicator_with_its_figure(messages):
    row = QUANTITY | {"name": "服务人次", "target": "≥5000人次", "actual": "5462人次"}
    assert messages("D12.goals_are_covered", facts={"goal.expected": GOAL}, indicators=(row,)) == [
        "预期目标“建成数字化共享平台”没有对应的指标。"
    ]


def test_a_long_duty_is_cut_short_with_a_sign(messages):
    duties = (
        "1.接收进馆档案并按照目录逐卷核对入库上架；\n2.提供查阅利用；\n3.编纂地方史料；\n4.举办专题展览。"
    )
    row = QUANTITY | {"name": "举办展览", "target": "≥2次", "actual": "2次"}
    assert messages("D12.duties_are_covered", facts={"unit.duties": duties}, indicators=(row,)) == [
        "4项职责里有3项没有对应指标，如“接收进馆档案并按照目录逐卷核对入…”。"
    ]


def test_joining_words_do_not_hide_what_a_duty_is_about(messages):
    duties = "1.负责全区新闻采编和播发；\n2.负责应急广播体系建设；\n3.编纂地方史料。"
    rows = tuple(
        QUANTITY | {"name": name, "target": "≥9条", "actual": "9条"} for name in ("新闻首发", "应急广播")
    )
    assert messages("D12.duties_are_covered", facts={"unit.duties": duties}, indicators=rows) == []


@pytest.mark.parametrize(
    ("name", "target", "actual", "told"),
    [
        ("粮食质量等级", "三等及以上", "二等", 0),
        ("粮食质量等级", "三等及以上", "四等", 1),
        ("项目资料完整性", "完整", "完整", 0),
        ("项目资料完整性", "不断完善", "不断完善", 1),
    ],
)
def test_a_grade_or_state_that_was_reached_can_be_measured(messages, name, target, actual, told):
    row = QUALITY | {"name": name, "target": target, "actual": actual}
    assert len(messages("D02.target_is_measurable", indicators=(row,))) == told


@pytest.mark.parametrize(
    ("name", "told"), [("项目总成本控制数", 0), ("专项经费支出数", 0), ("补贴发放人数", 1), ("宣传册数", 1)]
)
def test_a_figure_of_costs_is_money(messages, name, told):
    row = QUANTITY | {"level2": "成本指标", "name": name, "target": "不超过3200万元", "actual": "3200万元"}
    assert len(messages("D01.name_fits_target", indicators=(row,))) == told


@pytest.mark.parametrize(
    ("name", "target", "told"),
    [("发放租赁补贴户数", "≥600户", 0), ("发放租赁补贴", "≥600户", 1), ("发放补贴户数", "≥60万元", 1)],
)
def test_who_was_paid_is_counted(messages, name, target, told):
    row = QUANTITY | {"name": name, "target": target, "actual": "612户"}
    assert len(messages("D03.indicator_in_its_class", indicators=(row,))) == told


@pytest.mark.parametrize(("target", "told"), [("全市前5名", 0), ("≤5个", 1)])
def test_the_first_places_are_the_best(messages, target, told):
    row = QUALITY | {"name": "粮食安全考核", "target": target, "actual": "3"}
    assert len(messages("D04.direction_is_right", indicators=(row,))) == told


def test_none_at_all_is_measurable(messages):
    row = {
        "level1": "产出指标",
        "level2": "质量指标",
        "name": "重大事故",
        "target": "零发生",
        "actual": "零发生",
    }
    assert messages("D02.target_is_measurable", indicators=(row,)) == []
