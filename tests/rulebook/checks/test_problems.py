from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtSection, Problem

PROBLEMS = "七、存在的问题及原因分析"
MEASURES = "八、下一步改进措施"


def both(problem: str, measure: str) -> tuple[str, ...]:
    return (PROBLEMS, problem, MEASURES, measure)


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


def test_a_measure_for_fewer_things_than_the_problem_names(problems):
    assert problems(
        "N08.same_counts_in_measures", prose=both("29条办事指南更新滞后。", "年底前更新26条办事指南。")
    ) == [
        Problem(
            "问题里写“29条办事指南”，改进措施里写“26条办事指南”。",
            [AtSection("八", 5, 12), AtSection("七", 0, 7)],
            "请核对是不是同一件事；是的，两处个数要一致。",
        )
    ]


def test_the_numbered_parts_of_both(messages):
    prose = (PROBLEMS, "（一）指南", "29条办事指南更新滞后。", MEASURES, "（一）指南", "更新26条办事指南。")
    assert messages("N08.same_counts_in_measures", prose=prose) == [
        "问题里写“29条办事指南”，改进措施里写“26条办事指南”。"
    ]


@pytest.mark.parametrize(
    ("problem", "measure"),
    [
        ("29条办事指南更新滞后。", "年底前更新29条办事指南。"),
        ("29条办事指南更新滞后。", "年底前更新26名窗口人员的证书。"),
        ("29条办事指南更新滞后。", "4月底前更新15条办事指南，其余年底前更新。"),
        ("29条办事指南更新滞后。", "力争更新30条办事指南。"),
        ("29条办事指南更新滞后，其中11条办事指南没有电子表单。", "更新26条办事指南。"),
        ("29条办事指南更新滞后，3条办事指南过期。", "更新26条办事指南。"),
        ("结余12万元项目资金。", "收回8万元项目资金。"),
        ("29条办事指南更新滞后。", "无"),
    ],
)
def test_equal_other_and_staged_counts(messages, problem, measure):
    assert messages("N08.same_counts_in_measures", prose=both(problem, measure)) == []
