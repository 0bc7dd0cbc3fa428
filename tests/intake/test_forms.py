"""A filled form reads back whole, whatever the format: every fact, every indicator."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from tests.intake.filled_forms import ALL, BASE, SELF, SICHUAN, Filled
from tests.intake.form_files import FORMATS, WORKBOOKS, YEAR, as_word, drawn, form_table, read_one

from zhunsheng.kernel.facts import State
from zhunsheng.kernel.report import Report
from zhunsheng.rulebook.loading import load_rulebook

COLUMNS = ("level1", "level2", "name", "target", "actual", "weight", "score", "reason")
WRITERS = FORMATS | WORKBOOKS | {"python-docx": as_word}
_BRACKETS = re.compile(r"[（(]\d+分[）)]|\s")


def expected_rows(filled: Filled) -> list[tuple[str, ...]]:
    """Indicators as they are to be read: class names without line breaks and points."""
    rows = []
    for cells in filled.indicators:
        levels = [_BRACKETS.sub("", cells[level]) for level in ("level1", "level2")]
        rows.append((*levels, *(cells[column] for column in COLUMNS[2:])))
    return rows


def read_rows(report: Report, without: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    def text(indicator: object, column: str) -> str:
        value = getattr(indicator, column)
        return "" if value is None or column in without else str(value)

    return [tuple(text(indicator, column) for column in COLUMNS) for indicator in report.indicators]


def states(report: Report) -> dict[str, tuple[State, object]]:
    return {key: (fact.state, fact.value) for key, fact in report.facts.items()}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("filled", ALL.values(), ids=ALL)
def test_a_filled_form_reads_back_whole(filled: Filled, write: Callable[..., bytes]) -> None:
    form = load_rulebook().forms[filled.form]
    report = read_one(write(drawn(form.tables[0], filled.texts, filled.indicators)))
    assert states(report) == filled.states(form.keys)
    assert read_rows(report, _unprinted(filled)) == [
        _without(row, _unprinted(filled)) for row in expected_rows(filled)
    ]
    assert (report.scheme, report.form, report.fiscal_year, report.unit) == (
        filled.form,
        filled.form,
        YEAR,
        filled.unit,
    )
    assert (report.unread, report.doubts) == ([], [])


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("order", [("base", "self"), ("self", "base")], ids="-".join)
def test_both_tables_of_hunan_read_back_whole_in_either_order(
    order: tuple[str, str], write: Callable[..., bytes]
) -> None:
    form = load_rulebook().forms["hunan-overall"]
    sheets = {
        "base": drawn(form_table("hunan-overall", "base"), BASE.texts),
        "self": drawn(form_table("hunan-overall", "self"), SELF.texts, SELF.indicators),
    }
    report = read_one(write(*(sheets[name] for name in order)))
    expected = BASE.states(form.keys) | {
        key: state for key, state in SELF.states(form.keys).items() if state != (State.BLANK, None)
    }
    assert states(report) == expected
    assert read_rows(report) == expected_rows(SELF)
    assert (report.scheme, report.fiscal_year, report.unit) == ("hunan-overall", YEAR, SELF.unit)
    assert (report.unread, report.doubts) == ([], [])


def test_the_target_split_over_columns_is_kept_apart_and_composed() -> None:
    report = read_one(FORMATS["docx"](drawn(form_table(SICHUAN.form), SICHUAN.texts, SICHUAN.indicators)))
    parts = [(row.direction, row.target_value, row.unit, row.target) for row in report.indicators]
    assert parts == [
        tuple(row[k] for k in ("direction", "target_value", "unit", "target")) for row in SICHUAN.indicators
    ]


def _unprinted(filled: Filled) -> tuple[str, ...]:
    """Columns the form doesn't have."""
    columns = load_rulebook().forms[filled.form].tables[0].indicator_columns
    composed = {"target"} if "target_value" in columns else set()
    return tuple(set(COLUMNS) - set(columns) - composed - {"weight"})


def _without(row: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("" if column in columns else text for column, text in zip(COLUMNS, row, strict=True))
