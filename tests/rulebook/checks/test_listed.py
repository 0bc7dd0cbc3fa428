from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtSection, Problem

UNIT = "一、部门基本情况"
RESULTS = "六、部门整体支出绩效情况"


def test_names_fewer_than_announced(problems):
    prose = (UNIT, "内设5个股室：办公室、财务股、业务股、法规股。")
    assert problems("A14.listed_names", prose=prose) == [
        Problem("写有5个，列出的却是4个。", [AtSection("一", 0, 22)], "请核对个数和名称。")
    ]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("内设机构共4个：办公室、指挥科、法规科。", "写有4个，列出的却是3个。"),
        ("内设股室5个，分别是办公室、财务股、业务股、法规股，编制20人。", "写有5个，列出的却是4个。"),
        ("内设办公室、财务股、业务股、法规股3个股室。", "写有3个，列出的却是4个。"),
        ("下设3个二级单位：甲中心、乙中心。", "写有3个，列出的却是2个。"),
        ("下设二级单位2个：甲中心、乙中心、丙中心。", "写有2个，列出的却是3个。"),
        ("下辖五个社区：甲社区、乙社区、丙社区。", "写有5个，列出的却是3个。"),
        ("包括四个方面：建章立制、整理卷宗、开放查档。", "写有4个，列出的却是3个。"),
        ("内设3个股室：综合室和业务室。", "写有3个，列出的却是2个。"),
    ],
)
def test_names_listed(messages, sentence, told):
    assert messages("A14.listed_names", prose=(UNIT, sentence)) == [told]


@pytest.mark.parametrize(
    "sentence",
    [
        "内设机构3个：办公室、危化和烟花科、法规科。",
        "内设机构共4个：办公室、指挥科、危化科和法规科。",
        "内设机构8个：办公室、指挥科等。",
        "内设3个科：综合科、业务科和法规科，编制12人。",
        "内设2个科：综合科负责文秘、业务科负责登记。",
        "内设机构3个：综合股、窗口管理股（加挂档案室、资料室牌子）、数据应用股。",
        "内设3个股室（办公室、财务股、业务股），下设甲中心、乙中心。",
        "下辖5个社区、2个村：甲社区、乙社区、丙社区、丁社区、戊社区、己村、庚村。",
        "辖行政村、社区12个村。",
        "设办公室、业务股和3个中心。",
        "包括甲镇、乙镇在内的5个镇。",
        "设有12个部门，包括办公室、财务股，人员32人。",
        "走访5个社区：解决问题30个。",
        "联合3个部门：开展检查、督查。",
        "内设5个股室：",
        "内设4个股室：办公室（财务股）、业务股、法规股。",
        "涉及3个镇：甲镇、乙镇，丙镇。",
    ],
)
def test_names_that_may_be_right(messages, sentence):
    assert messages("A14.listed_names", prose=(UNIT, sentence)) == []


def test_items_fewer_than_announced(problems):
    prose = (RESULTS, "采取了四项措施：一是建章立制。二是强化培训。三是严格考核。")
    assert problems("A14.listed_items", prose=prose) == [
        Problem("写有“四项措施”，列出的是3条。", [AtSection("六", 3, 24)], "请核对条数，改数或补上漏写的。")
    ]


@pytest.mark.parametrize(
    ("paragraphs", "told"),
    [
        (("重点抓了三项工作。一是建章。二是培训。三是考核。四是宣传。",), "写有“三项工作”，列出的是4条。"),
        (("存在以下3个方面的问题：", "一是制度不全。", "二是进度慢。"), "写有“3个方面的问题”，列出的是2条。"),
    ],
)
def test_items_listed(messages, paragraphs, told):
    assert messages("A14.listed_items", prose=(RESULTS, *paragraphs)) == [told]


@pytest.mark.parametrize(
    "sentence",
    [
        "采取了两项措施：一是建章立制。二是强化培训。",
        "采取了三项措施：一是建章立制。二是强化培训。此外严格考核。",
        "采取了三项措施：一是建章立制。二是强化培训：一是请进来，二是走出去。三是严格考核。",
        "采取了三项措施：一是建章立制，做到一是全，二是细。二是强化培训。三是严格考核。",
        "采取了三项措施：一是建章立制。三是强化培训。",
        "针对三个问题：一是成立专班。二是逐项整改。",
        "整改了三个问题：一是成立专班。二是逐项整改。",
        "认领5个方面6个问题，一是成立专班，二是逐项整改。",
        "第三项工作：一是建章立制。二是强化培训。",
        "承担三项工作。一是建章立制。二是强化培训。",
        "完成上级下达的5项任务。一是加强领导。二是压实责任。",
        "围绕“三个聚焦”：一是聚焦主业。二是聚焦民生。",
        "落实“1+3”项工作：一是聚焦主业。二是聚焦民生。",
        "完成四大类10项工作：一是建章立制。二是强化培训。",
        "完成10项工作：一是建章立制。二是强化培训。",
        "召开4次会议。一是部署工作。二是通报情况。",
        "走访5个镇：一是看现场。二是听意见。",
        "上述三个方面的问题：一是加强学习。二是严格考核。",
    ],
)
def test_lists_of_something_else(messages, sentence):
    assert messages("A14.listed_items", prose=(RESULTS, sentence)) == []
