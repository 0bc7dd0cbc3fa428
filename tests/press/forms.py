"""A small form with everything a form can have, and a report in it."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal

from zhunsheng.kernel.facts import Fact, State, given, not_applicable
from zhunsheng.kernel.form import Form
from zhunsheng.kernel.form_files import form_from
from zhunsheng.kernel.report import Indicator, Report, Section

_TOML = """
id = "small"
title = "部门整体支出绩效自评报告"
since = 2023
basis = "local-practice"

[[table]]
id = "data"
number = "附件1"
title = "{year}年度基础数据表"
above = "填报单位：{unit.filer}"
below = "填表人：{filing.preparer} 填报日期：{filing.date} 联系电话：{filing.phone}"
widths = [40, 20, 20, 20]
suffixes = ["prior", "budget", "final"]
note = "说明：不适用的填“——”。"
rows = [
  ["人员情况", "编制数", "{year}年在职人数", "控制率"],
  ["^", "{staffing.quota}", "{staffing.actual}", "{staffing.control_rate}"],
  ["经费情况", "{year-1}年决算数", "{year}年预算数", "{year}年决算数"],
  ["项目支出：", "projects.total.*"],
  ["  1、市级专项资金\\n（一个专项一行）", "projects.special.*"],
  ["  ……", "projects.extra.*"],
  ["政府采购金额", "procurement.*"],
  ["楼堂馆所\\n（{buildings.year}年完工）", "批复规模（㎡）", "实际规模（㎡）", "规模控制率"],
  ["^", "{buildings.approved_area}", "{buildings.actual_area}", "{buildings.area_rate}"],
  ["厉行节约保障措施", "3>{thrift.measures}"],
]
[table.repeat]
"市级专项资金" = "projects.special"
"……" = "projects.extra"
"楼堂馆所" = "buildings"
[table.computed]
"staffing.control_rate" = "staffing.actual / staffing.quota"
"buildings.area_rate" = "buildings.actual_area / buildings.approved_area"
[table.fixed]
"——" = ["procurement.prior"]

[[table]]
id = "self"
number = "附件2"
title = "绩效自评表"
above = "（{year}年度）"
widths = [8, 12, 12, 20, 14, 14, 10, 10]
landscape = true
rows = [
  ["2>预算单位名称", "6>{unit.name}"],
  ["4>其中：基本支出：{funds.basic}", "4>"],
  ["绩效\\n指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
  ["^", "indicators: level1 level2 name target actual weight score"],
  ["6>总分", "{score.weight_total}", "{score.total}"],
]
classes = [
  ["产出指标", 60, ["数量指标", "时效指标"]],
  ["满意度指标", 40, ["服务对象满意度指标"]],
]
[table.optional]
"评价等级" = "score.grade"
"等级" = "score.grade"
"""


def small_form() -> Form:
    return form_from(tomllib.loads(_TOML))


def small_report() -> Report:
    report = Report(form="small", fiscal_year=2023, unit="示例区档案馆")
    report.title = "2023年度示例区档案馆部门整体支出绩效自评报告"
    report.facts = {
        "unit.filer": given("示例区档案馆"),
        "unit.name": given("示例区档案馆"),
        "staffing.quota": given(Decimal(13), "13"),
        "staffing.actual": given(Decimal(11), "11"),
        "staffing.control_rate": given(Decimal("0.8462"), "84.62%"),
        "projects.total.prior": given(Decimal(0), "0"),
        "projects.total.final": given(Decimal("9.2"), "9.20"),
        "projects.special[1].name": given("数字档案", "（1）数字档案"),
        "projects.special[1].final": given(Decimal("9.2"), "9.20"),
        "procurement.prior": not_applicable("——"),
        "procurement.budget": given(Decimal("44.2"), "442000元"),
        "buildings.year": given(Decimal(2022), "2022"),
        "thrift.measures": given("一是压缩接待。\n二是<集中>采购 & 租车。"),
        "filing.date": given(date(2024, 7, 30), "2024年7月30日"),
        "filing.phone": given("0000-1234567"),
        "funds.basic": given(Decimal("248.74"), "248.74"),
        "score.weight_total": given(Decimal(100), "100"),
        "score.total": given(Decimal(97), "97"),
        "score.grade": given("优"),
        "score.class.产出指标": Fact(Decimal(60), State.GIVEN, "(60分)"),
    }
    report.indicators = [
        Indicator("产出指标", "数量指标", "接收档案", "≥200卷", "212卷", Decimal(30), Decimal(30)),
        Indicator("产出指标", "日效指标", "按期移交", "12月底前", "11月", Decimal(30), Decimal("28.5")),
        Indicator(
            "满意度指标", "服务对象满意度指标", "群众满意度", "≥98%", "98", Decimal(40), Decimal("38.50")
        ),
    ]
    report.sections = [
        Section("一", "部门基本情况", ""),
        Section("一.1", "机构设置情况", "内设综合股。\n编制13人。", "（2）机构设置情况"),
        Section("一.1.1", "2023年新设", "一个。"),
        Section("一.1.1.1", "缘由", "无"),
        Section("十二", "其他；说明", "无"),
    ]
    return report
