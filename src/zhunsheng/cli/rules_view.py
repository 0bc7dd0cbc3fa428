"""Rules and schemes on the screen."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import groupby

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from zhunsheng.cli.output import console
from zhunsheng.cli.paragraphs import Paragraph, indented
from zhunsheng.intake.examples import YEAR, check_example
from zhunsheng.kernel.checks import Example, ExpressionRule, Mode, Rule, TextRule
from zhunsheng.kernel.formula import explain, fact_keys, parse
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.rulebook.facts import label_of
from zhunsheng.rulebook.loading import Rulebook
from zhunsheng.rulebook.office_rules import KNOWN_FIGURES, OfficeRule
from zhunsheng.rulebook.rules import by_scheme, checker

_GROUPS = {
    "F": "填报完整性",
    "A": "数字勾稽",
    "L": "预算逻辑",
    "D": "指标设置",
    "S": "完成值与得分",
    "N": "正文与表",
    "T": "文字格式",
    "P": "隐私与公开",
    "X": "巡察整改台账",
}
_MODES = {
    Mode.DETERMINISTIC: "由数字或格式判定",
    Mode.HEURISTIC: "按用语推断，要人核对",
    Mode.PERSON: "只备材料，由人判断",
}
_COLUMNS = {
    "level1": "一级指标",
    "level2": "二级指标",
    "name": "指标",
    "target": "指标值",
    "actual": "完成值",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因",
    "without": "本表没有的栏",
}


def show_list(rules: list[Rule]) -> None:
    screen = console()
    order = {letter: position for position, letter in enumerate(_GROUPS)}
    ordered = sorted(rules, key=lambda rule: (order.get(rule.code[0], len(order)), rule.code, rule.id))
    for letter, group in groupby(ordered, key=lambda rule: rule.code[0]):
        table = Table(
            box=box.SIMPLE_HEAD, pad_edge=False, title=_GROUPS.get(letter, letter), title_justify="left"
        )
        table.add_column("编号", no_wrap=True)
        table.add_column("级别", no_wrap=True)
        table.add_column("方式", no_wrap=True)
        table.add_column("查什么", overflow="fold")
        for rule in group:
            table.add_row(rule.code, rule.severity.label, rule.mode.value, Paragraph(rule.title))
        screen.print(table)
    screen.print(
        Paragraph(
            f"共 {len(rules)} 条。方式：D {_MODES[Mode.DETERMINISTIC]}；H {_MODES[Mode.HEURISTIC]}；M {_MODES[Mode.PERSON]}。"
        )
    )


def show_rule(rule: Rule, rulebook: Rulebook) -> None:
    screen = console()
    screen.print(Text.assemble((rule.code, "bold cyan"), "  ", (rule.title, "bold")))
    for name, words in _about(rule, rulebook):
        screen.print(indented(Text.assemble((f"{name}：", "dim"), words), 2))
    _show_example(screen, "会报", rule, rule.fires, rulebook)
    _show_example(screen, "不会报", rule, rule.silent, rulebook)
    screen.print()


def _about(rule: Rule, rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    blocking = "，不改不能报送" if rule.blocking else ""
    yield "标识", rule.id
    yield "级别", rule.severity.label + blocking
    yield "方式", _MODES[rule.mode]
    yield "依据", checker(rulebook, rulebook.schemes[rule.fires.scheme], YEAR).cite(rule.basis)
    if rule.publication_only:
        yield "何时", "只在公开前检查（--publish）"
    if rule.schemes:
        yield "方案", "、".join(rule.schemes)
    if isinstance(rule, ExpressionRule):
        yield from _formulas(rule, rulebook.schemes[rule.fires.scheme])
    if isinstance(rule, OfficeRule):
        yield "何时", "只在办公系统里检查：要知道的不在文件里"
        yield "说明", rule.description
    if isinstance(rule, TextRule):
        yield "说明", " ".join((inspect.getdoc(rule.run) or "").split())


def _formulas(rule: ExpressionRule, scheme: Scheme) -> Iterator[tuple[str, str]]:
    rule = by_scheme(rule, scheme)
    if rule.when:
        yield "前提", _in_words(rule.when, scheme)
    yield "应当", _in_words(rule.expect, scheme)
    if rule.excused_by:
        yield "可免", f"正文有提到“{'”“'.join(rule.excused_by)}”并写明原因的句子"
    if rule.excused_amount:
        yield "可免", f"正文写明为什么增加了与“{label_of(rule.excused_amount)}”相同的金额"


def _in_words(formula: str, scheme: Scheme) -> str:
    """A formula with the names of facts, and of settings with their values."""
    tree = parse(formula)
    names = {key: label_of(key) for key in fact_keys(tree)}
    for name, value in scheme.values(YEAR).items():
        names[f"setting.{name}"] = f"{scheme.settings[name].title}{plain_decimal(value)}"
    return explain(tree, names)


def _show_example(screen: Console, title: str, rule: Rule, example: Example, rulebook: Rulebook) -> None:
    screen.print(indented(f"{title}的例子", 2, "bold"))
    for line in [*_example_lines(example)] or ["（一份空白的表）"]:
        screen.print(indented(line, 4))
    for message in _messages(rule, example, rulebook):
        screen.print(indented(f"→ {message}", 4, "yellow"))


def _example_lines(example: Example) -> Iterator[str]:
    for key, text in example.facts.items():
        yield f"{label_of(key)}：{text or '（空）'}"
    for row in example.indicators:
        yield "　".join(f"{_COLUMNS.get(column, column)}：{text or '（空）'}" for column, text in row.items())
    yield from example.prose
    for parts in example.report.values():
        yield from (f"表里：{part.text or '（空）'}" for part in parts if hasattr(part, "text"))
    for where, text in example.outside.items():
        kind, _, key = where.partition(" ")
        yield f"{kind} {label_of(key)}：{text}" if kind == KNOWN_FIGURES else f"{where}：{text}"
    if example.deadline is not None:
        yield f"报送截止日期：{example.deadline}"
    if example.previous is not None:
        for line in _example_lines(example.previous):
            yield f"上年　{line}"


def _messages(rule: Rule, example: Example, rulebook: Rulebook) -> list[str]:
    """What the rule says of the example, computed here and now; nothing where only the office can."""
    if isinstance(rule, OfficeRule):
        return []
    result = check_example(example, rulebook, rule.publication_only)
    return [finding.message for finding in result.findings if finding.rule == rule.id]


def show_schemes(rulebook: Rulebook) -> None:
    screen = console()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("编号", no_wrap=True)
    for title in ("名称", "地区", "起始年度", "依据"):
        table.add_column(title, overflow="fold")
    for scheme in rulebook.schemes.values():
        about = (scheme.title, scheme.region, str(scheme.since), rulebook.cite(scheme.basis))
        table.add_row(scheme.id, *map(Paragraph, about))
    screen.print(table)
