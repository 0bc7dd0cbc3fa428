from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtSection, Problem

RESULTS = "六、部门整体支出绩效情况"
RULE = "P02.people_named"


def test_a_name_is_pointed_at_and_not_repeated(problems):
    assert problems(RULE, prose=(RESULTS, "资助困难学生王示例（13岁）1200元。")) == [
        Problem("正文里像是写着姓名王**。", [AtSection("六", 6, 9)], "公开前请改为“某某”，或只写人数。")
    ]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("慰问困难党员李示例、张示例各500元。", 1),
        ("化解信访人赵示，反映的问题。", 1),
        ("救治患者刘某某（肺病）。", 0),
        ("走访党员周边群众、村民李家湾组。", 0),
        ("服务群众何时何地都方便，残疾人康复、学生营养改善。", 0),
        ("学生张贴海报，居民余额不足。", 0),
        ("全体党员干部、职工王家大院参观。", 0),
    ],
)
def test_names_behind_words_for_people(messages, sentence, told):
    assert len(messages(RULE, prose=(RESULTS, sentence))) == told
