"""The ledger (整改台账): which issues, in which order, how many of what.

Counting and sorting read the ledger's own index alone; the wording is read for the one page shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

from zhunsheng.server.inspections.deadlines import Light, days_until, light_with
from zhunsheng.server.inspections.ledger.filters import ALL, Filters
from zhunsheng.server.inspections.models import ENDED, Category, Issue, IssueState, Register, Round, Theme
from zhunsheng.server.inspections.queries import rounds_visible_to, visible_to
from zhunsheng.server.inspections.special_actions.models import SpecialAction
from zhunsheng.server.inspections.special_actions.queries import special_actions_visible_to
from zhunsheng.server.inspections.workflow import MOVES
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role, Unit
from zhunsheng.server.orgs.subtrees import units_below

PAGE = 50
Issues = QuerySet[Issue]


def filtered(issues: Issues, filters: Filters, actor: Actor, register: Register, today: date) -> Issues:
    """All that is asked for."""
    return in_state(narrowed(issues, filters, actor), filters, register, today)


def in_state(within: Issues, filters: Filters, register: Register, today: date) -> Issues:
    """Of what is narrowed already, those of the state and light asked for."""
    issues = within
    if filters.state != ALL:
        issues = issues.filter(state__in=filters.states)
    return issues.filter(light_is(Light(filters.light), register, today)) if filters.light else issues


def narrowed(issues: Issues, filters: Filters, actor: Actor) -> Issues:
    """All but state and light, which the counters stand for."""
    wanted = {
        f"{name}_id": int(text)
        for name in ("round", "unit", "category", "theme")
        if (text := getattr(filters, name))
    }
    issues = issues.filter(**wanted)
    if filters.source:
        issues = issues.filter(source=filters.source)
    if filters.immediate:
        issues = issues.filter(immediate=True)
    if filters.action:
        issues = issues.filter(special_actions=int(filters.action))
    if filters.mine:
        issues = issues.filter(waiting_for(actor))
    return searched(issues, filters.search) if filters.search else issues


FEW = 2_000


def searched(issues: Issues, text: str) -> Issues:
    """Every wording has to be read for this: once, in the order of the table, where what is found is little.

    Numbers are written in capitals; wordings are looked for as they stand.
    """
    found = issues.filter(Q(number__contains=text.upper()) | Q(wording__contains=text))
    ids = list(found.order_by("pk").values_list("pk", flat=True)[: FEW + 1])
    return found if len(ids) > FEW else Issue.objects.filter(pk__in=ids)


def waiting_for(actor: Actor) -> Q:
    """What the next step of lies with this person, by the workflow's table."""
    found = Q(pk__in=())
    for role in Role:
        states = {move.origin for move in MOVES if role in move.roles and move.origin not in ENDED}
        if not states or not actor.has(role):
            continue
        of_role = Q(state__in=sorted(states - _NOT_ONES_TURN.get(role, set())))
        if role not in (Role.INSPECTION, Role.LEADING):
            of_role &= Q(unit_id__in=units_below(actor, role))
        found |= of_role
    return found


_NOT_ONES_TURN = {Role.RECTIFIER: {IssueState.WITH_DISCIPLINE}}
"""Taking back is possible there, but nobody waits for it."""


def light_is(light: Light, register: Register, today: date) -> Q:
    """The same rule as `deadlines.light`, as a query."""
    yellow, green = (today + timedelta(days=days) for days in (register.yellow_days, register.green_days))
    reached = {
        Light.RED: Q(due_on__lt=today),
        Light.YELLOW: Q(due_on__gte=today, due_on__lte=yellow),
        Light.GREEN: Q(due_on__gt=yellow, due_on__lte=green),
        Light.NONE: Q(due_on__isnull=True) | Q(due_on__gt=green),
    }
    return Q(state__in=_STILL_OPEN) & reached[light]


_STILL_OPEN = tuple(state for state in IssueState.values if state not in ENDED)

_SORTS: dict[str, tuple[str, ...]] = {
    "due": ("due_on", "number"),
    "number": ("number",),
    "unit": ("unit__code", "due_on"),
    "state": ("state", "due_on"),
}


def ordered(issues: Issues, filters: Filters) -> Issues:
    """By what an index is at hand for; without a deadline comes last."""
    terms = [
        OrderBy(F(name), descending=filters.falling, nulls_last=name == "due_on" or None)
        for name in _SORTS[filters.sort]
    ]
    return issues.order_by(*terms, "pk")


def page_ids(issues: Issues, first: int, found: int) -> list[int]:
    """The ids from `first` on, of `found` in all. Read from the nearer end: what is passed over costs time."""
    ids, last = issues.values_list("pk", flat=True), min(first + PAGE, found)
    if first <= found // 2:
        return list(ids[first:last])
    return list(ids.reverse()[found - last : found - first])[::-1]


def rows_of(ids: Iterable[int]) -> list[Issue]:
    """The issues of these ids, in their order, with what a list shows of each."""
    wanted = list(ids)
    found = Issue.objects.filter(pk__in=wanted).select_related("unit", "category")
    by_id = {issue.pk: issue for issue in found}
    return [by_id[pk] for pk in wanted if pk in by_id]


# --- counters ------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Totals:
    counted: dict[tuple[str, str], int]
    """(state, light) → issues."""

    @property
    def all(self) -> int:
        return sum(self.counted.values())

    def of(self, *states: str) -> int:
        return sum(number for (state, _), number in self.counted.items() if state in states)

    def lit(self, light: str, *states: str) -> int:
        """Of these states, those that show the light; of all where none is named."""
        return sum(
            number
            for (state, shown), number in self.counted.items()
            if shown == light and (not states or state in states)
        )

    @property
    def closed_share(self) -> Decimal | None:
        """已销号 ÷ 全部; 长期坚持 is not closed."""
        return share_of(self.of(IssueState.CLOSED), self.all)


def share_of(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP) if whole else None


def totals_of(issues: Issues, register: Register, today: date, *, searching: bool = False) -> Totals:
    """Counted by state and day, as the index has them: the lights are told apart here, of a few hundred days.

    A search reads every wording; there the index would only lead criss-cross through the table, and an
    expression in the place of a column keeps the database from following it.
    """
    state, due_on = (Coalesce(name, name) if searching else F(name) for name in ("state", "due_on"))
    rows = issues.order_by().values_list(state, due_on).annotate(number=Count("pk"))
    counted: dict[tuple[str, str], int] = {}
    for stood, day, number in rows:
        shown = light_with(days_until(stood, day, today), register)
        counted[stood, shown.value] = counted.get((stood, shown.value), 0) + number
    return Totals(counted)


@dataclass(slots=True, frozen=True)
class Choices:
    """What the filters offer: only what this person's own issues have."""

    rounds: list[Round]
    units: list[Unit]
    categories: list[Category]
    themes: list[Theme]
    actions: list[SpecialAction]


def choices_for(actor: Actor) -> Choices:
    """The dictionaries are short; of the units only those with an issue to be seen."""
    units = Unit.objects.filter(Exists(visible_to(actor).filter(unit=OuterRef("pk"))))
    return Choices(
        list(rounds_visible_to(actor).order_by("-term__number", "-number")),
        list(units.order_by("code")),
        list(Category.objects.filter(tenant_id=actor.tenant)),
        list(Theme.objects.filter(tenant_id=actor.tenant)),
        list(special_actions_visible_to(actor)),
    )


# --- by unit -------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class UnitLine:
    """One unit's issues: 已销号 + 期内整改 + 超期未完成 + 长期坚持 = 问题数."""

    unit: Unit
    total: int
    closed: int
    in_time: int
    overdue: int
    long_term: int

    @property
    def closed_share(self) -> Decimal | None:
        return share_of(self.closed, self.total)


def by_unit(issues: Issues, today: date) -> list[UnitLine]:
    late = Q(state__in=_STILL_OPEN, due_on__lt=today)
    rows = (
        issues.order_by()
        .values("unit_id")
        .annotate(
            total=Count("pk"),
            closed=Count("pk", filter=Q(state=IssueState.CLOSED)),
            overdue=Count("pk", filter=late),
            long_term=Count("pk", filter=Q(state=IssueState.LONG_TERM)),
        )
    )
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[row["unit_id"] for row in rows])}
    lines = [
        UnitLine(
            units[row["unit_id"]],
            row["total"],
            row["closed"],
            row["total"] - row["closed"] - row["overdue"] - row["long_term"],
            row["overdue"],
            row["long_term"],
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (-line.overdue, line.unit.code))
