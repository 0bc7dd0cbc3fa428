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
        (RESULTS, "库房改造投诉86件，办结84件，正在办理2件。"),
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


def test_how_many_were_asked_is_no_work_done(messages):
    prose = (RESULTS, "发放问卷300份，收回286份，有效280份。")
    assert messages("N10.untraced_counts", prose=prose) == []


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
        ("我馆全面完成了年初确定的各项绩效指标。", 1),
        ("年度绩效目标已全部完成。", 1),
        ("圆满完成各项工作任务，绩效目标基本实现。", 0),
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
