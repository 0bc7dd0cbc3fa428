"""What is counted: the rows of a year, as they stood on a day, and how each is listed without its wording."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from zhunsheng.press.headings import chinese
from zhunsheng.server.inspections.models import (
    Handling,
    Inspectee,
    Issue,
    IssueState,
    Register,
    Round,
    Source,
    Team,
)
from zhunsheng.server.inspections.supervision.models import Interview, IssuedRule, NoticeSlip, Supervision


@dataclass(slots=True, frozen=True)
class Scope:
    """A register's year up to a day. Nothing later is counted, states are those of the day."""

    register: Register
    year: int
    as_of: date

    @property
    def tenant_id(self) -> int:
        return self.register.tenant_id

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """What happened after the year is another year's, though the day be later."""
        return min(self.as_of, date(self.year, 12, 31))

    @property
    def asked(self) -> str:
        """As it stands in an address."""
        return f"year={self.year}&as_of={self.as_of}"

    @property
    def days(self) -> tuple[date, date]:
        return self.first, self.last


@dataclass(slots=True, frozen=True)
class Kind:
    """One kind of thing that is counted."""

    name: str
    rows: Callable[[Scope], QuerySet[Any]]
    headings: tuple[str, ...]
    columns: tuple[str, ...]
    """The query's names of what stands below the headings."""
    words: Callable[[str, Any], str] | None = None
    """How the value of a column reads; as it is where there is nothing special to it."""
    happenings: frozenset[str] = frozenset()
    """The columns that say when something happened, not when it is due."""
    then: Callable[[QuerySet[Any], date], QuerySet[Any]] | None = None
    """Adds the columns whose value depends on the day."""

    def listed(self, rows: QuerySet[Any], as_of: date) -> tuple[tuple[str, ...], ...]:
        """As the list read at the end of the day: what was entered later changes nothing of it."""
        stood = rows if self.then is None else self.then(rows, as_of)
        found = stood.order_by("pk").values_list("pk", *self.columns)
        return tuple(
            tuple(
                self._text(column, value, as_of) for column, value in zip(self.columns, row[1:], strict=True)
            )
            for row in found
        )

    def _text(self, column: str, value: Any, as_of: date) -> str:
        if value is None or (column in self.happenings and value > as_of):
            return ""
        words = self.words(column, value) if self.words is not None else ""
        return words or (value.isoformat() if isinstance(value, date) else str(value))


def end_of(day: date) -> datetime:
    """The first moment after a day."""
    return start_of(day + timedelta(days=1))


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def found_in(scope: Scope) -> QuerySet[Issue]:
    """The issues found in the year, up to the day."""
    return Issue.objects.filter(tenant_id=scope.tenant_id, found_on__range=scope.days)


def changed_since(scope: Scope) -> QuerySet[Issue]:
    """Those whose state is no longer what it was at the end of the day; `state_then` is what it was."""
    changed = found_in(scope).filter(state_since__gte=end_of(scope.as_of))
    return changed.annotate(state_then=_earlier(scope.as_of))


def issues_then(scope: Scope) -> QuerySet[Issue]:
    """The issues found in the year, `state_then` as it was at the end of the day."""
    return with_state_then(found_in(scope), scope.as_of)


def with_state_then(issues: QuerySet[Issue], as_of: date) -> QuerySet[Issue]:
    """What took a step since is looked up in its steps; all else stands as it stood."""
    if as_of >= timezone.localdate():
        return issues.annotate(state_then=F("state"))
    stands = When(state_since__lt=end_of(as_of), then=F("state"))
    return issues.annotate(state_then=Case(stands, default=_earlier(as_of)))


def with_closed_then(issues: QuerySet[Issue], as_of: date) -> QuerySet[Issue]:
    """`closed_then`, of what was closed (`state_then`) at the end of the day: since when."""
    if as_of >= timezone.localdate():
        return issues.annotate(closed_then=F("closed_on"))
    stands = When(state_since__lt=end_of(as_of), then=F("closed_on"))
    last = Subquery(_steps_until(as_of).values(day=TruncDate("at"))[:1])
    return issues.annotate(closed_then=Case(stands, default=last))


def _with_dates_then(issues: QuerySet[Issue], as_of: date) -> QuerySet[Issue]:
    """`ended_on`: 销号, of what was closed then. `due_then`: 时限, unless it follows from a later 反馈."""
    closed = When(state_then=IssueState.CLOSED, then=F("closed_then"))
    follows = When(fed_back_on__gt=as_of, due_is_given=False, then=None)
    return with_closed_then(issues, as_of).annotate(
        ended_on=Case(closed), due_then=Case(follows, default=F("due_on"))
    )


def _earlier(as_of: date) -> Coalesce:
    last = Subquery(_steps_until(as_of).values("target")[:1])
    return Coalesce(last, Value(IssueState.UNCLAIMED.value))


def _steps_until(as_of: date) -> QuerySet[Handling]:
    """The steps of an issue of the query around it, the last first."""
    return Handling.objects.filter(issue=OuterRef("pk"), at__lt=end_of(as_of)).order_by("-pk")


def _of_rounds(column: str, value: Any) -> str:
    return f"{chinese(value)}届" if column.endswith("term__number") else _ordinal(column, value)


def _ordinal(column: str, value: Any) -> str:
    return f"第{chinese(value)}轮" if column.endswith("number") and isinstance(value, int) else ""


def _choice(names: dict[str, Any]) -> Callable[[str, Any], str]:
    def words(column: str, value: Any) -> str:
        return str(names[column](value).label) if column in names else _of_rounds(column, value)

    return words


ROUNDS = Kind(
    "rounds",
    lambda scope: Round.objects.filter(term__tenant_id=scope.tenant_id),
    ("届", "轮次", "进驻", "反馈", "整改", "归档"),
    ("term__number", "number", "entered_on", "fed_back_on", "rectified_on", "archived_on"),
    _of_rounds,
    frozenset({"entered_on", "fed_back_on", "rectified_on", "archived_on"}),
)
TEAMS = Kind(
    "teams",
    lambda scope: Team.objects.filter(round__term__tenant_id=scope.tenant_id),
    ("届", "轮次", "巡察组", "来源", "人数"),
    ("round__term__number", "round__number", "name", "origin", "headcount"),
    _choice({"origin": Team.Origin}),
)
INSPECTEES = Kind(
    "inspectees",
    lambda scope: Inspectee.objects.filter(round__term__tenant_id=scope.tenant_id),
    ("届", "轮次", "巡察组", "单位", "所辖部分", "外地单位", "类型", "主题"),
    (
        "round__term__number",
        "round__number",
        "team__name",
        "unit__name",
        "part",
        "elsewhere",
        "kind",
        "theme__name",
    ),
    _choice({"kind": Inspectee.Kind}),
)
ISSUES = Kind(
    "issues",
    issues_then,
    (
        "编号",
        "来源",
        "届",
        "轮次",
        "责任单位",
        "大类",
        "类别",
        "主题",
        "发现",
        "反馈",
        "时限",
        "状态",
        "销号",
    ),
    (
        "number",
        "source",
        "round__term__number",
        "round__number",
        "unit__name",
        "category__group",
        "category__name",
        "theme__name",
        "found_on",
        "fed_back_on",
        "due_then",
        "state_then",
        "ended_on",
    ),
    _choice({"source": Source, "state_then": IssueState}),
    frozenset({"found_on", "fed_back_on", "ended_on"}),
    _with_dates_then,
)
SUPERIOR_ISSUES = replace(
    ISSUES, name="superior_issues", rows=lambda scope: issues_then(scope).filter(source=Source.SUPERIOR)
)
SUPERVISIONS = Kind(
    "supervisions",
    lambda scope: Supervision.objects.filter(tenant_id=scope.tenant_id, since__range=scope.days),
    ("方式", "起", "止", "参加部门"),
    ("kind", "since", "until", "joined_by"),
    _choice({"kind": Supervision.Kind}),
    frozenset({"since", "until"}),
)
SUPERVISED_UNITS = Kind(
    "supervised_units",
    lambda scope: Supervision.units.through.objects.filter(
        supervision__tenant_id=scope.tenant_id, supervision__since__range=scope.days
    ),
    ("单位", "方式", "起", "止"),
    ("unit__name", "supervision__kind", "supervision__since", "supervision__until"),
    _choice({"supervision__kind": Supervision.Kind}),
    frozenset({"supervision__since", "supervision__until"}),
)
SLIPS = Kind(
    "slips",
    lambda scope: NoticeSlip.objects.filter(tenant_id=scope.tenant_id, issued_on__range=scope.days),
    ("编号", "单位", "下发", "答复期限", "答复"),
    ("number", "unit__name", "issued_on", "reply_due_on", "replied_on"),
    happenings=frozenset({"issued_on", "replied_on"}),
)
INTERVIEWS = Kind(
    "interviews",
    lambda scope: Interview.objects.filter(tenant_id=scope.tenant_id, held_on__range=scope.days),
    ("单位", "约谈日期"),
    ("unit__name", "held_on"),
    happenings=frozenset({"held_on"}),
)
RULES = Kind(
    "rules",
    lambda scope: IssuedRule.objects.filter(tenant_id=scope.tenant_id, issued_on__range=scope.days),
    ("制度名称", "文号", "出台单位", "印发日期"),
    ("name", "document_number", "issued_by__name", "issued_on"),
    happenings=frozenset({"issued_on"}),
)
