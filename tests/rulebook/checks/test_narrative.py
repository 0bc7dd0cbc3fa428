from __future__ import annotations

import pytest

from zhunsheng.intake.examples import example_report
from zhunsheng.kernel.checks import Case, Example
from zhunsheng.kernel.findings import AtFact, AtIndicator, AtSection, Problem, Severity
from zhunsheng.rulebook.loading import load_rulebook
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


@pytest.mark.parametrize(
    "sentence",
    [
        "年初实有人数20人，年末实有人数25人。",
        "局机关编制11人，实有10人；不动产登记中心编制9人，实有9人。",
        "全县系统编制人数86人，实有人数82人。",
        "编制村庄规划68个，其中2023年编制26个。",
    ],
)
def test_staff_of_others_and_of_the_beginning_of_the_year(messages, sentence):
    facts = {"staffing.quota": "27", "staffing.actual": "25", "unit.name": "示例区资源局"}
    prose = ("一、部门基本情况", "（二）人员编制情况", sentence)
    report = {"unit": "示例区资源局"}
    assert messages("N02.staff_contradicts", facts=facts, prose=prose, report=report) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "预算执行率97.92%，超过全县平均执行率94.8%。",
        "同级部门平均预算执行率95.6%。",
        "差旅费预算14.00万元，决算13.00万元。",
        "会议费支出25.00万元，超预算3.00万元。",
        "公用经费决算数48.36万元，其中办公费预算12.00万元，决算11.80万元。",
    ],
)
def test_figures_of_others(messages, sentence):
    facts = {"funds.execution_rate": "97.92%", "public_funds.total.final": "48.36", **THREE_PUBLIC}
    prose = (MONEY, "（三）“三公”经费情况", sentence)
    assert messages("N01.figure_contradicts", facts=facts, prose=prose) == []


THREE_PUBLIC = {"three_public.total.budget": "4.30", "three_public.total.final": "3.88"}


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("公务用车1辆，运行维护费预算数3.50万元，决算数3.42万元。", []),
        ("预算数3.40万元，决算数3.88万元。", ["“三公经费本年预算数”正文写3.40万元，表内是4.3。"]),
    ],
)
def test_the_cost_named_before_a_figure_not_that_of_the_title(messages, sentence, told):
    prose = (MONEY, "（三）“三公”经费情况", sentence)
    assert messages("N01.figure_contradicts", facts=THREE_PUBLIC, prose=prose) == told


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("基本支出情况", []),
        ("部门预算执行情况", ["“全年预算数”正文写1365.60万元，表内是4741.6。"]),
    ],
)
def test_the_budget_is_of_what_the_title_names(messages, title, told):
    prose = (MONEY, f"（二）{title}", "年初预算1320.00万元，调整预算1365.60万元，决算1337.92万元。")
    facts = {"funds.full_year": "4741.60"}
    assert messages("N01.figure_contradicts", facts=facts, prose=prose) == told


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


SATISFIED = {"name": "患者满意度", "target": "≥90%", "actual": "94.2%"}


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("门诊患者满意度93.8%，住院患者满意度94.6%，平均94.2%。", 0),
        ("门诊患者满意度93.8%，住院患者满意度94.6%，平均94.8%。", 1),
    ],
)
def test_a_figure_beside_that_of_the_table(messages, sentence, told):
    found = messages("N03.named_count", indicators=(SATISFIED,), prose=(RESULTS, sentence))
    assert (len(found) > 0) is bool(told)


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


@pytest.mark.parametrize(
    ("conclusion", "told"),
    [
        ("项目自评得分97.8分，等级为优。", ["评价结论写得分97.8分，总分是98.7分。"]),
        ("预算执行得分9.87分，总分98.7分。", []),
        ("完成了全部任务。", []),
    ],
)
def test_the_score_in_the_conclusion(messages, conclusion, told):
    facts = {"score.total": "98.7", "conclusion": conclusion}
    assert messages("N06.conclusion_score", facts=facts, scheme="sichuan-project") == told


def test_a_total_without_its_unit_is_told(messages):
    prose = (RESULTS, "自评总分92，等级为“优”。")
    assert messages("N06.score_absent", facts={"score.total": "92"}, prose=prose) == []


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
        "N01.split_of_spending": Severity.WARNING,
        "N01.stated_saving": Severity.WARNING,
        "N01.three_public_contradicts": Severity.WARNING,
        "N01.three_public_change": Severity.WARNING,
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
LEARNERS = {"name": "培训学员人数", "target": "≥450人", "actual": "486人"}
HELPED = {"name": "临时救助人次", "target": "≥2万人次", "actual": "2.5万人次"}
PRICE = {"name": "数字化加工单价", "target": "≤0.75元/页", "actual": "0.69元/页"}


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


WHOLE = {
    "funds.initial": "5900",
    "funds.full_year": "6800",
    "funds.executed": "6664",
    "funds.execution_rate": "98%",
}


@pytest.mark.parametrize(
    "sentence",
    [
        "“三公”经费全年预算9.80万元，实际支出9.06万元。",
        "“三公”经费支出9.5万元，较年初预算的10万元少0.5万元。",
        "基本支出1664万元，完成全年预算1700万元的97.88%。",
        "全年预算6800万元，基本支出1664万元，完成全年预算1700万元的97.88%。",
        "其中，基本支出年初预算1700万元，未调整；项目支出年初预算4200万元，全年预算5100万元。",
        "其中公务接待费全年预算3.5万元，执行率97.14%；公务用车运行维护费全年预算16万元，执行率93.75%。",
        "工资福利支出1320万元，较年初预算1350万元减少30万元。",
        "下属区档案技术服务中心年初预算数420万元，全年支出411.6万元，执行率98.1%。",
        "区档案技术服务站年初预算数420万元，执行率97%。",
        "档案数字化项目预算数3300万元，执行数3200万元，执行率96.97%。",
        "公用经费全年预算数202万元，执行数198.6万元，执行率98.32%。",
        "政府采购执行率98.45%。",
        "截至6月底支出1020万元，执行率40%；截至9月底支出1785万元，执行率70%。",
        "中央救灾补助资金预算数900万元，执行数880万元，执行率97.78%。",
        "6月末执行率为42%，9月末执行率为71%。",
        "上半年执行率为42%，前三季度执行率为68.5%，全年执行率为98%。",
    ],
)
def test_figures_of_a_part_or_of_part_of_the_year(messages, sentence):
    assert messages("N01.figure_contradicts", facts=WHOLE, prose=(MONEY, sentence)) == []


def test_what_a_title_says_the_section_is_about(messages):
    sentence = "全年实际支出4.32万元，预算执行率90.00%。"
    for title, told in (
        ("（一）“三公”经费使用情况", 0),
        ("（一）基本支出和项目支出情况", 1),
        ("（一）总体情况", 1),
    ):
        found = messages("N01.figure_contradicts", facts=WHOLE, prose=(MONEY, title, sentence))
        assert len(found) == told, title


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "年初预算5900万元，追加项目支出900万元，全年预算6700万元。",
            "“全年预算数”正文写6700万元，表内是6800。",
        ),
        (
            "年初预算5900万元，其中基本支出1700万元、项目支出4200万元，执行率97%。",
            "“执行率”正文写97%，表内是98%。",
        ),
        ("基本支出年初预算1700万元，部门全年预算6700万元。", "“全年预算数”正文写6700万元，表内是6800。"),
        ("我局从严管理政府采购和项目资金，执行率97%。", "“执行率”正文写97%，表内是98%。"),
        ("本馆年初预算5800万元，调整后全年预算6800万元。", "“年初预算数”正文写5800万元，表内是5900。"),
        ("上半年执行率为42%，全年执行率为97%。", "“执行率”正文写97%，表内是98%。"),
        ("支出6664万元，其中基本支出1664万元，预算执行率97%。", "“执行率”正文写97%，表内是98%。"),
        ("加强项目和三公经费管控，全年执行率97%。", "“执行率”正文写97%，表内是98%。"),
        ("部门预算资金执行率97%。", "“执行率”正文写97%，表内是98%。"),
        ("截至2023年12月底，预算执行率97%。", "“执行率”正文写97%，表内是98%。"),
    ],
)
def test_figures_of_the_whole_beside_its_parts(messages, sentence, told):
    assert messages("N01.figure_contradicts", facts=WHOLE, prose=(MONEY, sentence)) == [told]


@pytest.mark.parametrize(
    "sentence",
    [
        "年末在职90人，比上年末净减2人（新招录1人、退休3人）。退休人员共72人。",
        "其中机关编制46个、在职43人；事业编制50个、在职47人。",
        "全馆编制96个，其中机关编制46个、在职43人；事业编制50个、在职47人。",
        "局机关行政编制46名，实有43名；二级机构编制50名，实有47名。",
        "机关本级编制46名，在职43名。",
        "下设区档案服务站（编制18人，在职17人）。",
        "2023年退休3人。",
        "区档案技术服务站编制18人，在职17人，退休9人。",
        "下属区档案技术服务中心编制32人，在职30人。",
    ],
)
def test_staff_of_a_unit_below_and_of_the_year(messages, sentence):
    facts = {"staffing.quota": "96", "staffing.actual": "90", "staffing.retired": "72"}
    assert messages("N02.staff_contradicts", facts=facts, prose=(*STAFF, sentence)) == []


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("示例区档案馆编制95个，在职90人，退休72人。", "“编制数”正文写95个，表内是96。"),
        ("局机关及所属单位编制96个，其中机关编制46个，现有在职89人。", "“在职人数”正文写89人，表内是90。"),
        ("局机关编制46个，所属单位编制50个，合计编制95个。", "“编制数”正文写95个，表内是96。"),
        ("局机关编制95个，在职90人。", "“编制数”正文写95个，表内是96。"),
        ("在职90人，退休71人。", "“退休人数”正文写71人，表内是72。"),
    ],
)
def test_staff_of_the_whole_unit(messages, sentence, told):
    facts = {"staffing.quota": "96", "staffing.actual": "90", "staffing.retired": "72"}
    assert messages("N02.staff_contradicts", facts=facts, prose=(*STAFF, sentence)) == [told]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("2021—2023年累计接待查档人次3480人次。", 0),
        ("近五年累计接待查档人次达4200人次。", 0),
        ("上半年接待查档人次420人次。", 0),
        ("截至6月底接待查档人次420人次。", 0),
        ("2021—2023年持续开放，2023年接待查档人次985人次。", 1),
        ("近三年不断完善查档服务，全年接待查档人次985人次。", 1),
        ("全年累计接待查档人次985人次。", 1),
        ("今年以来，接待查档人次985人次。", 1),
    ],
)
def test_counts_of_a_part_of_the_year_and_of_several(messages, sentence, told):
    assert len(messages("N03.named_count", indicators=(VISITS,), prose=(RESULTS, sentence))) == told


def test_the_project_of_a_project_s_report_is_the_whole():
    rulebook = load_rulebook()
    facts = {"project.name": "档案数字化项目", "funds.execution_rate": "98%"}
    prose = ("一、项目概况", "档案数字化项目执行率97%。")
    example = Example(facts, prose=prose, scheme="sichuan-project")
    case = Case(example_report(example, rulebook), rulebook.schemes["sichuan-project"])
    (rule,) = (rule for rule in text_rules() if rule.id == "N01.figure_contradicts")
    assert [problem.message for problem in rule.run(case)] == ["“执行率”正文写97%，表内是98%。"]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("全年培训学员468人。", ["“培训学员人数”正文写468人，表内完成值是486人。"]),
        ("实施临时救助2.05万人次。", ["“临时救助人次”正文写2.05万人次，表内完成值是2.5万人次。"]),
        ("数字化加工单价0.96元/页。", ["“数字化加工单价”正文写0.96元，表内完成值是0.69元/页。"]),
        ("培训学员486人，实施临时救助25000人次，数字化加工单价0.69元/页。", []),
        ("实施临时救助12户。临时救助2.4万余人次。", []),
        ("上半年培训学员210人。甲镇培训学员30人。", []),
        ("计划培训学员450人。", []),
        ("举办青年干部班，培训学员42人。", []),
    ],
)
def test_people_and_prices_by_their_name(messages, sentence, told):
    rows = (LEARNERS, HELPED, PRICE)
    assert messages("N03.named_count", indicators=rows, prose=(RESULTS, sentence)) == told


def test_what_went_wrong_is_only_a_part(messages):
    prose = ("七、存在的问题及原因分析", "培训学员12人没有结业。")
    assert messages("N03.named_count", indicators=(LEARNERS,), prose=prose) == []
