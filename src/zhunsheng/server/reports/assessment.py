"""A content read as a report, its computed cells filled, scored and checked by the engine."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zhunsheng.intake.indicators import composed_target
from zhunsheng.intake.narrative import read_mentions, read_section_facts, read_sections
from zhunsheng.kernel.facts import Fact, Kind, State
from zhunsheng.kernel.findings import CheckResult
from zhunsheng.kernel.formula import fact_keys, parse
from zhunsheng.kernel.numerals import plain_decimal, read_value
from zhunsheng.kernel.places import CellPlace
from zhunsheng.kernel.report import EmptyRow, Indicator, Report, TableSeen
from zhunsheng.kernel.scoring import Scorecard, rounded, score
from zhunsheng.press.values import DOES_NOT_APPLY, value_text
from zhunsheng.press.xlsx_formulas import result_of
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.rulebook.office_rules import SAID_BY_F17
from zhunsheng.rulebook.phrases import load_phrases
from zhunsheng.rulebook.rules import checker
from zhunsheng.server.reports.content import ROW_CELL, SECTION_CELL, Content
from zhunsheng.server.reports.linked import with_figures
from zhunsheng.server.reports.schemes import FormSheet, rulebook

_NO_PLACE = CellPlace(0, 0, 0)
_RATE_DECIMALS = 4
_DECIMALS = 2


@dataclass(slots=True)
class Assessment:
    """What the engine says of a content. `rows` are the ids of `report.indicators`, in order."""

    report: Report
    rows: list[str]
    computed: dict[str, str]
    """Computed cell → its text; empty where figures are missing."""
    scorecard: Scorecard
    result: CheckResult

    @property
    def execution_rate(self) -> Decimal | None:
        return self.report.number("funds.execution_rate")


def assess(
    content: Content, sheet: FormSheet, year: int, unit: str, previous: Report | None = None
) -> Assessment:
    report, rows = report_of(content, sheet, year, unit)
    computed = _compute(report, sheet)
    _read_text(report, content, sheet)
    card = score(report, sheet.scheme)
    result = checker(rulebook(), sheet.scheme, year).check(report, previous)
    result.findings = [finding for finding in result.findings if finding.rule not in SAID_BY_F17]
    return Assessment(report, rows, computed, card, result)


def figures_of(content: Content, sheet: FormSheet, year: int, unit: str) -> Report:
    """The report with its computed cells, without text, scores and findings: what a text may quote."""
    report, _ = report_of(content, sheet, year, unit)
    _compute(report, sheet)
    return report


def report_of(content: Content, sheet: FormSheet, year: int, unit: str) -> tuple[Report, list[str]]:
    """The report the cells make, before anything is computed; and the row id of each indicator."""
    report = Report(sheet.scheme.id, sheet.form.id, year, unit, f"{year}年度{unit}{sheet.form.title}")
    report.tables = [
        TableSeen(table.id, number, table.title, table.number, table.money)
        for number, table in enumerate(sheet.form.tables)
    ]
    for key in sheet.form.keys:
        if key not in sheet.spare_keys or content.text(key):
            report.facts[key] = _fact(key, content.text(key), sheet)
    for cell, text in content.filled():
        if cell not in report.facts and not ROW_CELL.match(cell) and not SECTION_CELL.match(cell):
            report.facts[cell] = _fact(cell, text, sheet)
    for level in sheet.indicator_table.classes if sheet.indicator_table is not None else ():
        if level.points is not None:
            points = Decimal(level.points)
            report.facts[f"score.class.{level.name}"] = Fact(
                points, State.GIVEN, f"（{points}分）", _NO_PLACE
            )
    for key in ("unit.name", "unit.filer"):
        if key in report.facts:
            report.facts[key] = Fact(unit, State.GIVEN, unit, sheet.places.get(key))
    return report, _indicators(report, content, sheet)


def _fact(key: str, text: str, sheet: FormSheet) -> Fact:
    place = sheet.places.get(key) or (_NO_PLACE if "[" in key else None)
    printed = sheet.fixed.get(key)
    if not text and printed is not None:
        return Fact(None, State.NOT_APPLICABLE, printed, place)
    state, value = read_value(text, kind_of(key), sheet.money_of(key))
    return Fact(value, state, text, place)


def _indicators(report: Report, content: Content, sheet: FormSheet) -> list[str]:
    rows = []
    table = next((i for i, t in enumerate(sheet.form.tables) if t.indicator_columns), 0)
    for number, row in enumerate(content.rows):
        texts = {column: content.text(f"{row.id}.{column}") for column in sheet.indicator_columns}
        place = CellPlace(table, number, 0)
        if not any(texts.values()):
            report.empty_rows.append(EmptyRow(row.level1, row.level2, "", place))
            continue
        columns = {column: CellPlace(table, number, at) for at, column in enumerate(sheet.indicator_columns)}
        indicator = Indicator(row.level1, row.level2, place=place, columns=columns)
        for column, text in texts.items():
            if column in ("weight", "score"):
                _, value = read_value(text, Kind.POINTS)
                setattr(indicator, column, value if isinstance(value, Decimal) else None)
                setattr(indicator, f"{column}_text", text)
            else:
                setattr(indicator, column, text)
        if "target_value" in texts:
            indicator.target = composed_target(indicator.direction, indicator.target_value, indicator.unit)
        report.indicators.append(indicator)
        rows.append(row.id)
    return rows


def _compute(report: Report, sheet: FormSheet) -> dict[str, str]:
    """Rates, the score of the money spent, sums and grade, put into the report."""
    texts = dict.fromkeys(sheet.computed, "")
    for key, formula in sheet.formulas.items():
        if _does_not_apply(formula, report):
            texts[key] = DOES_NOT_APPLY
            report.facts[key] = Fact(None, State.NOT_APPLICABLE, DOES_NOT_APPLY, sheet.places.get(key))
            continue
        result = result_of(formula, report.facts, _RATE_DECIMALS if kind_of(key) is Kind.RATE else _DECIMALS)
        _put(report, sheet, texts, key, result)
    if "funds.weight" in texts:
        _put(report, sheet, texts, "funds.weight", sheet.scheme.scoring.execution_weight)
    if "funds.score" in texts:
        execution = next(
            (line for line in score(report, sheet.scheme).lines if line.fact == "funds.score"), None
        )
        _put(report, sheet, texts, "funds.score", execution.computed if execution is not None else None)
    for key, column, other in (
        ("score.weight_total", "weight", "funds.weight"),
        ("score.total", "score", "funds.score"),
    ):
        if key in texts:
            _put(report, sheet, texts, key, _sum(report, column, other))
    if "score.grade" in texts:
        total = report.number("score.total")
        grade = sheet.scheme.grade(total) if total is not None and _all_scored(report) else ""
        texts["score.grade"] = grade
        if grade:
            report.facts["score.grade"] = Fact(grade, State.GIVEN, grade, sheet.places.get("score.grade"))
    return texts


def _does_not_apply(formula: str, report: Report) -> bool:
    """A rate of figures that all do not apply doesn't either."""
    return all(report.state(key) is State.NOT_APPLICABLE for key in fact_keys(parse(formula)))


def _put(report: Report, sheet: FormSheet, texts: dict[str, str], key: str, value: Decimal | None) -> None:
    if key not in texts or value is None:
        return
    texts[key] = value_text(value, kind_of(key), sheet.money_of(key))
    report.facts[key] = Fact(value, State.GIVEN, texts[key], sheet.places.get(key))


def _sum(report: Report, column: str, other: str) -> Decimal | None:
    values = [getattr(indicator, column) for indicator in report.indicators]
    values.append(report.number(other))
    given = [value for value in values if value is not None]
    return rounded(sum(given, Decimal(0))) if given else None


def _all_scored(report: Report) -> bool:
    """A grade before the last score would be a guess."""
    return bool(report.indicators) and all(indicator.score is not None for indicator in report.indicators)


def _read_text(report: Report, content: Content, sheet: FormSheet) -> None:
    paragraphs = []
    for number, title in sheet.sections.items():
        text = with_figures(content.text(f"section.{number}"), report, sheet)
        if text:
            paragraphs += [f"{number}、{title}", *text.split("\n")]
    titles = tuple(sheet.sections.values())
    _, report.sections = read_sections(paragraphs, titles)
    phrases = load_phrases()
    read_section_facts(report, phrases)
    read_mentions(report, phrases)


def shown(value: Decimal | None) -> str:
    return "" if value is None else plain_decimal(value)
