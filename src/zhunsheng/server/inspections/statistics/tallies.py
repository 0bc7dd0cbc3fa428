"""The issues of a year counted in one read: a tally for each combination of what the counts ask about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from zhunsheng.server.inspections.models import Issue, IssueState
from zhunsheng.server.inspections.statistics.count_rows import (
    Scope,
    changed_since,
    end_of,
    found_in,
)


class Tally(NamedTuple):
    """How many issues, how many of them fed back, and the four outcomes that make up the total (X01)."""

    total: int = 0
    told: int = 0
    closed: int = 0
    in_time: int = 0
    overdue: int = 0
    long_term: int = 0


class Cell(NamedTuple):
    """What the catalogue's counts tell issues apart by."""

    source: str
    round_id: int | None
    theme_id: int | None
    immediate: bool


Cells = Mapping[Cell, Tally]


def cells_of(scope: Scope) -> Cells:
    # In the order of the index `issue_counts`, so that the database groups without sorting.
    found = tallies(scope, "source", "round", "theme", "immediate")
    return {Cell(*values): tally for values, tally in found.items()}


def tallies(scope: Scope, *columns: str, only: Collection[str] = ()) -> dict[tuple[Any, ...], Tally]:
    """By those columns of an issue, `only` of these sources. States are those of the day."""
    found: dict[tuple[Any, ...], list[Tally]] = defaultdict(list)
    for state, issues in _rows(scope):
        rows = issues.filter(source__in=only) if only else issues
        counted = rows.order_by().values_list(*columns, state)
        told, late = Q(fed_back_on__lte=scope.as_of), Q(due_on__lt=scope.as_of)
        # Counted by a column of the index: for the id PostgreSQL would open every row.
        numbers = {
            "total": Count("*"),
            "told": Count("source", filter=told),
            "late": Count("source", filter=late),
        }
        for *values, stood, total, fed_back, past in counted.annotate(**numbers):
            found[tuple(values)].append(_tally(stood, total, fed_back, past))
    return {key: together(parts) for key, parts in found.items()}


def together(found: Iterable[Tally]) -> Tally:
    """Their sum."""
    return Tally(*map(sum, zip(*found, strict=True)))


def _rows(scope: Scope) -> list[tuple[str, QuerySet[Issue]]]:
    """The name of the state's column, and the issues that have it there: most stand as they stood then."""
    issues = found_in(scope)
    if scope.as_of >= timezone.localdate():
        return [("state", issues)]
    return [
        ("state", issues.filter(state_since__lt=end_of(scope.as_of))),
        ("state_then", changed_since(scope)),
    ]


def _tally(state: str, total: int, told: int, late: int) -> Tally:
    if state == IssueState.CLOSED:
        return Tally(total, told, closed=total)
    if state == IssueState.LONG_TERM:
        return Tally(total, told, long_term=total)
    return Tally(total, told, in_time=total - late, overdue=late)
