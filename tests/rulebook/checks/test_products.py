from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtSection, Problem

RESULTS = "六、部门整体支出绩效情况"
RULE = "A16.price_times_count"


def test_an_average_times_a_count(problems):
    assert problems(RULE, prose=(RESULTS, "人均补助1200元，补助300人，共发放40万元。")) == [
        Problem("1200元×300人是36万元，写的是40万元。", [AtSection("六", 4, 24)], "请核对单价、数量和总额。")
    ]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("2023年为300人发放补助40万元，人均1200元。", "1200元×300人是36万元，写的是40万元。"),
        ("单价500元，采购20台，共计1.2万元。", "500元×20台是1万元，写的是1.2万元。"),
        ("采购电脑20台，5000元/台，合计12万元。", "5000元×20台是10万元，写的是12万元。"),
        ("帮代办728件，每件250元的平均价格测算，节省28.20万元。", "250元×728件是18.2万元，写的是28.20万元。"),
        ("户均奖补2000元，覆盖150户，兑付35万元。", "2000元×150户是30万元，写的是35万元。"),
        ("每公里造价20万元，完成18公里，总投资400万元。", "20万元×18公里是360万元，写的是400万元。"),
    ],
)
def test_prices_and_totals(messages, sentence, told):
    assert messages(RULE, prose=(RESULTS, sentence)) == [told]


@pytest.mark.parametrize(
    "sentence",
    [
        "人均补助1200元，补助300人，共发放36万元。",
        "人均1233.33元，补助300人，共发放37万元。",
        "单价5.2万元，采购3辆，总价15.6万元。",
        "每人每月补助100元，补助300人，共发放36万元。",
        "按每次50元标准，为120名志愿者发放补贴2.4万元。",
        "人均补助约1200元，补助300人，共发放40万元。",
        "人均补助1200元，补助300户，共发放40万元。",
        "人均补助1200元，比上年增加200元，惠及300人。",
        "补助300人，其中最高5000元，共发放40万元。",
        "单价500元，采购20台，计划支付1.2万元。",
        "采购电脑20台，每台5000元，打印机5台，合计12万元。",
        "人均培训费400元，培训200人次，共9万元。",
        "人均增收2000元，带动300人，发放补贴40万元。",
        "公用经费人均2万元，在职20人，共支出50万元。",
        "人均经费2万元，20人，支出50万元。",
        "人均补助1200元。补助300人，共发放40万元。",
    ],
)
def test_figures_that_are_not_multiplied(messages, sentence):
    assert messages(RULE, prose=(RESULTS, sentence)) == []


def test_a_product_too_long_to_round_is_answered(messages):
    price, count = "1" + "0" * 15, "1" + "0" * 14
    told = messages(RULE, prose=(RESULTS, f"人均补助{price}元，补助{count}人，共发放40万元。"))
    assert told == [f"{price}元×{count}人是1{'0' * 25}万元，写的是40万元。"]
