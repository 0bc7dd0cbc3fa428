"""What a check says of a report: findings (审核疑点) that point at places."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from zhunsheng.kernel.places import Place


class Severity(StrEnum):
    """必须改, 请核实, 提示."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def rank(self) -> int:
        """0 is the gravest."""
        return _RANKS[self]


_LABELS = {Severity.ERROR: "必须改", Severity.WARNING: "请核实", Severity.HINT: "提示"}
_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


def nested_quotes(text: str) -> str:
    """“““一件事”办理数”得 4 分” with the inner marks single: “‘一件事’办理数”, as GB/T 15834 has it."""
    if text.count("“") < 2:
        return text
    depth, said = 0, []
    for mark in text:
        if mark == "“":
            depth += 1
            said.append("“" if depth == 1 else "‘")
        elif mark == "”" and depth:
            said.append("”" if depth == 1 else "’")
            depth -= 1
        else:
            said.append(mark)
    return "".join(said)


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"
    NOT_EVALUABLE = "not_evaluable"
    CRASHED = "crashed"


@dataclass(slots=True, frozen=True)
class AtFact:
    key: str


@dataclass(slots=True, frozen=True)
class AtIndicator:
    row: int
    """From 0 among the indicators read."""
    column: str


@dataclass(slots=True, frozen=True)
class AtSection:
    number: str
    start: int
    end: int


@dataclass(slots=True, frozen=True)
class AtDimension:
    """A whole aspect of the report, such as a class of indicators or a missing section."""

    name: str


@dataclass(slots=True, frozen=True)
class AtPlace:
    place: Place


Target = AtFact | AtIndicator | AtSection | AtDimension | AtPlace


@dataclass(slots=True)
class Problem:
    """What a rule found, before it is labelled with the rule's code and basis.

    `severity` is given where this case is milder than the rule's own severity.
    """

    message: str
    targets: list[Target]
    hint: str = ""
    severity: Severity | None = None
    basis: str = ""
    """Given where this case rests on another document than the rule."""


@dataclass(slots=True)
class Finding:
    code: str
    severity: Severity
    blocking: bool
    message: str
    hint: str
    basis: str
    targets: list[Target] = field(default_factory=list)
    rule: str = ""
    """Identifier of the very rule, where several share a code."""
    formula: str = ""
    """What the rule computed, in words and figures; filled by Checker.explain for those who show it."""


@dataclass(slots=True)
class Unanswered:
    """A rule that could not be evaluated, with the figures it misses."""

    code: str
    rule: str
    missing: tuple[str, ...]


@dataclass(slots=True)
class CheckResult:
    findings: list[Finding] = field(default_factory=list)
    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    unanswered: list[Unanswered] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    """Rule and exception of each crash: our fault, never shown as the department's."""
