from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtFact, AtIndicator, AtPlace, AtSection, Problem
from zhunsheng.kernel.places import CellPlace
from zhunsheng.kernel.report import Printed, TableSeen

TITLE = "一、部门基本情况"


@pytest.mark.parametrize(
    "text",
    [
        "以提高效率为目的的改革，的的确确有效。",
        "以及及时答复，涉及及早整改，普及及推广。",
        "群众参与与监督，态度温和和气。",
        "件件有回音，事事有人管，走深走实，等等。",
        "本年支付工程款，本年支持企业，本年收到拨款，本年收入合计。",
    ],
)
def test_rightly_repeated_characters(messages, text):
    assert messages("T03.repeated_or_missing", prose=(TITLE, text)) == []


def test_slips_in_cells_are_found_where_they_stand(problems):
    found = problems(
        "T03.repeated_or_missing",
        facts={"thrift.measures": "节约用电，，减少打印。"},
        indicators=({"name": "归档及及时率", "reason": "档案的的整理滞后。"},),
    )
    assert [(problem.message, problem.targets) for problem in found] == [
        ("“档案的的整理滞后”里“的的”重复。", [AtIndicator(0, "reason")]),
        ("“节约用电，，减少打印”里“，，”重复。", [AtFact("thrift.measures")]),
    ]


def test_brackets_of_a_printed_label(problems):
    labels = [Printed("产出指标\n（50分)", CellPlace(1, 11, 1)), Printed("（万元）", CellPlace(1, 1, 0))]
    found = problems("T04.mixed_punctuation", report={"tables": [TableSeen("self", 1, labels=labels)]})
    assert [(problem.message, problem.targets) for problem in found] == [
        ("1处括号一边中文、一边英文。", [AtPlace(CellPlace(1, 11, 1))])
    ]


@pytest.mark.parametrize(
    "date",
    [
        "202年3月11日",
        "20233年5月",
        "2023年13月",
        "2023年2月29日",
        "2024年6月31日",
        "1970年1月1日",
        "2023 年 0 月",
    ],
)
def test_dates_that_do_not_exist(problems, date):
    assert problems("T05.malformed_date", prose=(TITLE, f"本馆于{date}迁址。")) == [
        Problem(f"日期“{date}”不存在。", [AtSection("一", 3, 3 + len(date))], "请核对年、月、日。")
    ]


@pytest.mark.parametrize(
    "date",
    ["2024年2月29日", "2023年12月", "23年5月", "15年6个月", "2023年第3季度", "2023—2027年", "1978年10月1日"],
)
def test_dates_that_do(messages, date):
    assert messages("T05.malformed_date", prose=(TITLE, f"本馆于{date}迁址。")) == []


def test_date_cell_that_holds_no_date(messages):
    assert messages("T05.malformed_date", facts={"filing.date": "二〇二四年春"}) == [
        "“填报日期”填的“二〇二四年春”不是日期。"
    ]


def test_only_the_long_paragraph_is_pointed_at(problems):
    long = "逐卷核对目录，" * 90
    found = problems("T06.overlong_paragraph", prose=(TITLE, "短的一段。", long))
    assert [(problem.message, problem.targets) for problem in found] == [
        ("“逐卷核对目录，逐卷核对目…”一段有630字。", [AtSection("一", 6, 636)])
    ]


@pytest.mark.parametrize("text", ["推广O2O服务、5G网络，Office软件，II类设备，IP地址10.0.0.1，项目预算。"])
def test_letters_that_belong_there(messages, text):
    assert messages("T07.scanning_noise", prose=(TITLE, text)) == []


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("设备5O.00万元", "疑为“50.00”。"),
        ("用地l2.5亩", "疑为“12.5”。"),
        ("顼目支出", "疑为“项目”。"),
        ("预箅执行", "疑为“预算”。"),
    ],
)
def test_what_the_noise_stands_for(problems, text, hint):
    assert [problem.hint for problem in problems("T07.scanning_noise", prose=(TITLE, text))] == [hint]


def test_signs_of_radicals_are_counted_once(messages):
    assert messages("T07.scanning_noise", prose=(TITLE, "项⽬⽀出⽤于⼯程。")) == [
        "3处用了部首字符代替汉字。"
    ]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("6月31日前完成。", 1),
        ("13月5日完成。", 1),
        ("2月29日完成。", 0),
        ("1—12月31日。", 0),
        ("12月31日前。", 0),
    ],
)
def test_days_without_a_year(messages, sentence, told):
    assert len(messages("T05.malformed_date", prose=("八、下一步改进措施", sentence))) == told


LONG = "本馆全年整理民国档案一万二千卷，逐卷核对目录和页码，修补破损页三百余张，并按照全宗重新装盒上架入库。"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("逐卷核对案卷目录，逐卷核对案卷目录，全部入库。",), ["“逐卷核对案卷目录…”连着写了两遍。"]),
        (("开放档案三百二十卷，等候缩短。",) * 2, ["“开放档案三百二十卷，等候…”一段写了两遍。"]),
        ((LONG, "开放档案。", LONG), ["“本馆全年整理民国档案一万…”一段写了两遍。"]),
        (("本单位无此项收支。",) * 2, []),
        (("一步一步走，一步一步走。",), []),
    ],
)
def test_what_is_written_twice(messages, lines, told):
    found = messages("T03.repeated_passage", prose=("六、部门整体支出绩效情况", *lines))
    assert found == told
