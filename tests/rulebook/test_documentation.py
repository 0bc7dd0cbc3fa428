"""The committed pages of docs/rulebook are those the rulebook's data give today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zhunsheng.rulebook.documentation import COMMAND, pages, write
from zhunsheng.rulebook.loading import load_rulebook
from zhunsheng.rulebook.office_rules import OFFICE_RULES
from zhunsheng.rulebook.register_rules import REGISTER_RULES
from zhunsheng.rulebook.rules import expression_rules, text_rules

FOLDER = Path(__file__).parents[2] / "docs" / "rulebook"
PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_is_the_generated_one(name: str) -> None:
    file = FOLDER / name
    assert file.is_file(), f"缺少 {name}，请运行 {COMMAND}"
    assert file.read_text("utf-8") == PAGES[name], f"{name} 已过时，请运行 {COMMAND}"


def test_no_page_is_left_over() -> None:
    assert {file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*.md")} == set(PAGES)


def test_every_rule_scheme_and_document_is_there() -> None:
    text = "\n".join(PAGES.values())
    named = set(re.findall(r"`([A-Z]\d\d\.[^`]+)`", text))
    rules = (*expression_rules(), *text_rules(), *OFFICE_RULES, *REGISTER_RULES)
    assert {rule.id for rule in rules} - named == set()
    assert {f"schemes/{name}.md" for name in load_rulebook().schemes} <= PAGES.keys()
    assert [name for name in load_rulebook().documents if f"| {name} |" not in PAGES["documents.md"]] == []


def test_links_between_the_pages_lead_somewhere() -> None:
    for name, text in PAGES.items():
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            assert (FOLDER / name).parent.joinpath(target).resolve().is_file(), (name, target)


def test_tables_keep_their_columns() -> None:
    """Every row of a Markdown table has as many cells as its head."""
    for name, text in PAGES.items():
        for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            widths = {line.count("|") for line in block.splitlines()}
            assert len(widths) == 1, (name, block[:80])


def test_writing_removes_what_is_no_longer_generated(tmp_path: Path) -> None:
    stale = tmp_path / "schemes" / "old.md"
    stale.parent.mkdir()
    stale.write_text("旧", "utf-8")
    assert {file.relative_to(tmp_path).as_posix() for file in write(tmp_path)} == set(PAGES)
    assert not stale.exists()
