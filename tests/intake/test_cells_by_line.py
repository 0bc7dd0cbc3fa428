"""Tables saved as plain text or pasted into Notepad: the form tells where the rows end, or it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.filled_forms import ALL, BASE, SELF, Filled
from tests.intake.form_files import Box, Sheet, as_txt, drawn, form_table, read, read_one
from tests.intake.test_mangled_forms import (
    TABLES,
    mangled,
    rows_of,
    strange_rows,
    wrong_facts,
    wrong_indicators,
)
from tests.intake.test_page_ends import said

from zhunsheng.kernel.errors import UnreadableFile

WAYS = list(product((True, False), repeat=2))
ways = pytest.mark.parametrize(("covered", "parted"), WAYS)
forms = pytest.mark.parametrize("filled", ALL.values(), ids=list(ALL))
HUNAN = (
    drawn(form_table("hunan-overall", "base"), BASE.texts),
    drawn(form_table("hunan-overall"), SELF.texts, SELF.indicators),
)
ASKED = "有张表散成了文字，分不清哪格是空的，没有读取，能否提供 Word 或网页原件？"


def sheet_of(filled: Filled) -> Sheet:
    return drawn(form_table(filled.form), filled.texts, filled.indicators)


def lines_of(sheet: Sheet, covered: bool = True, parted: bool = False) -> list[str]:
    """A cell a line. `covered`: one a merge covers is an empty line; `parted`: an empty line ends a row."""
    lines = list(sheet.above)
    for row in sheet.rows:
        for box in row:
            lines += box.text.split("\n") if covered or box.rows else []
        lines += [""] * parted
    return [*lines, *sheet.below]


def text_of(*sheets: Sheet, covered: bool = True, parted: bool = False) -> bytes:
    return "\n".join(line for sheet in sheets for line in lines_of(sheet, covered, parted)).encode()


@ways
@forms
def test_every_form(filled: Filled, covered: bool, parted: bool) -> None:
    sheet = sheet_of(filled)
    assert said(text_of(sheet, covered=covered, parted=parted)) == said(as_txt(sheet))


@ways
def test_both_tables_of_a_report(covered: bool, parted: bool) -> None:
    assert said(text_of(*HUNAN, covered=covered, parted=parted)) == said(as_txt(*HUNAN))


def pasted(*sheets: Sheet) -> bytes:
    """As Word's cells come out of the clipboard: parted by tabs, the paragraphs of a cell by line ends."""
    lines: list[str] = []
    for sheet in sheets:
        lines += [*sheet.above, *("\t".join(box.text for box in row) for row in sheet.rows), *sheet.below]
    return "\n".join(lines).encode()


@forms
def test_pasted_into_notepad(filled: Filled) -> None:
    sheet = sheet_of(filled)
    assert said(pasted(sheet)) == said(as_txt(sheet))


def trimmed(data: bytes) -> bytes:
    """As editors save it that cut blanks off the ends of lines."""
    return "\n".join(line.rstrip() for line in data.decode().split("\n")).encode()


@forms
def test_pasted_and_trimmed(filled: Filled) -> None:
    sheet = sheet_of(filled)
    assert said(trimmed(pasted(sheet))) == said(as_txt(sheet))


def test_both_tables_pasted_into_notepad() -> None:
    assert said(pasted(*HUNAN)) == said(as_txt(*HUNAN))
    assert said(trimmed(pasted(*HUNAN))) == said(as_txt(*HUNAN))


def test_what_stands_between_two_such_tables() -> None:
    first, second = (sheet_of(ALL[name]) for name in ("hubei-overall", "sichuan-project"))
    between = "甲\t乙\n丙\t丁"
    reports = read(b"\n".join((pasted(first), between.encode(), pasted(second))))
    unread = [[entry.text for entry in report.unread] for report in reports]
    assert unread == [["甲", "乙", "丙", "丁"], []]


def test_two_reports_in_a_file() -> None:
    first, second = (sheet_of(ALL[name]) for name in ("hubei-overall", "sichuan-project"))
    assert len(read(text_of(first, second))) == 2


def without_empty_lines(*sheets: Sheet) -> list[str]:
    return [line for sheet in sheets for line in lines_of(sheet) if line.strip()]


def test_without_the_empty_cells_a_table_is_asked_about() -> None:
    headings = ["一、部门基本情况", "二、一般公共预算支出情况", "三、政府性基金预算支出情况"]
    lines = ["2023年示例区档案馆部门整体支出绩效自评报告", *headings, *without_empty_lines(*HUNAN)]
    report = read_one("\n".join(lines).encode())
    assert [doubt.question for doubt in report.doubts] == [ASKED]
    assert report.indicators == []


def test_cells_parted_by_blanks_alone_are_asked_about() -> None:
    headings = ["一、部门基本情况", "二、一般公共预算支出情况", "三、政府性基金预算支出情况"]
    lines = ["    ".join(" ".join(box.text.split()) for box in row) for row in HUNAN[0].rows]
    report = read_one("\n".join(["示例区档案馆绩效自评报告", *headings, *lines]).encode())
    assert [doubt.question for doubt in report.doubts] == [ASKED]


def test_without_the_empty_cells_and_any_text_it_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="分不清哪格是空的"):
        read("\n".join(without_empty_lines(*HUNAN)).encode())


def test_a_text_without_tables_is_not_asked_about() -> None:
    text = "2023年示例区档案馆部门整体支出绩效自评报告\n一、部门基本情况\n编制数13人。\n二、一般公共预算支出情况\n三公经费\n三、政府性基金预算支出情况\n无"
    assert read_one(text.encode()).doubts == []


def test_a_row_under_a_name_of_its_own() -> None:
    base = HUNAN[0]
    rows = list(base.rows)
    rows.insert(13, [Box("    4、帮扶专项"), *(Box(text, span=2) for text in ("1", "2", "3"))])
    sheet = replace(base, rows=rows)
    assert said(text_of(sheet)) == said(as_txt(sheet))


@pytest.mark.parametrize("write", [text_of, pasted])
def test_a_text_of_several_paragraphs_in_the_last_cell(write: Callable[..., bytes]) -> None:
    texts = BASE.texts | {"thrift.measures": "1.公务接待一律审批。\n2.会议能并则并；\n3.用电用水定期公示。"}
    sheet = drawn(form_table("hunan-overall", "base"), texts)
    assert said(write(sheet)) == said(as_txt(sheet))


@pytest.mark.parametrize("write", [text_of, pasted])
def test_goals_and_results_of_several_paragraphs(write: Callable[..., bytes]) -> None:
    goals = {"goal.expected": "1.接收档案。\n2.办好展览。", "goal.achieved": "1.接收了档案。\n2.办了展览。"}
    sheet = drawn(form_table("hunan-overall"), SELF.texts | goals, SELF.indicators)
    assert said(write(sheet)) == said(as_txt(sheet))


def test_paragraphs_that_may_be_the_goal_s_or_the_result_s_are_asked_about() -> None:
    goals = {"goal.expected": "接收档案。\n办好展览。", "goal.achieved": "接收了档案。"}
    sheet = drawn(form_table("hunan-overall"), SELF.texts | goals, SELF.indicators)
    assert said(pasted(sheet)) == said(as_txt(sheet))
    with pytest.raises(UnreadableFile, match="分不清哪格是空的"):
        read(text_of(sheet))


def test_points_in_another_column_are_not_read() -> None:
    lines = lines_of(HUNAN[1])
    lines.insert(lines.index("三级指标") + 15, "另起的一段")
    with pytest.raises(UnreadableFile, match="分不清哪格是空的"):
        read("\n".join(lines).encode())


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(TABLES)), rows_of, strange_rows, st.sampled_from(WAYS))
def test_however_it_is_mangled_no_value_is_taken_for_another(name, drop, strange, way) -> None:
    sheet = mangled(whole_sheet(name), drop, [], strange)
    assert wrong(text_of(sheet, covered=way[0], parted=way[1]), name) == []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(TABLES)), rows_of)
def test_whatever_rows_a_pasted_table_lacks_no_value_is_taken_for_another(name, drop) -> None:
    data = pasted(mangled(whole_sheet(name), drop, [], []))
    assert wrong(data, name) == []
    assert wrong(trimmed(data), name) == []


def whole_sheet(name: str) -> Sheet:
    filled, table = TABLES[name]
    return drawn(form_table(filled.form, table), filled.texts, filled.indicators)


def wrong(data: bytes, name: str) -> list[object]:
    filled, _ = TABLES[name]
    try:
        reports = read(data)
    except UnreadableFile:
        return []
    found = [(wrong_facts(report, filled), wrong_indicators(report, filled)) for report in reports]
    return [one for one in found if any(one)]
