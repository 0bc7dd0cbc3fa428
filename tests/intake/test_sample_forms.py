"""The official blank tables, where they are at hand: our descriptions draw them, and they read back filled."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from tests.intake.filled_forms import HUBEI, NATIONAL_2020, SICHUAN, Filled
from tests.intake.form_files import (
    FORMATS,
    INTAKE,
    WORKBOOKS,
    as_xlsx,
    drawn,
    form_table,
    read_one,
    sheets_of,
)
from tests.intake.test_forms import COLUMNS, read_rows, states

from zhunsheng.intake.readers import read_document
from zhunsheng.kernel.form import FormTable
from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.places import CellPlace
from zhunsheng.rulebook.loading import load_rulebook

FORMS = Path(__file__).parents[3] / "shared" / "samples" / "forms"
SAMPLES = {
    "项目支出绩效自评表-财预2020-10号.docx": NATIONAL_2020,
    "部门整体绩效自评表-湖北.docx": HUBEI,
    "部门预算项目支出绩效自评表-四川.docx": SICHUAN,
}
BLANK = {"level1": "", "level2": "", "name": ""}

pytestmark = pytest.mark.skipif(not FORMS.is_dir(), reason="the official blank forms are not at hand")


def grid(table: WordTable) -> list[list[tuple[str, int, bool]]]:
    """(text without blanks, columns, covered from above) of every cell of a Word table."""
    return [[_cell(cell) for cell in row._tr.tc_lst] for row in table.rows]


def _cell(cell: docx.oxml.table.CT_Tc) -> tuple[str, int, bool]:
    text = "".join(part.text or "" for part in cell.iter(qn("w:t")))
    return compact(text), cell.grid_span, cell.vMerge == "continue"


def ours(table: FormTable) -> Iterator[list[tuple[str, int, bool]]]:
    """The same of our description; the row of the indicators is left to the classes."""
    sheet = drawn(table, table_texts(table), [])
    for row in sheet.rows:
        yield [(compact(box.text), box.span, box.rows == 0) for box in row]


def table_texts(table: FormTable) -> dict[str, str]:
    return {key: text for key, text in table.fixed.items() if text != "20" or "weight" in key}


def is_indicator_row(row: list[tuple[str, int, bool]], table: FormTable) -> bool:
    """All of its cells are one column wide, and a class is printed in the third at the latest."""
    parts = {part for level in table.classes for part in level.parts}
    return len(row) == len(table.widths) and row[2][0] in parts


@pytest.mark.parametrize(("name", "filled"), SAMPLES.items(), ids=SAMPLES)
def test_our_form_is_the_official_one_cell_by_cell(name: str, filled: Filled) -> None:
    table = form_table(filled.form)
    official = grid(docx.Document(FORMS / name).tables[0])
    fixed = [row for row in official if not is_indicator_row(row, table)]
    printed = [_without_sample_score(row) for row in fixed]
    assert printed == list(ours(table))
    levels = {row[2][0] for row in official if is_indicator_row(row, table)}
    assert levels == {part for level in table.classes for part in level.parts}


def _without_sample_score(row: list[tuple[str, int, bool]]) -> list[tuple[str, int, bool]]:
    """Sichuan prints a 10 in the cell of the score too, as if it were a given."""
    weights = [i for i, cell in enumerate(row) if cell[0] == "10"]
    return [("", *cell[1:]) if i in weights[1:] else cell for i, cell in enumerate(row)]  # type: ignore[misc]


@pytest.mark.parametrize(("name", "filled"), SAMPLES.items(), ids=SAMPLES)
def test_the_official_blank_form_reads_back_filled(name: str, filled: Filled) -> None:
    form = load_rulebook().forms[filled.form]
    document = docx.Document(FORMS / name)
    word = document.tables[0]
    used = fill(word, form.tables[0], filled)
    buffer = io.BytesIO()
    document.save(buffer)
    report = read_one(buffer.getvalue())
    outside = {"unit.filer", "filing.date", "report.number"}
    expected = filled.states(form.keys)
    assert {k: v for k, v in states(report).items() if k not in outside} == {
        k: v for k, v in expected.items() if k not in outside
    }
    without = tuple(set(COLUMNS) - set(form.tables[0].indicator_columns) - {"target", "weight"})
    assert [row[2:] for row in read_rows(report, without)] == [
        tuple("" if column in without else cells[column] for column in COLUMNS[2:]) for cells in used
    ]
    assert (report.scheme, report.unread, report.doubts) == (filled.form, [], [])


def fill(word: WordTable, table: FormTable, filled: Filled) -> list[dict[str, str]]:
    """Write facts and indicators into the cells of the official table; the indicators there was room for."""
    official = grid(word)
    rows = [i for i, row in enumerate(official) if is_indicator_row(row, table)]
    for row, cells in zip(rows, filled.indicators, strict=False):
        for column, name in enumerate(table.indicator_columns, start=1):
            if name not in ("level1", "level2"):
                word.cell(row, column).text = cells[name]
    others = [i for i in range(len(official)) if i not in rows]
    for row, form_row in zip(others, [row for row in table.rows if not row.indicator_columns], strict=True):
        for cell in form_row.cells:
            if cell.is_value and cell.keys[0] in filled.texts:
                word.cell(row, cell.column).text = filled.texts[cell.keys[0]]
    return filled.indicators[: len(rows)]


def test_the_official_spreadsheet_reads_back_filled() -> None:
    """项目支出绩效自评表 as .xlsx: its grid begins two rows lower, title and year are rows of the sheet."""
    filled, table = NATIONAL_2020, form_table("national-project-2020")
    book = openpyxl.load_workbook(FORMS / "项目支出绩效自评表-财预2020-10号.xlsx")
    sheet = book.active
    sheet["A2"] = "（2023年度）"
    fixed = [row for row in table.rows if not row.indicator_columns]
    numbers = [*range(3, 13), 22]
    for number, form_row in zip(numbers, fixed, strict=True):
        for cell in form_row.cells:
            if cell.is_value and cell.keys[0] in filled.texts:
                sheet.cell(number, cell.column + 1).value = filled.texts[cell.keys[0]]
    used = [cells for cells in filled.indicators if cells["name"] != "覆盖村数"]
    printed = [part for level in table.classes for part in level.parts]
    for cells in used:
        number = 13 + printed.index(cells["level2"])
        for column, name in enumerate(table.indicator_columns[2:], start=4):
            sheet.cell(number, column).value = cells[name]
    buffer = io.BytesIO()
    book.save(buffer)
    report = read_one(buffer.getvalue())
    assert states(report) == filled.states(load_rulebook().forms[filled.form].keys)
    assert read_rows(report) == [tuple(cells[column] for column in COLUMNS) for cells in used]
    assert [row.level2 for row in report.empty_rows] == ["经济效益指标", "生态效益指标"]
    assert (report.scheme, report.fiscal_year, report.unread, report.doubts) == (filled.form, 2023, [], [])


WRITERS = FORMATS | WORKBOOKS | {"xlsx, one sheet": partial(as_xlsx, stacked=True)}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_the_annexes_of_the_sample_read_alike_in_every_format(write: Callable[..., bytes]) -> None:
    """Cell by cell as from the Word file: what the tables say, the indicators, nothing left over."""
    document = read_document(FORMS.parent / "beita-2023.docx")
    (word,) = INTAKE.read(document)
    report = read_one(write(*sheets_of(document)))
    keys = [key for key, fact in word.facts.items() if isinstance(fact.place, CellPlace)]
    assert {key: states(report)[key] for key in keys} == {key: states(word)[key] for key in keys}
    assert read_rows(report) == read_rows(word)
    assert (report.scheme, report.fiscal_year, report.unit) == (word.scheme, word.fiscal_year, word.unit)
    assert (report.unread, report.doubts) == ([], [])
