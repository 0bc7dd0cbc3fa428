"""What offices do to a form, and what is still to be read from it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal as D

import pytest
from tests.intake.filled_forms import ALL, BASE, NATIONAL_2020, SELF, Filled
from tests.intake.form_files import (
    FORMATS,
    INTAKE,
    Box,
    Sheet,
    as_html,
    as_txt,
    as_xlsx,
    cells_unmerged,
    drawn,
    form_table,
    read,
    read_one,
    reshaped,
    without_column,
)
from tests.intake.readers import making
from tests.intake.test_forms import expected_rows, read_rows, states

from zhunsheng.intake.document import Table
from zhunsheng.intake.readers import read_bytes
from zhunsheng.intake.reading import Intake
from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.facts import State
from zhunsheng.kernel.places import CellPlace
from zhunsheng.kernel.report import Report
from zhunsheng.rulebook.loading import Rulebook, load_rulebook

Write = Callable[..., bytes]
GRIDDED = {name: FORMATS[name] for name in ("docx", "xlsx", "html")}
every_format = pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
every_grid = pytest.mark.parametrize("write", GRIDDED.values(), ids=GRIDDED)


def national(**changes: str) -> Sheet:
    return drawn(form_table("national-project-2020"), NATIONAL_2020.texts | changes, NATIONAL_2020.indicators)


def base(**changes: str) -> Sheet:
    texts = {key.replace("__", "."): text for key, text in changes.items()}
    return drawn(form_table("hunan-overall", "base"), BASE.texts | texts)


def own(**changes: str) -> Sheet:
    texts = {key.replace("__", "."): text for key, text in changes.items()}
    return drawn(form_table("hunan-overall"), SELF.texts | texts, SELF.indicators)


def assert_whole(report: Report, filled: Filled, without: tuple[str, ...] = ()) -> None:
    """Everything was read; `without` are fact keys the bent form has no cell for."""
    expected = filled.states(load_rulebook().forms[filled.form].keys)
    expected |= dict.fromkeys(without, (State.BLANK, None))
    found = {
        key: state for key, state in states(report).items() if key in expected or state[0] is not State.BLANK
    }
    assert found == expected
    assert (report.unread, report.doubts) == ([], [])


# --- columns and rows --------------------------------------------------------------------------------


@every_format
def test_without_the_column_of_reasons(write: Write) -> None:
    report = read_one(write(without_column(national(), 8)))
    # The last column of the funds is the score.
    assert_whole(report, NATIONAL_2020, without=("funds.score",))
    assert read_rows(report) == [(*row[:7], "") for row in expected_rows(NATIONAL_2020)]
    assert "reason" not in report.indicators[0].columns


@every_format
def test_without_the_column_of_weights(write: Write) -> None:
    report = read_one(write(without_column(national(), 6)))
    assert_whole(report, NATIONAL_2020, without=("funds.weight", "score.weight_total"))
    assert [(row.weight, "weight" in row.columns) for row in report.indicators] == [(None, False)] * 8
    assert [row.score for row in report.indicators] == [D(row["score"]) for row in NATIONAL_2020.indicators]


def swapped(rows: list[list[Box]], one: int, other: int) -> list[list[Box]]:
    """Two neighbouring grid columns change places in every row that has both as cells of their own."""
    for row in rows:
        at = 0
        for position, box in enumerate(row[:-1]):
            if at == one and box.span == 1 and row[position + 1].span == 1:
                row[position], row[position + 1] = row[position + 1], box
                break
            at += box.span
    return rows


@every_format
def test_columns_in_another_order(write: Write) -> None:
    sheet = reshaped(national(), lambda rows: swapped(swapped(rows, 3, 4), 6, 7))
    report = read_one(write(sheet))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)


@every_format
def test_rows_between_the_forms_rows_belong_to_nobody(write: Write) -> None:
    def insert(rows: list[list[Box]]) -> list[list[Box]]:
        people = [Box("项目负责人", 3), Box("经办一", 2), Box("项目类别", 2), Box("一次性", 2)]
        change = [Box("目标调整情况", 1), Box("未调整", 8)]
        return [*rows[:2], people, *rows[2:9], change, *rows[9:]]

    report = read_one(write(reshaped(national(), insert)))
    expected = NATIONAL_2020.states(load_rulebook().forms["national-project-2020"].keys)
    assert states(report) == expected
    assert read_rows(report) == expected_rows(NATIONAL_2020)
    assert [entry.text for entry in report.unread] == [
        "项目负责人",
        "经办一",
        "项目类别",
        "一次性",
        "目标调整情况",
        "未调整",
    ]
    assert (report.scheme, report.doubts) == ("national-project-2020", [])


@every_format
def test_labels_broken_over_lines_and_spaced_out(write: Write) -> None:
    def break_labels(rows: list[list[Box]]) -> list[list[Box]]:
        broken = {
            "年度资金总额": "年度资金\n总额",
            "执行率": "执 行 率",
            "项目名称": "项　目\n名　称",
            "主管部门": "\u200e主管\u2060部门\uf0d8",
            "项目资金\n（万元）": "项目资金【万元】",
            "总分": "总  分",
        }
        return [[replace(box, text=broken.get(box.text, box.text)) for box in row] for row in rows]

    report = read_one(write(reshaped(national(), break_labels)))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)


@every_format
def test_other_brackets_in_labels(write: Write) -> None:
    def square(rows: list[list[Box]]) -> list[list[Box]]:
        return [
            [
                replace(
                    box, text=box.text if box.header else box.text.replace("（", "【").replace("）", "】")
                )
                for box in row
            ]
            for row in rows
        ]

    hubei = ALL["hubei-overall"]
    sheet = drawn(form_table("hubei-overall"), hubei.texts, hubei.indicators)
    assert_whole(read_one(write(reshaped(sheet, square))), hubei)
    report = read_one(write(reshaped(base(), square)))
    assert states(report) == BASE.states(load_rulebook().forms["hunan-overall"].keys)


@every_format
def test_prefixes_before_indicators_are_no_part_of_their_names(write: Write) -> None:
    rows = [
        row | {"name": f"指标{number}：{row['name']}"}
        for number, row in enumerate(NATIONAL_2020.indicators, 1)
    ]
    report = read_one(write(drawn(form_table("national-project-2020"), NATIONAL_2020.texts, rows)))
    assert read_rows(report) == expected_rows(NATIONAL_2020)


@every_format
@pytest.mark.parametrize("prefix", ["{}、", "{}.", "（{}）", "指标{}"])
def test_numbers_before_indicators_are_no_part_of_their_names(write: Write, prefix: str) -> None:
    rows = [
        row | {"name": prefix.format(number) + row["name"]}
        for number, row in enumerate(NATIONAL_2020.indicators, 1)
    ]
    report = read_one(write(drawn(form_table("national-project-2020"), NATIONAL_2020.texts, rows)))
    assert read_rows(report) == expected_rows(NATIONAL_2020)


@every_format
@pytest.mark.parametrize("name", ["3.15宣传活动", "24小时值班", "1、2号楼维修", "（一期）道路"])
def test_numbers_that_are_part_of_a_name(write: Write, name: str) -> None:
    rows = [NATIONAL_2020.indicators[0] | {"name": name}, *NATIONAL_2020.indicators[1:]]
    report = read_one(write(drawn(form_table("national-project-2020"), NATIONAL_2020.texts, rows)))
    assert report.indicators[0].name == name


@every_grid
def test_numbers_of_indicators_in_a_column_under_the_same_header(write: Write) -> None:
    def number(rows: list[list[Box]]) -> list[list[Box]]:
        for position, row in enumerate(rows):
            at = next((i for i, box in enumerate(row) if box.header == "name"), None)
            if at is None:
                wide = next(i for i, box in enumerate(row) if box.text == "三级指标" or i == len(row) - 1)
                row[wide] = replace(row[wide], span=row[wide].span + 1)
            else:
                row.insert(at, Box(str(position - 9)))
        return rows

    assert read_rows(read_one(write(reshaped(national(), number)))) == expected_rows(NATIONAL_2020)


@every_grid
def test_two_columns_of_reasons_or_of_completion_are_kept_apart(write: Write) -> None:
    def add(rows: list[list[Box]]) -> list[list[Box]]:
        header = next(i for i, row in enumerate(rows) if any(box.text == "三级指标" for box in row))
        for number, row in enumerate(rows):
            if number == header:
                row[5:5] = [Box("完成情况")]
                row.append(Box("备注"))
            elif any(box.header for box in row):
                at = next(i for i, box in enumerate(row) if box.header == "actual")
                row[at:at] = [Box("已办结")]
                row.append(Box("见台账"))
            else:
                wide = 0 if row[0].text == "总分" else -1
                row[wide] = replace(row[wide], span=row[wide].span + 1)
                row[-1] = replace(row[-1], span=row[-1].span + 1)
        return rows

    report = read_one(write(reshaped(national(), add)))
    assert read_rows(report) == expected_rows(NATIONAL_2020)
    assert [entry.text for entry in report.unread] == ["已办结", "见台账"] * len(NATIONAL_2020.indicators)


@every_format
@pytest.mark.parametrize(
    "headers",
    [
        ("一级指标名称", "绩效目标值", "年度实际完成值", "标准分值", "自评分数", "扣分原因"),
        ("一级指标", "预期目标值", "实际完成结果", "满分", "实得分", "偏差原因及整改措施"),
    ],
)
def test_other_headers_of_indicators(write: Write, headers: tuple[str, ...]) -> None:
    sheet = national()
    row = next(row for row in sheet.rows if any(box.text == "三级指标" for box in row))
    for at, header in zip((1, 4, 5, 6, 7, 8), headers, strict=True):
        row[at].text = header
    assert read_rows(read_one(write(sheet))) == expected_rows(NATIONAL_2020)


@every_format
def test_weights_in_percent(write: Write) -> None:
    rows = [row | {"weight": f"{row['weight']}%"} for row in NATIONAL_2020.indicators]
    texts = NATIONAL_2020.texts | {"score.weight_total": "100%"}
    report = read_one(write(drawn(form_table("national-project-2020"), texts, rows)))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)


@every_grid
@pytest.mark.parametrize("parts", [("指标性质", "指标值", "度量单位"), ("符号", "数值", "单位")])
def test_the_column_of_targets_parted_by_a_second_row_of_headers(
    write: Write, parts: tuple[str, ...]
) -> None:
    targets = [("≥", "12", "套"), ("=", "6", "个"), *[("=", "1", "次")] * 6]

    def part(rows: list[list[Box]]) -> list[list[Box]]:
        header = next(i for i, row in enumerate(rows) if any(box.text == "三级指标" for box in row))
        numbers = iter(targets)
        for row in rows:
            at = (
                4
                if row is rows[header]
                else next((i for i, box in enumerate(row) if box.header == "target"), 0)
            )
            if row is rows[header]:
                row[at] = replace(row[at], span=3)
            elif at:
                row[at : at + 1] = [Box(text) for text in next(numbers)]
            else:
                wide = 0 if row[0].text == "总分" else -1
                row[wide] = replace(row[wide], span=row[wide].span + 2)
        second = [Box("", rows=0)] * 4 + [Box(text) for text in parts] + [Box("", rows=0)] * 4
        return [*rows[: header + 1], [replace(box) for box in second], *rows[header + 1 :]]

    report = read_one(write(reshaped(national(), part)))
    found = [(row.direction, row.target_value, row.unit, row.target) for row in report.indicators]
    assert found == [(*target, "".join(target)) for target in targets]
    assert [row.name for row in report.indicators] == [row["name"] for row in NATIONAL_2020.indicators]
    assert (report.number("score.total"), report.unread, report.doubts) == (D("95.5"), [], [])


def in_two_rows(sheet: Sheet, texts: list[str], above: dict[str, tuple[str, ...]]) -> Sheet:
    """The row of headers with these texts as two: those of `above` over their parts, the others merged down."""

    def part(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if set(texts) <= {box.text for box in row})
        upper, lower, header = [], [], rows[at]
        while header:
            wide = next((w for w, parts in above.items() if header[0].text == parts[0]), "")
            parts = header[: len(above[wide])] if wide else [header[0]]
            header = header[len(parts) :]
            upper.append(replace(parts[0], text=wide or parts[0].text, span=sum(box.span for box in parts)))
            lower += [replace(box, text=box.text if wide else "", rows=1 if wide else 0) for box in parts]
        return [*rows[:at], upper, lower, *rows[at + 1 :]]

    return reshaped(sheet, part)


@every_grid
def test_headers_of_funds_and_of_indicators_in_two_rows(write: Write) -> None:
    sheet = in_two_rows(national(), ["年初预算数", "全年预算数"], {"预算数": ("年初预算数", "全年预算数")})
    parts = {"指标值": ("年度\n指标值", "实际\n完成值"), "评分": ("分值", "得分")}
    report = read_one(write(in_two_rows(sheet, ["三级指标"], parts)))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)


def test_headers_in_two_rows_may_begin_right_of_the_first_column() -> None:
    """Word's w:gridBefore: nothing stands over the first cells of the second row."""
    sheet = in_two_rows(national(), ["年初预算数", "全年预算数"], {"预算数": ("年初预算数", "全年预算数")})
    document = read_bytes(FORMATS["docx"](sheet), "自评表.docx")
    (table,) = (block for block in document.blocks if isinstance(block, Table))
    at = next(i for i, cells in enumerate(table.rows) if any(cell.text == "预算数" for cell in cells))
    table.rows[at] = [cell for cell in table.rows[at] if cell.column >= 3]
    (report,) = INTAKE.read(document)
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)


@every_grid
@pytest.mark.parametrize("year", ["2023年", "2023年度（万元）"])
def test_columns_of_one_year_below_the_year(write: Write, year: str) -> None:
    def shorten(rows: list[list[Box]]) -> list[list[Box]]:
        return [[replace(box, text=short.get(box.text, box.text)) for box in row] for row in rows]

    short = {"2023年预算数": "预算数", "2023年决算数": "决算数"}
    sheet = in_two_rows(base(), ["2023年预算数"], {year: ("2023年预算数", "2023年决算数")})
    report = read_one(write(reshaped(sheet, shorten), own()))
    assert_figures(report)
    assert (report.unread, report.doubts) == ([], [])


def with_column(sheet: Sheet, header: str, right_of: str, rows: int) -> Sheet:
    """One more column among those of a row of headers and the rows below it; the other rows get wider."""

    def insert(form: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(form) if any(box.text == right_of for box in row))
        place = 1 + next(i for i, box in enumerate(form[at]) if box.text == right_of)
        for number, row in enumerate(form):
            if at <= number <= at + rows:
                row.insert(place, Box(header if number == at else f"{number}.01"))
            else:
                row[-1] = replace(row[-1], span=row[-1].span + 1)
        return form

    return reshaped(sheet, insert)


@every_format
@pytest.mark.parametrize(
    ("header", "right_of"),
    [
        ("2021年决算数", "经费控制情况"),
        ("2022年预算数", "2022年决算数"),
        ("2024年预算数", "2023年决算数"),
    ],
)
def test_a_column_of_a_year_the_form_does_not_ask_for(write: Write, header: str, right_of: str) -> None:
    report = read_one(write(with_column(base(), header, right_of, 18), own()))
    assert_figures(report)
    assert (report.fiscal_year, report.doubts) == (2023, [])
    first = next(i for i, row in enumerate(base().rows) if row[0].text == "三公经费")
    assert [entry.text for entry in report.unread] == [header, *(f"{first + at}.01" for at in range(18))]


@every_format
@pytest.mark.parametrize("header", ["上年预算数", "2022年执行数", "上年度预算执行率", "调整预算数"])
def test_a_column_that_reads_like_one_of_the_forms(write: Write, header: str) -> None:
    report = read_one(write(with_column(national(), header, "年初预算数", 4)))
    assert states(report) == NATIONAL_2020.states(load_rulebook().forms["national-project-2020"].keys)
    assert report.doubts == []
    assert [entry.text for entry in report.unread] == [header, "3.01", "4.01", "5.01", "6.01"]


@every_format
def test_this_years_figures_by_a_word(write: Write) -> None:
    sheet = national()
    for row in sheet.rows:
        for box in row:
            box.text = {"全年预算数": "本年预算数", "全年执行数": "本年度预算执行数"}.get(box.text, box.text)
    assert_whole(read_one(write(sheet)), NATIONAL_2020)


@every_format
@pytest.mark.parametrize("label", ["基本支出", "人员经费", "支出合计"])
def test_a_row_that_is_no_project_stands_below_the_projects(write: Write, label: str) -> None:
    def insert(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if row[0].text == "公用经费")
        return [*rows[:at], [Box(label), Box("1", 2), Box("2", 2), Box("3", 2)], *rows[at:]]

    report = read_one(write(reshaped(base(), insert), own()))
    assert_figures(report)
    assert [entry.text for entry in report.unread] == [label, "1", "2", "3"]


@every_format
@pytest.mark.parametrize(
    ("label", "other"),
    [
        ("实际完成情况", "年度总体目标完成情况"),
        ("实际完成情况", "目标完成情况"),
        ("预期目标", "年初绩效目标"),
        ("总分", "合计得分"),
        ("全年执行数", "实际支出数"),
        ("年度资金总额", "资金合计"),
        ("年度资金总额", "合计"),
        ("年度资金总额", "总计"),
    ],
)
def test_labels_reworded(write: Write, label: str, other: str) -> None:
    sheet = national()
    for row in sheet.rows:
        for box in row:
            box.text = other if box.text == label else box.text
    report = read_one(write(sheet))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)


@every_grid
@pytest.mark.parametrize("filled", ALL.values(), ids=ALL)
def test_merged_level_cells_as_empty_cells(filled: Filled, write: Write) -> None:
    sheet = drawn(form_table(filled.form), filled.texts, filled.indicators)
    report = read_one(write(cells_unmerged(sheet)))
    assert_whole(report, filled)
    assert [(row.level1, row.level2) for row in report.indicators] == [
        (row["level1"], row["level2"]) for row in filled.indicators
    ]


@every_grid
def test_levels_written_in_every_row(write: Write) -> None:
    def repeat(rows: list[list[Box]]) -> list[list[Box]]:
        above: list[Box] = []
        for row in rows:
            for position, box in enumerate(row):
                if box.header in ("level1", "level2") and not box.text:
                    row[position] = replace(box, text=above[position].text, rows=1)
            above = row
        return rows

    report = read_one(write(reshaped(national(), repeat)))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)


@every_format
def test_sums_among_the_indicators_are_no_indicators(write: Write) -> None:
    def insert(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if any(box.text == "效益指标" for box in row))
        texts = ("", "", "小计", "", "", "50", "49.5", "")
        return [*rows[:at], [Box("", rows=0), *(Box(text) for text in texts)], *rows[at:]]

    report = read_one(write(reshaped(national(), insert)))
    assert read_rows(report) == expected_rows(NATIONAL_2020)
    assert [entry.text for entry in report.unread] == ["小计", "50", "49.5"]


def summed(label: str, weight: str, score: str, span: int = 1) -> list[Box]:
    """A row of sums among the indicators, its label in the column of names or reaching to the left of it."""
    before = [Box("", rows=0), *[Box("")] * (3 - span)] if span < 4 else []
    return [*before, Box(label, span), Box(""), Box(""), Box(weight), Box(score), Box("")]


@every_format
@pytest.mark.parametrize(
    ("label", "span"), [("产出指标小计", 1), ("产出小计：", 3), ("合计", 1), ("合计", 4)]
)
def test_sums_of_classes_by_other_names(write: Write, label: str, span: int) -> None:
    def insert(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if any(box.text == "效益指标" for box in row))
        rows[at][0] = Box("")
        return [*rows[:at], summed(label, "50", "49.5", span), *rows[at:]]

    report = read_one(write(reshaped(national(), insert)))
    assert read_rows(report) == expected_rows(NATIONAL_2020)
    assert [entry.text for entry in report.unread] == [label, "50", "49.5"]
    assert (report.text("score.weight_total"), report.text("score.total")) == ("100", "95.5")
    assert report.doubts == []


@every_format
@pytest.mark.parametrize("last", [summed("合计", "100", "95.5"), summed("总分", "100", "95.5", 3)])
def test_the_total_under_the_names_of_the_indicators(write: Write, last: list[Box]) -> None:
    report = read_one(write(reshaped(national(), lambda rows: [*rows[:-1], [replace(box) for box in last]])))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)


@every_grid
def test_the_total_is_not_read_by_the_headers_of_the_funds(write: Write) -> None:
    def drop(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if any(box.text == "三级指标" for box in row))
        return [*rows[:at], *rows[-4:]]

    sichuan = ALL["sichuan-project"]
    report = read_one(write(reshaped(drawn(form_table("sichuan-project"), sichuan.texts), drop)))
    assert (report.text("score.weight_total"), report.text("score.total")) == ("", "")
    assert [entry.text for entry in report.unread] == ["100", "96.5"]


@pytest.mark.parametrize("blanks", [0, 1, 2])
@pytest.mark.parametrize(
    "filled", [NATIONAL_2020, ALL["sichuan-project"], SELF], ids=lambda filled: filled.form
)
def test_the_total_without_a_grid_is_read_in_order(filled: Filled, blanks: int) -> None:
    def shorten(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if row[0].text in ("总分", "合计"))
        rows[at] = [*rows[at][:3], *[Box("")] * blanks]
        return rows

    report = read_one(
        as_txt(reshaped(drawn(form_table(filled.form), filled.texts, filled.indicators), shorten))
    )
    assert_whole(report, filled)


def test_blanks_at_the_end_of_indicators_without_a_grid_may_be_missing() -> None:
    def shorten(rows: list[list[Box]]) -> list[list[Box]]:
        return [row[:-1] if any(box.header for box in row) and not row[-1].text else row for row in rows]

    report = read_one(as_txt(reshaped(national(), shorten)))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)


def test_cells_a_merge_covers_may_be_missing_without_a_grid() -> None:
    def drop(rows: list[list[Box]]) -> list[list[Box]]:
        return [[box for box in row if box.rows] if any(box.header for box in row) else row for row in rows]

    report = read_one(as_txt(reshaped(national(), drop)))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)


@every_format
def test_the_total_in_one_cell_with_its_label(write: Write) -> None:
    report = read_one(write(reshaped(national(), lambda rows: [*rows[:-1], [Box("总分：95.5分", 9)]])))
    assert_whole(report, NATIONAL_2020, without=("score.weight_total",))
    assert read_rows(report) == expected_rows(NATIONAL_2020)


@every_format
def test_lines_of_text_among_the_indicators(write: Write) -> None:
    lines = ["注：产出指标50分。", "填表人：财务经办    联系电话：0000-1234567"]

    def insert(rows: list[list[Box]]) -> list[list[Box]]:
        note, signature = ([Box(line, 9)] for line in lines)
        at = next(i for i, row in enumerate(rows) if any(box.text == "效益指标" for box in row))
        rows[at][0] = Box("")
        return [*rows[:at], note, *rows[at:-1], signature]

    report = read_one(write(reshaped(national(), insert)))
    assert read_rows(report) == expected_rows(NATIONAL_2020)
    assert (report.text("filing.preparer"), report.text("filing.phone")) == ("财务经办", "0000-1234567")
    assert [section.text.split("\n")[-2:] for section in report.outside] == [
        [line if write is not as_html else " ".join(line.split()) for line in lines]
    ]
    assert (report.unread, report.doubts) == ([], [])


@every_grid
def test_a_text_under_two_headers_is_the_value_of_neither_and_a_lone_figure_beside_the_total_the_score(
    write: Write,
) -> None:
    def merge(rows: list[list[Box]]) -> list[list[Box]]:
        return [
            *rows[:9],
            [Box("", rows=0), Box("本年度调整一次。", 8)],
            *rows[9:-1],
            [Box("总分", 6), Box("95.5", 2), Box("")],
        ]

    report = read_one(write(reshaped(national(), merge)))
    total = {
        key: report.text(key)
        for key in report.facts
        if key.startswith(("score.weight", "score.total", "goal"))
    }
    assert total == {
        "goal.expected": NATIONAL_2020.texts["goal.expected"],
        "goal.achieved": NATIONAL_2020.texts["goal.achieved"],
        "score.weight_total": "",
        "score.total": "95.5",
    }
    assert [entry.text for entry in report.unread] == ["本年度调整一次。"]


@every_format
@pytest.mark.parametrize("label", ["合计", "总计", "总 分", "总得分"])
def test_other_words_for_the_total(write: Write, label: str) -> None:
    def rename(rows: list[list[Box]]) -> list[list[Box]]:
        return [[replace(box, text=label) if box.text == "总分" else box for box in row] for row in rows]

    assert_whole(read_one(write(reshaped(national(), rename))), NATIONAL_2020)


@every_format
def test_a_title_and_a_unit_of_money_inside_the_table(write: Write) -> None:
    sheet = national()
    width = 9
    inside = [[Box("项目支出绩效自评表", width)], [Box("（2023年度）", width)], [Box("金额单位：元", width)]]

    def in_yuan(rows: list[list[Box]]) -> list[list[Box]]:
        rows[2][0] = replace(rows[2][0], text="项目资金")
        rows[3][2:5] = [replace(box, text=format(D(box.text) * 10000, "f")) for box in rows[3][2:5]]
        return [*inside, *rows]

    report = read_one(write(replace(reshaped(sheet, in_yuan), above=[])))
    values = {key: report.facts[f"funds.{key}"] for key in ("initial", "full_year", "executed")}
    assert {key: fact.value for key, fact in values.items()} == {
        "initial": D("120"),
        "full_year": D("150.5"),
        "executed": D("135.45"),
    }
    assert values["initial"].text == "1200000.00"
    assert (report.scheme, report.fiscal_year, report.title) == (
        "national-project-2020",
        2023,
        "项目支出绩效自评表",
    )
    assert (report.tables[0].title, report.tables[0].money_unit) == ("项目支出绩效自评表", "元")


@every_format
def test_a_row_for_the_grade(write: Write) -> None:
    def add(rows: list[list[Box]]) -> list[list[Box]]:
        return [*rows, [Box("评价等级", 3), Box("优", 6)]]

    report = read_one(write(reshaped(national(), add)))
    assert (report.text("score.grade"), report.unread) == ("优", [])


@every_format
def test_the_grade_in_a_line_below_the_table(write: Write) -> None:
    sheet = replace(
        national(),
        below=["评价等级：优    填表人：财务经办    联系电话：0000-1234567    填报日期：2024-03-01"],
    )
    report = read_one(write(sheet))
    texts = {
        key: report.text(key) for key in ("score.grade", "filing.preparer", "filing.phone", "filing.date")
    }
    assert texts == {
        "score.grade": "优",
        "filing.preparer": "财务经办",
        "filing.phone": "0000-1234567",
        "filing.date": "2024-03-01",
    }


@every_grid
def test_labels_and_values_of_the_signature_line_in_cells_of_their_own(write: Write) -> None:
    def add(rows: list[list[Box]]) -> list[list[Box]]:
        cells = ["填表人：", "财务经办", "填报日期：", "2024-03-15", "联系电话：", "0000-1234567", "", "", ""]
        return [*rows, [Box(text) for text in cells]]

    report = read_one(write(replace(reshaped(own(), add), below=[])))
    assert_whole(report, SELF)


@every_format
def test_labels_with_their_values_in_the_same_cell(write: Write) -> None:
    texts = NATIONAL_2020.texts

    def join(rows: list[list[Box]]) -> list[list[Box]]:
        goal = [
            Box("年度总体目标"),
            Box(f"预期目标：{texts['goal.expected']}", 4),
            Box(f"实际完成情况：{texts['goal.achieved']}", 4),
        ]
        name = [Box(f"项目名称：{texts['project.name']}", 9)]
        units = [
            Box(f"主管部门：{texts['project.authority']}", 4),
            Box(f"实施单位：{texts['project.unit']}", 5),
        ]
        return [name, units, *rows[2:7], goal, *rows[9:]]

    report = read_one(write(reshaped(national(), join)))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)


def test_a_row_of_one_cell_with_a_source_of_funds() -> None:
    def alone(rows: list[list[Box]]) -> list[list[Box]]:
        return [
            [box for box in row if box.text] if any("其他资金" in box.text for box in row) else row
            for row in rows
        ]

    report = read_one(as_txt(reshaped(own(), alone)))
    assert_whole(report, SELF)


@every_format
def test_several_sources_of_funds_in_one_cell(write: Write) -> None:
    def join(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if any("一般公共预算" in box.text for box in row))
        income = "其中：一般公共预算：340  政府性基金拨款：\n上级补助：12\n其他资金：0"
        wide = [Box("", rows=0), Box(income, 4), Box("其中：基本支出：240； 项目支出：98", 4)]
        return [*rows[:at], wide, *rows[at + 4 :]]

    report = read_one(write(reshaped(own(), join)))
    expected = SELF.states(load_rulebook().forms["hunan-overall"].keys)
    assert states(report) == expected
    assert [entry.text for entry in report.unread] == ["上级补助：12"]
    assert report.doubts == []


@every_format
def test_a_phone_number_ends_before_the_next_label(write: Write) -> None:
    line = "填表人（签字）：财务经办   联系电话：0000-1234567   单位负责人（签字）：负责人甲"
    report = read_one(write(replace(own(), below=[line])))
    assert report.text("filing.indicators.preparer") == "财务经办"
    assert report.text("filing.indicators.phone") == "0000-1234567"


@pytest.mark.parametrize("write", [FORMATS["docx"], as_html], ids=["docx", "html"])
def test_lines_above_a_table_in_one_paragraph(write: Write) -> None:
    hubei = ALL["hubei-overall"]
    sheet = drawn(form_table("hubei-overall"), hubei.texts, hubei.indicators)
    report = read_one(broken(write(replace(sheet, above=["@".join(sheet.above)]))))
    assert_whole(report, hubei)
    assert (report.title, report.fiscal_year) == ("部门整体绩效自评表", 2023)


def broken(data: bytes) -> bytes:
    """The file with a break of line for each @."""
    if not data.startswith(b"PK"):
        return data.replace(b"@", b"<br>")
    document = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    body = document[document.index("<w:body>") + len("<w:body>") : document.index("</w:body>")]
    return making.docx(body.replace("@", "</w:t><w:br/><w:t>"))


@every_format
def test_a_line_between_two_parts_or_after_the_table_is_no_title(write: Write) -> None:
    top, rest = cut(national(), 14)
    report = read_one(write(top, replace(rest, above=["— 2 —", "续表"], below=["附件：佐证材料"])))
    assert (report.title, report.fiscal_year) == ("项目支出绩效自评表", 2023)


@every_format
def test_names_broken_over_lines_in_a_narrow_cell(write: Write) -> None:
    report = read_one(
        write(national(**{"project.name": "甲镇文化站\n设备更新", "project.unit": "示例区\n文化馆"}))
    )
    assert_whole(report, NATIONAL_2020)
    assert report.unit == "示例区文化馆"


@every_format
def test_the_number_of_the_report_is_no_part_of_its_title(write: Write) -> None:
    sichuan = ALL["sichuan-project"]
    sheet = drawn(form_table("sichuan-project"), sichuan.texts, sichuan.indicators)
    report = read_one(
        write(replace(sheet, above=["报表编号：510000-01", "部门预算项目支出绩效自评表（2023年度）"]))
    )
    assert_whole(report, sichuan)
    assert (report.title, report.fiscal_year) == ("部门预算项目支出绩效自评表（2023年度）", 2023)


# --- rows that repeat --------------------------------------------------------------------------------


@every_format
@pytest.mark.parametrize("level", ["市级", "区级", "县级", "省级"])
def test_a_row_for_each_special_fund(write: Write, level: str) -> None:
    def insert(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if "市级专项" in row[0].text)
        rows[at][0] = replace(rows[at][0], text=f"3、{level}专项资金\n（一个专项一行）")
        funds = [("档案数字化", "10", "20", "19"), ("乙街道库房维修", "", "20", "20")]
        added = [[Box(text, span) for text, span in zip(row, (1, 2, 2, 2), strict=True)] for row in funds]
        return [*rows[: at + 1], *added, *rows[at + 1 :]]

    report = read_one(write(reshaped(base(), insert), own()))
    special = {key: fact.value for key, fact in report.facts.items() if key.startswith("projects.special")}
    assert special == {
        "projects.special.prior": D(30),
        "projects.special.budget": D(40),
        "projects.special.final": D(39),
        "projects.special[1].name": "档案数字化",
        "projects.special[1].prior": D(10),
        "projects.special[1].budget": D(20),
        "projects.special[1].final": D(19),
        "projects.special[2].name": "乙街道库房维修",
        "projects.special[2].prior": None,
        "projects.special[2].budget": D(20),
        "projects.special[2].final": D(20),
    }
    assert report.number("projects.other.prior") is None
    assert (report.unread, report.doubts) == ([], [])
    assert [residue.text for residue in report.residues] == ["（一个专项一行）"]


@every_format
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [("3、市级专项资金", "1", "2", "3"), ("", "4", "5", "6")],
            {"": ("1", "2", "3"), "[2]": ("", "4", "5", "6")},
        ),
        (
            [
                ("3、市级专项资金", "", "", ""),
                ("救灾", "1", "2", "3"),
                ("", "4", "5", "6"),
                ("抗旱", "7", "8", "9"),
            ],
            {
                "": ("", "", ""),
                "[1]": ("救灾", "1", "2", "3"),
                "[2]": ("", "4", "5", "6"),
                "[3]": ("抗旱", "7", "8", "9"),
            },
        ),
        (
            [("3、市级专项资金", "1", "2", "3"), ("3、市级专项资金", "4", "5", "6")],
            {"": ("1", "2", "3"), "[2]": ("", "4", "5", "6")},
        ),
    ],
)
def test_special_funds_without_a_name(
    write: Write, rows: list[tuple[str, ...]], expected: dict[str, tuple[str, ...]]
) -> None:
    def insert(form: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(form) if "市级专项" in row[0].text)
        added = [[Box(text, span) for text, span in zip(row, (1, 2, 2, 2), strict=True)] for row in rows]
        return [*form[:at], *added, *form[at + 1 :]]

    report = read_one(write(reshaped(base(), insert), own()))
    columns = ("name", "prior", "budget", "final")
    found = {
        number: tuple(report.text(f"projects.special{number}.{column}") for column in columns[not number :])
        for number in expected
    }
    assert found == expected
    assert sum(key.startswith("projects.special") for key in report.facts) == sum(map(len, expected.values()))
    assert (report.unread, report.doubts) == ([], [])


@every_format
@pytest.mark.parametrize("text", ["公用经费", "三公经费", "项目支出"])
def test_a_text_that_is_the_name_of_another_row(write: Write, text: str) -> None:
    report = read_one(write(base(thrift__measures=text), own()))
    assert report.text("thrift.measures") == text
    assert report.number("public_funds.total.final") == D(BASE.texts["public_funds.total.final"])


@every_format
def test_a_row_added_for_another_project(write: Write) -> None:
    def replace_dots(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if "……" in row[0].text)
        rows[at] = [Box("5、对口帮扶经费"), Box("1", 2), Box("2", 2), Box("2.5", 2)]
        return rows

    report = read_one(write(reshaped(base(), replace_dots), own()))
    extra = {key: fact.value for key, fact in report.facts.items() if key.startswith("projects.extra[")}
    assert extra == {
        "projects.extra[1].name": "对口帮扶经费",
        "projects.extra[1].prior": D(1),
        "projects.extra[1].budget": D(2),
        "projects.extra[1].final": D("2.5"),
    }


_PROJECTS = [
    [Box("其中：村道硬化"), Box("1", 2), Box("2", 2), Box("2.5", 2)],
    [Box("安全饮水"), Box("——", 2), Box("3", 2), Box("", 2)],
]


@every_format
@pytest.mark.parametrize("kept", [False, True], ids=["rows dropped", "rows left empty"])
def test_projects_in_place_of_the_rows_of_the_form(write: Write, kept: bool) -> None:
    def insert(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if "项目支出" in row[0].text)
        below = rows[at + 1 : at + 6]
        empty = [[row[0], *(replace(cell, text="") for cell in row[1:])] for row in below]
        return [*rows[: at + 1], *_PROJECTS, *(empty if kept else []), *rows[at + 6 :]]

    report = read_one(write(reshaped(base(), insert), own()))
    extra = {key: fact.value for key, fact in report.facts.items() if key.startswith("projects.extra[")}
    assert extra == {
        "projects.extra[1].name": "村道硬化",
        "projects.extra[1].prior": D(1),
        "projects.extra[1].budget": D(2),
        "projects.extra[1].final": D("2.5"),
        "projects.extra[2].name": "安全饮水",
        "projects.extra[2].prior": None,
        "projects.extra[2].budget": D(3),
        "projects.extra[2].final": None,
    }
    assert report.number("projects.total.final") == D(BASE.texts["projects.total.final"])
    assert report.number("public_funds.total.final") == D(BASE.texts["public_funds.total.final"])
    assert (report.unread, report.doubts) == ([], [])


@every_format
@pytest.mark.parametrize("prefix", ["", "市级专项资金："])
def test_special_funds_under_their_own_names(write: Write, prefix: str) -> None:
    def rename(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if "市级专项" in row[0].text)
        named = [
            [Box(f"{number}、{prefix}{name}"), *(Box(f"{number}{column}", 2) for column in range(3))]
            for number, name in ((3, "学前教育发展专项"), (4, "校车安全专项"))
        ]
        return [*rows[:at], *named, *rows[at + 1 :]]

    report = read_one(write(reshaped(base(), rename), own()))
    found = {key: fact.value for key, fact in report.facts.items() if key.startswith("projects.special[")}
    assert found == {
        "projects.special[1].name": "学前教育发展专项",
        "projects.special[1].prior": D(30),
        "projects.special[1].budget": D(31),
        "projects.special[1].final": D(32),
        "projects.special[2].name": "校车安全专项",
        "projects.special[2].prior": D(40),
        "projects.special[2].budget": D(41),
        "projects.special[2].final": D(42),
    }
    assert (report.unread, report.doubts) == ([], [])


@every_format
@pytest.mark.parametrize("label", ["其中：水电运行", "学前教育发展专项"])
def test_a_line_below_a_row_that_is_no_total_needs_a_number(write: Write, label: str) -> None:
    def insert(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if "运行维护经费" in row[0].text)
        return [*rows[: at + 1], [Box(label), Box("1", 2), Box("2", 2), Box("3", 2)], *rows[at + 1 :]]

    report = read_one(write(reshaped(base(), insert), own()))
    assert_figures(report)
    assert [unread.text for unread in report.unread] == [label, "1", "2", "3"]


@every_format
def test_lines_below_the_total_of_projects_may_part_it_in_another_way(write: Write) -> None:
    def insert(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if "项目支出" in row[0].text)
        return [*rows[: at + 1], *_PROJECTS, *rows[at + 1 :]]

    report = read_one(write(reshaped(base(), insert), own()))
    assert not any(key.startswith("projects.extra[") for key in report.facts)
    assert [unread.text for unread in report.unread] == ["其中：村道硬化", "1", "2", "2.5", "安全饮水", "3"]


@every_format
def test_two_buildings(write: Write) -> None:
    def insert(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if "楼堂馆所" in row[0].text) + 2
        second = [Box("", rows=0), *(Box(text) for text in ("", "500", "", "90", "88", "97.78%"))]
        return [*rows[:at], second, *rows[at:]]

    report = read_one(write(reshaped(base(), insert), own()))
    assert report.number("buildings.approved_area") == D(1200)
    second = {key: fact.value for key, fact in report.facts.items() if key.startswith("buildings[2]")}
    assert second == {
        "buildings[2].approved_area": None,
        "buildings[2].actual_area": D(500),
        "buildings[2].area_rate": None,
        "buildings[2].approved_cost": D(90),
        "buildings[2].actual_cost": D(88),
        "buildings[2].cost_rate": D("0.9778"),
    }
    assert (report.unread, report.doubts) == ([], [])


@every_format
def test_two_goals_one_below_the_other(write: Write) -> None:
    def insert(rows: list[list[Box]]) -> list[list[Box]]:
        second = [Box("", rows=0), Box("目标二：培训24人。", 4), Box("培训26人。", 4)]
        return [*rows[:9], second, *rows[9:]]

    report = read_one(write(reshaped(national(), insert)))
    goals = {key: report.text(key) for key in report.facts if key.startswith("goal")}
    assert goals == {
        "goal.expected": NATIONAL_2020.texts["goal.expected"],
        "goal.achieved": NATIONAL_2020.texts["goal.achieved"],
        "goal[2].expected": "目标二：培训24人。",
        "goal[2].achieved": "培训26人。",
    }
    assert read_rows(report) == expected_rows(NATIONAL_2020)


@every_format
def test_numbered_goals_with_points_and_indicators_of_their_own(write: Write) -> None:
    hubei = ALL["hubei-overall"]

    def insert(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if row[0].text.startswith("总分"))
        rows[4][0] = replace(rows[4][0], text="年度目标1：\n（50分）")
        header = next(row for row in rows if any(box.text == "三级指标" for box in row))
        goal = [Box("年度目标2：（30分）"), Box("完成水库除险。", 6)]
        cells = ["", "产出指标", "数量指标", "除险水库（12分）", "2座", "2座", "12"]
        return [*rows[:at], goal, [replace(box) for box in header], [Box(text) for text in cells], *rows[at:]]

    report = read_one(
        write(reshaped(drawn(form_table("hubei-overall"), hubei.texts, hubei.indicators), insert))
    )
    goals = {key: fact.value for key, fact in report.facts.items() if key.startswith("goal")}
    assert goals == {
        "goal.expected": hubei.texts["goal.expected"],
        "goal.points": D(50),
        "goal[2].expected": "完成水库除险。",
        "goal[2].points": D(30),
    }
    assert [row.name for row in report.indicators] == [
        *(row["name"] for row in hubei.indicators),
        "除险水库（12分）",
    ]
    assert report.indicators[-1].weight == D(12)
    assert (report.number("score.total"), report.unread, report.doubts) == (D("93.2"), [], [])


# --- notations ---------------------------------------------------------------------------------------


@every_format
@pytest.mark.parametrize(
    ("text", "value"), [("84.62", "0.8462"), ("0.8462", "0.8462"), ("８４．６２％", "0.8462"), ("100", "1")]
)
def test_notations_of_a_share(write: Write, text: str, value: str) -> None:
    report = read_one(write(national(**{"funds.execution_rate": text})))
    fact = report.facts["funds.execution_rate"]
    assert (fact.value, fact.text, report.doubts) == (D(value), text, [])


@every_format
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.50", "1234.5"),
        ("１２３４．５", "1234.5"),
        ("1234.5万元", "1234.5"),
        ("12345000元", "1234.5"),
        ("0", "0"),
    ],
)
def test_notations_of_an_amount(write: Write, text: str, value: str) -> None:
    report = read_one(write(national(**{"funds.full_year": text})))
    assert (report.number("funds.full_year"), report.doubts) == (D(value), [])


@every_format
@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("——", State.NOT_APPLICABLE),
        ("无", State.NOT_APPLICABLE),
        ("/", State.NOT_APPLICABLE),
        ("不适用", State.NOT_APPLICABLE),
        ("", State.BLANK),
        ("　", State.BLANK),
        ("约一百", State.UNREADABLE),
    ],
)
def test_blank_not_applicable_and_unreadable_are_three_things(write: Write, text: str, state: State) -> None:
    report = read_one(write(national(**{"funds.full_year": text})))
    fact = report.facts["funds.full_year"]
    assert (fact.state, fact.value) == (state, None)
    assert len(report.doubts) == (state is State.UNREADABLE)


@every_format
def test_what_a_number_is_made_of_is_kept_in_its_text(write: Write) -> None:
    texts = {
        "staffing__quota": "20（行政8，事业12）",
        "staffing__actual": "18人（其中女性5人）",
        "projects__special__final": "39（应为38）",
    }
    report = read_one(write(base(**texts)))
    found = {key: report.facts[key.replace("__", ".")] for key in texts}
    assert {key: fact.text for key, fact in found.items()} == texts
    assert [fact.value for fact in found.values()] == [D(20), D(18), None]
    assert [doubt.question for doubt in report.doubts] == [
        "“专项资金本年决算数”填的是“39（应为38）”，读不出数，应为多少？"
    ]


def in_yuan(sheet: Sheet, row: int, columns: slice) -> None:
    for box in sheet.rows[row][columns]:
        if box.text:
            box.text = format(D(box.text) * 10000, "f")


@every_format
@pytest.mark.parametrize("line", ["单位：元", "计量单位：人、元", "币种：人民币    单位：元"])
def test_a_table_in_yuan_by_the_line_above_it(write: Write, line: str) -> None:
    sheet = national()
    sheet.rows[2][0].text = "项目资金"
    for row in range(3, 6):
        in_yuan(sheet, row, slice(2, 5))
    report = read_one(write(replace(sheet, above=[*sheet.above, line])))
    assert_whole(report, NATIONAL_2020)
    assert report.tables[0].money_unit == "元"


@every_format
@pytest.mark.parametrize("unit", ["（元）", "（人民币：元）", "【元】", "/元", "、元"])
def test_a_block_in_yuan_by_its_label(write: Write, unit: str) -> None:
    sheet = national()
    sheet.rows[2][0].text = f"项目资金\n{unit}"
    for row in range(3, 6):
        in_yuan(sheet, row, slice(2, 5))
    assert_whole(read_one(write(sheet)), NATIONAL_2020)


@every_format
def test_one_row_and_one_column_in_yuan_by_their_labels(write: Write) -> None:
    sheet = base()
    row = next(i for i, cells in enumerate(sheet.rows) if "办公费" in cells[0].text)
    sheet.rows[row][0].text = "其中：办公费（元）"
    in_yuan(sheet, row, slice(1, 4))
    row = next(i for i, cells in enumerate(sheet.rows) if "楼堂馆所" in cells[0].text)
    sheet.rows[row][4].text = "预算投资（元）"
    in_yuan(sheet, row + 1, slice(4, 5))
    report = read_one(write(sheet, own()))
    assert [report.number(f"public_funds.office.{column}") for column in ("prior", "budget", "final")] == [
        D(8),
        D(8),
        D("7.9"),
    ]
    assert [report.number(f"public_funds.total.{column}") for column in ("prior", "budget")] == [D(40), D(42)]
    assert (report.number("buildings.approved_cost"), report.number("buildings.actual_cost")) == (
        D(360),
        D("352.8"),
    )


# --- pages and sheets --------------------------------------------------------------------------------


def split_at(sheet: Sheet, row: int, header: int | None = None) -> list[Sheet]:
    """The table in two, as a page break leaves it; merged cells are cut."""
    top, rest = sheet.rows[:row], sheet.rows[row:]
    again = [[replace(box, rows=1) for box in sheet.rows[header]]] if header is not None else []
    second = [[replace(box, rows=1) for box in line] for line in rest]
    return [Sheet(top, sheet.above, []), Sheet([*again, *second], [], sheet.below)]


def cut(sheet: Sheet, row: int, header: int | None = None) -> list[Sheet]:
    parts = split_at(sheet, row, header)
    for part in parts:
        for number, line in enumerate(part.rows):
            part.rows[number] = [replace(box, rows=min(box.rows, len(part.rows) - number)) for box in line]
    return parts


@every_grid
@pytest.mark.parametrize("row", [12, 14, 16])
def test_a_table_cut_by_a_page_break(write: Write, row: int) -> None:
    report = read_one(write(*cut(national(), row)))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)
    assert len(report.tables) == 1
    assert report.indicators[-1].place == CellPlace(1, 17 - row, 3)


@every_grid
@pytest.mark.parametrize("row", [12, 14, 16])
def test_a_table_cut_by_a_page_break_with_its_header_again(write: Write, row: int) -> None:
    report = read_one(write(*cut(national(), row, header=9)))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)
    assert len(report.tables) == 1


@every_grid
def test_a_table_cut_between_its_funds(write: Write) -> None:
    assert_whole(read_one(write(*cut(national(), 5))), NATIONAL_2020)
    assert_whole(read_one(write(*cut(national(), 5, header=2))), NATIONAL_2020)


@every_grid
def test_a_table_cut_into_three(write: Write) -> None:
    sheet = national()
    first, rest = cut(sheet, 6)
    second, third = cut(replace(rest, above=[]), 5)
    report = read_one(write(first, second, third))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)
    assert report.scheme == "national-project-2020"


@every_grid
def test_a_row_cut_in_two_by_a_page_break(write: Write) -> None:
    def cut_row(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if row[0].text == "公用经费")
        rows[at : at + 1] = [
            [Box("公用"), Box("40", 2), Box("42", 2), Box("", 2)],
            [Box("经费"), Box("", 2), Box("", 2), Box("43.5", 2)],
        ]
        return rows

    report = read_one(write(reshaped(base(), cut_row)))
    assert [report.number(f"public_funds.total.{column}") for column in ("prior", "budget", "final")] == [
        D(40),
        D(42),
        D("43.5"),
    ]
    assert (report.unread, report.doubts) == ([], [])


@every_grid
@pytest.mark.parametrize(
    ("label", "upper", "lower"),
    [("年度总体", "年度总体", "目标"), ("绩", "绩\n效\n指", "标")],
    ids=["beside a header and its values", "beside the header of the indicators"],
)
def test_a_label_beside_several_rows_cut_by_a_page_break(
    write: Write, label: str, upper: str, lower: str
) -> None:
    def cut_label(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if row[0].text.startswith(label))
        rows[at][0] = Box(upper)
        rows[at + 1][0] = Box(lower)
        return rows

    report, whole = read_one(write(reshaped(own(), cut_label))), read_one(write(own()))
    assert (states(report), read_rows(report)) == (states(whole), read_rows(whole))
    assert (report.unread, report.doubts) == ([], [])


@every_grid
def test_a_row_of_headers_cut_in_two_by_a_page_break(write: Write) -> None:
    def cut_row(rows: list[list[Box]]) -> list[list[Box]]:
        upper = ["年度预", "", "年初", "全年预算", "全年", "分值", "执行率", "得分"]
        lower = ["算申请（万元）", "", "预算数", "数", "执行数", "", "", ""]
        spans = [box.span for box in rows[1]]
        heads = [[Box(text, span) for text, span in zip(part, spans, strict=True)] for part in (upper, lower)]
        heads[1][0].rows = rows[1][0].rows
        return [rows[0], *heads, *rows[2:]]

    report, whole = read_one(write(reshaped(own(), cut_row))), read_one(write(own()))
    assert (states(report), read_rows(report)) == (states(whole), read_rows(whole))
    assert (report.unread, report.doubts) == ([], [])


@every_grid
def test_a_row_cut_after_the_prefix_of_its_label(write: Write) -> None:
    def cut_row(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if "公车购置" in row[0].text)
        rows[at : at + 1] = [
            [Box("其中："), Box("0.3", 2), Box("0.2", 2), Box("0.1", 2)],
            [Box("公车购置"), Box("", 2), Box("", 2), Box("", 2)],
        ]
        return rows

    report = read_one(write(reshaped(base(), cut_row)))
    keys = [f"three_public.vehicle_purchase.{column}" for column in ("prior", "budget", "final")]
    assert [report.number(key) for key in keys] == [D("0.3"), D("0.2"), D("0.1")]
    assert (report.unread, report.doubts) == ([], [])


@every_grid
def test_a_row_cut_after_a_part_of_its_label_that_is_a_label_too(write: Write) -> None:
    def cut_row(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if "公务用车购置和维护经费" in row[0].text)
        values = rows[at][1:]
        rows[at : at + 1] = [
            [Box("1、公务用车购置"), *values],
            [Box("和维护经费"), *(Box("", 2) for _ in values)],
        ]
        return rows

    report, whole = read_one(write(reshaped(base(), cut_row))), read_one(write(base()))
    assert states(report) == states(whole)
    assert (report.unread, report.doubts) == ([], [])


@every_grid
def test_a_row_cut_below_the_indicators(write: Write) -> None:
    def cut_row(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if row[0].text.startswith("改进措施及"))
        value = rows[at][1]
        rows[at : at + 1] = [[Box("改进措施及"), value], [Box("结果应用方案"), Box("", value.span)]]
        return rows

    hubei = ALL["hubei-overall"]
    sheet = drawn(form_table("hubei-overall"), hubei.texts, hubei.indicators)
    assert_whole(read_one(write(reshaped(sheet, cut_row))), hubei)


@every_format
def test_two_labels_that_together_are_one_of_the_form(write: Write) -> None:
    """会议费 and 培训费 in rows of their own are no row cut in two: their figures stay apart."""

    def part(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if "会议费" in row[0].text)
        own_rows = [[Box(label), Box("1", 2), Box("2", 2), Box("3", 2)] for label in ("会议费", "培训费")]
        return [*rows[:at], *own_rows, *rows[at + 1 :]]

    report = read_one(write(reshaped(base(), part)))
    assert report.facts["public_funds.meeting_training.final"].state is State.BLANK
    assert [entry.text for entry in report.unread] == ["会议费", "1", "2", "3", "培训费", "1", "2", "3"]


BUILDINGS = ("approved_area", "actual_area", "area_rate", "approved_cost", "actual_cost", "cost_rate")


@every_grid
@pytest.mark.parametrize("has_headers", [True, False])
def test_a_block_that_does_not_apply_in_one_wide_cell(write: Write, has_headers: bool) -> None:
    def none(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if "楼堂馆所" in row[0].text)
        wide = [Box("", rows=0), Box("无", 6)] if has_headers else [Box("楼堂馆所控制情况"), Box("无", 6)]
        return [*rows[: at + has_headers], wide, *rows[at + 2 :]]

    report = read_one(write(reshaped(base(), none)))
    facts = [report.facts[f"buildings.{key}"] for key in BUILDINGS]
    assert [(fact.state, fact.text) for fact in facts] == [(State.NOT_APPLICABLE, "无")] * len(BUILDINGS)
    assert (report.unread, report.doubts) == ([], [])


OTHER = replace(
    NATIONAL_2020,
    facts=NATIONAL_2020.facts
    | {
        "project.name": ("乙街道路灯改造", "乙街道路灯改造"),
        "project.unit": ("示例区城管局", "示例区城管局"),
    },
    unit="示例区城管局",
)


@every_format
def test_two_projects_in_one_file(write: Write) -> None:
    second = drawn(form_table("national-project-2020"), OTHER.texts, OTHER.indicators[:3])
    reports = read(write(national(), second))
    assert [report.unit for report in reports] == ["示例区文化馆", "示例区城管局"]
    assert_whole(reports[0], NATIONAL_2020)
    assert_whole(reports[1], OTHER)
    assert read_rows(reports[1]) == expected_rows(OTHER)[:3]
    assert [report.title for report in reports] == ["项目支出绩效自评表"] * 2
    assert [report.fiscal_year for report in reports] == [2023, 2023]


@every_grid
def test_the_funds_without_a_label_of_their_total(write: Write) -> None:
    def only_total(rows: list[list[Box]]) -> list[list[Box]]:
        at = next(i for i, row in enumerate(rows) if any(box.text == "年度资金总额" for box in row))
        header, total = rows[at - 1], rows[at]
        header[:2] = [replace(header[0], span=3, rows=2)]
        return [*rows[:at], [Box("", 3, rows=0), *total[2:]], *rows[at + 4 :]]

    report = read_one(write(reshaped(national(), only_total)))
    sources = tuple(key for key in NATIONAL_2020.texts if key.startswith("funds.sources."))
    assert_whole(report, NATIONAL_2020, without=sources)


@every_format
def test_the_names_of_the_project_in_a_table_of_their_own(write: Write) -> None:
    form = national()
    head = Sheet(form.rows[:2], [*form.above, "一、项目基本信息"])
    report = read_one(write(head, replace(form, rows=form.rows[2:], above=["二、预算执行和绩效"])))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)


@every_format
@pytest.mark.parametrize("first", [True, False], ids=["before", "behind"])
def test_a_form_left_blank_beside_a_filled_one_is_no_report(write: Write, first: bool) -> None:
    table = form_table("national-project-2020")
    empty = [{"level1": level.name, "level2": part} for level in table.classes for part in level.parts]
    sheets = [national(), drawn(table, table.fixed, empty)]
    report = read_one(write(*sheets[:: -1 if first else 1]))
    assert_whole(report, NATIONAL_2020)
    assert read_rows(report) == expected_rows(NATIONAL_2020)
    assert report.notes == ["文件里还有1份没有填的空白表，没有当作报告。"]


@every_format
def test_the_year_is_not_that_of_a_date_above_the_table(write: Write) -> None:
    above = ["隐私审查人：办公室负责人　审查日期：2024年2月21日", "项目支出绩效自评表", "（2023年度）"]
    report = read_one(write(replace(national(), above=above)))
    assert report.fiscal_year == 2023


@pytest.mark.parametrize("filled", ALL.values(), ids=ALL)
def test_two_forms_one_below_the_other_in_a_sheet(filled: Filled) -> None:
    sheet = drawn(form_table(filled.form), filled.texts, filled.indicators)
    reports = read(as_xlsx(sheet, sheet, stacked=True))
    assert len(reports) == 2
    for report in reports:
        assert_whole(report, filled)
        assert report.fiscal_year == 2023
        assert [row.name for row in report.indicators] == [row["name"] for row in filled.indicators]


def test_both_tables_of_hunan_in_one_sheet() -> None:
    report = read_one(as_xlsx(base(), own(), stacked=True))
    assert [seen.id for seen in report.tables] == ["base", "self"]
    assert_figures(report)
    assert (report.unread, report.doubts) == ([], [])


@every_format
def test_a_project_annexed_to_a_department_is_a_report_of_its_own(write: Write) -> None:
    reports = read(write(base(), own(), national()))
    assert [report.form for report in reports] == ["hunan-overall", "national-project-2020"]
    assert_whole(reports[1], NATIONAL_2020)


@every_format
def test_text_after_the_tables(write: Write) -> None:
    if write is as_xlsx:
        pytest.skip("a sheet has no text after its tables")
    prose = ["一、部门基本情况", "核定编制20人。", "二、存在的问题及原因分析", "数字化进度偏慢。"]
    sheet = own()
    report = read_one(write(base(), replace(sheet, below=[*sheet.below, *prose])))
    assert [(section.title, section.text) for section in report.sections] == [
        ("部门基本情况", "核定编制20人。"),
        ("存在的问题及原因分析", "数字化进度偏慢。"),
    ]


def small(*rows: tuple[str, ...]) -> Sheet:
    return Sheet([[Box(text) for text in row] for row in rows])


EXPENSES = small(
    ("项目", "2022年决算数", "2023年预算数", "2023年决算数"),
    ("三公经费", "6.5", "6", "5.1"),
    ("公务接待", "2.5", "2", "1.3"),
    ("出国经费", "0", "0", "0"),
    ("公用经费", "40", "42", "43.6"),
)
LIST = small(
    ("项目名称", "预算数", "执行数", "执行率"),
    ("档案数字化", "20", "19", "95%"),
    ("库房维修", "20", "20", "100%"),
)


@every_format
def test_small_tables_in_the_text_are_no_forms(write: Write) -> None:
    """They share labels with the base table and the national form."""
    main = [base(), own()]
    for sheets in ([EXPENSES, LIST, *main], [*main, EXPENSES, LIST]):
        report = read_one(write(*sheets))
        assert_figures(report)
        assert {"6.5", "5.1", "档案数字化", "95%"} <= {entry.text for entry in report.unread}
        assert report.doubts == []


def assert_figures(report: Report) -> None:
    keys = load_rulebook().forms["hunan-overall"].keys
    mine = {key: state for key, state in SELF.states(keys).items() if state != (State.BLANK, None)}
    assert states(report) == BASE.states(keys) | mine
    assert report.scheme == "hunan-overall"


# --- what is no form of ours -------------------------------------------------------------------------


UNKNOWN = [
    ["部门名称", "示例县残联"],
    ["年度主要任务", "任务名称", "主要内容", "完成情况", "预算数（万元）", "执行数（万元）"],
    ["", "辅具适配", "为200人适配辅具", "已完成", "80", "78"],
    ["", "金额合计", "", "", "80", "78"],
    ["年度总体目标", "预期目标", "实际完成情况"],
    ["", "适配辅具200人次。", "适配210人次。"],
    ["年度绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"],
    ["", "产出指标", "数量指标", "适配人次", "≥200人次", "210人次"],
    ["", "效益指标", "社会效益指标", "生活自理能力", "提高", "有所提高"],
]
SPANS = [(2, 4), (1, 1, 1, 1, 1, 1), (1, 1, 1, 1, 1, 1), (1, 1, 1, 1, 1, 1), (1, 3, 2), (1, 3, 2)]


@every_format
def test_a_form_of_an_unknown_province_is_read_as_far_as_it_goes(write: Write) -> None:
    spans = [*SPANS, *[(1,) * 6] * 3]
    rows = [
        [Box(text, span) for text, span in zip(row, widths, strict=True)]
        for row, widths in zip(UNKNOWN, spans, strict=True)
    ]
    report = read_one(write(Sheet(rows, ["2023年度部门整体支出绩效自评表"])))
    assert report.scheme is None
    assert report.fiscal_year == 2023
    (doubt,) = [doubt for doubt in report.doubts if doubt.place is None]
    assert set(doubt.candidates) <= set(load_rulebook().schemes)
    assert doubt.candidates
    assert [(row.level1, row.level2, row.name, row.target, row.actual) for row in report.indicators] == [
        ("产出指标", "数量指标", "适配人次", "≥200人次", "210人次"),
        ("效益指标", "社会效益指标", "生活自理能力", "提高", "有所提高"),
    ]
    assert (report.text("goal.expected"), report.text("goal.achieved")) == (
        "适配辅具200人次。",
        "适配210人次。",
    )
    assert {"年度主要任务", "任务名称", "辅具适配", "金额合计"} <= {entry.text for entry in report.unread}


def test_a_text_without_tables_is_a_report_by_its_headings() -> None:
    prose = [
        "2023年示例区档案馆部门整体支出绩效自评报告",
        "一、部门基本情况",
        "（一）人员编制情况",
        "编制人数20人，实有人数18人。",
        "二、一般公共预算支出情况",
        "三、政府性基金预算支出情况",
        "无政府性基金预算收入和支出。",
    ]
    report = read_one("\n".join(prose).encode())
    assert (report.scheme, report.unit, report.fiscal_year) == ("hunan-overall", "示例区档案馆", 2023)
    assert report.indicators == []
    assert report.number("staffing.quota") == D(20)


COOKERY = [
    ["菜名", "用料", "单位", "数量", "备注"],
    ["红烧肉", "五花肉", "斤", "2", "选三层"],
    ["", "冰糖", "两", "1", ""],
    ["炒青菜", "油菜", "斤", "1", "大火"],
]


@every_format
def test_a_cookery_book_is_no_report(write: Write) -> None:
    sheet = Sheet(
        [[Box(text) for text in row] for row in COOKERY],
        ["家常菜谱"],
        ["一、准备", "洗净切块。", "二、烹调", "大火烧开。"],
    )
    with pytest.raises(UnreadableFile) as refused:
        read(write(sheet))
    assert refused.value.code == "not_a_report"


@every_format
def test_a_form_that_shares_half_its_labels_with_ours_is_another_form(write: Write) -> None:
    """The national form, read with a rulebook that only has Hunan's."""
    whole = load_rulebook()
    hunan = Rulebook(
        {"hunan-overall": whole.forms["hunan-overall"]},
        {"hunan-overall": whole.schemes["hunan-overall"]},
        whole.documents,
    )
    (report,) = Intake(hunan).read(read_bytes(write(national()), "自评表"))
    assert (report.scheme, report.form) == (None, "hunan-overall")
    assert report.doubts[0].candidates == ["hunan-overall"]
    assert report.number("funds.full_year") == D("150.5")
    assert read_rows(report) == expected_rows(NATIONAL_2020)
    assert {"项目名称", "主管部门", "其中：当年财政拨款"} <= {entry.text for entry in report.unread}


def flattened(sheet: Sheet) -> Sheet:
    """No merged cells at all: what a merge would cover are empty cells."""
    rows = [
        [part for box in row for part in (Box(box.text), *(Box("") for _ in range(box.span - 1)))]
        for row in sheet.rows
    ]
    return replace(sheet, rows=rows)


def as_tabs(sheet: Sheet) -> bytes:
    """Copied from Excel: a row a line, a tab between cells."""
    lines = ["\t".join(box.text.replace("\n", "") for box in row) for row in flattened(sheet).rows]
    return "\n".join([*sheet.above, *lines, *sheet.below]).encode()


@pytest.mark.parametrize("write", [*GRIDDED.values(), as_tabs], ids=[*GRIDDED, "tabs"])
@pytest.mark.parametrize("filled", [*ALL.values(), SELF], ids=[*ALL, "hunan"])
def test_no_merged_cells_at_all(filled: Filled, write: Write) -> None:
    sheet = flattened(drawn(form_table(filled.form), filled.texts, filled.indicators))
    report = read_one(write(sheet))
    assert_whole(report, filled)
    assert [row.name for row in report.indicators] == [row["name"] for row in filled.indicators]


@every_grid
def test_no_merged_cells_in_the_base_table(write: Write) -> None:
    report = read_one(write(flattened(base())))
    expected = BASE.states(load_rulebook().forms["hunan-overall"].keys)
    assert states(report) == expected
    assert (report.unread, report.doubts) == ([], [])


@every_format
@pytest.mark.parametrize("years", [("2022", "2022", "2022"), ("2023", "2023", "2023"), ("上", "本", "本")])
@pytest.mark.parametrize("words", [("决算数", "预算数", "决算数"), ("决算", "年初预算", "\n决算")])
def test_columns_of_years_printed_wrongly_or_in_words(
    write: Write, years: tuple[str, ...], words: tuple[str, ...]
) -> None:
    sheet = base()
    row = next(cells for cells in sheet.rows if cells[0].text == "经费控制情况")
    for box, year, what in zip(row[1:], years, words, strict=True):
        box.text = f"{year}年{what}"
    report = read_one(write(sheet))
    columns = [report.number(f"public_funds.total.{column}") for column in ("prior", "budget", "final")]
    assert (columns, report.doubts) == ([D(40), D(42), D("43.5")], [])


@every_format
def test_the_blank_form_is_known_and_says_nothing(write: Write) -> None:
    for form in load_rulebook().forms.values():
        for table in form.tables:
            empty = [
                {"level1": level.name, "level2": part} for level in table.classes for part in level.parts
            ]
            report = read_one(write(drawn(table, table.fixed, empty)))
            assert (report.form, report.scheme) == (form.id, form.id)
            assert {key for key, fact in report.facts.items() if fact.state is State.GIVEN} <= {
                *table.fixed,
                "buildings.year",
                "goal.points",
            }
            assert (report.indicators, report.unread, report.doubts) == ([], [], [])
            assert len(report.empty_rows) == len(empty)


@every_format
def test_labels_are_kept_as_written_and_padding_is_noted(write: Write) -> None:
    report = read_one(write(base(three_public__total__final="5.2　"), own()))
    table, indicators = report.tables
    labels = {label.text for label in table.labels}
    assert {"财政供养人员情况", "2023年实际在职人数", "3、市级专项资金\n（一个专项一行）"} <= labels
    assert {"产出指标\n（50分）", "数量\n指标", "三级指标"} <= {label.text for label in indicators.labels}
    at = report.facts["three_public.total.final"]
    assert (at.value, table.padded) == (D("5.2"), [at.place])


def as_notepad(*sheets: Sheet) -> bytes:
    """Pasted from Word: a row a line, a merged cell one cell, and cells broken over lines as they stand."""
    lines: list[str] = []
    for sheet in sheets:
        lines += [*sheet.above, *("\t".join(box.text for box in row) for row in sheet.rows), *sheet.below]
    return "\n".join(lines).encode()


def test_labels_pasted_from_word_go_on_in_brackets_on_the_next_line() -> None:
    report = read_one(as_notepad(base()))
    assert_whole(report, BASE)
    special = report.facts["projects.special.final"].place
    assert isinstance(special, CellPlace)
    sichuan = ALL["sichuan-project"]
    report = read_one(as_notepad(drawn(form_table("sichuan-project"), sichuan.texts, sichuan.indicators)))
    assert_whole(report, sichuan)


def test_figures_below_headers_broken_over_lines_are_of_no_column() -> None:
    """全年\\n执行数 makes 执行数 the first cell of a line: with a row the form lacks nothing says what stands under it."""
    sheet = own()
    sheet.rows[1][0].text = "年度预算申请"
    sheet.rows[1][4].text = "全年\n执行数"
    for at in (2, 3):
        sheet.rows[1][at].text = sheet.rows[1][at].text.replace("\n", "")
    sheet.rows.insert(1, [Box("归口科室"), Box("行政科")])
    report = read_one(as_notepad(sheet))
    assert [key for key, fact in report.facts.items() if fact.text in ("300", "333.2", "98%")] == []
    assert {"300", "333.2", "98%"} <= {entry.text for entry in report.unread}


def test_a_line_that_begins_with_a_number_in_brackets_is_a_row() -> None:
    def number(rows: list[list[Box]]) -> list[list[Box]]:
        return [[Box("（一）"), *row] if row[0].text == "三公经费" else row for row in rows]

    sheet = reshaped(base(), number)
    one_line = [[replace(box, text=box.text.replace("\n", "")) for box in row] for row in sheet.rows]
    report = read_one(as_notepad(replace(sheet, rows=one_line)))
    assert report.number("public_funds.total.final") == D("43.5")
    assert "（一）" in {entry.text for entry in report.unread}
