"""However a form is mangled, no value is taken for another: it is read right, or kept as unread."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.filled_forms import ALL, BASE, SELF, Filled
from tests.intake.form_files import (
    Box,
    Sheet,
    as_docx,
    as_txt,
    drawn,
    form_table,
    read,
    reshaped,
    without_column,
)

from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.facts import State
from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.numerals import NOT_APPLICABLE_TEXTS
from zhunsheng.kernel.report import Report

TABLES = {name: (filled, "self") for name, filled in (*ALL.items(), ("hunan self", SELF))} | {
    "hunan base": (BASE, "base")
}
STRANGERS = ["备注", "项目负责人", "审核意见", "调整说明", "12.5", "——", "见附页"]

rows_of = st.lists(st.integers(0, 40), max_size=4, unique=True)
columns_of = st.lists(st.integers(1, 10), max_size=2, unique=True)
strange_rows = st.lists(
    st.tuples(st.integers(0, 40), st.lists(st.sampled_from(STRANGERS), min_size=1, max_size=5)), max_size=3
)


HEADERS = (
    "年初预算数",
    "年初预算",
    "预算数（A）",
    "预期目标",
    "项目年度目标",
    "三级指标",
    "编制数",
    "经费控制情况",
    "批复规模（㎡）",
)
"""A table without its headers can't be read, and what stands right below them is taken for values: they stay."""


def mangled(sheet: Sheet, drop: list[int], narrow: list[int], strange: list[tuple[int, list[str]]]) -> Sheet:
    width = max(sum(box.span for box in row) for row in sheet.rows)

    def change(rows: list[list[Box]]) -> list[list[Box]]:
        kept = [row for number, row in enumerate(rows) if number not in drop or is_header(row)]
        for at, texts in strange:
            boxes = [Box(text) for text in texts[:-1]]
            if not kept[:at] or not is_header(kept[:at][-1]):
                kept.insert(at, [*boxes, Box(texts[-1], max(width - len(boxes), 1))])
        return kept

    sheet = reshaped(sheet, change)
    for column in sorted(narrow, reverse=True):
        if column < width - 1:
            sheet = without_column(sheet, column)
    return Sheet([row for row in sheet.rows if row], sheet.above, sheet.below)


def is_header(row: list[Box]) -> bool:
    return any("".join(box.text.split()) in HEADERS for box in row)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(TABLES)), rows_of, columns_of, strange_rows, st.booleans())
def test_no_value_is_taken_for_another(name, drop, narrow, strange, gridded) -> None:
    filled, table = TABLES[name]
    sheet = mangled(
        drawn(form_table(filled.form, table), filled.texts, filled.indicators),
        drop,
        narrow if gridded else [],
        strange,
    )
    try:
        reports = read((as_docx if gridded else as_txt)(sheet))
    except UnreadableFile:
        return
    for report in reports:
        assert wrong_facts(report, filled) == {}
        assert wrong_indicators(report, filled) == []
    assert lost(sheet, reports) == []


def wrong_facts(report: Report, filled: Filled) -> dict[str, str]:
    """Facts with a text that is not theirs; those of added rows have no text of their own."""
    own = filled.texts | {"score.class": "", "goal.points": ""}
    return {
        key: fact.text
        for key, fact in report.facts.items()
        if fact.state is State.GIVEN
        and "[" not in key
        and not key.startswith(("score.class.", "goal.points"))
        if fact.text != own.get(key)
    }


def wrong_indicators(report: Report, filled: Filled) -> list[str]:
    rows = {row["name"]: row for row in filled.indicators}
    return [
        indicator.name
        for indicator in report.indicators
        if indicator.name in rows and indicator.actual not in ("", rows[indicator.name]["actual"])
    ]


def lost(sheet: Sheet, reports: list[Report]) -> list[str]:
    """Texts of the table that are nowhere in what was read."""
    kept = [compact(text) for report in reports for text in everything(report)]
    texts = {compact(box.text) for row in sheet.rows for box in row} - NOT_APPLICABLE_TEXTS - {""}
    return [text for text in texts if not any(text in other for other in kept)]


def everything(report: Report) -> Iterator[str]:
    yield from (fact.text for fact in report.facts.values())
    yield from (label.text for table in report.tables for label in table.labels)
    yield from (entry.text for entry in report.unread)
    yield from (section.text for section in (*report.outside, *report.sections))
    yield from (row.text for row in report.empty_rows)
    for row in report.indicators:
        yield from (
            row.level1,
            row.level2,
            row.name,
            row.target,
            row.actual,
            row.reason,
            row.weight_text,
            row.score_text,
        )
        yield from (row.direction, row.target_value, row.unit)
