"""Rows as high as the page allows; the page turned where the columns need it."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from tests.press.reports import rulebook

from zhunsheng.kernel.form_files import form_from
from zhunsheng.press.filling import Filling
from zhunsheng.press.pagination import Room, room_on, row_height
from zhunsheng.press.plans import plan_of
from zhunsheng.press.tables import drawn
from zhunsheng.press.tree import Cell, Page, Role, Row, Table, Text


def table_of(rows: int, text: str = "一行") -> Table:
    return Table((1.0, 1.0), [Row((Cell(0, 1, str(number)), Cell(1, 1, text))) for number in range(rows)])


@pytest.mark.parametrize(
    ("rows", "height"), [(5, 9.5), (23, 9.5), (24, 8.5), (31, 7.0), (36, 6.0), (37, 5.6)]
)
def test_rows_shrink_until_the_table_fits(rows: int, height: float) -> None:
    assert row_height(table_of(rows), Room(156, 225, 0, 0)) == height


def test_a_long_table_has_room_and_takes_no_page_more() -> None:
    assert row_height(table_of(46), Room(156, 225, 0, 0)) == 9.5
    assert row_height(table_of(60), Room(156, 225, 0, 0)) == 7.0


def test_the_signature_does_not_stand_alone() -> None:
    """Forty-six rows of 9.5 mm would fill two pages to the last line."""
    assert row_height(table_of(46), Room(156, 225, 0, 8)) == 8.5


def test_lines_around_the_table_are_counted() -> None:
    page = Page(
        [
            Text("附件1", Role.ANNEX_NUMBER),
            Text("某表", Role.TABLE_TITLE),
            table_of(3),
            Text("说明：" * 30, Role.NOTE),
        ]
    )
    assert room_on(page) == (156.0, 225.0, pytest.approx(23.4), pytest.approx(17.4))
    assert room_on(replace(page, landscape=True))[:2] == (225.0, 156.0)


def test_the_page_is_turned_where_columns_would_be_too_narrow() -> None:
    turned = {
        form.id: [plan_of(t, 2023, False).landscape for t in form.tables]
        for form in rulebook().forms.values()
    }
    assert turned == {
        "hubei-overall": [False],
        "hunan-overall": [False, False],
        "national-project-2020": [False],
        "national-project-2021": [False],
        "sichuan-project": [True],
    }


def test_a_tree_of_labels_gets_the_width_it_needs() -> None:
    data = """
    id = "t"
    title = "表"
    since = 2023
    basis = "local-practice"
    [[table]]
    id = "t"
    title = "表"
    widths = [10, 20]
    rows = [["项目", "金额"], ["公用经费", "{public_funds.total.final}"],
            ["          其中：水费、电费、差旅费", "{public_funds.office.final}"]]
    """
    table = form_from(tomllib.loads(data)).tables[0]
    assert plan_of(table, 2023, False).widths == (pytest.approx(65.27), pytest.approx(90.73))
    assert [cell.text for cell in drawn(table, Filling(2023)).rows[2].cells] == [
        "其中：水费、电费、差旅费",
        "",
    ]
