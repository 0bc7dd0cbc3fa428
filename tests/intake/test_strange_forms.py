"""Tables of places whose form nobody described: read as far as it goes, asked about, accused of nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest
from tests.intake.form_files import Box, Sheet, as_docx, read_one, reshaped

from zhunsheng.kernel.facts import State
from zhunsheng.kernel.findings import Severity
from zhunsheng.kernel.report import Report
from zhunsheng.portfolio.batch import Job, check


def table(*rows: str, above: tuple[str, ...], below: tuple[str, ...] = ()) -> Sheet:
    """Cells parted by |; 3>文字 is three columns wide, ^ goes on from above."""

    def box(text: str) -> Box:
        span, _, rest = text.rpartition(">")
        text = rest if span.isdigit() else text
        return Box("" if text == "^" else text, int(span) if span.isdigit() else 1, int(text != "^"))

    sheet = Sheet([[box(cell.strip()) for cell in row.split("|")] for row in rows], list(above), list(below))
    return reshaped(sheet, lambda boxes: boxes)


SCORING = table(
    "一级指标|二级指标|三级指标|指标说明|评分标准|分值|自评分|自评依据",
    "履职效能|整体效能|重点工作完成率|反映完成情况|完成得满分|20|19|年终考核",
    "^|^|预算执行率|反映执行进度|执行率×分值|10|9.8|决算报表",
    "管理效率|预算管理|编报及时性|按时编报|按时得满分|10|10|批复文件",
    "5>合计|40|38.8|",
    above=("2023年度部门整体支出绩效自评指标评分表", "单位名称：丙县水务局    单位：万元"),
)
OVERALL = table(
    "2>部门名称|6>丙县水务局",
    "2>预算执行情况（万元）（10分）|资金来源|年初预算数|调整后预算数|执行数|执行率|得分",
    "2>^|年度资金总额|800|820|810|98.78%|9.88",
    "2>年度总体目标|3>预期目标|3>实际完成情况",
    "2>^|3>保障城乡供水。|3>供水保障率达到99%。",
    "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分",
    "^|产出指标|数量指标|维修管网|≥20公里|22公里|45|45",
    "^|效益指标|社会效益|供水保障率|≥98%|99%|45|45",
    "6>总分|100|99.88",
    above=("部门整体支出绩效自评表", "（2023年度）"),
)
SIMPLE = table(
    "项目名称|3>农村饮水安全维修养护",
    "实施单位|3>丁镇人民政府",
    "资金（万元）|预算数|执行数|执行率",
    "|50|48|96%",
    "绩效指标|指标值|完成值|得分",
    "维修水厂数量|≥5座|5座|30",
    "维修合格率|100%|100%|30",
    "总分|||60",
    above=("丁镇2023年项目支出绩效自评表",),
)


WEIGHTS = table(
    "一级指标|分值|二级指标|分值|三级指标|分值|评分标准|得分",
    "投入|20|预算配置|20|在职人员控制率|12|不超编得满分|12",
    "^|^|^|^|“三公经费”变动率|8|不增长得满分|7",
    "过程|80|预算执行|80分|预算完成率|80|完成得满分|78",
    "5>合计|100||97",
    above=("部门整体支出绩效评价指标表",),
)


def given(report: Report) -> dict[str, str]:
    return {key: fact.text for key, fact in report.facts.items() if fact.state is State.GIVEN}


def test_points_and_scores_of_a_foreign_scoring_table() -> None:
    report = read_one(as_docx(SCORING))
    assert [(row.level1, row.level2, row.name, row.weight, row.score) for row in report.indicators] == [
        ("履职效能", "整体效能", "重点工作完成率", D(20), D(19)),
        ("履职效能", "整体效能", "预算执行率", D(10), D("9.8")),
        ("管理效率", "预算管理", "编报及时性", D(10), D(10)),
    ]
    assert given(report) == {
        "unit.filer": "丙县水务局",
        "score.weight_total": "40",
        "score.total": "38.8",
    }
    assert [entry.text for entry in report.unread] == [
        *("反映完成情况", "完成得满分", "年终考核", "反映执行进度", "执行率×分值", "决算报表"),
        *("按时编报", "按时得满分", "批复文件"),
    ]


def test_points_of_classes_in_columns_of_their_own_are_not_the_indicators() -> None:
    report = read_one(as_docx(WEIGHTS))
    assert [(row.level1, row.level2, row.name, row.weight, row.score) for row in report.indicators] == [
        ("投入", "预算配置", "在职人员控制率", D(12), D(12)),
        ("投入", "预算配置", "“三公经费”变动率", D(8), D(7)),
        ("过程", "预算执行", "预算完成率", D(80), D(78)),
    ]
    assert given(report) == {
        "score.class.投入": "20",
        "score.class.预算配置": "20",
        "score.class.过程": "80",
        "score.class.预算执行": "80分",
        "score.weight_total": "100",
        "score.total": "97",
    }
    assert [entry.text for entry in report.unread] == ["不超编得满分", "不增长得满分", "完成得满分"]


@pytest.mark.parametrize(
    ("text", "name", "points"),
    [
        ("1.产出指标", "产出指标", None),
        ("一、产出指标", "产出指标", None),
        ("①产出指标", "产出指标", None),
        ("产出指标（50）", "产出指标", "(50)"),
        ("产出指标\n50", "产出指标", "50"),
        ("产出指标：50分", "产出指标", "50分"),
        ("产出指标【50分】", "产出指标", "(50分)"),
        ("效益指标（30分，其中社会效益20分）", "效益指标", "30分"),
        ("满意度指标（选填）", "满意度指标", None),
        ("产出指标（权重50%）", "产出指标", None),
    ],
)
def test_names_and_points_of_classes(text: str, name: str, points: str | None) -> None:
    rows = [
        [replace(box, text=text) if box.text == "履职效能" else box for box in row] for row in SCORING.rows
    ]
    report = read_one(as_docx(replace(SCORING, rows=rows)))
    assert [row.level1 for row in report.indicators] == [name, name, "管理效率"]
    found = report.facts.get(f"score.class.{name}")
    assert (found.text if found is not None else None) == points


def test_a_department_s_table_is_not_taken_for_a_project_s() -> None:
    report = read_one(as_docx(OVERALL))
    assert (report.scheme, report.form, report.doubts[0].candidates) == (
        None,
        "national-project-2020",
        ["national-project-2020"],
    )
    assert given(report) == {
        "funds.initial": "800",
        "funds.full_year": "820",
        "funds.executed": "810",
        "funds.execution_rate": "98.78%",
        "funds.score": "9.88",
        "goal.expected": "保障城乡供水。",
        "goal.achieved": "供水保障率达到99%。",
        "score.weight_total": "100",
        "score.total": "99.88",
    }
    assert [entry.text for entry in report.unread] == ["部门名称", "丙县水务局", "资金来源"]


def test_a_table_with_one_column_of_indicators() -> None:
    report = read_one(as_docx(SIMPLE))
    assert [(row.name, row.target, row.actual, row.score) for row in report.indicators] == [
        ("维修水厂数量", "≥5座", "5座", D(30)),
        ("维修合格率", "100%", "100%", D(30)),
    ]
    assert given(report) == {
        "project.name": "农村饮水安全维修养护",
        "project.unit": "丁镇人民政府",
        "score.total": "60",
    }
    assert [entry.text for entry in report.unread] == ["资金（万元）", "预算数", "50", "48", "96%"]


@pytest.mark.parametrize("sheet", [SCORING, OVERALL, SIMPLE], ids=["scoring", "overall", "simple"])
def test_nobody_is_told_to_change_a_form_we_do_not_know(sheet: Sheet) -> None:
    report = read_one(as_docx(sheet))
    findings = check(report, Job()).result.findings
    assert report.scheme is None
    assert [f.message for f in findings if f.severity is Severity.ERROR or f.blocking] == []
    assert {finding.code for finding in findings} <= {"D07", "S09"}
