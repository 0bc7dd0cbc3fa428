"""The privacy gate: a text to be published is held up by the same rules (P01 …) as a report (`check --publish`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from zhunsheng.kernel.checks import Checker
from zhunsheng.kernel.findings import Finding, Severity
from zhunsheng.kernel.report import Report, Section, Trace
from zhunsheng.rulebook.loading import load_rulebook
from zhunsheng.rulebook.rules import checker


@dataclass(slots=True, frozen=True)
class Screened:
    """What must go out of the text (必须改), and what a person has to judge (请核实)."""

    errors: list[str]
    warnings: list[str]


def screen(text: str, *, secrecy_reviewer: str, privacy_reviewer: str) -> Screened:
    reviewed = f"保密审查人：{secrecy_reviewer}\n隐私审查人：{privacy_reviewer}"
    found = _found(text, reviewed=reviewed)
    return Screened(
        [_said(finding) for finding in found if finding.severity is Severity.ERROR],
        [_said(finding) for finding in found if finding.severity is not Severity.ERROR],
    )


def noticed(text: str, traces: Sequence[Trace]) -> list[str]:
    """What is to be settled about a file before anybody has reviewed it."""
    return [_said(finding) for finding in _found(text, traces=traces) if finding.code != _REVIEWS]


_REVIEWS = "P05"


def _found(text: str, *, reviewed: str = "", traces: Sequence[Trace] = ()) -> list[Finding]:
    gate = _checker()
    report = Report(
        scheme=gate.scheme.id,
        sections=[Section("一", "", text)],
        outside=[Section("审查", "", reviewed)],
        traces=list(traces),
    )
    return [finding for finding in gate.check(report, publish=True).findings if finding.code[0] == "P"]


def _said(finding: Finding) -> str:
    return finding.message.rstrip("。")


@cache
def _checker() -> Checker:
    """Of any scheme: what concerns privacy is the same in all of them."""
    rulebook = load_rulebook()
    return checker(rulebook, next(iter(rulebook.schemes.values())), None)
