"""Rows among the indicators that are none, and rows that are several."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.intake.filled_forms import ALL, NATIONAL_2020
from tests.intake.form_files import Box, as_txt, drawn, form_table, read_one, reshaped
from tests.intake.test_bent_forms import Write, assert_whole, every_format, every_grid, national
from tests.intake.test_forms import expected_rows, read_rows

Rows = list[list[Box]]


def first_of(rows: Rows) -> int:
    """The row of the first indicator."""
    return next(at for at, row in enumerate(rows) if any(box.header == "name" for box in row))


@every_format
def test_the_total_above_the_indicators(write: Write) -> None:
    def lift(rows: Rows) -> Rows:
        *rest, total = rows
        at = first_of(rest)
        total = [Box("", rows=0), replace(total[0], span=5), *total[1:]]
        return [*rest[:at], total, *rest[at:]]

    report = read_one(write(reshaped(national(), lift)))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)


@every_format
@pytest.mark.parametrize("label", ["小计", "合计", "产出指标小计"])
def test_sums_of_classes_are_no_indicators_and_not_the_total(write: Write, label: str) -> None:
    def add(rows: Rows) -> Rows:
        at = next(i for i, row in enumerate(rows) if any(box.text == "效益指标" for box in row))
        covered = Box("", rows=0)
        return [*rows[:at], [covered, Box(label, 5), Box("50"), Box("49.5"), Box("")], *rows[at:]]

    report = read_one(write(reshaped(national(), add)))
    assert read_rows(report) == expected_rows(NATIONAL_2020)
    assert (report.text("score.weight_total"), report.text("score.total")) == ("100", "95.5")
    assert [entry.text for entry in report.unread] == [label, "50", "49.5"]


@every_grid
def test_points_and_score_beside_the_total_under_other_columns(write: Write) -> None:
    def widen(rows: Rows) -> Rows:
        return [*rows[:-1], [Box("总分", 4), Box("100", 2), Box(""), Box("95.5", 2)]]

    assert_whole(read_one(write(reshaped(national(), widen))), NATIONAL_2020)


@every_format
@pytest.mark.parametrize("marked", ["*{}", "※{}", "【{}】"])
def test_marks_around_labels(write: Write, marked: str) -> None:
    labels = {"项目名称", "主管部门", "实施单位", "年度资金总额"}

    def mark(rows: Rows) -> Rows:
        return [
            [replace(box, text=marked.format(box.text)) if box.text in labels else box for box in row]
            for row in rows
        ]

    assert_whole(read_one(write(reshaped(national(), mark))), NATIONAL_2020)


@every_format
def test_two_indicators_in_a_row_a_line_each(write: Write) -> None:
    report = read_one(
        write(
            reshaped(national(), lambda rows: together(rows, ("name", "target", "actual", "weight", "score")))
        )
    )
    assert read_rows(report) == expected_rows(NATIONAL_2020)
    assert (report.unread, report.doubts) == ([], [])


@every_format
def test_two_indicators_in_a_row_with_the_points_of_both(write: Write) -> None:
    report = read_one(write(reshaped(national(), lambda rows: together(rows, ("name", "target", "actual")))))
    assert [doubt.question for doubt in report.doubts] == [
        "“更新设备套数、覆盖村数”一格里有2个指标，各是哪个分值和得分？请一行填一个。"
    ]


def together(rows: Rows, columns: tuple[str, ...]) -> Rows:
    """The first two indicators in one row, these columns with a line for each."""
    at = first_of(rows)
    joined = [
        replace(box, text=f"{box.text}\n{other.text}") if box.header in columns else box
        for box, other in zip(rows[at], rows[at + 1], strict=True)
    ]
    return [*rows[:at], joined, *rows[at + 2 :]]


def test_a_class_as_wide_as_both_levels_in_lines_of_text() -> None:
    def widen(rows: Rows) -> Rows:
        *rest, last, total = rows
        return [*rest, [last[0], replace(last[1], span=2), *last[3:]], total]

    report = read_one(as_txt(reshaped(national(), widen)))
    assert [(row.level1, row.level2) for row in report.indicators][-1] == ("满意度指标", "")
    assert [row.name for row in report.indicators] == [row["name"] for row in NATIONAL_2020.indicators]


@every_grid
def test_a_table_broken_by_a_page_whose_rest_begins_with_the_label_beside_it(write: Write) -> None:
    sheet = national()
    at = next(i for i, row in enumerate(sheet.rows) if any(box.text == "效益指标" for box in row))
    rest = [[replace(box) for box in row] for row in sheet.rows[at:]]
    rest[0][0] = Box("绩效指标", rows=len(rest) - 1)
    first = [
        [replace(box, rows=min(box.rows, at - i)) for box in row] for i, row in enumerate(sheet.rows[:at])
    ]
    report = read_one(write(replace(sheet, rows=first, below=[]), replace(sheet, rows=rest, above=[])))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)


def test_targets_parted_by_a_second_row_in_lines_of_text() -> None:
    filled = ALL["sichuan-project"]

    def part(rows: Rows) -> Rows:
        at = next(i for i, row in enumerate(rows) if any(box.text == "三级指标" for box in row))
        header = [box for box in rows[at] if box.text not in ("指标性质", "度量单位")]
        return [*rows[:at], header, [Box("指标性质"), Box("指标值"), Box("度量单位")], *rows[at + 1 :]]

    sheet = reshaped(drawn(form_table(filled.form), filled.texts, filled.indicators), part)
    assert read_rows(read_one(as_txt(sheet))) == expected_rows(filled)


@every_format
def test_a_line_that_says_the_table_goes_on(write: Write) -> None:
    def mark(rows: Rows) -> Rows:
        at = next(i for i, row in enumerate(rows) if any(box.text == "效益指标" for box in row))
        rows[at][0] = Box("")
        return [*rows[:at], [Box("（续表）"), *[Box("")] * 8], *rows[at:]]

    report = read_one(write(reshaped(national(), mark)))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)
