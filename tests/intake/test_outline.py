"""Sections: the position in the outline counts, not the misprint."""

import pytest

from zhunsheng.intake.narrative import read_sections

TITLES = (
    "部门基本情况",
    "一般公共预算支出情况",
    "政府性基金预算支出情况",
    "部门整体支出绩效情况",
    "存在的问题及原因分析",
)


def outline(*lines):
    return [
        (section.number, section.title, section.text) for section in read_sections(list(lines), TITLES)[1]
    ]


def test_four_levels_of_headings():
    assert outline(
        "示例区档案馆2023年度部门整体支出绩效自评报告",
        "一、部门基本情况",
        "（一）机构设置情况",
        "内设综合股、业务股。",
        "（二）人员编制情况",
        "编制12人。",
        "二、一般公共预算支出情况",
        "（一）部门预算执行情况",
        "1.基本支出情况",
        "本年支出80万元。",
        "（1）人员经费",
        "支出60万元。",
        "2.项目支出情况",
        "本年支出20万元。",
    ) == [
        ("一", "部门基本情况", ""),
        ("一.1", "机构设置情况", "内设综合股、业务股。"),
        ("一.2", "人员编制情况", "编制12人。"),
        ("二", "一般公共预算支出情况", ""),
        ("二.1", "部门预算执行情况", ""),
        ("二.1.1", "基本支出情况", "本年支出80万元。"),
        ("二.1.1.1", "人员经费", "支出60万元。"),
        ("二.1.2", "项目支出情况", "本年支出20万元。"),
    ]


def test_misprinted_numbers_are_taken_by_their_position():
    numbers = [
        number
        for number, _, _ in outline(
            "一、部门基本情况",
            "二、一般公共预算支出情况",
            "（一）总体情况。",
            "（2） 部门预算执行情况",
            "1.基本支出情况",
            "（三）三公经费情况",
            "3、 政府性基金预算支出情况",
            "4、其他基金情况",
            "五、部门整体支出绩效情况",
        )
    ]
    assert numbers == ["一", "二", "二.1", "二.2", "二.2.1", "二.3", "三", "四", "五"]


def test_a_missing_first_heading_is_found_by_the_second():
    assert outline(
        "四、部门整体支出绩效情况",
        "全年工作顺利。",
        "夯实基础，收好档案",
        "接收档案1200卷。",
        "2.做活利用，服务群众",
        "接待查档300人次。",
    ) == [
        ("四", "部门整体支出绩效情况", "全年工作顺利。"),
        ("四.1", "夯实基础，收好档案", "接收档案1200卷。"),
        ("四.2", "做活利用，服务群众", "接待查档300人次。"),
    ]


def test_numbered_sentences_are_text_not_headings():
    assert outline(
        "一、部门基本情况", "（一）主要职责", "1、接收进馆档案。", "2、提供查阅利用服务，方便群众。"
    ) == [
        ("一", "部门基本情况", ""),
        ("一.1", "主要职责", "1、接收进馆档案。\n2、提供查阅利用服务，方便群众。"),
    ]


def test_a_bracketed_number_may_stand_before_a_sentence():
    assert outline("六、部门整体支出绩效情况", "（一）自评得分96分，等级为优。", "（二）主要成效。") == [
        ("六", "部门整体支出绩效情况", "（一）自评得分96分，等级为优。"),
        ("六.2", "主要成效", ""),
    ]


def test_a_heading_may_run_into_its_text():
    assert outline("一、部门基本情况", "（一）机构设置。我馆内设综合股和业务股，编制12人，在职11人。") == [
        ("一", "部门基本情况", ""),
        ("一.1", "机构设置", "我馆内设综合股和业务股，编制12人，在职11人。"),
    ]


@pytest.mark.parametrize(
    "line", ["2023年全年接收档案。", "一是接收档案。", "3.5万元用于购置设备", "（附表）"]
)
def test_what_only_looks_like_a_number_is_no_heading(line):
    assert outline("一、部门基本情况", line) == [("一", "部门基本情况", line)]


def test_parts_stand_above_chinese_numerals():
    assert outline(
        "第一部分 部门基本情况",
        "一、机构设置情况",
        "内设综合股、业务股。",
        "（一）综合股",
        "负责综合。",
        "二、人员编制情况",
        "编制12人。",
        "第二部分、一般公共预算支出情况",
        "一、基本支出情况",
        "本年支出80万元。",
    ) == [
        ("一", "部门基本情况", ""),
        ("一.1", "机构设置情况", "内设综合股、业务股。"),
        ("一.1.1", "综合股", "负责综合。"),
        ("一.2", "人员编制情况", "编制12人。"),
        ("二", "一般公共预算支出情况", ""),
        ("二.1", "基本支出情况", "本年支出80万元。"),
    ]
