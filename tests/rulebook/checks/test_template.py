from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtPlace, Problem
from zhunsheng.kernel.places import CellPlace, TextPlace
from zhunsheng.kernel.report import Printed, Residue, TableSeen

BASE = TableSeen("base", 0, title="部门整体支出绩效评价基础数据表", number="附件1-1")
SELF = TableSeen("self", 1, title="部门整体支出绩效自评表", number="附件1-2")
LIST = "附件：\n1.部门整体支出绩效评价基础数据表\n2.部门整体支出绩效自评表"


@pytest.mark.parametrize("text", ["（100字以内）", "（请填写主要做法）", "××单位", "（此页为封面）"])
def test_prompts_in_the_text(messages, text):
    assert messages("F08.template_residue", prose=("一、部门基本情况", f"本馆概况{text}")) == [
        f"留有提示文字“{text.rstrip('单位')}”。"
    ]


@pytest.mark.parametrize(
    ("sentence", "prompt"),
    [
        ("群众满意度XX%。", "XX"),
        ("抽检××批次。", "××"),
        ("支援××镇、××村。", ""),
        ("抽检××次。", "××"),
        ("受灾损失（待补充）。", "（待补充）"),
        ("主要做法：此处填写主要做法。", "此处填写主要做法"),
    ],
)
def test_figures_left_open(messages, sentence, prompt):
    found = messages("F08.template_residue", prose=("六、部门整体支出绩效情况", sentence))
    assert found == ([f"留有提示文字“{prompt}”。"] if prompt else [])


@pytest.mark.parametrize("text", ["（请见附件2）", "（报请批准后实施）", "第3张封面", "APEX部门"])
def test_ordinary_words_are_no_prompts(messages, text):
    assert messages("F08.template_residue", prose=("一、部门基本情况", f"本馆概况{text}")) == []


def test_unused_extra_row_of_projects(problems):
    found = problems("F08.ellipsis_row", facts={"projects.extra.budget": "", "projects.extra.final": ""})
    assert [problem.targets for problem in found] == [[AtPlace(CellPlace(0, 0, 0))]]


def test_extra_row_noted_by_the_reader_is_not_told_twice(messages):
    noted = [Residue("……", CellPlace(0, 0, 0))]
    assert messages("F08.ellipsis_row", facts={"projects.extra.budget": ""}, report={"residues": noted}) == []


def annexes(problems, text, *tables):
    return problems("F09.annex_list_mismatch", outside={"附件清单": text}, report={"tables": list(tables)})


def test_list_that_agrees(problems):
    assert annexes(problems, LIST, BASE, SELF) == []


def test_list_numbered_like_the_headings(problems):
    text = "附件：\n1-1.部门整体支出绩效评价基础数据表\n1-3.部门整体支出绩效自评表"
    assert [problem.message for problem in annexes(problems, text, BASE, SELF)] == [
        "清单编号“1-3”与附表编号“附件1-2”不一致。"
    ]


def test_year_and_signature_in_the_list_do_not_matter(problems):
    text = "附件：\n1.2023年度部门整体支出绩效评价基础数据表\n2.《部门整体支出绩效自评表》\n示例区档案馆\n2024年3月15日"
    assert annexes(problems, text, BASE, SELF) == []


def test_misnamed_heading_without_number(problems):
    heading = TableSeen("self", 1, title="整体支出绩效自评表")
    assert annexes(problems, LIST, BASE, heading)[0].message == (
        "清单写“部门整体支出绩效自评表”，表上标题是“整体支出绩效自评表”，也没有附件编号。"
    )


def test_annex_that_is_not_there_and_one_that_is_not_listed(problems):
    text = "附件：\n1.部门整体支出绩效评价基础数据表\n2.项目支出绩效目标表"
    assert [problem.message for problem in annexes(problems, text, BASE, SELF)] == [
        "清单列有“项目支出绩效目标表”，文件里没有这张表。",
        "附表“部门整体支出绩效自评表”没有列入附件清单。",
    ]


def test_untitled_table_leaves_the_question_open(problems):
    assert annexes(problems, LIST, BASE, TableSeen("self", 1)) == "not applicable"


LABEL = TableSeen("base", 0, labels=[Printed("3、市级专项资金\n（一个专项一行）", CellPlace(0, 12, 0))])


@pytest.mark.parametrize(
    ("unit", "told"),
    [
        ("示例区档案馆", True),
        ("示例县市场监督管理局", True),
        ("示例市示例区城市管理局", True),
        ("示例市档案馆", False),
        ("某省档案馆", False),
        ("社区服务中心", "not applicable"),
    ],
)
def test_city_wording_in_the_form_of_a_district(messages, unit, told):
    found = messages("F13.level_words", report={"unit": unit, "tables": [LABEL]})
    assert found == told if isinstance(told, str) else bool(found) is told


def test_standards_and_tasks_of_a_higher_level_are_no_wording_of_another_form(messages):
    prose = ("六、部门整体支出绩效情况", "比省定标准每户5000元少140元，完成市定任务120件。")
    assert messages("F13.level_words", report={"unit": "示例县残联"}, prose=prose) == []


def test_prompt_in_the_list_of_annexes_is_pointed_at(problems):
    assert problems("F08.template_residue", outside={"附件清单": "本报告应包括以下附件：\n1.表"}) == [
        Problem(
            "留有提示文字“报告应包括以下附件”。", [AtPlace(TextPlace("附件清单", 1, 10))], "请删去提示文字。"
        )
    ]
