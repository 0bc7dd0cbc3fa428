"""The Excel of a 问题清单: the template handed out, the rows of a filled one, and the copy with its faults marked."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from xlsxwriter.utility import xl_col_to_name

from zhunsheng.intake.readers.opening import guarded
from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.labels import compact
from zhunsheng.server.files.spreadsheets import Rows, sheets_of
from zhunsheng.server.inspections.excel.columns import (
    COLUMNS,
    MEASURE_TITLES,
    TEMPLATE_MEASURES,
    keys_of,
    measure_key,
    under_groups,
)
from zhunsheng.server.orgs.verdicts import Refused

SHEET, DICTIONARY = "问题清单", "字典"
_HEAD_WITHIN = 15
_MOST_ROWS = 5_000
_LEAST_COLUMNS = 3
_FOOT = ("合计", "总计", "注:", "说明:", "填表说明", "填报人", "备注:")
_HELP = (
    "一行一个问题；一个问题有几条措施的，横着填“措施1、措施2、措施3”，或往下接着写几行（问题表述空着）。",
    "措施没有写责任领导、责任部门、责任人的，用问题的。措施多于三条的，可以自己加“措施4”“措施4时限”等栏。",
    "表头的次序可以换，表头上面可以有标题行；不认得的栏不用，预览时会列出来。",
    "日期写 2024-7-30、2024.7.30、2024年7月30日、20240730 都可以。全角数字也认得。",
    "编号已在台账里的、表述和单位都已登记过的，不会再登记一次，也不改台账里原来的内容。",
    "“示例（不导入）”一行是示例，不会导入，可以删掉。",
    "这张表里不要写国家秘密，不要写举报人和线索。",
)


@dataclass(slots=True)
class Choices:
    """What the drop-downs offer: column key → values."""

    offered: dict[str, list[str]]


def template(choices: Choices, title: str) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    page, help_page, lists = (
        book.add_worksheet(SHEET),
        book.add_worksheet("填写说明"),
        book.add_worksheet(DICTIONARY),
    )
    lists.hide()
    big = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    head = book.add_format(
        {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"}
    )
    needed = book.add_format(
        {"bold": True, "bg_color": "#FCE4D6", "border": 1, "text_wrap": True, "valign": "vcenter"}
    )
    sample = book.add_format(
        {"italic": True, "font_color": "#595959", "bg_color": "#F2F2F2", "border": 1, "text_wrap": True}
    )
    plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    columns = [*_own_columns(), *_measure_columns()]
    page.merge_range(0, 0, 0, len(columns) - 1, title, big)
    page.set_row(0, 30)
    for at, (key, name, about, example, width, is_needed) in enumerate(columns):
        is_day = key.endswith(("_on", ".due_on"))
        page.set_column(at, at, width, day if is_day else plain)
        page.write_string(1, at, name, needed if is_needed else head)
        page.write_comment(1, at, about, {"x_scale": 2})
        page.write_string(2, at, example or (choices.offered.get(key) or [""])[0], sample)
        if is_day:
            page.data_validation(3, at, _MOST_ROWS, at, _DAY_RULE)
        elif values := choices.offered.get(key):
            _offer(lists, page, at, values)
    page.freeze_panes(2, 2)
    for number, line in enumerate(_HELP):
        help_page.write_string(number, 0, f"{number + 1}．{line}")
    for number, (_, name, about, *_rest) in enumerate(_own_columns(), start=len(_HELP) + 1):
        help_page.write_string(number, 0, f"{name}：{about}")
    help_page.set_column(0, 0, 100)
    book.close()
    return buffer.getvalue()


_DAY_RULE = {
    "validate": "any",
    "input_title": "日期",
    "input_message": "2024-7-30、2024.7.30、20240730 都可以。",
}
ColumnLine = tuple[str, str, str, str, int, bool]


def _own_columns() -> list[ColumnLine]:
    return [(c.key, c.title, c.about, c.example, c.width, c.needed) for c in COLUMNS]


def _measure_columns() -> list[ColumnLine]:
    examples = {"text": "逐件盘点，补登台账。", "due_on": "2024-9-30"}
    return [
        (
            measure_key(number, part),
            f"措施{number}{title}",
            "可不填：认领后由责任单位填写。" if part == "text" else "可不填；空着用问题的。",
            examples.get(part, "") if number == 1 else "",
            30 if part == "text" else 12,
            False,
        )
        for number in range(1, TEMPLATE_MEASURES + 1)
        for part, title in MEASURE_TITLES.items()
    ]


def _offer(lists: Any, page: Any, at: int, values: Sequence[str]) -> None:
    """A drop-down whose values stand in the hidden sheet: a list in the cell itself holds 255 characters only."""
    lists.write_column(0, at, values)
    letter = xl_col_to_name(at)
    source = f"={DICTIONARY}!${letter}$1:${letter}${len(values)}"
    page.data_validation(
        3,
        at,
        _MOST_ROWS,
        at,
        {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": "请核对",
            "error_message": "不在下拉的选项里。确要这样写可以保留，预览时再核对。",
        },
    )


# --- reading -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class MeasureRow:
    number: int
    """The row of the sheet it stands in."""
    texts: dict[str, str]
    columns: dict[str, int]


@dataclass(slots=True)
class IssueRow:
    """An issue as it stands in the Excel; the rows below that only bring more measures are part of it."""

    number: int
    texts: dict[str, str]
    measures: list[MeasureRow] = field(default_factory=list)
    due_by_measure: bool = False
    """Each row has a 整改时限 of its own: it is that of the row's measure, the issue's is the last of them."""

    def text(self, key: str) -> str:
        return self.texts.get(key, "")


@dataclass(slots=True)
class IssueTable:
    sheet: str
    columns: dict[str, int]
    rows: list[IssueRow]
    unused: list[str]
    """Headings nothing is known of."""


def read_issues(data: bytes) -> IssueTable:
    """The first sheet that has the headings. Raises Refused where none has, in words."""
    for name, rows in sheets_of(data).items():
        head = _heading(rows)
        if head is not None:
            return _table(name, rows, *head)
    needed = "、".join(column.title for column in COLUMNS if column.needed)
    raise Refused(f"每张工作表的前 {_HEAD_WITHIN} 行里都没有找到表头（{needed}），请用下载的模板填写。")


def _heading(rows: Rows) -> tuple[int, dict[str, int], list[str]] | None:
    """Last row of the headings, their columns and their titles: of one row, or of two where that tells more."""
    best: tuple[int, dict[str, int], list[str]] | None = None
    for number, row in enumerate(rows[:_HEAD_WITHIN]):
        ways = [(number, row)]
        if number + 1 < len(rows):
            ways.append((number + 1, under_groups(row, rows[number + 1])))
        for last, titles in ways:
            columns = keys_of(titles)
            is_head = "wording" in columns and len(columns) >= _LEAST_COLUMNS
            if is_head and (best is None or len(columns) > len(best[1])):
                best = last, columns, titles
    return best


def _table(name: str, rows: Rows, head: int, columns: dict[str, int], titles: list[str]) -> IssueTable:
    used = set(columns.values())
    unused = [
        title for at, title in enumerate(titles) if title and at not in used and title not in ("序号", "备注")
    ]
    table = IssueTable(name, columns, [], unused)
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        _take_row(table, number, row)
    if len(table.rows) > _MOST_ROWS:
        raise Refused(f"表里有 {len(table.rows)} 个问题，超过一次 {_MOST_ROWS} 个，请分几次导入。")
    return table


def _take_row(table: IssueTable, number: int, row: list[str]) -> None:
    texts = {key: text for key, at in table.columns.items() if (text := row[at].strip())}
    if not texts or _is_example(texts) or _is_foot(row):
        return
    own = {key: text for key, text in texts.items() if not key.startswith("measure.")}
    measures = _measures_in(table.columns, number, texts)
    before = table.rows[-1] if table.rows else None
    if before is not None and _goes_on(before, own, bool(measures)):
        _go_on(before, own, measures)
    else:
        table.rows.append(IssueRow(number, own, measures))


_OF_A_MEASURE = ("leader", "department", "person", "due_on")
"""In a row that only goes on, these are its measure's."""


def _goes_on(before: IssueRow, own: dict[str, str], has_measures: bool) -> bool:
    """Whether a row only brings more measures of the issue above: the rest left out, or the same once more."""
    if not has_measures or ("wording" in own and not before.measures):
        return False
    return all(text == before.text(key) for key, text in own.items() if key not in _OF_A_MEASURE)


def _go_on(before: IssueRow, own: dict[str, str], measures: list[MeasureRow]) -> None:
    shared = {key: own[key] for key in _OF_A_MEASURE if key in own}
    for measure in measures:
        measure.texts = shared | measure.texts
    if "due_on" in own:
        before.due_by_measure = True
        for measure in before.measures:
            measure.texts.setdefault("due_on", before.text("due_on"))
    before.measures += measures


def _measures_in(columns: dict[str, int], number: int, texts: dict[str, str]) -> list[MeasureRow]:
    found: dict[int, MeasureRow] = {}
    for key, text in texts.items():
        if key.startswith("measure."):
            _, at, part = key.split(".")
            measure = found.setdefault(int(at), MeasureRow(number, {}, {}))
            measure.texts[part], measure.columns[part] = text, columns[key]
    return [found[at] for at in sorted(found)]


def _is_example(texts: dict[str, str]) -> bool:
    return compact(texts.get("number", "")).startswith("示例")


def _is_foot(row: list[str]) -> bool:
    first = next((compact(text) for text in row if text), "")
    return first.startswith(_FOOT)


# --- the marked copy -----------------------------------------------------------------------------------

_RED = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")


def marked_copy(data: bytes, sheet: str, faults: Iterable[tuple[int, int, str]]) -> bytes:
    """The Excel as it came, each cell with a fault red and the fault as its comment.

    `faults`: row from 1, column from 0, what is wrong.
    """
    try:
        book = guarded(lambda content: openpyxl.load_workbook(BytesIO(content)), data)
    except UnreadableFile as error:
        raise Refused(error.message) from error
    page = book[sheet]
    said: dict[tuple[int, int], list[str]] = {}
    for row, column, words in faults:
        said.setdefault(_top_left(page, row, column + 1), []).append(words)
    for (row, column), lines in said.items():
        cell = page.cell(row, column)
        cell.fill = _RED
        cell.comment = Comment("\n".join(lines), "准绳", width=320, height=90)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _top_left(page: Any, row: int, column: int) -> tuple[int, int]:
    """Only the first cell of a merged range can carry a comment."""
    for merged in page.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            return merged.min_row, merged.min_col
    return row, column
