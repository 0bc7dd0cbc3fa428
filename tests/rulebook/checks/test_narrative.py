from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtFact, AtIndicator, AtSection, Problem, Severity
from zhunsheng.rulebook.rules import text_rules

STAFF = ("一、部门基本情况", "（一）机构设置情况", "本馆设3个股。", "（二）人员编制情况")
MONEY = "二、一般公共预算支出情况"
RESULTS = "六、部门整体支出绩效情况"


@pytest.mark.parametrize(
    "sentence",
    [
        "编制20人，实有18人，退休6人。",
        "核定编制20名，其中行政编制8名，事业编制12名。",
        "行政编制8名、事业编制12名，在职人员18人。",
        "上年在职人数17人，本年在职人数18人。",
    ],
)
def test_parts_and_other_years_of_the_staff(messages, sentence):
    facts = {"staffing.quota": "20", "staffing.actual": "18"}
    assert messages("N02.staff_contradicts", facts=facts, prose=(*STAFF, sentence)) == []


def test_parts_that_do_not_come_to_the_quota(messages):
    facts = {"staffing.quota": "20", "staffing.actual": "18"}
    prose = (*STAFF, "核定编制21名，其中行政编制8名，事业编制13名。")
    assert messages("N02.staff_contradicts", facts=facts, prose=prose) == ["“编制数”正文写21名，表内是20。"]


@pytest.mark.parametrize(
    "sentence",
    [
        "全年执行数492.64万元。",
        "全年执行数492.6万元。",
        "全年执行数约493万元。",
        "全年执行数4926400元。",
        "2022年全年执行数464.30万元，2023年全年执行数492.64万元。",
    ],
)
def test_rounded_and_converted_amounts_agree(messages, sentence):
    assert (
        messages("N01.figure_contradicts", facts={"funds.executed": "492.64"}, prose=(MONEY, sentence)) == []
    )


@pytest.mark.parametrize(
    "sentence", ["全年执行数492.46万元。", "全年执行数492.7万元。", "全年执行数493万元。"]
)
def test_other_amounts_do_not(problems, sentence):
    found = problems("N01.figure_contradicts", facts={"funds.executed": "492.64"}, prose=(MONEY, sentence))
    amount = sentence.removeprefix("全年执行数").rstrip("。")
    assert found == [
        Problem(
            f"“全年执行数”正文写{amount}，表内是492.64。",
            [AtSection("二", 5, 5 + len(amount)), AtFact("funds.executed")],
            "请核对，两处应当一致。",
        )
    ]


def test_one_figure_stated_twice_in_the_text(messages):
    prose = (MONEY, "一般公共预算本年收入80万元，本年支出80万元。", "一般公共预算本年支出82万元。")
    assert messages("N01.figure_contradicts", prose=prose) == [
        "“一般公共预算本年支出”正文写82万元，另一处是80。"
    ]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("本年支出中，公用经费46.38万元。", 1),
        ("本年支出中，公用经费48.36万元。", 0),
        ("本年支出中，人均公用经费1.93万元。", 0),
        ("年初预算安排公用经费50万元。", 0),
        ("压减公用经费3.20万元，用于支出。", 0),
    ],
)
def test_amount_named_by_a_line_of_the_table(messages, sentence, told):
    found = messages(
        "N01.figure_contradicts", facts={"public_funds.total.final": "48.36"}, prose=(MONEY, sentence)
    )
    assert len(found) == told


def test_other_kinds_of_money_leave_the_split_open(messages):
    facts = {"funds.basic": "80", "funds.project": "60", "funds.government_fund": "40"}
    prose = (MONEY, "（一）项目支出情况", "项目支出本年收入20万元，本年支出20万元。")
    assert messages("N01.split_contradicts", facts=facts, prose=prose) == "not applicable"


VISITS = {"name": "接待查档人次", "target": "≥900人次", "actual": "958人次"}


@pytest.mark.parametrize(
    "sentence",
    [
        "全年接待查档人次958人次。",
        "接待查档人次950余人次。",
        "年初计划接待查档人次900人次。",
        "上年接待查档人次871人次。",
        "网上接待查档人次320人次，合计接待查档人次达958人次。",
        "接待查档人次0.0958万人次。",
    ],
)
def test_count_that_is_the_same_or_another_matter(messages, sentence):
    assert messages("N03.named_count", indicators=(VISITS,), prose=(RESULTS, sentence)) == []


def test_count_in_the_achieved_goal(problems):
    assert problems(
        "N03.named_count", indicators=(VISITS,), facts={"goal.achieved": "接待查档人次985人次。"}
    ) == [
        Problem(
            "“接待查档人次”正文写985人次，表内完成值是958人次。",
            [AtFact("goal.achieved"), AtIndicator(0, "actual")],
            "请核对，两处应当一致。",
        )
    ]


def test_planned_goal_is_no_result(messages):
    assert (
        messages("N03.named_count", indicators=(VISITS,), facts={"goal.expected": "接待查档人次900人次。"})
        == []
    )


ROUNDS = {"name": "巡查轮次", "target": "≥2轮", "actual": "3"}


@pytest.mark.parametrize(
    "sentence", ["开展三轮巡查。", "第四轮巡查。", "上半年1轮巡查，下半年2轮巡查。", "计划开展2轮巡查。"]
)
def test_rounds_in_words_in_parts_and_as_ordinals(messages, sentence):
    assert messages("N03.counted_subject", indicators=(ROUNDS,), prose=(RESULTS, sentence)) == []


def test_other_number_of_rounds(messages):
    found = messages("N03.counted_subject", indicators=(ROUNDS,), prose=(RESULTS, "全年开展四轮巡查。"))
    assert found == ["正文写四轮巡查，表内“巡查轮次”是3。"]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("检查28个单位档案室。", 0),
        ("先检查12个单位档案室，再检查16个单位档案室。", 0),
        ("检查26个单位档案室。", 1),
    ],
)
def test_count_of_the_goal(messages, sentence, told):
    found = messages(
        "N03.goal_count", facts={"goal.achieved": "对28个单位档案室开展检查。"}, prose=(RESULTS, sentence)
    )
    assert len(found) == told


def test_grade_of_the_table_is_wanted_in_the_text_too(messages):
    facts = {"score.total": "92", "score.grade": "优"}
    assert messages("N06.score_absent", facts=facts, prose=(RESULTS, "自评得92分。")) == [
        "自评总分92分，正文没有写等级。"
    ]


def test_split_is_a_warning_only():
    assert {rule.id: rule.severity for rule in text_rules() if rule.code == "N01"} == {
        "N01.figure_contradicts": Severity.ERROR,
        "N01.split_contradicts": Severity.WARNING,
        "N01.spent_contradicts": Severity.WARNING,
    }


@pytest.mark.parametrize(
    ("title", "text", "facts", "told"),
    [
        ("（一）基本支出情况", "2023年基本支出88万元。", {}, ["基本支出正文写88万元，自评表是80万元。"]),
        ("（一）项目支出情况", "全年项目支出共20.5万元。", {}, ["项目支出正文写20.5万元，自评表是20万元。"]),
        ("（一）基本支出情况", "2022年基本支出88万元。", {}, []),
        ("（一）基本支出情况", "一般公共预算基本支出70万元。", {}, []),
        ("（一）基本支出情况", "主要保障人员，基本支出88万元。", {}, []),
        ("（一）资产情况", "基本支出88万元。", {}, []),
        ("（一）基本支出情况", "基本支出88万元。", {"funds.other": "5"}, "not applicable"),
        ("（一）基本支出情况", "基本支出88万元。", {"funds.executed": "110"}, "not applicable"),
    ],
)
def test_what_the_section_of_basic_or_project_spending_begins_with(messages, title, text, facts, told):
    whole = {"funds.executed": "100", "funds.basic": "80", "funds.project": "20"} | facts
    assert messages("N01.spent_contradicts", facts=whole, prose=(MONEY, title, text)) == told


def test_the_budget_of_a_part_is_not_that_of_the_unit(messages):
    facts = {"funds.initial": "94.80", "three_public.total.budget": "0", "general.income": "1386.50"}
    prose = (
        MONEY,
        "“三公”经费年初预算0万元。部门年初预算94.80万元。",
        "一般公共预算本年支出大于本年收入15.43万元，由结转弥补。",
    )
    assert messages("N01.figure_contradicts", facts=facts, prose=prose) == []
    assert messages("N01.figure_contradicts", facts=facts, prose=(MONEY, "部门年初预算0万元。")) == [
        "“年初预算数”正文写0万元，表内是94.8。"
    ]
    assert messages("N01.figure_contradicts", facts=facts, prose=(MONEY, "“三公”经费年初预算3万元。")) == [
        "“三公经费本年预算数”正文写3万元，表内是0。"
    ]


GOALS = ("一、部门基本情况", "（一）绩效目标设置情况")


@pytest.mark.parametrize(
    ("rule", "facts", "sentence"),
    [
        ("N03.named_count", {}, "接待查档人次900人次，开放档案300卷。"),
        ("N03.counted_subject", {}, "开展2轮巡查。"),
        ("N03.goal_count", {"goal.achieved": "对28个单位档案室开展检查。"}, "检查26个单位档案室。"),
    ],
)
def test_goals_set_at_the_start_of_the_year_are_no_results(messages, rule, facts, sentence):
    rows = (VISITS, ROUNDS)
    assert messages(rule, facts=facts, indicators=rows, prose=(*GOALS, sentence)) == []
    done = (GOALS[0], "（一）绩效目标完成情况", sentence)
    assert len(messages(rule, facts=facts, indicators=rows, prose=done)) == 1


TOILETS = {"name": "改造卫生厕所户数", "target": "260户", "actual": "247户"}
TALKS = {"name": "普法宣传场次（20分）", "target": "≥150场次", "actual": "149场次"}


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("全年改造卫生厕所274户。", ["“改造卫生厕所户数”正文写274户，表内完成值是247户。"]),
        ("全年改造卫生厕所247户，其中甲镇改造卫生厕所30户。", []),
        ("甲镇改造卫生厕所200户，乙镇改造卫生厕所47户。", []),
        ("全年普法宣传194场次。", ["“普法宣传场次（20分）”正文写194场次，表内完成值是149场次。"]),
        ("上年改造卫生厕所300户。", []),
    ],
)
def test_the_name_without_what_it_counts(messages, sentence, told):
    assert messages("N03.named_count", indicators=(TOILETS, TALKS), prose=(RESULTS, sentence)) == told
