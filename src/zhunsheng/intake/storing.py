"""Putting what a table says into the report: its value read, repeated rows numbered, contradictions asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace

from zhunsheng.intake.indicators import join_lines
from zhunsheng.kernel.facts import BLANK, NOT_APPLICABLE, UNREADABLE, Fact, Kind, blank
from zhunsheng.kernel.form import FormTable
from zhunsheng.kernel.numerals import BLANKS, read_value
from zhunsheng.kernel.places import CellPlace
from zhunsheng.kernel.report import Doubt, Report, Unread
from zhunsheng.rulebook.facts import catalogue, kind_of, label_of


@dataclass(slots=True)
class Entry:
    """A value of a table with the fact it is."""

    key: str
    text: str
    place: CellPlace
    money: str = ""
    """Unit of money printed in its label or header; else the table's holds."""
    repeat: str = ""
    """Stem under which further rows of the same label are numbered."""


@dataclass(slots=True, frozen=True)
class FactStore:
    report: Report
    table: FormTable

    def put_row(self, entries: list[Entry], money: str) -> None:
        """The values of one row. Amounts without a unit of their own are in `money`."""
        stems = dict.fromkeys([entry.repeat for entry in entries])
        for stem in stems:
            mine = entries if len(stems) == 1 else [entry for entry in entries if entry.repeat == stem]
            for entry in self._numbered(mine, stem) if stem else mine:
                self.put(entry, money)

    def _numbered(self, entries: list[Entry], stem: str) -> list[Entry]:
        """A further row of the same label: its facts get the next number, the row as a whole."""
        facts = self.report.facts
        if not any(self._is_filled(entry.key) for entry in entries) and f"{stem}[1].name" not in facts:
            return entries
        if not any(entry.text.strip(BLANKS) for entry in entries):
            return []
        number = 2
        while any(_with_number(entry.key, stem, number) in facts for entry in entries):
            number += 1
        if f"{stem}.name" in catalogue():
            facts[f"{stem}[{number}].name"] = blank(entries[0].place)
        return [replace(entry, key=_with_number(entry.key, stem, number)) for entry in entries]

    def _is_filled(self, key: str) -> bool:
        fact = self.report.facts.get(key)
        return fact is not None and fact.place is not None and fact.state is not BLANK

    def put(self, entry: Entry, money: str) -> None:
        """A value; one given before stands, and if they differ the user is asked."""
        fact = self._fact(entry, money)
        before = self.report.facts.get(entry.key)
        if before is None or before.place is None:
            self.report.facts[entry.key] = fact
        elif fact.state is BLANK:
            return
        elif before.state is BLANK:
            self.report.facts[entry.key] = fact
        elif not _same(before, fact):
            question = f"“{label_of(entry.key)}”出现两次：“{before.text}”和“{fact.text}”，以哪个为准？"
            self.report.doubts.append(Doubt(question, entry.place, [before.text, fact.text]))
            self.report.unread.append(Unread(fact.text, entry.place))

    def _fact(self, entry: Entry, money: str) -> Fact:
        kind = kind_of(entry.key)
        text = entry.text.strip(BLANKS)
        if "\n" in text and entry.key in _NAMES:
            text = join_lines(text)
        if not text and self.table.fixed.get(entry.key) == "":
            return Fact(None, NOT_APPLICABLE, "", entry.place)
        points = text.rstrip("%％") if kind is Kind.POINTS and "weight" in entry.key else text
        state, value = read_value(points, kind, entry.money or money)
        if state is UNREADABLE:
            question = (
                f"“{label_of(entry.key)}”填的是“{text[:20]}”，读不出{_WANTED.get(kind, '数')}，应为多少？"
            )
            self.report.doubts.append(Doubt(question, entry.place, []))
        return Fact(value, state, text, entry.place)


def _with_number(key: str, stem: str, number: int) -> str:
    return f"{stem}[{number}]{key[len(stem) :]}"


def _same(one: Fact, other: Fact) -> bool:
    """Whether a figure given twice is the same; two texts no value can be read from are not."""
    unreadable = one.state is UNREADABLE and one.text != other.text
    return (one.state, one.value) == (other.state, other.value) and not unreadable


_NAMES = frozenset(("unit.name", "unit.filer", "project.name", "project.authority", "project.unit"))
"""Facts that are one name: a narrow cell breaks it over lines."""
_WANTED = {Kind.DATE: "日期", Kind.RATE: "比率", Kind.YEAR: "年份"}
