"""The facts of rectification of each unit in a year, as of a day: counts and one rate, no score.

Few queries for all units together, each grouped by unit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value

from zhunsheng.server.inspections.ledger.totals import share_of
from zhunsheng.server.inspections.models import Handling, Issue, IssueState, Source
from zhunsheng.server.inspections.statistics.count_rows import (
    Scope,
    end_of,
    start_of,
    with_closed_then,
    with_state_then,
)
from zhunsheng.server.inspections.supervision.models import Interview, NoticeSlip
from zhunsheng.server.inspections.workflow import Verb


@dataclass(slots=True, frozen=True)
class Facts:
    told: int = 0
    due: int = 0
    on_time: int = 0
    late: int = 0
    unfinished: int = 0
    long_term: int = 0
    overdue: int = 0
    returned: int = 0
    found_again: int = 0
    interviews: int = 0
    slips: int = 0
    slips_late: int = 0

    @property
    def rate(self) -> Decimal | None:
        """按期销号率; None where nothing was due."""
        return share_of(self.on_time, self.due - self.long_term)

    @property
    def rate_worked_out(self) -> str:
        """12÷（15－1）＝85.71%."""
        if self.rate is None:
            return "没有到期的问题"
        return f"{self.on_time}÷（{self.due}－{self.long_term}）＝{_percent(self.rate)}"


@dataclass(slots=True, frozen=True)
class Figure:
    """One of the figures: `short` stands above a column."""

    key: str
    title: str
    short: str
    rule: str
    """口径."""


FIGURES = (
    Figure("told", "反馈的问题", "反馈", "本年向该单位反馈、由它牵头整改的问题，各种来源都算"),
    Figure("due", "到期的问题", "到期", "整改时限在本年、截至日已到期的；当天到期还没有销号的不算"),
    Figure("on_time", "按期销号", "按期销号", "到期的问题里，截至日已销号、销号日期不晚于时限的"),
    Figure("rate", "按期销号率", "按期率", "按期销号÷（到期的问题－其中长期坚持）；没有到期的不算率"),
    Figure("late", "逾期销号", "逾期销号", "到期的问题里，截至日已销号、销号日期晚于时限的"),
    Figure("unfinished", "到期未销号", "到期未销", "到期的问题里，截至日还没有销号的"),
    Figure("long_term", "长期坚持", "长期坚持", "到期的问题里，截至日转为长期坚持的"),
    Figure("overdue", "现在超期", "现超期", "截至日已过时限还没有销号的，往年到期的也算；长期坚持的不算"),
    Figure("returned", "退回次数", "退回", "本年核验时退回整改的次数，一个问题退回几次算几次"),
    Figure(
        "found_again",
        "督查、回头看发现的问题",
        "再发现",
        "本年发现、来源为督查、回头看或巡察回头看的问题",
    ),
    Figure("interviews", "约谈", "约谈", "本年约谈该单位的次数"),
    Figure("slips", "工作提示单", "提示单", "本年下发给该单位的工作提示单"),
    Figure(
        "slips_late",
        "提示单逾期答复",
        "迟答",
        "其中答复晚于答复期限的，和截至日过了期限还没有答复的；没有定期限的不算",
    ),
)


def words_of(facts: Facts) -> dict[str, str]:
    """Each figure as it reads: 12, 85.71%, 无 where there is no rate."""
    values = {key: str(number) for key, number in asdict(facts).items()}
    return {figure.key: values.get(figure.key) or _percent(facts.rate) for figure in FIGURES}


def _percent(rate: Decimal | None) -> str:
    """Two decimals always, so that a column can be read down."""
    return "无" if rate is None else f"{rate * 100:.2f}%"


def facts_of(scope: Scope, units: Collection[int] | None = None) -> dict[int, Facts]:
    """Unit → its facts; of these units, else of every one there is anything to tell of."""
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for rows in (_issues(scope), _found_again(scope), _returns(scope), _interviews(scope), _slips(scope)):
        for row in rows if units is None else rows.filter(of_unit__in=units):
            figures = counted[row.pop("of_unit")]
            figures.update(_of_state(row.pop("stood"), row) if "stood" in row else row)
    found = {unit_id: Facts(**numbers) for unit_id, numbers in counted.items() if any(numbers.values())}
    return found if units is None else {unit_id: found.get(unit_id, Facts()) for unit_id in units}


Rows = QuerySet[Any, dict[str, Any]]
"""`of_unit` and some of its figures; rows of the same unit are added up."""


def _issues(scope: Scope) -> Rows:
    """By state too (`stood`), as the index has them: what counts depends on it, see `_of_state`."""
    day_before, due = scope.as_of - timedelta(days=1), Q(due_on__range=scope.days)
    told = Issue.objects.filter(tenant_id=scope.tenant_id, fed_back_on__lte=scope.as_of)
    stood = with_closed_then(with_state_then(told, scope.as_of), scope.as_of).order_by()
    figures = {
        "told": Q(fed_back_on__range=scope.days),
        "due": due,
        "due_before": Q(due_on__range=(scope.first, min(scope.last, day_before))),
        "on_time": due & Q(closed_then__lte=F("due_on")),
        "overdue": Q(due_on__lte=day_before),
    }
    return _counted(stood.values(of_unit=F("unit_id"), stood=F("state_then")), "unit_id", figures)


def _of_state(state: str, row: dict[str, int]) -> dict[str, int]:
    """The figures of a unit's issues that stood so: what ended is due on its day, what is open after it."""
    figures = {"told": row["told"]}
    if state == IssueState.CLOSED:
        on_time, due = row["on_time"], row["due"]
        return figures | {"due": due, "on_time": on_time, "late": due - on_time}
    if state == IssueState.LONG_TERM:
        return figures | {"due": row["due"], "long_term": row["due"]}
    due = row["due_before"]
    return figures | {"due": due, "unfinished": due, "overdue": row["overdue"]}


def _found_again(scope: Scope) -> Rows:
    found = Issue.objects.filter(tenant_id=scope.tenant_id, found_on__range=scope.days)
    again = found.filter(source__in=(Source.LOOK_BACK, Source.RECHECK, Source.SUPERVISION))
    # One by one: they are few, and grouping would lead SQLite through all issues of every unit.
    rows: QuerySet[Any, Any] = again.order_by().values(of_unit=F("unit_id"), found_again=Value(1))
    return rows


def _returns(scope: Scope) -> Rows:
    within = Q(at__gte=start_of(scope.first), at__lt=end_of(scope.last))
    returned = Handling.objects.filter(issue__tenant_id=scope.tenant_id, issue__returns__gt=0)
    return _by_unit(returned.filter(within, verb=Verb.RETURN), "issue__unit_id", returned=Q())


def _interviews(scope: Scope) -> Rows:
    held = Interview.objects.filter(tenant_id=scope.tenant_id, held_on__range=scope.days)
    return _by_unit(held, "unit_id", interviews=Q())


def _slips(scope: Scope) -> Rows:
    issued = NoticeSlip.objects.filter(tenant_id=scope.tenant_id, issued_on__range=scope.days)
    silent = Q(reply_due_on__lt=scope.as_of) & (Q(replied_on=None) | Q(replied_on__gt=scope.as_of))
    late = silent | Q(replied_on__gt=F("reply_due_on"), replied_on__lte=scope.as_of)
    return _by_unit(issued, "unit_id", slips=Q(), slips_late=late)


def _by_unit(rows: QuerySet[Any], unit: str, **figures: Q) -> Rows:
    """How many of the rows fulfil each condition, unit by unit."""
    return _counted(rows.order_by().values(of_unit=F(unit)), unit, figures)


def _counted(rows: QuerySet[Any, Any], unit: str, figures: Mapping[str, Q]) -> Rows:
    counted: Rows = rows.annotate(
        **{name: Count(unit, filter=where or None) for name, where in figures.items()}
    )
    return counted
