"""The manual's pages of the rules: what each looks for, when it fires and when it does not."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from zhunsheng.kernel.checks import Example, ExpressionRule, Mode, Rule, TextRule
from zhunsheng.kernel.form import PLACEHOLDER
from zhunsheng.kernel.formula import explain, fact_keys, parse
from zhunsheng.rulebook.documentation_schemes import COLUMN_NAMES
from zhunsheng.rulebook.facts import label_of
from zhunsheng.rulebook.loading import Rulebook
from zhunsheng.rulebook.markup import bullets, escaped, page
from zhunsheng.rulebook.office_rules import KNOWN_FIGURES, OfficeRule
from zhunsheng.rulebook.rules import EXECUTION_RATE, OWN_FORM

GROUPS = {
    "F": "填报完整性",
    "A": "数字勾稽",
    "L": "预算逻辑",
    "D": "指标设置",
    "S": "完成值与得分",
    "N": "正文与表",
    "T": "文字与格式",
    "P": "隐私、保密与公开",
    "X": "巡察整改台账",
    "Q": "对审核的审核",
}
_MODES = {
    Mode.DETERMINISTIC: "由数字或格式判定",
    Mode.HEURISTIC: "按用语推断，最高“请核实”，要人核对",
    Mode.PERSON: "只备材料，由人判断，最高“提示”",
}
_ITEM_WORDS = ("text", "title", "level2", "detail", "question", "number")
"""Attributes that say what an entry of a report is, the first that is filled."""


def group_page(letter: str, rules: Sequence[Rule], rulebook: Rulebook) -> str:
    """All rules of a letter. Rules made from one for several lines are shown once."""
    return page(
        f"# {letter} {GROUPS.get(letter, '其他')}",
        *(_rule(list(variants), rulebook) for _, variants in groupby(rules, key=_family)),
    )


def _family(rule: Rule) -> tuple[str, str]:
    """What variants of one rule share: the first two parts of the identifier and the title."""
    return ".".join(rule.id.split(".")[:2]), rule.title


def _rule(variants: list[Rule], rulebook: Rulebook) -> str:
    rule = variants[0]
    others = [f"`{other.id}`" for other in variants[1:]]
    return page(
        f"## {rule.code} {escaped(rule.title)}",
        _description(rule),
        bullets(_about(rule, rulebook)),
        f"同样用于：{'、'.join(others)}。" if others else "",
        "会报的例子：",
        bullets(_example(rule.fires, rulebook)),
        "不会报的例子：",
        bullets(_example(rule.silent, rulebook)),
    ).rstrip()


def _description(rule: Rule) -> str:
    match rule:
        case TextRule():
            return inspect.cleandoc(rule.run.__doc__ or "")
        case OfficeRule():
            return rule.description
    return ""


def _about(rule: Rule, rulebook: Rulebook) -> Iterator[str]:
    blocking = "，不改不能报送" if rule.blocking else ""
    yield f"标识：`{rule.id}`"
    yield f"级别：{rule.severity.label}{blocking}"
    yield f"方式：{rule.mode.value}，{_MODES[rule.mode]}"
    yield f"依据：{printed_basis(rule.basis, rulebook)}"
    if isinstance(rule, OfficeRule):
        yield "只在办公系统里检查：要知道的不在文件里"
    if rule.publication_only:
        yield "只在公开前检查（`--publish`）"
    if rule.schemes:
        titles = [rulebook.schemes[name].title for name in rule.schemes if name in rulebook.schemes]
        yield f"只用于：{'、'.join(titles)}"
    if isinstance(rule, ExpressionRule):
        yield from _formulas(rule, rulebook)


def printed_basis(basis: str, rulebook: Rulebook) -> str:
    return "所用方案的空白表" if basis == OWN_FORM else escaped(rulebook.cite(basis))


def _formulas(rule: ExpressionRule, rulebook: Rulebook) -> Iterator[str]:
    if rule.when:
        yield f"前提：{_in_words(rule.when, rulebook)}"
    yield f"应当：{_in_words(rule.expect, rulebook)}"
    yield f"提示语：{_message(rule.message, rulebook)}"
    if rule.excused_by:
        yield f"正文有提到“{'”“'.join(rule.excused_by)}”并写明原因的句子，就不报"
    if rule.excused_amount:
        yield f"正文写明为什么增加了与“{label_of(rule.excused_amount)}”相同的金额，也不报"


def _in_words(formula: str, rulebook: Rulebook) -> str:
    """A formula with the names of facts and settings."""
    tree = parse(formula)
    names = {key: label_of(key) for key in fact_keys(tree)} | {EXECUTION_RATE: "方案规定的执行率"}
    for setting in next(iter(rulebook.schemes.values())).settings.values():
        names[f"setting.{setting.name}"] = f"参数“{setting.title}”"
    return escaped(explain(tree, names))


def _message(template: str, rulebook: Rulebook) -> str:
    """A message with the names of the figures it will show; its own words have nothing to escape."""
    return PLACEHOLDER.sub(lambda match: f"〔{_in_words(match[1].partition('|')[0], rulebook)}〕", template)


# --- examples ----------------------------------------------------------------------------------------


def _example(example: Example, rulebook: Rulebook) -> list[str]:
    lines = [*_given(example)]
    if example.previous is not None:
        lines += [f"上年报告：{line}" for line in _given(example.previous)]
    if example.deadline is not None:
        lines.append(f"报送截止日期 {example.deadline}")
    if example.scheme != "hunan-overall":
        lines.append(f"方案：{rulebook.schemes[example.scheme].title}")
    return lines or ["一份空白的表"]


def _given(example: Example) -> Iterator[str]:
    if example.facts:
        yield "；".join(f"{label_of(key)} {escaped(text) or '（空）'}" for key, text in example.facts.items())
    for cells in example.indicators:
        yield "指标行：" + "，".join(
            f"{_column(name)} {escaped(text) or '（空）'}" for name, text in cells.items()
        )
    if example.prose:
        yield "正文：" + " / ".join(map(escaped, example.prose))
    for where, text in example.outside.items():
        yield f"{_where(where)}：{escaped(text)}"
    for name, value in example.report.items():
        yield f"{_REPORT_FIELDS.get(name, name)}：{escaped(_shown(value))}"


def _where(where: str) -> str:
    """财政局已知数 staffing.quota → 财政局已知数 编制数."""
    kind, _, key = where.partition(" ")
    return f"{kind} {label_of(key)}" if kind == KNOWN_FIGURES else where


def _column(name: str) -> str:
    return "本表没有的栏" if name == "without" else COLUMN_NAMES.get(name, name)


_REPORT_FIELDS = {
    "unit": "单位",
    "title": "标题",
    "fiscal_year": "年度",
    "residues": "提示文字",
    "empty_rows": "空行",
    "tables": "附表",
    "traces": "文件里的痕迹",
    "typesetting": "字体字号",
    "doubts": "读取疑问",
    "unread": "没有读懂的",
    "sections": "正文各部分",
}


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "；".join(map(_shown, value))
    for name in _ITEM_WORDS:
        text = getattr(value, name, "")
        if isinstance(text, str) and text:
            return text
    return str(value) if isinstance(value, str | int) else "一项"
