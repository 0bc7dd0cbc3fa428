from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtFact, AtIndicator, AtPlace, AtSection, Problem
from zhunsheng.kernel.places import CellPlace, TextPlace
from zhunsheng.kernel.report import Printed, TableSeen, Unread

RESULTS = "六、部门整体支出绩效情况"


@pytest.mark.parametrize(
    "sentence",
    [
        "自评得分85分，评价等级：良。",
        "自评结果为“良好”。",
        "综合得分85.00分，评定为良好等次。",
        "绩效自评等级为良好档次。",
        "自评得分85分，自评结论为“良”。",
        "整体支出绩效得分为85分，属于“良”等次。",
        "评价得分85分，结果属于“良”。",
        "自评得分85分，为“良”等次。",
        "自评85分（良）。",
    ],
)
def test_grade_in_the_text(messages, sentence):
    assert messages("F10.grade_missing", facts={"score.total": "85"}, prose=(RESULTS, sentence)) == []


@pytest.mark.parametrize(
    "sentence",
    ["年度考核等次为优秀。", "被评为优秀单位。", "服务态度评价优良。", "水质评价得分属于优良水体。"],
)
def test_grade_of_something_else(messages, sentence):
    found = messages("F10.grade_missing", facts={"score.total": "85"}, prose=(RESULTS, sentence))
    assert found == ["总分85分，没有写等级。"]


def test_grade_cell_wins_over_the_text(problems):
    facts = {"score.total": "79.5", "score.grade": "良"}
    assert problems("F10.grade_missing", facts=facts, prose=(RESULTS, "自评等级为“中”。")) == [
        Problem(
            "总分79.5分应为“中”，写的是“良”。",
            [AtFact("score.grade"), AtFact("score.total")],
            "请核对总分和等级。",
        )
    ]


def test_grade_needs_a_total(messages):
    assert messages("F10.grade_missing", facts={"score.total": ""}) == "missing score.total"


@pytest.mark.parametrize(("day", "told"), [("2023年12月30日", 1), ("2023年12月31日", 0), ("2024年1月1日", 0)])
def test_year_end_itself_is_not_too_early(messages, day, told):
    assert len(messages("F11.filed_too_early", facts={"filing.date": day})) == told


def headers(*texts):
    labels = [Printed(text, CellPlace(0, 2, column)) for column, text in enumerate(texts)]
    return {"tables": [TableSeen("base", 0, labels=labels, years=[2022, 2023])]}


def test_three_columns_of_the_form(messages):
    assert messages("F12.table_year", report=headers("2022年决算数", "2023年预算数", "2023年决算数")) == []


def test_last_years_table_is_one_finding(problems):
    assert problems("F12.table_year", report=headers("2021年决算数", "2022年预算数", "2022年决算数")) == [
        Problem(
            "表头“2021年决算数”等3处与2023年度不符，应为2022年。",
            [AtPlace(CellPlace(0, 2, column)) for column in range(3)],
            "请核对表头，并确认填的是哪一年的数。",
        )
    ]


def test_year_above_a_table(problems):
    found = problems(
        "F12.table_year",
        outside={"附件1-2": "部门整体支出绩效自评表\n（ 2022 年度）\n填报日期：2024年3月15日"},
    )
    assert [(problem.message, problem.targets) for problem in found] == [
        ("表前写的是2022 年度，报告年度是2023。", [AtPlace(TextPlace("附件1-2", 14, 21))])
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年度一般公共预算财政拨款本年收入80万元。",
        "与2022年相比，本年收入80万元。",
        "比2022年本年收入80万元。",
        "本年收入80万元，上年为2022年的75万元。",
    ],
)
def test_comparing_with_another_year_is_no_copy(messages, sentence):
    assert messages("F12.prose_year", prose=("二、一般公共预算支出情况", sentence)) == []


@pytest.mark.parametrize(
    ("title", "name", "hint"),
    [
        ("2023年度示例区档案馆部门整体支出绩效自评报告", "示例区档案馆", None),
        ("示例市示例区档案馆2023年度部门整体支出绩效自评报告", "示例区档案馆", None),
        ("2023年度部门整体支出绩效自评报告", "示例区档案馆", None),
        ("2023年度区级部门整体支出绩效自评报告", "示例区档案馆", None),
        (
            "2023年示例区纪委办部门整体支出绩效自评报告",
            "中共示例区纪律检查委员会办公室",
            "像是全称与简称，请统一用全称。",
        ),
        ("2023年度示例区图书馆部门整体支出绩效自评报告", "示例区档案馆", "看来不是同一个单位，请核对。"),
    ],
)
def test_names_of_the_unit(problems, title, name, hint):
    found = problems("F14.unit_alias", facts={"unit.name": name}, report={"title": title})
    assert [problem.hint for problem in found] == ([hint] if hint else [])


def test_amount_in_yuan_among_ten_thousands(problems):
    facts = {"procurement.budget": "40.00", "procurement.final": "420,000 元", "funds.executed": "90万元"}
    assert problems("F15.unit_of_money", facts=facts) == [
        Problem(
            "“政府采购金额本年决算数”以元填写（420,000 元），同表其他数是万元。",
            [AtFact("procurement.final")],
            "请改为42。",
        )
    ]


def test_a_form_filled_in_yuan_throughout_is_not_mixed(messages):
    assert (
        messages(
            "F15.unit_of_money", facts={"procurement.budget": "400000元", "procurement.final": "420000元"}
        )
        == []
    )


def test_last_years_figures_in_the_text(problems):
    found = problems(
        "F12.prose_year", prose=("二、一般公共预算支出情况", "2022年度一般公共预算财政拨款本年收入80万元。")
    )
    assert [problem.targets for problem in found] == [[AtSection("二", 0, 5)]]


@pytest.mark.parametrize("columns", [("2022年决算数", "2023年决算数"), ("2023年决算数", "2022年决算数")])
def test_the_older_of_two_columns_is_last_year_s(messages, columns):
    labels = [Printed(text, CellPlace(0, 2, number)) for number, text in enumerate(columns)]
    table = TableSeen("base", 0, labels=labels, years=[2022, 2023])
    assert messages("F12.table_year", report={"tables": [table]}) == []


def test_a_grade_in_the_text_is_checked_where_none_is_asked_for(messages):
    prose = ("四、综合评价", "项目自评得分99.12分，评价等级为“良”。")
    facts = {"score.total": "99.12"}
    scheme = "national-project-2020"
    assert messages("F10.grade_missing", facts=facts, prose=prose, scheme=scheme) == [
        "总分99.12分应为“优”，写的是“良”。"
    ]
    assert messages("F10.grade_missing", facts=facts, scheme=scheme) == "not applicable"
    concluded = facts | {"conclusion": "自评99.12分，等级为良。"}
    assert messages("F10.grade_missing", facts=concluded, scheme="sichuan-project") == [
        "总分99.12分应为“优”，写的是“良”。"
    ]


def test_this_year_s_figure_under_another_year(problems, messages):
    facts = {"score.total": "96.82", "funds.execution_rate": "100%"}
    results = "六、部门整体支出绩效情况"
    assert problems(
        "F12.figure_of_another_year", facts=facts, prose=(results, "2022年度自评总分96.82分。")
    ) == [
        Problem(
            "正文写2022年，96.82分却是表内2023年的总分。",
            [AtSection("六", 10, 16), AtFact("score.total")],
            "请核对年度，并确认数字是哪一年的。",
        )
    ]
    assert (
        len(messages("F12.figure_of_another_year", facts=facts, prose=(results, "2024年度自评总分96.82分。")))
        == 1
    )
    for sentence in (
        "2022年预算执行率100%。",
        "比2022年提高，2023年度自评总分96.82分。",
        "自评工作于2024年2月20日启动、3月10日结束，最终得分96.82分。",
    ):
        assert messages("F12.figure_of_another_year", facts=facts, prose=(results, sentence)) == []


def test_nothing_of_a_kind_in_another_year(messages):
    prose = ("三、政府性基金预算支出情况", "本馆2022年没有政府性基金预算收入和支出。")
    assert messages("F12.figure_of_another_year", prose=prose) == ["正文写的是2022年的收支，报告年度是2023。"]


def test_cells_of_the_year_before(problems):
    found = problems(
        "F12.cell_year",
        scheme="national-project-2020",
        facts={"goal.expected": "2022年计划改造库房3间。", "goal.achieved": "2022年度完成库房改造3间。"},
        indicators=({"name": "完工时间", "target": "2022年12月底前", "actual": "2022年12月20日"},),
    )
    assert found == [
        Problem(
            "表内3处写的是2022年，报告年度是2023年。",
            [AtFact("goal.expected"), AtFact("goal.achieved"), AtIndicator(0, "target")],
            "请核对是否沿用了上年的文字。",
        )
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2023年完成库房改造3间。",
        "改造库房3间，比2022年增加1间。",
        "2022年启动，2023年完成库房改造3间。",
        "2022年启动库房改造，本年完成。",
        "2022年结转的库房改造完成。",
        "落实《示例区档案事业2022年要点》，改造库房3间。",
        "按照示档发〔2022〕3号文件，改造库房3间。",
        "2021—2022年度项目收尾。",
        "2022年度考核兑现，2023年4月发放到位。",
        "2024年计划改造库房3间。",
        "2022年建成的库房投入使用。",
        "改造库房3间。",
        "兑现2022年奖补资金30万元。",
        "与去年相比增加1间，2022年为2间。",
        "2022年，上级下达库房改造任务。",
    ],
)
def test_cells_that_speak_of_other_years_rightly(problems, text):
    facts = {"goal.achieved": text}
    assert problems("F12.cell_year", scheme="sichuan-project", facts=facts) == []


@pytest.mark.parametrize(
    "indicator",
    [
        {"name": "完工时间", "target": "2023年12月底前", "actual": "2023年12月20日"},
        {"name": "完工时间", "target": "2022年12月底前", "actual": "2023年3月20日"},
        {"name": "2022年度奖补兑现时间", "target": "2022年12月底前", "actual": "按时"},
        {"name": "馆藏数量", "target": "比2022年增长5%", "actual": "6%"},
    ],
)
def test_indicators_due_in_another_year(problems, indicator):
    assert problems("F12.cell_year", scheme="hubei-overall", indicators=(indicator,)) == []


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"three_public.total.budget": "4.60", "three_public.total.final": "4.14"}, 1),
        (
            {
                "three_public.total.prior": "4.68",
                "three_public.total.budget": "4.60",
                "three_public.total.final": "4.14",
            },
            0,
        ),
    ],
)
def test_a_column_that_was_not_read_for_its_year(messages, facts, told):
    unread = [Unread("2021年决算数", CellPlace(0, 2, 1)), Unread("2021年实绩", CellPlace(0, 3, 1))]
    found = messages("F12.table_year", facts=facts, report={"fiscal_year": 2023, "unread": unread})
    assert found == ["表头“2021年决算数”不是本年也不是上年，这一栏没有读。"] * told
