"""zhunsheng rules and schemes: what there is, and one rule in full."""

from __future__ import annotations

from pathlib import Path

import typer

from zhunsheng.cli.exits import DONE
from zhunsheng.cli.opening import rulebook_of
from zhunsheng.kernel.checks import Rule
from zhunsheng.rulebook.office_rules import OFFICE_RULES
from zhunsheng.rulebook.register_rules import REGISTER_RULES
from zhunsheng.rulebook.rules import expression_rules, text_rules


def run_rules(code: str | None) -> int:
    every = (*expression_rules(), *text_rules(), *OFFICE_RULES, *REGISTER_RULES)
    rules = sorted(every, key=lambda rule: (rule.code, rule.id))
    from zhunsheng.cli import rules_view

    if code is None:
        rules_view.show_list(rules)
        return DONE
    chosen = _chosen(rules, code)
    if not chosen:
        raise typer.BadParameter(f"没有编号为“{code}”的规则，zhunsheng rules 可列出全部。")
    for rule in chosen:
        rules_view.show_rule(rule, rulebook_of(None))
    return DONE


def _chosen(rules: list[Rule], code: str) -> list[Rule]:
    """By catalogue number (A01: all rules under it) or by the full identifier."""
    wanted = code.casefold()
    return [rule for rule in rules if wanted in (rule.code.casefold(), rule.id.casefold())]


def run_schemes(folder: Path | None) -> int:
    from zhunsheng.cli.rules_view import show_schemes

    show_schemes(rulebook_of(folder))
    return DONE
