"""What a finding says."""

from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import nested_quotes


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("“满意度”扣了1分。", "“满意度”扣了1分。"),
        ("““一件事”办理数”扣了1分。", "“‘一件事’办理数”扣了1分。"),
        ("“甲”和“乙”不一致。", "“甲”和“乙”不一致。"),
        ("“甲“乙“丙”丁”戊”", "“甲‘乙‘丙’丁’戊”"),
        ("没有写完的“甲“乙”", "没有写完的“甲‘乙’"),
        ("多出一个”的“甲”", "多出一个”的“甲”"),
    ],
)
def test_quotes_within_quotes_are_single(typed: str, said: str) -> None:
    assert nested_quotes(typed) == said
