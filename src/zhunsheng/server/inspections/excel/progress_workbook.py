"""The Excel of a unit's 整改情况: its issues under rectification with their measures, out and back."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

import xlsxwriter

from zhunsheng.kernel.labels import compact
from zhunsheng.server.files.spreadsheets import sheets_of
from zhunsheng.server.inspections.models import Issue, Measure
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused

SHEET = "整改情况"
NUMBER, UNIT, MARK = "编号", "填写的单位", "标识（不要改）"
FIELDS = {
    "text": "整改措施",
    "leader": "责任领导",
    "department": "责任部门",
    "person": "责任人",
    "due_on": "完成时限",
    "done_on": "完成日期",
}
_SHOWN = (NUMBER, "问题表述", "整改时限")
_WIDTHS = {NUMBER: 16, "问题表述": 44, "text": 44, UNIT: 22}
_HELP = (
    "每条措施一行。灰色的栏不要改；整改措施、责任领导、责任部门、责任人、完成时限、完成日期可以填、可以改。",
    "责任单位和配合单位各填各的：别的单位的措施整行是灰色，只供看。",
    "要加措施：插入一行，编号照抄，填上整改措施。这张表不能删措施，删措施请在网上办。",
    "完成日期是措施真正办完的日期；佐证请在网上上传，报请核验时每条措施都要有佐证和完成日期。",
    "日期写 2024-7-30、2024.7.30、20240730 都可以。",
    "表里有问题的内容，请按内部资料保管。",
)
_HEAD_WITHIN = 10
_MOST_ROWS = 5_000


@dataclass(slots=True)
class ProgressRow:
    row: int
    number: str
    mark: str
    unit: str
    """As it stands in the row; of a new one, whose it is to be."""
    texts: dict[str, str] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)


def mark_of(measure: Measure) -> str:
    """Which measure a row is, and what it said when the Excel was made."""
    said = "\x1f".join(text_of(measure, name) for name in FIELDS)
    return f"{measure.pk}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def text_of(measure: Measure, name: str) -> str:
    value = getattr(measure, name)
    return "" if value is None else str(value)


@dataclass(slots=True, frozen=True)
class ProgressIssue:
    """An issue with its measures, and of which units they may be changed: the first writes where there is none yet."""

    issue: Issue
    writing: list[Unit]


def workbook(issues: Iterable[ProgressIssue]) -> bytes:
    """A row for each measure, and one to write into for a unit that has none. Those of others are grey."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    page, help_page = book.add_worksheet(SHEET), book.add_worksheet("填写说明")
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True})
    fixed = book.add_format({"bg_color": "#F2F2F2", "border": 1, "text_wrap": True, "valign": "top"})
    typed = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    titles = [*_SHOWN, *FIELDS.values(), UNIT, MARK]
    page.write_row(0, 0, titles, head)
    row = 0
    for entry in issues:
        issue = entry.issue
        for unit, measure in _rows_of(entry):
            row += 1
            shown = (issue.number, issue.wording, str(issue.due_on or ""))
            for at, text in enumerate(shown):
                page.write_string(row, at, text, fixed)
            look = typed if unit in entry.writing else fixed
            for at, name in enumerate(FIELDS, start=len(_SHOWN)):
                page.write_string(row, at, text_of(measure, name) if measure is not None else "", look)
            page.write_string(row, len(titles) - 2, unit.name, fixed)
            page.write_string(row, len(titles) - 1, mark_of(measure) if measure is not None else "", fixed)
    for at, key in enumerate([*_SHOWN, *FIELDS, UNIT]):
        page.set_column(at, at, _WIDTHS.get(key, 13))
    page.set_column(len(titles) - 1, len(titles) - 1, None, None, {"hidden": True})
    page.freeze_panes(1, 1)
    for at, line in enumerate(_HELP):
        help_page.write_string(at, 0, f"{at + 1}．{line}")
    help_page.set_column(0, 0, 100)
    book.close()
    return buffer.getvalue()


def _rows_of(entry: ProgressIssue) -> list[tuple[Unit, Measure | None]]:
    rows: list[tuple[Unit, Measure | None]] = [
        (measure.unit or entry.issue.unit, measure) for measure in entry.issue.measures.all()
    ]
    written = {unit for unit, _ in rows}
    return rows + [(unit, None) for unit in entry.writing if unit not in written]


def read_progress(data: bytes) -> list[ProgressRow]:
    """Raises Refused for an Excel that isn't the one handed out, in words."""
    rows = sheets_of(data).get(SHEET, [])
    head = next((at for at, row in enumerate(rows[:_HEAD_WITHIN]) if NUMBER in map(compact, row)), None)
    titles = [compact(text) for text in rows[head]] if head is not None else []
    missing = [title for title in (NUMBER, *FIELDS.values(), MARK) if compact(title) not in titles]
    if head is None or missing:
        raise Refused(f"没有“{SHEET}”工作表，或少了“{missing[0]}”一栏，请用本页下载的表填写。")
    columns = {name: titles.index(compact(title)) for name, title in FIELDS.items()}
    number, mark = titles.index(NUMBER), titles.index(compact(MARK))
    unit = titles.index(UNIT) if UNIT in titles else None  # a table downloaded before there was one
    found = []
    for at, row in enumerate(rows[head + 1 :], start=head + 2):
        texts = {name: row[column].strip() for name, column in columns.items()}
        if row[mark] or any(texts.values()):
            whose = row[unit].strip() if unit is not None else ""
            found.append(ProgressRow(at, compact(row[number]), row[mark].strip(), whose, texts, columns))
    if len(found) > _MOST_ROWS:
        raise Refused(f"表里有 {len(found)} 行，超过一次 {_MOST_ROWS} 行，请分几次导入。")
    return found
