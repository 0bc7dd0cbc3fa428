"""Merges dissolved with their text in every cell: each value is read once, and equal neighbours stay two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal as D

import pytest
from tests.intake.filled_forms import NATIONAL_2020
from tests.intake.form_files import FORMATS, WORKBOOKS, Box, Sheet, as_docx, as_xlsx, read_one
from tests.intake.test_bent_forms import base, national
from tests.intake.test_forms import expected_rows, read_rows
from tests.intake.test_row_numbers import TABLES, assert_same, sheet_of

Write = Callable[..., bytes]
WRITERS = FORMATS | WORKBOOKS
every_format = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


def repeated(sheet: Sheet, across: bool = True) -> Sheet:
    """No merges: every cell of one has its text; only down the rows unless `across`."""
    grid: dict[tuple[int, int], str] = {}
    for top, row in enumerate(sheet.rows):
        left = 0
        for box in row:
            for down in range(box.rows):
                grid |= dict.fromkeys(((top + down, left + right) for right in range(box.span)), box.text)
            left += box.span
    rows = []
    for top, row in enumerate(sheet.rows):
        left = 0
        boxes: list[Box] = []
        for box in row:
            parts = box.span if across else 1
            boxes += [Box(grid[top, left + part], box.span // parts) for part in range(parts)]
            left += box.span
        rows.append(boxes)
    return replace(sheet, rows=rows)


def width_of(sheet: Sheet) -> int:
    return max(sum(box.span for box in row) for row in sheet.rows)


def with_lines(sheet: Sheet) -> Sheet:
    """The lines around the table as rows of it."""
    width = width_of(sheet)
    above, below = ([[Box(line, width)] for line in lines] for lines in (sheet.above, sheet.below))
    return Sheet([*above, *sheet.rows, *below])


@every_format
@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("across", [True, False], ids=["all", "down"])
def test_the_text_of_a_merge_in_each_of_its_cells(name: str, write: Write, across: bool) -> None:
    sheet = sheet_of(*TABLES[name])
    assert_same(read_one(write(repeated(sheet, across))), read_one(as_docx(sheet)))


@pytest.mark.parametrize("write", [FORMATS["docx"], *WORKBOOKS.values()], ids=["docx", *WORKBOOKS])
@pytest.mark.parametrize("name", TABLES)
def test_titles_and_signatures_in_each_cell(name: str, write: Write) -> None:
    sheet = with_lines(sheet_of(*TABLES[name]))
    usual, found = read_one(as_docx(sheet)), read_one(write(repeated(sheet)))
    assert_same(found, usual)
    assert (found.title, found.tables[0].title) == (usual.title, usual.tables[0].title)


@every_format
def test_equal_figures_side_by_side_stay_two(write: Write) -> None:
    equal = {f"three_public__total__{column}": "4" for column in ("prior", "budget", "final")}
    sheet = base(**equal, procurement__budget="无", procurement__final="无")
    for bent in (sheet, repeated(sheet)):
        report = read_one(write(bent))
        found = [report.number(f"three_public.total.{column}") for column in ("prior", "budget", "final")]
        assert (found, report.unread, report.doubts) == ([D(4)] * 3, [], [])
        assert report.facts["procurement.final"].text == "无"


@every_format
def test_equal_texts_under_two_headers_stay_two(write: Write) -> None:
    sheet = national(**{"goal.achieved": NATIONAL_2020.texts["goal.expected"]})
    report = read_one(write(repeated(sheet)))
    assert report.facts["goal.achieved"].value == report.facts["goal.expected"].value is not None
    assert read_rows(report) == expected_rows(NATIONAL_2020)


def test_one_label_twice_is_no_sign() -> None:
    """A row of the office's own, in a table whose merges are whole: its two figures are kept."""
    sheet = base()
    row = [Box("预算数"), Box("预算数"), Box("7"), Box("7", 4)]
    report = read_one(as_xlsx(replace(sheet, rows=[*sheet.rows, row])))
    assert [entry.text for entry in report.unread if entry.text == "7"] == ["7", "7"]
