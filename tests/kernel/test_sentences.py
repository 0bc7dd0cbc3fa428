"""Where a word stands in a text."""

from __future__ import annotations

import pytest

from zhunsheng.kernel.sentences import LONGEST, occurrences, sentence_end, sentence_start, sentences_with


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


def test_a_sentence_lies_between_two_stops() -> None:
    text = "甲镇6个。乙街道4个，共10个；另有2个"
    assert (sentence_start(text, 8), sentence_end(text, 8)) == (5, 15)
    assert list(sentences_with(text, "个")) == [(0, 4), (5, 15), (16, 20)]


def test_a_text_without_a_stop_is_cut() -> None:
    text = "甲" * LONGEST + "乙" + "丙" * (LONGEST + 5)
    assert (sentence_start(text, LONGEST), sentence_end(text, LONGEST)) == (0, 2 * LONGEST)
    assert sentence_start(text, LONGEST + 3) == 3
    assert list(sentences_with(text, "丙")) == [(1, 2 * LONGEST + 1), (2 * LONGEST + 1, 2 * LONGEST + 6)]
