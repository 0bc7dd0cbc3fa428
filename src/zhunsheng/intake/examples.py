"""The tiny reports that show a rule at work, made the way a file is read."""

from __future__ import annotations

from dataclasses import replace

from zhunsheng.intake.narrative import read_mentions, read_section_facts, read_sections
from zhunsheng.kernel.checks import Example
from zhunsheng.kernel.facts import Fact, blank
from zhunsheng.kernel.findings import CheckResult
from zhunsheng.kernel.numerals import read_value
from zhunsheng.kernel.places import CellPlace
from zhunsheng.kernel.report import INDICATOR_COLUMNS, Indicator, Report, Section
from zhunsheng.kernel.scheme import Deadline
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.rulebook.loading import Rulebook
from zhunsheng.rulebook.phrases import load_phrases
from zhunsheng.rulebook.rules import checker

YEAR = 2023


def example_report(example: Example, rulebook: Rulebook) -> Report:
    """The report an example describes: facts and indicators as filled in cells, prose as read."""
    scheme = rulebook.schemes[example.scheme]
    facts = {key: blank() for key in rulebook.forms[scheme.form].keys}
    facts |= {key: _fact(key, text) for key, text in example.facts.items()}
    report = Report(scheme=scheme.id, form=scheme.form, fiscal_year=YEAR, unit="示例区档案馆", facts=facts)
    report.indicators = [_indicator(row, cells) for row, cells in enumerate(example.indicators)]
    titles = tuple(title for section in scheme.sections for title in (section.title, *section.synonyms))
    front, report.sections = read_sections(list(example.prose), titles)
    outside = {"卷首": "\n".join(front)} if front else {}
    report.outside = [Section(name, "", text) for name, text in (outside | dict(example.outside)).items()]
    read_mentions(report, load_phrases())
    read_section_facts(report, load_phrases())
    for name, value in example.report.items():
        setattr(report, name, value)
    return report


def check_example(example: Example, rulebook: Rulebook, publish: bool = False) -> CheckResult:
    """What the rules say of an example."""
    scheme = rulebook.schemes[example.scheme]
    report = example_report(example, rulebook)
    previous = example_report(example.previous, rulebook) if example.previous is not None else None
    rules = checker(rulebook, scheme, report.fiscal_year)
    if example.deadline is not None:
        deadlines = (Deadline(YEAR, example.deadline, scheme.basis),)
        rules = replace(rules, scheme=replace(scheme, deadlines=deadlines))
    return rules.check(report, previous, publish)


def _fact(key: str, text: str) -> Fact:
    state, value = read_value(text, kind_of(key))
    return Fact(value, state, text.strip(), CellPlace(0, 0, 0))


def _indicator(row: int, cells: object) -> Indicator:
    texts = dict(cells)  # type: ignore[call-overload]
    split = {"direction", "target_value", "unit"} - set(texts)
    columns = [column for column in INDICATOR_COLUMNS if column not in split]
    places = {column: CellPlace(1, row, number) for number, column in enumerate(columns)}
    for absent in texts.pop("without", "").split():
        del places[absent]
    indicator = Indicator(place=places.get("name"), columns=places)
    for column, text in texts.items():
        if column in ("weight", "score"):
            setattr(indicator, f"{column}_text", text)
            setattr(indicator, column, read_value(text, kind_of("score.total"))[1])
        else:
            setattr(indicator, column, text)
    return indicator
