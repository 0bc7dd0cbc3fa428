"""The ledger as a workbook: the list as filtered, of what the actor may see, and a trace of who took it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from zhunsheng.press.xlsx_list import list_xlsx
from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.deadlines import time_left
from zhunsheng.server.inspections.ledger.filters import Filters
from zhunsheng.server.inspections.ledger.selection import filtered, ordered
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.queries import register_or_plain, visible_to
from zhunsheng.server.inspections.special_actions.queries import special_actions_visible_to
from zhunsheng.server.inspections.workflow import may_open, may_oversee
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require

MOST_ROWS = 10_000
_COLUMNS = (
    ("编号", 16.0),
    ("问题", 60.0),
    ("责任单位", 24.0),
    ("轮次", 14.0),
    ("来源", 12.0),
    ("类别", 24.0),
    ("主题", 12.0),
    ("立行立改", 9.0),
    ("发现日期", 12.0),
    ("反馈日期", 12.0),
    ("整改时限", 12.0),
    ("剩余时间", 11.0),
    ("状态", 18.0),
    ("责任领导", 12.0),
    ("责任部门", 12.0),
    ("责任人", 12.0),
    ("措施完成", 9.0),
    ("佐证", 7.0),
    ("退回次数", 9.0),
    ("首次销号", 12.0),
    ("销号日期", 12.0),
)
_TAGS = ("专项行动", 24.0)
"""Only for those who may know what an issue is tagged with."""


@transaction.atomic
def export(actor: Actor, filters: Filters) -> tuple[str, bytes]:
    """Name and content of the file."""
    require(may_open(actor))
    today = timezone.localdate()
    chosen = filtered(visible_to(actor), filters, actor, register_or_plain(actor), today)
    found = ordered(chosen, filters).select_related("unit", "round__term", "category", "theme")
    oversees = bool(may_oversee(actor))
    if oversees:
        found = found.prefetch_related(Prefetch("special_actions", special_actions_visible_to(actor)))
    issues = list(found[: MOST_ROWS + 1])
    if len(issues) > MOST_ROWS:
        raise Refused(f"一次最多导出 {MOST_ROWS} 个问题，请先按轮次或单位筛选。")
    said = f"共 {len(issues)} 个问题，{actor.name} {timezone.localtime():%Y-%m-%d %H:%M} 导出。只供整改工作使用，请按规定保管。"
    data = ledger_xlsx("整改台账", said, issues, today, tags=oversees)
    # The search may hold words of an issue; only that there was one is told.
    conditions = filters.address(search="", sort="due", falling=False, issue="")
    details = {"issues": len(issues), "conditions": conditions, "searched": bool(filters.search)}
    record(actor, "export_ledger", Subject("user", actor.person, actor.name), details)
    return f"整改台账{today:%Y%m%d}.xlsx", data


def ledger_xlsx(title: str, said: str, issues: Iterable[Issue], today: date, *, tags: bool = False) -> bytes:
    """Their unit, round, category and theme, and with `tags` their 专项行动, are read along by who asks."""
    titles, widths = zip(*_COLUMNS, *([_TAGS] if tags else []), strict=True)
    rows = [(*_row(issue, today), *([_tags(issue)] if tags else [])) for issue in issues]
    return list_xlsx(title, said, titles, rows, widths, sheet_name="台账")


def _row(issue: Issue, today: date) -> tuple[str, ...]:
    return (
        issue.number,
        issue.wording,
        issue.unit.name,
        issue.round.name if issue.round is not None else "",
        issue.get_source_display(),
        str(issue.category or ""),
        str(issue.theme or ""),
        "是" if issue.immediate else "",
        _day(issue.found_on),
        _day(issue.fed_back_on),
        _day(issue.due_on),
        time_left(issue, today),
        issue.get_state_display(),
        issue.leader,
        issue.department,
        issue.person,
        f"{issue.measures_done}/{issue.measures_total}",
        str(issue.evidence_total),
        str(issue.returns),
        _day(issue.first_closed_on),
        _day(issue.closed_on),
    )


def _tags(issue: Issue) -> str:
    return "、".join(action.name for action in issue.special_actions.all())


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
