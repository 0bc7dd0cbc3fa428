"""A scheme (评价方案): which form a report uses, how it is scored and which thresholds hold when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from zhunsheng.kernel.errors import RulebookError
from zhunsheng.kernel.formula import explain, parse


@dataclass(slots=True, frozen=True)
class Step:
    """A value from one fiscal year on, with the document it rests on."""

    since: int
    value: Decimal
    basis: str


@dataclass(slots=True, frozen=True)
class Setting:
    """A threshold or a weight that may change with the years."""

    name: str
    title: str
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        if not self.steps:
            raise RulebookError(f"参数“{self.name}”没有任何取值。")

    def at(self, year: int | None) -> Step:
        """The step in force in a fiscal year; the newest where the year is unknown.

        A year before the first step takes the first: older reports are read with the oldest rule known.
        """
        in_force = [step for step in self.steps if year is None or step.since <= year]
        return (
            max(in_force, key=lambda step: step.since) if in_force else min(self.steps, key=lambda s: s.since)
        )


@dataclass(slots=True, frozen=True)
class Band:
    """A grade (优 良 中 差) and the lowest score in percent of the full mark that reaches it."""

    name: str
    from_score: Decimal


@dataclass(slots=True, frozen=True)
class QualitativeBand:
    """A completion level of qualitative indicators and the share of the weight it allows."""

    words: tuple[str, ...]
    low: Decimal
    high: Decimal


class OverAchievement(StrEnum):
    """What happens when a result goes far beyond its target."""

    IGNORE = "ignore"
    REASON = "reason"
    DEDUCT = "deduct"


class ReverseRule(StrEnum):
    """How a “≤” indicator that missed its target is scored."""

    RATIO = "ratio"
    """w × t / a"""
    LINEAR = "linear"
    """w × (1 − (a − t) / t), zero at twice the target"""


class EqualRule(StrEnum):
    """How a “=” indicator is scored whose result is another figure, be it lower or higher."""

    DEVIATION = "deviation"
    """w × (1 − |a − t| / t), zero at twice the target"""
    MET = "met"
    """full marks or none"""


@dataclass(slots=True, frozen=True)
class Scoring:
    execution_weight: Decimal
    execution_formula: str
    """The rate of execution: a division of facts."""
    execution_names: Mapping[str, str]
    """Its fact keys → their Chinese names."""
    qualitative: tuple[QualitativeBand, ...]
    over_achievement: OverAchievement
    over_achievement_from: Decimal
    reverse: ReverseRule
    equal: EqualRule
    satisfaction_full: Decimal | None
    """Share from which satisfaction gets full marks; None where it is scored like any other."""
    satisfaction_zero: Decimal | None
    bases: dict[str, str] = field(default_factory=dict)
    """Which document each of these rests on: name → basis. `quantitative` is the way numbers are scored."""

    @property
    def execution_words(self) -> str:
        """全年执行数÷全年预算数"""
        return explain(parse(self.execution_formula), self.execution_names).replace(" ", "")


@dataclass(slots=True, frozen=True)
class RequiredSection:
    title: str
    synonyms: tuple[str, ...] = ()


@dataclass(slots=True, frozen=True)
class ClassWeight:
    """The points a first-level class of indicators carries unless the form at hand says otherwise."""

    level1: str
    points: Decimal


@dataclass(slots=True, frozen=True)
class Deadline:
    """The last day on which the reports of a fiscal year may be filed (报送截止日期)."""

    fiscal_year: int
    day: date
    basis: str


@dataclass(slots=True, frozen=True)
class WorkedExample:
    """A score worked out by hand: it runs as a test of the scheme and is printed in its documentation.

    Given are the cells of one indicator, or facts, or a total alone.
    """

    title: str
    indicator: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    total: Decimal | None = None
    score: Decimal | None = None
    """None where the figures don't decide it."""
    steps: str = ""
    grade: str = ""


@dataclass(slots=True, frozen=True)
class Scheme:
    id: str
    title: str
    region: str
    form: str
    basis: str
    since: int
    scoring: Scoring
    grades: tuple[Band, ...]
    grades_basis: str
    settings: dict[str, Setting]
    sections: tuple[RequiredSection, ...] = ()
    annexes: tuple[str, ...] = ()
    classes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """First-level classes the form prints, each with its second-level ones."""
    unit_tables: tuple[str, ...] = ()
    """Tables whose blank form prints the unit of their amounts."""
    until: int | None = None
    full_mark: Decimal = Decimal(100)
    class_weights: tuple[ClassWeight, ...] = ()
    class_weights_basis: str = ""
    examples: tuple[WorkedExample, ...] = ()
    deadlines: tuple[Deadline, ...] = ()

    def values(self, year: int | None) -> dict[str, Decimal]:
        """Every setting's value in a fiscal year."""
        return {name: setting.at(year).value for name, setting in self.settings.items()}

    def setting(self, name: str, year: int | None) -> Decimal:
        if name not in self.settings:
            raise RulebookError(f"方案“{self.id}”没有参数“{name}”。")
        return self.settings[name].at(year).value

    def deadline(self, year: int | None) -> Deadline | None:
        """Of a fiscal year; None where the scheme names none."""
        return next((deadline for deadline in self.deadlines if deadline.fiscal_year == year), None)

    def grade(self, score: Decimal) -> str:
        """The grade of a score, by the lowest score of each band."""
        for band in sorted(self.grades, key=lambda band: band.from_score, reverse=True):
            if score >= band.from_score:
                return band.name
        return self.grades[-1].name if self.grades else ""
