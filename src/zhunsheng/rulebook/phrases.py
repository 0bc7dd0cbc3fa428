"""Which words of the prose mean which figure: 编制人数13人 → staffing.quota."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

_SENTENCE_END = re.compile("[。；;！？\n]")
_REACH = 24
"""Characters before a figure in which its word is looked for."""
_EXCEEDING = ("大于", "小于", "超过", "超出", "高于", "低于", "多于", "少于")
"""支出大于本年收入15万元: the difference, not the income."""
_GLUE = '为是共计有达数约：:、，,（( \u3000“”"的'
"""What may stand between a word and its figure."""


@dataclass(slots=True, frozen=True)
class Phrase:
    """A fact named by words right before a figure; `subject` must have been named before them.

    An empty fact says that the words name something the forms don't ask for (行政编制).
    """

    fact: str
    subject: str = ""


@dataclass(slots=True, frozen=True)
class Absence:
    pattern: re.Pattern[str]
    facts: tuple[str, ...]


@dataclass(slots=True, frozen=True)
class Words:
    """The words that may name a figure of one unit; the longest that fits is meant."""

    phrases: dict[str, tuple[Phrase, ...]]
    """Word → what it may name, those in need of a subject first."""
    lengths: dict[str, tuple[int, ...]]
    """Last character of a word → lengths of the words that end so, longest first."""

    def before(self, head: str) -> tuple[int, tuple[Phrase, ...]]:
        """How long the word at the end of a text is, and what it may name."""
        for length in self.lengths.get(head[-1:], ()):
            found = self.phrases.get(head[-length:])
            if found is not None:
                return length, found
        return 0, ()


@dataclass(slots=True, frozen=True)
class Phrases:
    words: dict[str, Words]
    """By unit."""
    subject_pattern: re.Pattern[str]
    subjects: tuple[str, ...]
    absence_list: tuple[Absence, ...]
    section_facts: tuple[tuple[str, re.Pattern[str]], ...]
    section_title: re.Pattern[str]
    """Any title of a section that is a fact."""

    def named_subjects(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, subject) for every subject a text names, in order."""
        return [
            (m.start(), m.end(), self.subjects[(m.lastindex or 1) - 1])
            for m in self.subject_pattern.finditer(text)
        ]

    def subject_at_end(self, text: str, end: int) -> str:
        """The subject a text names right before a position, or nothing."""
        bare = text[max(0, end - _REACH) : end].rstrip(_GLUE)
        named = self.named_subjects(bare)
        return named[-1][2] if named and named[-1][1] == len(bare) else ""

    def absences(self, text: str) -> Iterator[tuple[str, int, int]]:
        """(fact, start, end) for each figure the text says does not exist."""
        if "预算" not in text or not any(word in text for word in "无没未"):
            return
        for absence in self.absence_list:
            match = absence.pattern.search(text)
            if match is not None:
                for fact in absence.facts:
                    yield fact, match.start(), match.end()


class Passage:
    """A section's text being read for figures: which fact each repeats."""

    def __init__(self, text: str, titles: Sequence[str], phrases: Phrases) -> None:
        self.text = text
        self.titles = titles
        """Titles of the section and of those it lies in, innermost last."""
        self.phrases = phrases
        self._named: list[tuple[int, int, str]] | None = None

    def fact_at(self, start: int, unit: str) -> str | None:
        """The fact a figure at `start` repeats, by the words before it and the subject in force."""
        words = self.phrases.words.get(unit)
        if words is None:
            return None
        subject: str | None = None
        begin = start - _REACH if start > _REACH else 0
        head = self.text[begin:start].rstrip(_GLUE)
        length, named = words.before(head)
        word = begin + len(head) - length
        if named and self.text.endswith(_EXCEEDING, begin, word):
            return None
        for phrase in named:
            if not phrase.subject:
                return phrase.fact or None
            if subject is None:
                subject = self._owner(word, named) or self._subject(start)
            if phrase.subject == subject:
                return phrase.fact
        return None

    def _owner(self, word: int, named: tuple[Phrase, ...]) -> str:
        """The subject right before a word that names one itself: 三公经费+年初预算 is not the unit's budget."""
        if len(named) > 1 and (match := self.phrases.subject_at_end(self.text, word)):
            return match if any(phrase.subject == match for phrase in named) else ""
        return ""

    def _subject(self, position: int) -> str:
        """The subject last named before a position: in its sentence, else in the section's titles."""
        if self._named is None:
            self._named = self.phrases.named_subjects(self.text)
        for start, end, subject in reversed(self._named):
            if end <= position:
                if _SENTENCE_END.search(self.text, start, position) is None:
                    return subject
                break
        return self._title_subject

    @cached_property
    def _title_subject(self) -> str:
        for title in reversed(self.titles):
            named = self.phrases.named_subjects(title)
            if named:
                return named[-1][2]
        return ""


@cache
def load_phrases() -> Phrases:
    data = tomllib.loads((files(__package__) / "phrases.toml").read_text("utf-8"))
    subjects = [(name, word) for name, words in data["subject"].items() for word in words]
    # Every word begins with a plain character: standing first in its branch, it spares most of the text.
    # The empty group behind a word tells which one it was.
    pattern = re.compile("|".join(f"{word[0]}(?:{word[1:]})()" for _, word in subjects))
    absences = tuple(
        Absence(re.compile(entry["pattern"]), tuple(entry["facts"])) for entry in data["absence"]
    )
    sections = tuple((key, re.compile("|".join(words))) for key, words in data["section"].items())
    words = _words_by_unit(list(_expanded(data["phrase"])))
    title = re.compile("|".join(pattern.pattern for _, pattern in sections))
    return Phrases(words, pattern, tuple(name for name, _ in subjects), absences, sections, title)


def _words_by_unit(entries: list[dict[str, Any]]) -> dict[str, Words]:
    by_unit: dict[str, dict[str, list[Phrase]]] = {}
    for entry in entries:
        phrase = Phrase(entry["fact"], entry.get("subject", ""))
        for unit in entry["units"]:
            for word in entry["words"]:
                by_unit.setdefault(unit, {}).setdefault(word.rstrip(_GLUE), []).append(phrase)
    return {unit: _words(found) for unit, found in by_unit.items()}


def _words(found: dict[str, list[Phrase]]) -> Words:
    phrases = {
        word: tuple(sorted(named, key=lambda phrase: not phrase.subject)) for word, named in found.items()
    }
    lengths: dict[str, set[int]] = {}
    for word in found:
        lengths.setdefault(word[-1:], set()).add(len(word))
    return Words(phrases, {last: tuple(sorted(own, reverse=True)) for last, own in lengths.items()})


def _expanded(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """An entry with `subjects` stands for one phrase each: {subject} in its fact is the subject."""
    for entry in entries:
        subjects = entry.get("subjects")
        if not isinstance(subjects, list):
            yield entry
            continue
        for subject in subjects:
            yield entry | {"subject": subject, "fact": str(entry["fact"]).replace("{subject}", subject)}
