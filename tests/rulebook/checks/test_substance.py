from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtIndicator, AtSection, Problem

RESULTS = "六、部门整体支出绩效情况"
STORE = {"name": "库房改造工程", "target": "≥2间", "actual": "2间", "weight": "10", "score": "10"}
VISITS = {"name": "查档服务", "target": "≥900人次", "actual": "958人次", "weight": "10", "score": "10"}


def test_running_matter_is_tied_to_the_indicator_it_shares_most_with(problems):
    assert problems(
        "N04.still_running", indicators=(VISITS, STORE), prose=(RESULTS, "西侧库房改造尚未验收。")
    ) == [
        Problem(
            "正文说“…西侧库房改造尚未验收…”，表内“库房改造工程”填2间，得满分。",
            [AtSection("六", 6, 10), AtIndicator(1, "actual")],
            "请核实年末是否完成，两处写法要一致。",
        )
    ]


@pytest.mark.parametrize(
    "prose",
    [
        (RESULTS, "两间库房改造已经验收，消防培训正在进行。"),
        ("七、存在的问题及原因分析", "库房改造尚未验收。"),
        ("七、存在的问题及原因分析", "（一）库房", "库房改造尚未验收。"),
    ],
)
def test_other_matters_and_admitted_problems(messages, prose):
    assert (
        messages("N04.still_running", indicators=({**STORE, "name": "购置密集架"}, VISITS), prose=prose) == []
    )


@pytest.mark.parametrize(("day", "told"), [("2024年3月30日", 0), ("2024年3月31日", 1)])
def test_a_quarter_after_the_year(messages, day, told):
    found = messages("N05.stale_now", facts={"filing.date": day}, prose=(RESULTS, "目前，库房已经交付。"))
    assert len(found) == told


def test_now_without_a_filing_date(messages):
    assert messages("N05.stale_now", prose=(RESULTS, "目前，库房已经交付。")) == "missing filing.date"


def test_all_places_of_now_in_one_finding(problems):
    prose = (
        RESULTS,
        "目前，库房已经交付。",
        "截至目前，没有投诉。",
        "七、存在的问题及原因分析",
        "目前人手不足。",
    )
    found = problems("N05.stale_now", facts={"filing.indicators.date": "2024年7月1日"}, prose=prose)
    assert [(problem.message, problem.targets) for problem in found] == [
        ("正文2处写“目前”，填报已是2024年7月1日。", [AtSection("六", 0, 2), AtSection("六", 11, 15)])
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("绩效意识有待加强，制度不够健全。", 1),
        ("2023年绩效意识有待加强，制度不够健全。", 1),
        ("绩效意识有待加强，有3个股室没有按时报送监控表。", 0),
        ("档案目录著录规则前后不同。", 0),
    ],
)
def test_what_is_generic(messages, text, told):
    found = messages(
        "N07.generic_problems", facts={"score.total": "96"}, prose=("七、存在的问题及原因分析", text)
    )
    assert len(found) == told


PROBLEM = ("七、存在的问题及原因分析", "3间库房的监测没有接通。", "八、下一步改进措施")


def test_each_measure_wants_its_owner_and_date(problems):
    measures = ("（一）接通监测", "由保管股负责，2024年6月底前完成。", "（二）补录目录", "加快补录。")
    assert problems("N08.untied_measures", prose=(*PROBLEM, *measures)) == [
        Problem(
            "改进措施没有写责任部门和完成时限。",
            [AtSection("八.2", 0, 5)],
            "请逐条写明对应的问题、责任部门和完成时限。",
        )
    ]


def test_date_without_owner(messages):
    assert messages("N08.untied_measures", prose=(*PROBLEM, "2024年6月底前接通。")) == [
        "改进措施没有写责任部门。"
    ]


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        ("区档案局2024年6月底前修订制度。", 0),
        ("优化库房布局2024年6月底前到位。", 1),
        ("总务处2024年4月底前补购图书600册。", 0),
        ("教导处会同人事部门2024年9月开学前补充教师3名。", 0),
        ("1.规划财务股每月通报支出进度，2024年6月底前不低于50%。", 0),
        ("一是基层卫生与妇幼股2024年3月底前制定培训计划。", 0),
        ("加快接通档案室2024年6月底前全部联网。", 1),
        ("库房监测全部2024年6月底前联网。", 1),
        ("向各科室每月通报支出进度，2024年6月底前不低于50%。", 1),
        ("完善办公场所2024年6月底前的消防设施。", 1),
    ],
)
def test_the_division_that_acts(messages, measure, told):
    found = messages("N08.untied_measures", prose=(*PROBLEM, measure))
    assert found == told * ["改进措施没有写责任部门。"]


def test_no_problem_needs_no_measure(messages):
    prose = ("七、存在的问题及原因分析", "无", "八、下一步改进措施", "继续做好工作。")
    assert messages("N08.untied_measures", prose=prose) == "not applicable"


def test_counts_are_traced_by_number_and_unit(messages):
    prose = (RESULTS, "全年下发提示单36份，约谈5人，督办48项，收到来信958件。")
    assert messages("N10.untraced_counts", indicators=(VISITS,), prose=prose) == [
        "正文有4个工作量（958件、48项、36份等）在表里找不到。"
    ]
    assert messages("N10.untraced_counts", indicators=(VISITS,), prose=(*prose, "查档958人次。")) == []


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("编制20人（其中含退休3人）。", 1),
        ("在职人员20人，包括离退休3人。", 1),
        ("编制20人，实有17人，离退休3人。", 0),
        ("退休3人，含离休1人。", 0),
    ],
)
def test_retirees(messages, sentence, told):
    assert len(messages("N11.retirees_counted", prose=("一、部门基本情况", sentence))) == told


DEDUCTED = {"name": "归档案卷", "target": "≥200卷", "actual": "180卷", "weight": "10", "score": "9"}


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("年初确定的各项绩效指标全部完成。", 1),
        ("全部指标均已100%完成。", 1),
        ("8项指标均达到目标值。", 1),
        ("各项绩效指标基本完成。", 0),
        ("各项指标未全部完成。", 0),
        ("各项工作全部完成。", 0),
    ],
)
def test_all_done_against_a_deduction(messages, sentence, told):
    found = messages("N04.all_done_but_deducted", indicators=(DEDUCTED,), prose=(RESULTS, sentence))
    assert len(found) == told
    assert messages("N04.all_done_but_deducted", indicators=(STORE,), prose=(RESULTS, sentence)) == []


def test_no_problem_against_a_list_of_problems(problems):
    said = (RESULTS, "预算执行中不存在任何问题。")
    listed = (*said, "七、存在的问题及原因分析", "案卷归档不及时。")
    assert problems("N04.all_done_but_deducted", prose=listed) == [
        Problem(
            "正文说“不存在任何问题”，另一处列了存在的问题。",
            [AtSection("六", 5, 12), AtSection("七", 0, 8)],
            "请核实，两处说法要一致。",
        )
    ]
    assert problems("N04.all_done_but_deducted", prose=said) == []


STAFF = ("一、部门基本情况", "（二）人员编制情况")


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("截至2022年12月31日，本馆编制20人，在职18人。", "截至2022年12月31日"),
        ("截止2022年底，示例区档案馆实有18人。", "截止2022年底"),
        ("截至2022年末固定资产300万元。", "截至2022年末"),
    ],
)
def test_the_state_at_the_end_of_another_year(problems, sentence, said):
    assert problems("N05.stale_date", prose=(*STAFF, sentence)) == [
        Problem(
            f"写的是{said}的情况，报告年度是2023年。",
            [AtSection("一.2", 0, len(said))],
            "请核对，一般写截至2023年12月31日的数。",
        )
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "截至2023年12月31日，编制20人，在职18人。",
        "截至2022年底在职17人，截至2023年底在职18人。",
        "截至2022年底，在职17人，本年增加1人。",
        "截至2022年6月，在职17人。",
        "截至2022年12月15日，在职17人。",
        "截至2021年底，在职17人。",
        "截至2022年底，在职17人，目前18人。",
        "截至2022年底，累计查档3000人次。",
        "截至2022年底，历史遗留问题清零，固定资产300万元。",
        "截至2022年底，结转资金12万元。",
        "截至2022年底完成清查。2023年固定资产300万元。",
        "在职18人，比截至2022年底的17人多1人。",
        "截至2022年底，制度已经健全。",
        "截至2024年3月，在职18人。",
        "自成立截至2022年底，固定资产300万元。",
    ],
)
def test_dates_that_are_no_present_state(problems, sentence):
    assert problems("N05.stale_date", prose=(*STAFF, sentence)) == []
