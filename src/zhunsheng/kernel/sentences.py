"""Sentences of a text, by the signs that end them, and the places of a word in it."""

from __future__ import annotations

from collections.abc import Iterator

BREAKS = "\n。；！？;"
"""The commonest first: each is then looked for only as far as the nearest found so far."""

FULL_STOPS = "\n。！？"
"""Where a semicolon does not end it."""

CLAUSE_STOPS = "，,。；;：:、（("
"""What ends a clause of a sentence."""

LONGEST = 1_000
"""Characters to either side of a position: a text without a stop is cut there, or every figure in it would
be compared with every other one."""


def sentence_start(text: str, position: int, breaks: str = BREAKS) -> int:
    """Where the sentence that holds a position begins."""
    start = max(0, position - LONGEST)
    for char in breaks:
        at = text.rfind(char, start, position)
        start = at + 1 if at >= 0 else start
    return start


def sentence_before(text: str, position: int) -> str:
    """The sentence that holds a position, up to it."""
    return text[sentence_start(text, position) : position]


def sentence_end(text: str, position: int, breaks: str = BREAKS) -> int:
    """Where the sentence that holds a position ends."""
    end = min(len(text), position + LONGEST)
    for char in breaks:
        at = text.find(char, position, end)
        end = at if at >= 0 else end
    return end


def occurrences(text: str, word: str, begin: int = 0) -> Iterator[int]:
    """Where a word stands, from a position on; an empty one stands nowhere."""
    at = text.find(word, begin) if word else -1
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def sentences_with(text: str, word: str, breaks: str = BREAKS, begin: int = 0) -> Iterator[tuple[int, int]]:
    """(start, end) of every sentence that has a word, from a position on; each sentence once."""
    end = begin
    at = text.find(word, end)
    while at >= 0:
        start = max(end, sentence_start(text, at, breaks))
        end = sentence_end(text, at, breaks)
        yield start, end
        at = text.find(word, end)
