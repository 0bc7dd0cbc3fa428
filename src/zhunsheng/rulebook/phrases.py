"""Which words of the prose mean which figure: 编制人数13人 → staffing.quota."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

_SENTENCE_END = "。；;！？\n"
_REACH = 24
"""Characters before a figure in which its word is looked for."""
_GLUE = "为是共计有达数约：:、，,（( \u3000“”\"的"
"""What may stand between a word and its figure."""


@dataclass(slots=True, frozen=True)
class Phrase:
    """A fact named by words right before a figure; `subject` must have been named before them."""

    fact: str
    subject: str = ""


@dataclass(slots=True, frozen=True)
class Absence:
    pattern: re.Pattern[str]
    facts: tuple[str, ...]


@dataclass(slots=True, frozen=True)
class Words:
    """All words that may name a figure of one unit, as one pattern ending right before it."""

    pattern: re.Pattern[str]
    phrases: tuple[tuple[Phrase, ...], ...]
    """For each group of the pattern, the facts it may name, the one in need of a subject first."""
    endings: frozenset[str]
    """Characters a word can end on: most figures are told apart by this alone."""


@dataclass(slots=True, frozen=True)
class Phrases:
    words: dict[str, Words]
    """By unit."""
    subject_pattern: re.Pattern[str]
    subjects: tuple[str, ...]
    absence_list: tuple[Absence, ...]
    section_facts: tuple[tuple[str, re.Pattern[str]], ...]
    title_subjects: dict[str, str] = field(default_factory=dict)
    """Found before: reports of one form have the same titles."""

    def fact_at(self, text: str, start: int, unit: str, context: str) -> str | None:
        """The fact a figure at `start` repeats, by the words before it and the subject in force."""
        words = self.words.get(unit)
        if words is None:
            return None
        head = text[max(0, start - _REACH) : start].rstrip(_GLUE)
        if not head or head[-1] not in words.endings:
            return None
        match = words.pattern.search(head)
        if match is None or match.lastindex is None:
            return None
        subject: str | None = None
        for phrase in words.phrases[match.lastindex - 1]:
            if not phrase.subject:
                return phrase.fact
            if subject is None:
                subject = self._subject(text, start, context)
            if phrase.subject == subject:
                return phrase.fact
        return None

    def _subject(self, text: str, position: int, context: str) -> str:
        """The subject last named before a position: in its sentence, else in the section's titles."""
        begin = max(text.rfind(char, 0, position) for char in _SENTENCE_END) + 1
        return self._last_subject(text[begin:position]) or self._title_subject(context)

    def _last_subject(self, passage: str) -> str:
        last = None
        for match in self.subject_pattern.finditer(passage):
            last = match
        return self.subjects[last.lastindex - 1] if last is not None and last.lastindex else ""

    def _title_subject(self, context: str) -> str:
        """Titles of the section and those around it, innermost last: the innermost that names one."""
        if context not in self.title_subjects:
            self.title_subjects[context] = self._innermost_subject(context)
        return self.title_subjects[context]

    def _innermost_subject(self, context: str) -> str:
        for title in reversed(context.split("/")):
            if subject := self._last_subject(title):
                return subject
        return ""

    def absences(self, text: str, context: str) -> Iterator[tuple[str, int, int]]:
        """(fact, start, end) for each figure the text says does not exist."""
        if "预算" not in text or not any(word in text for word in "无没未"):
            return
        for absence in self.absence_list:
            match = absence.pattern.search(text)
            if match is not None:
                for fact in absence.facts:
                    yield fact, match.start(), match.end()


@cache
def load_phrases() -> Phrases:
    data = tomllib.loads((files(__package__) / "phrases.toml").read_text("utf-8"))
    subjects = [(name, word) for name, words in data["subject"].items() for word in words]
    pattern = re.compile("|".join(f"({word})" for _, word in subjects))
    absences = tuple(Absence(re.compile(entry["pattern"]), tuple(entry["facts"])) for entry in data["absence"])
    sections = tuple((key, re.compile("|".join(words))) for key, words in data["section"].items())
    words = _words_by_unit(list(_expanded(data["phrase"])))
    return Phrases(words, pattern, tuple(name for name, _ in subjects), absences, sections)


def _words_by_unit(entries: list[dict[str, Any]]) -> dict[str, Words]:
    by_unit: dict[str, dict[str, list[Phrase]]] = {}
    for entry in entries:
        phrase = Phrase(entry["fact"], entry.get("subject", ""))
        for unit in entry["units"]:
            for word in entry["words"]:
                by_unit.setdefault(unit, {}).setdefault(word.rstrip(_GLUE), []).append(phrase)
    return {unit: _words(found) for unit, found in by_unit.items()}


def _words(found: dict[str, list[Phrase]]) -> Words:
    longest_first = sorted(found, key=len, reverse=True)
    pattern = re.compile("(?:" + "|".join(f"({word})" for word in longest_first) + ")$")
    phrases = tuple(tuple(sorted(found[word], key=lambda p: not p.subject)) for word in longest_first)
    return Words(pattern, phrases, frozenset(word[-1] for word in longest_first))


def _expanded(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """An entry with `subjects` stands for one phrase each: {subject} in its fact is the subject."""
    for entry in entries:
        subjects = entry.get("subjects")
        if not isinstance(subjects, list):
            yield entry
            continue
        for subject in subjects:
            yield entry | {"subject": subject, "fact": str(entry["fact"]).replace("{subject}", subject)}
