"""What is downloaded says what the screen says (flow B17)."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import docx
import openpyxl
import pytest
from tests.e2e.conftest import Person, Someone

COLUMNS = ("name", "target", "actual", "weight", "score", "reason")
ROWS = 14


@pytest.fixture
def preparer(someone: Someone) -> Person:
    person = someone("jb03").open("/reports/3/self/")
    person.type("r2.reason", "乙街道一处选址调整，\n下年一季度建成。")
    person.wait_saved()
    return person


def _indicators(person: Person) -> list[list[str]]:
    person.open("/reports/3/self/")
    return [[person.value(f"r{row}.{column}") for column in COLUMNS] for row in range(1, ROWS + 1)]


def _money(person: Person) -> list[str]:
    """The line 年度资金总额, then the totals."""
    person.open("/reports/3/self/")
    typed = [person.value(f"funds.{key}") for key in ("initial", "full_year", "executed")]
    names = ("funds.weight", "funds.execution_rate", "funds.score", "score.weight_total", "score.total")
    return typed + [person.computed(name) for name in names]


def _base(person: Person) -> dict[str, list[str]]:
    """Lines of the base table with three figures, by their label."""
    person.open("/reports/3/base/")
    lines = person.page.evaluate(
        """[...document.querySelectorAll('table.grid tr')].map((line) => [
          line.querySelector('th') ? line.querySelector('th').innerText : '',
          [...line.querySelectorAll('textarea[data-cell], [data-computed]')].map((x) => x.value || x.innerText),
        ])"""
    )
    return {_bare(label): figures for label, figures in lines if len(figures) == 3 and _bare(label)}


def _bare(text: str) -> str:
    return "".join(text.split())


def _lines(data: bytes) -> list[list[str]]:
    """Of all tables of a Word file; a merged cell counts once."""
    found = []
    for table in docx.Document(io.BytesIO(data)).tables:
        for row in table.rows:
            elements = list(dict.fromkeys(cell._tc for cell in row.cells))
            found.append([docx.table._Cell(element, table).text for element in elements])
    return found


def test_the_word_file_says_what_the_screen_says(preparer: Person) -> None:
    screen = _indicators(preparer), _money(preparer), _base(preparer)
    name, data = preparer.open("/reports/3/print/").download("下载 Word")
    assert name == "2023年度区委组织部部门整体支出绩效自评报告（草稿）.docx"
    lines = _lines(data)
    indicators = [line[-6:] for line in lines if line[-6:-5] in [[row[0]] for row in screen[0]]]
    [funds] = [line[-6:] for line in lines if "年度资金总额" in line]
    [total] = [line for line in lines if line[0] == "总分"]
    base = {_bare(line[0]): line[1:] for line in lines if len(line) == 4 and _bare(line[0]) in screen[2]}
    assert (indicators, funds + total[1:3], base) == screen


def test_the_workbook_says_what_the_screen_says(preparer: Person) -> None:
    screen = _indicators(preparer), _money(preparer), _base(preparer)
    name, data = preparer.open("/reports/3/print/").download("下载 Excel")
    assert name == "2023年度区委组织部部门整体支出绩效自评报告（草稿）.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    page = book["附件1-2"]
    indicators = [[_value(page.cell(row, column)) for column in range(4, 10)] for row in range(14, 14 + ROWS)]
    funds = [_value(page.cell(5, column)) for column in range(4, 10)]
    total = [_value(page.cell(28, column)) for column in (7, 8)]
    base = {
        _bare(str(row[0].value)): [_value(cell) for cell in (row[1], row[3], row[5])]
        for row in book["附件1-1"].iter_rows()
        if row[0].value and _bare(str(row[0].value)) in screen[2]
    }
    assert (indicators, funds + total, base) == screen


def _value(cell: Any) -> str:
    """A cell as the screen shows it: a rate with its sign, a number without needless noughts."""
    if cell.value is None:
        return ""
    if not isinstance(cell.value, int | float):
        return str(cell.value)
    number = Decimal(str(cell.value))
    if "%" in cell.number_format:
        return f"{(number * 100).normalize():f}%"
    return f"{number.normalize():f}"
