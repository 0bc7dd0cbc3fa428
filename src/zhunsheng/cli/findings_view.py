"""zhunsheng check on the screen: findings by place, totals, and what could not be checked."""

from __future__ import annotations

from collections import Counter

from rich.console import Console, Group
from rich.rule import Rule
from rich.text import Text

from zhunsheng.cli.grouping import grouped
from zhunsheng.cli.output import clean, console
from zhunsheng.cli.paragraphs import Paragraph, indented
from zhunsheng.cli.report_view import heading
from zhunsheng.kernel.findings import CheckResult, Finding, Outcome, Severity, Unanswered
from zhunsheng.kernel.form import Form
from zhunsheng.kernel.report import Report
from zhunsheng.portfolio.batch import Checked
from zhunsheng.press.places import place_words
from zhunsheng.rulebook.facts import label_of
from zhunsheng.rulebook.loading import Rulebook

_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}
_MOST_PLACES = 3


def show_check(entry: Checked, rulebook: Rulebook, file: str) -> None:
    screen = console()
    report, result = entry.report, entry.explained()
    form = rulebook.forms[report.form] if report.form else None
    screen.print(heading(report, rulebook, file))
    if entry.scheme is None:
        screen.print(Text("没有认出是哪张表，规则都没有运行。", "yellow"))
        return
    for group in grouped(report, form, result.findings):
        screen.print()
        screen.print(Rule(Text(clean(group.title), "bold"), align="left", style="dim"))
        for finding in group.findings:
            screen.print(_lines(finding, group.title, report, form))
    screen.print()
    _show_totals(screen, result)
    _show_unanswered(screen, result.unanswered)


def _lines(finding: Finding, title: str, report: Report, form: Form | None) -> Group:
    """Place and level, what is wrong, what to do, on what it rests."""
    first = Text.assemble(
        (finding.severity.label, _COLOURS[finding.severity]),
        "  ",
        (clean(_places(finding, title, report, form)), "bold"),
        "  ",
        (finding.code, "dim"),
    )
    if finding.blocking:
        first.append("  不改不能报送", "red")
    below = [
        (finding.message, ""),
        (finding.formula, "dim"),
        (finding.hint and f"→ {finding.hint}", "green"),
        (f"依据：{finding.basis}", "dim"),
    ]
    lines = [indented(text, 4, style) for text, style in below if text]
    return Group(Paragraph(first), *lines)


def _places(finding: Finding, title: str, report: Report, form: Form | None) -> str:
    """Where to look, without the number of the table (附件1-1) that the group's title already gives."""
    table = title.partition(" ")[0] + " "
    words = dict.fromkeys(place_words(target, report, form) for target in finding.targets)
    shown = [entry if table == "正文 " else entry.removeprefix(table) for entry in words]
    more = f" 等{len(shown)}处" if len(shown) > _MOST_PLACES else ""
    return "；".join(shown[:_MOST_PLACES]) + more


def _show_totals(screen: Console, result: CheckResult) -> None:
    counts = Counter(finding.severity for finding in result.findings)
    line = Text("合计：")
    for severity in Severity:
        colour = _COLOURS[severity] if counts[severity] else "dim"
        line.append(f"{severity.label} {counts[severity]}  ", colour)
    outcomes = result.outcomes
    line.append(
        f"（规则 {sum(outcomes.values())} 条：通过 {outcomes[Outcome.PASSED]}，不通过 {outcomes[Outcome.FAILED]}，"
        f"不适用 {outcomes[Outcome.NOT_APPLICABLE]}，缺数 {outcomes[Outcome.NOT_EVALUABLE]}）",
        "dim",
    )
    screen.print(Paragraph(line))
    if not result.findings:
        screen.print(Text("没有发现问题。", "green"))


def _show_unanswered(screen: Console, unanswered: list[Unanswered]) -> None:
    """What could not be checked, and which figures it would take."""
    if not unanswered:
        return
    screen.print(Text("没法核对的：", "dim"))
    for entry in unanswered:
        missing = "、".join(label_of(key) for key in entry.missing) or "需要的内容"
        screen.print(indented(f"{entry.code}  没有填 {missing}", 4, "dim"))
