from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtSection, Problem

RESULTS = "六、部门整体支出绩效情况"


def test_a_rate_that_its_two_counts_don_t_give(problems):
    prose = (RESULTS, "反馈问题28个，已完成整改25个，整改完成率98%。")
    assert problems("X10.stated_rectification_rate", prose=prose) == [
        Problem(
            "正文写整改率98%，按25÷28应为89.29%。",
            [AtSection("六", 17, 25)],
            "请核对件数和完成率，写明是已销号的还是已整改的。",
        )
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "反馈问题28个，已完成整改25个，整改完成率89.29%。",
        "反馈问题28个，已完成整改25个，整改完成率为89%。",
        "反馈问题51个，整改到位51个，到位率达100%。",
        "发现问题762个，其中专项78个，整改率93%。",
        "反馈问题28个，已完成整改20个，基本完成5个，整改完成率89.29%。",
        "反馈问题28个，移交线索3件，整改完成率89.29%。",
        "整改完成率98%，反馈问题28个，已完成整改25个。",
    ],
)
def test_right_ones_and_those_it_can_t_judge(messages, sentence):
    found = messages("X10.stated_rectification_rate", prose=(RESULTS, sentence))
    assert found in ([], "not applicable")
