"""Nobody reads save_cells: every verb the office records has words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import zhunsheng.server
from zhunsheng.server.audit.words import VERBS

WRITERS = {"record": 1, "write": 3}
"""Which argument names the verb."""


def _written_out(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRITERS:
            verb = node.args[WRITERS[node.func.id]]
            if isinstance(verb, ast.Constant):
                yield str(verb.value)


def test_every_verb_written_in_the_source_has_words() -> None:
    folder = Path(zhunsheng.server.__file__).parent
    found = {verb for path in folder.rglob("*.py") for verb in _written_out(path.read_text("utf-8"))}
    assert {"save_cells", "add_opinion", "create_unit"} <= found
    assert found - set(VERBS) == set()
