"""Which words of the prose mean which figure: 编制人数13人 → staffing.quota."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_CLAUSE_END = "。；;！？\n"
_REACH = 40
"""Characters before a figure in which its word is looked for."""


@dataclass(slots=True, frozen=True)
class Phrase:
    """Words directly before a figure that name it. `subject` must have been named before them."""

    fact: str
    words: re.Pattern[str]
    units: tuple[str, ...]
    subject: str = ""


@dataclass(slots=True, frozen=True)
class Subject:
    """What a passage speaks of (基本支出, 公务接待); the last one named holds."""

    id: str
    words: re.Pattern[str]


@dataclass(slots=True, frozen=True)
class Absence:
    pattern: re.Pattern[str]
    facts: tuple[str, ...]


@dataclass(slots=True, frozen=True)
class Phrases:
    phrases: tuple[Phrase, ...]
    subjects: tuple[Subject, ...]
    absence_list: tuple[Absence, ...]
    section_facts: tuple[tuple[str, re.Pattern[str]], ...]

    def fact_at(self, text: str, start: int, end: int, unit: str, context: str) -> str | None:
        """The fact a figure at `start` repeats, by the words before it and the subject in force."""
        head = text[max(0, start - _REACH) : start]
        best: tuple[int, Phrase] | None = None
        for phrase in self.phrases:
            if phrase.units and unit not in phrase.units:
                continue
            for match in phrase.words.finditer(head):
                if _close(head[match.end() :]) and (best is None or match.end() > best[0]):
                    if phrase.subject and phrase.subject != self._subject(text, start, context):
                        continue
                    best = (match.end(), phrase)
        return best[1].fact if best is not None else None

    def _subject(self, text: str, position: int, context: str) -> str:
        """The subject last named before a position: in its sentence, else in the section's titles."""
        begin = max(text.rfind(char, 0, position) for char in _CLAUSE_END) + 1
        for passage in (text[begin:position], context.rpartition("/")[2], context):
            named = [
                (match.end(), match.end() - match.start(), subject.id)
                for subject in self.subjects
                for match in subject.words.finditer(passage)
            ]
            if named:
                return max(named)[2]
        return ""

    def absences(self, text: str, context: str) -> Iterator[tuple[str, int, int]]:
        """(fact, start, end) for each figure the text says does not exist."""
        if "无" not in text and "没有" not in text and "未" not in text:
            return
        for absence in self.absence_list:
            match = absence.pattern.search(text)
            if match is not None:
                for fact in absence.facts:
                    yield fact, match.start(), match.end()


def _close(between: str) -> bool:
    """Between the word and its figure only glue may stand."""
    return re.fullmatch(r"[为是共计有达数约：:、，,（(\s“”\"的]{0,6}", between) is not None


@cache
def load_phrases() -> Phrases:
    data = tomllib.loads((files(__package__) / "phrases.toml").read_text("utf-8"))
    phrases = tuple(
        Phrase(entry["fact"], re.compile("|".join(entry["words"])), tuple(entry.get("units", ())), entry.get("subject", ""))
        for entry in _expanded(data["phrase"])
    )
    subjects = tuple(Subject(name, re.compile("|".join(words))) for name, words in data["subject"].items())
    absences = tuple(Absence(re.compile(entry["pattern"]), tuple(entry["facts"])) for entry in data["absence"])
    sections = tuple((key, re.compile("|".join(words))) for key, words in data["section"].items())
    return Phrases(phrases, subjects, absences, sections)


def _expanded(entries: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """An entry with `subjects` stands for one phrase each: {subject} in its fact is the subject."""
    for entry in entries:
        subjects = entry.get("subjects")
        if not isinstance(subjects, list):
            yield entry
            continue
        for subject in subjects:
            yield entry | {"subject": subject, "fact": str(entry["fact"]).replace("{subject}", subject)}
