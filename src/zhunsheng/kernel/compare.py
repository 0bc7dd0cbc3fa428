"""Two drafts, or two years, of a report set side by side (两稿对比)."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher

from zhunsheng.kernel.facts import Fact, State
from zhunsheng.kernel.report import Indicator, Report

INDICATOR_FIELDS = ("target", "actual", "weight", "score", "reason")


@dataclass(slots=True, frozen=True)
class FactChange:
    key: str
    before: Fact | None
    after: Fact | None


@dataclass(slots=True, frozen=True)
class IndicatorChange:
    """A row that came, went, or differs in the named columns (before, after as texts)."""

    name: str
    before: int | None
    after: int | None
    columns: tuple[tuple[str, str, str], ...] = ()


@dataclass(slots=True, frozen=True)
class ParagraphChange:
    """Paragraphs of one section that went and came; both empty texts never occur together."""

    section: str
    before: str
    after: str


@dataclass(slots=True)
class Comparison:
    facts: list[FactChange] = field(default_factory=list)
    indicators: list[IndicatorChange] = field(default_factory=list)
    paragraphs: list[ParagraphChange] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.facts) + len(self.indicators) + len(self.paragraphs)


def compare(before: Report, after: Report) -> Comparison:
    """What changed between two reports: by cell, by indicator row, by paragraph."""
    return Comparison(_facts(before, after), _indicators(before, after), _paragraphs(before, after))


def _facts(before: Report, after: Report) -> list[FactChange]:
    keys = dict.fromkeys([*before.facts, *after.facts])
    changes = []
    for key in keys:
        old, new = before.facts.get(key), after.facts.get(key)
        if _content(old) != _content(new):
            changes.append(FactChange(key, old, new))
    return changes


def _content(fact: Fact | None) -> tuple[State, object]:
    """What counts in a comparison: a fact the form lacks is as good as a blank one."""
    if fact is None:
        return State.BLANK, None
    return fact.state, fact.value if fact.state is State.GIVEN and fact.value is not None else fact.text


def _indicators(before: Report, after: Report) -> list[IndicatorChange]:
    """Rows matched by class and name; a renamed row is one that went and one that came."""
    old = _by_name(before.indicators)
    changes = []
    for key, row in _by_name(after.indicators).items():
        match = old.pop(key, None)
        if match is None:
            changes.append(IndicatorChange(key[2], None, row))
            continue
        columns = _columns(before.indicators[match], after.indicators[row])
        if columns:
            changes.append(IndicatorChange(key[2], match, row, columns))
    changes += [IndicatorChange(key[2], row, None) for key, row in old.items()]
    return changes


def _by_name(indicators: list[Indicator]) -> dict[tuple[str, str, str, int], int]:
    found: dict[tuple[str, str, str, int], int] = {}
    for row, indicator in enumerate(indicators):
        number = 0
        while (key := (indicator.level1, indicator.level2, indicator.name, number)) in found:
            number += 1
        found[key] = row
    return found


def _columns(before: Indicator, after: Indicator) -> tuple[tuple[str, str, str], ...]:
    changed = []
    for column in INDICATOR_FIELDS:
        old, new = getattr(before, column), getattr(after, column)
        if old != new:
            changed.append((column, "" if old is None else str(old), "" if new is None else str(new)))
    return tuple(changed)


def _paragraphs(before: Report, after: Report) -> list[ParagraphChange]:
    old = {section.number: section.text for section in before.sections}
    new = {section.number: section.text for section in after.sections}
    changes = []
    for number in dict.fromkeys([*old, *new]):
        changes += _section_changes(number, old.get(number, ""), new.get(number, ""))
    return changes


def _section_changes(number: str, before: str, after: str) -> list[ParagraphChange]:
    if before == after:
        return []
    old, new = before.split("\n") if before else [], after.split("\n") if after else []
    return [
        ParagraphChange(number, "\n".join(old[a:b]), "\n".join(new[c:d]))
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
