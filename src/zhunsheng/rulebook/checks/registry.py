"""How a text rule announces itself: a decorator on a generator of problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps

from zhunsheng.kernel.checks import Case, Example, Mode, TextRule
from zhunsheng.kernel.findings import Problem, Severity
from zhunsheng.rulebook.checks.signs import register, signs_of

Generator = Callable[[Case], Iterator[Problem]]

RULES: list[TextRule] = []


def text_rule(
    code: str,
    title: str,
    severity: Severity,
    mode: Mode,
    basis: str,
    *,
    fires: Example,
    silent: Example,
    blocking: bool = False,
    publication_only: bool = False,
    schemes: tuple[str, ...] = (),
    signs: tuple[str, ...] = (),
) -> Callable[[Generator], Generator]:
    """Registers a rule. Heuristics are never errors, what only a person can judge is a hint.

    A rule with signs is asked only about a report in whose text one of them stands.
    """

    def announce(run: Generator) -> Generator:
        identifier = f"{code}.{run.__name__}"
        RULES.append(
            TextRule(
                code,
                identifier,
                title,
                capped(severity, mode),
                mode,
                basis,
                fires,
                silent,
                blocking,
                publication_only,
                schemes,
                _where_a_sign_is(register(signs), run) if signs else run,
            )
        )
        return run

    return announce


def _where_a_sign_is(signs: frozenset[str], run: Generator) -> Generator:
    @wraps(run)
    def asked(case: Case) -> Iterator[Problem]:
        return iter(()) if signs.isdisjoint(signs_of(case)) else run(case)

    return asked


def capped(severity: Severity, mode: Mode) -> Severity:
    """The severity a mode allows: a heuristic at most 请核实, a person's question at most 提示."""
    lowest = {
        Mode.DETERMINISTIC: Severity.ERROR,
        Mode.HEURISTIC: Severity.WARNING,
        Mode.PERSON: Severity.HINT,
    }[mode]
    return severity if severity.rank >= lowest.rank else lowest
