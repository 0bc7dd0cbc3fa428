"""Reports to be written: any that a form can hold, made up at random, and one made by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from zhunsheng.intake.indicators import composed_target
from zhunsheng.intake.reading import Intake
from zhunsheng.kernel.facts import Fact, Kind, State, blank, not_applicable
from zhunsheng.kernel.form import Form, FormTable
from zhunsheng.kernel.numerals import NOT_APPLICABLE_TEXTS, read_value
from zhunsheng.kernel.report import Indicator, Report, Section
from zhunsheng.press.headings import chinese
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.rulebook.loading import Rulebook, load_rulebook

WORDS = "示例窗口服务群众便民街道站点建成培训场次整理档案数字平台"
ODD = "<>&\"'=+{}[]#$*_~`@/%\\😀é"
YEARS = st.integers(2016, 2027)


@cache
def rulebook() -> Rulebook:
    return load_rulebook()


@cache
def intake() -> Intake:
    return Intake(rulebook())


# --- texts ----------------------------------------------------------------------------------------

plain = st.text(WORDS, min_size=2, max_size=12)
sentences = st.lists(plain, min_size=1, max_size=3).map(lambda parts: "，".join(parts) + "。")


def _tidy(text: str) -> str:
    return " ".join(text.split())


odd = st.tuples(plain, st.text(WORDS + ODD + "0123456789 ", max_size=20)).map(
    lambda pair: _tidy("".join(pair))
)
"""Text with everything a format could take for its own."""
several_lines = st.lists(sentences, min_size=2, max_size=4).map("\n".join)
cell_texts = odd | sentences | several_lines


# --- facts ----------------------------------------------------------------------------------------


def _shown(value: Decimal, thousands: bool, suffix: str) -> str:
    return f"{value:{',' if thousands else ''}f}{suffix}"


def _figures(most: int, places: int, *suffixes: str) -> st.SearchStrategy[str]:
    numbers = st.integers(0, most * 10**places).map(lambda whole: Decimal(whole).scaleb(-places))
    shortened = st.integers(0, most).map(Decimal)
    return st.builds(_shown, numbers | shortened, st.booleans(), st.sampled_from(suffixes or ("",)))


_DAYS = st.tuples(YEARS, st.integers(1, 12), st.integers(1, 28))
_WRITTEN: dict[Kind, st.SearchStrategy[str]] = {
    Kind.MONEY: _figures(99999, 2, "", "", "万元") | _figures(9999999, 2, "元"),
    Kind.RATE: _figures(120, 2, "%") | _figures(120, 0, "%"),
    Kind.COUNT: _figures(500, 0, "", "", "人"),
    Kind.POINTS: _figures(100, 1, "", "", "分"),
    Kind.AREA: _figures(9999, 2, "", "㎡"),
    Kind.YEAR: YEARS.map(str),
    Kind.DATE: _DAYS.map(lambda day: "{}年{}月{}日".format(*day))
    | _DAYS.map(lambda day: "{}-{:02}-{:02}".format(*day)),
}


def fact_of(text: str, key: str, money: str = "万元") -> Fact:
    """The fact a cell with this text is read as."""
    state, value = read_value(text, kind_of(key), money)
    return Fact(value, state, text)


@st.composite
def facts(draw: st.DrawFn, key: str, table: FormTable, texts: st.SearchStrategy[str]) -> Fact:
    kind = kind_of(key)
    state = draw(st.sampled_from([State.GIVEN] * 4 + [State.BLANK, State.NOT_APPLICABLE, State.UNREADABLE]))
    if state is State.BLANK:
        return blank()
    if state is State.NOT_APPLICABLE and kind is not Kind.YEAR:
        return not_applicable(draw(st.sampled_from(["——", "—", "无", "/", "不适用"])))
    if state is State.UNREADABLE and kind in (Kind.MONEY, Kind.COUNT, Kind.POINTS):
        return Fact(None, State.UNREADABLE, "详见附表")
    return fact_of(draw(_WRITTEN.get(kind, texts)), key, table.money)


def given(draw: st.DrawFn, key: str, table: FormTable) -> Fact:
    return fact_of(draw(_WRITTEN.get(kind_of(key), sentences)), key, table.money)


# --- indicators -----------------------------------------------------------------------------------

_points = st.none() | st.integers(0, 300).map(lambda tenths: Decimal(tenths) / 10)
_quantities = st.sampled_from(
    ["≥2轮", "98%", "100", "2023年11月30日前", "=1+2", "-3", "≥0%", "-5%至5%", "0-5%", "-1%", "效果显著", ""]
)


@st.composite
def indicators(draw: st.DrawFn, level1: str, level2: str, columns: tuple[str, ...]) -> Indicator:
    made = Indicator(level1, level2, draw(plain | odd))
    made.actual = draw(_quantities | cell_texts)
    if "target_value" in columns:
        made.direction = draw(st.sampled_from(["≥", "＝", "定性", ""]))
        made.target_value = draw(st.sampled_from(["100", "显著", ""]))
        made.unit = draw(st.sampled_from(["%", "个", "/", ""])) if made.target_value else ""
        made.target = composed_target(made.direction, made.target_value, made.unit)
    else:
        made.target = draw(_quantities | cell_texts)
    if "weight" in columns:
        made.weight, made.weight_text = _written_points(draw(_points), draw(st.booleans()))
    made.score, made.score_text = _written_points(draw(_points), draw(st.booleans()))
    if "reason" in columns:
        made.reason = draw(st.just("") | cell_texts)
    return made


def _written_points(points: Decimal | None, with_unit: bool) -> tuple[Decimal | None, str]:
    text = "" if points is None else f"{points:f}{'分' if with_unit else ''}"
    return points, text


# --- whole reports --------------------------------------------------------------------------------


@st.composite
def outlines(draw: st.DrawFn, titles: tuple[str, ...]) -> list[Section]:
    """The scheme's sections, with sections of up to four levels below them."""
    sections: list[Section] = []

    def add(number: str, title: str, depth: int) -> None:
        lines = draw(st.lists(sentences | odd.map(lambda text: f"{text}。"), max_size=2))
        sections.append(Section(number, title, "\n".join(lines)))
        for below in range(1, draw(st.integers(0, 3 if depth < 3 else 0)) + 1):
            add(f"{number}.{below}", draw(plain), depth + 1)

    for position, title in enumerate(titles, start=1):
        add(chinese(position), title, 1)
    return sections


@st.composite
def reports(draw: st.DrawFn, form: Form) -> Report:
    """A report as the intake would have read it from a file."""
    scheme = rulebook().schemes[rulebook().scheme_of_form(form.id)]
    report = Report(scheme=scheme.id, form=form.id, fiscal_year=draw(YEARS))
    report.facts = {key: blank() for key in form.keys}
    for table in form.tables:
        _fill_table(draw, report, table)
    unit = draw(plain.map(lambda words: f"示例区{words}局"))
    owner = "unit.name" if "unit.name" in report.facts else "project.unit"
    report.facts[owner] = fact_of(unit, owner)
    report.unit = unit
    if scheme.sections:
        report.title = f"{report.fiscal_year}年度{unit}部门整体支出绩效自评报告"
        report.sections = draw(outlines(tuple(section.title for section in scheme.sections)))
    return report


def _fill_table(draw: st.DrawFn, report: Report, table: FormTable) -> None:
    in_lines = {key for line in (table.above, table.below) for _, key in line.fields}
    in_lines |= set(table.inline.values()) | {key for key, _ in table.embedded.values()}
    for key in table.keys:
        if key not in table.optional.values() and report.facts[key].state is State.BLANK:
            report.facts[key] = draw(facts(key, table, plain if key in in_lines else cell_texts))
    _fill_repeats(draw, report, table)
    columns = table.indicator_columns
    for level in table.classes:
        if draw(st.booleans()):
            points = draw(st.integers(1, 60))
            report.facts[f"score.class.{level.name}"] = Fact(Decimal(points), State.GIVEN, f"({points}分)")
        for part in level.parts:
            report.indicators += draw(st.lists(indicators(level.name, part, columns), max_size=2))


def _fill_repeats(draw: st.DrawFn, report: Report, table: FormTable) -> None:
    """Rows of their own for single items: named ones from 1, nameless ones from 2 and only when full.

    Of the special funds a further one may lack its name.
    """
    for stem in dict.fromkeys(table.repeat.values()):
        keys = [key for key in table.keys if key.startswith(f"{stem}.") and kind_of(key) is not Kind.YEAR]
        named = kind_of(keys[0]) is Kind.MONEY and stem.startswith("projects")
        count = draw(st.integers(0, 2))
        if not named and count:
            report.facts |= {key: given(draw, key, table) for key in keys}
        for number in range(1 if named else 2, (1 if named else 2) + count):
            item = f"{stem}[{number}]"
            if named:
                name = draw(plain.map(lambda words: f"{words}专项"))
                unnamed = number > 1 and stem == "projects.special" and draw(st.booleans())
                report.facts[f"{item}.name"] = blank() if unnamed else Fact(name, State.GIVEN, name)
            report.facts |= {f"{item}{key.removeprefix(stem)}": given(draw, key, table) for key in keys}
    for stem in dict.fromkeys(table.numbered.values()):
        owner, _, rest = stem.partition(".")
        report.facts[f"{owner}.points"] = _goal_points(draw)
        if draw(st.booleans()):
            report.facts[f"{owner}[2].{rest}"] = given(draw, stem, table)
            report.facts[f"{owner}[2].points"] = _goal_points(draw)


def _goal_points(draw: st.DrawFn) -> Fact:
    points = draw(st.integers(1, 99))
    return Fact(Decimal(points), State.GIVEN, f"({points}分)")


def forms() -> list[Form]:
    return list(rulebook().forms.values())


Written = Callable[[Report], bytes]
NOT_APPLICABLE = NOT_APPLICABLE_TEXTS
