"""Rules about completion values and scores."""

from __future__ import annotations

import pytest

ROW = {
    "level1": "满意度指标",
    "name": "群众满意度",
    "target": "≥90%",
    "actual": "92%",
    "weight": "10",
    "score": "10",
}


def test_a_form_without_reasons_may_tell_of_the_survey_elsewhere(messages):
    asked = messages("S10.satisfaction_has_survey", indicators=(ROW,), scheme="hubei-overall")
    assert asked == ["“群众满意度”完成值92%，没有写调查方式和样本数。"]
    facts = {"problems": "问卷120份中有9户反映水压不足。"}
    told = messages("S10.satisfaction_has_survey", facts=facts, indicators=(ROW,), scheme="hubei-overall")
    assert told == []


def test_the_survey_may_be_named_in_the_indicator_or_by_other_words(messages):
    named = ROW | {"name": "群众满意度（入户问卷400份）"}
    assert messages("S10.satisfaction_has_survey", indicators=(named,)) == []
    prose = ("六、部门整体支出绩效情况", "由第三方电话随访600人，群众满意度92%。")
    assert messages("S10.satisfaction_has_survey", indicators=(ROW,), prose=prose) == []


def test_roman_numerals_answer_alike_however_they_are_written(messages):
    row = ROW | {"level1": "效益指标", "name": "断面水质", "target": "Ⅲ类及以上", "actual": "III类"}
    assert messages("S05.actual_answers_the_indicator", indicators=(row,)) == []
    row |= {"actual": "Ⅲ类"}
    assert messages("S05.actual_answers_the_indicator", indicators=(row,)) == []


@pytest.mark.parametrize(
    ("target", "actual", "told"),
    [
        ("优", "优", 0),
        ("三等及以上", "二等", 0),
        ("合格以上", "优秀", 0),
        ("优秀", "二等", 1),
        ("三等及以上", "宣传到位", 1),
    ],
)
def test_grades_answer_grades(messages, target, actual, told):
    row = ROW | {"level1": "效益指标", "name": "案卷评查等次", "target": target, "actual": actual}
    assert len(messages("S05.actual_answers_the_indicator", indicators=(row,))) == told


@pytest.mark.parametrize(
    ("target", "actual", "told"),
    [("≤0%", "下降2.56%", 0), ("≤0%", "－2.56%", 0), ("≤0%", "2.56%", 1), ("下降2%以上", "下降2.56%", 0)],
)
def test_a_growth_that_fell_is_below_nothing(messages, target, actual, told):
    row = ROW | {"level1": "效益指标", "name": "化肥使用量增长率", "target": target, "actual": actual}
    assert len(messages("S01.score_follows_rule", indicators=(row,))) == told


@pytest.mark.parametrize(("name", "told"), [("化肥减量幅度", 0), ("旅游收入增长率", 1)])
def test_a_fall_is_what_a_reduction_asks_for(messages, name, told):
    row = ROW | {"level1": "效益指标", "name": name, "target": "≥2%", "actual": "下降2.56%"}
    assert len(messages("S01.score_follows_rule", indicators=(row,))) == told


@pytest.mark.parametrize(
    ("target", "actual", "told"),
    [
        ("≤7500元", "7200", 0),
        ("≤7500元", "7800", 1),
        ("≤7500元", "0.72万元", 0),
        ("≥1.2亿元", "1.3", 0),
        ("≥1.2亿元", "1.1", 1),
        ("≥10万人次", "11.3", 0),
        ("≥10万人次", "113000人次", 0),
        ("≥10万人次", "93000人次", 1),
        ("不高于上年（11人）", "9人", 0),
        ("不高于上年（11人）", "12人", 1),
    ],
)
def test_a_bare_result_is_in_the_unit_of_its_target(messages, target, actual, told):
    row = ROW | {"level1": "成本指标", "name": "每场成本", "target": target, "actual": actual}
    row |= {"level1": "产出指标"} if target.startswith("≥") else {}
    assert len(messages("S01.score_follows_rule", indicators=(row,))) == told


@pytest.mark.parametrize(
    ("name", "target", "actual", "score", "told"),
    [
        ("安全事故发生数", "0起", "0起", "10", 0),
        ("安全事故发生数", "0起", "1起", "10", 1),
        ("投诉件数", "0", "0", "10", 0),
        ("差错率", "0%", "2%", "10", 1),
        ("收入增长率", "0%", "2%", "10", 0),
    ],
)
def test_none_is_the_most_of_what_should_not_happen(messages, name, target, actual, score, told):
    row = ROW | {"level1": "效益指标", "name": name, "target": target, "actual": actual, "score": score}
    assert len(messages("S01.score_follows_rule", indicators=(row,))) == told


def test_a_unit_left_out_is_that_of_the_target(problems):
    row = ROW | {"name": "每户成本", "target": "≤70元", "actual": "65"}
    assert [found.hint for found in problems("S07.actual_has_unit", indicators=(row,))] == ["请写成65元。"]


def test_a_day_within_the_year_is_in_time(messages):
    row = ROW | {"level2": "时效指标", "name": "补贴发放时间", "target": "2023年内", "actual": "2023年10月"}
    assert messages("S04.actual_is_a_number", indicators=(row,)) == []
    assert messages("S01.score_follows_rule", indicators=(row,)) == []


def test_a_day_in_the_quarter_is_in_time(messages):
    row = ROW | {"level1": "产出指标", "level2": "时效指标", "name": "补贴发放时间"}
    row |= {"target": "2023年第二季度", "actual": "2023年6月21日"}
    assert messages("S04.actual_is_a_number", indicators=(row,)) == []
    assert messages("S01.score_follows_rule", indicators=(row,)) == []
    row |= {"actual": "2023年7月2日"}
    assert len(messages("S01.score_follows_rule", indicators=(row,))) == 1


@pytest.mark.parametrize(
    ("name", "actual", "told"), [("成本节约率", "4%", 0), ("成本节约率", "30%", 1), ("开放率", "4%", 1)]
)
def test_a_point_more_saved_needs_no_reason(messages, name, actual, told):
    row = ROW | {"level1": "成本指标", "name": name, "target": "≥3%", "actual": actual}
    assert len(messages("S03.over_achievement_explained", indicators=(row,))) == told


@pytest.mark.parametrize(
    ("target", "actual", "told"),
    [
        ("明显改善", "未改善", 1),
        ("有效提升", "未达到预期", 1),
        ("明显改善", "基本改善", 1),
        ("明显改善", "未见明显改善，群众仍有反映", 1),
        ("水质达标", "未达标断面为零", 0),
        ("显著提高", "有所提高", 1),
        ("优", "良好", 1),
        ("明显改善", "明显改善", 0),
        ("提高", "有所提高", 0),
        ("基本健全", "基本健全", 0),
        ("有效保障", "基本生活得到有效保障", 0),
        ("不发生", "未发生", 0),
        ("无未完成事项", "未完成事项为零", 0),
        ("良好以上", "优", 0),
    ],
)
def test_words_that_say_less_than_was_asked(messages, target, actual, told):
    row = ROW | {"level1": "效益指标", "name": "基本生活", "target": target, "actual": actual}
    assert len(messages("S17.short_of_words_in_full", indicators=(row,))) == told


@pytest.mark.parametrize(("actual", "told"), [("415000人次", 0), ("415000次", 1)])
def test_a_ten_thousand_in_one_unit_only_is_the_same_unit(messages, actual, told):
    row = ROW | {"level1": "效益指标", "name": "到馆人次", "target": "≥40万人次", "actual": actual}
    assert len(messages("S05.actual_answers_the_indicator", indicators=(row,))) == told


@pytest.mark.parametrize(("target", "actual"), [("≥0%", "-1%"), ("0-5%", "-1%"), ("±5%", "-6%")])
def test_full_marks_for_a_target_missed_without_a_share(messages, target, actual):
    row = ROW | {"level1": "效益指标", "name": "收入增长率", "target": target, "actual": actual}
    rule = "S01.score_follows_rule"
    assert messages(rule, indicators=(row,)) == [
        f"“收入增长率”得满分10分，完成值{actual}却没有达到指标值{target}。"
    ]
    assert messages(rule, indicators=(row | {"score": "6"},)) == []
    assert messages(rule, indicators=(row | {"actual": "0.5%"},)) == []


SHORT = {
    "name": "新增企业",
    "target": "≥20家",
    "actual": "18家",
    "weight": "10",
    "score": "9",
    "without": "reason",
}


@pytest.mark.parametrize(
    ("row", "cell", "told"),
    [
        (SHORT, "", 1),
        (SHORT, "2家企业海关备案推迟。", "not applicable"),
        (SHORT | {"actual": "20家", "score": "10"}, "", 0),
        (SHORT | {"without": ""}, "", "not applicable"),
    ],
)
def test_a_shortfall_wants_the_cell_for_reasons(problems, row, cell, told):
    found = problems(
        "S02.shortfall_has_reason", indicators=(row,), facts={"problems": cell}, scheme="hubei-overall"
    )
    assert found == told if isinstance(told, str) else len(found) == told


@pytest.mark.parametrize(
    ("name", "actual", "told"),
    [
        ("项目支出总成本", "160.70万元", 0),
        ("项目支出总成本", "161万元", 0),
        ("项目支出总成本", "167.00万元", 1),
        ("项目总成本", "1607000元", 0),
        ("设备采购总成本", "42万元", 0),
    ],
)
def test_the_whole_cost_is_what_was_spent(messages, name, actual, told):
    row = {"name": name, "target": "≤168万元", "actual": actual}
    facts = {"projects.total.final": "160.70"}
    assert len(messages("N03.total_cost_is_what_was_spent", indicators=(row,), facts=facts)) == told
