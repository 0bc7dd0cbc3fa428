"""Results the text gives by other words than the indicator's whole name."""

from __future__ import annotations

import pytest

RESULTS = "六、部门整体支出绩效情况"
HELD = {"name": "养老护理员持证率", "target": "≥95%", "actual": "90%"}
FOUND = {"name": "查准率", "target": "≥98%", "actual": "99.1%"}
COVERED = {"name": "宣讲覆盖率", "target": "100%", "actual": "94.12%"}


@pytest.mark.parametrize("name", ["", "率", "度"])
def test_a_rate_without_a_name_is_compared_with_nothing(messages, name):
    """An empty name ends with everything, and stands everywhere in a text."""
    rows = ({"name": name, "target": "95%", "actual": "98%"},)
    facts, prose = {"goal.achieved": "98%。"}, (RESULTS, "整改率91%，满意度90%。")
    for rule in ("N03.rate_by_its_last_word", "N03.named_count", "N03.asked_and_done", "N03.goal_figure"):
        found = messages(rule, facts=facts, indicators=rows, prose=prose)
        assert found in ([], "not applicable", "not evaluable"), rule


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("全区护理员260人，持证率92%。", ["“养老护理员持证率”正文写92%，表内完成值是90%。"]),
        ("接待查档2768人次，其中现场2105人次，查准率91.9%。", ["“查准率”正文写91.9%，表内完成值是99.1%。"]),
        ("全区护理员260人，持证率90.0%，查准率99%。", []),
        ("电工260人，持证率92%。", []),
        ("护理员260人，特种持证率92%。", []),
        ("上年护理员240人，持证率88%。", []),
        ("上半年查准率98%。", []),
        ("护理员上岗时持证率76%，年末持证率90%。", []),
        ("其中数字档案查准率98%。", []),
        ("甲镇护理员30人，持证率95%。", []),
        ("查准率98%以上，宣讲覆盖率94.12%。全年走访17个村，覆盖率100%。", []),
        ("查准率99.1%，一季度末查准率98%。", []),
    ],
)
def test_a_rate_by_its_last_word(messages, sentence, told):
    rows = (HELD, FOUND, COVERED)
    assert messages("N03.rate_by_its_last_word", indicators=rows, prose=(RESULTS, sentence)) == told


def test_a_rate_made_of_counts_of_another_matter(messages):
    row = {"name": "承诺件按时办结率", "target": "≥99%", "actual": "99.4%"}
    rule = "N03.rate_by_its_last_word"
    hotline = (RESULTS, "热线转办工单1286件，按时办结1279件，按时办结率99.46%。")
    assert messages(rule, indicators=(row,), prose=hotline) == []
    own = (RESULTS, "承诺件1286件，按时办结1279件，按时办结率99.46%。")
    assert len(messages(rule, indicators=(row,), prose=own)) == 1


def test_a_rate_two_indicators_end_in_is_not_compared(messages):
    rows = (HELD, HELD | {"name": "社工持证率"})
    prose = (RESULTS, "全区护理员260人，持证率92%。")
    assert messages("N03.rate_by_its_last_word", indicators=rows, prose=prose) == []


TOILETS = {"name": "农村户厕改造户数", "target": "1400户", "actual": "1350户"}
BOOKS = {"name": "新购图书册数", "target": "6000册", "actual": "5400册"}


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "户厕改造年度任务1400户，实际完成1530户。",
            ["“农村户厕改造户数”正文写1530户，表内完成值是1350户。"],
        ),
        (
            "户厕改造年度任务1300户，实际完成1350户。",
            ["“农村户厕改造户数”正文写1300户，表内指标值是1400户。"],
        ),
        ("计划新购图书6000册，实际5600册。", ["“新购图书册数”正文写5600册，表内完成值是5400册。"]),
        ("户厕改造年度任务1400户，实际完成1350户；计划新购图书6000册，实际5400册。", []),
        ("危房改造年度任务1400户，实际完成1530户。", []),
        ("上年户厕改造任务1400户，实际完成1380户。", []),
        ("2022年户厕改造任务1400户，实际完成1380户。", []),
        ("户厕改造、厕所革命任务数分别为1400户、300户。", []),
        ("甲镇户厕改造任务40户，实际完成35户。", []),
    ],
)
def test_the_task_and_what_was_done_of_it(messages, sentence, told):
    assert messages("N03.asked_and_done", indicators=(TOILETS, BOOKS), prose=(RESULTS, sentence)) == told


def test_the_heading_may_name_the_matter(messages):
    prose = ("七、存在的问题", "（一）农村户厕改造未完成任务", "年度任务1400户，实际完成1530户。")
    assert len(messages("N03.asked_and_done", indicators=(TOILETS,), prose=prose)) == 1


GOAL = {"goal.achieved": "改造老旧小区18个，建成高标准农田2万亩，数字化扫描52万页，宣讲42场。"}
ROWS = (
    {"name": "老旧小区改造数量", "target": "18个", "actual": "18个"},
    {"name": "建成高标准农田面积", "target": "2万亩", "actual": "2万亩"},
    {"name": "数字化扫描页数", "target": "≥50万页", "actual": "52万页"},
    {"name": "理论宣讲场次", "target": "≥40场", "actual": "42场"},
)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("改造老旧小区16个。", ["“改造老旧小区”正文写16个，年度目标完成情况和指标表是18个。"]),
        (
            "建成高标准农田20万亩。",
            ["“建成高标准农田”正文写20万亩，年度目标完成情况和指标表是2万亩。"],
        ),
        ("馆藏档案数字化扫描25万页。", ["“数字化扫描”正文写25万页，年度目标完成情况和指标表是52万页。"]),
        ("组织全会精神宣讲24场。", ["“宣讲”正文写24场，年度目标完成情况和指标表是42场。"]),
        ("改造老旧小区18个，建成高标准农田2万亩。", []),
        ("改造老旧小区10个，另外改造老旧小区8个。", []),
        ("上年改造老旧小区16个，计划改造老旧小区20个。", []),
        ("甲镇改造老旧小区6个。其中改造老旧小区6个。", []),
        ("组织全会精神宣讲24场、其他宣讲18场，共42场。", []),
        ("改造老旧小区16个以上。", []),
        ("其余小区中，改造老旧小区4个。", []),
        ("网上宣讲12场。图纸数字化扫描3万页。", []),
    ],
)
def test_the_words_of_the_achieved_goal(messages, sentence, told):
    found = messages("N03.goal_figure", facts=GOAL, indicators=ROWS, prose=(RESULTS, sentence))
    assert found == told


def test_the_goal_of_the_plan_is_no_result(messages):
    prose = ("一、部门基本情况", "（四）绩效目标设置情况", "改造老旧小区20个。")
    assert messages("N03.goal_figure", facts=GOAL, indicators=ROWS, prose=prose) == []


def test_a_figure_the_table_lacks_is_not_compared(messages):
    facts = {"goal.achieved": "改造老旧小区17个。"}
    prose = (RESULTS, "改造老旧小区16个。")
    assert messages("N03.goal_figure", facts=facts, indicators=ROWS, prose=prose) == []


ACCIDENTS = {"name": "较大及以上安全事故起数", "target": "≤0起", "actual": "0起"}


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("全年发生较大安全事故1起。", 1),
        ("全年较大及以上安全事故发生两起。", 1),
        ("全年未发生较大安全事故，发生一般安全事故3起。", 0),
        ("上年发生较大安全事故1起。", 0),
        ("发生较大安全事故0起。", 0),
        ("比目标减少较大安全事故1起。", 0),
        ("有效防止发生较大安全事故2起。", 0),
        ("处置较大安全事故隐患1起。", 0),
    ],
)
def test_what_happened_although_the_table_has_none(messages, sentence, told):
    prose = (RESULTS, sentence, "全年没有发生火灾。")
    assert len(messages("N03.happened_after_all", indicators=(ACCIDENTS,), prose=prose)) == told
    two = ACCIDENTS | {"actual": "2起"}
    assert messages("N03.happened_after_all", indicators=(two,), prose=prose) == []


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("2个点位未建成。由综合股负责，2023年6月30日前建成。", 1),
        ("2个点位未建成。由综合股负责，2024年6月30日前建成。", 0),
        ("合同要求2023年10月底前交货，实际12月到货。", 0),
        ("计划2023年6月底前建成，因征地推迟。", 0),
    ],
)
def test_a_deadline_in_the_reasons_that_has_passed(messages, reason, told):
    row = {"name": "便民服务点", "target": "≥12个", "actual": "10个", "reason": reason}
    rule = "N05.deadline_in_reasons_has_passed"
    assert len(messages(rule, indicators=(row,), report={"fiscal_year": 2023})) == told
