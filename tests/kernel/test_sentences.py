"""Where a word stands in a text."""

from __future__ import annotations

import pytest

from zhunsheng.kernel.sentences import occurrences


@pytest.mark.parametrize(
    ("text", "word", "begin", "places"),
    [
        ("其中甲，其中乙", "其中", 0, [0, 4]),
        ("其中甲，其中乙", "其中", 1, [4]),
        ("等等等等", "等等", 0, [0, 2]),
        ("甲镇", "乙", 0, []),
        ("甲镇", "", 0, []),
        ("", "甲", 0, []),
    ],
)
def test_every_place_of_a_word(text: str, word: str, begin: int, places: list[int]) -> None:
    assert list(occurrences(text, word, begin)) == places
