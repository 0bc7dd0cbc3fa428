"""Nobody reads save_cells: every verb the office records has words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import zhunsheng.server
from zhunsheng.server.audit.words import VERBS
from zhunsheng.server.reports.workflow import Verb

WRITERS = {"record": 1, "record_beginnings": 1, "write": 3, "move": 2, "note_reading": 1}
"""Which argument names the verb."""


def _verbs_in(source: str) -> Iterator[str]:
    """Every verb a source writes down; one handed on by a writer stands at its callers'."""
    tree = ast.parse(source)
    yield from _called(tree, "", WRITERS | _own_writers(tree))


def _own_writers(tree: ast.AST) -> dict[str, int]:
    """A module's own functions that record the verb they are given, or hand it to one that does."""
    found: dict[str, int] = {}
    while more := {
        function.name: [argument.arg for argument in function.args.args].index("verb")
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        and function.name not in found
        and _hands_on(function, {"record": WRITERS["record"]} | found)
    }:
        found |= more
    return found


def _hands_on(function: ast.FunctionDef, writers: dict[str, int]) -> bool:
    return any(
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in writers
        and len(call.args) > writers[call.func.id]
        and isinstance(verb := call.args[writers[call.func.id]], ast.Name)
        and verb.id in {argument.arg for argument in function.args.args}
        for call in ast.walk(function)
    )


def _called(node: ast.AST, function: str, writers: dict[str, int]) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef):
        function = node.name
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in writers:
        at, first = writers[node.func.id], node.args[0]
        # An actor; another module's write starts with a text, another's move names the step of an issue.
        if not isinstance(first, ast.Constant) and len(node.args) > at:
            yield from _named(node.args[at], function, writers)
    for child in ast.iter_child_nodes(node):
        yield from _called(child, function, writers)


def _named(verb: ast.expr, function: str, writers: dict[str, int]) -> Iterator[str]:
    match verb:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _named(body, function, writers)
            yield from _named(orelse, function, writers)
        case ast.Attribute(value=ast.Name(id="Verb"), attr=name):
            yield Verb[name].value
        case ast.Name(id="verb") if function in writers:
            return
        case _:
            pytest.fail(f"看不出记的是哪个动作：{function}，{ast.unparse(verb)}")


def test_every_verb_written_in_the_source_has_words() -> None:
    folder = Path(zhunsheng.server.__file__).parent
    found = {verb for path in folder.rglob("*.py") for verb in _verbs_in(path.read_text("utf-8"))}
    assert {"save_cells", "add_opinion", "deactivate_user", "submit", "verify_chain"} <= found
    assert found - set(VERBS) == set()


def test_a_verb_that_cannot_be_read_from_the_source_is_told() -> None:
    with pytest.raises(pytest.fail.Exception, match="activate，choose"):
        list(_verbs_in("def activate(actor):\n    record(actor, choose(), subject)\n"))


def test_a_verb_handed_on_twice_stands_where_it_is_given() -> None:
    source = (
        "def note(actor, verb):\n    record(actor, verb, subject)\n"
        "def keep(actor, verb):\n    note(actor, verb)\n"
        "def accept(actor):\n    keep(actor, 'accept_it')\n"
    )
    assert set(_verbs_in(source)) == {"accept_it"}
