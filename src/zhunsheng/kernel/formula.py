"""The formula language of the rulebook: arithmetic and comparisons over fact keys.

    staffing.actual / staffing.quota
    funds.basic + funds.project == funds.executed
    sum(projects.business, projects.special[1].budget) <= projects.total.budget
    (funds.full_year - funds.initial) / funds.initial <= setting.big_adjustment

One parse gives a tree of plain nodes; the tree is explained in Chinese here and turned into
exact Decimal code by `compilation`. There is no other arithmetic in the language: + - * /, the
comparisons, and, or, not, “a if c else b”, and the functions of FUNCTIONS.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from zhunsheng.kernel.errors import FormulaError

FUNCTIONS = {
    "sum": "sum of the figures given; missing when none is given",
    "min": "smallest",
    "max": "largest",
    "abs": "without sign",
    "round": "round(x, digits), half up",
    "given": "whether every argument is a given figure",
    "any_given": "whether at least one argument is a given figure",
    "blank": "whether the cell was left blank",
    "with_rows": "a line's own figure, else the sum of the numbered rows below it",
}
STATE_FUNCTIONS = frozenset({"given", "any_given", "blank"})
OPTIONAL_FUNCTIONS = STATE_FUNCTIONS | {"sum", "with_rows"}
"""Functions that cope with missing figures themselves."""


@dataclass(slots=True, frozen=True)
class Number:
    value: Decimal


@dataclass(slots=True, frozen=True)
class Name:
    """A fact key, or a setting of the scheme (setting.…)."""

    key: str

    @property
    def is_setting(self) -> bool:
        return self.key.startswith("setting.")


@dataclass(slots=True, frozen=True)
class Unary:
    operator: str
    operand: Node


@dataclass(slots=True, frozen=True)
class Binary:
    operator: str
    left: Node
    right: Node


@dataclass(slots=True, frozen=True)
class Compare:
    operator: str
    left: Node
    right: Node


@dataclass(slots=True, frozen=True)
class Logic:
    operator: str
    operands: tuple[Node, ...]


@dataclass(slots=True, frozen=True)
class Choice:
    condition: Node
    when_true: Node
    when_false: Node


@dataclass(slots=True, frozen=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


Node = Number | Name | Unary | Binary | Compare | Logic | Choice | Call

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE = {ast.Eq: "==", ast.NotEq: "!=", ast.LtE: "<=", ast.GtE: ">=", ast.Lt: "<", ast.Gt: ">"}


@lru_cache(maxsize=4000)
def parse(text: str) -> Node:
    """The tree of a formula. Raises FormulaError naming what the language lacks."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise FormulaError(f"公式写法有误：{text}（{error.msg}）") from error
    return _node(tree.body, text)


def _node(tree: ast.expr, text: str) -> Node:
    match tree:
        case ast.Constant(value=int() | float()) if not isinstance(tree.value, bool):
            return Number(Decimal(ast.get_source_segment(text.strip(), tree) or str(tree.value)))
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return Name(_key(tree, text))
        case ast.UnaryOp(op=ast.USub()):
            return Unary("-", _node(tree.operand, text))
        case ast.UnaryOp(op=ast.Not()):
            return Unary("not", _node(tree.operand, text))
        case ast.BinOp() if type(tree.op) in _BINARY:
            return Binary(_BINARY[type(tree.op)], _node(tree.left, text), _node(tree.right, text))
        case ast.Compare(ops=[operator], comparators=[right]) if type(operator) in _COMPARE:
            return Compare(_COMPARE[type(operator)], _node(tree.left, text), _node(right, text))
        case ast.BoolOp():
            word = "and" if isinstance(tree.op, ast.And) else "or"
            return Logic(word, tuple(_node(value, text) for value in tree.values))
        case ast.IfExp():
            return Choice(_node(tree.test, text), _node(tree.body, text), _node(tree.orelse, text))
        case ast.Call(func=ast.Name(id=function), keywords=[]) if function in FUNCTIONS:
            return Call(function, tuple(_node(argument, text) for argument in tree.args))
    raise FormulaError(f"公式“{text}”中有不支持的写法：{ast.unparse(tree)}")


def _key(tree: ast.expr, text: str) -> str:
    match tree:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=owner, attr=name):
            return f"{_key(owner, text)}.{name}"
        case ast.Subscript(value=owner, slice=ast.Constant(value=int(number))):
            return f"{_key(owner, text)}[{number}]"
    raise FormulaError(f"公式“{text}”中有不支持的写法：{ast.unparse(tree)}")


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Unary():
            return (node.operand,)
        case Binary() | Compare():
            return (node.left, node.right)
        case Logic():
            return node.operands
        case Choice():
            return (node.condition, node.when_true, node.when_false)
        case Call():
            return node.arguments
    return ()


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from walk(child)


def fact_keys(node: Node) -> tuple[str, ...]:
    """Fact keys in order of appearance, each once; settings are left out."""
    names = (part.key for part in walk(node) if isinstance(part, Name) and not part.is_setting)
    return tuple(dict.fromkeys(names))


_SIGNS = {
    "*": "×",
    "/": "÷",
    "-": "－",
    "+": "＋",
    "==": "＝",
    "!=": "≠",
    "<=": "≤",
    ">=": "≥",
    "<": "＜",
    ">": "＞",
}
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}


def explain(node: Node, names: Mapping[str, str]) -> str:
    """The formula in words or figures: `names` maps each key to a label or a shown value."""
    match node:
        case Number():
            return format(node.value, "f")
        case Name():
            return names.get(node.key, node.key)
        case Unary():
            return ("非" if node.operator == "not" else "－") + explain(node.operand, names)
        case Binary():
            left, right = _operand(node.left, node, names), _operand(node.right, node, names, right=True)
            return f"{left} {_SIGNS[node.operator].replace('－', '-').replace('＋', '+')} {right}"
        case Compare():
            return f"{explain(node.left, names)} {_SIGNS[node.operator]} {explain(node.right, names)}"
        case Logic():
            word = " 且 " if node.operator == "and" else " 或 "
            return word.join(explain(operand, names) for operand in node.operands)
        case Choice():
            return explain(node.when_true, names)
        case Call(function="with_rows"):
            return explain(node.arguments[0], names)
        case Call(function="sum"):
            return " + ".join(explain(argument, names) for argument in node.arguments)
        case Call():
            inner = "、".join(explain(argument, names) for argument in node.arguments)
            return f"{_FUNCTION_WORDS[node.function]}（{inner}）"


_FUNCTION_WORDS = {
    "min": "较小者",
    "max": "较大者",
    "abs": "绝对值",
    "round": "四舍五入",
    "given": "已填",
    "any_given": "任一已填",
    "blank": "未填",
}


def _operand(child: Node, parent: Binary, names: Mapping[str, str], right: bool = False) -> str:
    text = explain(child, names)
    if not isinstance(child, Binary):
        return f"（{text}）" if isinstance(child, Call) and child.function == "sum" else text
    inner, outer = _PRECEDENCE[child.operator], _PRECEDENCE[parent.operator]
    needs = inner < outer or (right and inner == outer and parent.operator in "-/")
    return f"（{text}）" if needs else text
