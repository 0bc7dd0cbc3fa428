"""zhunsheng read on the screen: what was understood, where it stood, what was not."""

from __future__ import annotations

from rich import box
from rich.console import Console, Group
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from zhunsheng.cli.grouping import section_title, table_title
from zhunsheng.cli.output import clean, console
from zhunsheng.cli.paragraphs import Paragraph, indented
from zhunsheng.cli.widths import width
from zhunsheng.kernel.facts import Fact, State
from zhunsheng.kernel.form import Form
from zhunsheng.kernel.numerals import plain_decimal, show
from zhunsheng.kernel.places import CellPlace, Place
from zhunsheng.kernel.report import Indicator, Report
from zhunsheng.rulebook.facts import kind_of, label_of
from zhunsheng.rulebook.loading import Rulebook

_LONGEST_VALUE = 60
_YEARS = (".prior", ".budget", ".final")
_STATES = {State.NOT_APPLICABLE: "不适用", State.UNREADABLE: "读不出"}


def show_report(report: Report, rulebook: Rulebook) -> None:
    screen = console()
    screen.print(heading(report, rulebook))
    _show_facts(screen, report, rulebook)
    _show_indicators(screen, report)
    _show_sections(screen, report)
    _show_gaps(screen, report)


def heading(report: Report, rulebook: Rulebook, file: str = "") -> Group:
    """Title, unit, year and scheme, on top of every view of a report."""
    scheme = rulebook.schemes[report.scheme].title if report.scheme else _nearest(report, rulebook)
    year = f"{report.fiscal_year}年度" if report.fiscal_year else "年度没有读到"
    lines = [
        Text(clean(report.title) or "（没有读到标题）", "bold"),
        Text(f"{clean(report.unit) or '（没有读到单位）'} · {year} · {scheme}", "cyan"),
    ]
    return Group(*lines, Text(clean(file), "dim")) if file else Group(*lines)


def _nearest(report: Report, rulebook: Rulebook) -> str:
    if report.form is None:
        return "没有认出表样"
    return f"没有认出方案，按最接近的“{rulebook.schemes[rulebook.scheme_of_form(report.form)].title}”读取"


def where(place: Place | None, whole_row: bool = False) -> str:
    """A place counted from 1, as people count."""
    if place is None:
        return ""
    if isinstance(place, CellPlace):
        column = "" if whole_row else f"{place.column + 1}列"
        return f"表{place.table + 1} {place.row + 1}行{column}"
    return f"{place.section} {place.start + 1}–{place.end}字" if place.end > place.start else place.section


def _table(*headers: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", expand=False)
    for header in headers:
        table.add_column(header, no_wrap=header == "位置")
    return table


# --- facts -----------------------------------------------------------------------------------------


def _show_facts(screen: Console, report: Report, rulebook: Rulebook) -> None:
    """Filled facts table by table; the blank ones are named in one line."""
    for title, facts in _facts_by_table(report, rulebook).items():
        screen.print()
        screen.print(Rule(Text(clean(title), "bold"), align="left", style="dim"))
        filled = {key: fact for key, fact in facts.items() if fact.state is not State.BLANK}
        _show_by_year(screen, filled)
        _show_singly(screen, {key: fact for key, fact in filled.items() if not key.endswith(_YEARS)})
        empty = [label_of(key) for key in facts if key not in filled]
        if empty:
            screen.print(Paragraph(f"空白 {len(empty)} 项：{'、'.join(empty)}", "dim"))


def _facts_by_table(report: Report, rulebook: Rulebook) -> dict[str, dict[str, Fact]]:
    form = rulebook.forms[report.form] if report.form else None
    groups: dict[str, dict[str, Fact]] = {}
    for key, fact in report.facts.items():
        groups.setdefault(_table_of(key, fact, report, form), {})[key] = fact
    return groups


def _table_of(key: str, fact: Fact, report: Report, form: Form | None) -> str:
    if isinstance(fact.place, CellPlace):
        return table_title(fact.place.table, report, form)
    for table in form.tables if form else ():
        if key in table.keys:
            return f"{table.number} {table.title}".strip()
    return "正文里的数"


def _show_by_year(screen: Console, facts: dict[str, Fact]) -> None:
    """The rows that have last year's, the budget and this year's figure, as the form shows them."""
    stems = dict.fromkeys(key.rpartition(".")[0] for key in facts if key.endswith(_YEARS))
    if not stems:
        return
    table = _table("数据项", "上年决算", "本年预算", "本年决算", "位置")
    for column in table.columns[1:4]:
        column.justify = "right"
    for stem in stems:
        cells = [facts.get(stem + suffix) for suffix in _YEARS]
        values = [_value(stem + suffix, fact) for suffix, fact in zip(_YEARS, cells, strict=True)]
        first = next(fact for fact in cells if fact is not None)
        name = label_of(stem + ".prior").replace("上年决算数", "")
        table.add_row(Paragraph(name), *values, Text(where(first.place, whole_row=True), "dim"))
    screen.print(table)


def _show_singly(screen: Console, facts: dict[str, Fact]) -> None:
    if not facts:
        return
    table = _table("数据项", "值", "位置")
    for key, fact in facts.items():
        table.add_row(Paragraph(label_of(key)), Paragraph(_value(key, fact)), Text(where(fact.place), "dim"))
    screen.print(table)


def _value(key: str, fact: Fact | None) -> Text:
    if fact is None:
        return Text("")
    if fact.state is not State.GIVEN:
        return Text(f"{_STATES[fact.state]}（{_short(fact.text, _LONGEST_VALUE)}）", "yellow")
    text = fact.text if fact.value is None else show(fact.value, kind_of(key))
    return Text(_short(text, _LONGEST_VALUE))


def _short(text: str, length: int) -> str:
    line = clean(text.replace("\n", " "))
    return line if len(line) <= length else line[: length - 1] + "…"


# --- indicators and text ---------------------------------------------------------------------------


def _show_indicators(screen: Console, report: Report) -> None:
    if not report.indicators:
        return
    screen.print()
    screen.print(Rule(Text(f"绩效指标 {len(report.indicators)} 条", "bold"), align="left", style="dim"))
    table = _table("类别", "指标", "指标值", "完成值", "分值", "得分", "偏差原因")
    for indicator in report.indicators:
        table.add_row(*map(Paragraph, _indicator_cells(indicator)))
    screen.print(table)
    if report.empty_rows:
        screen.print(Text(f"另有空行 {len(report.empty_rows)} 行，不算指标。", "dim"))


def _indicator_cells(indicator: Indicator) -> tuple[str, ...]:
    return (
        indicator.level2 or indicator.level1,
        indicator.name,
        indicator.target,
        indicator.actual,
        indicator.weight_text if indicator.weight is None else plain_decimal(indicator.weight),
        indicator.score_text if indicator.score is None else plain_decimal(indicator.score),
        _short(indicator.reason, _LONGEST_VALUE),
    )


def _show_sections(screen: Console, report: Report) -> None:
    if not report.sections:
        return
    screen.print()
    screen.print(Rule(Text("正文", "bold"), align="left", style="dim"))
    for section in report.sections:
        indent = 2 * section.number.count(".")
        head = f"{section.number} {clean(section.title)}"
        sample = _short(clean(section.text), max(0, screen.width - indent - width(head) - 2) // 2)
        screen.print(indented(Text.assemble((head, "bold"), f"  {sample}"), indent))
    tied = sum(mention.fact is not None for mention in report.mentions)
    if report.mentions:
        screen.print(Text(f"正文里的数 {len(report.mentions)} 处，其中 {tied} 处与数据项对应。", "dim"))


# --- what was not understood -----------------------------------------------------------------------


def _show_gaps(screen: Console, report: Report) -> None:
    doubts = [(doubt.question, doubt.place) for doubt in report.doubts]
    unread = [(_short(entry.text, _LONGEST_VALUE), entry.place) for entry in report.unread]
    for title, entries in (("拿不准，请确认", doubts), ("没有读懂", unread)):
        if not entries:
            continue
        screen.print()
        screen.print(Rule(Text(f"{title}（{len(entries)}）", "bold yellow"), align="left", style="dim"))
        for text, place in entries:
            screen.print(
                Paragraph(Text.assemble("· ", clean(text), ("  " + _place_words(place, report), "dim")))
            )
    for note in report.notes:
        screen.print(Paragraph(f"注意：{note}", "yellow"))
    if not doubts and not unread:
        screen.print(Text("全部读懂，没有疑问。", "green"))


def _place_words(place: Place | None, report: Report) -> str:
    if place is None or isinstance(place, CellPlace):
        return where(place)
    title = next((section.title for section in report.sections if section.number == place.section), "")
    return section_title(place.section, title)
