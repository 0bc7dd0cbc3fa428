"""Headers in two rows: years over columns, merged or not, newest first or last."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.intake.filled_forms import NATIONAL_2020
from tests.intake.form_files import Box, Sheet, as_txt, cells_unmerged, read_one, reshaped
from tests.intake.test_bent_forms import (
    Write,
    assert_figures,
    assert_whole,
    base,
    every_grid,
    in_two_rows,
    national,
    own,
)
from tests.intake.test_forms import expected_rows, read_rows

COLUMNS = ["2022年决算数", "2023年预算数", "2023年决算数"]


def in_order(sheet: Sheet, order: list[int], upper: list[Box], lower: list[str]) -> Sheet:
    """The base table with its columns of figures in another order, below two rows of headers."""

    def reorder(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if row[1:] and row[1].text == COLUMNS[0])
        end = next(i for i, row in enumerate(rows) if row[0].text.startswith("楼堂馆所"))
        figures = [[row[0], *(row[1 + column] for column in order)] for row in rows[at + 1 : end]]
        first = [replace(rows[at][0], rows=2), *map(replace, upper)]
        second = [Box("", rows=0), *(Box(text, 2) for text in lower)]
        return [*rows[:at], first, second, *figures, *rows[end:]]

    return reshaped(sheet, reorder)


NEWEST_FIRST = [1, 2, 0]
ORDERS = {
    "years over columns": ([Box("2023年", 4), Box("2022年", 2)], ["预算数", "决算数", "决算数"]),
    "years in words": ([Box("本年", 4), Box("上年", 2)], ["预算数", "决算数", "决算数"]),
}
newest_first = pytest.mark.parametrize(("upper", "lower"), ORDERS.values(), ids=ORDERS)


@every_grid
@newest_first
@pytest.mark.parametrize("unmerged", [False, True])
def test_the_newest_year_first(write: Write, upper: list[Box], lower: list[str], unmerged: bool) -> None:
    sheet = in_order(base(), NEWEST_FIRST, upper, lower)
    report = read_one(write(cells_unmerged(sheet) if unmerged else sheet, own()))
    assert_figures(report)
    assert (report.unread, report.doubts) == ([], [])


@every_grid
def test_columns_over_years(write: Write) -> None:
    upper, lower = [Box("预算数", 2), Box("决算数", 4)], ["2023年", "2023年", "2022年"]
    report = read_one(write(in_order(base(), NEWEST_FIRST, upper, lower), own()))
    assert_figures(report)
    assert (report.unread, report.doubts) == ([], [])


@newest_first
def test_lines_of_text_do_not_say_how_wide_a_year_is(upper: list[Box], lower: list[str]) -> None:
    report = read_one(as_txt(in_order(base(), NEWEST_FIRST, upper, lower), own()))
    assert_figures(report)
    assert (report.unread, report.doubts) == ([], [])


@every_grid
def test_one_year_over_two_columns_beside_a_whole_header_unmerged(write: Write) -> None:
    sheet = in_order(base(), [0, 1, 2], [Box(COLUMNS[0], 2), Box("2023年", 4)], ["", "预算数", "决算数"])
    report = read_one(write(cells_unmerged(sheet), own()))
    assert_figures(report)
    assert (report.unread, report.doubts) == ([], [])


@every_grid
def test_headers_of_indicators_in_two_rows_unmerged(write: Write) -> None:
    parts = {"指标值": ("年度\n指标值", "实际\n完成值"), "评分": ("分值", "得分")}
    report = read_one(write(cells_unmerged(in_two_rows(national(), ["三级指标"], parts))))
    assert read_rows(report) == expected_rows(NATIONAL_2020)
    assert report.doubts == []


@every_grid
def test_the_goals_above_a_header_are_no_upper_row_of_it(write: Write) -> None:
    """In a PDF the cell beside the goals may go on beside the header below, the line between them at a page's end."""

    def go_on(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if any(box.text == "三级指标" for box in row))
        goals = next(i for i, row in enumerate(rows) if row[0].text == "年度总体目标")
        rows[goals][0] = replace(rows[goals][0], rows=len(rows) - 1 - goals)
        rows[at][0] = Box("", rows=0)
        return rows

    report = read_one(write(reshaped(national(), go_on)))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)
