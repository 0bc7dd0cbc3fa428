"""Which words of the prose mean which figure: 编制人数13人 → staffing.quota."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from zhunsheng.kernel.sentences import sentence_before, sentence_end, sentence_start
from zhunsheng.rulebook.owners import Named, is_of_part
from zhunsheng.rulebook.periods import is_before_year_end

_SENTENCE_END = re.compile("[。；;！？\n]")
_ABSENT = re.compile("[无没未]")
_WHOLE = ("funds", "general")
"""Subjects that are the whole unit's budget."""
_OTHER_COST = re.compile("费用?(?:年初)?[预决]算")
_REACH = 24
"""Characters before a figure in which its word is looked for."""
_EXCEEDING = ("超", "大于", "小于", "超过", "超出", "高于", "低于", "多于", "少于")
"""支出大于本年收入15万元: the difference, not the income."""
_EARLIER = ("年初", "上年", "上年末", "去年末")
"""年初实有人数20人"""
_GLUE = '为是共计有达数约：:、，,（( \u3000“”"的'
"""What may stand between a word and its figure."""


@dataclass(slots=True, frozen=True)
class Phrase:
    """A fact named by words right before a figure; `subject` must have been named before them.

    An empty fact says that the words name something the forms don't ask for (行政编制).
    """

    fact: str
    subject: str = ""
    whole: bool = False
    """Of the unit as a whole, unless the sentence speaks of a part of it."""
    unless: re.Pattern[str] | None = None
    """What else in the sentence gives the words another meaning: 退休3人 of those who left this year."""


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
    parts: re.Pattern[str]
    """Parts of the unit's spending the forms have no line for."""
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

    def named_budgets(self, text: str, subjects: list[tuple[int, int, str]]) -> list[Named]:
        """The budgets a text names, those of the whole unit and those of parts of it, in order."""
        named = [Named(start, end, subject not in _WHOLE) for start, end, subject in subjects]
        return sorted(named + [Named(*match.span(), is_part=True) for match in self.parts.finditer(text)])

    def subject_at_end(self, text: str, end: int) -> str:
        """The subject a text names right before a position, or nothing."""
        bare = text[max(0, end - _REACH) : end].rstrip(_GLUE)
        named = self.named_subjects(bare)
        return named[-1][2] if named and named[-1][1] == len(bare) else ""

    def absences(self, text: str) -> Iterator[tuple[str, int, int]]:
        """(fact, start, end) for each figure the text says does not exist."""
        if "预算" not in text or _ABSENT.search(text) is None:
            return
        for absence in self.absence_list:
            match = absence.pattern.search(text)
            if match is not None:
                for fact in absence.facts:
                    yield fact, match.start(), match.end()


class Passage:
    """A section's text being read for figures: which fact each repeats."""

    def __init__(
        self,
        text: str,
        titles: Sequence[str],
        phrases: Phrases,
        unit: str | None,
        number: Callable[[str], Decimal | None],
    ) -> None:
        self.text = text
        self.unit = unit
        """The unit that reports; None in the report of one project, which has no parts."""
        self.titles = titles
        """Titles of the section and of those it lies in, innermost last."""
        self.phrases = phrases
        self.number = number
        """The number known of a fact so far."""

    def fact_at(self, start: int, unit: str, value: Decimal) -> str | None:
        """The fact a figure at `start` repeats, by the words before it and the subject in force.

        Whose it is needn't be asked of a figure that agrees with the fact: it can contradict nothing.
        """
        word, phrase = self._phrase_at(start, unit)
        if phrase is None or not phrase.fact:
            return None
        if self.number(phrase.fact) == value:
            return phrase.fact
        if (phrase.whole and self._is_of_part(word)) or is_before_year_end(sentence_before(self.text, start)):
            return None
        if phrase.unless is not None and self._sentence_has(phrase.unless, start):
            return None
        return phrase.fact

    def _phrase_at(self, start: int, unit: str) -> tuple[int, Phrase | None]:
        words = self.phrases.words.get(unit)
        if words is None:
            return start, None
        subject: str | None = None
        begin = start - _REACH if start > _REACH else 0
        head = self.text[begin:start].rstrip(_GLUE)
        length, named = words.before(head)
        word = begin + len(head) - length
        if named and self.text.endswith(_EXCEEDING, begin, word):
            return word, None
        if named and named[0].fact.startswith("staffing") and self.text.endswith(_EARLIER, begin, word):
            return word, None
        for phrase in named:
            if not phrase.subject:
                return word, phrase
            if subject is None:
                subject = self._owner(word, named) or self._subject(start)
            if phrase.subject == subject:
                return word, phrase
        return word, None

    def _is_of_part(self, word: int) -> bool:
        """Whether the sentence, or else the section's title, speaks of a part of the unit's budget."""
        if self.unit is None:
            return False
        said = is_of_part(self.text, word, self._budgets, self.unit)
        return self._is_about_part if said is None else said

    def _sentence_has(self, pattern: re.Pattern[str], position: int) -> bool:
        begin, end = sentence_start(self.text, position), sentence_end(self.text, position)
        return pattern.search(self.text, begin, end) is not None

    @cached_property
    def _named(self) -> list[tuple[int, int, str]]:
        return self.phrases.named_subjects(self.text)

    @cached_property
    def _budgets(self) -> list[Named]:
        return self.phrases.named_budgets(self.text, self._named)

    @cached_property
    def _is_about_part(self) -> bool:
        """By the innermost title that names a budget: “三公”经费使用情况, but not 基本支出和项目支出情况."""
        for title in reversed(self.titles):
            named = {subject for _, _, subject in self.phrases.named_subjects(title)}
            if named:
                return len(named) == 1 and named.isdisjoint(_WHOLE)
        return False

    def _owner(self, word: int, named: tuple[Phrase, ...]) -> str:
        """The subject right before a word that names one itself: 三公经费+年初预算 is not the unit's budget."""
        if len(named) > 1 and (match := self.phrases.subject_at_end(self.text, word)):
            return match if any(phrase.subject == match for phrase in named) else ""
        return ""

    def _subject(self, position: int) -> str:
        """The subject last named before a position: in its sentence, else in the section's titles.

        None is meant where a cost of another name has been named since: 运行维护费+预算数.
        """
        for start, end, subject in reversed(self._named):
            if end <= position:
                if _SENTENCE_END.search(self.text, start, position) is None:
                    return "" if _OTHER_COST.search(self.text, end, position) else subject
                break
        begin = sentence_start(self.text, position)
        return "" if _OTHER_COST.search(self.text, begin, position) else self._title_subject

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
    parts = re.compile("|".join(data["part"]["words"]))
    return Phrases(words, pattern, tuple(name for name, _ in subjects), parts, absences, sections, title)


def _words_by_unit(entries: list[dict[str, Any]]) -> dict[str, Words]:
    by_unit: dict[str, dict[str, list[Phrase]]] = {}
    for entry in entries:
        unless = re.compile(entry["unless"]) if "unless" in entry else None
        phrase = Phrase(entry["fact"], entry.get("subject", ""), entry.get("whole", False), unless)
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
