"""The rulebook's formulas as formulas of a spreadsheet.

A formula stands in a filled sheet only where it gives what was filed: opening the file must not change
a report. Its result is stored beside it, rounded as it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from functools import lru_cache

from zhunsheng.kernel.compilation import Result, compile_formula
from zhunsheng.kernel.errors import FormulaError
from zhunsheng.kernel.facts import Fact
from zhunsheng.kernel.formula import Binary, Call, Name, Node, Number, Unary, fact_keys, parse
from zhunsheng.kernel.numerals import plain_decimal

_FUNCTIONS = {"sum": "SUM", "min": "MIN", "max": "MAX", "abs": "ABS", "round": "ROUND"}


def sheet_formula(text: str, addresses: Mapping[str, str], decimals: int) -> str | None:
    """The formula over the cells of its figures, empty while one is missing; None if a figure has no
    cell of its own."""
    node = parse(text)
    keys = fact_keys(node)
    inner = _expression(node, addresses)
    if inner is None or not keys:
        return None
    cells = ",".join(addresses[key] for key in keys)
    return f'=IF(COUNT({cells})<{len(keys)},"",IFERROR(ROUND({inner},{decimals}),""))'


def _expression(node: Node, addresses: Mapping[str, str]) -> str | None:
    match node:
        case Number():
            return plain_decimal(node.value)
        case Name():
            return addresses.get(node.key)
        case Unary(operator="-"):
            operand = _expression(node.operand, addresses)
            return None if operand is None else f"(-{operand})"
        case Binary():
            left, right = _expression(node.left, addresses), _expression(node.right, addresses)
            return None if left is None or right is None else f"({left}{node.operator}{right})"
        case Call() if node.function in _FUNCTIONS:
            arguments = [_expression(argument, addresses) for argument in node.arguments]
            known = [argument for argument in arguments if argument is not None]
            return f"{_FUNCTIONS[node.function]}({','.join(known)})" if len(known) == len(arguments) else None
    return None


def result_of(text: str, facts: Mapping[str, Fact], decimals: int) -> Decimal | None:
    """What the formula gives for a report, as the sheet would show it; None where it stays empty."""
    try:
        result = _function(text)(facts)
    except (DecimalException, FormulaError):
        return None
    return rounded(result, decimals) if isinstance(result, Decimal) else None


def rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@lru_cache(maxsize=500)
def _function(text: str) -> Callable[[Mapping[str, Fact]], Result]:
    return compile_formula(parse(text), {})
