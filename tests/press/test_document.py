"""The neutral tree: what stands where, whole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.press.forms import small_form, small_report
from tests.press.reports import rulebook

from zhunsheng.kernel.facts import given
from zhunsheng.kernel.report import Indicator, Report
from zhunsheng.press.document import report_tree
from zhunsheng.press.filling import Filling
from zhunsheng.press.tables import drawn
from zhunsheng.press.tree import Cell, Kind, Page, Table, Text, heading_row


def texts(page: Page) -> list[tuple[str, int, str]]:
    return [(block.role.value, block.level, block.text) for block in page.blocks if isinstance(block, Text)]


def table(page: Page) -> Table:
    return next(block for block in page.blocks if isinstance(block, Table))


def shape(drawing: Table) -> list[str]:
    """Each row as its texts, “^” for a covered cell, ×n for rows, >n for columns."""
    return [" | ".join(_cell(cell) for cell in row.cells) for row in drawing.rows]


def _cell(cell: Cell) -> str:
    if not cell.rows:
        return "^"
    spans = (f">{cell.span}" if cell.span > 1 else "") + (f"×{cell.rows}" if cell.rows > 1 else "")
    return cell.text.replace("\n", "/") + spans


def test_a_whole_report() -> None:
    tree = report_tree(small_report(), small_form())
    assert tree.title == "2023年度示例区档案馆部门整体支出绩效自评报告"
    assert [page.landscape for page in tree.pages] == [False, False, True]
    assert texts(tree.pages[0]) == [
        ("title", 0, "2023年度示例区档案馆"),
        ("title", 0, "部门整体支出绩效自评报告"),
        ("heading", 1, "一、部门基本情况"),
        ("heading", 2, "（一）机构设置情况"),
        ("body", 0, "内设综合股。"),
        ("body", 0, "编制13人。"),
        ("heading", 3, "1. 2023年新设"),
        ("body", 0, "一个。"),
        ("heading", 4, "（1）缘由"),
        ("body", 0, "无"),
        ("heading", 1, "十二、其他；说明。"),
        ("body", 0, "无"),
        ("list-head", 0, "附件："),
        ("list-item", 0, "1.2023年度基础数据表"),
        ("list-item", 0, "2.绩效自评表"),
    ]
    assert texts(tree.pages[1]) == [
        ("annex-number", 0, "附件1"),
        ("table-title", 0, "2023年度基础数据表"),
        ("line", 0, "填报单位：示例区档案馆"),
        ("note", 0, "说明：不适用的填“——”。"),
        ("signature", 0, "填表人：\t填报日期：2024年7月30日\t联系电话：0000-1234567"),
    ]
    assert texts(tree.pages[2]) == [
        ("annex-number", 0, "附件2"),
        ("table-title", 0, "绩效自评表"),
        ("subtitle", 0, "（2023年度）"),
    ]


def test_a_table_of_facts() -> None:
    drawing = table(report_tree(small_report(), small_form()).pages[1])
    assert shape(drawing) == [
        "人员情况×2 | 编制数 | 2023年在职人数 | 控制率",
        "^ | 13 | 11 | 84.62%",
        "经费情况 | 2022年决算数 | 2023年预算数 | 2023年决算数",
        "项目支出： | 0 |  | 9.20",
        "1、市级专项资金 |  |  | ",
        "（1）数字档案 |  |  | 9.20",
        "政府采购金额 | —— | 442000元 | ",
        "楼堂馆所/（2022年完工）×2 | 批复规模（㎡） | 实际规模（㎡） | 规模控制率",
        "^ |  |  | ",
        "厉行节约保障措施 | 一是压缩接待。/二是<集中>采购 & 租车。>3",
    ]
    assert [row.head for row in drawing.rows] == [True, False, True, *[False] * 7]
    assert [cell.kind for cell in drawing.rows[0].cells] == [Kind.LABEL, Kind.HEAD, Kind.HEAD, Kind.HEAD]
    assert [row.cells[0].indent for row in drawing.rows[3:7]] == [0, 2, 2, 0]
    assert drawing.rows[5].cells[3].keys == ("projects.special[1].final",)
    assert heading_row(drawing.rows) is None


def test_a_table_of_indicators() -> None:
    drawing = table(report_tree(small_report(), small_form()).pages[2])
    assert shape(drawing) == [
        "预算单位名称>2 | 示例区档案馆>6",
        "其中：基本支出：248.74>4 | >4",
        "绩效/指标×5 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分",
        "^ | 产出指标/（60分）×3 | 数量指标 | 接收档案 | ≥200卷 | 212卷 | 30 | 30",
        "^ | ^ | 日效指标 | 按期移交 | 12月底前 | 11月 | 30 | 28.5",
        "^ | ^ | 时效指标 |  |  |  |  | ",
        "^ | 满意度指标 | 服务对象/满意度指标 | 群众满意度 | ≥98% | 98 | 40 | 38.5",
        "总分>6 | 100 | 97",
        "评价等级>2 | 优>6",
    ]
    assert [row.indicator for row in drawing.rows] == [-1, -1, -1, 0, 1, -1, 2, -1, -1]
    assert heading_row(drawing.rows) == 2


def test_the_blank_form_keeps_its_prompts() -> None:
    form = small_form()
    filling = Filling(2024, None, spare=2, spare_repeats=1, placeholders=True)
    base, own = (shape(drawn(table, filling)) for table in form.tables)
    assert base[4:8] == [
        "1、市级专项资金/（一个专项一行） |  |  | ",
        " |  |  | ",
        "…… |  |  | ",
        "政府采购金额 | —— |  | ",
    ]
    assert base[8] == "楼堂馆所/（　　年完工）×2 | 批复规模（㎡） | 实际规模（㎡） | 规模控制率"
    assert own[3:9] == [
        "^ | 产出指标/（60分）×4 | 数量指标×2 |  |  |  |  | ",
        "^ | ^ | ^ |  |  |  |  | ",
        "^ | ^ | 时效指标×2 |  |  |  |  | ",
        "^ | ^ | ^ |  |  |  |  | ",
        "^ | 满意度指标/（40分）×2 | 服务对象/满意度指标×2 |  |  |  |  | ",
        "^ | ^ | ^ |  |  |  |  | ",
    ]


def test_without_a_year_the_columns_are_named_in_words() -> None:
    report = replace(small_report(), fiscal_year=None)
    pages = report_tree(report, small_form()).pages
    assert shape(table(pages[1]))[2] == "经费情况 | 上年决算数 | 本年预算数 | 本年决算数"
    assert texts(pages[2])[2] == ("subtitle", 0, "（　　年度）")


def test_items_added_by_hand_take_the_place_of_the_dots() -> None:
    report = small_report()
    report.facts |= {
        "projects.extra[1].name": given("数据清洗"),
        "projects.extra[1].budget": given(Decimal("1.5")),
        "buildings[2].approved_area": given(Decimal(13)),
    }
    rows = shape(table(report_tree(report, small_form()).pages[1]))
    assert rows[6:8] == ["数据清洗 |  | 1.5 | ", "政府采购金额 | —— | 442000元 | "]
    assert rows[8:11] == [
        "楼堂馆所/（2022年完工）×3 | 批复规模（㎡） | 实际规模（㎡） | 规模控制率",
        "^ |  |  | ",
        "^ | 13 |  | ",
    ]


def test_a_fund_under_its_own_number_takes_the_place_of_the_empty_row() -> None:
    def projects(name: str, **facts: Decimal) -> list[str]:
        form = rulebook().forms["hunan-overall"]
        report = Report(form=form.id, fiscal_year=2023)
        report.facts |= {
            "projects.special[1].name": given(name),
            "projects.special[1].final": given(Decimal(12)),
        }
        report.facts |= {f"projects.special.{column}": given(figure) for column, figure in facts.items()}
        rows = shape(drawn(form.tables[0], Filling.of(report)))
        return [row for row in rows if "专项" in row]

    own, empty = "3、学前教育发展专项 | >2 | >2 | 12>2", "3、市级专项资金 | >2 | >2 | >2"
    assert projects("3、学前教育发展专项") == [own]
    assert projects("学前教育发展专项") == [empty, "学前教育发展专项 | >2 | >2 | 12>2"]
    assert projects("3、学前教育发展专项", prior=Decimal(5)) == ["3、市级专项资金 | 5>2 | >2 | >2", own]


def test_rows_below_several_funds_of_their_own_are_numbered_on() -> None:
    form = rulebook().forms["hunan-overall"]
    report = Report(form=form.id, fiscal_year=2023)
    names = ("3、学前教育发展专项", "4、义务教育改善专项")
    report.facts |= {
        f"projects.special[{number}].name": given(name) for number, name in enumerate(names, start=1)
    }
    labels = [row.partition(" | ")[0] for row in shape(drawn(form.tables[0], Filling.of(report)))]
    start = labels.index("1、业务工作经费")
    assert labels[start : start + 6] == [
        "1、业务工作经费",
        "2、运行维护经费",
        *names,
        "5、其他事业类发展资金",
        "公用经费",
    ]
    assert {"1、公务用车购置和维护经费", "3、公务接待"} <= set(labels)


def test_a_project_is_its_table_alone() -> None:
    form = rulebook().forms["national-project-2020"]
    report = Report(
        form=form.id, fiscal_year=2023, indicators=[Indicator("", "", "建成站点", score_text="无")]
    )
    tree = report_tree(report, form)
    assert [texts(page) for page in tree.pages] == [
        [("table-title", 0, "项目支出绩效自评表"), ("subtitle", 0, "（2023年度）")]
    ]
    assert shape(table(tree.pages[0]))[10] == "^ |  |  | 建成站点 |  |  |  | 无 | "


def test_numbered_goals_have_rows_and_points_of_their_own() -> None:
    form = rulebook().forms["hubei-overall"]
    report = Report(form=form.id, fiscal_year=2023)
    report.facts = {
        "goal.expected": given("建成站点"),
        "goal.points": given(Decimal(60)),
        "goal[2].expected": given("培训窗口"),
        "goal[2].points": given(Decimal(20)),
    }
    rows = shape(table(report_tree(report, form).pages[0]))
    assert rows[4:6] == ["年度目标1：/（60分） | 建成站点>6", "年度目标2：/（20分） | 培训窗口>6"]
    assert rows[2].startswith("预算执行情况（万元）/（20分）×2 | >2 | ")
