"""The workbook: layout, protection, checks and formulas as openpyxl sees them, and what reads back."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.press.forms import small_form, small_report
from tests.press.reports import forms, intake, rulebook

from zhunsheng.intake.readers import read_bytes, xlsx_hidden
from zhunsheng.kernel.facts import Kind, blank, given
from zhunsheng.kernel.form import Form
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.report import Report
from zhunsheng.press.errors import PressError
from zhunsheng.press.xlsx import xlsx_bytes
from zhunsheng.press.xlsx_formulas import result_of, sheet_formula
from zhunsheng.press.xlsx_template import template_xlsx
from zhunsheng.press.xlsx_values import DATE, GENERAL, RATE, CellValue, cell_value


def opened(data: bytes, values: bool = False) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def filled(report: Report | None = None, values: bool = False) -> Workbook:
    return opened(xlsx_bytes(report or small_report(), small_form()), values)


def cell_with(sheet: Worksheet, text: str) -> str:
    return next(cell.coordinate for row in sheet for cell in row if str(cell.value).replace("\n", "") == text)


def texts(sheet: Worksheet) -> list[list[object]]:
    """The rows without their empty cells and the numbers of the hidden column."""
    return [[cell.value for cell in row[:-1] if cell.value is not None] for row in sheet]


def test_the_layout_of_the_form() -> None:
    book = filled()
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [
        ("附件1", "visible"),
        ("附件2", "visible"),
        ("_meta", "hidden"),
    ]
    assert texts(book["附件1"]) == [
        ["附件1"],
        ["2023年度基础数据表"],
        ["填报单位：", "示例区档案馆"],
        ["人员情况", "编制数", "2023年在职人数", "控制率"],
        [13, 11, '=IF(COUNT($C$5,$B$5)<2,"",IFERROR(ROUND(($C$5/$B$5),4),""))'],
        ["经费情况", "2022年决算数", "2023年预算数", "2023年决算数"],
        ["项目支出：", 0, 9.2],
        ["1、市级专项资金"],
        ["（1）数字档案", 9.2],
        [],
        ["政府采购金额", "——", "442000元"],
        ["楼堂馆所\n（2022年完工）", "批复规模（㎡）", "实际规模（㎡）", "规模控制率"],
        ['=IF(COUNT($C$13,$B$13)<2,"",IFERROR(ROUND(($C$13/$B$13),4),""))'],
        ["厉行节约保障措施", "一是压缩接待。\n二是<集中>采购 & 租车。"],
        ["说明：不适用的填“——”。"],
        ["填表人："],
        ["填报日期：", book["附件1"]["B17"].value],
        ["联系电话：", "0000-1234567"],
    ]
    assert str(book["附件1"]["B17"].value) == "2024-07-30 00:00:00"
    merged = {str(cells) for cells in book["附件1"].merged_cells.ranges}
    assert merged == {
        "A1:D1",
        "A2:D2",
        "B3:D3",
        "A4:A5",
        "A12:A13",
        "B14:D14",
        "A15:D15",
        "B16:D16",
        "B17:D17",
        "B18:D18",
    }


def test_numbers_look_as_they_were_written() -> None:
    sheet = filled(values=True)["附件1"]
    shown = {
        cell: (sheet[cell].value, sheet[cell].number_format) for cell in ("B5", "D5", "D7", "C11", "B17")
    }
    assert shown == {
        "B5": (13, "0"),
        "D5": (0.8462, "0.00%"),
        "D7": (9.2, "0.00"),
        "C11": ("442000元", "General"),
        "B17": (sheet["B17"].value, 'yyyy"年"m"月"d"日"'),
    }


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("9.20", Kind.MONEY, CellValue(Decimal("9.20"), "0.00")),
        ("1,234.5", Kind.MONEY, CellValue(Decimal("1234.5"), "#,##0.0")),
        ("-3", Kind.MONEY, CellValue(Decimal(-3), "0")),
        ("007", Kind.MONEY, CellValue("007", GENERAL)),
        ("１３", Kind.COUNT, CellValue("１３", GENERAL)),
        ("13人", Kind.COUNT, CellValue("13人", GENERAL)),
        ("84.62%", Kind.RATE, CellValue(Decimal("0.8462"), "0.00%")),
        ("0.8462", Kind.RATE, CellValue("0.8462", GENERAL)),
        ("98%", Kind.MONEY, CellValue("98%", GENERAL)),
        ("", Kind.RATE, CellValue("", RATE)),
        ("", Kind.MONEY, CellValue("", GENERAL)),
        ("1234567890123456", Kind.MONEY, CellValue("1234567890123456", GENERAL)),
        ("2024年7月", Kind.DATE, CellValue("2024年7月", DATE)),
        ("=1+1", Kind.TEXT, CellValue("=1+1", GENERAL)),
        ("98", Kind.TEXT, CellValue("98", GENERAL)),
    ],
)
def test_value_of_a_cell(text: str, kind: Kind, value: CellValue) -> None:
    assert cell_value(text, kind) == value


# --- formulas -------------------------------------------------------------------------------------


def test_formulas_have_their_results_with_them() -> None:
    formulas, values = filled()["附件2"], filled(values=True)["附件2"]
    total = f"G{formulas.max_row - 1}"
    score = f"H{formulas.max_row - 1}"
    assert formulas[total].value == '=IF(COUNT($G$7:$G$10)=0,"",ROUND(SUM($G$7:$G$10),4))'
    assert (values[total].value, values[score].value) == (100, 97)


def test_a_formula_never_changes_what_was_filed() -> None:
    report = small_report()
    report.facts["staffing.control_rate"] = given(Decimal("0.85"), "85.00%")
    report.facts["score.total"] = blank()
    book = filled(report)
    assert book["附件1"]["D5"].value == 0.85
    assert not book["附件1"]["D5"].protection.locked
    assert book["附件2"][f"H{book['附件2'].max_row - 1}"].value is None


def test_formulas_of_the_rulebook() -> None:
    cells = {"funds.weight": "$F$3", "funds.executed": "$D$3", "funds.full_year": "'附件1'!$C$3"}
    score = "min(funds.weight, funds.weight * funds.executed / funds.full_year)"
    assert sheet_formula(score, cells, 2) == (
        "=IF(COUNT($F$3,$D$3,'附件1'!$C$3)<3,\"\",IFERROR(ROUND(MIN($F$3,(($F$3*$D$3)/'附件1'!$C$3)),2),\"\"))"
    )
    assert sheet_formula(score, {}, 2) is None
    assert (
        sheet_formula("-funds.weight + 1.50", cells, 0)
        == '=IF(COUNT($F$3)<1,"",IFERROR(ROUND(((-$F$3)+1.5),0),""))'
    )
    assert sheet_formula("given(funds.weight)", cells, 2) is None
    facts = {
        "funds.weight": given(Decimal(10)),
        "funds.executed": given(Decimal(1)),
        "funds.full_year": given(Decimal(3)),
    }
    assert result_of(score, facts, 2) == Decimal("3.33")
    assert result_of(score, facts | {"funds.full_year": given(Decimal(0))}, 2) is None
    assert result_of(score, {}, 2) is None


# --- what may be filled ---------------------------------------------------------------------------


def test_only_what_may_be_filled_is_open() -> None:
    sheet = filled()["附件1"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    open_cells = {cell.coordinate for row in sheet for cell in row if not cell.protection.locked}
    assert {"B5", "C5", "B7", "A9", "D9", "A12", "B14", "B16"} <= open_cells
    assert not {"A1", "A4", "B4", "D5", "A7", "A8", "A15", "A16"} & open_cells
    assert {sheet[cell].fill.fgColor.rgb for cell in ("B5", "A9", "A12")} == {"FFFFFBE6"}
    assert sheet["D5"].fill.fgColor.rgb == "FFECEEF1"


def test_checks_say_in_chinese_what_is_wanted() -> None:
    base, own = filled()["附件1"], filled()["附件2"]
    rules = {
        str(rule.sqref): rule
        for rule in (*base.data_validations.dataValidation, *own.data_validations.dataValidation)
    }
    score = rules["H7:H10"]
    assert (score.type, score.formula1, score.formula2) == ("decimal", "0", "G7")
    assert score.error == "得分不能低于0，也不能高于本指标的分值，只填数字，不写“分”。"
    assert rules["B17:D17" if "B17:D17" in rules else "B17"].error == "请填日期，例如 2024-7-30。"
    money = next(rule for ranges, rule in rules.items() if "B7" in ranges.split())
    assert money.errorStyle == "warning"
    assert money.formula1 == 'OR(AND(ISNUMBER(B7),B7>=0),B7="—",B7="——",B7="/",B7="无",B7="不适用")'
    assert money.error == "请填不小于0的数，单位是万元，例如 248.74；没有发生填 0，不适用填“——”。"


def test_paper() -> None:
    base, own = filled()["附件1"], filled()["附件2"]
    assert (base.page_setup.paperSize, base.page_setup.orientation) == (9, "portrait")
    assert (own.page_setup.paperSize, own.page_setup.orientation) == (9, "landscape")
    assert (base.sheet_properties.pageSetUpPr.fitToPage, base.page_setup.fitToHeight) == (True, 0)
    assert own.print_title_rows == "$6:$6"
    assert own.oddFooter.center.text == "— &P —"
    assert base.column_dimensions["E"].hidden


def test_no_one_is_named() -> None:
    book = filled()
    assert (book.properties.creator, book.properties.lastModifiedBy) == ("准绳", "准绳")
    assert xlsx_bytes(small_report(), small_form()) == xlsx_bytes(small_report(), small_form())


def test_text_that_excel_would_lose_is_refused() -> None:
    report = small_report()
    report.facts["thrift.measures"] = given("长" * 32768)
    with pytest.raises(PressError, match="超过 Excel 一格能放的 32767 字"):
        xlsx_bytes(report, small_form())


# --- for programs ---------------------------------------------------------------------------------


def test_what_each_cell_holds_is_written_down() -> None:
    rows = xlsx_hidden(xlsx_bytes(small_report(), small_form()))["_meta"]
    assert rows[:6] == [
        ["version", "1"],
        ["scheme"],
        ["form", "small"],
        ["fiscal_year", "2023"],
        ["unit", "示例区档案馆"],
        ["附件1", "3", "", "unit.filer"],
    ]
    assert [
        "附件1",
        "9",
        "projects.special[1].name",
        *(f"projects.special[1].{c}" for c in ("prior", "budget", "final")),
    ] in rows
    assert [
        "附件2",
        "7",
        "",
        "",
        "",
        *(f"indicator.0.{c}" for c in ("name", "target", "actual", "weight", "score")),
    ] in rows
    sheet = filled()["附件1"]
    assert [sheet.cell(row, 5).value for row in range(1, 19)] == list(range(1, 19))
    assert sheet["E1"].number_format == ";;;"


# --- filling the blank form -----------------------------------------------------------------------


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.id)
def test_a_blank_form_reads_back_blank(form: Form) -> None:
    scheme = rulebook().schemes[rulebook().scheme_of_form(form.id)]
    (report,) = intake().read(read_bytes(template_xlsx(form, scheme, 2024), "模板.xlsx"))
    assert (report.form, report.fiscal_year, report.indicators, report.unread) == (form.id, 2024, [], [])
    printed = {key for table in form.tables for key in table.fixed}
    said = {
        key
        for key, fact in report.facts.items()
        if fact.state == "given" and not key.startswith("score.class.")
    }
    assert said <= printed | {"goal.points"}
    assert len(report.empty_rows) == 3 * sum(
        len(level.parts) for table in form.tables for level in table.classes
    )


def test_what_is_typed_into_the_blank_form_is_read() -> None:
    form = rulebook().forms["hunan-overall"]
    book = opened(template_xlsx(form, rulebook().schemes["hunan-overall"], 2023))
    base, own = book["附件1-1"], book["附件1-2"]
    base["B5"], base["D5"] = 13, 11
    row = base[cell_with(base, "3、市级专项资金（一个专项一行）")].row + 1
    base.cell(row, 1).value, base.cell(row, 4).value = "数字政务专项", 5.5
    own["C3"] = "示例区政务服务中心"
    first = own[cell_with(own, "一级指标")].row + 1
    for column, value in zip("DEFGH", ("窗口办件量", "≥20000件", "21052件", 20, 19.5), strict=True):
        own[f"{column}{first}"] = value
    buffer = io.BytesIO()
    book.save(buffer)
    (report,) = intake().read(read_bytes(buffer.getvalue(), "模板.xlsx"))
    assert report.unit == "示例区政务服务中心"
    assert {
        key: plain_decimal(report.number(key) or Decimal(-1))
        for key in ("staffing.quota", "staffing.actual", "projects.special[1].budget")
    } == {
        "staffing.quota": "13",
        "staffing.actual": "11",
        "projects.special[1].budget": "5.5",
    }
    assert report.text("projects.special[1].name") == "数字政务专项"
    (indicator,) = report.indicators
    assert (indicator.level1, indicator.level2, indicator.name, indicator.target, indicator.actual) == (
        "产出指标",
        "数量指标",
        "窗口办件量",
        "≥20000件",
        "21052件",
    )
    assert (indicator.weight, indicator.score) == (20, Decimal("19.5"))
