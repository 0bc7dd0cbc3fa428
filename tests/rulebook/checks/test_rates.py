"""Shares that cannot be more than the whole."""

from __future__ import annotations

import pytest

RESULTS = "六、部门整体支出绩效情况"


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("数字资源使用率提高到140%。", ["“使用率提高到140%”超过了100%。"]),
        ("出勤率198％，检验合格率为101.5%。", ["“出勤率198％”超过了100%。", "“合格率为101.5%”超过了100%。"]),
        ("覆盖率100%，满意度达100.00%。", []),
        ("年度任务完成率105%，增长率120%，病床使用率103%，拨备覆盖率152%。", []),
        ("满意度达到目标值的102%，覆盖率提高120%。", []),
    ],
)
def test_shares_in_the_text(messages, sentence, told):
    assert messages("A17.share_above_the_whole", prose=(RESULTS, sentence)) == told


@pytest.mark.parametrize(
    ("name", "target", "actual", "told"),
    [
        ("培训出勤率", "≥95%", "198%", ["“培训出勤率”填198%，超过了100%。"]),
        ("网格覆盖率", "≥960%", "96%", ["“网格覆盖率”填≥960%，超过了100%。"]),
        ("培训出勤率", "≥95%", "98%", []),
        ("床位使用率", "≥85%", "103%", []),
        ("年度任务完成率", "100%", "105%", []),
        ("群众满意度", "≥450分", "462分", []),
    ],
)
def test_shares_in_the_table(messages, name, target, actual, told):
    row = {"name": name, "target": target, "actual": actual}
    prose = (RESULTS, "各项比率如培训出勤率、覆盖率、使用率、满意度见表。")
    assert messages("A17.share_above_the_whole", indicators=(row,), prose=prose) == told
