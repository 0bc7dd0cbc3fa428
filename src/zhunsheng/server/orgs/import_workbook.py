"""The Excel of units and people: the template handed out, and the rows of a filled one."""

from __future__ import annotations

import io
from dataclasses import dataclass

import xlsxwriter

from zhunsheng.kernel.labels import compact
from zhunsheng.server.files.spreadsheets import Rows, sheets_of
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import Refused

UNITS, PEOPLE = "单位", "人员"
UNIT_COLUMNS = ("单位编码", "单位名称", "上级单位编码", "功能分类")
_OPTIONAL = {"功能分类"}
"""Not in workbooks filled on an older template."""
PEOPLE_COLUMNS = ("账号", "姓名或岗位", "单位编码", "职责")
_HELP = (
    "“单位”一张表每行一个单位；上级单位编码留空，就在最上层单位之下。",
    "功能分类写类一级的编码或名称，例如 205 或 教育支出；留空不改。",
    "“人员”一张表每行一项职责；一个人有几项职责就写几行，账号相同。",
    f"职责写：{'、'.join(Role.labels)}。职责管到单位和它的下属。",
    "已有的单位编码：名称不同的改名，上级不同的调整。已有的账号：只增加职责，不改密码。",
    "新账号的首次密码在导入后显示一次。",
)
_MOST_ROWS = 2_000


@dataclass(slots=True, frozen=True)
class UnitRow:
    number: int
    code: str
    name: str
    parent: str
    function: str = ""


@dataclass(slots=True, frozen=True)
class PersonRow:
    number: int
    username: str
    name: str
    unit: str
    role: str


def template(units: list[tuple[str, str, str, str]]) -> bytes:
    """`units`: code, name, the parent's code and the function of those there already."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
    text = book.add_format({"num_format": "@"})
    for title, columns in ((UNITS, UNIT_COLUMNS), (PEOPLE, PEOPLE_COLUMNS)):
        page = book.add_worksheet(title)
        page.write_row(0, 0, columns, head)
        page.set_column(0, len(columns) - 1, 22, text)
        page.freeze_panes(1, 0)
        if title == UNITS:
            for number, row in enumerate(units, start=1):
                page.write_row(number, 0, row, text)
        else:
            page.data_validation(1, 3, _MOST_ROWS, 3, {"validate": "list", "source": Role.labels})
    help_page = book.add_worksheet("填写说明")
    for number, line in enumerate(_HELP):
        help_page.write_string(number, 0, f"{number + 1}．{line}")
    help_page.set_column(0, 0, 90)
    book.close()
    return buffer.getvalue()


def read_rows(data: bytes) -> tuple[list[UnitRow], list[PersonRow]]:
    """Raises Refused for an Excel that is not the template, in words."""
    sheets = sheets_of(data)
    if UNITS not in sheets and PEOPLE not in sheets:
        raise Refused("没有“单位”或“人员”工作表，请用下载的模板填写。")
    units = [UnitRow(number, *texts) for number, texts in _rows(sheets.get(UNITS, []), UNITS, UNIT_COLUMNS)]
    people = [
        PersonRow(number, *texts) for number, texts in _rows(sheets.get(PEOPLE, []), PEOPLE, PEOPLE_COLUMNS)
    ]
    return units, people


def _rows(rows: Rows, title: str, columns: tuple[str, ...]) -> list[tuple[int, list[str]]]:
    if not rows:
        return []
    titles = [compact(text) for text in rows[0]]
    missing = [column for column in columns if column not in titles and column not in _OPTIONAL]
    if missing:
        raise Refused(f"“{title}”表第 1 行没有“{missing[0]}”一栏，请用下载的模板填写。")
    places = [titles.index(column) if column in titles else None for column in columns]
    found = [
        (number, [row[at] if at is not None else "" for at in places])
        for number, row in enumerate(rows[1:], start=2)
    ]
    filled = [(number, texts) for number, texts in found if any(texts)]
    if len(filled) > _MOST_ROWS:
        raise Refused(f"“{title}”表有 {len(filled)} 行，超过一次 {_MOST_ROWS} 行，请分几次导入。")
    return filled
