"""The Excel of known figures: the template handed out, and what a filled one says."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.labels import compact
from zhunsheng.rulebook.facts import kind_of
from zhunsheng.server.files.spreadsheets import sheets_of
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.schemes import FormSheet

CODE, NAME = "单位编码", "单位名称"
_HEAD_WITHIN = 10
_MOST_ROWS = 5_000
_HELP = (
    "每个单位一行。单位编码和单位名称已经填好，请不要改。",
    "金额单位是万元；写成“2,487,400元”的会自动换算成 248.74。全角数字也认得。",
    "空白：这个数不带入。0：就是 0。不适用的填“——”。",
    "带入后，单位的自评报告里这些格已经填好，不能改；有误请在这里改好再导入一次。",
    "已经填报的单位，以这里的数为准，原来填的数留在办理留痕里。",
    "已经报送的报告不改，有出入的会列出来（L17）。",
)


@dataclass(slots=True, frozen=True)
class TableCell:
    address: str
    text: str


@dataclass(slots=True)
class TableRow:
    """A row of a filled template. `cells`: fact key → what stands there; blank ones are left out."""

    number: int
    code: str
    name: str
    cells: dict[str, TableCell] = field(default_factory=dict)


def heading(key: str, sheet: FormSheet) -> str:
    unit = "人" if kind_of(key) is Kind.COUNT else sheet.money_of(key)
    return f"{sheet.label(key)}（{unit}）"


def template(keys: list[str], sheet: FormSheet, units: Iterable[tuple[str, str, dict[str, str]]]) -> bytes:
    """`units`: code, name and the figures known already."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    page, help_page = book.add_worksheet("已知数"), book.add_worksheet("填写说明")
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True})
    fixed = book.add_format({"bg_color": "#F2F2F2", "border": 1})
    typed = book.add_format({"border": 1, "num_format": "General"})
    for column, title in enumerate([CODE, NAME, *(heading(key, sheet) for key in keys)]):
        page.write_string(0, column, title, head)
    for row, (code, name, figures) in enumerate(units, start=1):
        page.write_string(row, 0, code, fixed)
        page.write_string(row, 1, name, fixed)
        for column, key in enumerate(keys, start=2):
            page.write(row, column, _number(figures.get(key, "")), typed)
    page.set_column(0, 0, 12)
    page.set_column(1, 1, 30)
    page.set_column(2, len(keys) + 1, 14)
    page.freeze_panes(1, 2)
    for number, line in enumerate(_HELP):
        help_page.write_string(number, 0, f"{number + 1}．{line}")
    help_page.set_column(0, 0, 90)
    book.close()
    return buffer.getvalue()


def _number(text: str) -> float | str:
    """Excel keeps figures as floats; what is none stays text."""
    try:
        return float(Decimal(text))
    except ArithmeticError:
        return text


def read_table(data: bytes, keys: list[str], sheet: FormSheet) -> list[TableRow]:
    """The rows of the first sheet. Raises Refused where it is not the template, in words."""
    rows = next(iter(sheets_of(data).values()), [])
    head = next((n for n, row in enumerate(rows[:_HEAD_WITHIN]) if NAME in map(compact, row)), None)
    if head is None:
        raise Refused(f"第一张工作表前 {_HEAD_WITHIN} 行里没有“{NAME}”一栏，请用下载的模板填写。")
    titles = [compact(text) for text in rows[head]]
    columns = {key: titles.index(t) for key in keys if (t := compact(heading(key, sheet))) in titles}
    if not columns:
        raise Refused("表头和模板对不上，一个数都没有找到，请用下载的模板填写。")
    found = []
    for number, row in enumerate(rows[head + 1 :], start=head + 1):
        code = row[titles.index(CODE)] if CODE in titles else ""
        entry = TableRow(number + 1, code, row[titles.index(NAME)])
        for key, column in columns.items():
            if row[column]:
                entry.cells[key] = TableCell(xl_rowcol_to_cell(number, column), row[column])
        if entry.code or entry.name or entry.cells:
            found.append(entry)
    if len(found) > _MOST_ROWS:
        raise Refused(f"表里有 {len(found)} 行，超过一次 {_MOST_ROWS} 行，请分几次导入。")
    return found
