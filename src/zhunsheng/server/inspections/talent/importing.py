"""入库人员 from one Excel: its rows as text on the page, what each would do, and doing it.

The text goes to and fro with the page and no file is kept: nothing about a person is left behind that can't be erased.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from zhunsheng.kernel.labels import compact
from zhunsheng.press.xlsx_list import list_xlsx
from zhunsheng.server.files.spreadsheets import Rows, sheets_of
from zhunsheng.server.inspections.excel.importing import read_day
from zhunsheng.server.inspections.forms import active_units
from zhunsheng.server.inspections.talent.actions import Particulars, add_talent
from zhunsheng.server.inspections.talent.forms import specialties_of
from zhunsheng.server.inspections.talent.models import Talent
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit, User
from zhunsheng.server.orgs.unit_names import UnitNames
from zhunsheng.server.orgs.verdicts import Refused, require

COLUMNS = ("姓名", "单位", "其他单位", "岗位", "专长", "入库日期", "账号")
_NEEDED = ("姓名", "单位", "入库日期")
_HEAD_WITHIN = 5
_MOST_ROWS = 500


def template() -> bytes:
    about = "单位写本地区的单位名称，不在里面的写到“其他单位”；专长用顿号隔开；账号可以不填。不要写电话和证件号码。"
    return list_xlsx("入库人员", about, COLUMNS, [], (12, 24, 20, 14, 24, 14, 14), "入库人员")


def text_of(data: bytes) -> str:
    """The rows of an Excel, one a line, cells apart by tabs. Raises Refused, in words, for what can't be read."""
    for rows in sheets_of(data).values():
        head = _heading(rows)
        if head is not None:
            return _lines(_ordered(rows, head))
    raise Refused(f"前 {_HEAD_WITHIN} 行里没有找到表头（{'、'.join(_NEEDED)}），请用下载的模板填写。")


def _heading(rows: Rows) -> int | None:
    for number, row in enumerate(rows[:_HEAD_WITHIN]):
        if {compact(text) for text in row} >= set(_NEEDED):
            return number
    return None


def _ordered(rows: Rows, head: int) -> Rows:
    """What stands below the heading, in the order of COLUMNS."""
    titles = [compact(text) for text in rows[head]]
    places = [titles.index(column) if column in titles else None for column in COLUMNS]
    return [[row[at] if at is not None else "" for at in places] for row in rows[head + 1 :]]


def _lines(rows: Sequence[Sequence[str]]) -> str:
    """A tab or a new line within a cell would make another of it."""
    filled = [[" ".join(text.split()) for text in row] for row in rows if any(row)]
    return "\n".join("\t".join(row) for row in filled)


@dataclass(slots=True)
class Row:
    """A line of the text and what it would do."""

    line: str
    name: str
    particulars: Particulars | None = None
    unit: Unit | None = None
    elsewhere: str = ""
    fault: str = ""


@dataclass(slots=True, frozen=True)
class Plan:
    rows: list[Row]

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if not row.fault]

    @property
    def faulty(self) -> list[Row]:
        return [row for row in self.rows if row.fault]

    @property
    def left(self) -> str:
        """What is still to be put right, as text."""
        return "\n".join(row.line for row in self.faulty)


def plan_of(actor: Actor, text: str) -> Plan:
    require(may_register(actor))
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST_ROWS:
        raise Refused(f"有 {len(lines)} 行，超过一次 {_MOST_ROWS} 行，请分几次导入。")
    known = _Known(actor)
    return Plan([_planned(line, known) for line in lines])


class _Known:
    """What the rows are compared with, read once. Each row taken is known to the next."""

    def __init__(self, actor: Actor) -> None:
        self.units = UnitNames(active_units(actor))
        self.accounts = {user.username: user for user in User.objects.filter(tenant_id=actor.tenant)}
        pool = Talent.objects.filter(tenant_id=actor.tenant).select_related("unit")
        self.people = {(talent.name, talent.unit_name) for talent in pool}
        self.linked = {talent.user_id for talent in pool}


def _planned(line: str, known: _Known) -> Row:
    cells = [cell.strip() for cell in line.split("\t")]
    texts = dict(zip(COLUMNS, [*cells, *[""] * len(COLUMNS)], strict=False))
    row = Row(line, texts["姓名"], elsewhere=texts["其他单位"])
    if texts["单位"]:
        row.unit, row.fault = known.units.find("", texts["单位"])
    since, user = read_day(texts["入库日期"]), known.accounts.get(texts["账号"])
    row.fault = row.fault or _fault(row, texts, since, user, known)
    if not row.fault and since is not None:
        row.particulars = Particulars(row.name, since, texts["岗位"], specialties_of(texts["专长"]), user)
        known.people.add(_identity(row))
        known.linked |= {user.pk} if user is not None else set()
    return row


def _identity(row: Row) -> tuple[str, str]:
    return row.name, row.unit.name if row.unit is not None else row.elsewhere


def _fault(row: Row, texts: dict[str, str], since: date | None, user: User | None, known: _Known) -> str:
    """The first thing that is wrong, and what to do; empty where nothing is."""
    if not row.name:
        return "没有写姓名。"
    if (row.unit is None) == (not row.elsewhere):
        return "单位和其他单位要填一个，也只填一个。"
    if since is None:
        return f"入库日期“{texts['入库日期'][:12]}”不是日期，请写成 2024-07-31 的样子。"
    if since > timezone.localdate():
        return f"入库日期 {since} 还没有到。"
    if texts["账号"] and user is None:
        return f"没有“{texts['账号'][:20]}”这个账号，请核对或留空。"
    if user is not None and user.pk in known.linked:
        return f"账号 {user.username} 已经对应人才库里的另一个人。"
    if too_long := next((name for name, most in _LONGEST.items() if len(texts[name]) > most), ""):
        return f"{too_long}最多 {_LONGEST[too_long]} 个字。"
    return "人才库里已经有这个单位的这个人。" if _identity(row) in known.people else ""


_LONGEST = {"姓名": 60, "其他单位": 100, "岗位": 60}


@transaction.atomic
def import_talents(actor: Actor, text: str) -> Plan:
    """Its good rows are taken in; the others are left to be put right."""
    plan = plan_of(actor, text)
    for row in plan.good:
        assert row.particulars is not None
        add_talent(actor, row.particulars, unit=row.unit, elsewhere=row.elsewhere)
    return plan
