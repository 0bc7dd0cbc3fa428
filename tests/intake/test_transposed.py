"""Labels along the top and values below: no label is taken for a value, everything is listed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.intake.form_files import FORMATS, WORKBOOKS, Box, Sheet, as_docx, read_one
from tests.intake.test_bent_forms import national
from tests.intake.test_mangled_forms import lost
from tests.intake.test_repeated_cells import width_of
from tests.intake.test_row_numbers import TABLES, sheet_of

from zhunsheng.kernel.facts import State

Write = Callable[..., bytes]
GRIDDED = {name: FORMATS[name] for name in ("docx", "xlsx", "html")} | WORKBOOKS
every_grid = pytest.mark.parametrize("write", GRIDDED.values(), ids=GRIDDED)


def transposed(sheet: Sheet) -> Sheet:
    """Rows as columns, each text in the first cell of what was merged."""
    grid: dict[tuple[int, int], str] = {}
    for row, boxes in enumerate(sheet.rows):
        column = 0
        for box in boxes:
            grid[row, column] = box.text
            column += box.span
    height = range(len(sheet.rows))
    rows = [[Box(grid.get((row, column), "")) for row in height] for column in range(width_of(sheet))]
    return Sheet(rows, sheet.above, sheet.below)


@every_grid
@pytest.mark.parametrize("name", TABLES)
def test_no_label_is_taken_for_a_value(name: str, write: Write) -> None:
    sheet = transposed(sheet_of(*TABLES[name]))
    report = read_one(write(sheet))
    inside = [
        key
        for key, fact in report.facts.items()
        if fact.state is State.GIVEN and not key.startswith(("filing.", "unit.filer", "report.number"))
    ]
    assert (inside, report.indicators) == ([], [])
    assert lost(sheet, [report]) == []
    assert [doubt.question[:9] for doubt in report.doubts] == ["没有认出这张表属于", "这张表的栏目横着排"]


def test_a_list_of_projects_is_no_form() -> None:
    """One project a row: the columns are none of the form's."""
    labels = ("项目名称", "主管部门", "实施单位", "年初预算数", "全年预算数", "全年执行数", "执行率", "得分")
    values = ("设备更新", "文化局", "文化馆", "1", "2", "2", "100%", "10")
    rows = [[Box(text) for text in row] for row in (labels, values, values)]
    report = read_one(as_docx(Sheet(rows, ["项目支出绩效自评表"])))
    assert [key for key, fact in report.facts.items() if fact.state is State.GIVEN] == []
    assert [entry.text for entry in report.unread] == [*labels, *values, *values]


@every_grid
def test_the_usual_layout_is_read_without_a_question(write: Write) -> None:
    report = read_one(write(national()))
    assert (report.doubts, report.unread) == ([], [])
