"""What Chromium 86 doesn't know: offices run 360, 奇安信 and UOS browsers of that age."""

from __future__ import annotations

import re
from collections.abc import Iterator

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

_PARSER = Parser(Language(tree_sitter_javascript.language()))
_NEWER_NODES = {
    "class_static_block": "static { }",
    "field_definition": "类的字段",
    "private_property_identifier": "#私有",
    "import_attribute": "import with",
}
_NEWER_ASSIGNMENTS = {"||=", "&&=", "??="}
_NEWER_CALLS = {
    "at",
    "findLast",
    "findLastIndex",
    "fromAsync",
    "getOrInsert",
    "groupBy",
    "hasOwn",
    "isWellFormed",
    "randomUUID",
    "setHTML",
    "showPicker",
    "showPopover",
    "structuredClone",
    "toReversed",
    "toSorted",
    "toSpliced",
    "withResolvers",
}
NEWER_CSS = re.compile(
    r":(?:has|is|where|user-invalid|user-valid|popover-open)\b"
    r"|\b(?:color-mix|color|oklch|oklab|lch|lab|hwb|light-dark|linear|round|mod|sin|cos|anchor)\("
    r"|@(?:container|layer|property|scope|starting-style)\b"
    r"|(?<![\w-])(?:field-sizing|aspect-ratio|text-wrap|scrollbar-gutter|inset|translate|rotate|scale|"
    r"(?:margin|padding|inset)-(?:inline|block))\s*:"
    r"|\d(?:dvh|svh|lvh|dvw|cqw|cqi)\b"
    r"|\b(?:width|height)\s*[<>]=?"
    r"|\bsubgrid\b"
    r"|overflow(?:-[xy])?\s*:\s*clip\b"
    r"|&"
)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)


def newer_script(source: str) -> list[str]:
    """What of a script is above ES2020 or unknown to the engine, with its line; first what can't be parsed."""
    tree = _PARSER.parse(source.encode())
    return [f"第 {node.start_point[0] + 1} 行 {what}" for node, what in _newer(tree.root_node)]


def _newer(node: Node) -> Iterator[tuple[Node, str]]:
    text = (node.text or b"").decode()
    if node.is_error or node.is_missing:
        yield node, "读不懂"
    elif node.type in _NEWER_NODES:
        yield node, _NEWER_NODES[node.type]
    elif node.type == "augmented_assignment_expression" and _operator(node) in _NEWER_ASSIGNMENTS:
        yield node, _operator(node)
    elif node.type == "number" and "_" in text:
        yield node, "数字里的下划线"
    elif node.type == "regex_flags" and set(text) & {"d", "v"}:
        yield node, f"正则的 {text}"
    elif node.type == "await_expression" and not _within_function(node):
        yield node, "函数外的 await"
    elif node.type == "call_expression" and _called(node) in _NEWER_CALLS:
        yield node, f"{_called(node)}()"
    for child in node.children:
        yield from _newer(child)


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return (operator.text or b"").decode() if operator is not None else ""


def _called(node: Node) -> str:
    """The name of what is called: f of f(), m of x.m()."""
    called = node.child_by_field_name("function")
    if called is not None and called.type == "member_expression":
        called = called.child_by_field_name("property")
    return (called.text or b"").decode() if called is not None else ""


def _within_function(node: Node) -> bool:
    above = node.parent
    while above is not None and "function" not in above.type and above.type != "method_definition":
        above = above.parent
    return above is not None


def newer_css(source: str) -> list[str]:
    return [found[0] for found in NEWER_CSS.finditer(_COMMENT.sub("", source))]
