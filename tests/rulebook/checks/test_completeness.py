from __future__ import annotations

from zhunsheng.kernel.findings import AtDimension, AtFact, AtIndicator, AtPlace, AtSection, Problem, Severity
from zhunsheng.kernel.places import CellPlace
from zhunsheng.kernel.report import EmptyRow

SECTIONS = (
    "部门基本情况",
    "一般公共预算支出情况",
    "政府性基金预算支出情况",
    "国有资本经营预算支出情况",
    "社会保险基金预算支出情况",
    "部门整体支出绩效情况",
    "存在的问题及原因分析",
    "下一步改进措施",
    "其他需要说明的情况",
)
NUMERALS = "一二三四五六七八九"


def prose(titles):
    return tuple(
        line
        for number, title in zip(NUMERALS, titles, strict=False)
        for line in (f"{number}、{title}", "按期完成。")
    )


def test_unit_label_that_is_not_in_the_file_is_no_blank(messages):
    assert messages("F01.name_blank", facts={"unit.name": "示例区档案馆"}) == []


def test_each_blank_name_is_named(problems):
    assert problems(
        "F01.name_blank", facts={"unit.filer": "", "project.name": "", "project.unit": "示例区档案馆"}
    ) == [
        Problem("“填报单位”是空的。", [AtFact("unit.filer")], "请填写单位全称。"),
        Problem("“项目名称”是空的。", [AtFact("project.name")], "请填写项目全称。"),
    ]


def test_synonyms_and_similar_titles_count_as_the_section(messages):
    titles = list(SECTIONS)
    titles[0], titles[5], titles[6] = "部门概况", "部门整体支出绩效实现情况", "存在的主要问题"
    assert messages("F02.section_missing", prose=prose(titles)) == []


def test_a_similar_title_of_another_section_does_not_stand_in(messages):
    without_state_fund = [title for title in SECTIONS if not title.startswith("政府性基金")]
    assert messages("F02.section_missing", prose=prose(without_state_fund)) == [
        "缺少“政府性基金预算支出情况”部分。"
    ]


def test_another_outline_altogether_is_one_finding(problems):
    found = problems("F02.section_missing", prose=prose(["部门概况", "工作总结", "收获和体会"]))
    assert [problem.message for problem in found] == [
        "缺少一般公共预算支出情况、政府性基金预算支出情况、国有资本经营预算支出情况等8个部分。"
    ]
    assert len(found[0].targets) == 8


def test_tables_without_text_are_one_finding(problems):
    assert problems("F02.section_missing", facts={"staffing.quota": "20"}) == [
        Problem("只有表，没有文字报告。", [AtDimension("正文")], "请补写自评报告的文字部分。")
    ]


def test_heading_without_text(problems):
    lines = list(prose(SECTIONS))
    del lines[lines.index("九、其他需要说明的情况") + 1]
    assert problems("F02.section_missing", prose=tuple(lines)) == [
        Problem(
            "第九部分“其他需要说明的情况”只有标题，没有内容。",
            [AtSection("九", 0, 0)],
            "请补写；没有的写“无”。",
        )
    ]


def test_one_blank_prior_cell_among_filled_ones_is_only_a_warning(problems):
    facts = {
        "three_public.total.prior": "5",
        "three_public.total.final": "4",
        "public_funds.total.prior": "",
        "public_funds.total.final": "20",
    }
    assert problems("F03.prior_year_blank", facts=facts) == [
        Problem(
            "公用经费上年决算数没有填。",
            [AtFact("public_funds.total.prior")],
            "请填上年决算数，没有的填 0。",
            Severity.WARNING,
        )
    ]


def test_prior_cell_of_an_unused_row_may_be_blank(messages):
    assert (
        messages("F03.prior_year_blank", facts={"projects.extra.prior": "", "projects.extra.final": ""}) == []
    )


def test_computed_cell_without_its_inputs_may_be_blank(messages):
    facts = {"buildings.approved_area": "", "buildings.actual_area": "", "buildings.area_rate": ""}
    assert messages("F04.computed_cell_blank", facts=facts) == []


def test_zero_is_filled_and_blank_is_not(messages):
    assert messages("F05.block_blank", facts={"projects.total.final": "0", "thrift.measures": ""}) == [
        "“厉行节约保障措施”全部空白。"
    ]


def test_blank_project_block_with_nothing_spent_by_the_text(problems):
    prose_of_zero = ("二、支出情况", "（一）项目支出情况", "项目支出本年收入0万元，本年支出0万元。")
    assert problems(
        "F05.block_blank",
        facts={"projects.total.budget": "", "projects.total.final": ""},
        prose=prose_of_zero,
    ) == [
        Problem(
            "“项目支出”全部空白。", [AtFact("projects.total.budget")], "正文写项目支出为 0，请在各格填 0。"
        )
    ]


def test_misprinted_class_is_not_a_missing_one(messages):
    rows = [
        {"level1": "产出指标", "level2": level2, "name": "归档"}
        for level2 in ("数量指标", "质量指标", "日效指标", "成本指标")
    ]
    assert messages("F16.class_missing", indicators=tuple(rows)) == []


def test_cost_as_a_class_of_its_own(messages):
    rows = [
        {"level1": "产出指标", "level2": level2, "name": "归档"}
        for level2 in ("数量指标", "质量指标", "时效指标")
    ]
    rows.append({"level1": "成本指标", "level2": "经济成本指标", "name": "归档成本"})
    assert messages("F16.class_missing", indicators=tuple(rows)) == []


def test_output_class_with_an_empty_row_only(problems):
    rows = [
        {"level1": "产出指标", "level2": level2, "name": "归档"}
        for level2 in ("数量指标", "质量指标", "时效指标")
    ]
    empty = EmptyRow("产出指标", "成本指标", "……", CellPlace(1, 9, 3))
    assert problems("F16.class_missing", indicators=tuple(rows), report={"empty_rows": [empty]}) == [
        Problem(
            "产出指标的“成本指标”只有空行。",
            [AtDimension("成本指标"), AtPlace(CellPlace(1, 9, 3))],
            "请补设指标；确实不涉及的写明原因。",
        )
    ]


def test_lines_below_each_table_are_told_apart(problems):
    facts = {"filing.preparer": "", "filing.indicators.preparer": "", "filing.indicators.date": ""}
    assert [problem.targets for problem in problems("F07.signature_blank", facts=facts)] == [
        [AtFact("filing.preparer")],
        [AtFact("filing.indicators.preparer"), AtFact("filing.indicators.date")],
    ]


def test_a_class_may_be_named_in_short(messages):
    rows = tuple({"level1": "产出", "level2": part, "name": part} for part in ("数量", "质量", "时效"))
    assert messages("F16.class_missing", indicators=rows) == ["产出指标的“成本指标”一行也没有。"]


def test_an_empty_rate_of_execution_is_asked_for_by_the_scheme_s_formula(messages):
    facts = {"funds.executed": "90", "funds.full_year": "100", "funds.execution_rate": ""}
    assert messages("F04.computed_cell_blank", facts=facts) == [
        "“执行率”是空的，全年执行数÷全年预算数的两边都已填。"
    ]


def test_blank_cells_of_a_row_that_has_a_name(problems):
    row = {"name": "归档案卷", "target": "≥200卷", "actual": "", "weight": "10", "score": ""}
    empty = dict.fromkeys(row, "") | {"name": "开放案卷"}
    assert problems("F04.indicator_cell_blank", indicators=(row, empty)) == [
        Problem(
            "“归档案卷”的完成值、得分是空的。",
            [AtIndicator(0, "actual"), AtIndicator(0, "score")],
            "请填写；没有完成的填0，并写明原因。",
        )
    ]
