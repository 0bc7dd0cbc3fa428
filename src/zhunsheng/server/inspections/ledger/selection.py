"""The ledger (整改台账): which issues, in which order, how many of what.

Counting and sorting read the ledger's own index alone; the wording is read for the one page shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from zhunsheng.server.inspections.deadlines import Light
from zhunsheng.server.inspections.ledger.filters import ALL, Filters
from zhunsheng.server.inspections.ledger.lights import light_is
from zhunsheng.server.inspections.models import (
    ENDED,
    Category,
    Issue,
    IssueState,
    Measure,
    Register,
    Theme,
)
from zhunsheng.server.inspections.queries import rounds_visible_to, supports_of, visible_to
from zhunsheng.server.inspections.special_actions.queries import special_actions_visible_to
from zhunsheng.server.inspections.workflow import MOVES, NOT_WAITED_FOR, may_oversee
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role, Unit
from zhunsheng.server.orgs.subtrees import units_below

PAGE = 50
Issues = QuerySet[Issue]
Offered = list[tuple[str, str]]
"""Of a filter: value and words of each choice."""


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
    if filters.action and may_oversee(actor):  # others are not told what is tagged, not by an address either
        issues = issues.filter(special_actions=int(filters.action))
    if filters.mine:
        issues = issues.filter(waiting_for(actor))
    return searched(issues, filters.search, actor.tenant) if filters.search else issues


FEW = 2_000


def searched(issues: Issues, text: str, tenant_id: int) -> Issues:
    """Each word, parted from the next by a blank, stands in the wording, the number or the name of the unit.

    Every wording has to be read for this: once, in the order of the table, where what is found is little.
    """
    names = list(Unit.objects.filter(tenant_id=tenant_id).values_list("pk", "name"))
    found = issues
    for word in text.split():
        found = found.filter(_has(word, [unit for unit, name in names if word.lower() in name.lower()]))
    ids = list(found.order_by("pk").values_list("pk", flat=True)[: FEW + 1])
    return found if len(ids) > FEW else Issue.objects.filter(pk__in=ids)


def _has(word: str, units: list[int]) -> Q:
    """`units`: those of such a name, looked up before, so that the long read joins nothing.

    Numbers are written in capitals; wordings are looked for as they stand, on every database.
    """
    said, numbered = StrIndex("wording", Value(word)), StrIndex("number", Value(word.upper()))
    has = Q(GreaterThan(said, 0)) | Q(GreaterThan(numbered, 0))
    return has | Q(unit_id__in=units) if units else has


def waiting_for(actor: Actor) -> Q:
    """What the next step of lies with this person, by the workflow's table."""
    found = Q(pk__in=())
    for role in Role:
        states = {
            move.origin
            for move in MOVES
            if role in move.roles and move.origin not in ENDED and move.verb not in NOT_WAITED_FOR
        }
        if not states or not actor.has(role):
            continue
        of_role = Q(state__in=sorted(states))
        if role not in (Role.INSPECTION, Role.LEADING):
            of_role &= Q(unit_id__in=units_below(actor, role))
        found |= of_role
    return found | Q(pk__in=_parts_to_do(actor))


def _parts_to_do(actor: Actor) -> list[int]:
    """Issues under rectification to which a 配合单位 has yet to add its measures, or to carry them out and prove them."""
    if not actor.has(Role.RECTIFIER):
        return []
    own = Measure.objects.filter(issue=OuterRef("issue"), unit=OuterRef("unit"))
    open_ones = own.filter(Q(done_on=None) | Q(proofs=None))
    asked = supports_of(actor).filter(issue__state=IssueState.RECTIFYING)
    return list(asked.filter(~Exists(own) | Exists(open_ones)).values_list("issue_id", flat=True))


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
    if filters.sort == "unit":
        # What holds anyway, said so that the units are read in the order of their codes.
        issues = issues.filter(unit__tenant=F("tenant"))
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


# --- what the filters offer ------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Choices:
    """What the filters offer, ids as they stand in an address: only what this person's own issues have."""

    rounds: Offered
    units: Offered
    categories: Offered
    themes: Offered
    actions: Offered


def choices_for(actor: Actor) -> Choices:
    """The dictionaries are short; of the units only those with an issue to be seen."""
    units = Unit.objects.filter(Exists(visible_to(actor).filter(unit=OuterRef("pk"))))
    rounds = rounds_visible_to(actor).order_by("-term__number", "-number")
    return Choices(
        [(str(entry.pk), entry.name) for entry in rounds],
        _named(units.order_by("code")),
        [(str(entry.pk), str(entry)) for entry in Category.objects.filter(tenant_id=actor.tenant)],
        _named(Theme.objects.filter(tenant_id=actor.tenant)),
        _named(special_actions_visible_to(actor)),
    )


def _named(rows: QuerySet[Any]) -> Offered:
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]
