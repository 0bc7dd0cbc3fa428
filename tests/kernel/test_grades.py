"""Grades and states that are met or not."""

import pytest

from zhunsheng.kernel.grades import falls_short, is_met_in_words, same_ladder


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("优", "优秀"),
        ("三等及以上", "二等"),
        ("合格以上", "优秀等次"),
        ("Ⅲ类及以上", "Ⅱ类"),
        ("AAAA级及以上", "5A级"),
        ("完整", "完整。"),
    ],
)
def test_a_grade_is_reached(target, actual):
    assert is_met_in_words(target, actual)
    assert not falls_short(target, actual)


@pytest.mark.parametrize(("target", "actual"), [("优秀", "良好"), ("二等及以上", "三等"), ("Ⅱ类", "劣Ⅴ类")])
def test_a_grade_is_missed(target, actual):
    assert falls_short(target, actual)
    assert not is_met_in_words(target, actual)


@pytest.mark.parametrize(
    ("target", "actual"),
    [("优秀", "二等"), ("不断提高", "不断提高"), ("优", "优质服务"), ("完整", "基本完整"), ("及时", "")],
)
def test_other_words_cannot_be_compared(target, actual):
    assert not same_ladder(target, actual)
    assert not is_met_in_words(target, actual)
    assert not falls_short(target, actual)
