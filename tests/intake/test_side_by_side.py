"""Two forms in one wide table, left and right: each is read by itself, nothing crosses over."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal as D

import pytest
from tests.intake.filled_forms import NATIONAL_2020
from tests.intake.form_files import FORMATS, WORKBOOKS, Box, Sheet, as_docx, read, read_one
from tests.intake.test_bent_forms import assert_whole, base, national, own
from tests.intake.test_forms import read_rows
from tests.intake.test_repeated_cells import width_of, with_lines
from tests.intake.test_row_numbers import assert_same

Write = Callable[..., bytes]
GRIDDED = {name: FORMATS[name] for name in ("docx", "xlsx", "html")} | WORKBOOKS
every_grid = pytest.mark.parametrize("write", GRIDDED.values(), ids=GRIDDED)


def beside(left: Sheet, right: Sheet, gap: int = 0, title: str = "") -> Sheet:
    """One table of both, perhaps with an empty column between them and a title over all."""
    sides = [with_lines(left).rows, with_lines(right).rows]
    widths = [width_of(left) + gap, width_of(right)]
    rows = [[Box(title, sum(widths))]] if title else []
    for number in range(max(map(len, sides))):
        row: list[Box] = []
        for side, width in zip(sides, widths, strict=True):
            boxes = side[number] if number < len(side) else []
            row += [*boxes, *[Box("")] * (width - sum(box.span for box in boxes))]
        rows.append(row)
    return Sheet(rows)


@every_grid
@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("title", ["", "示例区档案馆2023年度部门整体支出绩效自评表"])
def test_both_tables_of_hunan_side_by_side(write: Write, gap: int, title: str) -> None:
    usual = read_one(as_docx(base(), own()))
    assert_same(read_one(write(beside(base(), own(), gap, title))), usual)
    assert_same(read_one(write(beside(own(), base(), gap, title))), usual)


@every_grid
def test_two_projects_side_by_side_are_two_reports(write: Write) -> None:
    one, other = read(write(beside(national(), national(**{"project.name": "乙街道文化站设备更新"}))))
    assert_whole(one, NATIONAL_2020)
    assert read_rows(one) == read_rows(other)
    assert other.facts["project.name"].text == "乙街道文化站设备更新"


@every_grid
def test_a_form_with_its_first_label_in_another_place_too_is_one(write: Write) -> None:
    """项目名称 once more at the right: there is no other form there."""
    sheet = national()
    sheet.rows[1][-2:] = [Box("项目名称", sheet.rows[1][-2].span), Box("甲镇文化站", sheet.rows[1][-1].span)]
    report = read_one(write(sheet))
    assert len(report.tables) == 1
    assert report.number("score.total") == D("95.5")
