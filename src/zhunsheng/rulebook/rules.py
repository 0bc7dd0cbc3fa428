"""All rules of the rulebook, and the checker of a scheme made of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.resources import files
from itertools import product
from pkgutil import iter_modules
from typing import Any

from zhunsheng.kernel.checks import (
    Checker,
    Example,
    ExpressionRule,
    ExpressionRules,
    Mode,
    TextRule,
    Tolerance,
)
from zhunsheng.kernel.errors import RulebookError
from zhunsheng.kernel.findings import Severity
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.rulebook import checks
from zhunsheng.rulebook.checks.registry import RULES, capped
from zhunsheng.rulebook.facts import kind_of, label_of
from zhunsheng.rulebook.loading import Rulebook

EXECUTION_RATE = "scheme.execution_rate"
"""In a rule: the rate of execution by the formula of the scheme at hand."""
OWN_FORM = "own-form"
"""As a rule's basis: the blank form of the scheme at hand, for what the form itself prints."""


@cache
def text_rules() -> tuple[TextRule, ...]:
    """Every text rule, from all modules of the checks package."""
    for module in iter_modules(checks.__path__):
        import_module(f"{checks.__name__}.{module.name}")
    return tuple(sorted(RULES, key=lambda rule: rule.id))


@cache
def expression_rules() -> tuple[ExpressionRule, ...]:
    """Every rule of rules/*.toml."""
    folder = files(__package__) / "rules"
    found = []
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name):
        for entry in tomllib.loads(file.read_text("utf-8"))["rule"]:
            found += [_expression_rule(variant) for variant in _variants(entry)]
    return tuple(found)


def _variants(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A rule written once for several lines: each = { line = [...], year = [...] } fills in $line and $year.

    Where the values of a name are a table, they are the words that excuse the finding for that line.
    """
    each = entry.get("each", {})
    for choice in product(*each.values()):
        variant = {key: value for key, value in entry.items() if key != "each"}
        for (name, values), value in zip(each.items(), choice, strict=True):
            variant = _filled(variant, f"${name}", value)
            if isinstance(values, dict):
                variant["excused_by"] = values[value]
        yield variant


def _filled(part: Any, placeholder: str, value: str) -> Any:
    match part:
        case str():
            return part.replace(placeholder, value)
        case list():
            return [_filled(item, placeholder, value) for item in part]
        case dict():
            return {
                _filled(key, placeholder, value): _filled(item, placeholder, value)
                for key, item in part.items()
            }
    return part


def _expression_rule(entry: dict[str, Any]) -> ExpressionRule:
    for name in ("id", "title", "severity", "basis", "expect", "at", "message", "fires", "silent"):
        if not entry.get(name):
            raise RulebookError(f"规则“{entry.get('id', '？')}”缺少“{name}”一项。")
    mode = Mode(entry.get("mode", "D"))
    return ExpressionRule(
        code=entry["id"].partition(".")[0],
        id=entry["id"],
        title=entry["title"],
        severity=capped(Severity(entry["severity"]), mode),
        mode=mode,
        basis=entry["basis"],
        fires=_example(entry["fires"]),
        silent=_example(entry["silent"]),
        blocking=entry.get("blocking", False),
        schemes=tuple(entry.get("schemes", ())),
        expect=entry["expect"],
        when=entry.get("when", ""),
        tolerance=Tolerance(entry.get("tolerance", "amount")),
        at=tuple(entry["at"]),
        message=entry["message"],
        hint=entry.get("hint", ""),
        excused_by=tuple(entry.get("excused_by", ())),
        excused_amount=entry.get("excused_amount", ""),
    )


def _example(entry: dict[str, Any]) -> Example:
    prose = tuple(entry.get("prose", ()))
    scheme = entry.get("scheme", "hunan-overall")
    facts = {key: value for key, value in entry.items() if key not in ("prose", "scheme")}
    return Example(facts=facts, prose=prose, scheme=scheme)


def checker(rulebook: Rulebook, scheme: Scheme, year: int | None) -> Checker:
    """The rules of a scheme with the thresholds of a fiscal year, compiled once."""
    key = (id(rulebook), scheme.id, year)
    if key not in _CHECKERS:
        if len(_CHECKERS) >= _MOST_CHECKERS:
            _CHECKERS.clear()  # a file may name any year
        _CHECKERS[key] = _build(rulebook, scheme, year)
    return _CHECKERS[key]


_MOST_CHECKERS = 50
_CHECKERS: dict[tuple[int, str, int | None], Checker] = {}


def _build(rulebook: Rulebook, scheme: Scheme, year: int | None) -> Checker:
    form = rulebook.forms[scheme.form]
    keys = frozenset(form.keys)
    expressions = [
        by_scheme(rule, scheme)
        for rule in expression_rules()
        if _belongs(rule, scheme) and _concerns(rule, keys)
    ]
    return Checker(
        scheme=scheme,
        expressions=ExpressionRules(expressions, scheme.values(year), keys),
        text_rules=tuple(rule for rule in text_rules() if _belongs(rule, scheme)),
        cite=cache(lambda basis: rulebook.cite(form.basis if basis == OWN_FORM else basis)),
        label=label_of,
        kind=kind_of,
    )


def by_scheme(rule: ExpressionRule, scheme: Scheme) -> ExpressionRule:
    """The rule with the scheme's own rate of execution put in."""
    rate = f"({scheme.scoring.execution_formula})"
    texts = {name: getattr(rule, name) for name in ("expect", "when", "message", "hint")}
    return replace(rule, **{name: text.replace(EXECUTION_RATE, rate) for name, text in texts.items()})


def _belongs(rule: ExpressionRule | TextRule, scheme: Scheme) -> bool:
    return not rule.schemes or scheme.id in rule.schemes


def _concerns(rule: ExpressionRule, keys: frozenset[str]) -> bool:
    """Whether the form has the figures the rule points at."""
    return any(key in keys for key in rule.at)
