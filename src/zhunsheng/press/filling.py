"""What a form is filled with: a report, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zhunsheng.kernel.facts import State
from zhunsheng.kernel.form import FormTable, Line
from zhunsheng.kernel.labels import read_label
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.report import Report
from zhunsheng.press.values import fact_text
from zhunsheng.press.wording import line_rows, with_facts

_NUMBERED = re.compile(r"^(.+?)\[(\d+)\]\.")


@dataclass(slots=True)
class Filling:
    """Without a report it is the blank form, prompts and all."""

    year: int | None
    report: Report | None = None
    spare: int = 1
    """Empty rows of a class without indicators."""
    spare_repeats: int = 0
    """Empty rows where one may be added for each item (一个专项一行)."""
    placeholders: bool = False
    """Whether there is room for more where the blank form prints “……”; a finished report has none."""
    _numbers: dict[str, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        found: dict[str, set[int]] = {}
        for key in self.report.facts if self.report is not None else ():
            match = _NUMBERED.match(key) if "[" in key else None
            if match is not None:
                found.setdefault(match[1], set()).add(int(match[2]))
        self._numbers = {stem: sorted(numbers) for stem, numbers in found.items()}

    @property
    def is_finished(self) -> bool:
        """Whether nothing more is to be filled in."""
        return self.report is not None and not self.spare_repeats and not self.placeholders

    @classmethod
    def of(cls, report: Report) -> Filling:
        return cls(report.fiscal_year, report)

    def text(self, key: str, table: FormTable) -> str:
        fact = self.report.facts.get(key) if self.report is not None else None
        return fact_text(fact, key, table)

    def figure(self, key: str) -> str:
        """The number of a fact that isn't in a cell of its own; empty if it isn't given."""
        number = self.report.number(key) if self.report is not None else None
        return "" if number is None else plain_decimal(number)

    def numbers(self, stem: str) -> list[int]:
        """The numbers under which facts of a repeated row are known."""
        return self._numbers.get(stem, [])

    def is_blank(self, key: str) -> bool:
        fact = self.report.facts.get(key) if self.report is not None else None
        return fact is None or fact.state is State.BLANK

    def worded(self, text: str, table: FormTable) -> str:
        """A label as the report itself words it, where the form leaves that open."""
        label = read_label(text).key if table.as_reported else ""
        seen = self.report.table(table.id) if label in table.as_reported and self.report is not None else None
        for printed in seen.labels if seen is not None else ():
            own = read_label(printed.text).key
            if own != label and table.synonyms.get(own) == label:
                return text.replace(label, own)
        return text

    def lines(self, line: Line, table: FormTable) -> list[str]:
        """The texts above or below a table; a tab where the form leaves a gap between two entries."""
        rows = line_rows(line, self.year)
        return ["\t".join(self.entry(part, table) for part in row) for row in rows]

    def entry(self, part: str, table: FormTable) -> str:
        """One label of a line with its fact, which there has no line break."""
        return with_facts(part, lambda key: " ".join(self.text(key, table).split("\n")))
