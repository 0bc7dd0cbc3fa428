"""A first column that only numbers the rows is no value and shifts none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.intake.filled_forms import ALL, BASE, SELF, Filled
from tests.intake.form_files import (
    FORMATS,
    WORKBOOKS,
    Box,
    Sheet,
    as_xlsx,
    drawn,
    form_table,
    read_one,
    reshaped,
)
from tests.intake.test_bent_forms import base, cut, national
from tests.intake.test_forms import read_rows, states

from zhunsheng.kernel.report import Report

Write = Callable[..., bytes]
WRITERS = FORMATS | WORKBOOKS
every_format = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
TABLES = {name: (filled, "self") for name, filled in (*ALL.items(), ("hunan self", SELF))} | {
    "hunan base": (BASE, "base")
}


def sheet_of(filled: Filled, table: str) -> Sheet:
    return drawn(form_table(filled.form, table), filled.texts, filled.indicators)


def numbered(sheet: Sheet, header: str = "", mark: str = "{}", first: int = 1) -> Sheet:
    """With a column of numbers on the left, the first row being that of its header."""
    numbers = [header, *(mark.format(number) for number in range(first, first + len(sheet.rows)))]
    return reshaped(sheet, lambda rows: [[Box(text), *row] for text, row in zip(numbers, rows, strict=False)])


def assert_same(found: Report, usual: Report) -> None:
    assert states(found) == states(usual)
    assert read_rows(found) == read_rows(usual)
    assert found.unread == []
    assert [doubt.question for doubt in found.doubts] == [doubt.question for doubt in usual.doubts]
    assert (found.scheme, found.unit, found.fiscal_year) == (usual.scheme, usual.unit, usual.fiscal_year)


@every_format
@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(("header", "mark"), [("行次", "{}"), ("序 号", "（{}）"), ("", "{}"), ("", "{}.")])
def test_a_first_column_of_row_numbers(name: str, write: Write, header: str, mark: str) -> None:
    sheet = sheet_of(*TABLES[name])
    assert_same(read_one(write(numbered(sheet, header, mark))), read_one(write(sheet)))


@every_format
def test_places_are_those_of_the_file(write: Write) -> None:
    usual, found = read_one(write(base())), read_one(write(numbered(base(), "行次")))
    place, moved = (report.facts["public_funds.total.final"].place for report in (usual, found))
    assert moved == replace(place, column=place.column + 1)


@pytest.mark.parametrize("write", [FORMATS["docx"], FORMATS["html"]], ids=["docx", "html"])
def test_numbers_go_on_after_a_page_break(write: Write) -> None:
    upper, lower = cut(national(), 14)
    lower = reshaped(
        lower, lambda rows: [[Box(str(number)), *row] for number, row in enumerate(rows, len(upper.rows))]
    )
    assert_same(read_one(write(numbered(upper), lower)), read_one(write(national())))


def test_numbers_right_of_the_labels_under_their_header() -> None:
    """行次 between the labels and the figures, as statistical forms print it."""

    def add(rows: list[list[Box]]) -> list[list[Box]]:
        return [[row[0], Box(str(number) if number else "行次"), *row[1:]] for number, row in enumerate(rows)]

    assert_same(read_one(as_xlsx(reshaped(base(), add))), read_one(as_xlsx(base())))


@every_format
@pytest.mark.parametrize("texts", [("1", "2", "4"), ("2", "3", "4"), ("20", "20", "20")])
def test_a_first_column_of_other_numbers_is_kept(write: Write, texts: tuple[str, ...]) -> None:
    def add(rows: list[list[Box]]) -> list[list[Box]]:
        marks = [*texts, *[""] * len(rows)]
        return [[Box(text), *row] for text, row in zip(marks, rows, strict=False)]

    report = read_one(write(reshaped(national(), add)))
    assert [entry.text for entry in report.unread] == list(texts)
