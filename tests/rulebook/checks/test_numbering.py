from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtSection


def test_neighbouring_headings_in_another_style_are_one_finding(problems):
    titles = ("一、甲", "二、乙", "3、丙", "4、丁", "五、戊")
    found = problems("T01.numbering", prose=tuple(line for title in titles for line in (title, "略。")))
    assert [(problem.message, problem.targets) for problem in found] == [
        ("“丙”等2个标题序号“3、4、”应为“三、四、”。", [AtSection("三", 0, 0), AtSection("四", 0, 0)])
    ]


def test_unnumbered_first_heading(problems):
    prose = (
        "一、甲",
        "略。",
        "二、乙",
        "略。",
        "三、丙",
        "狠抓“规范”建设",
        "库房已经改造。",
        "2.服务群众",
        "等候时间缩短。",
    )
    found = problems("T01.numbering", prose=prose)
    assert [(problem.message, problem.targets) for problem in found] == [
        (
            "“狠抓‘规范’建设”没有写序号“1.”，后面接着“2.服务群众”。",
            [AtSection("三.1", 0, 0), AtSection("三.2", 0, 0)],
        )
    ]


@pytest.mark.parametrize(
    "prose",
    [
        (
            "一、甲",
            "1.接收档案，做到应收尽收，不遗漏一卷一件。",
            "2.提供服务",
            "3.接待来访，做好记录，答复群众关切的事项。",
        ),
        (
            "一、甲",
            "（1）接收档案，做到应收尽收，不遗漏一卷一件。",
            "（2）提供服务",
            "（3）接待来访，做好记录，答复群众。",
        ),
        ("一、甲", "（一）乙", "1.接收档案。", "2.提供查档。", "（二）丙", "1.接待来访。"),
        ("一、甲", "3、4月份开展普查，二、三季度整改。"),
        ("一、甲", "略。", "二、三公经费情况", "略。", "三、三保支出", "略。"),
    ],
)
def test_lists_beside_headings(messages, prose):
    assert messages("T01.numbering", prose=prose) == []


@pytest.mark.parametrize(
    ("prose", "message"),
    [
        (("一、甲", "2.接收档案。", "3.提供查档。"), "“2.接收档案。”前面缺“1.”。"),
        (("一、甲", "1.接收档案。", "3.提供查档。"), "“3.提供查档。”前面缺“2.”。"),
        (("一、甲", "1.接收档案。", "2.提供查档。", "2.接待来访。"), "“2.接待来访。”的序号重复。"),
        (("一、甲", "略。", "三、乙", "略。"), "“三、乙”前面缺“二、”。"),
        (("一、甲", "略。", "二、乙", "略。", "二、丙", "略。"), "“二、丙”的序号重复。"),
    ],
)
def test_gaps_and_repetitions(messages, prose, message):
    assert messages("T01.numbering", prose=prose) == [message]


@pytest.mark.parametrize(
    "text",
    [
        "一是甲；二是乙；三是丙。",
        "一是甲。\n二是乙。",
        "统一是关键，其中之一是经费。",
        "第一、二季度完成。第一，甲；第二，乙。",
        "一是甲，二是乙。另外两项：一是丙，二是丁。",
    ],
)
def test_ordinals_in_order(messages, text):
    assert messages("T02.ordinal_sequence", prose=("一、甲", *text.split("\n"))) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("一是甲。", "只有“一是”，没有接下去的一条。"),
        ("一是甲；三是丙。", "“三是”前面缺“二是”。"),
        ("一是甲；二是乙；二是丙；三是丁。", "“二是”出现两次，后一处疑为“三是”。"),
        ("二是乙；三是丙。", "“二是”前面缺“一是”。"),
        ("第一，甲；第三，丙。", "“第三”前面缺“第二”。"),
    ],
)
def test_ordinals_out_of_order(messages, text, message):
    assert messages("T02.ordinal_sequence", prose=("一、甲", text)) == [message]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("①归档；②开放；④编研。", ["“④”前面缺“③”。"]),
        ("①归档；②开放；②编研。", ["“②”出现两次。"]),
        ("①归档；②开放。另外：①编研；②展览。", []),
        ("①归档；②开放，详见③。", []),
    ],
)
def test_circled_numbers(messages, sentence, told):
    assert messages("T02.ordinal_sequence", prose=("六、部门整体支出绩效情况", sentence)) == told
