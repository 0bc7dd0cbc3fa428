"""The sum behind a finding, in words and figures: 控制率 = 在职人数 ÷ 编制数 = 11 ÷ 13 = 84.62%."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, DivisionByZero, InvalidOperation

from zhunsheng.kernel.compilation import Formula, Settings, with_rows
from zhunsheng.kernel.facts import Fact, Kind
from zhunsheng.kernel.formula import (
    Binary,
    Call,
    Choice,
    Compare,
    Logic,
    Name,
    Node,
    Number,
    Unary,
    explain,
    walk,
)
from zhunsheng.kernel.numerals import plain_decimal, show

_ARITHMETIC = frozenset({"sum", "min", "max", "abs", "round"})
_SHOULD = {"==": "应等于", "!=": "应不等于", "<=": "应不高于", ">=": "应不低于", "<": "应低于", ">": "应高于"}


@dataclass(slots=True, frozen=True)
class Derivation:
    """Writes out what a rule computes of one report."""

    facts: Mapping[str, Fact]
    settings: Settings
    label: Callable[[str], str]
    kind: Callable[[str], Kind]
    compiled: Callable[[Node], Formula]

    def of(self, claim: Node) -> str:
        """What a rule's claim comes to; empty where it computes nothing."""
        match claim:
            case Choice():
                taken = claim.when_true if self._value(claim.condition) else claim.when_false
                return self.of(taken)
            case Logic():
                compares = [part for part in claim.operands if isinstance(part, Compare)]
                sides = [side for part in compares for side in (part.left, part.right) if _computes(side)]
                return "；".join(self._steps(side) for side in dict.fromkeys(sides))
            case Compare():
                return self._compare(claim)
        return ""

    def _compare(self, claim: Compare) -> str:
        sides = (claim.left, claim.right)
        computed = [side for side in sides if _computes(side)]
        if not computed:
            return ""
        if len(computed) == len(sides):
            return f"{self._steps(claim.left)}，{_SHOULD[claim.operator]}{self._steps(claim.right)}"
        (other,) = (side for side in sides if side not in computed)
        if claim.operator == "==" and isinstance(other, Name) and not other.is_setting:
            return self._steps(computed[0], other)
        operator = claim.operator if other is claim.right else _TURNED[claim.operator]
        limit = self._shown(other, self._kind(computed[0]))
        return f"{self._steps(computed[0])}，{_SHOULD[operator]}{self._named(other)}{limit}"

    def _steps(self, node: Node, result: Name | None = None) -> str:
        """In words, in figures, and what it comes to; `result` is the figure it ought to be."""
        node = self._without_gaps(node)
        keys = [part.key for part in walk(node) if isinstance(part, Name)]
        figures = {key: self._figure(key) for key in keys}
        for part in walk(node):
            if isinstance(part, Call) and part.function == "with_rows":
                (line,) = (argument for argument in part.arguments if isinstance(argument, Name))
                figures[line.key] = show(with_rows(self.facts, line.key), self.kind(line.key))
        labels = {key: self.label(key) for key in (*keys, result.key if result else "") if _is_fact(key)}
        names = figures | _without_column(labels)
        parts = [explain(node, names), explain(node, figures)]
        value = self._value(node)
        if isinstance(value, Decimal):
            parts.append(show(_shortened(value), self._kind(result or node) or Kind.MONEY))
        if result is not None:
            parts.insert(0, names[result.key])
        return " = ".join(dict.fromkeys(parts))

    def _without_gaps(self, node: Node) -> Node:
        """Lines a sum does without, because nothing was filled in, are left out of it."""
        match node:
            case Call(function="sum"):
                given = tuple(part for part in node.arguments if self._value(part) is not None)
                return replace(node, arguments=given or node.arguments)
            case Binary():
                return replace(node, left=self._without_gaps(node.left), right=self._without_gaps(node.right))
        return node

    def _value(self, node: Node) -> Decimal | bool | None:
        try:
            return self.compiled(node)(self.facts)
        except (DivisionByZero, InvalidOperation):
            return None

    def _figure(self, key: str) -> str:
        if key.startswith("setting."):
            return plain_decimal(self.settings[key.removeprefix("setting.")])
        fact = self.facts.get(key)
        return show(fact.number if fact is not None else None, self.kind(key))

    def _named(self, node: Node) -> str:
        return self.label(node.key) if isinstance(node, Name) and not node.is_setting else ""

    def _shown(self, node: Node, kind: Kind | None) -> str:
        value = self._value(node)
        return show(value if isinstance(value, Decimal) else None, self._kind(node) or kind or Kind.MONEY)

    def _kind(self, node: Node) -> Kind | None:
        """What a formula measures: a quotient of two amounts is a rate."""
        match node:
            case Name() if not node.is_setting:
                return self.kind(node.key)
            case Binary(operator="/"):
                alike = self._kind(node.left) is self._kind(node.right)
                return Kind.RATE if alike else Kind.MONEY
            case Binary():
                return self._kind(node.left) or self._kind(node.right)
            case Unary():
                return self._kind(node.operand)
            case Call():
                return self._kind(node.arguments[0])
        return None


def _shortened(value: Decimal) -> Decimal:
    """A quotient has no end; four decimals are enough for a ratio and for 万元 a head."""
    exponent = value.as_tuple().exponent
    return round(value, 4) if isinstance(exponent, int) and exponent < -4 else value


_COLUMN = re.compile("(?:上年|本年)(?:决算|预算)数$")


def _is_fact(key: str) -> bool:
    return bool(key) and not key.startswith("setting.")


def _without_column(labels: dict[str, str]) -> dict[str, str]:
    """Labels of one column of a table without the column's name."""
    columns = {match.group() if (match := _COLUMN.search(label)) else "" for label in labels.values()}
    if len(columns) != 1:
        return labels
    (column,) = columns
    return {key: label.removesuffix(column) for key, label in labels.items()}


_TURNED = {"==": "==", "!=": "!=", "<=": ">=", ">=": "<=", "<": ">", ">": "<"}


def _computes(node: Node) -> bool:
    return not isinstance(node, Name | Number) and any(
        isinstance(part, Binary) or (isinstance(part, Call) and part.function in _ARITHMETIC)
        for part in walk(node)
    )
